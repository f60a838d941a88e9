//! The policy of a workspace: its configuration and the options of the caller.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use protoward_breaking::catalog;
use protoward_check_plugin::RuleKind;
use protoward_policy::{Catalog, Clock, ConfigVersion, ModuleSettings, Policies, PolicyContext};
use protoward_schema::Schema;
use protoward_settings::{Breaking, Config, PolicySetting};
use protoward_source::{Report, Sources};

use crate::comments::comment_ignores;
use crate::compat::version;
use crate::ledger::GateLedger;
use crate::stability::StabilityPolicy;
use crate::{Approvals, CheckPlugins, Compat, Consumers, DeprecationPolicy, PluginHost, idle};

/// The options of a comparison besides the configuration.
#[derive(Clone, Debug)]
pub(crate) struct GateOptions {
    /// `true` to exclude files that are only imported.
    pub(crate) exclude_imports: bool,
    /// `true` to exclude files that only the old side has.
    pub(crate) limit_to_input_files: bool,
    /// The ledger of numbers and names before the old version.
    pub(crate) ledger: Option<GateLedger>,
    /// The findings that are approved.
    pub(crate) approvals: Approvals,
    /// The age at which deprecated elements may be deleted; `None` if it does not matter.
    pub(crate) deprecation: Option<DeprecationPolicy>,
    /// The consumers of the schema, which findings name.
    pub(crate) consumers: Consumers,
    /// The tool whose findings to report; `None` chooses buf for a configuration of buf.
    pub(crate) compat: Option<Compat>,
    /// The day and the version at which ignores end.
    pub(crate) clock: Clock,
    /// The folder and the limits of the check plugins.
    pub(crate) plugins: PluginHost,
    /// `true` if the owner of the gate accepts a relaxed configuration: it is only a warning.
    pub(crate) accepts_relaxed: bool,
    /// `true` if older files that do not compile are accepted.
    pub(crate) accepts_unreadable: bool,
    /// `true` if changes to unreleased elements are warnings, as with `released-only` of the configuration.
    pub(crate) released_only: bool,
    /// The full names that the caller has changed, old to new.
    pub(crate) renamed: BTreeMap<String, String>,
    /// `true` if the caller gives the configuration, which is then not a part of the change.
    pub(crate) has_given_configuration: bool,
}

impl GateOptions {
    /// Returns options that change nothing in the configuration.
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            exclude_imports: false,
            limit_to_input_files: false,
            ledger: None,
            approvals: Approvals::default(),
            deprecation: None,
            consumers: Consumers::default(),
            compat: None,
            clock,
            plugins: PluginHost { root: None, limits: None },
            accepts_relaxed: false,
            accepts_unreadable: false,
            released_only: false,
            renamed: BTreeMap::new(),
            has_given_configuration: false,
        }
    }
}

/// A part of a policy that cannot be read, so that there is no verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnreadablePolicy {
    /// The ledger: its file, or a line of it, is invalid.
    Ledger,
    /// The file of approvals, or the history that has their authors.
    Approvals,
    /// A consumer: its schema or its usage file.
    Consumers,
    /// A usage file, level, ignore or approval: it has a name that no version of the schema has.
    Names,
    /// The configuration, with the message of the first error.
    Configuration(String),
}

impl fmt::Display for UnreadablePolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ledger => f.write_str("the ledger cannot be read"),
            Self::Approvals => f.write_str("the approvals cannot be read"),
            Self::Consumers => f.write_str("the consumers cannot be read"),
            Self::Names => f.write_str("a name is unknown"),
            Self::Configuration(message) => f.write_str(message),
        }
    }
}

/// The rules of a policy about changes.
#[derive(Clone, Debug)]
pub(crate) struct AddedPolicy {
    pub(crate) name: String,
    pub(crate) policy: Policy,
}

/// The rules of a workspace, and the decisions about their findings.
#[derive(Clone, Debug)]
pub struct Policy {
    pub(crate) policies: Policies,
    pub(crate) options: GateOptions,
    pub(crate) plugins: Arc<CheckPlugins>,
    /// The rules of this program and of the plugins.
    pub(crate) catalog: Arc<Catalog>,
    /// The rules of each level of stability.
    pub(crate) stability: Option<StabilityPolicy>,
    /// `true` if the caller asks for the findings of buf, whatever the configuration.
    pub(crate) is_compat_buf: bool,
    /// Warnings about modules in which no rule runs.
    pub(crate) notes: Report,
    /// The policies that the configuration adds.
    pub(crate) added: Vec<AddedPolicy>,
}

impl Policy {
    /// Creates the policy of a configuration.
    ///
    /// # Errors
    /// Fails if the configuration names an unknown rule, if a check plugin cannot be run, or if no rule is left in any module
    /// although none is turned off on purpose.
    pub(crate) fn new(config: &Config, options: GateOptions) -> Result<Self, Report> {
        let of_config = if config.is_of_buf() { Compat::Buf } else { Compat::Own };
        let is_compat_buf = options.compat == Some(Compat::Buf);
        let released_only = options.released_only || config.breaking.released_only;
        let options = GateOptions { compat: options.compat.or(Some(of_config)), released_only, ..options };
        let as_buf = config.is_of_buf() || options.compat == Some(Compat::Buf);
        let kinds = protoward_workspace::distinct_settings(config);
        let modules = kinds.iter().map(|breaking| ModuleSettings {
            settings: &breaking.settings,
            version: version(breaking.version, as_buf),
        });
        let plugins = CheckPlugins::load(config, &options.plugins)?;
        let catalog = plugins.extend(catalog(), RuleKind::Breaking);
        let policies = Policies::new(modules, context(&catalog, &options))?;
        let mut notes = idle::idle_modules(config, &policies, options.compat)?;
        notes.append(plugins.unused(RuleKind::Breaking, &policies));
        let of_config = version(config.version, as_buf);
        let stability = config.stability.clone().map(|setting| StabilityPolicy::new(setting, &catalog, of_config));
        let stability = stability.transpose()?;
        let plugins = Arc::new(plugins);
        let catalog = Arc::new(catalog);
        let added = AddedPolicy::all(config, &options)?;
        notes.append(added.iter().flat_map(|added| added.policy.notes.iter().cloned()).collect());
        Ok(Self { policies, options, plugins, catalog, stability, is_compat_buf, notes, added })
    }

    /// Returns the approvals that were read with the policy; those without effect are included.
    pub const fn approvals(&self) -> &Approvals {
        &self.options.approvals
    }

    /// Adds the policies of modules that were removed. Names that are unknown now mean nothing in them.
    pub(crate) fn add_removed(&self, policies: &mut Policies, removed: &[&Breaking]) {
        let context = PolicyContext { has_ledger: true, ..context(&self.catalog, &self.options) };
        for breaking in removed {
            let version = version(breaking.version, self.as_buf());
            let settings = breaking.settings.known_to(&self.catalog, version);
            policies.add_removed([ModuleSettings { settings: &settings, version }], context);
        }
    }

    /// Returns the policies for one comparison, including ignores in comments of the new version.
    pub(crate) fn with_comments(&self, new: &Schema, config: &Config, sources: &Sources) -> Policies {
        let mut policies = self.policies.clone();
        let comments = comment_ignores(new, sources, &catalog().mark());
        let version = version(config.version, config.is_of_buf());
        policies.add_comments(
            comments,
            config.breaking.settings.policy,
            version,
            context(&self.catalog, &self.options),
        );
        policies
    }

    /// Returns the same policy without check plugins.
    pub(crate) fn without_plugins(&self) -> Self {
        let added = self.added.iter().map(AddedPolicy::without_plugins).collect();
        Self { plugins: Arc::default(), added, ..self.clone() }
    }

    /// Returns the same policy, for a comparison in which some full names are known to have changed, old to new.
    #[must_use]
    pub(crate) fn with_renamed(&self, renamed: &BTreeMap<String, String>) -> Self {
        if renamed.is_empty() {
            return self.clone();
        }
        let added = self.added.iter().map(|added| added.with_renamed(renamed)).collect();
        let mut options = self.options.clone();
        options.renamed.extend(renamed.iter().map(|(was, is)| (was.clone(), is.clone())));
        Self { options, added, ..self.clone() }
    }

    /// Returns `true` if check plugins run, for the rules of the configuration or for those of a policy.
    pub(crate) fn runs_plugins(&self) -> bool {
        !self.plugins.is_empty() || self.added.iter().any(|added| !added.policy.plugins.is_empty())
    }

    pub(crate) fn as_buf(&self) -> bool {
        self.options.compat == Some(Compat::Buf)
    }
}

impl AddedPolicy {
    /// Reads the policies of a configuration.
    ///
    /// # Errors
    /// Fails if the file of a policy is missing or invalid, or if a check plugin cannot be run.
    pub(crate) fn all(config: &Config, options: &GateOptions) -> Result<Vec<Self>, Report> {
        config.policies.iter().map(|setting| Self::new(setting, config, options)).collect()
    }

    fn new(setting: &PolicySetting, config: &Config, options: &GateOptions) -> Result<Self, Report> {
        let rules = setting.rules()?;
        let plugins = CheckPlugins::of_policy(rules, &options.plugins)?;
        let catalog = plugins.extend(catalog(), RuleKind::Breaking);
        // A policy has the same rules in all modules.
        let modules = protoward_workspace::distinct_settings(config).into_iter().map(|_| {
            // Categories contain the rules that they have in buf, in every configuration.
            ModuleSettings { settings: &rules.breaking, version: ConfigVersion::V2 }
        });
        let policies = Policies::new(modules, context(&catalog, options))?;
        let notes = plugins.unused(RuleKind::Breaking, &policies);
        let policy = Policy {
            policies,
            options: options.clone(),
            plugins: Arc::new(plugins),
            catalog: Arc::new(catalog),
            stability: None,
            is_compat_buf: false,
            notes,
            added: Vec::new(),
        };
        Ok(Self { name: setting.name.text.clone(), policy })
    }

    /// Returns the same policy without check plugins.
    pub(crate) fn without_plugins(&self) -> Self {
        Self { policy: self.policy.without_plugins(), ..self.clone() }
    }

    fn with_renamed(&self, renamed: &BTreeMap<String, String>) -> Self {
        Self { policy: self.policy.with_renamed(renamed), ..self.clone() }
    }
}

fn context<'a>(catalog: &'a Catalog, options: &'a GateOptions) -> PolicyContext<'a> {
    PolicyContext { catalog, has_ledger: options.ledger.is_some(), clock: &options.clock }
}
