//! The descriptors that a new name must give: those of protoc for the old texts, with each string replaced that is the name.

use std::collections::BTreeSet;

use super::draw::{Draw, Drawn};
use super::dynamic::{each, files, set, shown, string, without_options};
use prost_reflect::DynamicMessage;
use protoward_schema::{Element, FieldType, MessageId, Schema, default_json_name};

/// A name that changes.
struct Renamed<'a> {
    /// The full name before, with a leading dot.
    old: String,
    new: String,
    draw: &'a Draw,
    /// For an enum value, its enum; for a field, the message that has it, with a leading dot.
    holder: String,
    /// The files of a package, and the full names of what they declare, with a leading dot.
    files: BTreeSet<String>,
    declared: BTreeSet<String>,
    is_group: bool,
    is_map: bool,
    /// The last component before.
    was: String,
}

/// Compares two descriptor sets. Returns what is wrong.
pub(super) fn expected(before: &[u8], after: &[u8], schema: &Schema, draw: &Draw, has_strings: bool) -> Option<String> {
    let (Some(mut before), Some(mut after)) = (files(before), files(after)) else {
        return Some("a descriptor set cannot be read".to_owned());
    };
    let renamed = Renamed::new(schema, draw);
    before.iter_mut().for_each(|file| renamed.file(file));
    // Some strings in options change with the name: nothing here knows which.
    if has_strings {
        before.iter_mut().chain(&mut after).for_each(without_options);
    }
    if before == after {
        return None;
    }
    let mut pairs = before.into_iter().zip(after);
    let differs = pairs.find(|(before, after)| before != after);
    Some(format!("the descriptors of protoc differ: {}", differs.map(|it| shown(&it.0, &it.1)).unwrap_or_default()))
}

impl<'a> Renamed<'a> {
    fn new(schema: &Schema, draw: &'a Draw) -> Self {
        let scope = draw.old.rsplit_once('.').map_or("", |(scope, _)| scope);
        let dotted = |name: &str| if name.is_empty() { String::new() } else { format!(".{name}") };
        let mut holder = dotted(scope);
        let mut is_group = false;
        let mut is_map = false;
        let mut files = BTreeSet::new();
        let mut declared = BTreeSet::new();
        let mut was = draw.old.rsplit('.').next().unwrap_or_default().to_owned();
        let mut new = format!("{}.{}", dotted(scope), draw.name);
        match &draw.subject {
            Drawn::Element(Element::EnumValue(value)) => {
                holder = dotted(&schema.full_name(schema[*value].parent.into()));
            }
            Drawn::Element(Element::Message(id)) => {
                is_group = schema.fields.iter().any(|(_, field)| field.ty == FieldType::Group(*id));
            }
            Drawn::Element(Element::Field(id)) => {
                let is_entry = |message: MessageId| schema[message].map_field == Some(*id);
                is_map = matches!(schema[*id].ty, FieldType::Message(message) if is_entry(message));
            }
            Drawn::Element(_) => {}
            Drawn::Package(all) => {
                files = all.iter().map(|&file| schema.name(file.into()).to_owned()).collect();
                let inside = schema.declarations().filter(|&element| all.contains(&schema.file_of(element)));
                declared = inside.map(|element| format!(".{}", schema.full_name(element))).collect();
                new = format!(".{}", draw.name);
                was = String::new();
            }
        }
        Self { old: format!(".{}", draw.old), new, draw, holder, files, declared, is_group, is_map, was }
    }

    /// Returns the new form of a type name.
    fn type_name(&self, name: &str) -> String {
        let is_type = matches!(self.draw.kind, "message" | "enum" | "package");
        match name.strip_prefix(&self.old) {
            Some(rest) if is_type && self.draw.kind == "package" => {
                if self.declared.contains(name) {
                    format!("{}{rest}", self.new)
                } else {
                    name.to_owned()
                }
            }
            Some(rest) if is_type && (rest.is_empty() || rest.starts_with('.')) => format!("{}{rest}", self.new),
            // The entry of a map is named after its field.
            _ if self.is_map && name == self.entry(&self.was) => self.entry(&self.draw.name),
            _ => name.to_owned(),
        }
    }

    fn entry(&self, field: &str) -> String {
        format!("{}.{}", self.holder, entry_name(field))
    }

    fn file(&self, file: &mut DynamicMessage) {
        let package = string(file, "package");
        let path = string(file, "name");
        if self.files.contains(&path) {
            set(file, "package", self.draw.name.clone());
        }
        let scope = if package.is_empty() { String::new() } else { format!(".{package}") };
        each(file, "message_type", &mut |message| self.message(message, &scope));
        each(file, "enum_type", &mut |declared| self.enumeration(declared, &scope));
        each(file, "extension", &mut |field| self.field(field, &scope));
        each(file, "service", &mut |service| {
            let own = self.named(service, &scope, "service");
            each(service, "method", &mut |method| {
                self.named(method, &own, "method");
                self.types(method, &["input_type", "output_type"]);
            });
        });
    }

    /// Gives a declaration its new name, and returns the old full name.
    fn named(&self, declared: &mut DynamicMessage, scope: &str, kind: &str) -> String {
        let own = format!("{scope}.{}", string(declared, "name"));
        if own == self.old && self.draw.kind.starts_with(kind) {
            set(declared, "name", self.draw.name.clone());
        }
        own
    }

    fn message(&self, message: &mut DynamicMessage, scope: &str) {
        let own = self.named(message, scope, "message");
        if self.is_map && own == self.entry(&self.was) && scope == self.holder {
            set(message, "name", entry_name(&self.draw.name));
        }
        each(message, "field", &mut |field| self.field(field, &own));
        each(message, "extension", &mut |field| self.field(field, &own));
        each(message, "nested_type", &mut |nested| self.message(nested, &own));
        each(message, "enum_type", &mut |declared| self.enumeration(declared, &own));
        each(message, "oneof_decl", &mut |oneof| {
            self.named(oneof, &own, "oneof");
            // The oneof of an optional field in proto3 is named after the field.
            let is_made = self.draw.kind.starts_with("field") && own == self.holder;
            if is_made && string(oneof, "name") == format!("_{}", self.was) {
                set(oneof, "name", format!("_{}", self.draw.name));
            }
        });
    }

    fn enumeration(&self, declared: &mut DynamicMessage, scope: &str) {
        let own = self.named(declared, scope, "enum");
        each(declared, "value", &mut |value| {
            if self.draw.kind == "enum value" && own == self.holder && string(value, "name") == self.was {
                set(value, "name", self.draw.name.clone());
            }
        });
    }

    fn field(&self, field: &mut DynamicMessage, scope: &str) {
        let was = string(field, "name");
        let kind = if field.has_field_by_name("extendee") { "extension" } else { "field" };
        let is_it = format!("{scope}.{was}") == self.old && self.draw.kind.starts_with(kind);
        let is_default = string(field, "json_name") == default_json_name(&was);
        if is_it {
            self.named(field, scope, kind);
        }
        if self.is_group && string(field, "type_name") == self.old && was == self.was.to_ascii_lowercase() {
            set(field, "name", self.draw.name.to_ascii_lowercase());
        }
        let is = string(field, "name");
        if is != was && is_default && !self.draw.options.keeps_json {
            set(field, "json_name", default_json_name(&is).into_owned());
        }
        if self.draw.kind == "enum value" && string(field, "type_name") == self.holder {
            let default = string(field, "default_value");
            if default == self.was {
                set(field, "default_value", self.draw.name.clone());
            }
        }
        self.types(field, &["type_name", "extendee"]);
    }

    fn types(&self, holder: &mut DynamicMessage, fields: &[&str]) {
        for field in fields.iter().filter(|field| holder.has_field_by_name(field)).copied().collect::<Vec<_>>() {
            let name = string(holder, field);
            set(holder, field, self.type_name(&name));
        }
    }
}

fn entry_name(field: &str) -> String {
    let words = field.split('_').map(|word| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
    });
    words.collect::<String>() + "Entry"
}
