use super::Edition;
use crate::wire::{Reader, Value};

/// In which editions an option, or a value of one, can be used, as `feature_support` of its declaration says; editions by
/// number.
#[derive(Clone, Copy, Debug, Default)]
pub struct FeatureSupport<'a> {
    /// The first edition that has it.
    pub introduced: Option<i32>,
    /// The edition that deprecates it.
    pub deprecated: Option<i32>,
    /// The warning for its use from that edition on.
    pub warning: Option<&'a str>,
    /// The first edition without it.
    pub removed: Option<i32>,
    /// The error for its use from that edition on.
    pub error: Option<&'a str>,
}

/// The number of `feature_support` in `FieldOptions` and in `EnumValueOptions`.
const OF_FIELD: u32 = 22;
const OF_VALUE: u32 = 4;

impl<'a> FeatureSupport<'a> {
    /// What the serialized options of a field say; `None` where they say nothing.
    pub fn of_field(options: Option<&'a [u8]>) -> Option<Self> {
        Self::default().merged(options, OF_FIELD)
    }

    /// What the serialized options of a value say.
    pub fn of_value(options: Option<&'a [u8]>) -> Option<Self> {
        Self::default().value_in(options)
    }

    /// The same, with what the options of a value say put over it; `None` where they say nothing.
    pub fn value_in(self, options: Option<&'a [u8]>) -> Option<Self> {
        self.merged(options, OF_VALUE)
    }

    /// Whether it is no error to use it in this edition.
    pub fn has(&self, edition: Edition) -> bool {
        self.introduced.is_none_or(|introduced| edition.0 >= introduced)
            && self.removed.is_none_or(|removed| edition.0 < removed)
    }

    /// Whether there is nothing to say of a use in this edition.
    pub fn is_full(&self, edition: Edition) -> bool {
        self.has(edition) && self.deprecated.is_none_or(|deprecated| edition.0 < deprecated)
    }

    fn merged(mut self, options: Option<&'a [u8]>, number: u32) -> Option<Self> {
        let options = Reader::new(options?).fields().filter(|option| option.number == number);
        let mut is_there = false;
        for option in options {
            let Value::Bytes(bytes) = option.value else { continue };
            is_there = true;
            for field in Reader::new(bytes).fields() {
                match (field.number, field.value) {
                    (1, Value::Varint(edition)) => self.introduced = Some(edition as i32),
                    (2, Value::Varint(edition)) => self.deprecated = Some(edition as i32),
                    (3, Value::Bytes(text)) => self.warning = std::str::from_utf8(text).ok(),
                    (4, Value::Varint(edition)) => self.removed = Some(edition as i32),
                    (5, Value::Bytes(text)) => self.error = std::str::from_utf8(text).ok(),
                    _ => {}
                }
            }
        }
        is_there.then_some(self)
    }
}
