//! The flags of the commands that compare two versions of a schema.

use std::path::{Path, PathBuf};

use super::console::Console;
use super::input::{InputArgs, reference, report_errors};
use super::outcome::Outcome;
use super::sides::report_not_compared;
use super::{ci, plugin_limits};
use protoward_gate::{Gate, OlderVersion, Policy, PolicyInput, Sides, Verdicts, Window, WitnessOptions};
use protoward_registries::{RegistryMode, UnknownRegistry};
use protoward_source::{Directions, Report, Sources};
use protoward_workspace::Workspace;

/// The options of the gate.
#[derive(Debug, clap::Args)]
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

    /// Write a comment on the pull request or merge request of this CI run, or update that of an earlier run. NAME distinguishes
    /// the comments of several jobs
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "gate")]
    pub(super) comment: Option<String>,
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
        let (is_shown, is_required) = (self.witness, self.proven);
        Ok(Gate {
            exclude_imports: self.exclude_imports,
            limit_to_input_files: self.limit_to_input_files,
            ledger: self.ledger.clone(),
            compat,
            policy_from: self.policy_from.clone(),
            config: input.config().map(str::to_owned),
            accepts_relaxed: self.accept_relaxed,
            released_only: self.released_only,
            witnesses: WitnessOptions { is_shown, is_required, directions: self.direction },
            registry: self.registry,
            is_in_ci: ci::change(true).is_ok_and(|change| change.is_in_ci()),
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

/// Reads the policy of a comparison, and compares. Errors are reported.
pub(super) fn judged(
    gate: &Gate,
    input: &InputArgs,
    (olds, new): (&[OlderVersion], &Workspace),
    sources: &mut Sources,
    console: &mut Console,
) -> Result<(Policy, Verdicts), Outcome> {
    let parsed = input.parse(console).ok_or(Outcome::Failed)?;
    let policy = report_errors(console, sources, |sources, report| {
        let of = PolicyInput { input: &parsed, options: input.options(), olds, new, reports_lost_lines: true };
        gate.policy(of, sources, report).ok()
    });
    let policy = policy.ok_or(Outcome::Failed)?;
    let verdict = complete(Verdicts::new(olds, new, sources, &policy), sources, console)?;
    Ok((policy, verdict))
}

/// Reads the policy of a comparison with several older versions, and compares one after the other. Errors are reported: those of
/// older versions before those of the policy.
pub(super) fn judged_window(
    gate: &Gate,
    input: &InputArgs,
    window: &mut Window,
    sources: &mut Sources,
    console: &mut Console,
) -> Result<Verdicts, Outcome> {
    let parsed = input.parse(console).ok_or(Outcome::Failed)?;
    let mut report = Report::default();
    let Sides { olds, new, .. } = window.sides();
    let of = PolicyInput { input: &parsed, options: input.options(), olds, new, reports_lost_lines: true };
    let policy = gate.policy(of, sources, &mut report).ok();
    let compared = match &policy {
        Some(policy) => window.verdicts(sources, policy).map(Some),
        None => window.check(sources).map(|()| None),
    };
    let verdict = compared.map_err(|not_compared| report_not_compared(not_compared, sources, console))?;
    console.problems(&report, sources);
    complete(verdict.ok_or(Outcome::Failed)?, sources, console)
}

/// Returns a verdict that lacks no findings. Others are reported.
fn complete(verdict: Verdicts, sources: &Sources, console: &mut Console) -> Result<Verdicts, Outcome> {
    if verdict.failures.has_errors() {
        console.problems(&verdict.failures, sources);
        return Err(Outcome::Failed);
    }
    Ok(verdict)
}
