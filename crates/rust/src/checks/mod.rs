//! Checks of the settings and the schema, which run before any code is generated.
//!
//! Input: the files of a schema, and the settings. Output: a report, whose diagnostics have places in the files where possible.
//! This module must not depend on its callers, or on how code is generated.
//!
//! prost-build does not check its settings. With wrong ones, it writes code that does not compile, overwrites one file with
//! another, or silently ignores a path. Only settings that cannot be right are errors here. Others are warnings.

mod diagnostics;
mod extern_paths;
mod modules;
mod paths;
mod prost_packages;

pub use self::paths::OptionPath;
pub use self::paths::options as options_with_paths;

use crate::WELL_KNOWN;
use crate::paths::is_below;
use protoward_schema::{FileId, Schema};
use protoward_source::Report;

/// The settings that are checked.
#[derive(Clone, Debug, Default)]
pub struct CheckSettings {
    /// Protobuf paths with their Rust paths.
    pub extern_paths: Vec<(String, String)>,
    /// The name of the file for code without a package, without `.rs`.
    pub default_package_filename: Option<String>,
    /// The path of the file that includes all modules, separated by `/`.
    pub include_file: Option<String>,
    /// Whether the well-known types are generated.
    pub compile_well_known_types: bool,
    /// Whether clashing names are kept, as prost-build does.
    pub prost_names: bool,
    /// The paths in options, which are checked for paths that match nothing.
    pub paths: Vec<OptionPath>,
}

impl CheckSettings {
    /// Adds a path in an option of a builder.
    pub fn add_path(&mut self, option: &'static str, path: &str) {
        self.paths.push(OptionPath { option, path: path.to_owned(), place: None });
    }

    /// Returns `true` if a type is extern or in `prost-types`. `path` has a leading dot: `.google.api.Http`.
    pub fn is_external(&self, path: &str) -> bool {
        let prost_packages = !self.compile_well_known_types && is_below(path, WELL_KNOWN);
        prost_packages || self.is_extern(path)
    }

    /// Returns `true` if an `extern_path` covers a type or a package.
    fn is_extern(&self, path: &str) -> bool {
        self.extern_paths.iter().any(|(proto, _)| is_below(path, proto))
    }
}

/// Returns the diagnostics for generating these files with these settings.
pub fn check(schema: &Schema, files: &[FileId], settings: &CheckSettings) -> Report {
    let mut report = Report::default();
    extern_paths::check(schema, settings, &mut report);
    modules::check(schema, files, settings, &mut report);
    prost_packages::check(schema, files, settings, &mut report);
    paths::check(schema, &settings.paths, &mut report);
    report
}
