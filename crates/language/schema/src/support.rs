//! The life of an option: the editions that introduce, deprecate and remove it, as `feature_support` declares.

use super::Edition;
use crate::wire::{WireReader, WireValue};

/// The editions that support an option or an option value, according to the `feature_support` of its declaration.
/// Editions are represented by number.
#[derive(Clone, Copy, Debug, Default)]
pub struct FeatureSupport<'a> {
    /// The first edition with the option.
    pub introduced: Option<i32>,
    /// The edition that deprecates the option.
    pub deprecated: Option<i32>,
    /// The warning about uses in later editions.
    pub warning: Option<&'a str>,
    /// The first edition without the option.
    pub removed: Option<i32>,
    /// The error about uses in later editions.
    pub error: Option<&'a str>,
}

/// The field numbers of `feature_support` in `FieldOptions` and `EnumValueOptions`.
const OF_FIELD: u32 = 22;
const OF_VALUE: u32 = 4;

impl<'a> FeatureSupport<'a> {
    /// Reads the serialized options of a field; `None` if they do not set `feature_support`.
    pub fn of_field(options: Option<&'a [u8]>) -> Option<Self> {
        Self::default().merged(options, OF_FIELD)
    }

    /// Reads the serialized options of an enum value; `None` if they do not set `feature_support`.
    pub fn of_value(options: Option<&'a [u8]>) -> Option<Self> {
        Self::default().value_in(options)
    }

    /// Applies the serialized options of an enum value; `None` if they do not set `feature_support`.
    pub fn value_in(self, options: Option<&'a [u8]>) -> Option<Self> {
        self.merged(options, OF_VALUE)
    }

    /// Returns `true` if an edition permits the option.
    pub fn has(&self, edition: Edition) -> bool {
        self.introduced.is_none_or(|introduced| edition.0 >= introduced)
            && self.removed.is_none_or(|removed| edition.0 < removed)
    }

    /// Returns `true` if an edition permits the option without a warning.
    pub fn is_full(&self, edition: Edition) -> bool {
        self.has(edition) && self.deprecated.is_none_or(|deprecated| edition.0 < deprecated)
    }

    fn merged(mut self, options: Option<&'a [u8]>, number: u32) -> Option<Self> {
        let options = WireReader::new(options?).fields().filter(|option| option.number == number);
        let mut is_there = false;
        for option in options {
            let WireValue::Bytes(bytes) = option.value else { continue };
            is_there = true;
            for field in WireReader::new(bytes).fields() {
                match (field.number, field.value) {
                    (1, WireValue::Varint(edition)) => self.introduced = Some(edition as i32),
                    (2, WireValue::Varint(edition)) => self.deprecated = Some(edition as i32),
                    (3, WireValue::Bytes(text)) => self.warning = std::str::from_utf8(text).ok(),
                    (4, WireValue::Varint(edition)) => self.removed = Some(edition as i32),
                    (5, WireValue::Bytes(text)) => self.error = std::str::from_utf8(text).ok(),
                    _ => {}
                }
            }
        }
        is_there.then_some(self)
    }
}
