//! What protoc makes of the fixtures, kept beside them: `tests/it/python.rs` compares us with that.

use std::path::{Path, PathBuf};

use super::outputs::{self, Input};
use crate::Outcome;
use crate::corpus;
use crate::oracle::compilers::Compiler;
use crate::trouble::Trouble;
use crate::workspace;

/// The folder of a case that has the record.
const RECORD: &str = "protoc";

pub(super) fn run(protoc: &Compiler) -> Result<Outcome, Trouble> {
    let cases = cases()?;
    for case in &cases {
        let out = case.join(RECORD);
        if out.is_dir() {
            std::fs::remove_dir_all(&out).map_err(Trouble::at(&out))?;
        }
        let files = corpus::files_below(case, "proto")?;
        std::fs::create_dir(&out).map_err(Trouble::at(&out))?;
        if let Some(words) = outputs::make_in(protoc, &Input::Sources(&[case]), &files, &out)? {
            let command = format!("protoc in {}", case.display());
            return Err(Trouble::Failed { command, status: "it rejects the case".into(), output: words });
        }
    }
    println!("{} cases recorded", cases.len());
    Ok(Outcome::Fine)
}

fn cases() -> Result<Vec<PathBuf>, Trouble> {
    let folder = workspace::root().join("fixtures/python");
    let entries = std::fs::read_dir(&folder).map_err(Trouble::at(&folder))?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path()).map_err(Trouble::at(Path::new(&folder))));
    let mut cases = paths.collect::<Result<Vec<PathBuf>, Trouble>>()?;
    cases.sort();
    Ok(cases)
}
