//! A single value: of a field, or of the entries of a map.

use protoward_schema::{EnumId, FieldId, FieldType, Scalar};

use super::Paths;
use crate::context::{Context, Scope};
use crate::field::{DefaultValue, byte_string, primitive};
use crate::layout::{Expr, call, path, text};

pub(super) const DEFAULT: &str = "::core::default::Default::default";

/// A value, as the functions of prost take it.
pub(super) struct Value<'a> {
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

impl<'a> Value<'a> {
    pub(super) fn of(context: &Context<'_>, scope: &Scope<'_>, paths: &'a Paths<'a>, id: FieldId) -> Self {
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

    /// The module with the functions that read and write the value.
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

    /// Whether the value is a message or a group.
    pub(super) fn is_message(&self) -> bool {
        matches!(self.ty, ValueType::Message | ValueType::Group)
    }

    pub(super) fn is_group(&self) -> bool {
        matches!(self.ty, ValueType::Group)
    }

    /// Whether the value is a string or bytes.
    pub(super) fn is_text(&self) -> bool {
        matches!(self.ty, ValueType::Scalar(Scalar::String | Scalar::Bytes, _))
    }

    /// The default: a number, or what is borrowed of a text.
    pub(super) fn default(&self) -> Expr {
        match &self.ty {
            ValueType::Scalar(scalar, default) => scalar_default(*scalar, default.as_ref()),
            ValueType::Enum(of) if of.is_open => call(format!("{}::OpenEnum::Known", self.paths.open), [of.variant()]),
            ValueType::Enum(of) => of.variant().binary("as", text("i32")),
            ValueType::Message | ValueType::Group => call(DEFAULT, []),
        }
    }

    /// The default of an enum.
    pub(super) fn enum_default(&self) -> Option<Expr> {
        matches!(self.ty, ValueType::Enum(_)).then(|| self.default())
    }

    /// The default as a value that a field can be.
    pub(super) fn owned_default(&self) -> Expr {
        match &self.ty {
            ValueType::Scalar(Scalar::String | Scalar::Bytes, None) => call(DEFAULT, []),
            ValueType::Scalar(Scalar::String | Scalar::Bytes, Some(_)) => {
                call("::core::convert::From::from", [self.default()])
            }
            _ => self.default(),
        }
    }

    /// The function that shows the number of an enum by its name, where the value is one.
    pub(super) fn named(&self) -> Option<String> {
        match &self.ty {
            ValueType::Enum(of) if !of.is_open => Some(format!("{}::<{}>::from", self.paths.named, of.path)),
            _ => None,
        }
    }
}

impl EnumValue {
    /// The value of the enum that is the default.
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

/// A number or a truth value of a descriptor as a literal.
fn number(scalar: Scalar, default: &str) -> String {
    match scalar {
        Scalar::Bool => default.to_owned(),
        Scalar::Float => float(default, "f32", default.parse().ok().map(|value: f32| format!("{value:?}"))),
        Scalar::Double => float(default, "f64", default.parse().ok().map(|value: f64| format!("{value:?}"))),
        _ => format!("{default}{}", primitive(scalar)),
    }
}

/// A literal of a floating-point number. A number that is too large for its type is infinite, as in protoc.
fn float(default: &str, ty: &str, shown: Option<String>) -> String {
    match shown.as_deref().unwrap_or(default) {
        "inf" => format!("::core::{ty}::INFINITY"),
        "-inf" => format!("::core::{ty}::NEG_INFINITY"),
        "NaN" => format!("::core::{ty}::NAN"),
        number => format!("{number}{ty}"),
    }
}
