//! `protoc-gen-protoward`: this program as a plugin of protoc and buf, which generates Rust.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Read as _};
use std::path::Path;

use super::console::Console;
use super::generator_flags;
use super::outcome::Outcome;
use protoward_codegen::generate_files;
use protoward_plugin::{Generated, GeneratedFile, PluginRequest, Supports, failure, parts, response};
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
    match args.first().and_then(|first| first.to_str()) {
        None => {}
        Some("--version") => {
            console.print(&format!("{NAME} {}\n", env!("CARGO_PKG_VERSION")));
            return Outcome::Fine;
        }
        Some("--help" | "-h") => {
            console.print(HELP);
            return Outcome::Fine;
        }
        Some(other) => {
            console.note(&format!("{NAME}: unknown argument `{other}`\n\n{HELP}"));
            return Outcome::Failed;
        }
    }
    if io::stdin().is_terminal() {
        console.note(HELP);
        return Outcome::Failed;
    }
    match request() {
        Ok(request) => {
            let response = answer(&request, console).map_or_else(|message| failure(&message), |it| response(&it));
            console.print_bytes(&response);
            Outcome::Fine
        }
        Err(why) => {
            console.note(&format!("{NAME}: standard input is not a request to a plugin: {why}\n"));
            Outcome::Failed
        }
    }
}

fn request() -> Result<PluginRequest, String> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.is_empty() {
        return Err("it is empty".to_owned());
    }
    PluginRequest::decode(&bytes).map_err(|error| error.to_string())
}

/// Generates the files of a request.
///
/// # Errors
/// Returns the message for the user.
fn answer(request: &PluginRequest, console: &mut Console) -> Result<Generated, String> {
    let mut entry = generator_flags::entry(&parts(&request.parameter))?;
    entry.paths.clone_from(&request.files);
    let mut sources = Sources::default();
    let place = sources.add("the request", "the request", None);
    let shown = |report: Report, sources: &Sources| plain(&report, sources).trim_end().to_owned();
    let schema = decode(&request.descriptor_set, place, &mut sources);
    let schema = schema.map_err(|error| shown(Report::from(error), &sources))?;
    let plan = generate_files(&schema, wanted(&schema, &request.files)?, &entry);
    let plan = plan.map_err(|report| shown(report, &sources))?;
    let warnings = protoward_codegen::warnings(&schema, std::slice::from_ref(&entry));
    if !warnings.is_empty() {
        console.note(&format!("{}\n", shown(warnings, &sources)));
    }
    let file = |(name, content): (&str, &[u8])| GeneratedFile {
        name: name.to_owned(),
        content: content.to_vec(),
        ..GeneratedFile::default()
    };
    let editions = Some(Edition::PROTO2.0..=Edition::E2026.0);
    let supports = Supports { proto3_optional: true, editions };
    Ok(Generated { files: plan.files().map(file).collect(), supports, ..Generated::default() })
}

/// Returns the files to generate.
fn wanted(schema: &Schema, names: &[String]) -> Result<Vec<FileId>, String> {
    let id = |name: &String| schema.find_file(name).ok_or_else(|| format!("the request does not contain `{name}`"));
    names.iter().map(id).collect()
}
