//! The implementations of a oneof: the functions that messages call, and `Debug`.

use super::field::{Field, FieldKind};
use super::{ALLOW_LINTS, Paths, open_debug, open_merge};
use crate::attributes;
use crate::layout::{Expr, SOME, Writer, call, path, text};

/// The input for the implementations of a oneof.
pub(super) struct OneofImplementation<'a> {
    pub(super) name: &'a str,
    pub(super) fields: Vec<Field<'a>>,
    pub(super) paths: &'a Paths<'a>,
}

impl OneofImplementation<'_> {
    pub(super) fn write(&self, has_debug: bool, writer: &mut Writer) {
        attributes::write(ALLOW_LINTS, writer);
        writer.impl_of(&[], self.name);
        writer.open_block();
        self.encode(writer);
        self.merge(writer);
        self.encoded_len(writer);
        writer.close("}");
        if has_debug {
            self.debug(writer);
        }
    }

    fn encode(&self, writer: &mut Writer) {
        let buf = format!("buf: &mut impl {}::bytes::BufMut", self.paths.prost);
        writer.line("/// Encodes the message to a buffer.");
        writer.signature("pub fn encode", &[], &["&self", &buf], None);
        writer.open_block();
        writer.line("match self {");
        writer.indent();
        for field in &self.fields {
            writer.expression(&variant(field, "value"));
            writer.word(" => {");
            writer.open();
            field.encode(text("value"), writer);
            writer.close("}");
        }
        writer.close("}");
        writer.close("}");
    }

    fn merge(&self, writer: &mut Writer) {
        writer.line("/// Decodes an instance of the message from a buffer, and merges it into self.");
        open_merge("pub fn merge", "field: &mut ::core::option::Option<Self>", self.paths.prost, writer);
        writer.line("match tag {");
        writer.indent();
        for (field, number) in self.fields.iter().filter_map(|field| Some((field, field.numbers.first()?))) {
            writer.line(&format!("{number}u32 => {{"));
            writer.indent();
            merge_variant(field, writer);
            writer.close("}");
        }
        writer.arm("_", |writer| {
            writer.word("unreachable!");
            writer.list(
                ("(", ")"),
                [format!("\"invalid {} tag: {{}}\"", self.name), "tag".to_owned()],
                |writer, argument| writer.word(&argument),
            );
        });
        writer.close("}");
        writer.close("}");
    }

    fn encoded_len(&self, writer: &mut Writer) {
        writer.lines(
            "/// Returns the encoded length of the message without a length delimiter.\n\
             pub fn encoded_len(&self) -> usize {\n    match self {",
        );
        writer.indent();
        writer.indent();
        for field in &self.fields {
            if let FieldKind::Value { value, .. } = &field.kind {
                writer.value_arm(&variant(field, "value"), &field.length_of_one(value, text("value")));
            }
        }
        writer.close("}");
        writer.close("}");
    }

    fn debug(&self, writer: &mut Writer) {
        open_debug(self.name, &self.fields, self.paths, writer);
        writer.line("match self {");
        writer.indent();
        for field in &self.fields {
            let shown = text("f").method("debug_tuple", [text(format!("{:?}", field.name))]);
            let shown = shown.method("field", [field.debug(text("value"))]).method("finish", []);
            writer.value_arm(&variant(field, "value"), &shown);
        }
        for _ in 0..3 {
            writer.close("}");
        }
    }
}

/// Writes the expression that decodes a variant. If the oneof already holds that variant, the values are merged.
fn merge_variant(field: &Field<'_>, writer: &mut Writer) {
    let merge = field.merge(text("value"));
    writer.line("match field {");
    writer.indent();
    writer.value_arm(&call(SOME, [variant(field, "value")]), &merge);
    writer.lines("_ => {\n    let mut owned = ::core::default::Default::default();\n    let value = &mut owned;");
    writer.indent();
    let set = path("*field").assign(call(SOME, [variant(field, "owned")]));
    writer.value(&merge.method("map", [set.closure("|()|")]));
    writer.close("}");
    writer.close("}");
}

/// Returns a pattern or an expression for a variant. `value` is the name of its value.
fn variant(field: &Field<'_>, value: &str) -> Expr {
    call(format!("Self::{}", field.name), [text(value)])
}
