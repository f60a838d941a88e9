//! The accessor methods of fields, with the names and the behavior of prost.

use protoward_schema::Scalar;

use super::field::{Field, FieldKind, Map};
use super::message::MessageImplementation;
use super::value::{EnumValue, FieldValue, ValueType};
use crate::attributes;
use crate::field::{FieldCount, primitive};
use crate::ident::bare;
use crate::layout::{Expr, NONE, SOME, Writer, call, text};

const ALLOW_LINTS: &str =
    "#[allow(dead_code, deprecated, non_snake_case, clippy::all, clippy::pedantic, clippy::nursery)]";

impl MessageImplementation<'_> {
    /// Writes the accessor methods of the fields of a message.
    pub(super) fn getters(&self, writer: &mut Writer) {
        if !self.fields.iter().any(has_getters) {
            return;
        }
        attributes::write(ALLOW_LINTS, writer);
        writer.impl_of(&[], self.name);
        writer.open_block();
        for field in &self.fields {
            match &field.kind {
                FieldKind::Value { value: FieldValue { ty: ValueType::Enum(of), .. }, count, .. } => {
                    field.enum_methods(of, *count, writer);
                }
                FieldKind::Value { value, count: FieldCount::Optional, .. } => field.optional_getter(value, writer),
                FieldKind::Map(map) => field.map_methods(map, writer),
                FieldKind::Value { .. } | FieldKind::Oneof(_) => {}
            }
        }
        writer.close("}");
    }
}

fn has_getters(field: &Field<'_>) -> bool {
    match &field.kind {
        FieldKind::Value { value: FieldValue { ty: ValueType::Enum(_), .. }, .. } => true,
        FieldKind::Value { value, count, .. } => *count == FieldCount::Optional && !value.is_message(),
        FieldKind::Map(map) => matches!(map.value.ty, ValueType::Enum(_)),
        FieldKind::Oneof(_) => false,
    }
}

impl EnumValue {
    /// Returns an expression for the enum value with a number: an `Option` that is `None` for an unknown number.
    fn known(&self, number: Expr) -> Expr {
        let number = call("i32::from", [number]);
        call(format!("<{} as ::core::convert::TryFrom<i32>>::try_from", self.path), [number]).method("ok", [])
    }

    /// Returns the arguments of a call with a closure for [`known`](Self::known).
    fn known_value(&self) -> [Expr; 1] {
        [self.known(text("value")).closure("|value|")]
    }
}

/// Returns the expression that converts the enum parameter `value` to the type of the field.
fn field_value() -> Expr {
    text("value").method("into", [])
}

/// A method whose body is a single expression or statement.
struct Method<'a> {
    about: String,
    name: String,
    parameters: &'a [&'a str],
    output: Option<&'a str>,
    body: Expr,
}

impl Method<'_> {
    fn write(self, writer: &mut Writer) {
        writer.line(&format!("/// {}", self.about));
        writer.signature(&format!("pub fn {}", self.name), &[], self.parameters, self.output);
        writer.open_block();
        match self.output {
            Some(_) => writer.value(&self.body),
            None => writer.statement(&self.body),
        }
        writer.close("}");
    }
}

impl Field<'_> {
    fn enum_methods(&self, of: &EnumValue, count: FieldCount, writer: &mut Writer) {
        let name = bare(self.name);
        let path = &of.path;
        let place = || self.place();
        let or_default = |value: Expr| value.method("unwrap_or", [of.variant()]);
        let (value, set) = match count {
            FieldCount::Implicit | FieldCount::Required => {
                (or_default(of.known(place())), place().assign(field_value()))
            }
            FieldCount::Optional => {
                let value = place().method("and_then", of.known_value());
                (or_default(value), place().assign(call(SOME, [field_value()])))
            }
            FieldCount::Repeated => {
                let values = place().method("iter", []).method("copied", []);
                (values.method("filter_map", of.known_value()), place().method("push", [field_value()]))
            }
        };
        let unset = if count == FieldCount::Optional { "unset or " } else { "" };
        let (about, output, about_set, set_name) = match count {
            FieldCount::Repeated => (
                format!("Returns an iterator which yields the valid enum values contained in `{name}`."),
                &*format!("impl ::core::iter::Iterator<Item = {path}> + '_"),
                format!("Appends the provided enum value to `{name}`."),
                format!("push_{name}"),
            ),
            FieldCount::Implicit | FieldCount::Required | FieldCount::Optional => (
                format!(
                    "Returns the enum value of `{name}`, or the default if the field is {unset}set to an invalid enum value."
                ),
                &**path,
                format!("Sets `{name}` to the provided enum value."),
                format!("set_{name}"),
            ),
        };
        let name = self.name.to_owned();
        let output = Some(output);
        Method { about, name, parameters: &["&self"], output, body: value }.write(writer);
        let parameters: &[&str] = &["&mut self", &format!("value: {path}")];
        Method { about: about_set, name: set_name, parameters, output: None, body: set }.write(writer);
    }

    fn optional_getter(&self, value: &FieldValue<'_>, writer: &mut Writer) {
        let ValueType::Scalar(scalar, _) = &value.ty else { return };
        let name = bare(self.name);
        let (pattern, shown) = if value.is_text() { ("ref value", "&value[..]") } else { ("value", "value") };
        writer.line(&format!("/// Returns the value of `{name}`, or the default value if `{name}` is unset."));
        writer.signature(&format!("pub fn {}", self.name), &[], &["&self"], Some(primitive(*scalar)));
        writer.open_block();
        writer.word("match ");
        writer.condition(&self.place());
        writer.word("{");
        writer.open();
        writer.value_arm(&call(SOME, [text(pattern)]), &text(shown));
        writer.value_arm(&text(NONE), &value.default());
        writer.close("}");
        writer.close("}");
    }

    fn map_methods(&self, map: &Map<'_>, writer: &mut Writer) {
        let ValueType::Enum(of) = &map.value.ty else { return };
        let name = bare(self.name);
        let field = self.name;
        let option = format!("::core::option::Option<{}>", of.path);
        let is_string = map.key == Scalar::String;
        let (key_type, key) = if is_string { ("&str", "key") } else { (&*map.key_type, "&key") };
        let found = self.place().method("get", [text(key)]).method("copied", []).method("and_then", of.known_value());
        let about = format!(
            "Returns the enum value for the corresponding key in `{field}`, or `None` if the entry does not exist or it is not \
             a valid enum value."
        );
        let parameters: &[&str] = &["&self", &format!("key: {key_type}")];
        Method { about, name: format!("get_{name}"), parameters, output: Some(&option), body: found }.write(writer);
        let about = format!("Inserts a key value pair into `{field}`.");
        let set = self.place().method("insert", [text("key"), field_value()]).method("and_then", of.known_value());
        let parameters: &[&str] = &["&mut self", &format!("key: {}", map.key_type), &format!("value: {}", of.path)];
        Method { about, name: format!("insert_{name}"), parameters, output: Some(&option), body: set }.write(writer);
    }
}
