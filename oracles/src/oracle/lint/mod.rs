//! Compares lint findings with buf: on real schemas by configuration version and category, then on drawn modules, and on
//! drawn constraints of `buf.validate`.
//!
//! A finding is its path, rule, start and end. Its message may differ.
//!
//! Drawn modules are small and compile fast, so that hundreds of them are checked by one run of each program: a workspace with
//! a module per case, each with its own settings.

mod constraints;
pub(super) mod corpora;
pub(super) mod draw;
pub(super) mod fixes;
mod settings;
pub(super) mod workspaces;

pub(crate) use constraints::constrained_file;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::breaking::gates::{Gate, Rules};
use crate::oracle::arguments::ProgramArgs;
use protoward_kit::error::Error;
use protoward_kit::{Outcome, corpus, workspace};

#[derive(Args)]
pub struct Options {
    /// Number of drawn modules
    #[arg(long, value_name = "N", default_value_t = 600)]
    count: usize,
    /// Number of the first drawn module
    #[arg(long, value_name = "K", default_value_t = 1)]
    from: u64,
    /// Number of drawn files with constraints
    #[arg(long, value_name = "N", default_value_t = 600)]
    constraints: u64,
    /// Check only this file with constraints, and keep its folder
    #[arg(long, value_name = "K")]
    only_constraints: Option<u64>,
    /// Seed of the draws
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only this version of `buf.yaml` (default: all of them)
    #[arg(long, value_name = "VERSION")]
    version: Option<Version>,
    /// Use only this corpus for the real schemas
    #[arg(long, value_name = "NAME")]
    corpus: Option<String>,
    /// Leave out the real schemas
    #[arg(long)]
    no_corpora: bool,
    /// Check only this module, and keep its folder
    #[arg(long, value_name = "K")]
    only: Option<u64>,
    #[command(flatten)]
    subject: ProgramArgs,
}

/// A version of `buf.yaml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Version {
    V2,
    V1,
    V1beta1,
}

impl Version {
    const ALL: [Version; 3] = [Version::V2, Version::V1, Version::V1beta1];

    const fn name(self) -> &'static str {
        match self {
            Version::V2 => "v2",
            Version::V1 => "v1",
            Version::V1beta1 => "v1beta1",
        }
    }
}

/// Both programs, and the rules of buf in a configuration version.
struct Pair {
    buf: Gate,
    ours: Gate,
    folder: PathBuf,
    seed: u64,
}

impl Pair {
    /// Returns buf's rules in a version, with their categories.
    fn rules(&self, version: Version) -> Result<Rules, Error> {
        let args = ["config", "ls-lint-rules", "--version", version.name(), "--include-deprecated", "--format", "json"];
        self.buf.rules(&args)
    }
}

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let folder = workspace::scratch("oracle/lint")?;
    let buf = Gate { program: corpus::buf()? };
    let pair = Pair { buf, ours: Gate { program: options.subject.program()? }, folder, seed: options.seed };
    let mut is_fine = true;
    let versions = options.version.map_or(Version::ALL.to_vec(), |version| vec![version]);
    if let Some(number) = options.only_constraints {
        let is_fine = constraints::compare(&pair, &[number], true)?;
        return Ok(if is_fine { Outcome::Passed } else { Outcome::Findings });
    }
    if !options.no_corpora && options.only.is_none() {
        is_fine &= corpora::compare(&pair, &versions, options.corpus.as_deref())?;
    }
    let all = (options.from..).take(options.count);
    let numbers: Vec<u64> = options.only.map_or_else(|| all.collect(), |number| vec![number]);
    is_fine &= workspaces::compare(&pair, &versions, &numbers, options.only.is_some())?;
    if options.only.is_none() {
        let numbers: Vec<u64> = (1..=options.constraints).collect();
        is_fine &= constraints::compare(&pair, &numbers, false)?;
    }
    Ok(if is_fine { Outcome::Passed } else { Outcome::Findings })
}

/// Returns the full name of a declaration in a package.
fn qualified(package: &str, name: &str) -> String {
    if package.is_empty() { name.to_owned() } else { format!("{package}.{name}") }
}
