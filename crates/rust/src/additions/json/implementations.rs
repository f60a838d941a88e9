//! Implementations for messages and enums, and the parts of the runtime module that they need.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::fields::{CodecScope, FieldCode};
use super::support::{self, RuntimeRequirements};
use super::well_known::{STRUCTS, SpecialType, WRAPPERS, numbers_in_prost_types};
use super::{FEATURE, MODULE, Settings, infinite};
use crate::MemberCode;
use crate::additions::packages::{Package, Packages};
use crate::enumeration::first_values;
use crate::ident::snake;
use protoward_schema::annotations::behavior;
use protoward_schema::{
    Element, Enum, EnumId, EnumType, EnumValueId, FieldId, IdSet, Message, MessageId, MethodId, Presence, Schema, Shape,
};

/// The name of the runtime module in generated code.
const JSON: &str = "__json";

/// Writes the implementations for all packages.
pub(super) struct Implementations<'a> {
    pub(super) schema: &'a Schema,
    packages: &'a Packages,
    settings: &'a Settings,
    /// Enums without generated code, for which the code declares marker types.
    markers: IdSet<Enum>,
    needs: RuntimeRequirements,
    /// The path of prost-types, once it is needed.
    prost_types: Option<String>,
    /// Messages of prost-types without a special JSON form.
    plain: IdSet<Message>,
    /// The path of the module with the well-known types, if they were generated.
    generated: Option<String>,
    /// Messages that an `Any` cannot hold, because their `Default` does not end.
    infinite: IdSet<Message>,
}

/// The Rust code of a message whose JSON form is an object with its fields.
struct Object<'a> {
    path: &'a str,
    /// The fields with their struct members.
    members: &'a [(FieldId, MemberCode)],
    /// The path of the runtime module.
    json: &'a str,
    from: CodecScope<'a>,
}

impl<'a> Implementations<'a> {
    pub(super) fn new(schema: &'a Schema, packages: &'a Packages, settings: &'a Settings) -> Self {
        Self {
            schema,
            packages,
            settings,
            markers: IdSet::default(),
            needs: RuntimeRequirements::default(),
            prost_types: None,
            plain: IdSet::default(),
            generated: None,
            infinite: infinite::messages(schema, packages),
        }
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
        self.declare_markers(JSON, &mut text);
        if text.is_empty() {
            return text;
        }
        let home = &self.settings.home;
        let module = match home.path() {
            Some(path) => path.to_owned(),
            None if package.path_to_root().is_empty() || self.is_sole() => format!("self::{MODULE}"),
            None => format!("{}{MODULE}", package.path_to_root()),
        };
        let gate = if home.is_separate() { format!("#[cfg(feature = \"{FEATURE}\")]\n") } else { String::new() };
        format!(
            "/// The JSON encoding of these messages.\n{gate}#[allow(warnings, clippy::all, clippy::pedantic, clippy::nursery)]\n\
             const _: () = {{\n    use {module} as {JSON};\n{text}}};\n"
        )
    }

    /// Returns `true` if there is only one package, whose file also contains the runtime module.
    fn is_sole(&self) -> bool {
        self.packages.sole().is_some() && !self.settings.home.is_separate()
    }

    /// Records a message that an `Any` may hold.
    fn note(&mut self, id: MessageId, path: String, is_special: bool) {
        let package = self.schema.package(self.schema[id].file);
        let feature = self.settings.packages.get(package).cloned();
        if feature.is_none() && self.settings.home.is_separate() {
            return;
        }
        let full_name = self.schema.text(self.schema[id].full_name);
        let entry = support::entry(full_name, &path, is_special, feature.as_deref());
        self.needs.types.insert(full_name.to_owned(), entry);
    }

    fn message(&mut self, package: &Package, id: MessageId, text: &mut String) {
        let (schema, packages) = (self.schema, self.packages);
        let Some((_, code)) = packages.message(schema, id) else { return };
        let full_name = schema.text(schema[id].full_name);
        let root = if self.is_sole() { String::new() } else { package.path_from_root() };
        let special = SpecialType::of(full_name);
        if !self.infinite.contains(id) {
            self.note(id, format!("super::super::{root}{}", code.path), special.is_some());
        }
        match special {
            Some(special) => {
                self.need(special);
                self.generated = Some(format!("super::super::{}", root.trim_end_matches("::")));
            }
            None => {
                let (path, members) = (&*code.path, &code.members);
                self.fields(id, &Object { path, members, json: JSON, from: CodecScope::Package(package) }, text);
            }
        }
        serde(&code.path, "write(self, serializer)", "read(deserializer)", text);
    }

    /// Writes the implementation for a message whose JSON form is an object with its fields.
    fn fields(&mut self, id: MessageId, object: &Object<'_>, text: &mut String) {
        let &Object { path, members, json, from } = object;
        let schema = self.schema;
        let mut fields = Vec::new();
        for &(id, ref member) in members {
            let is_always_written = self.settings.is_rest && behavior::is_required(schema, id);
            let (codec, checks_required) = (self.codec(id, member, json, from), self.settings.is_rest);
            fields.push(FieldCode { id, member, codec, is_always_written, checks_required });
        }
        let (name, count) = (schema.text(schema[id].full_name), fields.len());
        let keys = keys(schema, &fields);
        let required = required(schema, &fields);
        let written: String = fields.iter().map(|field| field.write(schema)).collect();
        let read = fields.iter().enumerate();
        let read: String =
            read.map(|(index, field)| format!("                {index} => {},\n", field.read(schema))).collect();
        let _ = write!(
            text,
            "    impl {json}::Message for {path} {{
        const NAME: &'static str = {name:?};
        const FIELDS: usize = {count};
{required}        fn field(key: &str) -> ::core::option::Option<usize> {{
            ::core::option::Option::Some(match key {{
{keys}                _ => return ::core::option::Option::None,
            }})
        }}
        fn write_fields<__M: ::serde::ser::SerializeMap>(
            &self,
            object: &mut {json}::Object<'_, __M>,
        ) -> ::core::result::Result<(), __M::Error> {{
{written}            ::core::result::Result::Ok(())
        }}
        fn read_field<'de, __A: ::serde::de::MapAccess<'de>>(
            &mut self,
            index: usize,
            entry: {json}::Entry<'_, __A>,
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
        self.values(id, &code.path, JSON, text);
        serde(&code.path, "write_enum::<Self, __S>(*self as i32, serializer)", "read_enum(deserializer)", text);
    }

    /// Writes the implementation with the names and numbers of an enum.
    fn values(&self, id: EnumId, path: &str, json: &str, text: &mut String) {
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
            "    impl {json}::Enum for {path} {{
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
    fn declare_markers(&mut self, json: &str, text: &mut String) {
        for id in std::mem::take(&mut self.markers).iter() {
            let name = marker(id);
            let _ = writeln!(text, "    enum {name} {{}}");
            self.values(id, &name, json, text);
        }
    }

    fn need(&mut self, special: SpecialType) {
        if !self.needs.specials.contains(&special) {
            self.needs.specials.push(special);
        }
    }

    pub(super) fn enum_codec(&mut self, id: EnumId, json: &str, from: CodecScope<'_>) -> String {
        let (schema, packages) = (self.schema, self.packages);
        if schema.text(schema[id].full_name) == "google.protobuf.NullValue" {
            return format!("{json}::Null");
        }
        match (packages.enumeration(schema, id), from) {
            (Some((package, code)), CodecScope::Package(here)) => {
                format!("{json}::Named<{}{}>", here.relative_path(package), code.path)
            }
            _ => {
                self.markers.insert(id);
                format!("{json}::Named<{}>", marker(id))
            }
        }
    }

    pub(super) fn message_codec(&mut self, id: MessageId, member: &MemberCode, json: &str) -> String {
        let schema = self.schema;
        if self.packages.message(schema, id).is_some() || self.is_of_prost_types(id, &member.ty) {
            return format!("{json}::{}", if member.is_boxed { "Boxed" } else { "Nested" });
        }
        format!("{json}::Foreign")
    }

    /// Returns `true` if the type of a message comes from prost-types or replaces such a type. Records that it is needed.
    fn is_of_prost_types(&mut self, id: MessageId, ty: &str) -> bool {
        let full_name = self.schema.text(self.schema[id].full_name);
        let Some(name) = full_name.strip_prefix("google.protobuf.") else { return false };
        match module(ty) {
            None => {
                match SpecialType::of(full_name) {
                    Some(special) => self.need(special),
                    None => self.needs.empty = true,
                }
                return true;
            }
            // Below the crate root, there can be modules of packages and messages.
            Some(path) => {
                let inner = name.matches('.').count();
                let parts: Vec<&str> = path.split("::").collect();
                let root = parts[..parts.len().saturating_sub(inner)].join("::");
                if !root.ends_with("prost_types") {
                    return false;
                }
                self.prost_types.get_or_insert(root);
            }
        }
        match SpecialType::of(full_name) {
            Some(special) => self.need(special),
            None if numbers_in_prost_types(full_name).is_some() => _ = self.plain.insert(id),
            None => return false,
        }
        true
    }

    /// Records the well-known types of requests and responses of methods with HTTP rules, in case no field uses them.
    pub(super) fn methods(&mut self, methods: &[MethodId]) {
        let schema = self.schema;
        for message in methods.iter().flat_map(|&method| [schema[method].input, schema[method].output]) {
            let full_name = schema.text(schema[message].full_name);
            if self.packages.message(schema, message).is_some() || !full_name.starts_with("google.protobuf.") {
                continue;
            }
            match SpecialType::of(full_name) {
                Some(special) => self.need(special),
                None if full_name == "google.protobuf.Empty" => self.needs.empty = true,
                None => _ = self.plain.insert(message),
            }
            self.prost_types.get_or_insert_with(|| "::prost_types".to_owned());
        }
    }

    /// Returns the parts that the written code needs from the runtime module.
    pub(super) fn needs(mut self) -> RuntimeRequirements {
        self.markers = IdSet::default();
        let (mut text, mut done) = (String::new(), IdSet::default());
        loop {
            let Some(id) = self.plain.iter().find(|&id| !done.contains(id)) else { break };
            done.insert(id);
            self.plain_message(id, &mut text);
        }
        self.declare_markers("super", &mut text);
        // A plain message of prost-types can be the only one with a field of type `Any`.
        if self.needs.specials.contains(&SpecialType::Any) && self.generated.is_none() {
            self.every_well_known_type();
        }
        RuntimeRequirements {
            are_generated: self.generated.is_some(),
            well_known: self.generated.or(self.prost_types),
            plain: text,
            prost: self.packages.prost().to_owned(),
            ..self.needs
        }
    }

    /// Writes the implementation for a plain message of prost-types, whose fields have their declared names.
    fn plain_message(&mut self, id: MessageId, text: &mut String) {
        let schema = self.schema;
        let full_name = schema.text(schema[id].full_name).to_owned();
        let Some(numbers) = numbers_in_prost_types(&full_name) else { return };
        let root = self.prost_types.clone().unwrap_or_default();
        let fields = schema[id].fields.iter().filter(|&&field| numbers.contains(&schema[field].number.0));
        let members: Vec<(FieldId, MemberCode)> =
            fields.map(|&field| (field, member_of_prost_types(schema, field, &root))).collect();
        let path = path_in_prost_types(&full_name, &root);
        let entry = support::entry(&full_name, &path, false, None);
        self.needs.types.insert(full_name, entry);
        self.fields(id, &Object { path: &path, members: &members, json: "super", from: CodecScope::Support }, text);
    }

    /// Adds the well-known types that an `Any` most often holds, even if no field uses them.
    fn every_well_known_type(&mut self) {
        self.needs.specials = SpecialType::ALL.to_vec();
        self.needs.empty = true;
        let root = self.prost_types.clone().unwrap_or_default();
        let structs = STRUCTS.iter().map(|name| (*name, format!("{root}::{name}"), true));
        let wrappers = WRAPPERS.iter().map(|(name, path)| (*name, (*path).to_owned(), true));
        for (name, path, is_special) in structs.chain(wrappers).chain([("Empty", "()".to_owned(), false)]) {
            let full_name = format!("google.protobuf.{name}");
            let entry = support::entry(&full_name, &path, is_special, None);
            self.needs.types.insert(full_name, entry);
        }
    }
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

/// Returns the path of a type of prost-types.
fn path_in_prost_types(full_name: &str, root: &str) -> String {
    let name = full_name.strip_prefix("google.protobuf.").unwrap_or(full_name);
    let (modules, name) = name.rsplit_once('.').unwrap_or(("", name));
    let modules = modules.split('.').filter(|module| !module.is_empty());
    let modules: String = modules.map(|module| format!("{}::", snake(module))).collect();
    format!("{root}::{modules}{name}")
}

fn member_of_prost_types(schema: &Schema, id: FieldId, root: &str) -> MemberCode {
    let field = &schema[id];
    let name = match schema.text(field.name) {
        "type" => "r#type".to_owned(),
        name => name.to_owned(),
    };
    let ty = match field.ty.message() {
        Some(of) => path_in_prost_types(&schema.full_name(Element::Message(of)), root),
        None => String::new(),
    };
    let is_option = schema.shape(id) == Shape::Single(Presence::Explicit);
    MemberCode { name, variant: None, is_option, is_boxed: false, ty }
}

/// Returns the module of a message type, or `None` for a plain Rust type.
fn module(ty: &str) -> Option<&str> {
    let (module, name) = ty.rsplit_once("::")?;
    (!name.ends_with('>') && !module.ends_with("::alloc::string") && !is_bytes(ty)).then_some(module)
}

/// Returns `true` if a type represents `bytes`.
pub(super) fn is_bytes(ty: &str) -> bool {
    ty.ends_with("::Vec<u8>") || ty.ends_with("::bytes::Bytes")
}
