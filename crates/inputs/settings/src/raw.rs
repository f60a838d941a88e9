//! Configurations as their readers return them: the keys are known and the types are right, but paths, defaults and conflicts
//! are not checked yet.

use super::approvals::ApprovalsSetting;
use super::check_plugin::CheckPluginSetting;
use super::consumers::ConsumerEntry;
use super::deprecation::DeprecationSetting;
use super::settings::{PolicySetting, Version};
use super::stability::StabilitySetting;
use super::{Form, KeyPlaces, LintOptions};
use protoward_config::Node;
use protoward_deps::Requirement;
use protoward_image::managed::Rules;
use protoward_lint_custom::WrittenRule;
use protoward_policy::{Ignore, IgnorePolicy, Level};
use protoward_source::LocatedText;

/// A configuration as written, in a form that `protoward.toml` and `buf.yaml` share.
#[derive(Debug, Default)]
pub(super) struct RawConfig {
    pub(super) form: Option<Form>,
    pub(super) version: Version,
    pub(super) current: Option<LocatedText>,
    pub(super) include: Vec<LocatedText>,
    /// `true` for `common_protos = false`.
    pub(super) lacks_common_protos: bool,
    pub(super) deps: Vec<LocatedText>,
    pub(super) dependencies: Vec<Requirement>,
    pub(super) vendor: Option<LocatedText>,
    pub(super) modules: Vec<RawModule>,
    pub(super) breaking: Option<RawBreaking>,
    pub(super) approvals: Option<ApprovalsSetting>,
    pub(super) consumers: Vec<ConsumerEntry>,
    pub(super) deprecation: Option<DeprecationSetting>,
    pub(super) stability: Option<StabilitySetting>,
    pub(super) lint: Option<RawLint>,
    pub(super) plugins: Vec<CheckPluginSetting>,
    pub(super) policies: Vec<PolicySetting>,
    pub(super) format: bool,
    pub(super) generate: Vec<Node>,
    pub(super) managed: Rules,
    pub(super) keys: KeyPlaces,
}

/// A module as written, without the defaults of the sections around it.
#[derive(Debug, Default)]
pub(super) struct RawModule {
    pub(super) name: Option<LocatedText>,
    /// `None` if the file does not name it.
    pub(super) path: Option<LocatedText>,
    pub(super) includes: Vec<LocatedText>,
    pub(super) excludes: Vec<LocatedText>,
    pub(super) breaking: Option<RawBreaking>,
    pub(super) lint: Option<RawLint>,
    pub(super) is_further_root: bool,
}

/// The selection of rules, their severities and ignores, as written.
#[derive(Debug, Default)]
pub(super) struct RawRules {
    pub(super) use_: Option<Vec<LocatedText>>,
    pub(super) except: Vec<LocatedText>,
    pub(super) ignores: Vec<Ignore>,
    pub(super) severity: Vec<(LocatedText, Level)>,
    pub(super) ignore_unstable_packages: bool,
    pub(super) is_off: bool,
    pub(super) keeps_plugins: bool,
    pub(super) policy: IgnorePolicy,
}

/// The section `breaking` as written.
#[derive(Debug, Default)]
pub(super) struct RawBreaking {
    pub(super) rules: RawRules,
    pub(super) against: Vec<LocatedText>,
    pub(super) released_only: bool,
    pub(super) ledger: Option<LocatedText>,
    pub(super) policy_from: Option<LocatedText>,
    pub(super) proven: bool,
    pub(super) direction: Option<LocatedText>,
    pub(super) without_consumer: Option<LocatedText>,
    pub(super) registry: Option<LocatedText>,
}

/// The section `lint` as written.
#[derive(Debug, Default)]
pub(super) struct RawLint {
    pub(super) rules: RawRules,
    pub(super) options: LintOptions,
    /// The rules that the configuration defines.
    pub(super) own: Vec<WrittenRule>,
    /// The file with accepted findings.
    pub(super) baseline: Option<LocatedText>,
}
