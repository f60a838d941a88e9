//! The methods that prost-derive gives messages, by the same names and with the same meaning.

use std::fmt::Write as _;

use super::field::{Field, Kind, MapValue, Paths, Scalar, Shape};
use crate::code::inner;
use crate::names::bare;

/// The methods of a message; empty where it has none.
pub(super) fn of_message(name: &str, fields: &[Field<'_>], paths: Paths<'_>) -> String {
    let methods: String = fields.iter().map(|field| of_field(field, paths)).collect();
    match methods.is_empty() {
        true => methods,
        false => format!(
            "#[allow(dead_code, deprecated, clippy::all, clippy::pedantic, clippy::nursery)]\nimpl {name} {{\n{}}}\n",
            methods.trim_end_matches('\n').to_owned() + "\n"
        ),
    }
}

fn of_field(field: &Field<'_>, paths: Paths<'_>) -> String {
    let bare = bare(field.name);
    match &field.kind {
        Kind::Scalar(scalar, shape) if scalar.enumeration.is_some() => of_enum(field, scalar, *shape, bare),
        Kind::Scalar(scalar, Shape::Optional) => getter(field, scalar, paths, bare),
        Kind::Map { key, value: MapValue::Scalar(scalar), .. } if scalar.enumeration.is_some() => {
            of_map(field, key, scalar)
        }
        Kind::Scalar(..) | Kind::Map { .. } | Kind::Message(..) | Kind::Oneof(_) => String::new(),
    }
}

/// The value of a number that an enum names.
fn known(path: &str, value: &str) -> String {
    format!("<{path} as ::core::convert::TryFrom<i32>>::try_from(i32::from({value})).ok()")
}

fn of_enum(field: &Field<'_>, scalar: &Scalar<'_>, shape: Shape, bare: &str) -> String {
    let (name, path) = (field.name, scalar.enumeration.unwrap_or_default());
    let mut text = String::new();
    match shape {
        Shape::Plain | Shape::Required => {
            let _ = write!(
                text,
                "    /// Returns the enum value of `{bare}`, or the default if the field is set to an invalid enum value.\n    \
                 pub fn {name}(&self) -> {path} {{\n        {}.unwrap_or({})\n    }}\n\n    \
                 /// Sets `{bare}` to the provided enum value.\n    \
                 pub fn set_{bare}(&mut self, value: {path}) {{\n        self.{name} = (value as i32).into();\n    }}\n\n",
                known(path, &format!("self.{name}")),
                scalar.variant(),
            );
        }
        Shape::Optional => {
            let _ = write!(
                text,
                "    /// Returns the enum value of `{bare}`, or the default if the field is unset or set to an invalid enum value.\n    \
                 pub fn {name}(&self) -> {path} {{\n        self.{name}.and_then(|value| {}).unwrap_or({})\n    }}\n\n    \
                 /// Sets `{bare}` to the provided enum value.\n    \
                 pub fn set_{bare}(&mut self, value: {path}) {{\n        \
                 self.{name} = ::core::option::Option::Some((value as i32).into());\n    }}\n\n",
                known(path, "value"),
                scalar.variant(),
            );
        }
        Shape::Repeated | Shape::Packed => {
            let _ = write!(
                text,
                "    /// Returns an iterator which yields the valid enum values contained in `{bare}`.\n    \
                 pub fn {name}(&self) -> impl ::core::iter::Iterator<Item = {path}> + '_ {{\n        \
                 self.{name}.iter().copied().filter_map(|value| {})\n    }}\n\n    \
                 /// Appends the provided enum value to `{bare}`.\n    \
                 pub fn push_{bare}(&mut self, value: {path}) {{\n        self.{name}.push((value as i32).into());\n    }}\n\n",
                known(path, "value"),
            );
        }
    }
    text
}

fn getter(field: &Field<'_>, scalar: &Scalar<'_>, paths: Paths<'_>, bare: &str) -> String {
    let (name, ty, default) = (field.name, scalar.borrowed_type(), scalar.default(paths));
    let (pattern, value) = if scalar.is_text() { ("ref value", "&value[..]") } else { ("value", "value") };
    format!(
        "    /// Returns the value of `{bare}`, or the default value if `{bare}` is unset.\n    \
         pub fn {name}(&self) -> {ty} {{\n        match self.{name} {{\n            \
         ::core::option::Option::Some({pattern}) => {value},\n            \
         ::core::option::Option::None => {default},\n        }}\n    }}\n\n"
    )
}

fn of_map(field: &Field<'_>, key: &str, scalar: &Scalar<'_>) -> String {
    let (name, path) = (field.name, scalar.enumeration.unwrap_or_default());
    let key_type = inner(field.ty).split(',').next().unwrap_or_default().trim().to_owned();
    let (borrowed, reference) = match key {
        "string" => ("&str".to_owned(), ""),
        _ => (key_type.clone(), "&"),
    };
    let value = known(path, "value");
    format!(
        "    /// Returns the enum value for the corresponding key in `{name}`, or `None` if the entry does not exist or it is not a valid enum value.\n    \
         pub fn get_{name}(&self, key: {borrowed}) -> ::core::option::Option<{path}> {{\n        \
         self.{name}.get({reference}key).copied().and_then(|value| {value})\n    }}\n\n    \
         /// Inserts a key value pair into `{name}`.\n    \
         pub fn insert_{name}(&mut self, key: {key_type}, value: {path}) -> ::core::option::Option<{path}> {{\n        \
         self.{name}.insert(key, (value as i32).into()).and_then(|value| {value})\n    }}\n\n"
    )
}
