//! Records the output of protoc and grpcio-tools in the fixtures. The tests in `tests/it/python.rs` compare protoward with it.

use std::collections::BTreeMap;
use std::path::Path;

use protoward_fixtures::Case;

use super::outputs::{self, Input, Part};
use crate::oracle::recorded;
use protoward_kit::error::Error;
use protoward_kit::{Outcome, corpus};

/// Folders of fixtures, each with the recorded part and the name of the record's folder in a case. The output of `GrpcBeta`
/// includes that of `Grpc`.
const RECORDS: [(&str, Part, &str); 2] =
    [("fixtures/python", Part::Messages, "protoc"), ("fixtures/grpc_python", Part::GrpcBeta, "grpcio-tools")];

pub(super) fn run() -> Result<Outcome, Error> {
    for (folder, part, record) in RECORDS {
        recorded::record(folder, record, |case| outputs(case, part))?;
    }
    Ok(Outcome::Passed)
}

/// Returns the output for the schemas of a case by path.
fn outputs(case: &Case, part: Part) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let folder = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    case.write_files(folder.path(), |_| true).map_err(Error::at(folder.path()))?;
    let files = corpus::files_below(folder.path(), "proto")?;
    recorded::accepted(case, outputs::make(&super::oracle(part)?, part, &Input::Sources(&[folder.path()]), &files)?)
}
