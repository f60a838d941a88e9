//! Generated code, and how it is written to its folder.

mod checked;
mod comments;
mod copied;
mod crates;
mod custom_code;
mod custom_options;
mod editions;
mod examples;
mod generate;
mod json;
mod layouts;
mod names;
mod prost_build;
mod reflect;
mod refused;
mod rest;
mod services;
mod types;
mod validation;
mod write;

use std::path::Path;

use protoward_source::Diagnostic;

use crate::support::as_on_unix;

/// Returns the message and the help of a diagnostic, without places.
fn rendered(diagnostic: &Diagnostic) -> String {
    let help = diagnostic.help.as_deref().unwrap_or("none");
    as_on_unix(&format!("{}\nhelp: {help}", diagnostic.message))
}

/// Compares with `fixtures/codegen/<folder>/<name>.snap`.
pub(crate) fn snapshot(folder: &str, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/codegen").join(folder));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}
