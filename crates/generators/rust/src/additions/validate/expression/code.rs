//! The Rust code of a part of an expression, with the form of its value.

use std::sync::Arc;

use protoward_constraints::cel::value::MessageObject;
use protoward_schema::MessageId;

use super::element::Element;

/// The Rust code of a part of an expression.
#[derive(Clone, Debug)]
pub(super) struct Code {
    /// A Rust expression that any operator can be written behind. With `?` in it if it can fail.
    pub(super) text: String,
    /// The form of the value.
    pub(super) form: Form,
    /// `true` if the text has a `?`.
    pub(super) fails: bool,
    /// `true` if the value may borrow from the variable of a macro, and so must not leave it.
    pub(super) is_local: bool,
    /// The value of a string that is known while code is generated.
    pub(super) literal: Option<Arc<str>>,
}

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
}

impl Code {
    /// Creates the code of a value that cannot fail and borrows from no variable of a macro.
    pub(super) fn new(text: impl Into<String>, form: Form) -> Self {
        Self { text: text.into(), form, fails: false, is_local: false, literal: None }
    }

    /// Creates the code of a string.
    pub(super) fn literal(text: &Arc<str>) -> Self {
        Self { literal: Some(Arc::clone(text)), ..Self::new(format!("{text:?}"), Form::TEXT) }
    }

    /// Creates the code of a value that is made of others.
    pub(super) fn of(parts: &[&Self], text: impl Into<String>, form: Form) -> Self {
        let fails = parts.iter().any(|part| part.fails);
        let is_local = !form.is_detached() && parts.iter().any(|part| part.is_local);
        Self { text: text.into(), form, fails, is_local, literal: None }
    }

    /// Returns the code of a value that can fail. The text is that of a `Result`.
    pub(super) fn fallible(parts: &[&Self], text: &str, form: Form) -> Self {
        Self { fails: true, ..Self::of(parts, format!("{text}?"), form) }
    }

    pub(super) fn failing_like(self, other: &Self) -> Self {
        Self { fails: self.fails || other.fails, ..self }
    }
}

impl Form {
    /// Returns `true` for values that cannot borrow.
    fn is_detached(&self) -> bool {
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
