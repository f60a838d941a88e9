//! The gate: what a caller adds to the configuration of a schema, and the policy that follows from both. A policy is read here
//! from all of its files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use protoward_check_plugin::Limits;
use protoward_inputs::Input;
use protoward_policy::Clock;
use protoward_registries::RegistryMode;
use protoward_settings::Config;
use protoward_source::{Report, Severity, Sources};
use protoward_workspace::{OpenOptions, Workspace};

use crate::approvals::{ApprovalOrigin, Approvals};
use crate::baseline::PreparedBaseline;
use crate::comparing::{OlderVersion, SchemaSide};
use crate::deciding_names::DecidingNames;
use crate::policy::{GateOptions, Policy, UnreadablePolicy};
use crate::policy_origin::{GoverningPolicy, PolicyRequest};
use crate::relaxed::read_ledger;
use crate::{
    Compat, Consumers, DeprecationHistory, DeprecationPolicy, LedgerFile, PluginHost, Verdicts, WitnessOptions,
};

/// The additions of a caller to the configuration of a schema. [`Gate::run`] compares.
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
    /// `true` if older files that do not compile are accepted: `BASELINE_UNREADABLE` is only a warning.
    pub accepts_unreadable: bool,
    /// `true` if changes to unreleased elements are warnings, as with `released-only` of the configuration.
    pub released_only: bool,
    /// The witnesses that findings get, and their effect on findings without one.
    pub witnesses: WitnessOptions,
    /// The registry in place of the configured one.
    pub registry: Option<RegistryMode>,
    /// The limits of check plugins; `None` for the defaults.
    pub plugin_limits: Option<Limits>,
    /// The full names that the caller has just changed, old to new: these are renames, whatever their declarations look like.
    pub renamed: BTreeMap<String, String>,
    /// `true` in a run of a CI service, where approvals that are not committed do not count.
    pub is_in_ci: bool,
    /// The current time, for windows of releases and the ends of ignores.
    pub now: Timestamp,
}

/// A comparison whose policy is read.
#[derive(Clone, Debug)]
pub(crate) struct PolicyInput<'a> {
    /// The input of the new side.
    pub(crate) input: &'a Input,
    /// The options with which it was opened.
    pub(crate) options: OpenOptions,
    /// The older versions, whose approvals and ledgers are compared with the new ones.
    pub(crate) olds: &'a [OlderVersion],
    /// The versions where the work began, whose files are compared too.
    pub(crate) origins: &'a [OlderVersion],
    /// The new version, whose configuration names the files to read.
    pub(crate) new: &'a Workspace,
    /// `true` to report lines of the ledger that older versions have and the new one lacks.
    pub(crate) reports_lost_lines: bool,
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
            accepts_unreadable: false,
            released_only: false,
            witnesses: WitnessOptions { is_shown: false, is_required: false, directions: None },
            registry: None,
            plugin_limits: None,
            renamed: BTreeMap::new(),
            is_in_ci: false,
            now,
        }
    }

    /// Returns the policy that governs the comparison of an input with its baselines, and with the versions where the work began;
    /// `None` if it is that of the configuration.
    ///
    /// # Errors
    /// Fails if the origin of the policy cannot be read.
    pub(crate) fn governing_policy(
        &self,
        input: &Input,
        side: &SchemaSide<'_>,
        found: [&mut [PreparedBaseline]; 2],
        sources: &mut Sources,
    ) -> Result<Option<GoverningPolicy>, Report> {
        let from = self.policy_from.as_deref();
        let given = self.config.as_deref();
        let SchemaSide { config, home, layout } = side;
        PolicyRequest { from, given, input, home: *home, layout }.choose(config, found, sources)
    }

    /// Returns `true` if the schemas of older versions are needed together, or after their comparison, or with unchanged files.
    pub(crate) fn needs_old_schemas(&self, config: &Config) -> bool {
        let WitnessOptions { is_shown, is_required, directions } = self.witnesses;
        let breaking = &config.breaking;
        let has_witnesses =
            is_shown || is_required || directions.is_some() || breaking.proven || breaking.directions.is_some();
        let has_registry = self.registry.is_some() || breaking.registry.is_some();
        let has_life_cycle = config.deprecation.is_some() || config.stability.is_some();
        self.needs_unchanged_files(config) || has_witnesses || has_registry || has_life_cycle
    }

    /// Returns `true` if findings depend on unchanged files: a reused number or name may be in any file, plugins get all
    /// files, consumers may have other versions than the baseline, and levels may fall for any element.
    pub(crate) fn needs_unchanged_files(&self, config: &Config) -> bool {
        let has_ledger = self.ledger.is_some() || config.breaking.ledger.is_some();
        let has_levels = config.stability.as_ref().is_some_and(|setting| !setting.levels.is_empty());
        has_ledger || has_levels || config.runs_plugins() || !config.consumers.is_empty()
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
    /// Fails if one of them is invalid; the report has the errors.
    pub(crate) fn read_policy(
        &self,
        of: PolicyInput<'_>,
        sources: &mut Sources,
        report: &mut Report,
    ) -> Result<Policy, UnreadablePolicy> {
        let PolicyInput { input, options, olds, origins, new, reports_lost_lines } = of;
        let config = &new.config;
        // All unreadable parts are reported; the first one is the reason of the error.
        let mut unreadable = None;
        let mut check = |report: &Report, reason| {
            if report.has_errors() {
                unreadable.get_or_insert(reason);
            }
        };
        let ledger = self.ledger_file(config, new.root.as_deref()).map(|file| {
            let compared = if reports_lost_lines { [olds, origins] } else { [&[] as &[OlderVersion]; 2] };
            read_ledger(&file, compared.into_iter().flatten(), new, self.accepts_relaxed, sources, report)
        });
        check(report, UnreadablePolicy::Ledger);
        let origin = ApprovalOrigin { input, is_in_ci: self.is_in_ci };
        let approvals = Approvals::read(new, olds, origin, sources, report);
        check(report, UnreadablePolicy::Approvals);
        let consumers = Consumers::read(input, new, sources, report);
        let consumers = consumers.with_earlier(olds.iter().chain(origins), input, new, sources);
        check(report, UnreadablePolicy::Consumers);
        let ledger = ledger.flatten();
        // A name may be one of those that could not be read.
        if !report.has_errors() {
            let ledger = ledger.as_ref().map(|ledger| &*ledger.ledger);
            let names = DecidingNames { input, new, olds, ledger, approvals: &approvals, consumers: &consumers };
            report.append(names.unknown());
            check(report, UnreadablePolicy::Names);
        }
        let deprecation = config
            .deprecation
            .clone()
            .map(|setting| DeprecationPolicy::new(setting, DeprecationHistory::new(input.clone(), options), self.now));
        let options = GateOptions { ledger, approvals, consumers, deprecation, ..self.options(new) };
        let policy = Policy::new(config, options).map_err(|problems| {
            let first = problems.iter().find(|it| it.severity == Severity::Error).map(|it| it.message.clone());
            report.append(problems);
            UnreadablePolicy::Configuration(first.unwrap_or_default())
        });
        unreadable.map_or(policy, Err)
    }

    /// Returns the policy of a configuration alone, without a ledger, approvals and consumers.
    ///
    /// # Errors
    /// Fails if the configuration names an unknown rule, or if a check plugin cannot be run.
    pub(crate) fn policy_of_configuration(&self, new: &Workspace) -> Result<Policy, Report> {
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
            accepts_unreadable: self.accepts_unreadable,
            released_only: self.released_only,
            renamed: self.renamed.clone(),
            has_given_configuration: self.config.is_some(),
            ..GateOptions::new(clock)
        }
    }

    /// Attaches witnesses to the findings of a verdict, and adds the verdict of the registry.
    pub(crate) fn complete(&self, verdict: &mut Verdicts, olds: &[OlderVersion], new: &Workspace) {
        verdict.attach_witnesses(self.witnesses, olds, new);
        verdict.ask_registry(self.registry, olds, new);
    }
}
