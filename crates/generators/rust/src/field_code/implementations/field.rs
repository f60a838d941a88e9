//! The code for a single field, equivalent to that of prost's macros.

use protoward_schema::{FieldId, FieldNumber, OneofId, Scalar, Shape};

use super::Paths;
use super::value::{DEFAULT, FieldValue};
use crate::context::{RustContext, Scope};
use crate::field::FieldCount;
use crate::layout::{Expr, NONE, SOME, Writer, call, path, text};

/// A field of a struct, or a variant of a oneof.
pub(super) struct Field<'a> {
    /// The name of the struct field or of the variant.
    pub(super) name: &'a str,
    /// The number of the field. For the struct field of a oneof, the numbers of all its variants.
    pub(super) numbers: Vec<FieldNumber>,
    pub(super) kind: FieldKind<'a>,
}

/// The representation of the values of a field.
pub(super) enum FieldKind<'a> {
    /// A plain value, an `Option` or a `Vec`.
    Value {
        value: FieldValue<'a>,
        count: FieldCount,
        is_packed: bool,
    },
    Map(Map<'a>),
    /// The struct field of a oneof, with the path of the oneof type.
    Oneof(String),
}

pub(super) struct Map<'a> {
    /// The path of prost's module for the type of map.
    module: String,
    pub(super) key: Scalar,
    /// The Rust type of the keys.
    pub(super) key_type: String,
    pub(super) value: FieldValue<'a>,
    paths: &'a Paths<'a>,
}

impl<'a> Field<'a> {
    pub(super) fn of(context: &'a RustContext<'_>, scope: &Scope<'_>, paths: &'a Paths<'a>, id: FieldId) -> Self {
        let field = &context.schema[id];
        let kind = match context.schema.shape(id) {
            Shape::Map { key, value } => FieldKind::Map(Map::of(context, scope, paths, (id, key, value))),
            Shape::Single(_) | Shape::Repeated { .. } => {
                let count = match context.count(id) {
                    _ if context.oneof_of(id).is_some() => FieldCount::Required,
                    FieldCount::Implicit if field.ty.message().is_some() => FieldCount::Optional,
                    count => count,
                };
                let is_packed = context.is_packed(field) == Some(true);
                FieldKind::Value { value: FieldValue::of(context, scope, paths, id), count, is_packed }
            }
        };
        Self { name: context.names.field(id), numbers: vec![field.number], kind }
    }

    /// Creates the struct field that holds a oneof.
    pub(super) fn of_oneof(context: &'a RustContext<'_>, id: OneofId) -> Self {
        let numbers = context.variants(id).map(|field| context.schema[field].number).collect();
        Self { name: context.names.oneof_field(id), numbers, kind: FieldKind::Oneof(context.oneof_path(id)) }
    }

    /// Returns the field of `self`, as an expression that can be read, borrowed and assigned.
    pub(super) fn place(&self) -> Expr {
        text("self").field(self.name)
    }

    fn number(&self) -> Expr {
        text(self.numbers.first().map_or_else(String::new, |number| format!("{number}u32")))
    }

    /// Writes the statement that encodes the field. `borrowed` is a reference to the field.
    pub(super) fn encode(&self, borrowed: Expr, writer: &mut Writer) {
        let some = |name| call(SOME, [text(name)]);
        match &self.kind {
            FieldKind::Value { value, count, is_packed } => {
                let codec = value.codec();
                let one = |value| call(format!("{codec}::encode"), [self.number(), value, text("buf")]);
                let encode_value = |writer: &mut Writer| writer.statement(&one(text("value")));
                match count {
                    FieldCount::Implicit => {
                        writer.conditional("if ", &self.is_set(value), |writer| writer.statement(&one(borrowed)));
                    }
                    FieldCount::Optional => writer.if_let(&some("value"), &borrowed, encode_value),
                    FieldCount::Required => writer.statement(&one(borrowed)),
                    FieldCount::Repeated if value.is_message() => {
                        writer.conditional("for value in ", &borrowed, encode_value);
                    }
                    FieldCount::Repeated => {
                        let function = format!("{codec}::encode_{}", suffix(*is_packed));
                        writer.statement(&call(function, [self.number(), borrowed, text("buf")]));
                    }
                }
            }
            FieldKind::Map(map) => writer.statement(&map.encode([self.number(), borrowed, text("buf")])),
            FieldKind::Oneof(_) => {
                let encode = text("oneof").method("encode", [text("buf")]);
                writer.if_let(&some("oneof"), &borrowed, |writer| writer.value(&encode));
            }
        }
    }

    /// Writes the statement that adds the encoded length of the field.
    pub(super) fn add_length(&self, writer: &mut Writer) {
        let borrowed = self.place().prefixed("&");
        let length = match &self.kind {
            FieldKind::Value { value, count: FieldCount::Implicit, .. } => {
                Expr::If(Box::new([self.is_set(value), self.length_of_one(value, borrowed), text("0")]))
            }
            FieldKind::Value { value, count: FieldCount::Optional, .. } => {
                let length = self.length_of_one(value, text("value"));
                return add_length_of_option("value", &borrowed, &length, writer);
            }
            FieldKind::Value { value, count: FieldCount::Required, .. } => self.length_of_one(value, borrowed),
            FieldKind::Value { value, count: FieldCount::Repeated, is_packed } => {
                let function = format!("{}::encoded_len_{}", value.codec(), suffix(*is_packed));
                call(function, [self.number(), borrowed])
            }
            FieldKind::Map(map) => map.length([self.number(), borrowed]),
            FieldKind::Oneof(oneof) => {
                let length = call(format!("{oneof}::encoded_len"), [text("oneof")]);
                return add_length_of_option("oneof", &borrowed, &length, writer);
            }
        };
        writer.statement(&text("length").binary("+=", length));
    }

    /// Returns the expression for the encoded length of a single value.
    pub(super) fn length_of_one(&self, value: &FieldValue<'_>, borrowed: Expr) -> Expr {
        call(format!("{}::encoded_len", value.codec()), [self.number(), borrowed])
    }

    /// Returns the expression that decodes the field into `place`, a mutable reference.
    pub(super) fn merge(&self, place: Expr) -> Expr {
        let input = |place| [text("wire_type"), place, text("buf"), text("ctx")];
        match &self.kind {
            FieldKind::Value { value, count, .. } => {
                let (function, place) = match count {
                    FieldCount::Implicit | FieldCount::Required => ("merge", place),
                    FieldCount::Optional => {
                        ("merge", call("::core::option::Option::get_or_insert_with", [place, path(DEFAULT)]))
                    }
                    FieldCount::Repeated => ("merge_repeated", place),
                };
                let tag = value.is_group().then(|| text("tag"));
                let arguments: Vec<Expr> = tag.into_iter().chain(input(place)).collect();
                call(format!("{}::{function}", value.codec()), arguments)
            }
            FieldKind::Map(map) => map.merge([place, text("buf"), text("ctx")]),
            FieldKind::Oneof(oneof) => {
                let [wire_type, place, buf, ctx] = input(place);
                call(format!("{oneof}::merge"), [place, text("tag"), wire_type, buf, ctx])
            }
        }
    }

    /// Returns the expression that clears the field.
    pub(super) fn clear(&self) -> Expr {
        match &self.kind {
            FieldKind::Value { value, count: FieldCount::Implicit | FieldCount::Required, .. }
                if !value.is_text() && !value.is_message() =>
            {
                self.place().assign(value.default())
            }
            FieldKind::Value { count: FieldCount::Optional, .. } | FieldKind::Oneof(_) => {
                self.place().assign(path(NONE))
            }
            FieldKind::Value { .. } | FieldKind::Map(_) => self.place().method("clear", []),
        }
    }

    /// Returns the expression for the field in a new message.
    pub(super) fn default(&self) -> Expr {
        match &self.kind {
            FieldKind::Value { value, count: FieldCount::Implicit | FieldCount::Required, .. } => value.owned_default(),
            FieldKind::Value { .. } | FieldKind::Map(_) | FieldKind::Oneof(_) => call(DEFAULT, []),
        }
    }

    /// Returns the value of the field, or that of the entries of a map.
    fn value(&self) -> Option<&FieldValue<'_>> {
        match &self.kind {
            FieldKind::Value { value, .. } | FieldKind::Map(Map { value, .. }) => Some(value),
            FieldKind::Oneof(_) => None,
        }
    }

    /// Returns `true` if [`debug`](Self::debug) converts numbers to names.
    pub(super) fn shows_names(&self) -> bool {
        self.value().is_some_and(|value| value.named().is_some())
    }

    /// Returns the expression that `Debug` formats. Numbers of enums without `OpenEnum` are shown as names.
    pub(super) fn debug(&self, borrowed: Expr) -> Expr {
        let values = |borrowed: Expr| borrowed.parenthesized().method("iter", []);
        let Some((value, named)) = self.value().and_then(|value| Some((value, value.named()?))) else {
            return borrowed;
        };
        let shown = match &self.kind {
            FieldKind::Value { count: FieldCount::Implicit | FieldCount::Required, .. } => {
                call(named, [borrowed.parenthesized().prefixed("*")])
            }
            FieldKind::Value { count: FieldCount::Optional, .. } => {
                borrowed.parenthesized().method("map", [path(named)])
            }
            FieldKind::Value { count: FieldCount::Repeated, .. } => {
                let names = values(borrowed).method("copied", []).method("map", [path(named)]);
                names.method(&format!("collect::<{}::vec::Vec<_>>", value.alloc()), [])
            }
            FieldKind::Map(_) | FieldKind::Oneof(_) => {
                let entry = Expr::Tuple(vec![text("key"), call(named, [text("value").prefixed("*")])]);
                let entries = values(borrowed).method("map", [entry.closure("|(key, value)|")]);
                entries.method(&format!("collect::<{}::collections::BTreeMap<_, _>>", value.alloc()), [])
            }
        };
        shown.prefixed("&")
    }

    /// Returns the condition for encoding a field without presence. `-0.0` is a value, although it equals the default.
    fn is_set(&self, value: &FieldValue<'_>) -> Expr {
        if value.is_text() {
            self.place().method("is_empty", []).prefixed("!")
        } else if value.is_real() {
            self.place().method("to_bits", []).binary("!=", text("0"))
        } else {
            self.place().binary("!=", value.default())
        }
    }
}

fn suffix(is_packed: bool) -> &'static str {
    if is_packed { "packed" } else { "repeated" }
}

/// Writes the statement that adds a length if an option has a value. In `length`, the value is called `name`.
fn add_length_of_option(name: &str, borrowed: &Expr, length: &Expr, writer: &mut Writer) {
    writer.line("length");
    writer.indent();
    writer.word("+= match ");
    writer.condition(borrowed);
    writer.word("{");
    writer.open();
    writer.value_arm(&call(SOME, [text(name)]), length);
    writer.line(&format!("{NONE} => 0,"));
    writer.close("};");
    writer.dedent();
}

impl<'a> Map<'a> {
    fn of(
        context: &'a RustContext<'_>,
        scope: &Scope<'_>,
        paths: &'a Paths<'a>,
        (id, key, value): (FieldId, FieldId, FieldId),
    ) -> Self {
        let message = context.path(context.schema[id].containing());
        let is_sorted = context.settings.btree_map.has(&context.member(&message, id));
        let [key_type, _] = context.map_types(scope, (key, value), &message);
        Self {
            module: format!("{}::encoding::{}", paths.prost, if is_sorted { "btree_map" } else { "hash_map" }),
            key: context.scalar(key).unwrap_or(Scalar::String),
            key_type,
            value: FieldValue::of(context, scope, paths, value),
            paths,
        }
    }

    /// Returns the paths of these functions, first for the keys, then for the values.
    fn functions(&self, names: &[&str]) -> Vec<Expr> {
        let codecs = [format!("{}::encoding::{}", self.paths.prost, self.key.keyword()), self.value.codec()];
        codecs.iter().flat_map(|codec| names.iter().map(move |name| path(format!("{codec}::{name}")))).collect()
    }

    /// Returns the value that is not encoded, if it is not that of prost. No number equals NaN, so that `-0.0` is encoded.
    fn omitted(&self) -> Option<Expr> {
        let default = self.value.enum_default().map(Expr::parenthesized);
        default.or_else(|| self.value.nan().map(path)).map(|default| default.prefixed("&"))
    }

    /// Returns a call of a map function. `default` is the value that is not encoded, or that of an entry without one.
    fn call(&self, function: &str, functions: Vec<Expr>, default: Option<Expr>, rest: impl Into<Vec<Expr>>) -> Expr {
        let suffix = if default.is_some() { "_with_default" } else { "" };
        let arguments: Vec<Expr> = functions.into_iter().chain(default).chain(rest.into()).collect();
        call(format!("{}::{function}{suffix}", self.module), arguments)
    }

    fn encode(&self, rest: [Expr; 3]) -> Expr {
        self.call("encode", self.functions(&["encode", "encoded_len"]), self.omitted(), rest)
    }

    fn length(&self, rest: [Expr; 2]) -> Expr {
        self.call("encoded_len", self.functions(&["encoded_len"]), self.omitted(), rest)
    }

    fn merge(&self, rest: [Expr; 3]) -> Expr {
        self.call("merge", self.functions(&["merge"]), self.value.enum_default(), rest)
    }
}
