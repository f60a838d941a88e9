//! What cannot be generated as it is asked for, said before anything is.
//!
//! In: files of a schema, and what was asked. Out: a report, with places in the files where there are any. It must not know
//! who asks, or how code is generated.
//!
//! prost-build writes what it is told to: code that does not compile, one file in the place of another, or nothing where
//! a path names nothing. Only what cannot be right is an error here; what may be meant is a warning.

mod diagnostics;
mod extern_paths;
mod modules;
mod of_prost;
mod paths;

pub use self::paths::OptionPath;
pub use self::paths::options as options_with_paths;

use crate::WELL_KNOWN;
use crate::paths::is_below;
use protoward_schema::{FileId, Schema};
use protoward_source::Report;

/// What was asked for, as far as it can be wrong.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Paths in the schema, and where they are in Rust.
    pub extern_paths: Vec<(String, String)>,
    /// The file for what has no package, without its ending.
    pub default_package_filename: Option<String>,
    /// The file with all modules, with `/` between the parts.
    pub include_file: Option<String>,
    /// Whether the well-known types are generated.
    pub compile_well_known_types: bool,
    /// Whether names may clash.
    pub prost_names: bool,
    /// The paths of options, to find those that match nothing.
    pub paths: Vec<OptionPath>,
}

impl Asked {
    /// Notes a path of an option of a builder.
    pub fn note_path(&mut self, option: &'static str, path: &str) {
        self.paths.push(OptionPath { option, path: path.to_owned(), place: None });
    }

    /// Whether a type comes from elsewhere, by its path: `.google.api.Http`.
    pub fn is_elsewhere(&self, path: &str) -> bool {
        let of_prost = !self.compile_well_known_types && is_below(path, WELL_KNOWN);
        of_prost || self.is_extern(path)
    }

    /// Whether somebody said where a type or a package is.
    fn is_extern(&self, path: &str) -> bool {
        self.extern_paths.iter().any(|(proto, _)| is_below(path, proto))
    }
}

/// What is wrong with generating these files.
pub fn check(schema: &Schema, files: &[FileId], asked: &Asked) -> Report {
    let mut report = Report::default();
    extern_paths::check(schema, asked, &mut report);
    modules::check(schema, files, asked, &mut report);
    of_prost::check(schema, files, asked, &mut report);
    paths::check(schema, &asked.paths, &mut report);
    report
}
