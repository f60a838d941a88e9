//! The effects of protoc's flags, and the names of editions in their values.

use std::collections::HashSet;

use crate::arguments::{Allowed, Arguments, Mode, Output};
use crate::errors::{ArgumentNotes, ErrorFormat, Failure};
use crate::mapping::has_drive;
use crate::program_name::plugin_name;
use crate::search::list_separator;
use protoward_schema::Edition;
use protoward_source::paths::System;

/// The built-in generators of protoc: their flags are accepted even if nothing is generated.
pub(crate) const BUILT_IN: &[&str] =
    &["cpp", "csharp", "java", "kotlin", "objc", "php", "pyi", "python", "rbs", "ruby", "rust"];

/// The flags that may be given once. `-o` is checked with `--descriptor_set_out`, and prefixes by generator.
const ONCE: &[&str] = &[
    "--dependency_out",
    "--descriptor_set_in",
    "--edition_defaults_maximum",
    "--edition_defaults_minimum",
    "--edition_defaults_out",
    "--fatal_warnings",
    "--include_imports",
    "--include_source_info",
    "--retain_options",
];

/// All values of `Edition` in `descriptor.proto`, without their prefix.
const EDITIONS: &[(&str, i32)] = &[
    ("LEGACY", 900),
    ("PROTO2", 998),
    ("PROTO3", 999),
    ("2023", 1000),
    ("2024", 1001),
    ("2026", 1002),
    ("UNSTABLE", 9999),
    ("1_TEST_ONLY", 1),
    ("2_TEST_ONLY", 2),
    ("99997_TEST_ONLY", 99997),
    ("99998_TEST_ONLY", 99998),
    ("99999_TEST_ONLY", 99999),
    ("MAX", i32::MAX),
    ("UNKNOWN", 0),
];

/// The given flags, to reject repeated ones.
#[derive(Debug, Default)]
pub(crate) struct GivenFlags(HashSet<String>);

impl GivenFlags {
    /// Rejects a repeated flag; `flag` is common to its spellings.
    fn once(&mut self, flag: &str, name: &str) -> Result<(), Failure> {
        if self.0.insert(flag.to_owned()) { Ok(()) } else { Err(Failure::Twice(name.to_owned())) }
    }
}

/// A flag of a generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OfGenerator<'a> {
    Out(&'a str),
    Opt(&'a str),
    Prefix(&'a str),
}

/// Returns the generator in the name of a flag.
pub(crate) fn of_generator(name: &str) -> Option<OfGenerator<'_>> {
    let name = name.strip_prefix("--")?;
    let out = name.strip_suffix("_out").map(OfGenerator::Out);
    let opt = || name.strip_suffix("_opt").map(OfGenerator::Opt);
    let prefix = || name.strip_suffix("_prefix").map(OfGenerator::Prefix);
    out.or_else(opt).or_else(prefix)
}

/// Applies one flag with its value, which is empty for flags without one.
pub(crate) fn take(
    arguments: &mut Arguments,
    name: &str,
    value: &str,
    seen: &mut GivenFlags,
    notes: &mut ArgumentNotes,
) -> Result<(), Failure> {
    if ONCE.contains(&name) {
        seen.once(name, name)?;
    }
    match name {
        "-I" | "--proto_path" => arguments.search.add(value, notes)?,
        "--descriptor_set_in" => {
            if !arguments.dependencies.is_empty() {
                return Err(Failure::SetAndDependencies);
            }
            let sets = not_empty(name, value)?
                .split(list_separator(arguments.surroundings.system))
                .filter(|set| !set.is_empty());
            arguments.descriptor_sets = sets.map(str::to_owned).collect();
        }
        "-o" | "--descriptor_set_out" => {
            seen.once("-o", name)?;
            not_empty(name, value)?.clone_into(&mut arguments.descriptor_set);
            arguments.compiles(name)?;
        }
        "--include_imports" => arguments.include_imports = true,
        "--include_source_info" => arguments.include_source_info = true,
        "--retain_options" => arguments.retain_options = true,
        "--dependency_out" => {
            not_empty(name, value)?.clone_into(&mut arguments.dependencies);
            if !arguments.descriptor_sets.is_empty() {
                return Err(Failure::SetAndDependencies);
            }
        }
        "--edition_defaults_out" => {
            not_empty(name, value)?.clone_into(&mut arguments.edition_defaults.file);
            arguments.compiles(name)?;
        }
        "--edition_defaults_minimum" => arguments.edition_defaults.minimum = edition(name, value)?,
        "--edition_defaults_maximum" => arguments.edition_defaults.maximum = edition(name, value)?,
        "--encode" => arguments.set_mode(name, Mode::Encode(type_name(name, value)?))?,
        "--decode" => arguments.set_mode(name, Mode::Decode(type_name(name, value)?))?,
        "--decode_raw" if !value.is_empty() => return Err(Failure::ValueOfDecodeRaw),
        "--decode_raw" => arguments.set_mode(name, Mode::DecodeRaw)?,
        "--print_free_field_numbers" => arguments.set_mode(name, Mode::PrintFreeFieldNumbers)?,
        "--deterministic_output" => arguments.deterministic_output = true,
        "--direct_dependencies" => allow(&mut arguments.imports, name, value)?,
        "--direct_dependencies_violation_msg" => arguments.imports.message = Some(value.to_owned()),
        "--option_dependencies" => allow(&mut arguments.option_imports, name, value)?,
        "--option_dependencies_violation_msg" => arguments.option_imports.message = Some(value.to_owned()),
        "--disallow_services" => arguments.disallow_services = true,
        // A flag of protoward alone.
        "--common_protos" => arguments.common_protos = true,
        "--keep_times" => arguments.keep_times = true,
        "--experimental_editions" => arguments.experimental_editions = true,
        // Formerly enabled a feature that every proto3 file may use now.
        "--experimental_allow_proto3_optional" => {}
        "--unsafe_allow_out_dir_escape" => arguments.allow_out_dir_escape = true,
        "--enable_codegen_trace" => arguments.codegen_trace = true,
        "--error_format" => arguments.error_format = error_format(value)?,
        "--fatal_warnings" => arguments.fatal_warnings = true,
        "--plugin" => arguments.add_plugin(value),
        _ => match of_generator(name) {
            Some(of_generator) => arguments.of_generator(of_generator, value, seen)?,
            None => return Err(Failure::UnknownFlag(name.to_owned())),
        },
    }
    Ok(())
}

impl Arguments {
    fn of_generator(&mut self, flag: OfGenerator<'_>, value: &str, seen: &mut GivenFlags) -> Result<(), Failure> {
        match flag {
            OfGenerator::Out(generator) => {
                self.compiles(&format!("--{generator}_out"))?;
                let (parameter, folder) = split_folder(self.surroundings.system, value);
                let [generator, parameter, folder] = [generator, parameter, folder].map(str::to_owned);
                self.outputs.push(Output { generator, parameter, folder });
            }
            OfGenerator::Opt(generator) => {
                self.options.entry(generator.to_owned()).or_default().push(value.to_owned());
            }
            OfGenerator::Prefix(generator) => {
                let flag = format!("--{generator}_prefix");
                seen.once(&flag, &flag)?;
                self.prefixes.insert(generator.to_owned(), words(&flag, value)?);
            }
        }
        Ok(())
    }

    /// Parses `NAME=PATH`, or a path whose last component is the name.
    fn add_plugin(&mut self, value: &str) {
        let (name, path) = match value.split_once('=') {
            Some((name, path)) => (name, path),
            None => (plugin_name(self.surroundings.system, value), value),
        };
        self.plugins.insert(name.to_owned(), path.to_owned());
    }

    /// Rejects output files in a mode that writes none.
    fn compiles(&self, name: &str) -> Result<(), Failure> {
        if self.mode == Mode::Compile { Ok(()) } else { Err(Failure::NoFilesIn(name.to_owned())) }
    }

    fn set_mode(&mut self, name: &str, mode: Mode) -> Result<(), Failure> {
        if self.mode != Mode::Compile {
            return Err(Failure::TwoModes(name.to_owned()));
        }
        if !self.outputs.is_empty() || !self.descriptor_set.is_empty() {
            return Err(Failure::NoFilesIn(name.to_owned()));
        }
        self.mode = mode;
        Ok(())
    }
}

/// Splits `PARAMETER:FOLDER`. On Windows, the drive of an absolute path is no parameter, unless a second colon follows.
fn split_folder(system: System, value: &str) -> (&str, &str) {
    let is_absolute = has_drive(system, value) && value[2..].starts_with(['/', '\\']) && value.rfind(':') == Some(1);
    value.split_once(':').filter(|_| !is_absolute).unwrap_or(("", value))
}

fn allow(allowed: &mut Allowed, name: &str, value: &str) -> Result<(), Failure> {
    if allowed.names.is_some() {
        return Err(Failure::Twice(name.to_owned()));
    }
    // Separated by colons on all platforms, because these are import names.
    allowed.names = Some(value.split(':').filter(|name| !name.is_empty()).map(str::to_owned).collect());
    Ok(())
}

/// Splits a command into words; as in protoc, quotes are rejected.
fn words(flag: &str, value: &str) -> Result<Vec<String>, Failure> {
    if value.contains(['"', '\'']) {
        return Err(Failure::QuotesIn(flag.to_owned()));
    }
    let words: Vec<String> = value.split_ascii_whitespace().map(str::to_owned).collect();
    if words.is_empty() { Err(Failure::EmptyValue(flag.to_owned())) } else { Ok(words) }
}

fn not_empty<'a>(name: &str, value: &'a str) -> Result<&'a str, Failure> {
    if value.is_empty() { Err(Failure::EmptyValue(name.to_owned())) } else { Ok(value) }
}

fn type_name(name: &str, value: &str) -> Result<String, Failure> {
    if value.is_empty() { Err(Failure::NoTypeName(name.to_owned())) } else { Ok(value.to_owned()) }
}

/// Returns the edition in the value of a flag; `UNKNOWN` means none.
fn edition(name: &str, value: &str) -> Result<Option<Edition>, Failure> {
    let unknown = || Failure::UnknownEdition { flag: name.to_owned(), edition: value.to_owned() };
    let edition = edition_named(value).ok_or_else(unknown)?;
    Ok(Some(edition).filter(|edition| *edition != Edition(0)))
}

fn error_format(value: &str) -> Result<ErrorFormat, Failure> {
    match value {
        "gcc" => Ok(ErrorFormat::Gcc),
        "msvs" => Ok(ErrorFormat::Msvs),
        _ => Err(Failure::UnknownErrorFormat(value.to_owned())),
    }
}

/// Returns the edition with this name.
fn edition_named(name: &str) -> Option<Edition> {
    EDITIONS.iter().find(|(known, _)| *known == name).map(|&(_, number)| Edition(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values are those of protoc.exe.
    #[test]
    fn a_drive_is_no_parameter_on_windows() {
        for (value, unix, windows) in [
            (r"Z:\out", ("Z", r"\out"), ("", r"Z:\out")),
            ("z:/out/", ("z", "/out/"), ("", "z:/out/")),
            ("Z:out", ("Z", "out"), ("Z", "out")),
            (r"x:Z:\out", ("x", r"Z:\out"), ("x", r"Z:\out")),
            (r"1:\out", ("1", r"\out"), ("1", r"\out")),
            (r"Z:\out:x", ("Z", r"\out:x"), ("Z", r"\out:x")),
            (r"a,b:out", ("a,b", "out"), ("a,b", "out")),
            (r"\?\Z:\out", (r"\?\Z", r"\out"), (r"\?\Z", r"\out")),
            ("out", ("", "out"), ("", "out")),
        ] {
            assert_eq!((split_folder(System::Unix, value), split_folder(System::Windows, value)), (unix, windows));
        }
    }
}
