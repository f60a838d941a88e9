//! Reading values in fields of messages.

use protoward_schema::{FieldId, FieldType, MessageId, Scalar, Schema};

use super::code::Code;
use super::form::{Element, ElementKind, Form};

impl Element {
    /// Returns the value of a field. `ty` is its Rust type.
    pub(super) fn of(schema: &Schema, field: FieldId, ty: &str, is_boxed: bool) -> Self {
        let kind = match schema[field].ty {
            FieldType::Scalar(Scalar::String) if ty.ends_with("Vec<u8>") || ty.ends_with("Bytes") => {
                ElementKind::UncheckedText
            }
            FieldType::Scalar(scalar) => ElementKind::Scalar(scalar),
            FieldType::Enum(_) if ty == "i32" => ElementKind::Enum,
            FieldType::Enum(_) => ElementKind::OpenEnum,
            FieldType::Message(message) | FieldType::Group(message) => ElementKind::of_message(schema, message, ty),
        };
        Self { kind, is_boxed }
    }

    /// Returns the key of a map.
    pub(super) fn of_key(schema: &Schema, field: FieldId) -> Self {
        Self::of(schema, field, "", false)
    }

    /// Returns the key type of a map that is a number.
    pub(super) fn number(&self) -> Option<&'static str> {
        match self.kind {
            ElementKind::Scalar(scalar) => number(scalar).filter(|_| !matches!(scalar, Scalar::Double | Scalar::Float)),
            _ => None,
        }
    }

    /// Returns the form of the value.
    pub(super) fn form(&self) -> Result<Form, String> {
        Ok(match &self.kind {
            ElementKind::Scalar(scalar) => of_scalar(*scalar),
            ElementKind::UncheckedText => Form::Text { is_owned: true },
            ElementKind::Enum | ElementKind::OpenEnum => Form::Int,
            ElementKind::Duration => Form::Duration,
            ElementKind::Timestamp => Form::Timestamp,
            ElementKind::Wrapper(scalar, _) => Form::Optional(Box::new(of_scalar(*scalar))),
            ElementKind::Message(ty) => Form::Message { ty: *ty, may_be_absent: false },
            ElementKind::Dynamic(name) => return Err(format!("a value of the type `{name}`")),
        })
    }

    /// Returns the code of the value. `place` is the Rust expression of a reference to it.
    pub(super) fn read(&self, place: &str) -> Result<Code, String> {
        let unboxed = if self.is_boxed { format!("(&**{place})") } else { place.to_owned() };
        let value = pointed_to(&unboxed);
        let text = match &self.kind {
            ElementKind::Scalar(scalar) => read_scalar(*scalar, &unboxed),
            ElementKind::UncheckedText => format!("__cel::alloc::string::String::from_utf8_lossy({unboxed})"),
            ElementKind::Enum => format!("i64::from({value})"),
            ElementKind::OpenEnum => format!("i64::from({value}.number())"),
            ElementKind::Duration => format!("({{ let it = {unboxed}; __cel::Duration::new(it.seconds, it.nanos) }})"),
            ElementKind::Timestamp => {
                format!("({{ let it = {unboxed}; __cel::Timestamp::new(it.seconds, it.nanos) }})")
            }
            ElementKind::Wrapper(scalar, true) => {
                format!("::core::option::Option::Some({})", read_scalar(*scalar, &unboxed))
            }
            ElementKind::Wrapper(scalar, false) => {
                format!("::core::option::Option::Some({})", read_scalar(*scalar, &format!("(&{unboxed}.value)")))
            }
            ElementKind::Message(_) | ElementKind::Dynamic(_) => unboxed,
        };
        Ok(Code::new(text, self.form()?))
    }

    /// Returns the code of an absent message; `None` for other values, which have a default.
    pub(super) fn absent(&self) -> Option<Code> {
        let absent = "::core::option::Option::None";
        match &self.kind {
            ElementKind::Message(ty) => Some(Code::new(absent, Form::Message { ty: *ty, may_be_absent: true })),
            ElementKind::Wrapper(..) => self.form().ok().map(|form| Code::new(absent, form)),
            _ => None,
        }
    }

    /// Returns the test that a value of a field without presence is not its default.
    pub(super) fn is_set(&self, place: &str) -> String {
        match self.kind {
            ElementKind::Scalar(Scalar::String | Scalar::Bytes) | ElementKind::UncheckedText => {
                format!("(!{}.is_empty())", pointed_to(place))
            }
            ElementKind::Scalar(Scalar::Bool) => pointed_to(place),
            // -0 is not the default.
            ElementKind::Scalar(Scalar::Double | Scalar::Float) => format!("({}.to_bits() != 0)", pointed_to(place)),
            ElementKind::OpenEnum => format!("({}.number() != 0)", pointed_to(place)),
            _ => format!("({} != 0)", pointed_to(place)),
        }
    }
}

impl ElementKind {
    fn of_message(schema: &Schema, message: MessageId, ty: &str) -> Self {
        let name = schema.text(schema[message].full_name);
        let is_plain = ["bool", "i32", "i64", "u32", "u64", "f32", "f64"].contains(&ty)
            || ty.ends_with("String")
            || ty.ends_with("Vec<u8>");
        let wrapper = |scalar| Self::Wrapper(scalar, is_plain);
        match name.strip_prefix("google.protobuf.").unwrap_or_default() {
            "Duration" => Self::Duration,
            "Timestamp" => Self::Timestamp,
            "BoolValue" => wrapper(Scalar::Bool),
            "BytesValue" => wrapper(Scalar::Bytes),
            "DoubleValue" => wrapper(Scalar::Double),
            "FloatValue" => wrapper(Scalar::Float),
            "Int32Value" => wrapper(Scalar::Int32),
            "Int64Value" => wrapper(Scalar::Int64),
            "StringValue" if ty.ends_with("StringValue") => Self::Wrapper(Scalar::String, false),
            "StringValue" => wrapper(Scalar::String),
            "UInt32Value" => wrapper(Scalar::Uint32),
            "UInt64Value" => wrapper(Scalar::Uint64),
            "Any" | "Struct" | "ListValue" | "Value" => Self::Dynamic(name.to_owned()),
            _ => Self::Message(message),
        }
    }
}

fn of_scalar(scalar: Scalar) -> Form {
    match scalar {
        Scalar::Double | Scalar::Float => Form::Double,
        Scalar::Int32 | Scalar::Int64 | Scalar::Sint32 | Scalar::Sint64 | Scalar::Sfixed32 | Scalar::Sfixed64 => {
            Form::Int
        }
        Scalar::Uint32 | Scalar::Uint64 | Scalar::Fixed32 | Scalar::Fixed64 => Form::Uint,
        Scalar::Bool => Form::Bool,
        Scalar::String => Form::TEXT,
        Scalar::Bytes => Form::BYTES,
    }
}

/// Returns the Rust type of a number.
const fn number(scalar: Scalar) -> Option<&'static str> {
    Some(match scalar {
        Scalar::Double => "f64",
        Scalar::Float => "f32",
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => "i32",
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => "i64",
        Scalar::Uint32 | Scalar::Fixed32 => "u32",
        Scalar::Uint64 | Scalar::Fixed64 => "u64",
        Scalar::Bool | Scalar::String | Scalar::Bytes => return None,
    })
}

fn read_scalar(scalar: Scalar, place: &str) -> String {
    let value = pointed_to(place);
    match (scalar, number(scalar)) {
        (Scalar::String, _) => format!("{value}.as_str()"),
        (Scalar::Bytes, _) => format!("(&{value}[..])"),
        (_, Some("i32")) => format!("i64::from({value})"),
        (_, Some("u32")) => format!("u64::from({value})"),
        (_, Some("f32")) => format!("f64::from({value})"),
        _ => value,
    }
}

/// Returns the Rust expression of what a reference points to: `this.name` for `(&this.name)`.
fn pointed_to(place: &str) -> String {
    let place_of = place.strip_prefix("(&").and_then(|rest| rest.strip_suffix(')'));
    place_of.filter(|rest| !rest.starts_with('*')).map_or_else(|| format!("(*{place})"), str::to_owned)
}
