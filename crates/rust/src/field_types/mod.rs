//! Fields that prost does not support: open enums, unknown fields, extensions, and setters.
//!
//! prost's macros represent every enum as `i32`, and drop unknown fields. A message or a oneof that needs other code does not
//! derive them. Instead, `written` writes out the equivalent implementations.

mod extensions;
mod implementations;
mod setters;

use std::collections::BTreeSet;

use protoward_schema::{Enum, EnumId, FieldId, FieldType, IdMap, Message, MessageId, Oneof, OneofId, Schema, Shape};

use crate::Generator;
use crate::Runtime;
use crate::context::Context;
use crate::externs::Externs;
use crate::ident::bare;
use crate::layout::Writer;
use crate::settings::Settings;

/// The types of a schema whose code differs from that of prost.
#[derive(Debug)]
pub(crate) struct FieldTypes {
    /// Enums whose fields have the type `OpenEnum`.
    open: IdMap<Enum, bool>,
    /// Messages that keep unknown fields.
    unknown: IdMap<Message, bool>,
    /// Messages with implementations that are written out.
    messages: IdMap<Message, bool>,
    /// Oneofs with implementations that are written out.
    oneofs: IdMap<Oneof, bool>,
}

/// A container of fields: a message or a oneof.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FieldContainer {
    Message(MessageId),
    Oneof(OneofId),
}

impl FieldTypes {
    pub(crate) fn of(schema: &Schema, settings: &Settings, externs: &Externs) -> Self {
        let path = |name| format!(".{}", schema.text(name));
        let open = |it: &Enum| !settings.open_enums.is_empty() && settings.open_enums.has(&path(it.full_name));
        let unknown = |id: MessageId| settings.keeps_unknown(schema, id);
        let mut types = Self {
            open: schema.enums.iter().map(|(_, it)| open(it)).collect(),
            unknown: schema.messages.ids().map(unknown).collect(),
            messages: schema.messages.ids().map(unknown).collect(),
            oneofs: schema.oneofs.iter().map(|_| false).collect(),
        };
        if !settings.open_enums.is_empty() {
            types.open_fields(schema, externs);
        }
        types
    }

    /// Records the messages and oneofs that have fields of open enums.
    fn open_fields(&mut self, schema: &Schema, externs: &Externs) {
        let is_extern = |name| externs.has(&format!(".{}", schema.text(name)));
        for (message, it) in schema.messages.iter().filter(|(_, it)| !is_extern(it.full_name)) {
            for &field in &it.fields {
                if !self.is_of_open_enum(schema, field) {
                    continue;
                }
                match schema[field].oneof.filter(|_| !schema[field].proto3_optional) {
                    Some(oneof) => self.oneofs[oneof] = true,
                    None => self.messages[message] = true,
                }
            }
        }
    }

    /// Returns `true` if fields of an enum have the type `OpenEnum`.
    pub(crate) fn is_open(&self, id: EnumId) -> bool {
        self.open[id]
    }

    /// Returns `true` if the type of a field, or of the values of a map, is an open enum.
    fn is_of_open_enum(&self, schema: &Schema, id: FieldId) -> bool {
        let id = match schema.shape(id) {
            Shape::Map { value, .. } => value,
            Shape::Single(_) | Shape::Repeated { .. } => id,
        };
        matches!(schema[id].ty, FieldType::Enum(of) if self.open[of])
    }

    /// Returns `true` if a message keeps unknown fields.
    pub(crate) fn keeps_unknown(&self, id: MessageId) -> bool {
        self.unknown[id]
    }

    /// Returns `true` if the implementations of a message or a oneof are written out instead of derived.
    pub(crate) fn has_implementations(&self, of: FieldContainer) -> bool {
        match of {
            FieldContainer::Message(id) => self.messages[id],
            FieldContainer::Oneof(id) => self.oneofs[id],
        }
    }
}

impl Generator<'_> {
    /// Returns `true` if a generated message keeps unknown fields.
    pub fn keeps_unknown_fields(&self, id: MessageId) -> bool {
        self.context.field_types.keeps_unknown(id) && self.message(id).is_some()
    }
}

impl Context<'_> {
    /// Returns the path of the module for fields in `protoward-runtime`.
    fn fields_path(&self) -> String {
        let runtime = self.settings.runtime_path();
        match self.settings.runtime {
            Runtime::Prost014Tonic014 => format!("{runtime}::fields"),
            older => format!("{runtime}::fields::{}", older.prost_module()),
        }
    }

    /// Returns the path of the module with the type of open enums.
    pub(crate) fn open_enums_path(&self) -> String {
        format!("{}::open_enum", self.fields_path())
    }

    /// Writes the struct field that holds unknown fields.
    pub(crate) fn unknown_fields_field(&self, id: MessageId, writer: &mut Writer) {
        let Some(name) = self.unknown_fields_name(id) else { return };
        writer.line("/// The encoded fields that the schema does not define.");
        writer.word(&format!("pub {name}: "));
        writer.ty(&format!("{}::UnknownFields", self.fields_path()));
        writer.end_line(",");
    }

    /// Returns the name of the struct field for unknown fields, if the message keeps them.
    fn unknown_fields_name(&self, id: MessageId) -> Option<String> {
        self.field_types.keeps_unknown(id).then(|| free_name("unknown_fields", &mut self.members(id)))
    }

    /// Returns the names of the struct fields of a message, without the `r#` of keywords.
    fn members(&self, id: MessageId) -> BTreeSet<String> {
        let fields = self.fields(id).map(|field| self.names.field(field));
        let oneofs = self.oneofs(id).map(|oneof| self.names.oneof_field(oneof));
        fields.chain(oneofs).map(|name| bare(name).to_owned()).collect()
    }
}

/// Returns the name, or the first free one of `name_`, `name2_`, `name3_` and so on. Adds it to `taken`.
fn free_name(name: &str, taken: &mut BTreeSet<String>) -> String {
    let others = (2..).map(|nth| format!("{name}{nth}_"));
    let mut names = [name.to_owned(), format!("{name}_")].into_iter().chain(others);
    let free = names.find(|name| !taken.contains(name)).unwrap_or_default();
    taken.insert(free.clone());
    free
}
