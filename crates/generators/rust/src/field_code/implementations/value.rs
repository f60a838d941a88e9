//! A single value of a field or a map entry: prost's functions that encode it, and its default as an expression.

use protoward_schema::{EnumId, FieldId, FieldType, Scalar};

use super::{NAMED, Paths};
use crate::context::{RustContext, Scope};
use crate::field::{DefaultValue, byte_string, primitive};
use crate::layout::{Expr, call, path, text};

pub(super) const DEFAULT: &str = "::core::default::Default::default";

/// The type of a value, for the functions of prost that encode and decode it.
pub(super) struct FieldValue<'a> {
    pub(super) ty: ValueType,
    paths: &'a Paths<'a>,
}

pub(super) enum ValueType {
    Scalar(Scalar, Option<DefaultValue>),
    Enum(EnumValue),
    Message,
    Group,
}

pub(super) struct EnumValue {
    /// The path of the enum.
    pub(super) path: String,
    /// The variant that is the declared default.
    variant: Option<String>,
    pub(super) is_open: bool,
}

impl<'a> FieldValue<'a> {
    pub(super) fn of(context: &RustContext<'_>, scope: &Scope<'_>, paths: &'a Paths<'a>, id: FieldId) -> Self {
        let variant = |default| if let DefaultValue::Variant(variant) = default { Some(variant) } else { None };
        let enumeration = |of: EnumId| EnumValue {
            path: context.enum_type(scope, of),
            variant: context.default(id).and_then(variant),
            is_open: context.field_types.is_open(of),
        };
        let ty = match context.schema[id].ty {
            FieldType::Scalar(scalar) => ValueType::Scalar(context.scalar(id).unwrap_or(scalar), context.default(id)),
            FieldType::Enum(of) => ValueType::Enum(enumeration(of)),
            FieldType::Message(_) | FieldType::Group(_) if context.schema.is_delimited(id) => ValueType::Group,
            FieldType::Message(_) | FieldType::Group(_) => ValueType::Message,
        };
        Self { ty, paths }
    }

    /// Returns the path of the module with the functions that encode and decode the value.
    pub(super) fn codec(&self) -> String {
        let module = match &self.ty {
            ValueType::Enum(of) if of.is_open => return self.paths.open.clone(),
            ValueType::Enum(_) => "int32",
            ValueType::Scalar(scalar, _) => scalar.keyword(),
            ValueType::Message => "message",
            ValueType::Group => "group",
        };
        format!("{}::encoding::{module}", self.paths.prost)
    }

    /// Returns the path of the crate `alloc`.
    pub(super) fn alloc(&self) -> String {
        format!("{}::alloc", self.paths.prost)
    }

    /// Returns `true` if the value is a message or a group.
    pub(super) fn is_message(&self) -> bool {
        matches!(self.ty, ValueType::Message | ValueType::Group)
    }

    pub(super) fn is_group(&self) -> bool {
        matches!(self.ty, ValueType::Group)
    }

    /// Returns `true` if the value is a string or bytes.
    pub(super) fn is_text(&self) -> bool {
        matches!(self.ty, ValueType::Scalar(Scalar::String | Scalar::Bytes, _))
    }

    /// Returns `true` if the value is a `float` or a `double`.
    pub(super) fn is_real(&self) -> bool {
        self.nan().is_some()
    }

    /// Returns the path of NaN, if the value is a `float` or a `double`.
    pub(super) fn nan(&self) -> Option<&'static str> {
        match self.ty {
            ValueType::Scalar(Scalar::Float, _) => Some("::core::primitive::f32::NAN"),
            ValueType::Scalar(Scalar::Double, _) => Some("::core::primitive::f64::NAN"),
            _ => None,
        }
    }

    /// Returns the default value. For a string or bytes, the expression is borrowed.
    pub(super) fn default(&self) -> Expr {
        match &self.ty {
            ValueType::Scalar(scalar, default) => scalar_default(*scalar, default.as_ref()),
            ValueType::Enum(of) if of.is_open => call(format!("{}::OpenEnum::Known", self.paths.open), [of.variant()]),
            ValueType::Enum(of) => of.variant().binary("as", text("i32")),
            ValueType::Message | ValueType::Group => call(DEFAULT, []),
        }
    }

    /// Returns the default value of an enum.
    pub(super) fn enum_default(&self) -> Option<Expr> {
        matches!(self.ty, ValueType::Enum(_)).then(|| self.default())
    }

    /// Returns the default value as an owned value.
    pub(super) fn owned_default(&self) -> Expr {
        match &self.ty {
            ValueType::Scalar(Scalar::String | Scalar::Bytes, None) => call(DEFAULT, []),
            ValueType::Scalar(Scalar::String | Scalar::Bytes, Some(_)) => {
                call("::core::convert::From::from", [self.default()])
            }
            _ => self.default(),
        }
    }

    /// Returns the function that converts an enum number to its name, if the value is an enum without `OpenEnum`.
    pub(super) fn named(&self) -> Option<String> {
        match &self.ty {
            ValueType::Enum(of) if !of.is_open => Some(format!("{NAMED}::<{}>", of.path)),
            _ => None,
        }
    }
}

impl EnumValue {
    /// Returns the enum value that is the default.
    pub(super) fn variant(&self) -> Expr {
        match &self.variant {
            Some(variant) => path(format!("{}::{variant}", self.path)),
            None => call(format!("<{} as ::core::default::Default>::default", self.path), []),
        }
    }
}

fn scalar_default(scalar: Scalar, default: Option<&DefaultValue>) -> Expr {
    match default {
        Some(DefaultValue::Text(default)) => text(format!("{default:?}")),
        Some(DefaultValue::Bytes(default)) => text(byte_string(default)).method("as_slice", []),
        Some(DefaultValue::Plain(default) | DefaultValue::Variant(default)) => text(number(scalar, default)),
        None => match scalar {
            Scalar::String => text("\"\""),
            Scalar::Bytes => text("b\"\"").method("as_slice", []),
            Scalar::Bool => text("false"),
            Scalar::Float | Scalar::Double => text(number(scalar, "0")),
            _ => text(format!("0{}", primitive(scalar))),
        },
    }
}

/// Returns a number or a `bool` of a descriptor as a Rust literal.
fn number(scalar: Scalar, default: &str) -> String {
    match scalar {
        Scalar::Bool => default.to_owned(),
        Scalar::Float => float(default, "f32", default.parse().ok().map(|value: f32| format!("{value:?}"))),
        Scalar::Double => float(default, "f64", default.parse().ok().map(|value: f64| format!("{value:?}"))),
        _ => format!("{default}{}", primitive(scalar)),
    }
}

/// Returns a floating-point literal. A number that is too large for its type is infinite, as in protoc.
fn float(default: &str, ty: &str, shown: Option<String>) -> String {
    match shown.as_deref().unwrap_or(default) {
        "inf" => format!("::core::primitive::{ty}::INFINITY"),
        "-inf" => format!("::core::primitive::{ty}::NEG_INFINITY"),
        "NaN" => format!("::core::primitive::{ty}::NAN"),
        number => format!("{number}{ty}"),
    }
}
