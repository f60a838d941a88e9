//! The flags of the commands that compare two versions of a schema.

use std::path::{Path, PathBuf};

use super::console::Console;
use super::input::{InputArgs, reference};
use super::outcome::Outcome;
use super::{environment, plugin_limits};
use protoward_gate::{Gate, WitnessOptions};
use protoward_registries::{RegistryMode, UnknownRegistry};
use protoward_source::{Directions, Report, Sources};

/// The comment of a command that runs in CI.
#[derive(Debug, clap::Args)]
pub(super) struct CommentArgs {
    /// Write a comment on the pull request or merge request of this CI run, or update that of an earlier run. NAME distinguishes
    /// the comments of several jobs
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "gate")]
    comment: Option<String>,
}

impl CommentArgs {
    /// Returns the name of the comment to write, if any.
    pub(super) fn name(&self) -> Option<&str> {
        self.comment.as_deref()
    }
}

/// The options of the gate.
#[derive(Debug, Default, clap::Args)]
pub(super) struct GateArgs {
    /// Exclude files that are only imported
    #[arg(long)]
    exclude_imports: bool,

    /// The ledger of earlier numbers and names; overrides the configuration
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,

    /// Compare only files that INPUT contains: deleted files are no findings
    #[arg(long)]
    pub(super) limit_to_input_files: bool,

    /// The tool whose findings to report: `buf` reports a move as a deletion and an addition [default: buf with a
    /// `buf.yaml`, none otherwise]
    #[arg(long, value_name = "WHOSE", value_enum, hide_possible_values = true)]
    compat: Option<Compat>,

    /// Accept a missing baseline: report it and continue; otherwise it is an error, unless the schema is new
    #[arg(long)]
    pub(super) if_baseline: bool,

    /// The origin of rules, severities and ignores: `baseline`, or a file, folder or commit with a configuration; overrides
    /// `policy-from` of the configuration
    #[arg(long, value_name = "WHERE", value_parser = reference)]
    policy_from: Option<String>,

    /// Accept a relaxed configuration: `GATE_RELAXED` is a warning; only for the owner of the gate
    #[arg(long)]
    accept_relaxed: bool,

    /// Accept older files that do not compile: `BASELINE_UNREADABLE` is a warning
    #[arg(long)]
    accept_unreadable: bool,

    /// Only warn about changes to unreleased elements, if a baseline is a window of releases such as `tags:v1.*`
    #[arg(long)]
    released_only: bool,

    /// List ignored findings too, with the reasons
    #[arg(long)]
    pub(super) show_ignored: bool,

    /// Show a message that demonstrates each finding: the written value, the bytes, and the value that the other side
    /// reads (human and json)
    #[arg(long)]
    witness: bool,

    /// Fail only on findings that a message demonstrates: others become warnings, with the reason
    #[arg(long)]
    proven: bool,

    /// Fail only on findings that break messages in this direction: `backward` (new readers, old messages), `forward` (old
    /// readers, new messages) or `full` (both); others become warnings. Overrides `direction` of the configuration
    #[arg(long, value_name = "DIRECTION", value_parser = directions)]
    direction: Option<Directions>,

    /// Also give the verdict of a schema registry: `confluent`, `apicurio` or `redpanda`, and after a colon its mode, such as
    /// `confluent:FULL_TRANSITIVE` [default mode: BACKWARD]. Overrides `registry` of the configuration
    #[arg(long, value_name = "REGISTRY[:MODE]", value_parser = registry)]
    registry: Option<RegistryMode>,
}

/// Parses the value of `--registry`.
fn registry(name: &str) -> Result<RegistryMode, String> {
    name.parse().map_err(|unknown: UnknownRegistry| format!("{unknown}; {}", unknown.help()))
}

/// Parses the value of `--direction`.
fn directions(name: &str) -> Result<Directions, String> {
    Directions::of_name(name).ok_or_else(|| "write `backward`, `forward` or `full`".to_owned())
}

/// The tool whose findings to report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Compat {
    /// The findings of buf, one per change.
    Buf,
    /// A move or rename as one finding.
    None,
}

impl GateArgs {
    /// Returns the gate for an input.
    ///
    /// # Errors
    /// Fails if a variable of the environment with a limit is invalid.
    pub(super) fn gate(&self, input: &InputArgs) -> Result<Gate, Report> {
        let compat = self.compat.map(|compat| match compat {
            Compat::Buf => protoward_gate::Compat::Buf,
            Compat::None => protoward_gate::Compat::Own,
        });
        Ok(Gate {
            exclude_imports: self.exclude_imports,
            limit_to_input_files: self.limit_to_input_files,
            ledger: self.ledger.clone(),
            compat,
            policy_from: self.policy_from.clone(),
            config: input.config().map(str::to_owned),
            accepts_relaxed: self.accept_relaxed,
            accepts_unreadable: self.accept_unreadable,
            released_only: self.released_only,
            witnesses: WitnessOptions { is_shown: self.witness, is_required: self.proven, directions: self.direction },
            registry: self.registry,
            // The description of the change does not matter here, and may be unreadable.
            is_in_ci: environment::change(true).is_ok_and(|change| change.is_in_ci()),
            ..plugin_limits::gate()?
        })
    }

    /// Returns the gate for an input. An error is reported.
    pub(super) fn opened(&self, input: &InputArgs, console: &mut Console) -> Result<Gate, Outcome> {
        self.gate(input).map_err(|report| {
            console.problems(&report, &Sources::default());
            Outcome::Failed
        })
    }

    /// Returns the path of the ledger on the command line.
    pub(super) fn ledger_file(&self) -> Option<&Path> {
        self.ledger.as_deref()
    }
}
