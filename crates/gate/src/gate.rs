//! The gate: the steps from a schema to the verdict on its changes, with what a caller adds to the configuration.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use protoward_check_plugin::Limits;
use protoward_policy::Clock;
use protoward_registries::RegistryMode;
use protoward_source::{Report, Severity, Sources};
use protoward_workspace::config::Config;
use protoward_workspace::inputs::Input;
use protoward_workspace::{OpenOptions, Prepared, Workspace};

use crate::approvals::{ApprovalOrigin, Approvals};
use crate::compared_sides::{ComparedSides, compile_new};
use crate::comparing::{
    BaselineRequest, NoSides, OlderVersion, PreparedBaseline, SchemaSide, Sides, Unchanged, compile_sides,
};
use crate::ledger::GateLedger;
use crate::policy::{GateOptions, Policy};
use crate::policy_origin::{GoverningPolicy, PolicyRequest};
use crate::{
    Compat, Consumers, DeprecationHistory, DeprecationPolicy, LedgerFile, NotCompared, PluginHost, Verdicts,
    WitnessOptions,
};

/// The additions of a caller to the configuration of a schema, and the steps of a comparison:
///
/// 1. [`Gate::sides`] finds the baselines, chooses the policy that governs, and compiles both sides.
/// 2. [`Gate::policy`] reads the files that decide about findings.
/// 3. [`Verdicts::new`] compares.
/// 4. [`Gate::complete`] adds witnesses, and the verdict of a schema registry. Fixes come before, because they change the
///    findings.
#[derive(Clone, Debug)]
pub struct Gate {
    /// `true` to exclude files that are only imported.
    pub exclude_imports: bool,
    /// `true` to exclude files that only the old side has.
    pub limit_to_input_files: bool,
    /// The ledger in place of the configured one.
    pub ledger: Option<PathBuf>,
    /// The tool whose findings to report; `None` chooses buf for a configuration of buf.
    pub compat: Option<Compat>,
    /// The origin of the policy in place of the configured one.
    pub policy_from: Option<String>,
    /// The configuration in place of that of the input, a file or its text.
    pub config: Option<String>,
    /// `true` if the owner of the gate accepts a relaxed configuration: it is only a warning.
    pub accepts_relaxed: bool,
    /// `true` if changes to unreleased elements are warnings, as with `released-only` of the configuration.
    pub released_only: bool,
    /// The witnesses to attach.
    pub witnesses: WitnessOptions,
    /// The registry in place of the configured one.
    pub registry: Option<RegistryMode>,
    /// The limits of check plugins; `None` for the defaults.
    pub plugin_limits: Option<Limits>,
    /// `true` in a run of a CI service, where approvals that are not committed do not count.
    pub is_in_ci: bool,
    /// The current time, for windows of releases and the ends of ignores.
    pub now: Timestamp,
}

/// The baselines of a schema, and the policy that governs its comparison with them.
#[derive(Debug)]
pub struct GovernedBaselines {
    /// At least one baseline.
    pub found: Vec<PreparedBaseline>,
    /// The policy if it is not that of the configuration of the schema.
    pub policy: Option<GoverningPolicy>,
}

/// A comparison whose policy is read.
#[derive(Clone, Debug)]
pub struct PolicyInput<'a> {
    /// The input of the new side.
    pub input: &'a Input,
    /// The options with which it was opened.
    pub options: OpenOptions,
    /// The older versions.
    pub olds: &'a [OlderVersion],
    /// The new version.
    pub new: &'a Workspace,
    /// `true` to report lines of the ledger that older versions have and the new one lacks.
    pub reports_lost_lines: bool,
}

impl Gate {
    /// Creates a gate that adds nothing to the configuration.
    pub const fn new(now: Timestamp) -> Self {
        Self {
            exclude_imports: false,
            limit_to_input_files: false,
            ledger: None,
            compat: None,
            policy_from: None,
            config: None,
            accepts_relaxed: false,
            released_only: false,
            witnesses: WitnessOptions { is_shown: false, is_required: false, directions: None },
            registry: None,
            plugin_limits: None,
            is_in_ci: false,
            now,
        }
    }

    /// Finds the baselines of a schema, and chooses the policy that governs the comparison.
    ///
    /// # Errors
    /// Fails if there is no baseline, or if the origin of the policy cannot be read.
    pub fn baselines(
        &self,
        request: &BaselineRequest<'_>,
        side: SchemaSide<'_>,
        sources: &mut Sources,
    ) -> Result<GovernedBaselines, NotCompared> {
        let (config, root) = (side.config, side.root);
        let mut found = request.baselines(side, self.now, sources)?;
        let policy = self.governing_policy(request.input, config, root, &mut found, sources);
        Ok(GovernedBaselines { policy: policy.map_err(NotCompared::Failed)?, found })
    }

    /// Returns the policy that governs the comparison of an input with its baselines; `None` if it is that of the
    /// configuration.
    ///
    /// # Errors
    /// Fails if the origin of the policy cannot be read.
    pub fn governing_policy(
        &self,
        input: &Input,
        config: &Config,
        root: Option<&Path>,
        found: &mut [PreparedBaseline],
        sources: &mut Sources,
    ) -> Result<Option<GoverningPolicy>, Report> {
        let (from, given) = (self.policy_from.as_deref(), self.config.as_deref());
        PolicyRequest { from, given, input, root }.choose(config, found, sources)
    }

    /// Finds the baselines of a schema, chooses the policy that governs, and compiles both sides. `unchanged` is kept if the
    /// configuration needs all files.
    ///
    /// # Errors
    /// Fails if there is no baseline, if the origin of the policy cannot be read, or if a side does not compile.
    pub fn sides(
        &self,
        request: &BaselineRequest<'_>,
        mut new: Prepared,
        unchanged: Unchanged,
        sources: &mut Sources,
    ) -> Result<Sides, NoSides> {
        let found = self.govern(request, &mut new, sources);
        let unchanged = if self.needs_unchanged_files(new.config()) { Unchanged::Kept } else { unchanged };
        compile_sides(new, found, unchanged, sources)
    }

    /// Compiles the sides of a comparison without unchanged files, as [`Gate::sides`] does. Older versions are not compiled yet if
    /// nothing needs their schemas after the comparison.
    ///
    /// # Errors
    /// Fails if there is no baseline, if the origin of the policy cannot be read, or if a side that is compiled is invalid.
    pub fn window(
        &self,
        request: &BaselineRequest<'_>,
        mut new: Prepared,
        sources: &mut Sources,
    ) -> Result<ComparedSides, NoSides> {
        match self.govern(request, &mut new, sources) {
            Ok(found) if !self.needs_old_schemas(new.config()) => compile_new(new, found, Unchanged::LeftOut, sources),
            found => {
                let needs_unchanged = self.needs_unchanged_files(new.config());
                let unchanged = if needs_unchanged { Unchanged::Kept } else { Unchanged::LeftOut };
                compile_sides(new, found, unchanged, sources).map(ComparedSides::Compiled)
            }
        }
    }

    /// Finds the baselines of a schema, and sets the policy that governs.
    fn govern(
        &self,
        request: &BaselineRequest<'_>,
        new: &mut Prepared,
        sources: &mut Sources,
    ) -> Result<Vec<PreparedBaseline>, NotCompared> {
        let GovernedBaselines { found, policy } = self.baselines(request, SchemaSide::of(new), sources)?;
        if let Some(GoverningPolicy { applied, compared }) = policy {
            new.set_policy(applied, compared);
        }
        Ok(found)
    }

    /// Returns `true` if the schemas of older versions are needed together, or after their comparison, or with unchanged files.
    fn needs_old_schemas(&self, config: &Config) -> bool {
        let WitnessOptions { is_shown, is_required, directions } = self.witnesses;
        let breaking = &config.breaking;
        let has_witnesses =
            is_shown || is_required || directions.is_some() || breaking.proven || breaking.directions.is_some();
        let has_registry = self.registry.is_some() || breaking.registry.is_some();
        let has_life_cycle = config.deprecation.is_some() || config.stability.is_some();
        self.needs_unchanged_files(config) || has_witnesses || has_registry || has_life_cycle
    }

    /// Returns `true` if findings depend on unchanged files: a reused number or name may be in any file, plugins get all
    /// files, and consumers may have other versions than the baseline.
    fn needs_unchanged_files(&self, config: &Config) -> bool {
        let has_ledger = self.ledger.is_some() || config.breaking.ledger.is_some();
        has_ledger || !config.plugins.is_empty() || !config.consumers.is_empty()
    }

    /// Returns the ledger of the caller or the configuration.
    fn ledger_file(&self, config: &Config, root: Option<&Path>) -> Option<LedgerFile> {
        match &self.ledger {
            Some(path) => Some(LedgerFile::at(path.clone())),
            None => LedgerFile::of_config(config, root),
        }
    }

    /// Reads the policy of a comparison: the configuration, and the files that decide about findings besides it, which are the
    /// ledger, approvals, and consumers. Problems are added to the report.
    ///
    /// # Errors
    /// Fails if one of them is invalid, with the reason for a summary; the report has the errors.
    pub fn policy(&self, of: PolicyInput<'_>, sources: &mut Sources, report: &mut Report) -> Result<Policy, String> {
        let PolicyInput { input, options, olds, new, reports_lost_lines } = of;
        let config = &new.config;
        let unreadable = |what: &str, report: &Report| match report.has_errors() {
            true => Err(format!("{what} cannot be read")),
            false => Ok(()),
        };
        let ledger = self.ledger_file(config, new.root.as_deref()).map(|file| {
            let compared = if reports_lost_lines { olds } else { &[] };
            GateLedger::read(&file, compared, new, self.accepts_relaxed, sources, report)
        });
        unreadable("the ledger", report)?;
        let origin = ApprovalOrigin { input, is_in_ci: self.is_in_ci };
        let approvals = Approvals::read(new, olds, origin, sources, report);
        unreadable("the approvals", report)?;
        let consumers = Consumers::read(new, sources, report);
        unreadable("the consumers", report)?;
        let deprecation = config
            .deprecation
            .clone()
            .map(|setting| DeprecationPolicy::new(setting, DeprecationHistory::new(input.clone(), options), self.now));
        let options = GateOptions { ledger: ledger.flatten(), approvals, consumers, deprecation, ..self.options(new) };
        Policy::new(config, options).map_err(|problems| {
            let first = problems.iter().find(|it| it.severity == Severity::Error).map(|it| it.message.clone());
            report.append(problems);
            first.unwrap_or_default()
        })
    }

    /// Returns the policy of a configuration alone, without a ledger, approvals and consumers.
    ///
    /// # Errors
    /// Fails if the configuration names an unknown rule, or if a check plugin cannot be run.
    pub fn policy_of_configuration(&self, new: &Workspace) -> Result<Policy, Report> {
        Policy::new(&new.config, self.options(new))
    }

    fn options(&self, new: &Workspace) -> GateOptions {
        let clock = Clock::at(self.now, new.config.current.as_ref().map(|word| word.text.as_str()));
        GateOptions {
            exclude_imports: self.exclude_imports,
            limit_to_input_files: self.limit_to_input_files,
            compat: self.compat,
            plugins: PluginHost { root: new.root.clone(), limits: self.plugin_limits },
            accepts_relaxed: self.accepts_relaxed,
            released_only: self.released_only,
            ..GateOptions::new(clock)
        }
    }

    /// Attaches witnesses to the findings of a verdict, and adds the verdict of the registry.
    pub fn complete(&self, verdict: &mut Verdicts, olds: &[OlderVersion], new: &Workspace) {
        verdict.attach_witnesses(self.witnesses, olds, new);
        verdict.ask_registry(self.registry, olds, new);
    }
}
