//! The implementations of a message: `prost::Message`, `Default`, `Debug`, and its methods.

use super::field::Field;
use super::value::DEFAULT;
use super::{ALLOW_LINTS, Paths, open_debug, open_merge};
use crate::attributes;
use crate::layout::{Expr, INDENT, Writer, call, text};

/// The input for the implementations of a message.
pub(super) struct MessageImplementation<'a> {
    pub(super) name: &'a str,
    /// The fields in declaration order, followed by the oneofs.
    pub(super) fields: Vec<Field<'a>>,
    /// The name of the struct field for unknown fields.
    pub(super) unknown: Option<String>,
    pub(super) paths: &'a Paths<'a>,
}

impl MessageImplementation<'_> {
    pub(super) fn write(&self, has_debug: bool, writer: &mut Writer) {
        // Like prost, the code encodes fields in the order of their numbers.
        let mut by_number: Vec<&Field<'_>> = self.fields.iter().collect();
        by_number.sort_by_key(|field| field.numbers.iter().min().copied());
        attributes::write(ALLOW_LINTS, writer);
        writer.impl_for(&[], &format!("{}::Message", self.paths.prost), self.name);
        writer.open_block();
        self.encode_raw(&by_number, writer);
        self.merge_field(&by_number, writer);
        self.encoded_len(&by_number, writer);
        self.clear(&by_number, writer);
        writer.close("}");
        self.default(writer);
        if has_debug {
            self.debug(writer);
        }
        self.getters(writer);
    }

    /// Returns the expression for the struct field of unknown fields.
    fn unknown(&self) -> Option<Expr> {
        self.unknown.as_deref().map(|name| text("self").field(name))
    }

    fn encode_raw(&self, fields: &[&Field<'_>], writer: &mut Writer) {
        let buf = format!("buf: &mut impl {}::bytes::BufMut", self.paths.prost);
        writer.signature("fn encode_raw", &[], &["&self", &buf], None);
        writer.open_block();
        for field in fields {
            field.encode(field.place().prefixed("&"), writer);
        }
        if let Some(unknown) = self.unknown() {
            writer.statement(&unknown.method("encode_raw", [text("buf")]));
        }
        writer.close("}");
    }

    fn merge_field(&self, fields: &[&Field<'_>], writer: &mut Writer) {
        let Paths { prost, .. } = self.paths;
        open_merge("fn merge_field", "&mut self", prost, writer);
        writer.word("let within = |field: &'static str| move ");
        writer.begin(INDENT);
        writer.word("|");
        writer.soft_break();
        writer.word(&format!("mut error: {prost}::DecodeError|"));
        writer.closing_space();
        writer.end();
        writer.never_break();
        writer.word("{");
        writer.open();
        writer.statement(&text("error").method("push", [text(format!("{:?}", self.name)), text("field")]));
        writer.line("error");
        writer.close("};");
        writer.line("match tag {");
        writer.indent();
        for field in fields {
            let merge = field.merge(field.place().prefixed("&mut "));
            let within = call("within", [text(format!("{:?}", field.name))]);
            field.numbers_arm(&merge.method("map_err", [within]), writer);
        }
        let otherwise = match self.unknown() {
            Some(unknown) => unknown.method("merge_field", ["tag", "wire_type", "buf", "ctx"].map(text)),
            None => call(format!("{prost}::encoding::skip_field"), ["wire_type", "tag", "buf", "ctx"].map(text)),
        };
        writer.value_arm(&text("_"), &otherwise);
        writer.close("}");
        writer.close("}");
    }

    fn encoded_len(&self, fields: &[&Field<'_>], writer: &mut Writer) {
        writer.lines("fn encoded_len(&self) -> usize {\n    let mut length = 0;");
        writer.indent();
        fields.iter().for_each(|field| field.add_length(writer));
        if let Some(unknown) = self.unknown() {
            writer.statement(&text("length").binary("+=", unknown.method("encoded_len", [])));
        }
        writer.line("length");
        writer.close("}");
    }

    fn clear(&self, fields: &[&Field<'_>], writer: &mut Writer) {
        writer.line("fn clear(&mut self) {");
        writer.indent();
        fields.iter().for_each(|field| writer.statement(&field.clear()));
        if let Some(unknown) = self.unknown() {
            writer.statement(&unknown.method("clear", []));
        }
        writer.close("}");
    }

    fn default(&self, writer: &mut Writer) {
        attributes::write(ALLOW_LINTS, writer);
        writer.impl_for(&[], "::core::default::Default", self.name);
        writer.open_block();
        writer.line("fn default() -> Self {");
        writer.indent();
        let fields = self.fields.iter().map(|field| (field.name, field.default()));
        let unknown = self.unknown.iter().map(|name| (&**name, call(DEFAULT, [])));
        writer.word("Self {");
        writer.open();
        for (name, value) in fields.chain(unknown) {
            writer.word(&format!("{name}: "));
            writer.begin_inconsistent(0);
            writer.expression(&value);
            writer.end();
            writer.end_line(",");
        }
        for _ in 0..3 {
            writer.close("}");
        }
    }

    fn debug(&self, writer: &mut Writer) {
        open_debug(self.name, &self.fields, self.paths, writer);
        let shown = text("f").method("debug_struct", [text(format!("{:?}", self.name))]);
        writer.statement(&text("let mut shown").assign(shown));
        let shown = |name: &str, value| text("shown").method("field", [text(format!("{name:?}")), value]);
        for field in &self.fields {
            writer.statement(&shown(field.name, field.debug(field.place().prefixed("&"))));
        }
        if let (Some(name), Some(unknown)) = (&self.unknown, self.unknown()) {
            let is_set = unknown.clone().method("is_empty", []).prefixed("!");
            let field = shown(name, unknown.prefixed("&"));
            writer.conditional("if ", &is_set, |writer| writer.statement(&field));
        }
        writer.line("shown.finish()");
        writer.close("}");
        writer.close("}");
    }
}

impl Field<'_> {
    /// Writes a match arm for the numbers of the field.
    fn numbers_arm(&self, value: &Expr, writer: &mut Writer) {
        let pattern = |writer: &mut Writer| {
            for (at, number) in self.numbers.iter().enumerate() {
                if at > 0 {
                    writer.space();
                    writer.word("| ");
                }
                writer.word(&format!("{number}u32"));
            }
        };
        writer.arm_of(pattern, |writer| writer.expression(value));
    }
}
