//! Records the output of protoc and grpcio-tools beside the fixtures. The tests in `tests/it/python.rs` compare protoward with
//! it.

use std::path::{Path, PathBuf};

use super::outputs::{self, Input, Part, RunOutput};
use crate::error::Error;
use crate::{Outcome, corpus, workspace};

/// Folders of fixtures, each with the recorded part and the name of the record's folder in a case. The output of `GrpcBeta`
/// includes that of `Grpc`.
const RECORDS: [(&str, Part, &str); 2] =
    [("fixtures/python", Part::Messages, "protoc"), ("fixtures/grpc_python", Part::GrpcBeta, "grpcio-tools")];

pub(super) fn run() -> Result<Outcome, Error> {
    for (folder, part, record) in RECORDS {
        let cases = cases(folder)?;
        for case in &cases {
            let out = case.join(record);
            if out.is_dir() {
                std::fs::remove_dir_all(&out).map_err(Error::at(&out))?;
            }
            write(case, part, &corpus::files_below(case, "proto")?, &out)?;
        }
        println!("{folder}: {} cases recorded", cases.len());
    }
    Ok(Outcome::Passed)
}

fn write(case: &Path, part: Part, files: &[String], out: &Path) -> Result<(), Error> {
    let made = match outputs::make(&super::oracle(part)?, part, &Input::Sources(&[case]), files)? {
        RunOutput::Files(made) => made,
        RunOutput::Failed(output) => {
            let command = format!("{part:?} in {}", case.display());
            return Err(Error::Failed { command, status: "the case is rejected".into(), output });
        }
    };
    for (name, content) in made {
        let path = out.join(name);
        let folder = path.parent().unwrap_or(out);
        std::fs::create_dir_all(folder).map_err(Error::at(folder))?;
        std::fs::write(&path, content).map_err(Error::at(&path))?;
    }
    Ok(())
}

fn cases(folder: &str) -> Result<Vec<PathBuf>, Error> {
    let folder = workspace::root().join(folder);
    let entries = std::fs::read_dir(&folder).map_err(Error::at(&folder))?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path()).map_err(Error::at(Path::new(&folder))));
    let mut cases = paths.collect::<Result<Vec<PathBuf>, Error>>()?;
    cases.sort();
    Ok(cases)
}
