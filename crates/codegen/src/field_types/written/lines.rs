//! What is done to one field, as prost-derive does it: each an expression or a statement of Rust.

use super::field::{Field, Kind, MapValue, Paths, Scalar, Shape};

const NONE: &str = "::core::option::Option::None";
const SOME: &str = "::core::option::Option::Some";
const DEFAULT: &str = "::core::default::Default::default";

impl Field<'_> {
    /// The statement that writes it; `borrowed` is a reference to it.
    pub(super) fn encode(&self, paths: Paths<'_>, borrowed: &str) -> String {
        let (number, prost) = (self.number(), paths.prost);
        match &self.kind {
            Kind::Scalar(scalar, shape) => {
                let module = scalar.module(paths);
                match shape {
                    Shape::Plain => {
                        format!(
                            "if {} {{ {module}::encode({number}u32, {borrowed}, buf); }}",
                            self.is_set(scalar, paths)
                        )
                    }
                    Shape::Optional => {
                        format!("if let {SOME}(value) = {borrowed} {{ {module}::encode({number}u32, value, buf); }}")
                    }
                    Shape::Required => format!("{module}::encode({number}u32, {borrowed}, buf);"),
                    Shape::Repeated => format!("{module}::encode_repeated({number}u32, {borrowed}, buf);"),
                    Shape::Packed => format!("{module}::encode_packed({number}u32, {borrowed}, buf);"),
                }
            }
            Kind::Message(module, shape) => {
                let encode = format!("{prost}::encoding::{module}::encode");
                match shape {
                    Shape::Optional => {
                        format!("if let {SOME}(value) = {borrowed} {{ {encode}({number}u32, value, buf); }}")
                    }
                    Shape::Repeated => format!("for value in {borrowed} {{ {encode}({number}u32, value, buf); }}"),
                    Shape::Plain | Shape::Required | Shape::Packed => {
                        format!("{encode}({number}u32, {borrowed}, buf);")
                    }
                }
            }
            Kind::Map { module, key, value } => {
                let (functions, default) = map_writers(key, value, paths);
                let with_default = if default.is_empty() { "" } else { "_with_default" };
                format!(
                    "{prost}::encoding::{module}::encode{with_default}({functions}, {default}{number}u32, {borrowed}, buf);"
                )
            }
            Kind::Oneof(_) => format!("if let {SOME}(oneof) = {borrowed} {{ oneof.encode(buf) }}"),
        }
    }

    /// The expression for how long it is.
    pub(super) fn encoded_len(&self, paths: Paths<'_>, borrowed: &str) -> String {
        let (number, prost) = (self.number(), paths.prost);
        let optional = |module: &str| {
            format!("match {borrowed} {{ {SOME}(value) => {module}::encoded_len({number}u32, value), {NONE} => 0 }}")
        };
        match &self.kind {
            Kind::Scalar(scalar, shape) => {
                let module = scalar.module(paths);
                match shape {
                    Shape::Plain => {
                        let is_set = self.is_set(scalar, paths);
                        format!("if {is_set} {{ {module}::encoded_len({number}u32, {borrowed}) }} else {{ 0 }}")
                    }
                    Shape::Optional => optional(&module),
                    Shape::Required => format!("{module}::encoded_len({number}u32, {borrowed})"),
                    Shape::Repeated => format!("{module}::encoded_len_repeated({number}u32, {borrowed})"),
                    Shape::Packed => format!("{module}::encoded_len_packed({number}u32, {borrowed})"),
                }
            }
            Kind::Message(module, shape) => {
                let module = format!("{prost}::encoding::{module}");
                match shape {
                    Shape::Optional => optional(&module),
                    Shape::Repeated => format!("{module}::encoded_len_repeated({number}u32, {borrowed})"),
                    Shape::Plain | Shape::Required | Shape::Packed => {
                        format!("{module}::encoded_len({number}u32, {borrowed})")
                    }
                }
            }
            Kind::Map { module, key, value } => {
                let key = format!("{prost}::encoding::{key}::encoded_len");
                let (value, default) = match value {
                    MapValue::Scalar(scalar) => (scalar.module(paths), map_default(scalar, paths)),
                    MapValue::Message => (format!("{prost}::encoding::message"), String::new()),
                };
                let with_default = if default.is_empty() { "" } else { "_with_default" };
                format!(
                    "{prost}::encoding::{module}::encoded_len{with_default}({key}, {value}::encoded_len, \
                     {default}{number}u32, {borrowed})"
                )
            }
            Kind::Oneof(path) => {
                format!("match {borrowed} {{ {SOME}(oneof) => {path}::encoded_len(oneof), {NONE} => 0 }}")
            }
        }
    }

    /// The expression that reads it into what `place` refers to.
    pub(super) fn merge(&self, paths: Paths<'_>, place: &str) -> String {
        let prost = paths.prost;
        let one =
            |module: &str, number: &str, place: &str| format!("{module}::merge({number}wire_type, {place}, buf, ctx)");
        let optional = format!("::core::option::Option::get_or_insert_with({place}, {DEFAULT})");
        match &self.kind {
            Kind::Scalar(scalar, shape) => {
                let module = scalar.module(paths);
                match shape {
                    Shape::Plain | Shape::Required => one(&module, "", place),
                    Shape::Optional => one(&module, "", &optional),
                    Shape::Repeated | Shape::Packed => {
                        format!("{module}::merge_repeated(wire_type, {place}, buf, ctx)")
                    }
                }
            }
            Kind::Message(module, shape) => {
                let number = if *module == "group" { "tag, " } else { "" };
                let module = format!("{prost}::encoding::{module}");
                match shape {
                    Shape::Optional => one(&module, number, &optional),
                    Shape::Repeated => format!("{module}::merge_repeated({number}wire_type, {place}, buf, ctx)"),
                    Shape::Plain | Shape::Required | Shape::Packed => one(&module, number, place),
                }
            }
            Kind::Map { module, key, value } => {
                let key = format!("{prost}::encoding::{key}::merge");
                match value {
                    MapValue::Scalar(scalar) if scalar.enumeration.is_some() => format!(
                        "{prost}::encoding::{module}::merge_with_default({key}, {}::merge, {}, {place}, buf, ctx)",
                        scalar.module(paths),
                        scalar.default(paths)
                    ),
                    MapValue::Scalar(scalar) => format!(
                        "{prost}::encoding::{module}::merge({key}, {}::merge, {place}, buf, ctx)",
                        scalar.module(paths)
                    ),
                    MapValue::Message => format!(
                        "{prost}::encoding::{module}::merge({key}, {prost}::encoding::message::merge, {place}, buf, ctx)"
                    ),
                }
            }
            Kind::Oneof(path) => format!("{path}::merge({place}, tag, wire_type, buf, ctx)"),
        }
    }

    /// The statement that empties it.
    pub(super) fn clear(&self, paths: Paths<'_>) -> String {
        let name = self.name;
        match &self.kind {
            Kind::Scalar(scalar, Shape::Plain | Shape::Required) if !scalar.is_text() => {
                format!("self.{name} = {};", scalar.default(paths))
            }
            Kind::Scalar(_, Shape::Optional) | Kind::Message(_, Shape::Optional) | Kind::Oneof(_) => {
                format!("self.{name} = {NONE};")
            }
            Kind::Scalar(..) | Kind::Message(..) | Kind::Map { .. } => format!("self.{name}.clear();"),
        }
    }

    /// What it is in a new message.
    pub(super) fn default(&self, paths: Paths<'_>) -> String {
        match &self.kind {
            Kind::Scalar(scalar, Shape::Plain | Shape::Required) => scalar.owned_default(paths),
            Kind::Scalar(..) | Kind::Message(..) | Kind::Map { .. } | Kind::Oneof(_) => format!("{DEFAULT}()"),
        }
    }

    /// What `Debug` shows of it: numbers of enums by their names.
    pub(super) fn debug(&self, paths: Paths<'_>, borrowed: &str) -> String {
        let named = |scalar: &Scalar<'_>| {
            let path = scalar.enumeration.filter(|_| !scalar.is_open)?;
            Some(format!("{}::<{path}>::from", paths.named))
        };
        match &self.kind {
            Kind::Scalar(scalar, shape) => match (named(scalar), shape) {
                (None, _) => borrowed.to_owned(),
                (Some(named), Shape::Plain | Shape::Required) => format!("&{named}(*({borrowed}))"),
                (Some(named), Shape::Optional) => format!("&({borrowed}).map({named})"),
                (Some(named), Shape::Repeated | Shape::Packed) => {
                    format!("&({borrowed}).iter().copied().map({named}).collect::<::std::vec::Vec<_>>()")
                }
            },
            Kind::Map { value: MapValue::Scalar(scalar), .. } => match named(scalar) {
                Some(named) => format!(
                    "&({borrowed}).iter().map(|(key, value)| (key, {named}(*value)))\
                     .collect::<::std::collections::BTreeMap<_, _>>()"
                ),
                None => borrowed.to_owned(),
            },
            Kind::Map { value: MapValue::Message, .. } | Kind::Message(..) | Kind::Oneof(_) => borrowed.to_owned(),
        }
    }

    /// Whether a field without presence is to be written.
    fn is_set(&self, scalar: &Scalar<'_>, paths: Paths<'_>) -> String {
        match scalar.is_text() {
            true => format!("!self.{}.is_empty()", self.name),
            false => format!("self.{} != {}", self.name, scalar.default(paths)),
        }
    }
}

/// The functions that write an entry, and the value that is not written, if the map has to be told.
fn map_writers(key: &str, value: &MapValue<'_>, paths: Paths<'_>) -> (String, String) {
    let key = format!("{}::encoding::{key}", paths.prost);
    let (value, default) = match value {
        MapValue::Scalar(scalar) => (scalar.module(paths), map_default(scalar, paths)),
        MapValue::Message => (format!("{}::encoding::message", paths.prost), String::new()),
    };
    (format!("{key}::encode, {key}::encoded_len, {value}::encode, {value}::encoded_len"), default)
}

fn map_default(scalar: &Scalar<'_>, paths: Paths<'_>) -> String {
    match scalar.enumeration {
        Some(_) => format!("&({}), ", scalar.default(paths)),
        None => String::new(),
    }
}
