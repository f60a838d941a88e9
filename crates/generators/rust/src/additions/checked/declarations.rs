//! The structs and enums of checked types.

use std::collections::{BTreeMap, BTreeSet};

use super::field_forms::{CheckedMember, CheckedOneof, Generation, ValueForm};
use crate::layout::Writer;
use crate::{MemberCode, MessageCode};
use protoward_schema::{FieldId, FieldType, MessageId, Shape};

/// The traits that checked types derive.
const DERIVE: &str = "#[derive(Clone, Debug, PartialEq)]";

/// A type to write.
enum Declaration<'m> {
    Struct(MessageId, &'m MessageCode),
    Enum(MessageId, CheckedOneof<'m>),
}

/// The declarations of a package by the modules around them, from the module of the checked types.
type Modules<'m> = BTreeMap<Vec<&'m str>, Vec<Declaration<'m>>>;

impl Generation<'_> {
    /// Returns the content of the module of the checked types of these messages.
    pub(super) fn declarations(&self, messages: &[(MessageId, &MessageCode)], writer: &mut Writer) {
        let mut modules = Modules::new();
        for &(id, message) in messages {
            let (around, _) = modules_around(&message.path);
            modules.entry(around).or_default().push(Declaration::Struct(id, message));
            for member in self.members(id, message) {
                if let CheckedMember::Oneof(oneof) = member
                    && self.types.has_enum(self.context.schema, oneof.id)
                {
                    let variant = oneof.variants.first().map_or("", |variant| variant.path);
                    let (around, _) = modules_around(variant);
                    let around = around[..around.len().saturating_sub(1)].to_vec();
                    modules.entry(around).or_default().push(Declaration::Enum(id, oneof));
                }
            }
        }
        self.module(&modules, &[], writer);
    }

    /// Recurses once per level of nested messages, which the compiler and the descriptor readers limit.
    fn module(&self, modules: &Modules<'_>, path: &[&str], writer: &mut Writer) {
        for declaration in modules.get(path).into_iter().flatten() {
            match declaration {
                Declaration::Struct(id, message) => self.structure(*id, message, path.len(), writer),
                Declaration::Enum(id, oneof) => self.enumeration(*id, oneof, path.len(), writer),
            }
        }
        let below = modules.keys().filter(|below| below.starts_with(path));
        let inner: BTreeSet<&str> = below.filter_map(|below| below.get(path.len()).copied()).collect();
        for name in inner {
            let mut content = writer.nested();
            self.module(modules, &[path, &[name]].concat(), &mut content);
            writer.line("/// Checked types of nested messages and oneofs.");
            writer.module(name, content);
        }
    }

    fn structure(&self, id: MessageId, message: &MessageCode, depth: usize, writer: &mut Writer) {
        let context = self.context;
        let path = context.path(id);
        let (_, name) = modules_around(&message.path);
        context.document(id, &path, writer);
        writer.line(DERIVE);
        writer.word(&format!("pub struct {name} {{"));
        writer.open();
        for member in self.members(id, message) {
            match member {
                CheckedMember::Field(field, member) => self.field(field, member, (&path, depth), writer),
                CheckedMember::Oneof(oneof) => self.oneof_field(&oneof, (&path, depth), writer),
                CheckedMember::UnknownFields(_) => context.unknown_fields_field(id, writer),
            }
        }
        writer.close("}");
    }

    fn field(&self, field: FieldId, member: &MemberCode, (path, depth): (&str, usize), writer: &mut Writer) {
        let context = self.context;
        let value = self.value_type(field, &member.ty, member.is_boxed, depth);
        let full_path = context.member(path, field);
        let prost = context.settings.prost();
        let ty = match context.schema.shape(field) {
            Shape::Map { key, .. } => {
                let key = context.member_of(context.schema[key].containing(), key).ty;
                format!("{}<{key}, {value}>", context.map_type(&full_path))
            }
            Shape::Repeated { .. } => format!("{prost}::alloc::vec::Vec<{value}>"),
            Shape::Single(_) if member.is_option && !self.is_required(field, member) => {
                format!("::core::option::Option<{value}>")
            }
            Shape::Single(_) => value,
        };
        context.document(field, &full_path, writer);
        context.deprecated(field, &full_path, writer);
        writer.word(&format!("pub {}: ", member.name));
        writer.ty(&ty);
        writer.end_line(",");
    }

    fn oneof_field(&self, oneof: &CheckedOneof<'_>, (path, depth): (&str, usize), writer: &mut Writer) {
        let ty = if self.types.has_enum(self.context.schema, oneof.id) {
            self.in_module(oneof.path(), depth)
        } else {
            format!("{}{}", to_package(depth), oneof.path())
        };
        self.context.document(oneof.id, path, writer);
        writer.word(&format!("pub {}: ", oneof.name));
        let is_required = self.is_required_oneof(oneof.id);
        writer.ty(&if is_required { ty } else { format!("::core::option::Option<{ty}>") });
        writer.end_line(",");
    }

    fn enumeration(&self, id: MessageId, oneof: &CheckedOneof<'_>, depth: usize, writer: &mut Writer) {
        let context = self.context;
        let path = context.path(id);
        let (_, name) = modules_around(oneof.path());
        context.document(oneof.id, &path, writer);
        writer.line(DERIVE);
        writer.word(&format!("pub enum {name} {{"));
        writer.open();
        for variant in &oneof.variants {
            let field = variant.field;
            let (_, name) = modules_around(variant.path);
            let full_path = context.member(&path, field);
            context.document(field, &full_path, writer);
            context.deprecated(field, &full_path, writer);
            writer.word(name);
            writer.tuple(&self.value_type(field, variant.ty, variant.is_boxed, depth));
            writer.end_line(",");
        }
        writer.close("}");
    }

    /// Returns the type of a value, as it is written at a depth of modules in the module of the checked types. `of_message` is
    /// the type in the message.
    fn value_type(&self, field: FieldId, of_message: &str, is_boxed: bool, depth: usize) -> String {
        let ty = match self.form(field) {
            // An own type decides itself what is in a `Box`.
            ValueForm::Own(own) => return own.to_owned(),
            ValueForm::Checked(id) => self.checked_type(id, depth),
            ValueForm::Same => self.plain_type(field, of_message, depth),
        };
        if is_boxed { format!("{}::alloc::boxed::Box<{ty}>", self.context.settings.prost()) } else { ty }
    }

    fn checked_type(&self, id: MessageId, depth: usize) -> String {
        match self.packages.message(self.context.schema, id) {
            Some((package, message)) if package.file == self.package.file => self.in_module(&message.path, depth),
            _ => {
                let path = self.types.path(self.context.schema, self.packages, self.package, id);
                format!("{}{}", to_package(depth), path.unwrap_or_default())
            }
        }
    }

    /// Returns the type that a value has in the message. Types are written relative to a module.
    fn plain_type(&self, field: FieldId, of_message: &str, depth: usize) -> String {
        let Self { context, packages, package, .. } = self;
        let schema = context.schema;
        let of = match schema.shape(field) {
            Shape::Map { value, .. } => value,
            Shape::Single(_) | Shape::Repeated { .. } => field,
        };
        let (generated, is_open_enum) = match schema[of].ty {
            FieldType::Message(id) | FieldType::Group(id) => {
                let message = packages.message(schema, id);
                (message.map(|(package, code)| (package, &code.path)), false)
            }
            FieldType::Enum(id) if context.field_types.is_open(id) => {
                let declared = packages.enumeration(schema, id);
                (declared.map(|(package, code)| (package, &code.path)), true)
            }
            FieldType::Enum(_) | FieldType::Scalar(_) => (None, false),
        };
        // A type of another crate has an absolute path, and a scalar has none.
        let Some((of_package, path)) = generated else { return of_message.to_owned() };
        let path = format!("{}{}{path}", to_package(depth), package.relative_path(of_package));
        if is_open_enum { format!("{}::OpenEnum<{path}>", context.open_enums_path()) } else { path }
    }

    /// Returns the path of a checked type of this package, from a depth of modules in the module of the checked types.
    fn in_module(&self, path: &str, depth: usize) -> String {
        format!("{}{path}", "super::".repeat(depth))
    }
}

/// Returns the path of the module of the package, from a depth of modules in the module of the checked types.
fn to_package(depth: usize) -> String {
    "super::".repeat(depth + 1)
}

/// Returns the modules around a type, and its name.
fn modules_around(path: &str) -> (Vec<&str>, &str) {
    match path.rsplit_once("::") {
        Some((modules, name)) => (modules.split("::").collect(), name),
        None => (Vec::new(), path),
    }
}
