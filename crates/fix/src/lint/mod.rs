//! Fixes of lint findings.
//!
//! A rule proposes a change, such as another name. The edits are planned here, with the references in all files.

mod imports;
mod option_words;
mod proof;
mod rename;
mod syntax;

pub use proof::is_same_but_names;

use std::collections::{HashMap, HashSet};

use crate::planner::references::{self, Reference};
use crate::resolver::Names;
use crate::texts::Texts;
use protoward_lint::{Finding, SchemaChange};
use protoward_schema::{EnumId, FieldId, FieldType, FileId, Schema, qualified};
use protoward_source::{Edit, SourceId, Sources};
use rename::{string_words, strings};

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
}

/// Returns the fixes of the findings that propose a change.
pub fn find_lint_fixes(schema: &Schema, findings: &[Finding], sources: &Sources) -> Vec<LintFix> {
    if findings.iter().all(|finding| finding.change.is_none()) {
        return Vec::new();
    }
    let texts = Texts::new(sources, schema.files.iter().map(|(_, file)| file.source));
    let planner = LintPlanner::new(schema, &texts, sources);
    let fix = |(index, finding): (usize, &Finding)| {
        let (edits, breaks) = match finding.change.as_ref()? {
            SchemaChange::Rename(name) => planner.rename(finding.element, name)?,
            SchemaChange::RemoveImport(path) => (planner.without_import(finding.file, path)?, None),
            SchemaChange::AddSyntax => (planner.with_syntax(finding.file)?, None),
            _ => return None,
        };
        Some(LintFix { finding: index, edits, breaks })
    };
    findings.iter().enumerate().filter_map(fix).collect()
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
    /// The words of all strings in all files.
    words: HashSet<&'t str>,
    /// The names in values of options.
    option_names: HashSet<&'t str>,
    /// The fields with a default, by enum.
    defaults: HashMap<EnumId, Vec<FieldId>>,
}

impl<'t> LintPlanner<'t> {
    fn new(schema: &'t Schema, texts: &'t Texts<'t>, sources: &'t Sources) -> Self {
        let (mut all, mut words) = (Vec::new(), HashSet::new());
        let mut option_names = HashSet::new();
        for (id, file) in schema.files.iter().filter(|(_, file)| !sources.get(file.source).is_built_in) {
            let Some(document) = texts.get(file.source) else { continue };
            words.extend(strings(document.text).flat_map(string_words));
            option_words::collect(&document.root(), &mut option_names);
            let package = schema.package(id);
            let of_file = references::of(&document.root()).into_iter();
            let placed = of_file.map(|it| Reference { inside: qualified(package, &it.inside), ..it });
            all.extend(placed.map(|reference| (id, file.source, reference)));
        }
        let mut by_component: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, (_, _, reference)) in all.iter().enumerate() {
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
        let names = Names::new(schema);
        Self { schema, texts, sources, names, references: all, by_component, words, option_names, defaults }
    }

    fn edit(&self, source: SourceId, range: std::ops::Range<usize>, text: impl Into<String>) -> Edit {
        Edit { place: self.sources.place(source, range), text: text.into() }
    }
}
