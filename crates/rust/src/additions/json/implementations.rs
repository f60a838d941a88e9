//! Implementations for messages and enums.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::any;
use super::fields::{FieldCode, is_bytes};
use super::well_known::{self, SpecialType, numbers_in_prost_types};
use super::{FEATURE, JSON, Settings};
use crate::MemberCode;
use crate::additions::packages::{Package, Packages};
use crate::enumeration::first_values;
use protoward_schema::annotations::behavior;
use protoward_schema::{Enum, EnumId, EnumType, EnumValueId, FieldId, IdSet, MessageId, Schema};

/// Writes the implementations of one package after the other.
pub(super) struct Implementations<'a> {
    pub(super) schema: &'a Schema,
    packages: &'a Packages,
    settings: &'a Settings,
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
    pub(super) fn new(schema: &'a Schema, packages: &'a Packages, settings: &'a Settings, has_context: bool) -> Self {
        let context = has_context.then_some(any::CONTEXT);
        Self { schema, packages, settings, markers: IdSet::default(), context }
    }

    /// Returns the code to append to the file of a package. It is empty if there are no implementations.
    pub(super) fn of_package(&mut self, package: &'a Package) -> String {
        self.markers = IdSet::default();
        let mut text = String::new();
        for &file in &package.sources {
            let schema = self.schema;
            let messages = schema.messages.ids().filter(|&id| schema[id].file == file && !schema.is_map_entry(id));
            messages.for_each(|id| self.message(package, id, &mut text));
            let enums = schema.enums.ids().filter(|&id| schema[id].file == file);
            enums.for_each(|id| self.enumeration(id, &mut text));
        }
        self.declare_markers(&mut text);
        if text.is_empty() {
            return text;
        }
        let gate = if self.settings.is_optional { format!("#[cfg(feature = \"{FEATURE}\")]\n") } else { String::new() };
        format!(
            "/// The JSON encoding of these messages.\n{gate}#[allow(warnings, clippy::all, clippy::pedantic, clippy::nursery)]\n\
             const _: () = {{\n    use {runtime}::json as {JSON};\n{text}}};\n",
            runtime = self.settings.runtime(),
        )
    }

    fn message(&mut self, package: &Package, id: MessageId, text: &mut String) {
        let Some((_, code)) = self.packages.message(self.schema, id) else { return };
        let full_name = self.schema.text(self.schema[id].full_name);
        match SpecialType::of(full_name) {
            Some(_) => text.push_str(&well_known::implementation(full_name, code, self.context)),
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
        let (name, count) = (schema.text(schema[id].full_name), fields.len());
        let keys = keys(schema, &fields);
        let required = required(schema, &fields);
        let context = self.context.map_or_else(String::new, context);
        let written: String = fields.iter().map(|field| field.write(schema)).collect();
        let read = fields.iter().enumerate();
        let read: String =
            read.map(|(index, field)| format!("                {index} => {},\n", field.read(schema))).collect();
        let _ = write!(
            text,
            "    impl {JSON}::Message for {path} {{
        const NAME: &'static str = {name:?};
        const FIELDS: usize = {count};
{required}{context}        fn field(key: &str) -> ::core::option::Option<usize> {{
            ::core::option::Option::Some(match key {{
{keys}                _ => return ::core::option::Option::None,
            }})
        }}
        fn write_fields<__M: ::serde::ser::SerializeMap>(
            &self,
            object: &mut {JSON}::Object<'_, __M>,
        ) -> ::core::result::Result<(), __M::Error> {{
{written}            ::core::result::Result::Ok(())
        }}
        fn read_field<'de, __A: ::serde::de::MapAccess<'de>>(
            &mut self,
            index: usize,
            entry: {JSON}::Entry<'_, __A>,
        ) -> ::core::result::Result<(), __A::Error> {{
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
        let context = self.context.map_or_else(|| format!("{JSON}::Context::default()"), str::to_owned);
        let write = format!("write_enum::<Self, __S>(*self as i32, {context}, serializer)");
        serde(&code.path, &write, &format!("read_enum({context}, deserializer)"), text);
    }

    /// Writes the implementation with the names and numbers of an enum.
    fn values(&self, id: EnumId, path: &str, text: &mut String) {
        let schema = self.schema;
        let name = schema.text(schema[id].full_name);
        let is_closed = schema[id].features.enum_type == EnumType::Closed;
        let of = |value: EnumValueId| (schema.text(schema[value].name), schema[value].number);
        let arm = |(name, number)| format!("                {number} => {name:?},\n");
        let names: String = first_values(schema, id).map(of).map(arm).collect();
        let arm = |(name, number)| format!("                {name:?} => {number},\n");
        let numbers: String = schema[id].values.iter().copied().map(of).map(arm).collect();
        let _ = write!(
            text,
            "    impl {JSON}::Enum for {path} {{
        const NAME: &'static str = {name:?};
        const IS_CLOSED: bool = {is_closed};
        fn name(number: i32) -> ::core::option::Option<&'static str> {{
            ::core::option::Option::Some(match number {{
{names}                _ => return ::core::option::Option::None,
            }})
        }}
        fn number(name: &str) -> ::core::option::Option<i32> {{
            ::core::option::Option::Some(match name {{
{numbers}                _ => return ::core::option::Option::None,
            }})
        }}
    }}\n"
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
}

/// Returns the method of the trait `Message` with the context of a message.
pub(super) fn context(expression: &str) -> String {
    format!("        fn context() -> {JSON}::Context {{\n            {expression}\n        }}\n")
}

/// Returns the name of the marker type of an enum.
fn marker(id: EnumId) -> String {
    format!("__Enum{}", id.index())
}

/// Returns the match arms with the index of the field for each key.
fn keys(schema: &Schema, fields: &[FieldCode<'_>]) -> String {
    let (mut taken, mut text) = (BTreeSet::new(), String::new());
    // A JSON name takes precedence over the other names of any field.
    let first = BTreeSet::from_iter(fields.iter().map(|field| schema.json_name(field.id)));
    for (index, field) in fields.iter().enumerate() {
        let mut keys = field.keys(schema);
        let own = schema.json_name(field.id);
        keys.retain(|key| (*key == own || !first.contains(key)) && taken.insert(key.clone()));
        let keys: Vec<String> = keys.iter().map(|key| format!("{key:?}")).collect();
        if !keys.is_empty() {
            let _ = writeln!(text, "                {} => {index},", keys.join(" | "));
        }
    }
    text
}

/// Returns the constant with the fields that must be there; nothing without such fields.
fn required(schema: &Schema, fields: &[FieldCode<'_>]) -> String {
    let fields = fields.iter().enumerate().filter(|(_, field)| field.must_be_read(schema));
    let fields: Vec<String> =
        fields.map(|(index, field)| format!("({index}, {:?})", schema.json_name(field.id))).collect();
    match fields.is_empty() {
        true => String::new(),
        false => format!("        const REQUIRED: &'static [(usize, &'static str)] = &[{}];\n", fields.join(", ")),
    }
}

/// Writes the implementations of serde's traits. `write` and `read` call the runtime module.
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
