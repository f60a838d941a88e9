//! Raw configurations, before validation.

use super::Form;
use super::settings::Version;
use protoward_config::Node;
use protoward_deps::Requirement;
use protoward_policy::{Ignore, IgnorePolicy, Level};
use protoward_source::Word;

/// A configuration as written.
#[derive(Debug, Default)]
pub(super) struct RawConfig {
    pub(super) form: Option<Form>,
    pub(super) version: Version,
    pub(super) current: Option<Word>,
    pub(super) include: Vec<Word>,
    /// `true` for `common_protos = false`.
    pub(super) lacks_common_protos: bool,
    pub(super) deps: Vec<Word>,
    pub(super) dependencies: Vec<Requirement>,
    pub(super) vendor: Option<Word>,
    pub(super) modules: Vec<RawModule>,
    pub(super) breaking: Option<RawBreaking>,
    pub(super) generate: Vec<Node>,
    pub(super) managed: Option<Node>,
}

/// A module as written.
#[derive(Debug, Default)]
pub(super) struct RawModule {
    pub(super) name: Option<Word>,
    /// `None` if the file does not name it.
    pub(super) path: Option<Word>,
    pub(super) includes: Vec<Word>,
    pub(super) excludes: Vec<Word>,
    pub(super) breaking: Option<RawBreaking>,
}

/// The section `breaking` as written.
#[derive(Debug, Default)]
pub(super) struct RawBreaking {
    pub(super) use_: Option<Vec<Word>>,
    pub(super) except: Vec<Word>,
    pub(super) ignores: Vec<Ignore>,
    pub(super) severity: Vec<(Word, Level)>,
    pub(super) ignore_unstable_packages: bool,
    pub(super) is_off: bool,
    pub(super) against: Option<Word>,
    pub(super) ledger: Option<Word>,
    pub(super) policy: IgnorePolicy,
    pub(super) proven: bool,
}
