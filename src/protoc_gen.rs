//! `protoc-gen-protoward`: this program as a plugin of protoc and buf, which generates Rust.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Read as _};
use std::path::Path;

use super::console::Console;
use super::generator_flags::generator_of_parameter;
use super::outcome::Outcome;
use protoward_codegen::generate_files;
use protoward_plugin::{Generated, GeneratedFile, PluginRequest, Supports, error_response, parameter_parts};
use protoward_schema::descriptor::decode;
use protoward_schema::{Edition, FileId, Schema};
use protoward_source::{Report, Sources, plain};

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
    let program = args.first().map(Path::new).and_then(Path::file_stem);
    match args.get(1) {
        _ if program.is_some_and(|program| program == NAME) => args.get(1..),
        Some(first) if first == NAME => args.get(2..),
        _ => None,
    }
}

/// Reads a request from standard input, and writes the response to standard output.
pub(super) fn run(args: &[OsString], console: &mut Console) -> Outcome {
    match args.first().map(|first| first.to_string_lossy()).as_deref() {
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
    match read_request() {
        Ok(request) => {
            let generated = generate(&request, console);
            let response = generated.map_or_else(|message| error_response(&message), |it| it.to_response());
            console.print_bytes(&response);
            Outcome::Fine
        }
        Err(why) => {
            console.note(&format!("{NAME}: standard input is not a request to a plugin: {why}\n"));
            Outcome::Failed
        }
    }
}

fn read_request() -> Result<PluginRequest, String> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.is_empty() {
        return Err("it is empty".to_owned());
    }
    PluginRequest::decode(&bytes).map_err(|error| error.to_string())
}

/// Generates the files of a request. Prints warnings.
///
/// # Errors
/// Returns the error message for the response.
fn generate(request: &PluginRequest, console: &mut Console) -> Result<Generated, String> {
    let mut entry = generator_of_parameter(&parameter_parts(&request.parameter))?;
    // Warnings are about these files and their imports.
    entry.paths.clone_from(&request.files);
    let mut sources = Sources::default();
    let image = sources.add("the request", "the request", None);
    let schema = decode(&request.descriptor_set, image, &mut sources);
    let schema = schema.map_err(|error| shown(&Report::from(error), &sources))?;
    let plan = generate_files(&schema, &requested_files(&schema, &request.files)?, &entry);
    let plan = plan.map_err(|report| shown(&report, &sources))?;
    let warnings = protoward_codegen::warnings(&schema, std::slice::from_ref(&entry));
    if !warnings.is_empty() {
        console.note(&format!("{}\n", shown(&warnings, &sources)));
    }
    let file = |(name, content): (&str, &[u8])| GeneratedFile {
        name: name.to_owned(),
        content: content.to_vec(),
        ..GeneratedFile::default()
    };
    let supports = Supports { proto3_optional: true, editions: Some(Edition::PROTO2.0..=Edition::E2026.0) };
    Ok(Generated { files: plan.files().map(file).collect(), supports, ..Generated::default() })
}

/// Renders a report. protoc and buf say themselves that a response is an error.
fn shown(report: &Report, sources: &Sources) -> String {
    let text = plain(report, sources);
    text.strip_prefix("error: ").unwrap_or(&text).trim_end().to_owned()
}

fn requested_files(schema: &Schema, names: &[String]) -> Result<Vec<FileId>, String> {
    let id = |name: &String| schema.find_file(name).ok_or_else(|| format!("the request does not contain `{name}`"));
    names.iter().map(id).collect()
}
