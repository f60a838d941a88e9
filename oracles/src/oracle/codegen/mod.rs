//! Compares `protoward protoc` with protoc from the point of view of plugins: requests and output files must be equal, byte for
//! byte.
//!
//! Input: schemas, protoc, `protoward protoc`, and widely used plugins. Output: the rate of agreement, and every difference.

pub(super) mod groups;
mod outputs;
mod plugins;
mod programs;
mod requests;
mod sets;

use std::path::Path;

use clap::{Args, ValueEnum};

use crate::oracle::agreement::Agreement;
use crate::oracle::arguments::ProgramArgs;
use crate::oracle::compilers::Compiler;
use protoward_kit::corpus::{self, Tree};
use protoward_kit::error::Error;
use protoward_kit::{Outcome, parallel};

use groups::Group;
use plugins::Peer;

/// Requests are compared for each folder of google-proto-files and of protobuf's own tests. Results for protoc's descriptor sets
/// are compared for groups of these folders. Output files of plugins are compared for groups of folders of google-proto-files.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    subject: ProgramArgs,
    /// Run only this part
    #[arg(long)]
    only: Option<Part>,
    /// Use only schemas of this corpus
    #[arg(long, value_name = "NAME")]
    corpus: Option<String>,
    /// Run only this plugin
    #[arg(long, value_name = "NAME")]
    plugin: Option<String>,
    /// Run each plugin for both compilers, even if both send the same request
    #[arg(long)]
    ask_again: bool,
    /// Use only one in N groups
    #[arg(long, value_name = "N", default_value_t = 1)]
    one_in: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    Requests,
    Sets,
    Outputs,
}

/// The two compilers to compare.
struct Compilers {
    theirs: Compiler,
    ours: Compiler,
}

const SCHEMAS: &str = "google-proto-files";
const EDITIONS: &str = "protobuf-src";

/// The maximum number of files in one run of a plugin. The time per file of some plugins grows with the number of files.
const FILES: usize = 200;

/// The maximum number of files in a descriptor set.
const FILES_OF_SET: usize = 100;

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let theirs = Compiler::protoc(corpus::protoc()?);
    let pair = Compilers { theirs, ours: Compiler::protoward(options.subject.program()?) };
    let is_selected = |part| options.only.is_none_or(|only| only == part);
    let mut fine = true;
    if is_selected(Part::Requests) {
        for tree in options.trees(&[SCHEMAS, EDITIONS])? {
            let groups = thinned(groups::folders(&tree), options.one_in);
            fine &= requests::compare(&tree, &groups, &pair)?;
        }
    }
    if is_selected(Part::Sets) {
        for tree in options.trees(&[SCHEMAS, EDITIONS])? {
            let groups = thinned(groups::of_size(&tree, FILES_OF_SET), options.one_in);
            fine &= sets::compare(&tree, &groups, &pair)?;
        }
    }
    if is_selected(Part::Outputs) {
        for tree in options.trees(&[SCHEMAS])? {
            let groups = thinned(groups::of_size(&tree, FILES), options.one_in);
            for peer in Peer::all(options.plugin.as_deref(), options.ask_again)? {
                fine &= outputs::compare(&tree, &groups, &peer, &pair)?;
            }
        }
    }
    Ok(if fine { Outcome::Passed } else { Outcome::Findings })
}

impl Options {
    fn trees(&self, corpora: &[&str]) -> Result<Vec<Tree>, Error> {
        let mut trees = Vec::new();
        for corpus in corpora.iter().filter(|corpus| self.corpus.as_ref().is_none_or(|only| only == *corpus)) {
            trees.extend(corpus::find(corpus)?.trees()?);
        }
        Ok(trees)
    }
}

/// Compares each group, with a plugin that saves its request. Returns `true` if all groups agree.
fn compare_groups(
    title: &str,
    groups: &[Group],
    compare: impl Fn(&Group, &Path) -> Result<Agreement, Error> + Sync,
) -> Result<bool, Error> {
    let scratch = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    let plugin = programs::script(scratch.path(), programs::CAPTURE)?;
    let mut all = Agreement::default();
    for agreement in parallel::map(groups, |group| compare(group, &plugin)) {
        all.append(agreement?);
    }
    println!("{title}: {all}");
    all.disagreeing().for_each(|group| println!("  DIFFERS {group}"));
    Ok(all.is_full())
}

fn thinned(groups: Vec<Group>, one_in: usize) -> Vec<Group> {
    groups.into_iter().step_by(one_in.max(1)).collect()
}
