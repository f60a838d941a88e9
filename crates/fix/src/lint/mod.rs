//! Fixes of lint findings.
//!
//! A rule proposes a change, such as another name. The edits are planned here, with the references in all files.

mod comments;
mod enum_order;
mod file_options;
mod imports;
mod mentions;
mod package;
mod proof;
mod references;
mod rename;
mod syntax;

pub use proof::undeclared_changes;

use std::collections::{HashMap, HashSet};

use crate::planner::references::{self as names, Reference};
use crate::resolver::Names;
use crate::texts::Texts;
pub(crate) use mentions::Mentions;
use protoward_edit::TextEdit;
use protoward_lint::{Finding, SchemaChange};
use protoward_schema::{Element, EnumId, FieldId, FieldType, FileId, MessageId, Schema, qualified};
use protoward_source::{Edit, SourceId, Sources};

/// The edits that resolve a lint finding.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LintFix {
    /// The index of the finding.
    pub finding: usize,
    /// The edits, in any files of the schema.
    pub edits: Vec<Edit>,
    /// The consequence, as a list of what stops working: `None` for a fix that changes neither messages, nor JSON, nor generated code.
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

/// The edits that give an element another name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Renaming {
    /// The edits, in any files of the schema.
    pub edits: Vec<Edit>,
    /// The consequence, as a list of what stops working.
    pub breaks: Option<&'static str>,
}

/// Returns the edits that give an element another name, with all references. `None` if the name is taken or no identifier, or
/// if a text that no compiler reads may mean the element, such as the path of an http rule.
pub fn find_rename(schema: &Schema, element: Element, name: &str, sources: &Sources) -> Option<Renaming> {
    let texts = Texts::new(sources, schema.files.iter().map(|(_, file)| file.source));
    let (edits, breaks) = LintPlanner::new(schema, &texts, sources).rename(element, name)?;
    Some(Renaming { edits, breaks })
}

/// A planner of edits, with tables of what refers to elements.
struct LintPlanner<'t> {
    schema: &'t Schema,
    texts: &'t Texts<'t>,
    sources: &'t Sources,
    names: Names<'t>,
    /// The references of all files.
    references: Vec<(FileId, SourceId, Reference)>,
    /// The references with a component, by position.
    by_component: HashMap<String, Vec<usize>>,
    /// The references of a file, by position.
    by_file: HashMap<FileId, Vec<usize>>,
    mentions: Mentions<'t>,
    /// The fields with a default, by enum.
    defaults: HashMap<EnumId, Vec<FieldId>>,
    /// The messages that groups declare.
    groups: HashSet<MessageId>,
}

impl<'t> LintPlanner<'t> {
    fn new(schema: &'t Schema, texts: &'t Texts<'t>, sources: &'t Sources) -> Self {
        let (mut all, mut mentions) = (Vec::new(), Mentions::default());
        for (id, file) in schema.files.iter().filter(|(_, file)| !sources.get(file.source).is_built_in) {
            let Some(document) = texts.get(file.source) else { continue };
            mentions.add(&document.root());
            let package = schema.package(id);
            let of_file = names::of(&document.root()).into_iter();
            let placed = of_file.map(|it| Reference { inside: qualified_scope(package, &it.inside), ..it });
            all.extend(placed.map(|reference| (id, file.source, reference)));
        }
        let (mut by_component, mut by_file) = (HashMap::<String, Vec<usize>>::new(), HashMap::<_, Vec<usize>>::new());
        for (index, (file, _, reference)) in all.iter().enumerate() {
            by_file.entry(*file).or_default().push(index);
            for part in reference.name.split('.').filter(|part| !part.is_empty()) {
                by_component.entry(part.to_owned()).or_default().push(index);
            }
        }
        let mut defaults: HashMap<EnumId, Vec<FieldId>> = HashMap::new();
        for (id, field) in schema.fields.iter().filter(|(_, field)| field.default.is_some()) {
            if let FieldType::Enum(of) = field.ty {
                defaults.entry(of).or_default().push(id);
            }
        }
        let groups = schema.fields.iter().filter_map(|(id, field)| match field.ty {
            FieldType::Group(message) if schema.is_group_like(id) => Some(message),
            _ => None,
        });
        let (names, groups) = (Names::new(schema), groups.collect());
        Self { schema, texts, sources, names, references: all, by_component, by_file, mentions, defaults, groups }
    }

    fn fix(&self, index: usize, finding: &Finding) -> Option<LintFix> {
        let (file, element) = (finding.file, finding.element);
        let change = finding.change.as_deref()?.clone();
        let (edits, breaks) = match &change {
            SchemaChange::Rename { element, name } => self.rename(*element, name)?,
            SchemaChange::RemoveImport(path) => (self.without_import(file, path)?, None),
            SchemaChange::AddSyntax => (self.with_syntax(file)?, None),
            SchemaChange::SetPackage(package) => self.with_package(file, package)?,
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

/// Returns a scope in a package; the package itself for its files.
fn qualified_scope(package: &str, inside: &str) -> String {
    if inside.is_empty() { package.to_owned() } else { qualified(package, inside) }
}
