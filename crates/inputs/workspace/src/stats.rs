//! The numbers of declarations in a schema, counted as `buf stats` does.

use std::collections::{BTreeSet, HashSet};
use std::fmt;

use super::workspace::Workspace;
use protoward_schema::{Element, FieldType, FileId, MessageId, Schema};

/// The numbers of declarations in the files of a schema itself, as `buf stats` counts them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stats {
    /// The counts in the order of buf: the key in JSON, the label, and the number.
    counts: Vec<(&'static str, &'static str, usize)>,
}

impl Stats {
    /// Counts the declarations of a workspace, without those of imports.
    pub fn new(workspace: &Workspace) -> Self {
        let schema = &workspace.schema;
        let is_own = |file: FileId| !schema[file].is_import;
        let files: Vec<FileId> = schema.files.ids().filter(|&file| is_own(file)).collect();
        let packages: BTreeSet<&str> =
            files.iter().map(|&file| schema.package(file)).filter(|it| !it.is_empty()).collect();
        let messages = schema.messages.ids().filter(|&id| is_own(schema[id].file) && !schema.is_map_entry(id));
        let messages: Vec<MessageId> = messages.collect();
        let enums: Vec<_> = schema.enums.ids().filter(|&id| is_own(schema[id].file)).collect();
        let services: Vec<_> = schema.services.ids().filter(|&id| is_own(schema[id].file)).collect();
        let methods = || services.iter().flat_map(|&id| &schema[id].methods).copied();
        let deprecated =
            |elements: &mut dyn Iterator<Item = Element>| elements.filter(|&it| schema.is_deprecated(it)).count();
        let extensions = schema.fields.iter().filter(|(_, field)| field.is_extension() && is_own(field.file));
        let counts = vec![
            ("files", "Files", files.len()),
            // buf counts methods as types, and services not.
            ("types", "Types", messages.len() + enums.len() + methods().count()),
            ("packages", "Packages", packages.len()),
            ("messages", "Messages", messages.len()),
            (
                "deprecated_messages",
                "Deprecated Messages",
                deprecated(&mut messages.iter().map(|&id| Element::Message(id))),
            ),
            ("fields", "Fields", fields(schema, &messages)),
            ("enums", "Enums", enums.len()),
            ("deprecated_enums", "Deprecated Enums", deprecated(&mut enums.iter().map(|&id| Element::Enum(id)))),
            ("evalues", "Enum Values", enums.iter().map(|&id| schema[id].values.len()).sum()),
            ("services", "Services", services.len()),
            ("rpcs", "RPCs", methods().count()),
            ("deprecated_rpcs", "Deprecated RPCs", deprecated(&mut methods().map(Element::Method))),
            ("extensions", "Extensions", extensions.count()),
        ];
        Self { counts }
    }

    /// Returns one JSON object, with the keys of buf.
    pub fn json(&self) -> String {
        let pairs: Vec<String> = self.counts.iter().map(|(key, _, number)| format!("\"{key}\":{number}")).collect();
        format!("{{{}}}\n", pairs.join(","))
    }
}

/// Writes a line for each number.
impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.counts.iter().map(|(_, label, _)| label.len()).max().unwrap_or(0) + 2;
        let mut lines = self.counts.iter().map(|(_, label, number)| (format!("{label}:"), number));
        lines.try_for_each(|(label, number)| writeln!(f, "{label:width$}{number}"))
    }
}

/// Counts fields as buf does: a group is a message and no field, and the fields of a group in an `extend` block do not count.
fn fields(schema: &Schema, messages: &[MessageId]) -> usize {
    let group = |field: &protoward_schema::Field| match field.ty {
        FieldType::Group(message) if field.is_extension() => Some(message),
        _ => None,
    };
    let of_extensions: HashSet<MessageId> = schema.fields.iter().filter_map(|(_, field)| group(field)).collect();
    let messages = messages.iter().filter(|id| !of_extensions.contains(id));
    let fields = messages.flat_map(|&id| &schema[id].fields);
    fields.filter(|&&field| !matches!(schema[field].ty, FieldType::Group(_))).count()
}
