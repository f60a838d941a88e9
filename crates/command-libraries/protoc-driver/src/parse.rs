//! The argument parser, from the choice whether arguments are those of protoc to checks of their combinations. Like protoc, it
//! stops at `--version` and ignores later arguments.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::arguments::{Arguments, Mode, Request};
use crate::bazel_text::once_encoded;
use crate::errors::{ArgumentNotes, Failure};
use crate::flags;
use crate::program_name::own_name;
use crate::surroundings::Surroundings;
use crate::wildcards;
use protoward_source::paths::shown;

/// Flags without a value; all others take the next argument, unless they contain a value.
const WITHOUT_VALUE: &[&str] = &[
    "-h",
    "--help",
    "--version",
    "--notices",
    "--common_protos",
    "--decode_raw",
    "--deterministic_output",
    "--disallow_services",
    "--experimental_allow_proto3_optional",
    "--experimental_editions",
    "--fatal_warnings",
    "--include_imports",
    "--include_source_info",
    "--keep_times",
    "--print_free_field_numbers",
    "--retain_options",
    "--unsafe_allow_out_dir_escape",
];

/// Flags with a value, besides `-I`, `-o`, `--X_out`, `--X_opt` and `--X_prefix`.
const WITH_VALUE: &[&str] = &[
    "--decode",
    "--dependency_out",
    "--descriptor_set_in",
    "--descriptor_set_out",
    "--direct_dependencies",
    "--direct_dependencies_violation_msg",
    "--edition_defaults_maximum",
    "--edition_defaults_minimum",
    "--edition_defaults_out",
    "--enable_codegen_trace",
    "--encode",
    "--error_format",
    "--option_dependencies",
    "--option_dependencies_violation_msg",
    "--plugin",
    "--proto_path",
];

/// Returns `true` if only protoc has this first argument.
pub(crate) fn is_of_protoc(first: &str) -> bool {
    const PROTOWARD_FLAGS: &[&str] = &["-h", "--help", "--version"];
    let name = first.split_once('=').map_or(first, |(name, _)| name);
    let is_short = first.starts_with("-I") || first.starts_with("-o") || first.starts_with('@');
    let is_long = WITHOUT_VALUE.contains(&name) || WITH_VALUE.contains(&name) || flags::of_generator(name).is_some();
    (is_short || is_long) && !PROTOWARD_FLAGS.contains(&name)
}

/// Returns the arguments of protoc if the executable is named protoc, the first argument is the command `protoc`, or it is a flag
/// that only protoc has. The first of `args` is the executable. Google's `protobuf-codegen` gives the files before such a flag.
pub fn arguments_for(args: &[OsString]) -> Option<&[OsString]> {
    let program = own_name(args);
    let first = args.get(1).and_then(|first| first.to_str()).unwrap_or_default();
    match program {
        Some(program) if is_protoc(&program) => args.get(1..),
        _ if first == "protoc" => args.get(2..),
        _ => args.get(1..).filter(|args| is_of_protoc(first) || starts_with_files(args)),
    }
}

/// Returns `true` for `.proto` files before a flag that only protoc has. No command of protoward ends in `.proto`.
fn starts_with_files(args: &[OsString]) -> bool {
    let is_file = |arg: &&OsString| Path::new(arg).extension().is_some_and(|extension| extension == "proto");
    let files = args.iter().take_while(is_file).count();
    let flag = args.get(files).and_then(|flag| flag.to_str());
    files > 0 && flag.is_some_and(is_of_protoc)
}

/// Returns `true` for `protoc`, and for a versioned name such as `protoc-36.2`.
fn is_protoc(program: &str) -> bool {
    program.strip_prefix("protoc").is_some_and(|version| {
        let number = version.strip_prefix('-');
        version.is_empty()
            || number.is_some_and(|number| number.starts_with(|character: char| character.is_ascii_digit()))
    })
}

/// Replaces `@file` by the lines of the file, each as one argument, without nesting or quotes. A carriage return is part of its
/// argument, except on Windows before a line feed.
pub(crate) fn expand(args: &[OsString], surroundings: &Surroundings) -> Result<Vec<String>, Failure> {
    let mut expanded = Vec::with_capacity(args.len());
    for arg in args {
        let arg = arg.to_str().ok_or_else(|| Failure::NotUtf8(shown(&arg).to_string()))?;
        match arg.strip_prefix('@') {
            Some(path) => {
                let failure = |error| Failure::ArgumentFile { path: path.to_owned(), error };
                let bytes = surroundings.read(path).map_err(failure)?;
                let not_utf8 = |error| failure(io::Error::new(io::ErrorKind::InvalidData, error));
                let text = String::from_utf8(surroundings.text(bytes)).map_err(not_utf8)?;
                let lines = text.strip_suffix('\n').unwrap_or(&text);
                let lines = lines.split('\n').filter(|_| !text.is_empty()).map(str::to_owned);
                match surroundings.is_of_bazel {
                    true => expanded.extend(lines.map(once_encoded)),
                    false => expanded.extend(lines),
                }
            }
            None => expanded.push(arg.to_owned()),
        }
    }
    Ok(expanded)
}

/// Parses arguments with expanded argument files. Warnings are added to `notes`.
pub(crate) fn parse(
    args: &[String],
    surroundings: &Arc<Surroundings>,
    notes: &mut ArgumentNotes,
) -> Result<Request, Failure> {
    if args.is_empty() {
        return Ok(Request::Help);
    }
    let mut arguments = Arguments::new(Arc::clone(surroundings));
    let mut seen = flags::GivenFlags::default();
    let mut rest = args.iter().map(String::as_str).peekable();
    while let Some(arg) = rest.next() {
        let (name, value) = split(arg)?;
        let value = match value {
            Some(value) => value,
            None if WITHOUT_VALUE.contains(&name) => "",
            // As in protoc, a flag is never the value of another one.
            None => rest.next_if(|next| !next.starts_with('-')).ok_or_else(|| Failure::NoValue(name.to_owned()))?,
        };
        match name {
            "--version" => return Ok(Request::Version),
            "--notices" => return Ok(Request::Notices),
            "-h" | "--help" => return Ok(Request::Help),
            "" => arguments.inputs.extend(wildcards::expand(value, surroundings)?),
            _ => flags::take(&mut arguments, name, value, &mut seen, notes)?,
        }
    }
    check(&arguments, notes)?;
    if arguments.search.is_empty() && arguments.descriptor_sets.is_empty() {
        arguments.search.add_current_folder();
    }
    arguments.search.read_sets(&arguments.descriptor_sets)?;
    Ok(Request::Work(Box::new(arguments)))
}

/// Splits a flag into its name and value; a file has an empty name.
fn split(arg: &str) -> Result<(&str, Option<&str>), Failure> {
    if arg.is_empty() {
        return Err(Failure::EmptyArgument);
    }
    if !arg.starts_with('-') || arg == "-" {
        return Ok(("", Some(arg)));
    }
    if arg.starts_with("--") {
        return Ok(arg.split_once('=').map_or((arg, None), |(name, value)| (name, Some(value))));
    }
    // A short flag has one letter, and its value may follow at once: `-Iproto`.
    let end = arg.char_indices().nth(2).map_or(arg.len(), |(index, _)| index);
    let (name, value) = arg.split_at(end);
    Ok((name, Some(value).filter(|value| !value.is_empty())))
}

/// Rejects the combinations of arguments that protoc rejects, and notes flags without effect.
fn check(arguments: &Arguments, notes: &mut ArgumentNotes) -> Result<(), Failure> {
    let Arguments { mode, inputs, descriptor_set, dependencies, .. } = arguments;
    match mode {
        // protoc treats descriptor sets as inputs here.
        Mode::DecodeRaw if !inputs.is_empty() || arguments.has_sets() => return Err(Failure::InputToDecodeRaw),
        Mode::DecodeRaw => {}
        // The message may be in any file of the sets; without files, no numbers are printed.
        Mode::Encode(_) | Mode::Decode(_) | Mode::PrintFreeFieldNumbers if arguments.has_sets() => {}
        _ if inputs.is_empty() => return Err(Failure::NoInput),
        _ => {}
    }
    let writes = !arguments.outputs.is_empty() || !descriptor_set.is_empty();
    if *mode == Mode::Compile && !writes && arguments.edition_defaults.file.is_empty() {
        return Err(Failure::NoOutput);
    }
    if *mode != Mode::Compile && !dependencies.is_empty() {
        return Err(Failure::DependenciesOfNothing);
    }
    if !matches!(mode, Mode::Encode(_)) && arguments.deterministic_output {
        return Err(Failure::OnlyToEncode);
    }
    if !dependencies.is_empty() && inputs.len() > 1 {
        return Err(Failure::DependenciesOfMany);
    }
    if let Some(generator) = arguments.options.keys().find(|name| !arguments.has_generator(name)) {
        return Err(Failure::UnknownFlag(format!("--{generator}_opt")));
    }
    let alone = [
        ("--include_imports", arguments.include_imports),
        ("--include_source_info", arguments.include_source_info),
        ("--retain_options", arguments.retain_options),
    ];
    for (flag, _) in alone.iter().filter(|(_, is_given)| *is_given && descriptor_set.is_empty()) {
        notes.note(format!("`{flag}` has no effect without `--descriptor_set_out`"));
    }
    Ok(())
}

impl Arguments {
    /// Returns `true` if a generator is built into protoc, has an output, or is named by `--plugin`.
    fn has_generator(&self, generator: &str) -> bool {
        flags::BUILT_IN.contains(&generator)
            || self.outputs.iter().any(|output| output.generator == generator)
            || self.plugins.contains_key(&format!("protoc-gen-{generator}"))
    }
}
