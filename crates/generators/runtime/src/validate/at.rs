//! The path of the value that is validated, on the stack.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::field::{Field, PathElement, Subscript};

/// The path of a value. Each element refers to the one before, so that no path is built unless there is a violation.
#[derive(Clone, Copy, Debug)]
pub struct At<'a> {
    outer: Option<&'a At<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    Root,
    Field(&'static Field),
    Key(Key<'a>),
}

/// The position of an item in a list, or the key of a map.
#[derive(Clone, Copy, Debug)]
pub enum Key<'a> {
    /// The position of an item.
    Index(usize),
    /// A key of type `bool`.
    Bool(bool),
    /// A key of a signed integer type.
    Int(i64),
    /// A key of an unsigned integer type.
    Uint(u64),
    /// A key of type `string`.
    Text(&'a str),
}

impl At<'_> {
    /// The path of the message that is validated as a whole.
    pub const ROOT: At<'static> = At { outer: None, step: Step::Root };

    /// Returns the path of a field of this message.
    pub fn field(&self, field: &'static Field) -> At<'_> {
        At { outer: Some(self), step: Step::Field(field) }
    }

    /// Returns the path of an item or entry of this field.
    pub fn key<'a>(&'a self, key: Key<'a>) -> At<'a> {
        At { outer: Some(self), step: Step::Key(key) }
    }

    /// Returns the elements of the path.
    pub(super) fn elements(&self) -> Vec<PathElement> {
        let mut steps = Vec::new();
        let mut next = Some(self);
        while let Some(at) = next {
            steps.push(at.step);
            next = at.outer;
        }
        let mut elements: Vec<PathElement> = Vec::new();
        for step in steps.into_iter().rev() {
            match step {
                Step::Root => {}
                Step::Field(field) => elements.push(PathElement { field, subscript: None }),
                Step::Key(key) => {
                    if let Some(last) = elements.last_mut() {
                        last.subscript = Some(key.into());
                    }
                }
            }
        }
        elements
    }
}

impl From<&bool> for Key<'_> {
    fn from(key: &bool) -> Self {
        Self::Bool(*key)
    }
}

impl From<&i32> for Key<'_> {
    fn from(key: &i32) -> Self {
        Self::Int((*key).into())
    }
}

impl From<&i64> for Key<'_> {
    fn from(key: &i64) -> Self {
        Self::Int(*key)
    }
}

impl From<&u32> for Key<'_> {
    fn from(key: &u32) -> Self {
        Self::Uint((*key).into())
    }
}

impl From<&u64> for Key<'_> {
    fn from(key: &u64) -> Self {
        Self::Uint(*key)
    }
}

impl<'a> From<&'a String> for Key<'a> {
    fn from(key: &'a String) -> Self {
        Self::Text(key)
    }
}

impl From<Key<'_>> for Subscript {
    fn from(key: Key<'_>) -> Self {
        match key {
            Key::Index(index) => Self::Index(index as u64),
            Key::Bool(key) => Self::Bool(key),
            Key::Int(key) => Self::Int(key),
            Key::Uint(key) => Self::Uint(key),
            Key::Text(key) => Self::Text(key.to_owned()),
        }
    }
}
