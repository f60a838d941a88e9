//! Records the output of protoc and grpcio-tools in the fixtures. The tests in `tests/it/python.rs` compare protoward with it.

use std::path::Path;

use protoward_fixtures::{Case, CaseFile, Section};

use super::outputs::{self, Input, Part, RunOutput};
use crate::error::Error;
use crate::{Outcome, corpus, workspace};

/// Folders of fixtures, each with the recorded part and the name of the record's folder in a case. The output of `GrpcBeta`
/// includes that of `Grpc`.
const RECORDS: [(&str, Part, &str); 2] =
    [("fixtures/python", Part::Messages, "protoc"), ("fixtures/grpc_python", Part::GrpcBeta, "grpcio-tools")];

pub(super) fn run() -> Result<Outcome, Error> {
    for (folder, part, record) in RECORDS {
        let mut count = 0;
        for (path, mut file) in CaseFile::read_all(&workspace::root().join(folder)) {
            let before = file.to_string();
            for case in &mut file.cases {
                case.sections.retain(|section| !section.name.starts_with(&format!("{record}/")));
                let outputs = outputs(case, part)?;
                let section = |(name, text)| Section { name: format!("{record}/{name}"), text };
                case.sections.extend(outputs.into_iter().map(section));
                count += 1;
            }
            file.write(&path, &before);
        }
        println!("{folder}: {count} cases recorded");
    }
    Ok(Outcome::Passed)
}

/// Returns the output for the schemas of a case by path.
fn outputs(case: &Case, part: Part) -> Result<Vec<(String, String)>, Error> {
    let folder = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    case.write_files(folder.path(), |_| true).map_err(Error::at(folder.path()))?;
    let files = corpus::files_below(folder.path(), "proto")?;
    let command = || format!("{part:?} in `{}`", case.name);
    match outputs::make(&super::oracle(part)?, part, &Input::Sources(&[folder.path()]), &files)? {
        RunOutput::Files(made) => {
            let unreadable =
                |why: std::string::FromUtf8Error| Error::Unreadable { command: command(), why: why.to_string() };
            made.into_iter()
                .map(|(name, content)| Ok((name, String::from_utf8(content).map_err(unreadable)?)))
                .collect()
        }
        RunOutput::Failed(output) => {
            Err(Error::Failed { command: command(), status: "the case is rejected".into(), output })
        }
    }
}
