//! Records the output of protoc in the fixtures. The test in `tests/it/google_rust.rs` compares protoward with it.

use std::collections::BTreeMap;
use std::path::Path;

use protoward_fixtures::Case;

use super::runs::{Crate, make};
use crate::oracle::compilers::Compiler;
use crate::oracle::recorded;
use protoward_kit::error::Error;
use protoward_kit::{Outcome, corpus};

pub(super) fn run() -> Result<Outcome, Error> {
    recorded::record("fixtures/google_rust", "protoc", |case| {
        // The section `release` of a case names an earlier protoc.
        let release = case.sections.iter().find(|section| section.name == "release").map(|it| it.text.trim());
        outputs(case, release, &Compiler::protoc(release.map_or_else(corpus::protoc, corpus::protoc_of)?))
    })?;
    Ok(Outcome::Passed)
}

/// Returns the output for the schemas of a case by path. Files in the folder `other` are in another crate.
fn outputs(case: &Case, release: Option<&str>, protoc: &Compiler) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let folder = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    case.write_files(folder.path(), |_| true).map_err(Error::at(folder.path()))?;
    let all = corpus::files_below(folder.path(), "proto")?;
    let (mapped, files): (Vec<String>, Vec<String>) = all.into_iter().partition(|name| name.starts_with("other/"));
    let roots = [folder.path()];
    let made = make(protoc, &Crate { roots: &roots, mapped: &mapped, entry_point: None, release, files: &files })?;
    recorded::accepted(case, made)
}
