//! Messages in the binary encoding. They are written here, so that they do not depend on a version of prost.

use alloc::vec::Vec;

use super::field::{PathElement, Subscript};
use super::rule::Rule;
use super::violation::{Violation, Violations};
use crate::wire::{LENGTH_DELIMITED, put_key, put_varint};

impl Violations {
    /// Returns the message `buf.validate.Violations` in the binary encoding.
    pub fn encode(&self) -> Vec<u8> {
        let mut message = Encoded::default();
        for violation in self {
            message.message(1, violation.encoded());
        }
        message.bytes
    }
}

impl Violation {
    /// Returns the message `buf.validate.Violation`.
    fn encoded(&self) -> Encoded {
        let mut message = Encoded::default();
        message.text(2, self.rule_id());
        message.text(3, self.message());
        if self.for_key() {
            message.varint(4, 1);
        }
        if !self.field().is_empty() {
            message.message(5, elements(self.field().iter().map(field_element)));
        }
        if !self.rule.path.is_empty() {
            message.message(6, elements(rule_elements(self.rule)));
        }
        message
    }
}

fn elements(elements: impl Iterator<Item = Encoded>) -> Encoded {
    let mut path = Encoded::default();
    elements.for_each(|element| path.message(1, element));
    path
}

fn field_element(element: &PathElement) -> Encoded {
    let mut message = Encoded::default();
    if let Some(number) = element.number() {
        message.varint(1, number.unsigned_abs().into());
    }
    message.text(2, element.name());
    for (number, ty) in (3..).zip(element.types()).filter(|(_, ty)| *ty != 0) {
        message.varint(number, ty.into());
    }
    match element.subscript() {
        None => {}
        Some(Subscript::Index(index)) => message.varint(6, *index),
        Some(Subscript::Bool(key)) => message.varint(7, u64::from(*key)),
        Some(Subscript::Int(key)) => message.varint(8, *key as u64),
        Some(Subscript::Uint(key)) => message.varint(9, *key),
        Some(Subscript::Text(key)) => message.text(10, key),
    }
    message
}

fn rule_elements(rule: &Rule) -> impl Iterator<Item = Encoded> {
    let last = rule.path.len() - 1;
    rule.path.iter().enumerate().map(move |(at, (name, number, ty))| {
        let mut message = Encoded::default();
        message.varint(1, number.unsigned_abs().into());
        message.text(2, name);
        message.varint(3, (*ty).into());
        if let Some(index) = rule.index.filter(|_| at == last) {
            message.varint(6, index);
        }
        message
    })
}

/// The bytes of a message.
#[derive(Debug, Default)]
pub(super) struct Encoded {
    pub(super) bytes: Vec<u8>,
}

impl Encoded {
    pub(super) fn varint(&mut self, number: u32, value: u64) {
        put_key(&mut self.bytes, number, 0);
        put_varint(&mut self.bytes, value);
    }

    pub(super) fn text(&mut self, number: u32, text: &str) {
        self.delimited(number, text.as_bytes());
    }

    pub(super) fn message(&mut self, number: u32, message: Self) {
        self.delimited(number, &message.bytes);
    }

    fn delimited(&mut self, number: u32, bytes: &[u8]) {
        put_key(&mut self.bytes, number, LENGTH_DELIMITED);
        put_varint(&mut self.bytes, bytes.len() as u64);
        self.bytes.extend_from_slice(bytes);
    }
}
