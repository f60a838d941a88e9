//! The argument parser. Like protoc, it stops at `--version` and ignores later arguments.

use std::sync::Arc;

use crate::arguments::{Arguments, Mode, Request};
use crate::errors::{ArgumentNotes, Failure};
use crate::flags;
use crate::surroundings::Surroundings;

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
            None => rest.next_if(|next| !next.starts_with('-')).ok_or_else(|| Failure::NoValue(name.to_owned()))?,
        };
        match name {
            "--version" => return Ok(Request::Version),
            "--notices" => return Ok(Request::Notices),
            "-h" | "--help" => return Ok(Request::Help),
            "" => arguments.inputs.push(value.to_owned()),
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
    let end = arg.char_indices().nth(2).map_or(arg.len(), |(index, _)| index);
    let (name, value) = arg.split_at(end);
    Ok((name, Some(value).filter(|value| !value.is_empty())))
}

/// Checks combinations of arguments.
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
