//! The forms of values: the Rust types that they have in compiled expressions, and in fields of messages.

use std::sync::Arc;

use protoward_constraints::cel::value::MessageObject;
use protoward_schema::{MessageId, Scalar};

/// The form of a value: its Rust type.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Form {
    Null,
    Bool,
    Int,
    Uint,
    Double,
    Duration,
    Timestamp,
    /// The name of a type: a `&'static str`.
    Type,
    /// A `&str`, or a `Cow` of it.
    Text {
        is_owned: bool,
    },
    /// A `&[u8]`, or a `Cow` of it.
    Bytes {
        is_owned: bool,
    },
    /// The value of a wrapper: an `Option`.
    Optional(Box<Form>),
    /// A reference to a message, or an `Option` of it: the default message is not made.
    Message {
        ty: MessageId,
        may_be_absent: bool,
    },
    /// A slice of the list of a field.
    Slice(Element),
    /// An `Option` of a reference to the map of a field. An absent map is empty.
    Map(Element, Element),
    /// An array, as written.
    Array(Box<Form>),
    /// A `Vec`.
    List(Box<Form>),
    /// An iterator that cannot fail.
    Iterator(Box<Form>),
    /// A `Value`, whose type is known at run time only.
    Dyn,
    /// A message of rules, which only exists while code is generated.
    Constant(Constant),
}

/// A message of rules.
#[derive(Clone, Debug)]
pub(super) struct Constant(pub(super) Arc<MessageObject>);

impl PartialEq for Constant {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Form {
    pub(super) const TEXT: Self = Self::Text { is_owned: false };
    pub(super) const BYTES: Self = Self::Bytes { is_owned: false };

    pub(super) fn list(of: Self) -> Self {
        Self::List(Box::new(of))
    }

    /// Returns `true` for a number.
    pub(super) const fn is_number(&self) -> bool {
        matches!(self, Self::Int | Self::Uint | Self::Double)
    }

    /// Returns `true` for a list.
    pub(super) const fn is_list(&self) -> bool {
        matches!(self, Self::Slice(_) | Self::Array(_) | Self::List(_) | Self::Iterator(_))
    }

    /// Returns `true` if the Rust type is `Copy`.
    pub(super) fn is_copy(&self) -> bool {
        match self {
            Self::Text { is_owned } | Self::Bytes { is_owned } => !is_owned,
            Self::Optional(of) => of.is_copy(),
            Self::Array(_) | Self::List(_) | Self::Iterator(_) | Self::Dyn => false,
            _ => true,
        }
    }

    /// Returns the form of a value without borrowed parts.
    pub(super) fn detached(&self) -> Self {
        match self {
            Self::Text { .. } => Self::Text { is_owned: true },
            Self::Bytes { .. } => Self::Bytes { is_owned: true },
            Self::Optional(of) => Self::Optional(Box::new(of.detached())),
            Self::List(of) => Self::list(of.detached()),
            other => other.clone(),
        }
    }

    /// Returns `true` for values that cannot borrow.
    pub(super) fn is_detached(&self) -> bool {
        match self {
            Self::Null
            | Self::Bool
            | Self::Int
            | Self::Uint
            | Self::Double
            | Self::Duration
            | Self::Timestamp
            | Self::Type
            | Self::Constant(_) => true,
            Self::Optional(of) | Self::List(of) => of.is_detached(),
            _ => false,
        }
    }
}

/// One value of a field, as its Rust type holds it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Element {
    pub(super) kind: ElementKind,
    /// `true` for a value in a `Box`.
    pub(super) is_boxed: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum ElementKind {
    Scalar(Scalar),
    /// A string without UTF-8 validation, which Rust has as bytes.
    UncheckedText,
    Enum,
    OpenEnum,
    Duration,
    Timestamp,
    /// A wrapper, and `true` if Rust has its scalar instead.
    Wrapper(Scalar, bool),
    Message(MessageId),
    /// A message whose value depends on other types, such as `google.protobuf.Any`.
    Dynamic(String),
}
