//! Checks of the settings and the schema, which run before any code is generated.
//!
//! Input: the files of a schema, and the settings. Output: a report, whose diagnostics have places in the files where possible.
//! This module must not depend on its callers, or on how code is generated.
//!
//! prost-build does not check its settings. With wrong ones, it writes code that does not compile, overwrites one file with
//! another, or silently ignores a path. Only settings that cannot be right are errors here. Others are warnings.

mod diagnostics;
mod extern_paths;
mod generator;
mod modules;
mod paths;
mod prost_packages;

pub use generator::generator;

use crate::settings::RustSettings;
use protoward_schema::{FileId, Schema};
use protoward_source::{Place, Report};

/// Returns the diagnostics for generating these files with these settings. `include_file` is the path of the file that includes
/// all modules, separated by `/`. `place` returns the place of an option's path in the configuration file.
pub fn check(
    schema: &Schema,
    files: &[FileId],
    settings: &RustSettings,
    include_file: Option<&str>,
    place: &dyn Fn(&str, &str) -> Option<Place>,
) -> Report {
    let mut report = Report::default();
    extern_paths::check(schema, files, settings, &mut report);
    modules::check(schema, files, (settings, include_file), &mut report);
    prost_packages::check(schema, files, settings, &mut report);
    paths::check(schema, settings, place, &mut report);
    report
}
