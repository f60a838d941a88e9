//! Compares the requests that protoc and protoward send to a plugin, byte for byte.

use std::path::Path;

use super::groups::Group;
use super::programs::PARAMETER;
use super::{Compilers, compare_groups};
use crate::oracle::agreement::Agreement;
use crate::oracle::compilers::{Compiler, roots};
use protoward_kit::corpus::Tree;
use protoward_kit::error::Error;

pub(super) fn compare(tree: &Tree, groups: &[Group], pair: &Compilers) -> Result<bool, Error> {
    let title = format!("{}: requests of {} folders", tree.title(), groups.len());
    compare_groups(&title, groups, |group, plugin| compare_group(tree, group, pair, plugin))
}

/// Compares one group. If protoc rejects it, the group is split in half, because one of its files may be at fault.
fn compare_group(tree: &Tree, group: &Group, pair: &Compilers, plugin: &Path) -> Result<Agreement, Error> {
    let mut agreement = Agreement::default();
    let theirs = request(&pair.theirs, tree, group, plugin)?;
    if let (None, Some(halves)) = (&theirs, group.halves()) {
        for half in halves {
            agreement.append(compare_group(tree, &half, pair, plugin)?);
        }
        return Ok(agreement);
    }
    let ours = request(&pair.ours, tree, group, plugin)?;
    agreement.count(&group.title(), ours == theirs);
    Ok(agreement)
}

/// Returns the request that the plugin received, or `None` if the compiler rejected the files and did not run the plugin.
fn request(compiler: &Compiler, tree: &Tree, group: &Group, plugin: &Path) -> Result<Option<Vec<u8>>, Error> {
    let (run, scratch) = compiler.listed(roots(tree), &group.files)?;
    let captured = scratch.path().join("request");
    let run = run.env("CAPTURE", &captured).arg(format!("--plugin=protoc-gen-capture={}", plugin.display()));
    run.arg(format!("--capture_out={PARAMETER}:{}", scratch.path().display())).output()?;
    Ok(std::fs::read(&captured).ok())
}
