//! The JSON of a package: an implementation for each message and enum, with its descriptor as a static.
//!
//! The names in a descriptor are texts of the schema, and its types are paths of the code. The runtime reads and writes by
//! descriptors, so that the code of a message is a table.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::fields::{FieldCode, KindCode, VARIANT, scalar_kind};
use super::well_known::{descriptor, is_of_prost_types, is_special};
use super::{DEFAULT_CONTEXT, FIELD, JSON, JsonSettings, KIND};
use crate::additions::packages::{Package, Packages};
use crate::{MemberCode, MessageCode};
use protoward_schema::annotations::behavior;
use protoward_schema::{Enum, EnumId, EnumType, FieldId, FieldType, IdSet, MessageId, Schema, Shape};

const OPTION: &str = "::core::option::Option";
const RESULT: &str = "::core::result::Result";

/// Writes the implementations of one package after the other.
pub(super) struct Implementations<'a> {
    schema: &'a Schema,
    packages: &'a Packages,
    settings: &'a JsonSettings,
    /// The module of the version of prost in `protoward-runtime`.
    version: String,
    /// The messages of other crates whose code protoward generated.
    imported: &'a BTreeSet<String>,
    /// Enums without generated code, for which the code declares descriptors.
    enums: IdSet<Enum>,
    /// The expression of the context in which serde reads and writes, unless it is the default.
    context: Option<&'static str>,
}

impl<'a> Implementations<'a> {
    pub(super) fn new(
        schema: &'a Schema,
        packages: &'a Packages,
        settings: &'a JsonSettings,
        (version, imported): (String, &'a BTreeSet<String>),
        context: Option<&'static str>,
    ) -> Self {
        Self { schema, packages, settings, version, imported, enums: IdSet::default(), context }
    }

    /// Returns the code to append to the file of a package. It is empty if there are no implementations. `runtime` is the path of
    /// `protoward_runtime`.
    pub(super) fn of_package(&mut self, package: &'a Package, runtime: &str) -> String {
        self.enums = IdSet::default();
        let mut text = String::new();
        let packages = self.packages;
        for &file in &package.sources {
            packages.messages_of(file).iter().for_each(|&id| self.message(package, id, &mut text));
            packages.enums_of(file).iter().for_each(|&id| self.enumeration(id, &mut text));
        }
        self.declare_enums(&mut text);
        if text.is_empty() {
            return text;
        }
        format!(
            "/// The JSON encoding of these messages.\n{attributes}const _: () = {{\n    \
             use {runtime}::json::{{self as {JSON}, Field as {FIELD}, Kind as {KIND}}};\n{text}}};\n",
            attributes = self.settings.attributes(),
        )
    }

    fn message(&mut self, package: &Package, id: MessageId, text: &mut String) {
        let Some((_, code)) = self.packages.message(self.schema, id) else { return };
        let MessageCode { path, members } = code;
        let full_name = self.schema.text(self.schema[id].full_name);
        let is_special = is_special(full_name);
        let fields = self.fields(members, Some(package));
        let body = if is_special {
            format!("            {JSON}::well_known::{}()\n", descriptor(full_name))
        } else {
            format!("{}            &DESCRIPTOR\n", self.descriptor(id, &fields))
        };
        let context = self.context.filter(|_| is_special).map_or_else(String::new, context);
        let _ = write!(
            text,
            "    impl {JSON}::Message for {path} {{
        type Encoding = {JSON}::{version}::Prost;
        #[inline]
        fn descriptor() -> &'static {JSON}::Descriptor {{
{body}        }}
{context}    }}\n{visit}{fill}",
            version = self.version,
            visit = self.visit(path, &fields, if is_special { "special" } else { "object" }),
            fill = fill(path, if is_special { &[] } else { &fields }, if is_special { "encoded" } else { "object" }),
        );
        serde(path, "write(self, serializer)", "read(deserializer)", text);
    }

    /// Returns the fields of a message, sorted by number. `package` is the package of the generated code, and `None` for prost-types.
    pub(super) fn fields<'m>(
        &mut self,
        members: &'m [(FieldId, MemberCode)],
        package: Option<&Package>,
    ) -> Vec<FieldCode<'m>> {
        let schema = self.schema;
        let is_rest = self.settings.is_rest;
        let mut fields = Vec::new();
        for &(id, ref member) in members {
            let is_always_written = is_rest && behavior::is_required(schema, id);
            let kind = self.kind(id, member, package);
            fields.push(FieldCode { id, member, kind, is_always_written, checks_required: is_rest });
        }
        fields.sort_by_key(|field| schema[field.id].number.0);
        fields
    }

    /// Returns the implementation of `Visit`. A oneof is visited at the place of its first field, as in the binary encoding. `form` is
    /// the suffix of the function that writes the message, `object` or `special`.
    pub(super) fn visit(&self, path: &str, fields: &[FieldCode<'_>], form: &str) -> String {
        let mut calls = String::new();
        for (index, field) in fields.iter().enumerate() {
            let name = &field.member.name;
            if field.member.variant.is_none() {
                let _ = writeln!(calls, "            {};", field.visited(self.schema, index, &format!("&self.{name}")));
            } else if fields[..index].iter().all(|other| other.member.name != *name) {
                let _ = writeln!(calls, "            match &self.{name} {{");
                for (index, field) in fields.iter().enumerate().filter(|(_, other)| other.member.name == *name) {
                    let variant = field.member.variant.as_deref().unwrap_or_default();
                    let call = field.visited(self.schema, index, VARIANT);
                    let _ = writeln!(calls, "                {OPTION}::Some({variant}({VARIANT})) => {call},");
                }
                let _ = writeln!(calls, "                {OPTION}::None => {{}}\n            }}");
            }
        }
        format!(
            "    impl {JSON}::Visit for {path} {{
        #[inline]
        fn visit<__V: {JSON}::Visitor>(&self, __visitor: &mut __V) -> {RESULT}<(), __V::Error> {{
{calls}            {RESULT}::Ok(())
        }}
        fn write<__S: ::serde::Serializer>(&self, _: &'static {FIELD}, context: {JSON}::Context, serializer: __S) -> {RESULT}<__S::Ok, __S::Error> {{
            {JSON}::write_{form}(self, context, serializer)
        }}
    }}\n"
        )
    }

    /// Returns the declaration of the descriptor of a message.
    pub(super) fn descriptor(&self, id: MessageId, fields: &[FieldCode<'_>]) -> String {
        let schema = self.schema;
        let mut oneofs: Vec<&str> = Vec::new();
        for oneof in fields.iter().filter_map(|field| field.oneof(schema)) {
            if !oneofs.contains(&oneof) {
                oneofs.push(oneof);
            }
        }
        let fields: Vec<String> = fields.iter().map(|field| field.descriptor(schema, &oneofs)).collect();
        let name = schema.text(schema[id].full_name);
        let head = format!("            static DESCRIPTOR: {JSON}::Descriptor = {JSON}::Descriptor::new({name:?}, &[");
        let mut tail = String::from("])");
        if !oneofs.is_empty() {
            let _ = write!(tail, ".oneofs(&{oneofs:?})");
        }
        if let Some(context) = self.context {
            let _ = write!(tail, ".within(&{context})");
        }
        list(&head, &fields, &format!("{tail};"))
    }

    fn enumeration(&self, id: EnumId, text: &mut String) {
        let Some((_, code)) = self.packages.enumeration(self.schema, id) else { return };
        let path = &code.path;
        let head = format!("        const DESCRIPTOR: &'static {JSON}::EnumDescriptor = &");
        let _ = write!(text, "    impl {JSON}::Enum for {path} {{\n{}    }}\n", self.enum_descriptor(id, &head));
        let context = self.context.unwrap_or(DEFAULT_CONTEXT);
        let write = format!("write_enum::<Self, __S>(*self as i32, {context}, serializer)");
        serde(path, &write, "read_enum(deserializer)", text);
    }

    /// Returns the declaration of the descriptor of an enum. `head` is the text before its value.
    fn enum_descriptor(&self, id: EnumId, head: &str) -> String {
        let schema = self.schema;
        let name = schema.text(schema[id].full_name);
        let is_closed = schema[id].features.enum_type == EnumType::Closed;
        let values = schema[id]
            .values
            .iter()
            .map(|&value| format!("({:?}, {})", schema.text(schema[value].name), schema[value].number));
        let head = format!("{head}{JSON}::EnumDescriptor::new({name:?}, {is_closed}, &[");
        list(&head, &values.collect::<Vec<_>>(), "]);")
    }

    /// Declares the descriptors of enums without generated code that were used since the last call.
    pub(super) fn declare_enums(&mut self, text: &mut String) {
        for id in std::mem::take(&mut self.enums).iter() {
            let head = format!("    static {}: {JSON}::EnumDescriptor = ", enum_name(id));
            text.push_str(&self.enum_descriptor(id, &head));
        }
    }

    fn enum_kind(&mut self, id: EnumId, package: Option<&Package>) -> KindCode {
        let schema = self.schema;
        if schema.text(schema[id].full_name) == "google.protobuf.NullValue" {
            return KindCode::Other(format!("{KIND}::Null"));
        }
        match (self.packages.enumeration(schema, id), package) {
            (Some((of, code)), Some(here)) => KindCode::Enum(format!("{}{}", here.relative_path(of), code.path)),
            _ => {
                self.enums.insert(id);
                KindCode::Other(format!("{KIND}::Enum(&{})", enum_name(id)))
            }
        }
    }

    fn message_kind(&self, id: MessageId, member: &MemberCode, package: Option<&Package>, is_group: bool) -> KindCode {
        let generated = |path: String| {
            if is_group {
                KindCode::Other(format!("{KIND}::Group(<{path} as {JSON}::Message>::descriptor)"))
            } else {
                KindCode::Message(path)
            }
        };
        let full_name = self.schema.text(self.schema[id].full_name);
        match (self.packages.message(self.schema, id), package) {
            (Some((of, code)), Some(here)) => generated(format!("{}{}", here.relative_path(of), code.path)),
            _ if is_of_prost_types(full_name, &member.ty) => {
                let variant = if is_group { "Group" } else { "Message" };
                KindCode::Other(format!("{KIND}::{variant}({JSON}::well_known::{})", descriptor(full_name)))
            }
            _ if self.imported.contains(full_name) => generated(member.ty.clone()),
            _ => {
                let group = if is_group { ".group()" } else { "" };
                let foreign = format!("{JSON}::{}::foreign::<{}>(){group}", self.version, member.ty);
                KindCode::Foreign(format!("{KIND}::Foreign({foreign})"))
            }
        }
    }

    /// Returns the kind of the values of a field in the code of a package, or of prost-types.
    fn kind(&mut self, id: FieldId, member: &MemberCode, package: Option<&Package>) -> KindCode {
        let schema = self.schema;
        let id = match schema.shape(id) {
            Shape::Map { value, .. } => value,
            Shape::Single(_) | Shape::Repeated { .. } => id,
        };
        match schema[id].ty {
            FieldType::Scalar(scalar) => KindCode::Other(scalar_kind(scalar)),
            FieldType::Enum(of) => self.enum_kind(of, package),
            FieldType::Message(of) | FieldType::Group(of) => {
                self.message_kind(of, member, package, schema.is_delimited(id))
            }
        }
    }
}

/// Returns the implementation of the trait that names the places of fields for readers. `form` is how the message is read:
/// `object` or `encoded`.
fn fill(path: &str, fields: &[FieldCode<'_>], form: &str) -> String {
    let mut arms = String::new();
    for (index, field) in fields.iter().enumerate() {
        let _ = writeln!(arms, "                {index} => {},", field.filled());
    }
    let fill_field = if fields.is_empty() {
        String::new()
    } else {
        format!(
            "        fn fill_field<'de, __A: ::serde::de::MapAccess<'de>>(&mut self, __index: usize, __value: {JSON}::Input<'_, __A>) -> {RESULT}<bool, __A::Error> {{
            match __index {{
{arms}                _ => {RESULT}::Ok(false),
            }}
        }}\n"
        )
    };
    format!(
        "    impl {JSON}::Fill for {path} {{
        fn fill<'de, __D: ::serde::Deserializer<'de>>(&mut self, _: &'static {FIELD}, reading: {JSON}::Reading<'_>, deserializer: __D) -> {RESULT}<bool, __D::Error> {{
            {JSON}::fill_{form}(self, reading, deserializer)
        }}
{fill_field}    }}\n"
    )
}

/// Returns the method with the context of a message that has a descriptor of `protoward-runtime`.
fn context(expression: &str) -> String {
    format!("        fn context() -> {JSON}::Context {{\n            {expression}\n        }}\n")
}

/// Returns the name of the descriptor of an enum without generated code.
fn enum_name(id: EnumId) -> String {
    format!("__ENUM_{}", id.index())
}

/// The columns at which lists in descriptors are broken. Their lines are not those of prettyplease.
const WIDTH: usize = 120;

/// Returns `head`, the values and `tail`, in lines of at most [`WIDTH`] columns. The values are indented by one step more than
/// the head.
fn list(head: &str, values: &[String], tail: &str) -> String {
    let line = format!("{head}{}{tail}\n", values.join(", "));
    if line.len() <= WIDTH {
        return line;
    }
    let outer = " ".repeat(head.len() - head.trim_start().len());
    let indent = format!("{outer}    ");
    let mut text = format!("{head}\n");
    let mut line = indent.clone();
    for value in values {
        if line.len() > indent.len() && line.len() + value.len() + " ,".len() > WIDTH {
            let _ = writeln!(text, "{line}");
            line.clone_from(&indent);
        }
        let _ = write!(line, "{}{value},", if line.len() > indent.len() { " " } else { "" });
    }
    let _ = write!(text, "{line}\n{outer}{tail}\n");
    text
}

/// Writes the implementations of serde's traits. `write` and `read` call the runtime.
fn serde(path: &str, write: &str, read: &str, text: &mut String) {
    let _ = write!(
        text,
        "    impl ::serde::Serialize for {path} {{
        fn serialize<__S: ::serde::Serializer>(&self, serializer: __S) -> {RESULT}<__S::Ok, __S::Error> {{
            {JSON}::{write}
        }}
    }}
    impl<'de> ::serde::Deserialize<'de> for {path} {{
        fn deserialize<__D: ::serde::Deserializer<'de>>(deserializer: __D) -> {RESULT}<Self, __D::Error> {{
            {JSON}::{read}
        }}
    }}\n"
    );
}
