//! Implementations for messages and enums.

use std::fmt::Write as _;

use super::codecs::{is_bytes, scalar_codec};
use super::fields::FieldCode;
use super::well_known::{self, SpecialType, numbers_in_prost_types};
use super::{DEFAULT_CONTEXT, JSON, JsonSettings};
use crate::MemberCode;
use crate::additions::packages::{Package, Packages};
use protoward_schema::annotations::behavior;
use protoward_schema::{Enum, EnumId, EnumType, FieldId, FieldType, IdSet, MessageId, Schema, Shape};

/// Writes the implementations of one package after the other.
pub(super) struct Implementations<'a> {
    pub(super) schema: &'a Schema,
    packages: &'a Packages,
    settings: &'a JsonSettings,
    /// Enums without generated code, for which the code declares marker types.
    markers: IdSet<Enum>,
    /// The expression of the context in which serde reads and writes, unless it is the default.
    context: Option<&'static str>,
}

/// The Rust code of a message whose JSON form is an object with its fields.
pub(super) struct Object<'a> {
    pub(super) path: &'a str,
    /// The fields with their struct members.
    pub(super) members: &'a [(FieldId, MemberCode)],
    /// The package of the code, unless it is that of prost-types.
    pub(super) package: Option<&'a Package>,
}

impl<'a> Implementations<'a> {
    pub(super) fn new(
        schema: &'a Schema,
        packages: &'a Packages,
        settings: &'a JsonSettings,
        context: Option<&'static str>,
    ) -> Self {
        Self { schema, packages, settings, markers: IdSet::default(), context }
    }

    /// Returns the code to append to the file of a package. It is empty if there are no implementations. `runtime` is the path of
    /// `protoward_runtime`.
    pub(super) fn of_package(&mut self, package: &'a Package, runtime: &str) -> String {
        self.markers = IdSet::default();
        let mut text = String::new();
        let packages = self.packages;
        for &file in &package.sources {
            packages.messages_of(file).iter().for_each(|&id| self.message(package, id, &mut text));
            packages.enums_of(file).iter().for_each(|&id| self.enumeration(id, &mut text));
        }
        self.declare_markers(&mut text);
        if text.is_empty() {
            return text;
        }
        format!(
            "/// The JSON encoding of these messages.\n{attributes}const _: () = {{\n    use {runtime}::json as {JSON};\n{text}}};\n",
            attributes = self.settings.attributes(),
        )
    }

    fn message(&mut self, package: &Package, id: MessageId, text: &mut String) {
        let Some((_, code)) = self.packages.message(self.schema, id) else { return };
        let full_name = self.schema.text(self.schema[id].full_name);
        match SpecialType::of(full_name) {
            Some(_) => {
                let path_of = |field: FieldId| {
                    let (_, code) = self.packages.message(self.schema, self.schema[field].ty.message()?)?;
                    Some(&*code.path)
                };
                text.push_str(&well_known::implementation(full_name, code, self.context, path_of));
            }
            None => {
                let (path, members) = (&*code.path, &code.members);
                self.fields(id, &Object { path, members, package: Some(package) }, text);
            }
        }
        serde(&code.path, "write(self, serializer)", "read(deserializer)", text);
    }

    /// Writes the implementation for a message whose JSON form is an object with its fields.
    pub(super) fn fields(&mut self, id: MessageId, object: &Object<'_>, text: &mut String) {
        let &Object { path, members, package } = object;
        let schema = self.schema;
        let mut fields = Vec::new();
        for &(id, ref member) in members {
            let is_always_written = self.settings.is_rest && behavior::is_required(schema, id);
            let (codec, checks_required) = (self.codec(id, member, package), self.settings.is_rest);
            fields.push(FieldCode { id, member, codec, is_always_written, checks_required });
        }
        let name = schema.text(schema[id].full_name);
        let (names, aliases, required) = (names(schema, &fields), aliases(schema, &fields), required(schema, &fields));
        let context = self.context.map_or_else(String::new, context);
        let indexed = || fields.iter().enumerate();
        let written: String = indexed().map(|(index, field)| field.write(schema, index)).collect();
        let read: String = indexed().map(|(index, field)| field.read(schema, index)).collect();
        let _ = write!(
            text,
            "    impl {JSON}::Message for {path} {{
        const NAME: &'static str = {name:?};
{names}{aliases}{required}{context}        fn write_fields<__M: {JSON}::SerializeMap>(&self, object: &mut {JSON}::Object<'_, __M>) -> {JSON}::Result<__M::Error> {{
{written}            ::core::result::Result::Ok(())
        }}
        fn read_field<'de, __A: {JSON}::MapAccess<'de>>(
            &mut self,
            index: usize,
            entry: {JSON}::Entry<'_, __A>,
        ) -> {JSON}::Result<__A::Error> {{
            match index {{
{read}                _ => ::core::result::Result::Ok(()),
            }}
        }}
    }}\n"
        );
    }

    fn enumeration(&self, id: EnumId, text: &mut String) {
        let Some((_, code)) = self.packages.enumeration(self.schema, id) else { return };
        self.values(id, &code.path, text);
        let context = self.context.unwrap_or(DEFAULT_CONTEXT);
        let write = format!("write_enum::<Self, __S>(*self as i32, {context}, serializer)");
        serde(&code.path, &write, &format!("read_enum({context}, deserializer)"), text);
    }

    /// Writes the implementation with the names and numbers of an enum.
    fn values(&self, id: EnumId, path: &str, text: &mut String) {
        let schema = self.schema;
        let name = schema.text(schema[id].full_name);
        let is_closed = schema[id].features.enum_type == EnumType::Closed;
        let values = schema[id]
            .values
            .iter()
            .map(|&value| format!("({:?}, {})", schema.text(schema[value].name), schema[value].number));
        let values = constant("VALUES", "(&'static str, i32)", &values.collect::<Vec<_>>());
        let _ = write!(
            text,
            "    impl {JSON}::Enum for {path} {{
        const NAME: &'static str = {name:?};
        const IS_CLOSED: bool = {is_closed};
{values}    }}\n"
        );
    }

    /// Declares the marker types that were used since the last call, with the names and numbers of their enums.
    pub(super) fn declare_markers(&mut self, text: &mut String) {
        for id in std::mem::take(&mut self.markers).iter() {
            let name = marker(id);
            let _ = writeln!(text, "    enum {name} {{}}");
            self.values(id, &name, text);
        }
    }

    pub(super) fn enum_codec(&mut self, id: EnumId, package: Option<&Package>) -> String {
        let schema = self.schema;
        if schema.text(schema[id].full_name) == "google.protobuf.NullValue" {
            return format!("{JSON}::Null");
        }
        match (self.packages.enumeration(schema, id), package) {
            (Some((of, code)), Some(here)) => format!("{JSON}::Named<{}{}>", here.relative_path(of), code.path),
            _ => {
                self.markers.insert(id);
                format!("{JSON}::Named<{}>", marker(id))
            }
        }
    }

    pub(super) fn message_codec(&self, id: MessageId, member: &MemberCode) -> &'static str {
        match self.packages.message(self.schema, id).is_some() || self.is_of_prost_types(id, &member.ty) {
            true if member.is_boxed => "Boxed",
            true => "Nested",
            false => "Foreign",
        }
    }

    /// Returns `true` if the type of a message comes from prost-types or replaces such a type.
    fn is_of_prost_types(&self, id: MessageId, ty: &str) -> bool {
        let full_name = self.schema.text(self.schema[id].full_name);
        let Some(name) = full_name.strip_prefix("google.protobuf.") else { return false };
        let Some(path) = module(ty) else { return true };
        // Below the crate root, there can be modules of packages and messages.
        let inner = name.matches('.').count();
        let parts: Vec<&str> = path.split("::").collect();
        let root = &parts[..parts.len().saturating_sub(inner)];
        root.last().is_some_and(|name| name.ends_with("prost_types"))
            && (SpecialType::of(full_name).is_some() || numbers_in_prost_types(full_name).is_some())
    }

    /// Returns the codec of the values of a field in the code of a package, or of prost-types.
    fn codec(&mut self, id: FieldId, member: &MemberCode, package: Option<&Package>) -> String {
        let schema = self.schema;
        let id = match schema.shape(id) {
            Shape::Map { value, .. } => value,
            Shape::Single(_) | Shape::Repeated { .. } => id,
        };
        match schema[id].ty {
            FieldType::Scalar(scalar) => format!("{JSON}::{}", scalar_codec(scalar, &member.ty)),
            FieldType::Enum(of) => self.enum_codec(of, package),
            FieldType::Message(of) | FieldType::Group(of) => format!("{JSON}::{}", self.message_codec(of, member)),
        }
    }
}

/// Returns the method of the trait `Message` with the context of a message.
pub(super) fn context(expression: &str) -> String {
    format!("        fn context() -> {JSON}::Context {{\n            {expression}\n        }}\n")
}

/// Returns the name of the marker type of an enum.
fn marker(id: EnumId) -> String {
    format!("__Enum{}", id.index())
}

/// Returns the constant with the names of the fields. The declared name of a group is in lower case, which every parser accepts; only
/// that of Go accepts the name of its type.
fn names(schema: &Schema, fields: &[FieldCode<'_>]) -> String {
    let names = fields
        .iter()
        .map(|field| format!("({:?}, {:?})", schema.json_name(field.id), schema.text(schema[field.id].name)));
    constant("FIELDS", &format!("{JSON}::Names"), &names.collect::<Vec<_>>())
}

/// The columns of a line.
const WIDTH: usize = 120;

/// Returns the constant with the names of fields in the text format that are neither JSON names nor declared names; nothing without
/// such names.
fn aliases(schema: &Schema, fields: &[FieldCode<'_>]) -> String {
    let aliases = fields.iter().enumerate().filter_map(|(index, field)| {
        let name = schema.text_name(field.id);
        let is_known =
            fields.iter().any(|it| name == schema.text(schema[it.id].name) || name == schema.json_name(it.id));
        (!is_known).then(|| format!("({name:?}, {index})"))
    });
    let aliases: Vec<String> = aliases.collect();
    if aliases.is_empty() { String::new() } else { constant("ALIASES", "(&'static str, usize)", &aliases) }
}

/// Returns the constant with the fields that must be there; nothing without such fields.
fn required(schema: &Schema, fields: &[FieldCode<'_>]) -> String {
    let fields = fields.iter().enumerate().filter(|(_, field)| field.must_be_read(schema));
    let fields: Vec<String> = fields.map(|(index, _)| index.to_string()).collect();
    if fields.is_empty() { String::new() } else { constant("REQUIRED", "usize", &fields) }
}

/// Returns a constant with a list, in lines of at most [`WIDTH`] columns.
fn constant(name: &str, ty: &str, values: &[String]) -> String {
    let head = format!("        const {name}: &'static [{ty}] = &[");
    let line = format!("{head}{}];\n", values.join(", "));
    if line.len() <= WIDTH {
        return line;
    }
    let (mut text, mut line) = (format!("{head}\n"), String::new());
    for value in values {
        if !line.is_empty() && line.len() + value.len() + "             ,".len() > WIDTH {
            let _ = writeln!(text, "            {line}");
            line.clear();
        }
        let _ = write!(line, "{}{value},", if line.is_empty() { "" } else { " " });
    }
    let _ = write!(text, "            {line}\n        ];\n");
    text
}

/// Writes the implementations of serde's traits. `write` and `read` call the runtime.
fn serde(path: &str, write: &str, read: &str, text: &mut String) {
    let _ = write!(
        text,
        "    impl ::serde::Serialize for {path} {{
        fn serialize<__S: ::serde::Serializer>(&self, serializer: __S) -> ::core::result::Result<__S::Ok, __S::Error> {{
            {JSON}::{write}
        }}
    }}
    impl<'de> ::serde::Deserialize<'de> for {path} {{
        fn deserialize<__D: ::serde::Deserializer<'de>>(deserializer: __D) -> ::core::result::Result<Self, __D::Error> {{
            {JSON}::{read}
        }}
    }}\n"
    );
}

/// Returns the module of a message type, or `None` for a plain Rust type.
fn module(ty: &str) -> Option<&str> {
    let (module, name) = ty.rsplit_once("::")?;
    (!name.ends_with('>') && !module.ends_with("::alloc::string") && !is_bytes(ty)).then_some(module)
}
