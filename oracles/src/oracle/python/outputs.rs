//! Runs the Python generators of a program.

use std::path::Path;

use crate::oracle::compilers::{Compiler, Written, joined};
use protoward_kit::error::Error;
use protoward_kit::files;

/// Generators that are compared together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Part {
    /// `--python_out` and `--pyi_out`, compared with protoc
    Messages,
    /// `--grpc_python_out`, compared with grpcio-tools
    Grpc,
    /// `--grpc_python_out=grpc_1_0`, compared with grpcio-tools
    GrpcBeta,
}

impl Part {
    pub(super) const ALL: [Part; 3] = [Part::Messages, Part::Grpc, Part::GrpcBeta];

    /// Returns a description of the part's output.
    pub(super) fn title(self) -> &'static str {
        match self {
            Part::Messages => "modules and stubs",
            Part::Grpc => "grpc_python",
            Part::GrpcBeta => "grpc_python with grpc_1_0",
        }
    }

    fn flags(self) -> &'static [&'static str] {
        match self {
            Part::Messages => &["--python_out=", "--pyi_out="],
            Part::Grpc => &["--grpc_python_out="],
            // The plugin adds the beta API to the modules of the messages.
            Part::GrpcBeta => &["--python_out=", "--grpc_python_out=grpc_1_0:"],
        }
    }

    /// Returns the part of a file that is compared. grpcio-tools contains another version of protoc. So only the code that
    /// `grpc_python` adds to the modules of messages is compared.
    fn compared(self, name: &str, content: Vec<u8>) -> Vec<u8> {
        const START: &[u8] = b"try:\n    # THESE ELEMENTS";
        if self != Part::GrpcBeta || !name.ends_with("_pb2.py") {
            return content;
        }
        let start = content.windows(START.len()).position(|window| window == START);
        start.map(|start| content[start..].to_vec()).unwrap_or_default()
    }
}

/// The input of a run.
pub(super) enum Input<'a> {
    /// Sources below these folders.
    Sources(&'a [&'a Path]),
    /// A descriptor set.
    Set(&'a Path),
}

/// Runs the generators of a part on these files.
pub(super) fn make(compiler: &Compiler, part: Part, input: &Input<'_>, files: &[String]) -> Result<Written, Error> {
    let out = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    if let Some(words) = make_in(compiler, part, input, files, out.path())? {
        return Ok(Err(words));
    }
    let files = files::read_all(out.path())?.into_iter().map(|(name, content)| {
        let content = part.compared(&name, content);
        (name, content)
    });
    Ok(Ok(files.collect()))
}

/// Like [`make`], but writes into `out`. Returns the error text if the program fails.
pub(super) fn make_in(
    compiler: &Compiler,
    part: Part,
    input: &Input<'_>,
    files: &[String],
    out: &Path,
) -> Result<Option<String>, Error> {
    let (roots, set): (&[&Path], _) = match input {
        Input::Sources(roots) => (roots, None),
        Input::Set(set) => (&[], Some(joined("--descriptor_set_in=", set))),
    };
    let (run, _scratch) = compiler.listed(roots.iter().copied(), files)?;
    let done = run.args(set).args(part.flags().iter().map(|flag| joined(flag, out))).output()?;
    Ok((done.code != Some(0)).then_some(done.stderr))
}
