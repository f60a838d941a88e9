//! Requests to the gate: which versions are compared, and which schemas the caller needs afterwards.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::baseline::Baseline;
use crate::comparing::{BaselineRequest, OlderVersion};
use crate::policy_origin::GoverningPolicy;
use protoward_inputs::Input;
use protoward_source::Report;
use protoward_workspace::{OpenOptions, Workspace};

/// A comparison to make: what is compared, and what the caller needs of it afterwards.
pub struct GateRequest<'a> {
    /// The input of the new version.
    pub input: &'a Input,
    /// The options for opening it.
    pub options: OpenOptions,
    /// Both sides of the comparison, read by the gate or by the caller.
    pub versions: ComparedVersions<'a>,
    /// The schemas that the caller needs afterwards.
    pub needed: NeededSchemas,
    /// `true` to report lines of the ledger that older versions have and the new one lacks.
    pub reports_lost_lines: bool,
    /// The displayed paths of older files that were compared with another project. Findings in them are no deletions.
    pub taken: &'a BTreeSet<String>,
}

/// Both sides of a comparison, as far as the caller has read them.
pub enum ComparedVersions<'a> {
    /// The input, which is not read yet, and its baselines.
    Input(BaselineRequest<'a>),
    /// A compiled schema, and its baselines.
    Compiled(CompiledVersion, BaselineRequest<'a>),
    /// A compiled schema, and older versions that were read before.
    Known(CompiledVersion, &'a OlderVersions),
    /// A project that only these older versions have, without the folders that are other projects.
    Deleted(&'a [Baseline], &'a [String]),
}

/// A schema that its caller compiled.
#[derive(Debug)]
pub struct CompiledVersion {
    /// The schema with its configuration.
    pub workspace: Box<Workspace>,
    /// `true` if the schema has options of source retention, which an image lacks.
    pub has_source_options: bool,
}

/// The schemas that a caller needs after a comparison. Without them, unchanged files and older versions are compiled only as
/// far as rules need them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NeededSchemas {
    /// None: only the findings are needed.
    None,
    /// Those of all versions, without unchanged files.
    Changed,
    /// Those of all versions with all files.
    All,
}

/// Older versions of a schema, compiled.
#[derive(Clone, Debug)]
pub struct OlderVersions {
    /// The versions, in the order in which they are compared.
    pub olds: Arc<[OlderVersion]>,
    /// The versions where the work began that are no baselines. They have no schemas.
    pub(crate) origins: Arc<[OlderVersion]>,
    /// The policy that governs, if it is not that of the configuration.
    pub(crate) policy: Option<GoverningPolicy>,
}

impl OlderVersions {
    /// Returns a schema as the only older version; `name` is its name for messages.
    pub fn of_schema(workspace: Workspace, name: &str, input: &Input) -> Self {
        let baseline = Baseline::of_schema(name, input.clone());
        let olds = Arc::new([OlderVersion { workspace, baseline, problems: Report::default() }]);
        Self { olds, origins: Arc::default(), policy: None }
    }

    /// Returns `true` if a version is an image, which lacks options of source retention.
    pub fn has_image(&self) -> bool {
        self.olds.iter().any(|old| old.workspace.is_image())
    }
}
