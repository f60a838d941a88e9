//! Resolution of selected names to elements.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use super::{Types, diagnostics};
use protoward_schema::{Element, FieldOwner, FieldType, FileId, MessageId, Parent, Schema};
use protoward_source::{Diagnostic, Report, nearest};

/// A set of elements. It is never iterated.
pub(super) type Elements = HashSet<Element, RandomState>;

/// The elements that the selection names.
pub(super) struct Roots {
    /// The elements to keep; `None` for all.
    pub(super) included: Option<Vec<Element>>,
    /// The removed elements, with all nested declarations.
    pub(super) left_out: Elements,
}

impl Roots {
    pub(super) fn find(types: &Types, schema: &Schema) -> Result<Self, Report> {
        let mut report = Report::default();
        let mut left_out = Elements::default();
        for name in &types.exclude {
            match NameTarget::find(name, schema) {
                Ok(named) => left_out.extend(named.with_all_inside(schema)),
                Err(problem) => report.push(*problem),
            }
        }
        if !left_out.is_empty() {
            left_out.extend(entries_without_value(schema, &left_out));
        }
        let mut included = Vec::new();
        for name in &types.include {
            match NameTarget::find(name, schema).and_then(|named| named.included(name, schema, &left_out)) {
                Ok(elements) => included.extend(elements),
                Err(problem) => report.push(*problem),
            }
        }
        let included = (!types.include.is_empty()).then_some(included);
        if report.has_errors() { Err(report) } else { Ok(Self { included, left_out }) }
    }
}

/// Returns the map entries with removed value types. Such maps are removed.
fn entries_without_value(schema: &Schema, left_out: &Elements) -> Vec<Element> {
    let is_without = |&id: &MessageId| {
        schema.is_map_entry(id)
            && schema[id].fields.iter().any(|&field| match schema[field].ty {
                FieldType::Scalar(_) => false,
                FieldType::Enum(id) => left_out.contains(&id.into()),
                FieldType::Message(id) | FieldType::Group(id) => left_out.contains(&id.into()),
            })
    };
    schema.messages.ids().filter(is_without).map(Element::from).collect()
}

/// The target of a name.
enum NameTarget {
    Files(Vec<FileId>),
    Element { element: Element, with_all_inside: bool },
}

impl NameTarget {
    fn find(text: &str, schema: &Schema) -> Result<Self, Box<Diagnostic>> {
        let (name, is_open) = text.strip_suffix(".**").map_or((text, false), |name| (name, true));
        if !is_full_name(name) {
            return Err(Box::new(diagnostics::malformed(text)));
        }
        if let Some(element) = element(name, schema) {
            return Ok(Self::Element { element, with_all_inside: is_open });
        }
        let inside = |package: &str| {
            let rest = package.strip_prefix(name);
            rest.is_some_and(|rest| rest.is_empty() || is_open && rest.starts_with('.'))
        };
        let files: Vec<FileId> = schema.files.ids().filter(|&file| inside(schema.package(file))).collect();
        if files.is_empty() {
            Err(Box::new(diagnostics::not_found(name, &near(name, schema))))
        } else {
            Ok(Self::Files(files))
        }
    }

    /// Returns the elements to keep. They must not be removed or be imports only.
    fn included(self, name: &str, schema: &Schema, left_out: &Elements) -> Result<Vec<Element>, Box<Diagnostic>> {
        let files = match &self {
            Self::Files(files) => files.clone(),
            Self::Element { element, .. } => vec![schema.file_of(*element)],
        };
        if files.iter().all(|&file| schema[file].is_import) {
            return Err(Box::new(diagnostics::only_imported(name)));
        }
        let elements = match self {
            Self::Element { element, with_all_inside: false } => vec![element],
            // Methods follow their service, but for those that need an excluded type.
            Self::Element { element: element @ Element::Service(_), .. } => vec![element],
            named => named.with_all_inside(schema),
        };
        // Some elements of a name may be removed, but not all.
        if elements.iter().all(|element| left_out.contains(element)) {
            Err(Box::new(diagnostics::left_out_as_well(name)))
        } else {
            Ok(elements.into_iter().filter(|element| !left_out.contains(element)).collect())
        }
    }

    fn with_all_inside(self, schema: &Schema) -> Vec<Element> {
        let mut all = Vec::new();
        match self {
            Self::Files(files) => files.into_iter().for_each(|file| inside_file(file, schema, &mut all)),
            Self::Element { element, .. } => inside(element, schema, &mut all),
        }
        all
    }
}

/// Adds a file and all its declarations.
pub(super) fn inside_file(id: FileId, schema: &Schema, all: &mut Vec<Element>) {
    let file = &schema[id];
    all.push(id.into());
    file.messages.iter().for_each(|&message| inside(message.into(), schema, all));
    all.extend(file.enums.iter().map(|&id| Element::from(id)));
    file.services.iter().for_each(|&service| inside(service.into(), schema, all));
    all.extend(file.extensions.iter().map(|&id| Element::from(id)));
}

/// Adds an element and its nested named declarations.
fn inside(element: Element, schema: &Schema, all: &mut Vec<Element>) {
    all.push(element);
    match element {
        Element::Message(id) => {
            let mut open: Vec<MessageId> = vec![id];
            while let Some(outer) = open.pop() {
                let outer = &schema[outer];
                all.extend(outer.messages.iter().map(|&id| Element::from(id)));
                all.extend(outer.enums.iter().map(|&id| Element::from(id)));
                all.extend(outer.extensions.iter().map(|&id| Element::from(id)));
                open.extend(&outer.messages);
            }
        }
        Element::Service(id) => all.extend(schema[id].methods.iter().map(|&id| Element::from(id))),
        _ => {}
    }
}

/// Returns the message, enum, service, extension or method with this name.
fn element(name: &str, schema: &Schema) -> Option<Element> {
    if let Some(element) = schema.find(name) {
        return Some(element);
    }
    let (service, method) = name.rsplit_once('.')?;
    let Some(Element::Service(service)) = schema.find(service) else { return None };
    let found = schema[service].methods.iter().find(|&&id| schema.text(schema[id].name) == method);
    found.map(|&id| id.into())
}

fn is_full_name(name: &str) -> bool {
    let is_word = |word: &str| {
        let begins = word.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_');
        begins && word.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    };
    name.split('.').all(is_word)
}

/// Returns names of the schema that are similar to an unknown one.
fn near<'s>(name: &str, schema: &'s Schema) -> Vec<&'s str> {
    let messages = schema.messages.iter().map(|(_, message)| message.full_name);
    let enums = schema.enums.iter().map(|(_, declared)| declared.full_name);
    let services = schema.services.iter().map(|(_, service)| service.full_name);
    let packages = schema.files.iter().filter_map(|(_, file)| file.package);
    let names: Vec<&str> = messages.chain(enums).chain(services).chain(packages).map(|it| schema.text(it)).collect();
    let found = nearest(name, names.iter().copied());
    if !found.is_empty() {
        return found;
    }
    // Users tend to omit the package.
    let tail = format!(".{name}");
    names.into_iter().filter(|full| full.ends_with(&tail)).take(1).collect()
}

/// Returns the scope of an element.
pub(super) fn parent(element: Element, schema: &Schema) -> Parent {
    match element {
        Element::Message(id) => schema[id].parent,
        Element::Enum(id) => schema[id].parent,
        Element::Field(id) => match schema[id].owner {
            FieldOwner::Extension { scope, .. } => scope,
            FieldOwner::Message(message) => Parent::Message(message),
        },
        element => Parent::File(schema.file_of(element)),
    }
}
