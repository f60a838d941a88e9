//! Types of expressions, and their unification.
//!
//! The rules are those of the type checker of `cel-go`, which protovalidate uses: `dyn` and `Any` fit everything, `null`
//! fits messages and wrappers, a wrapper fits its scalar, and the type of an empty list is open until it is used.

use protoward_schema::{FieldId, FieldType, MessageId, Scalar, Schema, Shape};
use std::fmt;

/// Maximum number of parts of a type. Without it, a few nested maps would make a type of any size.
const MAX_SIZE: usize = 500;

/// A type of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::enum_variant_names, reason = "the variant is the type of a type")]
pub(crate) enum Type {
    Dyn,
    /// `google.protobuf.Any`
    Any,
    Null,
    Bool,
    Int,
    Uint,
    Double,
    Text,
    Bytes,
    Duration,
    Timestamp,
    /// A wrapper message such as `google.protobuf.Int32Value`: its scalar, or `null`.
    Wrapper(Box<Self>),
    List(Box<Self>),
    Map(Box<Self>, Box<Self>),
    /// A message, with its full name.
    Message(MessageId, String),
    /// A type as a value.
    Type(Box<Self>),
    /// A type that is not known yet.
    Open(usize),
}

impl Type {
    pub(crate) fn list(of: Self) -> Self {
        Self::List(Box::new(of))
    }

    pub(crate) fn map(key: Self, value: Self) -> Self {
        Self::Map(Box::new(key), Box::new(value))
    }

    /// Returns `true` for a type that fits everything.
    pub(crate) const fn is_dyn(&self) -> bool {
        matches!(self, Self::Dyn | Self::Any)
    }

    /// Returns `true` if the type has few parts.
    pub(crate) fn is_small(&self) -> bool {
        let mut left = MAX_SIZE;
        self.count(&mut left)
    }

    fn count(&self, left: &mut usize) -> bool {
        if *left == 0 {
            return false;
        }
        *left -= 1;
        match self {
            Self::Wrapper(of) | Self::List(of) | Self::Type(of) => of.count(left),
            Self::Map(key, value) => key.count(left) && value.count(left),
            _ => true,
        }
    }

    /// Returns the type of a field's value, as an expression sees it.
    pub(crate) fn of_field(schema: &Schema, field: FieldId) -> Self {
        match schema.shape(field) {
            Shape::Single(_) => Self::of_element(schema, field),
            Shape::Repeated { .. } => Self::list(Self::of_element(schema, field)),
            Shape::Map { key, value } => Self::map(Self::of_element(schema, key), Self::of_element(schema, value)),
        }
    }

    /// Returns the type of one value of a field.
    pub(crate) fn of_element(schema: &Schema, field: FieldId) -> Self {
        match schema[field].ty {
            FieldType::Scalar(scalar) => Self::of_scalar(scalar),
            FieldType::Enum(_) => Self::Int,
            FieldType::Message(message) | FieldType::Group(message) => Self::of_message(schema, message),
        }
    }

    /// Returns the type of a message. Well-known types are not messages to expressions.
    pub(crate) fn of_message(schema: &Schema, message: MessageId) -> Self {
        let name = schema.text(schema[message].full_name);
        let wrapper = |of| Self::Wrapper(Box::new(of));
        match name.strip_prefix("google.protobuf.").unwrap_or_default() {
            "Any" => Self::Any,
            "Duration" => Self::Duration,
            "Timestamp" => Self::Timestamp,
            "Struct" => Self::map(Self::Text, Self::Dyn),
            "ListValue" => Self::list(Self::Dyn),
            "Value" => Self::Dyn,
            "BoolValue" => wrapper(Self::Bool),
            "BytesValue" => wrapper(Self::Bytes),
            "DoubleValue" | "FloatValue" => wrapper(Self::Double),
            "Int32Value" | "Int64Value" => wrapper(Self::Int),
            "UInt32Value" | "UInt64Value" => wrapper(Self::Uint),
            "StringValue" => wrapper(Self::Text),
            _ => Self::Message(message, name.to_owned()),
        }
    }

    const fn of_scalar(scalar: Scalar) -> Self {
        match scalar {
            Scalar::Double | Scalar::Float => Self::Double,
            Scalar::Int32 | Scalar::Int64 | Scalar::Sint32 | Scalar::Sint64 | Scalar::Sfixed32 | Scalar::Sfixed64 => {
                Self::Int
            }
            Scalar::Uint32 | Scalar::Uint64 | Scalar::Fixed32 | Scalar::Fixed64 => Self::Uint,
            Scalar::Bool => Self::Bool,
            Scalar::String => Self::Text,
            Scalar::Bytes => Self::Bytes,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dyn | Self::Open(_) => f.write_str("dyn"),
            Self::Any => f.write_str("google.protobuf.Any"),
            Self::Null => f.write_str("null"),
            Self::Bool => f.write_str("bool"),
            Self::Int => f.write_str("int"),
            Self::Uint => f.write_str("uint"),
            Self::Double => f.write_str("double"),
            Self::Text => f.write_str("string"),
            Self::Bytes => f.write_str("bytes"),
            Self::Duration => f.write_str("duration"),
            Self::Timestamp => f.write_str("timestamp"),
            Self::Wrapper(of) => write!(f, "wrapper({of})"),
            Self::List(of) => write!(f, "list({of})"),
            Self::Map(key, value) => write!(f, "map({key}, {value})"),
            Self::Message(_, name) => f.write_str(name),
            Self::Type(of) => write!(f, "type({of})"),
        }
    }
}

/// The open types of an expression, and what they are bound to.
#[derive(Debug, Default)]
pub(crate) struct Bindings {
    bound: Vec<Option<Type>>,
    /// The earlier values of changed bindings, to undo an attempt.
    changes: Vec<(usize, Option<Type>)>,
}

impl Bindings {
    /// Returns a new open type.
    pub(crate) fn open(&mut self) -> Type {
        self.bound.push(None);
        Type::Open(self.bound.len() - 1)
    }

    /// Returns `true` if values of some types can be passed where others are expected. Binds open types, unless the
    /// attempt fails.
    pub(crate) fn fit_all(&mut self, found: &[Type], wanted: &[Type]) -> bool {
        let start = self.changes.len();
        let fits =
            found.len() == wanted.len() && found.iter().zip(wanted).all(|(found, wanted)| self.fits(found, wanted));
        if fits {
            self.changes.truncate(start);
        } else {
            while self.changes.len() > start {
                if let Some((at, before)) = self.changes.pop() {
                    self.bound[at] = before;
                }
            }
        }
        fits
    }

    /// Returns a type with all bound types in place. An unbound type stays open.
    pub(crate) fn resolved(&self, ty: &Type) -> Type {
        let mut left = 4 * MAX_SIZE;
        self.resolve(ty, &mut left)
    }

    fn resolve(&self, ty: &Type, left: &mut usize) -> Type {
        // Bindings can share parts, so the resolved type may be larger than all bindings together.
        if *left == 0 {
            return Type::Dyn;
        }
        *left -= 1;
        match ty {
            Type::Open(at) => match &self.bound[*at] {
                Some(bound) => self.resolve(bound, left),
                None => ty.clone(),
            },
            Type::List(of) => Type::list(self.resolve(of, left)),
            Type::Map(key, value) => Type::map(self.resolve(key, left), self.resolve(value, left)),
            Type::Type(of) => Type::Type(Box::new(self.resolve(of, left))),
            other => other.clone(),
        }
    }

    /// Returns the more general one of two types that fit each other.
    pub(crate) fn more_general(&self, one: Type, other: Type) -> Type {
        if is_more_general(&self.resolved(&one), &self.resolved(&other)) { one } else { other }
    }

    fn bind(&mut self, at: usize, ty: Type) {
        let before = self.bound[at].replace(ty);
        self.changes.push((at, before));
    }

    fn fits(&mut self, found: &Type, wanted: &Type) -> bool {
        if let Type::Open(at) = *wanted {
            let (is_right, is_known) = self.fits_open(found, at);
            if is_right || is_known {
                return is_right;
            }
        }
        if let Type::Open(at) = *found {
            return self.fits_open(wanted, at).0;
        }
        if found.is_dyn() || wanted.is_dyn() {
            return true;
        }
        match (found, wanted) {
            (Type::Null, other) | (other, Type::Null) => {
                matches!(other, Type::Null | Type::Duration | Type::Timestamp | Type::Wrapper(_) | Type::Message(..))
            }
            (Type::Wrapper(one), Type::Wrapper(other)) => one == other,
            (Type::Wrapper(of), other) | (other, Type::Wrapper(of)) => of.as_ref() == other,
            (Type::List(one), Type::List(other)) => self.fits(one, other),
            (Type::Map(key, value), Type::Map(other_key, other_value)) => {
                self.fits(key, other_key) && self.fits(value, other_value)
            }
            (Type::Type(_), Type::Type(_)) => true,
            (one, other) => one == other,
        }
    }

    /// Returns `true` if a type fits an open one, and `true` if that was known before.
    fn fits_open(&mut self, ty: &Type, at: usize) -> (bool, bool) {
        if *ty == Type::Open(at) {
            return (true, true);
        }
        if let Some(bound) = self.bound[at].clone() {
            if *ty == bound {
                return (true, true);
            }
            if !self.fits(ty, &bound) {
                return (false, true);
            }
            let general = if is_more_general(ty, &bound) { ty.clone() } else { bound };
            if !self.contains(&general, at, &mut (4 * MAX_SIZE)) {
                self.bind(at, general);
            }
            return (true, true);
        }
        if self.contains(ty, at, &mut (4 * MAX_SIZE)) {
            return (false, false);
        }
        self.bind(at, ty.clone());
        (true, false)
    }

    /// Returns `true` if a type contains an open type, or if it is too large to tell.
    fn contains(&self, ty: &Type, at: usize, left: &mut usize) -> bool {
        if *left == 0 {
            return true;
        }
        *left -= 1;
        match ty {
            Type::Open(other) if *other == at => true,
            Type::Open(other) => match &self.bound[*other] {
                Some(bound) => self.contains(bound, at, left),
                None => false,
            },
            Type::List(of) | Type::Type(of) => self.contains(of, at, left),
            Type::Map(key, value) => self.contains(key, at, left) || self.contains(value, at, left),
            _ => false,
        }
    }
}

fn is_more_general(one: &Type, other: &Type) -> bool {
    match (one, other) {
        (Type::Dyn | Type::Open(_), _) => true,
        (_, Type::Dyn | Type::Open(_)) => false,
        (Type::List(one), Type::List(other)) => is_more_general(one, other),
        (Type::Map(key, value), Type::Map(other_key, other_value)) => {
            is_more_general(key, other_key) && is_more_general(value, other_value)
        }
        (Type::Type(_), Type::Type(_)) => true,
        (one, other) => one == other,
    }
}
