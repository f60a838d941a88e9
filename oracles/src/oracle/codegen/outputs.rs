//! Compares the files that plugins write for protoc and for protoward.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use super::Compilers;
use super::groups::Group;
use super::plugins::Peer;
use super::programs;
use crate::oracle::agreement::Agreement;
use crate::oracle::compilers::{Compiler, Written, roots};
use protoward_kit::corpus::Tree;
use protoward_kit::error::Error;
use protoward_kit::{files, parallel};

/// A plugin that caches the last answer of the actual plugin, `$PEER`. An equal request gets the cached answer, because some
/// plugins are slow.
const CACHING_PLUGIN: &str = r#"#!/bin/sh
cat > "$MEMORY/request"
if cmp -s "$MEMORY/request" "$MEMORY/asked"; then exec cat "$MEMORY/answer"; fi
"$PEER" < "$MEMORY/request" > "$MEMORY/answer" || exit
mv "$MEMORY/request" "$MEMORY/asked"
cat "$MEMORY/answer"
"#;

/// Compares all groups, in parallel on all processors.
pub(super) fn compare(tree: &Tree, groups: &[Group], peer: &Peer, pair: &Compilers) -> Result<bool, Error> {
    let mut all = Agreement::default();
    let mut files = 0;
    let start = Instant::now();
    for result in parallel::map(groups, |group| compare_group(tree, group, peer, pair)) {
        let (agreement, count) = result?;
        all.append(agreement);
        files += count;
    }
    let title = tree.title();
    let seconds = start.elapsed().as_secs();
    println!("{title}: {}: {files} files written for {} groups in {seconds} s: {all}", peer.name, groups.len());
    all.disagreeing().for_each(|group| println!("  DIFFERS {group}"));
    Ok(all.is_full())
}

/// Compares one group. If protoc fails, the group is split in half, because one of its files may be at fault.
fn compare_group(tree: &Tree, group: &Group, peer: &Peer, pair: &Compilers) -> Result<(Agreement, usize), Error> {
    let mut agreement = Agreement::default();
    let mut files = 0;
    let cache = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    let run = PluginRun { tree, group, peer, cache: (!peer.always_runs).then(|| cache.path()) };
    let theirs = run.written(&pair.theirs)?;
    if let (Err(_), Some(halves)) = (&theirs, group.halves()) {
        for half in halves {
            let (more, count) = compare_group(tree, &half, peer, pair)?;
            agreement.append(more);
            files += count;
        }
        return Ok((agreement, files));
    }
    let ours = run.written(&pair.ours)?;
    match (&theirs, &ours) {
        (Ok(theirs), Ok(ours)) => {
            files += theirs.len();
            agreement.count(&format!("{}{}", group.title(), difference(theirs, ours)), theirs == ours);
        }
        (Ok(_), Err(why)) => agreement.count(&format!("{}: {why}", group.title()), false),
        (Err(_), Ok(_)) => agreement.count(&format!("{}: protoc fails", group.title()), false),
        (Err(_), Err(_)) => agreement.count(&group.title(), true),
    }
    Ok((agreement, files))
}

/// Returns the name of the first file that differs, as a suffix of a title.
fn difference(theirs: &BTreeMap<String, Vec<u8>>, ours: &BTreeMap<String, Vec<u8>>) -> String {
    let names = theirs.keys().chain(ours.keys());
    let differs = |name: &&String| theirs.get(*name) != ours.get(*name);
    names.into_iter().find(differs).map(|name| format!(": {name}")).unwrap_or_default()
}

/// A run of a plugin on a group of files.
struct PluginRun<'a> {
    tree: &'a Tree,
    group: &'a Group,
    peer: &'a Peer,
    /// The folder with the cached request and answer. `None` runs the plugin every time.
    cache: Option<&'a Path>,
}

impl PluginRun<'_> {
    /// Runs `compiler` with the plugin, and returns the files written, or the error text.
    fn written(&self, compiler: &Compiler) -> Result<Written, Error> {
        let (mut run, scratch) = compiler.listed(roots(self.tree), &self.group.files)?;
        let out = scratch.path().join("out");
        std::fs::create_dir(&out).map_err(Error::at(&out))?;
        for (name, value) in &self.peer.variables {
            run = run.env(name, value);
        }
        let program = match self.cache {
            None => self.peer.program.clone(),
            Some(cache) => {
                run = run.env("MEMORY", cache).env("PEER", &self.peer.program);
                programs::script(cache, CACHING_PLUGIN)?
            }
        };
        let run = run.arg(format!("--plugin=protoc-gen-peer={}", program.display()));
        let done = run.arg(format!("--peer_out={}:{}", self.peer.parameter, out.display())).output()?;
        match done.code {
            Some(0) => files::read_all(&out).map(Ok),
            _ => Ok(Err(done.stderr.lines().last().unwrap_or_default().to_owned())),
        }
    }
}
