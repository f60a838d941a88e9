//! The diagnostics of code for services.

use std::io;
use std::path::Path;

use protoward_http::UnknownMessage;
use protoward_rust::Runtime;
use protoward_rust::diagnostics::GENERATE;
use protoward_source::Diagnostic;

pub(super) fn unread_config(path: &Path, error: &io::Error) -> Box<Diagnostic> {
    unread("service config", path, error)
}

pub(super) fn unread_service_yaml(path: &Path, error: &io::Error) -> Box<Diagnostic> {
    unread("service YAML", path, error)
}

fn unread(what: &str, path: &Path, error: &io::Error) -> Box<Diagnostic> {
    let message = format!("the {what} `{}` cannot be read: {error}", path.display());
    Box::new(Diagnostic::error(GENERATE, message).help(
        "write a path from the folder of `protoward.toml` or `Cargo.toml`, or from where `protoward` is called with `--opt`",
    ))
}

/// Returns the error for an `error_body` that is not in the schema.
pub(super) fn no_error_body(UnknownMessage { name, near }: &UnknownMessage) -> Box<Diagnostic> {
    let message = format!("the schema has no message `{name}`, which `error_body` names");
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write the full name of a message, such as `shop.v1.Error`".to_owned(),
    };
    Box::new(Diagnostic::error(GENERATE, message).help(help))
}

/// Returns the error for a setting whose code needs newer versions of prost and tonic.
pub(super) fn needs_newer(setting: &str, needed: Runtime, runtime: Runtime) -> Box<Diagnostic> {
    let message = format!("`{setting}` needs {needed}, and the code is for {runtime}");
    Box::new(Diagnostic::error(GENERATE, message).help(format!(
        "leave out `{setting}`, or depend on {needed}; where `runtime` is set, set it to `tonic-{}`",
        needed.tonic()
    )))
}

/// Returns the error for an option that needs code which another option turns off.
pub(super) fn needs(option: &str, left_out: &str) -> Box<Diagnostic> {
    let message = format!("`{option}` is asked for, and `{left_out}` is off");
    Box::new(Diagnostic::error(GENERATE, message).help(format!("leave out `{option}`, or turn `{left_out}` on")))
}

/// Returns the error for `rest`, `rest_client` or `validate` together with `layout`. Whole crates have JSON behind a feature.
pub(super) fn not_in_whole_crates(option: &str) -> Box<Diagnostic> {
    let message = format!("`{option}` cannot be generated together with `layout`");
    Box::new(
        Diagnostic::error(GENERATE, message)
            .help("leave out `layout`, or generate the services into a crate of your own"),
    )
}
