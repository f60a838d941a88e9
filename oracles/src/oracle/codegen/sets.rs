//! Compares runs that read descriptor sets instead of sources (`--descriptor_set_in`): requests and written sets must be equal.

use std::path::Path;

use super::groups::Group;
use super::programs::PARAMETER;
use super::{Compilers, compare_groups};
use crate::oracle::agreement::Agreement;
use crate::oracle::compilers::Compiler;
use protoward_kit::corpus::Tree;
use protoward_kit::error::Error;

/// The flags with which protoc writes the input sets.
const MADE: [(&str, &[&str]); 2] = [
    ("with everything", &["--include_imports", "--include_source_info", "--retain_options"]),
    ("as it comes", &["--include_imports"]),
];

/// The flags with which both compilers write a set again.
const ASKED: [&[&str]; 3] =
    [&[], &["--include_imports", "--include_source_info"], &["--include_imports", "--retain_options"]];

pub(super) fn compare(tree: &Tree, groups: &[Group], pair: &Compilers) -> Result<bool, Error> {
    let title = format!("{}: descriptor sets of {} groups", tree.title(), groups.len());
    compare_groups(&title, groups, |group, plugin| compare_group(tree, group, pair, plugin))
}

/// Compares one group. If protoc rejects it, the group is split in half. A single file that protoc rejects is skipped.
fn compare_group(tree: &Tree, group: &Group, pair: &Compilers, plugin: &Path) -> Result<Agreement, Error> {
    let mut agreement = Agreement::default();
    for (how, flags) in MADE {
        match pair.theirs.set(tree, &group.files, flags)? {
            Ok(set) => agreement.append(compare_set(&set, how, group, pair, plugin)?),
            Err(_) => {
                for half in group.halves().into_iter().flatten() {
                    agreement.append(compare_group(tree, &half, pair, plugin)?);
                }
                break;
            }
        }
    }
    Ok(agreement)
}

fn compare_set(set: &[u8], how: &str, group: &Group, pair: &Compilers, plugin: &Path) -> Result<Agreement, Error> {
    let scratch = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    let path = scratch.path().join("set");
    let list = scratch.path().join("files");
    std::fs::write(&path, set).map_err(Error::at(&path))?;
    std::fs::write(&list, group.files.join("\n")).map_err(Error::at(&list))?;
    let mut agreement = Agreement::default();
    for flags in ASKED {
        let theirs = made(&pair.theirs, &path, &list, flags, plugin)?;
        let ours = made(&pair.ours, &path, &list, flags, plugin)?;
        let title = format!("{}: {how}, {}", group.title(), flags.join(" "));
        agreement.count(&format!("{title}{}", theirs.difference(&ours)), theirs == ours);
    }
    Ok(agreement)
}

/// The output of a run. The fields are `None` if the run fails.
#[derive(PartialEq, Eq)]
struct RunOutput {
    set: Option<Vec<u8>>,
    request: Option<Vec<u8>>,
}

impl RunOutput {
    fn difference(&self, other: &RunOutput) -> &'static str {
        match (self.set == other.set, self.request == other.request) {
            (true, true) => "",
            (false, true) => ": another set",
            (true, false) => ": another request",
            (false, false) => ": another set and another request",
        }
    }
}

fn made(compiler: &Compiler, from: &Path, list: &Path, flags: &[&str], plugin: &Path) -> Result<RunOutput, Error> {
    let scratch = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    let set = scratch.path().join("set");
    let request = scratch.path().join("request");
    let run = compiler.over(std::iter::empty()).args(flags).env("CAPTURE", &request);
    let run = run.arg(format!("--descriptor_set_in={}", from.display()));
    let run = run.arg(format!("--plugin=protoc-gen-capture={}", plugin.display()));
    let run = run.arg(format!("--capture_out={PARAMETER}:{}", scratch.path().display()));
    run.arg(format!("-o{}", set.display())).arg(format!("@{}", list.display())).output()?;
    Ok(RunOutput { set: std::fs::read(&set).ok(), request: std::fs::read(&request).ok() })
}
