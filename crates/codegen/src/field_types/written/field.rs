//! A field as prost-derive understands it, and the lines that it makes of it.

use crate::code::SiteField;

/// A field, or a member of a oneof.
#[derive(Debug)]
pub(super) struct Field<'s> {
    /// As Rust has it.
    pub(super) name: &'s str,
    /// Its number, or those of the members of a oneof.
    pub(super) numbers: Vec<i32>,
    /// Its type in Rust.
    pub(super) ty: &'s str,
    pub(super) kind: Kind<'s>,
}

#[derive(Debug)]
pub(super) enum Kind<'s> {
    Scalar(Scalar<'s>, Shape),
    /// The module is `message` or `group`.
    Message(&'static str, Shape),
    Map {
        /// `hash_map` or `btree_map`.
        module: &'static str,
        key: &'s str,
        value: MapValue<'s>,
    },
    /// The path of its type.
    Oneof(&'s str),
}

#[derive(Debug)]
pub(super) enum MapValue<'s> {
    Scalar(Scalar<'s>),
    Message,
}

/// How many values there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// One that is written unless it is the default.
    Plain,
    Optional,
    /// One that is always written.
    Required,
    Repeated,
    Packed,
}

#[derive(Debug)]
pub(super) struct Scalar<'s> {
    /// The keyword of protobuf, `enumeration` for an enum.
    pub(super) keyword: &'s str,
    /// The path of an enum.
    pub(super) enumeration: Option<&'s str>,
    /// Whether that is held as what it is, and not as a number.
    pub(super) is_open: bool,
    /// The default that the file has.
    pub(super) default: Option<&'s str>,
}

const SCALARS: &[&str] = &[
    "bool",
    "bytes",
    "double",
    "enumeration",
    "fixed32",
    "fixed64",
    "float",
    "int32",
    "int64",
    "sfixed32",
    "sfixed64",
    "sint32",
    "sint64",
    "string",
    "uint32",
    "uint64",
];

impl<'s> Field<'s> {
    /// `in_oneof` is whether it is a variant.
    pub(super) fn of(field: &'s SiteField, is_open: bool, in_oneof: bool) -> Option<Self> {
        let kind = kind(field, is_open, in_oneof)?;
        Some(Self { name: &field.name, numbers: field.numbers(), ty: &field.ty, kind })
    }

    /// The number of what is no oneof.
    pub(super) fn number(&self) -> i32 {
        self.numbers.first().copied().unwrap_or_default()
    }
}

fn kind<'s>(field: &'s SiteField, is_open: bool, in_oneof: bool) -> Option<Kind<'s>> {
    if let Some(oneof) = field.said.text("oneof") {
        return Some(Kind::Oneof(oneof));
    }
    if let Some((module, types)) = field.map() {
        let (key, value) = types.split_once(',')?;
        return Some(Kind::Map { module, key: key.trim(), value: map_value(value.trim(), is_open)? });
    }
    let shape = match () {
        () if field.said.has("repeated") => Shape::Repeated,
        () if field.said.has("optional") => Shape::Optional,
        () if field.said.has("required") || in_oneof => Shape::Required,
        () => Shape::Plain,
    };
    for module in ["message", "group"] {
        if field.said.has(module) {
            let shape = if shape == Shape::Plain { Shape::Optional } else { shape };
            return Some(Kind::Message(module, shape));
        }
    }
    let keyword = SCALARS.iter().find(|keyword| field.said.has(keyword))?;
    let is_packed = shape == Shape::Repeated
        && field.said.text("packed") != Some("false")
        && !matches!(*keyword, "string" | "bytes");
    let enumeration = field.said.text("enumeration");
    let scalar = Scalar { keyword, enumeration, is_open, default: field.said.text("default") };
    Some(Kind::Scalar(scalar, if is_packed { Shape::Packed } else { shape }))
}

fn map_value(text: &str, is_open: bool) -> Option<MapValue<'_>> {
    if text == "message" {
        return Some(MapValue::Message);
    }
    let path = enum_of_map(text);
    let keyword = if path.is_some() { "enumeration" } else { SCALARS.iter().find(|keyword| **keyword == text)? };
    Some(MapValue::Scalar(Scalar { keyword, enumeration: path, is_open, default: None }))
}

/// The path of the enum that the values of a map are of: `Kind` of `enumeration(Kind)`.
pub(super) fn enum_of_map(value: &str) -> Option<&str> {
    value.strip_prefix("enumeration").map(|rest| rest.trim_matches(['(', ')', '<', '>', ' ']))
}

/// Where things are, seen from the code.
#[derive(Clone, Copy, Debug)]
pub(in crate::field_types) struct Paths<'a> {
    /// prost.
    pub(in crate::field_types) prost: &'a str,
    /// The module of open enums.
    pub(in crate::field_types) open: &'a str,
    /// The type that shows a number by its name.
    pub(in crate::field_types) named: &'a str,
}

impl Scalar<'_> {
    /// The functions that read and write it.
    pub(super) fn module(&self, paths: Paths<'_>) -> String {
        let Paths { prost, open, named: _ } = paths;
        match self.keyword {
            "enumeration" if self.is_open => open.to_owned(),
            "enumeration" => format!("{prost}::encoding::int32"),
            keyword => format!("{prost}::encoding::{keyword}"),
        }
    }

    pub(super) fn is_text(&self) -> bool {
        matches!(self.keyword, "string" | "bytes")
    }

    /// The value of the enum that is its default.
    pub(super) fn variant(&self) -> String {
        match (self.enumeration, self.default) {
            (Some(path), Some(variant)) => format!("{path}::{variant}"),
            (Some(path), None) => format!("<{path} as ::core::default::Default>::default()"),
            (None, _) => String::new(),
        }
    }

    /// Its default, for a number, a value of an enum, or what is borrowed of a text.
    pub(super) fn default(&self, paths: Paths<'_>) -> String {
        let text = self.default.unwrap_or_default();
        match self.keyword {
            "enumeration" if self.is_open => format!("{}::OpenEnum::Known({})", paths.open, self.variant()),
            "enumeration" => format!("{} as i32", self.variant()),
            "string" => format!("{text:?}"),
            "bytes" if text.is_empty() => "b\"\".as_slice()".to_owned(),
            "bytes" => format!("{text}.as_slice()"),
            "bool" => if text.is_empty() { "false" } else { text }.to_owned(),
            "float" => float::<f32>(text, "f32", |value| value.is_finite()),
            "double" => float::<f64>(text, "f64", |value| value.is_finite()),
            keyword => format!("{}{}", if text.is_empty() { "0" } else { text }, number_type(keyword)),
        }
    }

    /// Its default as a value that a field can be.
    pub(super) fn owned_default(&self, paths: Paths<'_>) -> String {
        match self.is_text() {
            true if self.default.is_none() => "::core::default::Default::default()".to_owned(),
            true => format!("::core::convert::From::from({})", self.default(paths)),
            false => self.default(paths),
        }
    }

    /// What a getter gives.
    pub(super) fn borrowed_type(&self) -> &'static str {
        match self.keyword {
            "string" => "&str",
            "bytes" => "&[u8]",
            "bool" => "bool",
            "float" => "f32",
            "double" => "f64",
            keyword => number_type(keyword),
        }
    }
}

fn number_type(keyword: &str) -> &'static str {
    match keyword {
        "int64" | "sint64" | "sfixed64" => "i64",
        "uint32" | "fixed32" => "u32",
        "uint64" | "fixed64" => "u64",
        _ => "i32",
    }
}

fn float<T: std::str::FromStr + std::fmt::Debug>(text: &str, ty: &str, is_finite: fn(&T) -> bool) -> String {
    match text {
        "" => format!("0.0{ty}"),
        "inf" => format!("::core::{ty}::INFINITY"),
        "-inf" => format!("::core::{ty}::NEG_INFINITY"),
        "nan" => format!("::core::{ty}::NAN"),
        text => match text.parse::<T>() {
            Ok(value) if is_finite(&value) => format!("{value:?}{ty}"),
            Ok(_) | Err(_) => format!("{text}{ty}"),
        },
    }
}
