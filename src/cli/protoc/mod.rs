//! `protoc` as build scripts know it: its arguments, its exit codes, its `file:line:column: message` on stderr.
//!
//! What it cannot do yet it says, and fails: a build that silently lacks an output is worse than one that stops.

mod arguments;
mod errors;
mod expand;
mod mapping;
mod output;
mod search;

use std::ffi::OsString;
use std::path::Path;

use arguments::{Arguments, Request};
use errors::Failure;
use output::Output;
use search::SearchPath;

use super::console::Console;
use super::guard::working_on;
use super::outcome::Outcome;
use crate::compile::{Inputs, Options, descriptor_set};
use crate::descriptor::Encode;
use crate::source::Sources;

/// The version of protoc whose behavior this follows.
const VERSION: &str = "libprotoc 36.2\n";

const USAGE: &str = "\
Usage: protoc [-IPATH]... [-oFILE] [OPTION]... FILE.proto...

protoward in the place of protoc. It writes descriptor sets, which is what prost-build, tonic and most build tools
ask protoc for.

  -IPATH, --proto_path=PATH      look for imports in PATH; may be given several times
                                 (default: the current folder; NAME=PATH puts PATH at NAME)
  -oFILE, --descriptor_set_out=FILE
                                 write a FileDescriptorSet of the given files to FILE
  --include_imports              put the files that they import into it as well
  --include_source_info          put places and comments into it
  --retain_options               keep options that are meant for the source only
  --fatal_warnings               exit with 1 after a warning
  --version                      print the version of protoc that this stands for
  @FILE                          read further arguments from FILE, one a line

Plugins and the generators of protoc (`--cpp_out` and the like) are not there yet.
";

/// The arguments of protoc, where the program was called as protoc, told to be it by its first argument, or given
/// a first argument that only protoc takes.
pub(super) fn arguments_for(args: &[OsString]) -> Option<&[OsString]> {
    let program = args.first().map(Path::new).and_then(Path::file_stem);
    let first = args.get(1).and_then(|first| first.to_str()).unwrap_or_default();
    match program {
        Some(program) if program == "protoc" => args.get(1..),
        _ if first == "protoc" => args.get(2..),
        _ if arguments::is_of_protoc(first) => args.get(1..),
        _ => None,
    }
}

/// Does what protoc would do with these arguments.
pub(super) fn run(args: &[OsString], console: &mut Console) -> Outcome {
    match expand::expand(args).and_then(|args| arguments::parse(&args)) {
        Ok(Request::Version) => console.print(VERSION),
        Ok(Request::Help) => console.print(USAGE),
        Ok(Request::Compile(arguments)) => return build(&arguments, console),
        Err(failure) => return fail(&failure, console),
    }
    Outcome::Fine
}

fn fail(failure: &Failure, console: &mut Console) -> Outcome {
    console.note(&format!("{failure}\n"));
    Outcome::Failed
}

fn build(arguments: &Arguments, console: &mut Console) -> Outcome {
    let search = match SearchPath::new(&arguments.proto_path) {
        Ok(search) => search,
        Err(failure) => return fail(&failure, console),
    };
    for folder in search.missing() {
        console.note(&format!("{folder}: warning: there is no such folder\n"));
    }
    match search.names(&arguments.inputs) {
        Ok(names) => compile_and_write(arguments, &search, names, console),
        Err(failure) => fail(&failure, console),
    }
}

fn compile_and_write(arguments: &Arguments, search: &SearchPath, names: Vec<String>, console: &mut Console) -> Outcome {
    working_on(&names.join(" "));
    let mut sources = Sources::default();
    let inputs = Inputs { resolvers: search.resolvers(), targets: names };
    let what = Encode { imports: arguments.include_imports, source_info: arguments.include_source_info };
    let (retain_options, blame_imports) = (arguments.retain_options, true);
    let options = Options { retain_options, blame_imports, leave_memory: true, ..Options::default() };
    let mut output = Output::new(&arguments.output);
    let report = descriptor_set(&inputs, &options, &mut sources, what, |piece| output.write(piece));
    console.note(&errors::render(&report, &sources));
    if report.has_errors() {
        return Outcome::Failed;
    }
    if let Err(failure) = output.finish() {
        return fail(&failure, console);
    }
    // The program ends here, and freeing every text by itself takes time.
    std::mem::forget(sources);
    if arguments.fatal_warnings && !report.is_empty() { Outcome::Failed } else { Outcome::Fine }
}
