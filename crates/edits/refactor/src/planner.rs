//! The planner of edits, with tables of what refers to elements, and what users name: subjects and paths.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::expressions::ExpressionText;
use crate::field_paths::FieldPathText;
use crate::file_names::import_path;
use crate::members::Members;
use crate::mentions::Mentions;
use crate::names::NameResolver;
use crate::placed_links::PlacedLinks;
use crate::polling::ServiceText;
use crate::reference_table::ReferenceTable;
use crate::refusal::Refusal;
use crate::texts::Texts;
use protoward_edit::TextEdit;
use protoward_schema::{Element, FieldType, FileId, MessageId, Schema};
use protoward_source::paths::System;
use protoward_source::{Edit, Place, SourceId, Sources, nearest};
use std::borrow::Cow;

/// A planner of edits, with tables of what refers to elements.
#[derive(Debug)]
pub struct Planner<'t> {
    pub(crate) schema: &'t Schema,
    pub(crate) texts: &'t Texts<'t>,
    pub(crate) sources: &'t Sources,
    pub(crate) names: NameResolver<'t>,
    references: OnceCell<ReferenceTable>,
    mentions: OnceCell<Mentions<'t>>,
    /// The messages of groups, whose name is also that of the field.
    pub(crate) groups: HashSet<MessageId>,
    members: OnceCell<Members>,
    field_paths: OnceCell<Vec<FieldPathText>>,
    service_texts: OnceCell<Vec<ServiceText>>,
    expressions: OnceCell<Vec<ExpressionText>>,
    values: OnceCell<HashMap<String, Element>>,
    pub(crate) links: OnceCell<PlacedLinks>,
}

/// The import path of a file or folder that a user named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportPath {
    /// The import path.
    pub path: String,
    /// A file of the module that the path from the working directory names; `None` for a path as imports name it.
    pub beside: Option<FileId>,
    /// The file of another module that has this import path.
    pub other: Option<FileId>,
}

impl<'t> Planner<'t> {
    /// Creates a planner, whose tables are made on first use.
    pub fn new(schema: &'t Schema, texts: &'t Texts<'t>, sources: &'t Sources) -> Self {
        let groups = schema.fields.iter().filter_map(|(id, field)| match field.ty {
            FieldType::Group(message) if schema.is_group_like(id) => Some(message),
            _ => None,
        });
        Self {
            schema,
            texts,
            sources,
            names: NameResolver::new(schema),
            references: OnceCell::new(),
            mentions: OnceCell::new(),
            groups: groups.collect(),
            members: OnceCell::new(),
            field_paths: OnceCell::new(),
            service_texts: OnceCell::new(),
            expressions: OnceCell::new(),
            values: OnceCell::new(),
            links: OnceCell::new(),
        }
    }

    /// Returns the import path of a file or folder, which may be new. A user may also write the path from the working
    /// directory, as files are displayed.
    pub fn import_path(&self, path: &str) -> ImportPath {
        let own: Vec<FileId> = self.schema.files.iter().filter(|(_, file)| !file.is_import).map(|(id, _)| id).collect();
        let source = |file: &FileId| self.sources.get(self.schema[*file].source);
        let files: Vec<(&str, Cow<'_, str>)> =
            own.iter().map(source).map(|source| (&*source.name, source.portable())).collect();
        let written = System::HERE.portable(path);
        let (path, file) = import_path(&written, &files);
        let root = |(name, display): &(&str, Cow<'_, str>)| display.strip_suffix(name).map(str::to_owned);
        let other = file.and_then(|file| {
            let taken = files.iter().position(|(name, _)| *name == path)?;
            (root(&files[taken]) != root(&files[file])).then(|| own[taken])
        });
        ImportPath { path: path.to_owned(), beside: file.map(|file| own[file]), other }
    }

    pub(crate) fn references(&self) -> &ReferenceTable {
        self.references.get_or_init(|| ReferenceTable::new(self.schema, self.texts))
    }

    /// Returns the strings in custom options.
    pub(crate) fn mentions(&self) -> &Mentions<'t> {
        self.mentions.get_or_init(|| Mentions::new(self.schema, self.texts, self.sources))
    }

    /// Returns the uses of fields and values in options.
    pub(crate) fn members(&self) -> &Members {
        self.members.get_or_init(|| Members::new(self.schema, self.texts, self.sources))
    }

    /// Returns the texts with paths of fields: of http rules, and of signatures.
    pub(crate) fn field_paths(&self) -> &[FieldPathText] {
        self.field_paths.get_or_init(|| FieldPathText::all(self.schema, self.texts, self.sources))
    }

    /// Returns the texts with names of services.
    pub(crate) fn service_texts(&self) -> &[ServiceText] {
        self.service_texts.get_or_init(|| ServiceText::all(self.schema, self.texts))
    }

    /// Returns the expressions of constraints.
    pub(crate) fn expressions(&self) -> &[ExpressionText] {
        self.expressions.get_or_init(|| ExpressionText::all(self.schema, self.texts, self.sources))
    }

    /// Returns the enum value with a full name. Values are in the scope around their enum.
    pub(crate) fn value(&self, full_name: &str) -> Option<Element> {
        let all = || {
            let values = self.schema.enum_values.ids().map(Element::from);
            values.map(|value| (self.schema.full_name(value), value)).collect()
        };
        self.values.get_or_init(all).get(full_name).copied()
    }

    pub(crate) fn edit(&self, source: SourceId, range: Range<usize>, text: impl Into<String>) -> Edit {
        Edit { place: self.sources.place(source, range), text: text.into() }
    }

    pub(crate) fn text_edit(&self, source: SourceId, edit: TextEdit) -> Edit {
        self.edit(source, edit.range(), edit.text)
    }

    /// Returns the refusal of a part of a text.
    pub(crate) fn refused(&self, source: SourceId, range: Range<usize>, refusal: fn(Place) -> Refusal) -> Refusal {
        refusal(self.sources.place(source, range))
    }

    /// Returns the source of the file of an element.
    pub(crate) fn source_of(&self, element: Element) -> SourceId {
        self.schema[self.schema.file_of(element)].source
    }

    /// Returns the declaration or package with a full name. The name of an enum value may contain that of its enum.
    pub fn subject(&self, name: &str) -> Option<Subject> {
        let name = name.trim_start_matches('.');
        if let Some(element) = self.declared(name) {
            return Some(Subject::Element(element));
        }
        let files: Vec<FileId> = self.schema.files.ids().filter(|&file| self.schema.package(file) == name).collect();
        (!files.is_empty() && !name.is_empty()).then_some(Subject::Package(files))
    }

    /// Returns the names that are nearest to one that does not exist.
    pub fn near(&self, name: &str) -> Vec<String> {
        let all: Vec<String> = self.schema.declarations().map(|element| self.schema.full_name(element)).collect();
        nearest(name, all.iter().map(String::as_str)).into_iter().map(str::to_owned).collect()
    }
}

/// The subject of a refactoring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A declaration of any kind.
    Element(Element),
    /// A package, with its files.
    Package(Vec<FileId>),
}
