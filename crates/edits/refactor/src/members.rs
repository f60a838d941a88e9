//! Uses of fields, enum values, extensions and types in the names and values of options.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};

use crate::names::{NameKind, scope_of};
use crate::references::{NameForm, PlacedReference, Reference};
use crate::texts::Texts;
use crate::type_strings::names_in_strings;
use protoward_edit::Document;
use protoward_ide_index::{Analysis, File, FileId as AnalyzedFile, ReferenceKind, Target};
use protoward_schema::{Element, FieldOwner, FileId, Schema};
use protoward_source::{SourceId, Sources};
use protoward_syntax::ast::{Path, Span};
use protoward_syntax::literal;

/// Uses of fields and values, and names of extensions and types in values.
#[derive(Debug)]
pub(crate) struct Members {
    analysis: Analysis,
    /// The references that name a field or a value, by this name in lower case: groups have two spellings.
    by_name: HashMap<String, NamedUses>,
    /// Extensions and types in the values of options.
    in_values: Vec<PlacedReference>,
    /// The positions of those with a component.
    in_values_by_component: HashMap<String, Vec<usize>>,
    /// The positions of those in a file.
    in_values_by_file: HashMap<FileId, Vec<usize>>,
}

/// The references with a name.
#[derive(Debug, Default)]
struct NamedUses {
    references: Vec<(AnalyzedFile, usize)>,
    /// The references by their target, resolved on first use.
    by_target: OnceCell<HashMap<Target, Vec<(AnalyzedFile, usize)>>>,
}

impl NamedUses {
    fn of(&self, target: Target, analysis: &Analysis) -> &[(AnalyzedFile, usize)] {
        let resolve = || {
            let mut by_target = HashMap::<_, Vec<_>>::new();
            for &(id, index) in &self.references {
                if let Some(target) = analysis.meaning(id, &analysis.file(id).references[index]) {
                    by_target.entry(target).or_default().push((id, index));
                }
            }
            by_target
        };
        self.by_target.get_or_init(resolve).get(&target).map_or(&[], Vec::as_slice)
    }
}

/// A use of a field or value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MemberUse<'a> {
    pub(crate) path: &'a str,
    pub(crate) span: Span,
    pub(crate) text: &'a str,
}

impl Members {
    pub(crate) fn new(schema: &Schema, texts: &Texts<'_>, sources: &Sources) -> Self {
        let mut analysis = Analysis::default();
        let mut loaded = Vec::new();
        for (id, file) in schema.files.iter() {
            let (Some(document), Some(text)) = (texts.get(file.source), &sources.get(file.source).text) else {
                continue;
            };
            let read = File::of_tree(schema.text(file.path), text.clone(), &document.parsed);
            loaded.push((analysis.add(read), id, file.source));
        }
        let by_component = HashMap::new();
        let by_file = HashMap::new();
        let mut members = Self {
            analysis,
            by_name: HashMap::new(),
            in_values: Vec::new(),
            in_values_by_component: by_component,
            in_values_by_file: by_file,
        };
        let mut extensions: HashMap<&str, Vec<Element>> = HashMap::new();
        for (id, _) in schema.fields.iter().filter(|(_, field)| field.is_extension()) {
            extensions.entry(schema.name(id.into())).or_default().push(id.into());
        }
        for (analyzed, file, source) in loaded {
            members.add(analyzed);
            members.add_names_in_values(analyzed, (file, source), schema, &extensions);
            let root = texts.get(source).map(Document::root);
            members.in_values.extend(root.into_iter().flat_map(|root| names_in_strings(schema, file, &root)));
        }
        for (index, placed) in members.in_values.iter().enumerate() {
            members.in_values_by_file.entry(placed.file).or_default().push(index);
            for component in placed.reference.name.split('.') {
                members.in_values_by_component.entry(component.to_owned()).or_default().push(index);
            }
        }
        members
    }

    /// Returns the extensions and types in the values of options that have one of these components, or are in one of these files.
    pub(crate) fn in_values(&self, names: &BTreeSet<&str>, files: &[FileId]) -> Vec<&PlacedReference> {
        let with_name = names.iter().filter_map(|name| self.in_values_by_component.get(*name)).flatten();
        let in_files = files.iter().filter_map(|file| self.in_values_by_file.get(file)).flatten();
        let all: BTreeSet<usize> = with_name.chain(in_files).copied().collect();
        all.into_iter().map(|index| &self.in_values[index]).collect()
    }

    fn add(&mut self, analyzed: AnalyzedFile) {
        let file = self.analysis.file(analyzed);
        for (index, reference) in file.references.iter().enumerate() {
            if let ReferenceKind::Member(_) | ReferenceKind::Value(_) = reference.kind {
                let name = literal::path(&file.text, reference.path).to_ascii_lowercase();
                self.by_name.entry(name).or_default().references.push((analyzed, index));
            }
        }
    }

    /// Adds `[a.extension]`, `[type.googleapis.com/a.Type]`, and the names of declared extensions.
    fn add_names_in_values(
        &mut self,
        analyzed: AnalyzedFile,
        (file, source): (FileId, SourceId),
        schema: &Schema,
        extensions: &HashMap<&str, Vec<Element>>,
    ) {
        let own = self.analysis.file(analyzed);
        let mut found = Vec::new();
        for reference in &own.references {
            let before = own.text[..reference.path.span.start as usize].trim_end();
            let name = literal::path(&own.text, reference.path).into_owned();
            let (inside, kind, form) = match reference.kind {
                ReferenceKind::AnyType => (String::new(), NameKind::Type, NameForm::Full),
                ReferenceKind::Extension if before.ends_with('[') => {
                    let last = name.rsplit('.').next().unwrap_or_default();
                    let is_suffix = |full_name: &str| full_name == name || full_name.ends_with(&format!(".{name}"));
                    let extension = extensions.get(last).into_iter().flatten();
                    let extension = extension.copied().find(|it| is_suffix(&schema.full_name(*it)));
                    let Some(Element::Field(extension)) = extension else { continue };
                    // As in protoc, the lookup starts around the message that has the field.
                    let FieldOwner::Extension { extendee, .. } = schema[extension].owner else { continue };
                    let scope = scope_of(schema.text(schema[extendee].full_name)).to_owned();
                    (scope, NameKind::Extension, NameForm::Bracketed)
                }
                _ => continue,
            };
            let reference = Reference { path: reference.path, inside, name, kind, form };
            found.push(PlacedReference { file, source, reference, string: None });
        }
        self.in_values.extend(found);
    }

    /// Returns the declaration of a field, a value or another element, by the name in its declaration.
    fn target(&self, path: &str, name: Span) -> Option<Target> {
        let file = self.analysis.find_file(path)?;
        let mut all = self.analysis.file(file).iter();
        let (declaration, _) = all.find(|(_, declaration)| declaration.name.start == name.start)?;
        Some(Target { file, declaration })
    }

    /// Returns the uses of a field or value that is declared in a file, in the options of all files. A group has the name of
    /// its message or, in lower case, that of its field.
    pub(crate) fn uses(&self, path: &str, declared: Span) -> Vec<MemberUse<'_>> {
        let Some(target) = self.target(path, declared) else { return Vec::new() };
        let name = self.analysis.file(target.file).name_of(target.declaration).to_ascii_lowercase();
        let uses = self.by_name.get(&name).map_or(&[][..], |named| named.of(target, &self.analysis));
        let uses = uses.iter().map(|&(id, index)| {
            let file = self.analysis.file(id);
            let path: Path = file.references[index].path;
            MemberUse { path: &file.name, span: path.span, text: path.span.of(&file.text) }
        });
        uses.collect()
    }
}
