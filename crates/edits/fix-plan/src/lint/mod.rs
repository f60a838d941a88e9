//! Fixes of lint findings.
//!
//! A rule proposes a change, such as another name. The edits are planned here, with the references in all files.

mod comments;
mod compatible;
mod enum_order;
mod file_head;
mod imports;
mod likelihood;
mod proof;

pub use compatible::CompatibleFixes;
pub use likelihood::is_unlikely;
pub use proof::{affected_files, undeclared_changes};

use protoward_edit::TextEdit;
use protoward_lint::{Finding, SchemaChange};
use protoward_refactor::{Planner, Refactoring, RenameOptions, Texts};
use protoward_schema::{Element, FileId, Schema};
use protoward_source::{Edit, SourceId, Sources};

/// The edits that resolve a lint finding.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LintFix {
    /// The index of the finding.
    pub finding: usize,
    /// The edits, in any files of the schema.
    pub edits: Vec<Edit>,
    /// The consequence, as a list of what stops working: `None` for a fix that changes neither messages, nor JSON, nor
    /// generated code.
    pub breaks: Option<&'static str>,
    /// The change that the edits make. Nothing else may differ afterwards; see [`undeclared_changes`].
    pub change: SchemaChange,
    /// The element of the finding.
    pub element: Element,
    /// The file of the finding.
    pub file: FileId,
}

/// Returns the fixes of the findings that propose a change.
pub fn find_lint_fixes(schema: &Schema, findings: &[Finding], sources: &Sources) -> Vec<LintFix> {
    if findings.iter().all(|finding| finding.change.is_none()) {
        return Vec::new();
    }
    let texts = Texts::new(sources, schema.files.iter().map(|(_, file)| file.source));
    let planner = LintPlanner::new(schema, &texts, sources);
    findings.iter().enumerate().filter_map(|(index, finding)| planner.fix(index, finding)).collect()
}

/// Returns the edits that give an element another name, with all references, and what stops working. `None` if the name is taken
/// or not an identifier, or if a text that no compiler reads may mean the element, such as the path of an http rule.
fn renamed(planner: &Planner<'_>, element: Element, name: &str) -> Option<(Vec<Edit>, Option<&'static str>)> {
    let options = RenameOptions::default();
    // Most impossible names are taken, which takes no tables to see.
    planner.check_name(element, name, options).ok()?;
    if planner.is_mentioned(element) {
        return None;
    }
    let refactoring = planner.rename(element, name, options).ok()?;
    keeps_options(&refactoring).then_some((refactoring.edits, refactoring.breaks))
}

/// Returns the edits that give a file another package. `None` if a name is taken there, or if a text that no compiler reads may
/// name something in the file.
fn repackaged(planner: &Planner<'_>, file: FileId, package: &str) -> Option<(Vec<Edit>, Option<&'static str>)> {
    let is_free = !planner.is_named_in_text(file);
    let refactoring = is_free.then(|| planner.repackage(&[file], package).ok()).flatten()?;
    keeps_options(&refactoring).then_some((refactoring.edits, refactoring.breaks))
}

/// Returns `true` if a refactoring changes no string in an option: a fix changes neither the options nor the comments of a schema.
fn keeps_options(refactoring: &Refactoring) -> bool {
    refactoring.strings.is_empty() && refactoring.changes.strings.is_empty()
}

/// A planner of fixes, with the tables of references that renames need.
struct LintPlanner<'t> {
    schema: &'t Schema,
    texts: &'t Texts<'t>,
    sources: &'t Sources,
    refactor: Planner<'t>,
}

impl<'t> LintPlanner<'t> {
    fn new(schema: &'t Schema, texts: &'t Texts<'t>, sources: &'t Sources) -> Self {
        Self { schema, texts, sources, refactor: Planner::new(schema, texts, sources) }
    }

    fn fix(&self, index: usize, finding: &Finding) -> Option<LintFix> {
        let file = finding.file;
        let element = finding.element;
        let change = finding.change.as_deref()?.clone();
        let (edits, breaks) = match &change {
            SchemaChange::Rename { element, name } => renamed(&self.refactor, *element, name)?,
            SchemaChange::RemoveImport(path) => (self.without_import(file, path)?, None),
            SchemaChange::AddSyntax => (self.with_syntax(file)?, None),
            SchemaChange::SetPackage(package) => repackaged(&self.refactor, file, package)?,
            SchemaChange::SetFileOption(option) => (self.with_option(option)?, Some(option.breaks)),
            SchemaChange::MoveToFront(value) => self.to_front(*value)?,
            SchemaChange::PutCommentAbove => (self.comment_above(element)?, None),
            _ => return None,
        };
        Some(LintFix { finding: index, edits, breaks, change, element, file })
    }

    fn edit(&self, source: SourceId, range: std::ops::Range<usize>, text: impl Into<String>) -> Edit {
        Edit { place: self.sources.place(source, range), text: text.into() }
    }

    fn text_edit(&self, source: SourceId, edit: TextEdit) -> Edit {
        self.edit(source, edit.range(), edit.text)
    }
}
