//! The ways in which protoc is called.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use crate::parse;

/// Returns the arguments of protoc if the executable is named protoc, the first argument is the command `protoc`, or
/// it is a flag that only protoc has. The first of `args` is the executable. Google's `protobuf-codegen` gives the files before such a flag.
pub fn arguments_for(args: &[OsString]) -> Option<&[OsString]> {
    let program = args.first().map(Path::new).and_then(Path::file_stem);
    let first = args.get(1).and_then(|first| first.to_str()).unwrap_or_default();
    match program {
        Some(program) if is_protoc(program) => args.get(1..),
        _ if first == "protoc" => args.get(2..),
        _ => args.get(1..).filter(|args| parse::is_of_protoc(first) || starts_with_files(args)),
    }
}

/// Returns `true` for `.proto` files before a flag that only protoc has. No command of protoward ends in `.proto`.
fn starts_with_files(args: &[OsString]) -> bool {
    let is_file = |arg: &&OsString| Path::new(arg).extension().is_some_and(|extension| extension == "proto");
    let files = args.iter().take_while(is_file).count();
    let flag = args.get(files).and_then(|flag| flag.to_str());
    files > 0 && flag.is_some_and(parse::is_of_protoc)
}

/// Returns `true` for `protoc`, and for a versioned name such as `protoc-36.2`.
fn is_protoc(program: &OsStr) -> bool {
    let version = program.to_str().and_then(|program| program.strip_prefix("protoc"));
    version.is_some_and(|version| {
        let number = version.strip_prefix('-');
        version.is_empty()
            || number.is_some_and(|number| number.starts_with(|character: char| character.is_ascii_digit()))
    })
}
