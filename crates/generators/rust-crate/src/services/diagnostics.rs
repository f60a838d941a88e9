//! Diagnostics about additions to services that lack something: a client, a server, a newer tonic, or a file.

use std::io;
use std::path::Path;

use protoward_http::UnknownMessage;
use protoward_rust::Runtime;
use protoward_rust::diagnostics::GENERATE;
use protoward_source::Diagnostic;
use protoward_source::paths::shown;

pub(super) fn unread_config(path: &Path, error: &io::Error) -> Box<Diagnostic> {
    unread("service config", path, error)
}

pub(super) fn unread_service_yaml(path: &Path, error: &io::Error) -> Box<Diagnostic> {
    unread("service YAML", path, error)
}

fn unread(what: &str, path: &Path, error: &io::Error) -> Box<Diagnostic> {
    let message = format!("cannot read the {what} `{}`: {error}", shown(path));
    Box::new(Diagnostic::error(GENERATE, message).help(
        "use a path relative to the folder of `protoward.toml` or `Cargo.toml`, or with `--opt` to the current folder",
    ))
}

/// Returns the error for an `error_body` that is not in the schema.
pub(super) fn no_error_body(UnknownMessage { name, near }: &UnknownMessage) -> Box<Diagnostic> {
    let message = format!("cannot find the message `{name}` of `error_body` in the schema");
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "use the full name of a message, such as `shop.v1.Error`".to_owned(),
    };
    Box::new(Diagnostic::error(GENERATE, message).help(help))
}

/// Returns the error for a setting whose code needs newer versions of prost and tonic.
pub(super) fn needs_newer(setting: &str, needed: Runtime, runtime: Runtime) -> Box<Diagnostic> {
    let message = format!("`{setting}` needs {needed}, but the code is for {runtime}");
    Box::new(Diagnostic::error(GENERATE, message).help(format!(
        "remove `{setting}`, or depend on {needed}; where `runtime` is set, set it to `tonic-{}`",
        needed.tonic()
    )))
}

/// Returns the error for an option that needs code which another option turns off.
pub(super) fn needs(option: &str, left_out: &str) -> Box<Diagnostic> {
    let message = format!("`{option}` needs `{left_out}`, which is disabled");
    Box::new(Diagnostic::error(GENERATE, message).help(format!("remove `{option}`, or enable `{left_out}`")))
}

/// Returns the error for `rest` or `rest_client` together with `layout`. Whole crates have JSON behind a feature.
pub(super) fn not_in_whole_crates(option: &str) -> Box<Diagnostic> {
    let message = format!("`{option}` cannot be generated together with `layout`");
    Box::new(Diagnostic::error(GENERATE, message).help("remove `layout`, or generate the services into another crate"))
}
