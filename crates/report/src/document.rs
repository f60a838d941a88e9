//! Forms that are one document: they begin and end, so that everything a run has to say must be there first.

use std::fmt;

use super::entry::{Entry, Files};
use super::{Notice, RepositoryRoot, gitlab, junit, markdown, sarif};
use protoward_source::{Report, Sources, sorted};

/// The forms that are documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentForm {
    /// JUnit's XML, as test runners write it: a suite for each file.
    Junit,
    /// The JSON that GitLab shows beside a merge request.
    GitlabCodeQuality,
    /// SARIF 2.1.0, which code scanning services read.
    Sarif,
    /// A comment on a pull request.
    Markdown,
}

/// What a document says about a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleText {
    /// The code of its diagnostics.
    pub id: &'static str,
    /// What it finds, in one line.
    pub summary: &'static str,
    /// Its page, in Markdown.
    pub page: &'static str,
    /// The groups it belongs to.
    pub groups: Vec<&'static str>,
}

/// Everything that a run says, gathered as it comes up, until it is written.
///
/// ```
/// use protoward_report::{Document, DocumentForm};
/// use protoward_source::{Code, Diagnostic, Report};
/// use protoward_source::Sources;
/// let mut document = Document::default();
/// let report = Report::from_iter([Diagnostic::error(Code::new("RULE"), "this is wrong")]);
/// document.add(&report, &Sources::default());
/// assert!(document.write(DocumentForm::Junit).contains("<failure message=\"&lt;input&gt;:1:1:this is wrong\""));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Document {
    entries: Vec<Entry>,
    files: Files,
    pub(super) notices: Vec<Notice>,
    pub(super) rules: Vec<RuleText>,
    pub(super) title: Option<String>,
    pub(super) not_shown: usize,
    pub(super) is_partial: bool,
}

impl Document {
    /// Adds all of a report.
    pub fn add(&mut self, report: &Report, sources: &Sources) {
        self.files.forget_sources();
        self.entries.extend(sorted(report, sources).into_iter().map(|it| Entry::new(it, &mut self.files, sources)));
    }

    /// Adds a statement about the run itself.
    pub fn add_notice(&mut self, notice: Notice) {
        self.notices.push(notice);
    }

    /// Says what the rules are about; those that found nothing are passed over.
    #[must_use]
    pub fn with_rules(mut self, rules: Vec<RuleText>) -> Self {
        self.rules = rules;
        self
    }

    /// Names files by their paths from the root of a repository, for those who look them up there.
    #[must_use]
    pub fn in_repository(mut self, root: &RepositoryRoot) -> Self {
        self.entries.iter_mut().for_each(|entry| entry.move_to(root));
        self
    }

    /// Says in one line what came out.
    pub fn set_title(&mut self, title: impl Into<String>) {
        self.title = Some(title.into());
    }

    /// Says how many diagnostics there are beyond those that were added.
    pub fn leave_out(&mut self, number: usize) {
        self.not_shown += number;
    }

    /// Says that not everything could be looked at.
    pub fn set_partial(&mut self) {
        self.is_partial = true;
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.notices.is_empty() && self.not_shown == 0
    }

    /// The document; one without diagnostics is whole, too.
    pub fn write(&self, form: DocumentForm) -> String {
        let mut text = String::new();
        self.write_to(form, &mut text).expect("a string takes any text");
        text
    }

    /// Writes the document piece by piece, so that it is never in memory as a whole.
    ///
    /// # Errors
    /// When `out` takes no more.
    pub fn write_to(&self, form: DocumentForm, out: &mut dyn fmt::Write) -> fmt::Result {
        match form {
            DocumentForm::Junit => junit::write(self, out),
            DocumentForm::GitlabCodeQuality => gitlab::write(self, out),
            DocumentForm::Sarif => sarif::write(self, out),
            DocumentForm::Markdown => out.write_str(&markdown::write(self)),
        }
    }

    /// In the order of path, line, column and code, over all that was added.
    pub(super) fn sorted(&self) -> Vec<&Entry> {
        let mut entries: Vec<&Entry> = self.entries.iter().collect();
        entries.sort_by(|a, b| a.key().cmp(&b.key()));
        entries
    }

    /// What is known about the rule of this code.
    pub(super) fn rule(&self, code: &str) -> Option<&RuleText> {
        self.rules.iter().find(|rule| rule.id == code)
    }
}
