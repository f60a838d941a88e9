//! The flags of the commands that compare two versions of a schema.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::console::Console;
use super::input::{InputArgs, reference, said};
use super::{ledger, now};
use protoward_gate::{GateOptions, Policy, Proof};
use protoward_ledger::Ledger;
use protoward_source::{Report, Sources};
use protoward_workspace::config::Config;
use protoward_workspace::{OpenOptions, Workspace};

/// What to compare with.
#[derive(Debug, clap::Args)]
pub(super) struct AgainstArgs {
    /// What to compare with, such as `git:HEAD~1`, `merge-base:main` or an image; where neither this nor the
    /// configuration says so, it is the commit where the branch was left
    #[arg(long, value_name = "INPUT", value_parser = reference)]
    against: Option<String>,

    /// The configuration of the older version: a file, or its text
    #[arg(long, value_name = "FILE|TEXT")]
    against_config: Option<String>,
}

impl AgainstArgs {
    /// What somebody has named on the command line.
    pub(super) fn named(&self) -> Option<&str> {
        self.against.as_deref()
    }

    /// How to open the older version of an input.
    pub(super) fn options(&self, input: &InputArgs) -> OpenOptions {
        OpenOptions { config: self.against_config.clone(), ..input.options() }
    }
}

/// What the gate looks at, and what it tells.
#[derive(Debug, clap::Args)]
pub(super) struct GateArgs {
    /// Leave out files that are only imported
    #[arg(long)]
    exclude_imports: bool,

    /// The ledger that remembers what was there before that; the configuration may say it as well
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,

    /// Look only at files that INPUT has: files that are gone are no findings
    #[arg(long)]
    limit_to_input_files: bool,

    /// Whose findings to give: `buf` tells of a move as of something deleted and something new [default: buf with a
    /// `buf.yaml`, none otherwise]
    #[arg(long, value_name = "WHOSE", value_enum, hide_possible_values = true)]
    compat: Option<Compat>,

    /// Accept that there is no baseline: say so, and go on; without it, that is an error unless nothing was there before
    #[arg(long)]
    pub(super) if_baseline: bool,

    /// List what is ignored as well, and why
    #[arg(long)]
    pub(super) show_ignored: bool,

    /// Show a message that each finding makes unreadable: what one side wrote, the bytes, what the other side reads
    /// (human and json)
    #[arg(long)]
    witness: bool,

    /// Fail only on findings that a message proves: others are warnings, with the reason why no message does
    #[arg(long)]
    proven: bool,
}

/// Whose findings are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Compat {
    /// Those of buf, one by one.
    Buf,
    /// A move or a rename as one finding.
    None,
}

impl GateArgs {
    /// Makes the policy of a configuration, as far as flags do not say otherwise.
    pub(super) fn policy(&self, config: &Config, ledger: Option<Arc<Ledger>>) -> Result<Policy, Report> {
        let compat = self.compat.map(|compat| match compat {
            Compat::Buf => protoward_gate::Compat::Buf,
            Compat::None => protoward_gate::Compat::Own,
        });
        let &Self { exclude_imports, limit_to_input_files, .. } = self;
        let clock = now::clock(config);
        Policy::new(config, GateOptions { exclude_imports, limit_to_input_files, ledger, compat, clock })
    }

    /// The witnesses that are asked for.
    pub(super) const fn proof(&self) -> Proof {
        Proof { is_shown: self.witness, is_required: self.proven }
    }

    /// Where the ledger lies, if that was said on the command line.
    pub(super) fn ledger_file(&self) -> Option<&Path> {
        self.ledger.as_deref()
    }

    /// Reads the ledger that goes with a schema, if there is one; `None` if it cannot be read, which has been said.
    pub(super) fn ledger(
        &self,
        new: &Workspace,
        sources: &mut Sources,
        console: &mut Console,
    ) -> Option<Option<Arc<Ledger>>> {
        said(console, sources, |sources, report| ledger::for_gate(self.ledger_file(), new, sources, report))
    }
}
