//! The policy of a workspace: its configuration, and what a caller asks for beyond that.

use std::sync::Arc;

use protoward_ledger::Ledger;
use protoward_policy::{Clock, ConfigVersion, Context, ModuleSettings, Policies};
use protoward_rules::catalog;
use protoward_schema::Schema;
use protoward_source::{Report, Sources};
use protoward_workspace::config::{Config, Version};

use crate::comments::comment_ignores;

/// The options of a comparison that a caller adds to the configuration.
#[derive(Clone, Debug)]
pub struct GateOptions {
    /// `true` to leave out files that are only imported.
    pub exclude_imports: bool,
    /// `true` to leave out files that only the old side has.
    pub limit_to_input_files: bool,
    /// The history of numbers and names before the old version.
    pub ledger: Option<Arc<Ledger>>,
    /// Whose findings are reported; `None` reports those of buf where the configuration is one of buf.
    pub compat: Option<Compat>,
    /// The day and the version by which ignores end.
    pub clock: Clock,
}

impl GateOptions {
    /// Leaves everything to the configuration.
    pub const fn new(clock: Clock) -> Self {
        Self { exclude_imports: false, limit_to_input_files: false, ledger: None, compat: None, clock }
    }
}

/// Whose findings are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Compat {
    /// Those of buf, one by one.
    Buf,
    /// A move or a rename as one finding.
    Own,
}

/// The rules of a workspace, and what becomes of their findings.
#[derive(Clone, Debug)]
pub struct Policy {
    policies: Policies,
    pub(crate) options: GateOptions,
}

impl Policy {
    /// Makes the policy of a configuration.
    ///
    /// # Errors
    /// When the configuration names a rule that does not exist.
    pub fn new(config: &Config, options: GateOptions) -> Result<Self, Report> {
        let of_config = if config.is_of_buf() { Compat::Buf } else { Compat::Own };
        let options = GateOptions { compat: options.compat.or(Some(of_config)), ..options };
        let as_buf = config.is_of_buf() || options.compat == Some(Compat::Buf);
        let kinds = config.kinds();
        let modules = kinds.iter().map(|breaking| ModuleSettings {
            settings: &breaking.settings,
            version: version(breaking.version, as_buf),
        });
        let policies = Policies::new(modules, context(&options))?;
        Ok(Self { policies, options })
    }

    /// Returns the policies for one comparison, with the ignores in comments of the new side.
    pub(crate) fn with_comments(&self, new: &Schema, config: &Config, sources: &Sources) -> Policies {
        let mut policies = self.policies.clone();
        let comments = comment_ignores(new, sources, &catalog().mark());
        let version = version(config.version, config.is_of_buf());
        policies.add_comments(comments, config.breaking.settings.policy, version, context(&self.options));
        policies
    }

    pub(crate) fn as_buf(&self) -> bool {
        self.options.compat == Some(Compat::Buf)
    }
}

fn context(options: &GateOptions) -> Context<'_> {
    Context { catalog: catalog(), has_ledger: options.ledger.is_some(), clock: &options.clock }
}

/// Returns the version whose rules a configuration names. `as_buf` gives categories the rules that they have in buf, and no
/// more.
const fn version(version: Version, as_buf: bool) -> ConfigVersion {
    match version {
        Version::V1Beta1 => ConfigVersion::V1Beta1,
        Version::V1 => ConfigVersion::V1,
        Version::V2 if as_buf => ConfigVersion::V2,
        Version::V2 => ConfigVersion::Own,
    }
}
