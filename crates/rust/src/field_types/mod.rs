//! Fields that prost does not support: open enums, unknown fields, extensions, and setters.
//!
//! prost's macros represent every enum as `i32`, and drop unknown fields. A message or a oneof that needs other code does not
//! derive them. Instead, `written` writes out the equivalent implementations.

mod extensions;
mod implementations;
mod open_enums;
mod setters;

use std::collections::BTreeSet;

use protoward_schema::{
    Enum, EnumId, FieldId, FieldType, File, IdMap, Message, MessageId, Oneof, OneofId, Schema, Shape,
};

use crate::Generator;
use crate::additions::fields::{OPEN_ENUMS, UNKNOWN_FIELDS};
use crate::context::{Context, Scope};
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
    /// The open enums declared in each file.
    declared: IdMap<File, Vec<EnumId>>,
    /// The extern open enums used by the fields of each file.
    extern_enums: IdMap<File, Vec<EnumId>>,
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
            declared: schema.files.ids().map(|_| Vec::new()).collect(),
            extern_enums: schema.files.ids().map(|_| Vec::new()).collect(),
        };
        if !settings.open_enums.is_empty() {
            types.open_fields(schema, externs);
            types.open_extensions(schema, settings, externs);
        }
        types
    }

    /// Records the files that declare open enums, and the messages and oneofs that have fields of them.
    fn open_fields(&mut self, schema: &Schema, externs: &Externs) {
        let is_extern = |name| externs.has(&format!(".{}", schema.text(name)));
        let is_foreign: IdMap<Enum, bool> = schema.enums.iter().map(|(_, it)| is_extern(it.full_name)).collect();
        for (id, it) in schema.enums.iter().filter(|&(id, _)| self.open[id] && !is_foreign[id]) {
            self.declared[it.file].push(id);
        }
        for (message, it) in schema.messages.iter().filter(|(_, it)| !is_extern(it.full_name)) {
            for &field in &it.fields {
                let Some(of) = self.open_enum_of(schema, field) else { continue };
                match schema[field].oneof.filter(|_| !schema[field].proto3_optional) {
                    Some(oneof) => self.oneofs[oneof] = true,
                    None => self.messages[message] = true,
                }
                if is_foreign[of] {
                    self.extern_enums[it.file].push(of);
                }
            }
        }
    }

    /// Records the extern open enums that are types of extensions.
    fn open_extensions(&mut self, schema: &Schema, settings: &Settings, externs: &Externs) {
        for (id, it) in schema.fields.iter().filter(|&(id, _)| settings.has_extension(schema, id)) {
            let is_extern = |of: EnumId| externs.has(&format!(".{}", schema.text(schema[of].full_name)));
            if let Some(of) = self.open_enum_of(schema, id).filter(|&of| is_extern(of)) {
                self.extern_enums[it.file].push(of);
            }
        }
    }

    /// Returns `true` if fields of an enum have the type `OpenEnum`.
    pub(crate) fn is_open(&self, id: EnumId) -> bool {
        self.open[id]
    }

    /// Returns the enum of a field, or of the values of a map, if it is open.
    fn open_enum_of(&self, schema: &Schema, id: FieldId) -> Option<EnumId> {
        let id = match schema.shape(id) {
            Shape::Map { value, .. } => value,
            Shape::Single(_) | Shape::Repeated { .. } => id,
        };
        match schema[id].ty {
            FieldType::Enum(of) if self.open[of] => Some(of),
            FieldType::Enum(_) | FieldType::Scalar(_) | FieldType::Message(_) | FieldType::Group(_) => None,
        }
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
    /// Returns `true` if the code has an open enum, or a field of an open enum type.
    pub fn has_open_enums(&self) -> bool {
        let types = &self.context.field_types;
        self.files.iter().any(|&file| !types.declared[file].is_empty() || !types.extern_enums[file].is_empty())
    }

    /// Returns `true` if a generated message keeps unknown fields.
    pub fn keeps_unknown_fields(&self, id: MessageId) -> bool {
        self.context.field_types.keeps_unknown(id) && self.message(id).is_some()
    }
}

impl Context<'_> {
    /// Returns the path of a module that the generated code calls, relative to `scope`. `path` is the one in the settings.
    fn runtime_path(&self, path: Option<&String>, name: &str, scope: &Scope<'_>) -> String {
        let packages = if self.is_sole { 0 } else { scope.package_depth() };
        path.cloned().unwrap_or_else(|| "super::".repeat(packages + scope.messages.len()) + name)
    }

    /// Returns the path of the module with the type of unknown fields, relative to `scope`.
    fn unknown_fields_path(&self, scope: &Scope<'_>) -> String {
        self.runtime_path(self.settings.unknown_fields_path.as_ref(), UNKNOWN_FIELDS, scope)
    }

    /// Returns the path of the module with the type of open enums, relative to `scope`.
    pub(crate) fn open_enums_path(&self, scope: &Scope<'_>) -> String {
        self.runtime_path(self.settings.open_enums_path.as_ref(), OPEN_ENUMS, scope)
    }

    /// Writes the struct field that holds unknown fields.
    pub(crate) fn unknown_fields_field(&self, id: MessageId, writer: &mut Writer) {
        let Some(name) = self.unknown_fields_name(id) else { return };
        let message = &self.schema[id];
        let scope = Scope::of(self.schema, message.file, message.parent);
        writer.line("/// The encoded fields that the schema does not define.");
        writer.word(&format!("pub {name}: "));
        writer.ty(&format!("{}::UnknownFields", self.unknown_fields_path(&scope)));
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
