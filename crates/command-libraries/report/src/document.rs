//! Report formats that are one document, written when all diagnostics of a run are known, and the changes that it lists as
//! accepted.

use super::entry::{Files, ReportEntry};
use super::{Notice, RepositoryRoot};
use protoward_source::{Report, Sources, sorted};

/// The description of a rule in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleText {
    /// The code of the rule's diagnostics.
    pub id: &'static str,
    /// The summary in one line.
    pub summary: &'static str,
    /// The page about the rule, in Markdown.
    pub page: &'static str,
    /// The categories of the rule, which are tags in SARIF.
    pub groups: Vec<&'static str>,
}

/// A change that is a finding no longer, because a written reason accepts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedChange {
    /// The code of the finding.
    pub code: String,
    /// The message of the finding.
    pub message: String,
    /// The place that accepts it: `protoward.approvals.toml:3:5`.
    pub by: String,
    /// The written reason, which may have several lines.
    pub reason: String,
}

/// The collected diagnostics and notices of a run.
///
/// ```
/// use protoward_report::{Document, DocumentForm};
/// use protoward_source::{Code, Diagnostic, Report, Sources};
/// let mut document = Document::default();
/// let report = Report::from_iter([Diagnostic::error(Code::new("RULE"), "this is wrong")]);
/// document.add(&report, &Sources::default());
/// assert!(document.write(DocumentForm::Junit).contains("<failure message=\"&lt;input&gt;:1:1:this is wrong\""));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Document {
    entries: Vec<ReportEntry>,
    files: Files,
    pub(super) notices: Vec<Notice>,
    pub(super) rules: Vec<RuleText>,
    pub(super) title: Option<String>,
    pub(super) not_shown: usize,
    pub(super) is_partial: bool,
    /// The changes that are accepted, for comments.
    pub(super) accepted: Vec<AcceptedChange>,
}

impl Document {
    /// Adds all of a report.
    pub fn add(&mut self, report: &Report, sources: &Sources) {
        self.files.forget_sources();
        self.entries
            .extend(sorted(report, sources).into_iter().map(|it| ReportEntry::new(it, &mut self.files, sources)));
    }

    /// Adds a notice about the run.
    pub fn add_notice(&mut self, notice: Notice) {
        self.notices.push(notice);
    }

    /// Adds the descriptions of rules; those without findings are omitted.
    #[must_use]
    pub fn with_rules(mut self, rules: Vec<RuleText>) -> Self {
        self.rules = rules;
        self
    }

    /// Creates a document whose paths are relative to the repository root, as services expect them.
    pub fn in_repository(root: RepositoryRoot) -> Self {
        Self { files: Files::in_repository(root), ..Self::default() }
    }

    /// Sets a one-line summary of the result.
    pub fn set_title(&mut self, title: impl Into<String>) {
        self.title = Some(title.into());
    }

    /// Adds a number of diagnostics that are not shown.
    pub fn leave_out(&mut self, number: usize) {
        self.not_shown += number;
    }

    /// Adds changes that a written reason accepts.
    pub fn accept(&mut self, changes: impl IntoIterator<Item = AcceptedChange>) {
        self.accepted.extend(changes);
    }

    /// Marks the document as incomplete, because not everything could be checked.
    pub fn set_partial(&mut self) {
        self.is_partial = true;
    }

    /// Returns `true` if nothing was added.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.notices.is_empty() && self.not_shown == 0
    }

    /// Returns all entries in the order of path, line, column and code.
    pub(super) fn sorted(&self) -> Vec<&ReportEntry> {
        let mut entries: Vec<&ReportEntry> = self.entries.iter().collect();
        entries.sort_by(|a, b| a.order(b));
        entries
    }

    /// Returns the description of the rule with a code.
    pub(super) fn rule(&self, code: &str) -> Option<&RuleText> {
        self.rules.iter().find(|rule| rule.id == code)
    }
}
