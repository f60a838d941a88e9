//! A validated configuration, in the one form that the rest of the program reads, whether it comes from `protoward.toml` or
//! `buf.yaml`.

use super::approvals::ApprovalsSetting;
use super::check_plugin::CheckPluginSetting;
use super::consumers::ConsumerEntry;
use super::deprecation::DeprecationSetting;
use super::stability::StabilitySetting;
use super::{Form, KeyPlaces};
use protoward_config::Node;
use protoward_deps::Requirement;
use protoward_image::managed::Rules;
use protoward_lint_custom::WrittenRule;
use protoward_policy::{Ignore, PolicySettings};
use protoward_registries::RegistryMode;
use protoward_source::{Directions, LocatedText, Report, SourceId};

/// The version of the configuration, which determines the meaning of rules and categories.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// `version: v1beta1` of `buf.yaml`.
    V1Beta1,
    /// `version: v1` of `buf.yaml`.
    V1,
    /// `version: v2` of `buf.yaml`, and `protoward.toml`.
    #[default]
    V2,
}

/// A validated configuration. Paths are relative to its folder, use `/`, and never leave the folder; the folder
/// itself is the empty path.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The source file; `None` for the default configuration.
    pub source: Option<SourceId>,
    /// The format; `None` for the default configuration.
    pub form: Option<Form>,
    /// The version, which determines the meaning of names.
    pub version: Version,
    /// The current version of the schema, to which `until` in ignores refers.
    pub current: Option<LocatedText>,
    /// Folders for imports; their files are not part of the schema.
    pub include: Vec<LocatedText>,
    /// `true` if imports that are found nowhere else are looked up among the common protos.
    pub common_protos: bool,
    /// The modules that a `buf.yaml` depends on.
    pub deps: Vec<LocatedText>,
    /// The dependencies in a `protoward.toml`.
    pub dependencies: Vec<Requirement>,
    /// The folder with vendored dependencies, which are used instead of the cache.
    pub vendor: Option<LocatedText>,
    /// The modules: folders whose files are the schema.
    pub modules: Vec<Module>,
    /// The gate settings for modules without their own.
    pub breaking: Breaking,
    /// The gate settings for the files of dependencies: those of the section `breaking`, whatever the modules have.
    pub of_dependencies: Breaking,
    /// The lint settings for modules without their own; `None` if the configuration has none.
    pub lint: Option<Lint>,
    /// The people whose approvals count; `None` if all do.
    pub approvals: Option<ApprovalsSetting>,
    /// The consumers of the schema.
    pub consumers: Vec<ConsumerEntry>,
    /// The time after which deprecated elements may be deleted; `None` if deprecation changes nothing.
    pub deprecation: Option<DeprecationSetting>,
    /// The levels of stability; `None` if all elements are stable.
    pub stability: Option<StabilitySetting>,
    /// The programs with further rules, for lint and for the gate.
    pub plugins: Vec<CheckPluginSetting>,
    /// The policies, whose rules run in addition.
    pub policies: Vec<PolicySetting>,
    /// `true` if files must have the layout of `protoward format`.
    pub format: bool,
    /// The tables of `[[generate]]`, unparsed.
    pub generate: Vec<Node>,
    /// The file options to set in descriptors for plugins.
    pub managed: Rules,
    /// The places of all keys.
    pub keys: KeyPlaces,
}

/// A folder whose files are part of the schema. Their import paths are relative to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// The name, which is independent of the folder.
    pub name: Option<LocatedText>,
    /// The folder in which import paths start.
    pub path: LocatedText,
    /// Folders inside of it whose files are part of the module; empty for all.
    pub includes: Vec<LocatedText>,
    /// Folders inside of it whose files are not part of the module.
    pub excludes: Vec<LocatedText>,
    /// The gate settings of this module, if they differ.
    pub breaking: Option<Breaking>,
    /// The lint settings of this module, if they differ.
    pub lint: Option<Lint>,
    /// `true` for another root of the module before it. A `buf.yaml` of version v1beta1 may have several.
    pub is_further_root: bool,
}

/// The settings of lint: the rules that run, and what they look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lint {
    /// The version, which determines the meaning of names.
    pub version: Version,
    /// The rules that run, their severities, and ignores.
    pub settings: PolicySettings,
    /// The options that some rules have, such as suffixes of names.
    pub options: LintOptions,
    /// The rules that the configuration defines, for all modules.
    pub own: Vec<WrittenRule>,
    /// The path of the file with accepted findings, for all modules.
    pub baseline: Option<LocatedText>,
}

/// The options of lint rules; `None` for the default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LintOptions {
    /// `enum_zero_value_suffix`: the suffix of enum values with the number zero.
    pub enum_zero_value_suffix: Option<LocatedText>,
    /// `service_suffix`: the suffix of services.
    pub service_suffix: Option<LocatedText>,
    /// `rpc_allow_same_request_response`: `true` if a method may have one type for both.
    pub allows_same_request_response: bool,
    /// `rpc_allow_google_protobuf_empty_requests`: `true` if a request may be `google.protobuf.Empty`.
    pub allows_empty_requests: bool,
    /// `rpc_allow_google_protobuf_empty_responses`: `true` if a response may be `google.protobuf.Empty`.
    pub allows_empty_responses: bool,
    /// `true` if comments do not ignore findings: `disallow_comment_ignores` of a `buf.yaml`, or a version before v2 without
    /// `allow_comment_ignores`. They have no effect, and are no error.
    pub skips_comment_ignores: bool,
}

/// The settings of the gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breaking {
    /// The version, which determines the meaning of names.
    pub version: Version,
    /// The rules that run, their severities, and ignores.
    pub settings: PolicySettings,
    /// The references to the baselines; empty for the commits where the current work began.
    pub against: Vec<LocatedText>,
    /// `true` if changes to unreleased elements are warnings.
    pub released_only: bool,
    /// The ledger with the declarations before the baseline.
    pub ledger: Option<LocatedText>,
    /// The origin of the rules, severities and ignores: `baseline`, or a file, a folder or a commit with a configuration;
    /// `None` for this configuration.
    pub policy_from: Option<LocatedText>,
    /// `true` if only findings with a witness fail.
    pub proven: bool,
    /// The directions of data in which findings fail; `None` if findings about source code fail as well.
    pub directions: Option<Directions>,
    /// `true` if a finding that breaks no known consumer is a warning.
    pub spares_unused: bool,
    /// The registry whose verdict counts, with its mode.
    pub registry: Option<RegistryMode>,
}

/// A policy of a configuration, whose findings are reported in addition.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicySetting {
    /// The path of the file, as the configuration has it.
    pub name: LocatedText,
    /// The ignores of the configuration for this policy.
    pub(super) ignores: Vec<Ignore>,
    /// The content of the file, or why it cannot be read.
    pub(super) rules: Result<PolicyRules, Report>,
}

/// The content of a policy.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyRules {
    /// The lint rules and their options, for all modules.
    pub lint: Lint,
    /// The rules about changes, for all modules.
    pub breaking: PolicySettings,
    /// The programs with further rules.
    pub plugins: Vec<CheckPluginSetting>,
}

impl PolicySetting {
    /// Returns the rules of the policy.
    ///
    /// # Errors
    /// Fails if the file cannot be read, or if it is invalid: a policy is never skipped.
    pub fn rules(&self) -> Result<&PolicyRules, Report> {
        self.rules.as_ref().map_err(Clone::clone)
    }

    /// Returns the ignores of the configuration for this policy. Their paths are import paths.
    pub fn ignores(&self) -> &[Ignore] {
        &self.ignores
    }
}

impl Module {
    /// Returns `true` if both modules have a name, and it is the same.
    pub fn shares_name(&self, other: &Self) -> bool {
        let names = self.name.as_ref().zip(other.name.as_ref());
        names.is_some_and(|(name, other)| name.text == other.text)
    }

    /// Returns `true` for a module that leaves out some of the files in its folder.
    pub const fn is_narrowed(&self) -> bool {
        !self.includes.is_empty() || !self.excludes.is_empty()
    }
}

impl Config {
    /// Returns `true` for a configuration that buf reads too, with the same meaning.
    pub fn is_of_buf(&self) -> bool {
        self.form == Some(Form::Buf)
    }

    /// Returns `true` if imported files are compared by the rules of the section `breaking`: those of dependencies, those of folders
    /// for imports, and those that modules leave out.
    pub fn compares_imports(&self) -> bool {
        let has_folders = || !self.include.is_empty() || self.modules.iter().any(Module::is_narrowed);
        !self.is_of_buf() && (!self.dependencies.is_empty() || has_folders())
    }

    /// Returns `true` if check plugins run, for the rules of the configuration or for those of a policy.
    pub fn runs_plugins(&self) -> bool {
        let mut of_policies = self.policies.iter().filter_map(|policy| policy.rules().ok());
        !self.plugins.is_empty() || of_policies.any(|rules| !rules.plugins.is_empty())
    }
}

impl Default for Breaking {
    /// Returns the rules of category FILE for all files.
    fn default() -> Self {
        let settings = PolicySettings { uses_defaults: true, ..PolicySettings::using(["FILE"]) };
        let ledger = None;
        let policy_from = None;
        Self {
            version: Version::default(),
            settings,
            against: Vec::new(),
            released_only: false,
            ledger,
            policy_from,
            proven: false,
            directions: None,
            spares_unused: false,
            registry: None,
        }
    }
}

impl Default for Lint {
    /// Returns the rules of category STANDARD for all files.
    fn default() -> Self {
        let settings = PolicySettings { uses_defaults: true, ..PolicySettings::using(["STANDARD"]) };
        Self { version: Version::default(), settings, options: LintOptions::default(), own: Vec::new(), baseline: None }
    }
}

impl Default for Module {
    /// Returns a module for the folder of the configuration.
    fn default() -> Self {
        let path = LocatedText::unplaced("");
        Self {
            name: None,
            path,
            includes: Vec::new(),
            excludes: Vec::new(),
            breaking: None,
            lint: None,
            is_further_root: false,
        }
    }
}

impl Default for Config {
    /// Returns a configuration with one module, its folder.
    fn default() -> Self {
        Self {
            source: None,
            form: None,
            version: Version::default(),
            current: None,
            include: Vec::new(),
            common_protos: true,
            deps: Vec::new(),
            dependencies: Vec::new(),
            vendor: None,
            modules: vec![Module::default()],
            breaking: Breaking::default(),
            of_dependencies: Breaking::default(),
            lint: None,
            approvals: None,
            consumers: Vec::new(),
            deprecation: None,
            stability: None,
            plugins: Vec::new(),
            policies: Vec::new(),
            format: false,
            generate: Vec::new(),
            managed: Rules::default(),
            keys: KeyPlaces::default(),
        }
    }
}
