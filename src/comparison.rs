//! The flags of the commands that compare two versions of a schema.

use std::path::{Path, PathBuf};

use super::console::Console;
use super::input::{InputArgs, reference, report_errors};
use super::{ledger, now, plugin_limits, service};
use protoward_gate::{
    ApprovalOrigin, Approvals, Consumers, DeprecationHistory, DeprecationPolicy, GateLedger, GateOptions, Old, Policy,
    PolicyRequest, Verdicts, WitnessOptions,
};
use protoward_registries::{RegistryMode, UnknownRegistry};
use protoward_source::{Directions, Report, Sources};
use protoward_workspace::Workspace;
use protoward_workspace::inputs::Input;

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

    /// Only warn about changes of what no release has, if a baseline is a window of releases such as `tags:v1.*`
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

/// The files that a policy needs besides the configuration.
#[derive(Clone, Default)]
pub(super) struct GateFiles {
    pub(super) ledger: Option<GateLedger>,
    pub(super) approvals: Approvals,
    pub(super) consumers: Consumers,
    pub(super) deprecation: Option<DeprecationPolicy>,
}

impl GateArgs {
    /// Creates the policy of a configuration, with the overrides of flags.
    pub(super) fn policy(&self, new: &Workspace, files: GateFiles) -> Result<Policy, Report> {
        let GateFiles { ledger, approvals, consumers, deprecation } = files;
        let config = &new.config;
        let compat = self.compat.map(|compat| match compat {
            Compat::Buf => protoward_gate::Compat::Buf,
            Compat::None => protoward_gate::Compat::Own,
        });
        let options = GateOptions {
            exclude_imports: self.exclude_imports,
            limit_to_input_files: self.limit_to_input_files,
            ledger,
            approvals,
            consumers,
            deprecation,
            compat,
            plugins: plugin_limits::host(new.root.as_deref())?,
            accepts_relaxed: self.accept_relaxed,
            released_only: self.released_only,
            ..GateOptions::new(now::clock(config))
        };
        Policy::new(config, options)
    }

    /// Returns the request for the policy of an input.
    pub(super) fn policy_request<'a>(
        &'a self,
        args: &'a InputArgs,
        input: &'a Input,
        root: Option<&'a Path>,
    ) -> PolicyRequest<'a> {
        PolicyRequest { from: self.policy_from.as_deref(), given: args.config(), input, root }
    }

    /// Attaches witnesses to the findings of a verdict, and asks the registry.
    pub(super) fn complete(&self, verdict: &mut Verdicts, olds: &[Old], new: &Workspace) {
        let (is_shown, is_required) = (self.witness, self.proven);
        let proof = WitnessOptions { is_shown, is_required, directions: self.direction };
        verdict.attach_witnesses(proof, olds, new);
        verdict.ask_registry(self.registry, olds, new);
    }

    /// Returns the path of the ledger on the command line.
    pub(super) fn ledger_file(&self) -> Option<&Path> {
        self.ledger.as_deref()
    }

    /// Reads the files that a policy needs besides the configuration. The ledger is compared with those of `ledger_olds`.
    ///
    /// # Errors
    /// Fails with the words for what is invalid; its errors are already reported.
    pub(super) fn files(
        &self,
        input: &InputArgs,
        [ledger_olds, olds]: [&[Old]; 2],
        new: &Workspace,
        sources: &mut Sources,
        console: &mut Console,
    ) -> Result<GateFiles, &'static str> {
        let ledger = self.ledger(ledger_olds, new, sources, console).ok_or("the ledger")?;
        let parsed = input.parse(console).ok_or("the input")?;
        let is_in_ci = service::change(true).is_ok_and(|change| change.is_in_ci());
        let origin = ApprovalOrigin { input: &parsed, is_in_ci };
        let approvals = report_errors(console, sources, |sources, report| {
            let approvals = Approvals::read(new, olds, origin, sources, report);
            (!report.has_errors()).then_some(approvals)
        });
        let consumers = report_errors(console, sources, |sources, report| {
            let consumers = Consumers::read(new, sources, report);
            (!report.has_errors()).then_some(consumers)
        });
        let (approvals, consumers) = (approvals.ok_or("the approvals")?, consumers.ok_or("the consumers")?);
        let deprecation = match new.config.deprecation.clone() {
            None => None,
            Some(setting) => {
                let history = DeprecationHistory::new(parsed, input.options());
                Some(DeprecationPolicy::new(setting, history, now::timestamp()))
            }
        };
        Ok(GateFiles { ledger, approvals, consumers, deprecation })
    }

    /// Reads the ledger of a schema, if there is one, and compares it with those of older versions. Returns `None` if that
    /// failed; the error is already reported.
    fn ledger(
        &self,
        olds: &[Old],
        new: &Workspace,
        sources: &mut Sources,
        console: &mut Console,
    ) -> Option<Option<GateLedger>> {
        let Some(file) = ledger::of_comparison(self.ledger_file(), new) else { return Some(None) };
        report_errors(console, sources, |sources, report| {
            GateLedger::read(&file, olds, new, self.accept_relaxed, sources, report).map(Some)
        })
    }
}
