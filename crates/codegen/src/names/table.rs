//! What is called by a mark, and the descriptors with marks in them.

use std::collections::{BTreeMap, BTreeSet};

use prost_types::{DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorSet};

use super::marks::{Mark, Marks};
use super::members::{Members, OF_REQUIRED, members, oneofs};
use super::rust::{snake, upper_camel};
use super::scopes::{Chosen, Element};
use super::services::ServiceNames;
use super::values::{aliases, values};
use super::{Merge, rust};

/// Names of elements in the place of their own, by full names with a dot in front. A value's full name is that of its
/// enum and its own.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// By parts of packages.
    pub(super) parts: BTreeMap<String, String>,
    /// Messages and enums.
    pub(super) types: BTreeMap<String, String>,
    /// Fields, oneofs and values.
    pub(super) members: BTreeMap<String, String>,
    /// Values that are defaults and have no variant, with those that have.
    defaults: BTreeMap<String, String>,
    /// By package and name, as they are in the file.
    pub(super) services: BTreeMap<(String, String), ServiceNames>,
    pub(super) merges: Vec<Merge>,
    /// Where messages and enums are found that are found elsewhere now.
    pub(super) moved: BTreeMap<String, String>,
}

impl Table {
    /// Marks whatever is not called as prost would call it.
    pub(super) fn of(
        chosen: &[Chosen<'_>],
        required: &BTreeSet<String>,
        strip_enum_prefix: bool,
        marks: &mut Marks,
    ) -> Self {
        let mut table = Self::default();
        let mut oneof_fields = BTreeMap::new();
        for Chosen { full_name, element } in chosen {
            match element {
                Element::Message { message, is_proto2, name, module, merged } => {
                    let differs = *name != upper_camel(message.name()) || *module != snake(message.name());
                    if differs || merged.is_some() {
                        let mark = marks.add(Mark::new(message.name(), name, module));
                        table.merges.extend(merged.iter().map(|into| Merge::new(&mark, into)));
                        table.types.insert(full_name.clone(), mark);
                    }
                    let reserved = if required.contains(full_name) { OF_REQUIRED } else { &[] };
                    let names = members(message, *is_proto2, reserved);
                    oneof_fields.extend(table.mark_fields(full_name, message, &names, marks));
                }
                Element::Enum { declared, name } => {
                    if *name != upper_camel(declared.name()) {
                        let mark = Mark::new(declared.name(), name, &snake(declared.name()));
                        table.types.insert(full_name.clone(), marks.add(mark));
                    }
                    table.mark_values(full_name, declared, strip_enum_prefix, marks);
                }
                Element::Oneof { message, message_name, index, name, plain } => {
                    let own = message.oneof_decl[*index].name();
                    let field = oneof_fields.remove(full_name).unwrap_or_else(|| snake(own));
                    // prost would no longer see beside what it has to be told apart.
                    let blind = *plain != upper_camel(own) && table.any_marked(message, message_name);
                    if name != plain || field != snake(own) || blind {
                        table.members.insert(full_name.clone(), marks.add(Mark::new(own, name, &field)));
                    }
                }
                Element::Service { names, plain } => {
                    if let Some((package, service)) = full_name.rsplit_once('.').filter(|_| names != plain) {
                        let key = (package.trim_start_matches('.').to_owned(), service.to_owned());
                        table.services.insert(key, names.clone());
                    }
                }
            }
        }
        table
    }

    fn any_marked(&self, message: &DescriptorProto, full_name: &str) -> bool {
        let messages = message.nested_type.iter().map(DescriptorProto::name);
        let enums = message.enum_type.iter().map(EnumDescriptorProto::name);
        messages.chain(enums).any(|nested| self.types.contains_key(&format!("{full_name}.{nested}")))
    }

    /// Marks the fields of a message; returns the oneofs, by full names, whose fields are renamed.
    fn mark_fields(
        &mut self,
        full_name: &str,
        message: &DescriptorProto,
        members: &Members,
        marks: &mut Marks,
    ) -> Vec<(String, String)> {
        for (field, name) in message.field.iter().zip(&members.fields) {
            let in_oneof = field.oneof_index.is_some() && !field.proto3_optional();
            let plain = if in_oneof { upper_camel(field.name()) } else { snake(field.name()) };
            if *name != plain {
                let mark = marks.add(Mark::new(field.name(), name, name));
                self.members.insert(format!("{full_name}.{}", field.name()), mark);
            }
        }
        let renamed = oneofs(message).filter_map(|index| {
            let (own, name) = (message.oneof_decl[index].name(), &members.oneofs[index]);
            (*name != snake(own)).then(|| (format!("{full_name}.{own}"), name.clone()))
        });
        renamed.collect()
    }

    fn mark_values(
        &mut self,
        full_name: &str,
        declared: &EnumDescriptorProto,
        strip_enum_prefix: bool,
        marks: &mut Marks,
    ) {
        let plain_name = upper_camel(declared.name());
        let is_marked = self.types.contains_key(full_name);
        let names = values(declared, strip_enum_prefix.then_some(plain_name.as_str()));
        for (value, name) in declared.value.iter().zip(names) {
            // What prost calls it; with a mark for the enum, it sees no prefix.
            let plain = upper_camel(value.name());
            let plain = match strip_enum_prefix && !is_marked {
                true => rust::without_prefix(&plain_name, &plain),
                false => plain,
            };
            if let Some(name) = name.filter(|name| *name != plain) {
                let mark = marks.add(Mark::new(value.name(), &name, &snake(value.name())));
                self.members.insert(format!("{full_name}.{}", value.name()), mark);
            }
        }
        for (alias, stands) in aliases(declared) {
            self.defaults.insert(format!("{full_name}.{alias}"), stands.to_owned());
        }
    }

    /// Puts all of it into the descriptors.
    pub(super) fn apply(&mut self, set: &mut FileDescriptorSet) {
        self.moved = self.moves(set);
        for file in &mut set.file {
            let prefix = prefix(file.package());
            if !self.parts.is_empty() {
                file.package = file.package.as_deref().map(|package| self.package(package));
            }
            for message in &mut file.message_type {
                self.rename_message(&prefix, message);
            }
            for declared in &mut file.enum_type {
                self.rename_enum(&prefix, declared);
            }
            for field in &mut file.extension {
                self.refer(field);
            }
            for service in &mut file.service {
                for method in &mut service.method {
                    for ty in [&mut method.input_type, &mut method.output_type].into_iter().flatten() {
                        if let Some(moved) = self.moved.get(ty) {
                            ty.clone_from(moved);
                        }
                    }
                }
            }
        }
    }

    /// A package with marks in the place of parts that are no names of modules.
    pub(super) fn package(&self, package: &str) -> String {
        let parts: Vec<&str> =
            package.split('.').map(|part| self.parts.get(part).map_or(part, String::as_str)).collect();
        parts.join(".")
    }

    /// The full names of all types that do not keep theirs.
    fn moves(&self, set: &FileDescriptorSet) -> BTreeMap<String, String> {
        let mut moved = BTreeMap::new();
        let mut note = |old: &str, new: &str, name: &str| {
            let old = format!("{old}.{name}");
            let new = format!("{new}.{}", self.types.get(&old).map_or(name, String::as_str));
            if old != new {
                moved.insert(old.clone(), new.clone());
            }
            (old, new)
        };
        for file in &set.file {
            let outer = (prefix(file.package()), prefix(&self.package(file.package())));
            for declared in &file.enum_type {
                note(&outer.0, &outer.1, declared.name());
            }
            let mut open: Vec<_> = file.message_type.iter().map(|message| (outer.clone(), message)).collect();
            while let Some(((old, new), message)) = open.pop() {
                let (old, new) = note(&old, &new, message.name());
                for declared in &message.enum_type {
                    note(&old, &new, declared.name());
                }
                open.extend(message.nested_type.iter().map(|nested| ((old.clone(), new.clone()), nested)));
            }
        }
        moved
    }

    /// The depth is that of messages in messages, which the compiler bounds.
    fn rename_message(&self, outer: &str, message: &mut DescriptorProto) {
        let full_name = format!("{outer}.{}", message.name());
        for field in &mut message.field {
            self.refer(field);
            rename(&mut field.name, &full_name, &self.members);
        }
        for oneof in &mut message.oneof_decl {
            rename(&mut oneof.name, &full_name, &self.members);
        }
        for nested in &mut message.nested_type {
            self.rename_message(&full_name, nested);
        }
        for declared in &mut message.enum_type {
            self.rename_enum(&full_name, declared);
        }
        for field in &mut message.extension {
            self.refer(field);
        }
        rename(&mut message.name, outer, &self.types);
    }

    fn rename_enum(&self, outer: &str, declared: &mut EnumDescriptorProto) {
        let full_name = format!("{outer}.{}", declared.name());
        for value in &mut declared.value {
            rename(&mut value.name, &full_name, &self.members);
        }
        rename(&mut declared.name, outer, &self.types);
    }

    /// The type and the default of a field.
    fn refer(&self, field: &mut FieldDescriptorProto) {
        use prost_types::field_descriptor_proto::Type;
        if let Some(default) = field.default_value.as_mut().filter(|_| field.r#type == Some(Type::Enum as i32)) {
            let ty = field.type_name.as_deref().unwrap_or_default();
            if let Some(stands) = self.defaults.get(&format!("{ty}.{default}")) {
                default.clone_from(stands);
            }
            if let Some(mark) = self.members.get(&format!("{ty}.{default}")) {
                default.clone_from(mark);
            }
        }
        let refer = |ty: &mut Option<String>| {
            if let Some(ty) = ty
                && let Some(moved) = self.moved.get(ty)
            {
                ty.clone_from(moved);
            }
        };
        refer(&mut field.type_name);
        refer(&mut field.extendee);
    }

    /// Whether prost is to be given anything else than it would be.
    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.types.is_empty() && self.members.is_empty() && self.defaults.is_empty()
    }
}

fn rename(name: &mut Option<String>, outer: &str, marks: &BTreeMap<String, String>) {
    if let Some(own) = name
        && let Some(mark) = marks.get(&format!("{outer}.{own}"))
    {
        own.clone_from(mark);
    }
}

/// What stands in front of the dot before a name in a package.
pub(super) fn prefix(package: &str) -> String {
    match package {
        "" => String::new(),
        package => format!(".{package}"),
    }
}
