//! A random refactoring of a schema.

use protoward_kit::random::Random;
use protoward_refactor::RenameOptions;
use protoward_schema::{Element, FieldType, FileId, Schema};

/// A new name of an element or a package.
#[derive(Clone, Debug)]
pub(super) struct Draw {
    pub(super) kind: &'static str,
    /// The full name of the element or package.
    pub(super) old: String,
    pub(super) subject: Drawn,
    /// The new name, without a scope.
    pub(super) name: String,
    pub(super) options: RenameOptions,
}

#[derive(Clone, Debug)]
pub(super) enum Drawn {
    Element(Element),
    Package(Vec<FileId>),
}

/// The kinds of declarations.
const KINDS: [&str; 9] =
    ["message", "enum", "field", "oneof", "enum value", "service", "method", "extension", "package"];

/// Draws a new name for something that a file declares, or that a file in the set does.
pub(super) fn draw(schema: &Schema, file: &str, random: &mut Random) -> Option<Draw> {
    let is_own = |file: FileId| {
        let path = schema.name(file.into());
        !path.starts_with("google/protobuf/")
    };
    let kind = *random.pick(&KINDS)?;
    let near = random.chance(2).then(|| schema.find_file(file)).flatten();
    if kind == "package" {
        let files: Vec<FileId> = schema.files.ids().filter(|&file| is_own(file)).collect();
        let chosen = *random.pick(&files)?;
        let old = schema.package(chosen).to_owned();
        let files: Vec<FileId> = schema.files.ids().filter(|&file| schema.package(file) == old).collect();
        if files.iter().any(|&file| !is_own(file)) || old.is_empty() {
            return None;
        }
        let name = match random.below(4) {
            0 => "renamed".to_owned(),
            1 => format!("{old}.renamed"),
            2 => format!("renamed.{old}"),
            _ => format!("{old}2"),
        };
        return Some(Draw { kind, old, subject: Drawn::Package(files), name, options: RenameOptions::default() });
    }
    let all: Vec<Element> = schema
        .declarations()
        .filter(|&element| kind_of(schema, element) == Some(kind))
        .filter(|&element| match near {
            Some(near) => schema.file_of(element) == near,
            None => is_own(schema.file_of(element)),
        })
        .collect();
    let element = *random.pick(&all)?;
    let name = new_name(schema, element, random);
    let options = RenameOptions { keeps_json: kind == "field" && random.chance(3), has_alias: false };
    let kind = if options.keeps_json { "field, with its JSON name" } else { kind };
    Some(Draw { kind, old: schema.full_name(element), subject: Drawn::Element(element), name, options })
}

fn kind_of(schema: &Schema, element: Element) -> Option<&'static str> {
    if schema.map_field(element).is_some() {
        return None;
    }
    match element {
        Element::File(_) => None,
        Element::Oneof(id) if schema[id].synthetic => None,
        _ => Some(schema.kind(element)),
    }
}

/// Returns a name that nothing has, or that something else has in another scope: it may hide what references mean.
fn new_name(schema: &Schema, element: Element, random: &mut Random) -> String {
    let old = schema.name(element);
    let others: Vec<Element> = schema.declarations().filter(|&it| kind_of(schema, it).is_some()).collect();
    match (random.below(4), random.pick(&others)) {
        (0, Some(&other)) => {
            let is_group = matches!(other, Element::Field(id) if matches!(schema[id].ty, FieldType::Group(_)));
            if is_group { format!("{old}2") } else { schema.name(other).to_owned() }
        }
        // The first components of names are packages.
        (1, Some(&other)) => {
            let package = schema.package(schema.file_of(other));
            package.split('.').next().filter(|first| !first.is_empty()).unwrap_or("Renamed").to_owned()
        }
        (2, _) => format!("{old}_renamed"),
        _ => "Renamed".to_owned(),
    }
}
