//! Written-out implementations: the code that prost's macros derive, with support for open enums and unknown fields. The
//! constants of extensions are in [`extension`].
//!
//! The wire format, the `Debug` output and the methods are those of prost. The code for a single field is in [`field`].

mod extension;
mod field;
mod getters;
mod message;
mod oneof;
mod value;

use protoward_schema::{MessageId, OneofId};

use crate::attributes;
use crate::context::{RustContext, Scope};
use crate::field_types::FieldContainer;
use crate::layout::{Writer, call, text};
use field::Field;

/// Turns off lints in the implementations, since users cannot change that code.
const ALLOW_LINTS: &str = "#[allow(deprecated, unused, clippy::all, clippy::pedantic, clippy::nursery)]";

/// The function in `Debug` implementations that converts the number of an enum to its name. It is part of the code, which
/// does not depend on the runtime if there are no open enums and no unknown fields.
const NAMED: &str = "named";

/// Paths relative to the code.
struct Paths<'a> {
    prost: &'a str,
    /// The path of the module for open enums.
    open: String,
}

impl RustContext<'_> {
    /// Writes the implementations of a message, unless they are derived.
    pub(crate) fn message_implementations(&self, id: MessageId, path: &str, writer: &mut Writer) {
        if !self.field_types.has_implementations(FieldContainer::Message(id)) {
            return;
        }
        let message = &self.schema[id];
        let scope = Scope::of(self.schema, message.file, message.parent);
        let paths = self.paths();
        let fields = self.fields(id).map(|field| Field::of(self, &scope, &paths, field));
        let oneofs = self.oneofs(id).map(|oneof| Field::of_oneof(self, oneof));
        let message = message::MessageImplementation {
            name: self.names.message(id),
            fields: fields.chain(oneofs).collect(),
            unknown: self.unknown_fields_name(id),
            paths: &paths,
        };
        message.write(!self.settings.skip_debug.has(path), writer);
    }

    /// Writes the implementations of a oneof, unless they are derived. `path` is the path of its message.
    pub(crate) fn oneof_implementations(&self, scope: &Scope<'_>, id: OneofId, path: &str, writer: &mut Writer) {
        if !self.field_types.has_implementations(FieldContainer::Oneof(id)) {
            return;
        }
        let paths = self.paths();
        let fields = self.variants(id).map(|field| Field::of(self, scope, &paths, field)).collect();
        let oneof = oneof::OneofImplementation { name: self.names.oneof_type(id), fields, paths: &paths };
        oneof.write(!self.settings.skip_debug.has(path), writer);
    }

    fn paths(&self) -> Paths<'_> {
        Paths { prost: self.settings.prost(), open: self.open_enums_path() }
    }

    /// Returns the path of the type of a oneof, relative to the module of its message.
    pub(crate) fn oneof_path(&self, id: OneofId) -> String {
        format!("{}::{}", self.names.module(self.schema[id].message), self.names.oneof_type(id))
    }
}

/// Writes the start of a `Debug` implementation, and of the function body: the function [`NAMED`] if a field needs it.
fn open_debug(name: &str, fields: &[Field<'_>], paths: &Paths<'_>, writer: &mut Writer) {
    attributes::write(ALLOW_LINTS, writer);
    writer.impl_for(&[], "::core::fmt::Debug", name);
    writer.open_block();
    let formatter = "f: &mut ::core::fmt::Formatter<'_>";
    writer.signature("fn fmt", &[], &["&self", formatter], Some("::core::fmt::Result"));
    writer.open_block();
    if fields.iter().any(Field::shows_names) {
        let boxed = format!("{}::alloc::boxed::Box", paths.prost);
        let output = format!("{boxed}<dyn ::core::fmt::Debug>");
        writer.signature(&format!("fn {NAMED}"), &["E"], &["number: i32"], Some(&output));
        writer.newline();
        writer.lines("where\n    E: ::core::convert::TryFrom<i32> + ::core::fmt::Debug + 'static,\n{");
        writer.indent();
        writer.line("match E::try_from(number) {");
        writer.indent();
        for (result, name, value) in [("Ok", "value", "value"), ("Err", "_", "number")] {
            let pattern = call(format!("::core::result::Result::{result}"), [text(name)]);
            writer.value_arm(&pattern, &call(format!("{boxed}::new"), [text(value)]));
        }
        writer.close("}");
        writer.close("}");
    }
}

/// Writes the signature of a function that decodes a field into the parameter `place`, up to the function body.
fn open_merge(name: &str, place: &str, prost: &str, writer: &mut Writer) {
    let wire_type = format!("wire_type: {prost}::encoding::WireType");
    let buf = format!("buf: &mut impl {prost}::bytes::Buf");
    let ctx = format!("ctx: {prost}::encoding::DecodeContext");
    let output = format!("::core::result::Result<(), {prost}::DecodeError>");
    writer.signature(name, &[], &[place, "tag: u32", &wire_type, &buf, &ctx], Some(&output));
    writer.open_block();
}
