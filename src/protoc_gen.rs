//! `protoc-gen-protoward`: this program as a plugin of protoc and buf, which generates Rust.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Read as _};

use super::console::Console;
use super::outcome::Outcome;
use protoward_operations::generate::{PluginAnswer, answer};
use protoward_protoc_driver::own_name;

/// The name of the plugin.
const NAME: &str = "protoc-gen-protoward";

const HELP: &str = "\
protoc-gen-protoward generates Rust for prost and tonic. protoc and buf start it:
  protoc --protoward_out=src/gen --protoward_opt=plugin=tonic user.proto

The parameter has `plugin=prost` or `plugin=tonic` (the default), and options of the plugin: those of
`protoward generate --opt`. Commas separate options; `\\,` is a comma in an option.
";

/// Returns the arguments of the plugin if the executable has its name, or if the first argument is the name.
pub(super) fn arguments_for(args: &[OsString]) -> Option<&[OsString]> {
    match args.get(1) {
        _ if own_name(args).as_deref() == Some(NAME) => args.get(1..),
        Some(first) if first == NAME => args.get(2..),
        _ => None,
    }
}

/// Reads a request from standard input, and writes the response to standard output.
pub(super) fn run(args: &[OsString], console: &mut Console) -> Outcome {
    match args.first().map(|first| first.to_str().unwrap_or_default()) {
        None if io::stdin().is_terminal() => {
            console.note(HELP);
            Outcome::Failed
        }
        None => respond(console),
        Some("--version") => {
            console.print(&format!("{NAME} {}\n", env!("CARGO_PKG_VERSION")));
            Outcome::Fine
        }
        Some("--help" | "-h") => {
            console.print(HELP);
            Outcome::Fine
        }
        Some(other) => {
            console.note(&format!("{NAME}: unknown argument `{other}`\n\n{HELP}"));
            Outcome::Failed
        }
    }
}

fn respond(console: &mut Console) -> Outcome {
    let mut request = Vec::new();
    let read = io::stdin().lock().read_to_end(&mut request).map_err(|error| error.to_string());
    match read.and_then(|_| answer(&request).map_err(|error| error.to_string())) {
        Ok(PluginAnswer { response, warnings }) => {
            if !warnings.is_empty() {
                console.note(&format!("{warnings}\n"));
            }
            console.print_bytes(&response);
            Outcome::Fine
        }
        Err(why) => {
            console.note(&format!("{NAME}: standard input is not a request to a plugin: {why}\n"));
            Outcome::Failed
        }
    }
}
