//! The arguments of protoc, which act from left to right.

use super::errors::Failure;

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Request {
    Version,
    Help,
    Compile(Arguments),
}

/// What to compile, and what to write.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Arguments {
    /// The values of `-I`, as they were given.
    pub(super) proto_path: Vec<String>,
    pub(super) inputs: Vec<String>,
    pub(super) output: String,
    pub(super) include_imports: bool,
    pub(super) include_source_info: bool,
    pub(super) retain_options: bool,
    pub(super) fatal_warnings: bool,
}

/// Flags that stand alone: all others take what comes next, unless they bring a value along.
const WITHOUT_VALUE: &[&str] = &[
    "-h",
    "--help",
    "--version",
    "--include_imports",
    "--include_source_info",
    "--retain_options",
    "--decode_raw",
    "--deterministic_output",
    "--enable_codegen_trace",
    "--experimental_allow_proto3_optional",
    "--experimental_editions",
    "--fatal_warnings",
    "--notices",
    "--print_free_field_numbers",
    "--unsafe_allow_out_dir_escape",
];

/// Flags of protoc that are not there yet, beside `--X_out`, `--X_opt` and `--X_prefix`.
const LATER: &[&str] = &[
    "--encode",
    "--decode",
    "--decode_raw",
    "--dependency_out",
    "--descriptor_set_in",
    "--deterministic_output",
    "--direct_dependencies",
    "--enable_codegen_trace",
    "--error_format",
    "--experimental_editions",
    "--notices",
    "--option_dependencies",
    "--plugin",
    "--print_free_field_numbers",
    "--unsafe_allow_out_dir_escape",
];

/// Whether a first argument is one that protoc takes and we do not.
pub(super) fn is_of_protoc(first: &str) -> bool {
    const LONG: &[&str] = &["--proto_path", "--descriptor_set_out"];
    const OURS: &[&str] = &["-h", "--help", "--version"];
    let name = first.split_once('=').map_or(first, |(name, _)| name);
    let is_short = first.starts_with("-I") || first.starts_with("-o") || first.starts_with('@');
    let is_long = LONG.contains(&name) || WITHOUT_VALUE.contains(&name) && !OURS.contains(&name);
    is_short || is_long || is_later(name)
}

fn is_later(name: &str) -> bool {
    let of_generator = ["_out", "_opt", "_prefix"].iter().any(|ending| name.ends_with(ending));
    LATER.contains(&name) || name.starts_with("--") && of_generator
}

/// Reads the arguments, argument files already put in.
pub(super) fn parse(args: &[String]) -> Result<Request, Failure> {
    let mut arguments = Arguments::default();
    let mut seen = Vec::new();
    let mut rest = args.iter().map(String::as_str).peekable();
    if args.is_empty() {
        return Ok(Request::Help);
    }
    while let Some(arg) = rest.next() {
        let (name, value) = split(arg)?;
        let value = match value {
            Some(value) => value,
            None if WITHOUT_VALUE.contains(&name) => "",
            None => rest.next_if(|next| !next.starts_with('-')).ok_or_else(|| Failure::NoValue(name.to_owned()))?,
        };
        match name {
            "--version" => return Ok(Request::Version),
            "-h" | "--help" => return Ok(Request::Help),
            _ => arguments.take(name, value, &mut seen)?,
        }
    }
    arguments.check().map(Request::Compile)
}

/// The name of a flag and the value it brings along; a file has an empty name.
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
    let letter = arg.char_indices().nth(2).map_or(arg.len(), |(index, _)| index);
    let (name, value) = arg.split_at(letter);
    Ok((name, Some(value).filter(|value| !value.is_empty())))
}

impl Arguments {
    fn take(&mut self, name: &str, value: &str, seen: &mut Vec<String>) -> Result<(), Failure> {
        match name {
            "" => self.inputs.push(value.to_owned()),
            "-I" | "--proto_path" => self.proto_path.push(value.to_owned()),
            "-o" | "--descriptor_set_out" => {
                once("-o", name, seen)?;
                if value.is_empty() {
                    return Err(Failure::EmptyOutput(name.to_owned()));
                }
                value.clone_into(&mut self.output);
            }
            "--include_imports" => {
                once(name, name, seen)?;
                self.include_imports = true;
            }
            "--include_source_info" => {
                once(name, name, seen)?;
                self.include_source_info = true;
            }
            "--retain_options" => {
                once(name, name, seen)?;
                self.retain_options = true;
            }
            "--fatal_warnings" => self.fatal_warnings = true,
            // Once a switch for what every proto3 file may use now.
            "--experimental_allow_proto3_optional" => {}
            _ if is_later(name) => return Err(Failure::Later(name.to_owned())),
            _ => return Err(Failure::UnknownFlag(name.to_owned())),
        }
        Ok(())
    }

    fn check(self) -> Result<Self, Failure> {
        if self.inputs.is_empty() {
            return Err(Failure::NoInput);
        }
        if self.output.is_empty() {
            return Err(Failure::NoOutput);
        }
        Ok(self)
    }
}

/// Refuses a second value; `flag` is what the two spellings have in common.
fn once(flag: &str, name: &str, seen: &mut Vec<String>) -> Result<(), Failure> {
    if seen.iter().any(|known| known == flag) {
        return Err(Failure::Twice(name.to_owned()));
    }
    seen.push(flag.to_owned());
    Ok(())
}
