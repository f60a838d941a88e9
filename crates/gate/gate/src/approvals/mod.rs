//! Approvals: single breaking changes that are accepted, by their fingerprints.

mod applied;
mod authors;
mod diagnostics;
mod file;

use std::collections::BTreeSet;
use std::fmt;

use protoward_inputs::EntryOrigins;
use protoward_policy::IgnoreEnd;
use protoward_source::{LocatedText, Place, Report, Sources};
use protoward_workspace::Workspace;

use crate::comparing::OlderVersion;
use crate::owners::{FileApprovers, Owners};
pub(crate) use applied::ApprovalDecision;
use authors::ApprovalAuthors;
pub(crate) use authors::ApprovalOrigin;

/// The name of the file with approvals, which is next to the configuration.
pub const APPROVALS_FILE_NAME: &str = "protoward.approvals.toml";

/// The approvals of a schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Approvals {
    /// The approvals in source order.
    pub all: Vec<Approval>,
    /// The fingerprints that an older version has approved.
    earlier: BTreeSet<String>,
    /// The authors, if the configuration names those whose approvals count.
    authors: Option<ApprovalAuthors>,
}

/// The approval of one breaking change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The fingerprint of the finding.
    pub finding: String,
    /// The rule of the finding, for readers.
    pub rule: String,
    /// The changed element, for readers; empty for a file or a package.
    pub element: String,
    /// The reason, which reports show beside the accepted finding.
    pub reason: String,
    /// The last day of the approval, or the first version without it; `None` without an end.
    pub until: Option<IgnoreEnd>,
    /// The changes in which the approval counts.
    pub scope: ApprovalScope,
    /// The place of the fingerprint; `None` for an approval that is not written yet.
    pub place: Option<Place>,
}

/// The changes in which an approval counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ApprovalScope {
    /// The change that adds the approval: no baseline has it.
    Pr,
    /// Every change, until all baselines have what is approved. The approval is stale afterwards.
    #[default]
    Release,
    /// Every change, without an end.
    Always,
}

impl ApprovalScope {
    /// All scopes, the narrowest first.
    pub const ALL: [Self; 3] = [Self::Pr, Self::Release, Self::Always];

    /// Returns the word for the scope.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pr => "pr",
            Self::Release => "release",
            Self::Always => "always",
        }
    }
}

impl fmt::Display for ApprovalScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The reason why an approval does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Rejection {
    /// Nobody with a right to approve added it. Has the authors and their commits.
    Foreign(EntryOrigins, FileApprovers),
    /// A shallow clone lacks the commit that added it.
    CutOff,
    /// It is not committed, and this is a run of a CI service.
    NotCommitted(FileApprovers),
}

impl Approvals {
    /// Reads the approvals next to the configuration of a schema, and those that older versions had. Problems are added to the
    /// report.
    pub(crate) fn read(
        new: &Workspace,
        olds: &[OlderVersion],
        origin: ApprovalOrigin<'_>,
        sources: &mut Sources,
        report: &mut Report,
    ) -> Self {
        let mut of = |workspace: &Workspace, report: &mut Report| match workspace.read_approvals(APPROVALS_FILE_NAME) {
            Ok(Some(text)) => file::read(text, sources, report),
            Ok(None) => Vec::new(),
            Err(error) => {
                report.push(diagnostics::unreadable(&error));
                Vec::new()
            }
        };
        let all = of(new, report);
        // Only approvals for one change depend on older versions. Errors there can no longer be corrected.
        let is_needed = all.iter().any(|approval| approval.scope == ApprovalScope::Pr);
        let olds = olds.iter().filter(|_| is_needed);
        let earlier = olds.flat_map(|old| of(&old.workspace, &mut Report::default()));
        let earlier = earlier.map(|approval| approval.finding).collect();
        if let Some(setting) = &new.config.approvals {
            report.append(Owners::read(setting, new, &mut Report::default()).unknown_names(setting));
        }
        let setting = new.config.approvals.as_ref().filter(|_| !all.is_empty());
        let authors = setting.and_then(|setting| ApprovalAuthors::read(setting, new, origin, report));
        Self { all, earlier, authors }
    }

    /// Returns the text of a file with approvals: one line each, sorted, so that parallel additions can be merged.
    pub fn text(all: &[Approval]) -> String {
        file::text(all)
    }
}

impl Approval {
    fn located(&self) -> Option<LocatedText> {
        Some(LocatedText { text: self.finding.clone(), place: Some(self.place?) })
    }
}
