//! Options of plugins.
//!
//! Field numbers are those of `buf/plugin/option/v1/option.proto`.

use protoward_schema::wire::Writer;

/// The value of an option.
#[derive(Clone, Debug, PartialEq)]
pub enum OptionValue {
    /// A boolean.
    Bool(bool),
    /// A number without a fraction.
    Int(i64),
    /// A number with a fraction or an exponent.
    Float(f64),
    /// A text.
    String(String),
    /// Several values, all of one type.
    List(Vec<OptionValue>),
}

/// The reason why a value is no option. Plugins cannot distinguish these values from an option that is not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnusableValue {
    /// `false`, 0, and an empty text or list.
    #[error("an option is not set to {0}; leave it out")]
    Empty(&'static str),
    /// Values of several types in a list.
    #[error("the values of a list have one type")]
    Mixed,
}

impl OptionValue {
    /// Checks that plugins can have the value.
    ///
    /// # Errors
    /// Fails for the values that plugins read as unset, and for lists of several types, as in buf.
    pub fn check(&self) -> Result<(), UnusableValue> {
        match self {
            Self::Bool(false) => Err(UnusableValue::Empty("`false`")),
            Self::Int(0) => Err(UnusableValue::Empty("0")),
            Self::Float(0.0) => Err(UnusableValue::Empty("0")),
            Self::String(text) if text.is_empty() => Err(UnusableValue::Empty("an empty text")),
            Self::List(values) => {
                let first = values.first().ok_or(UnusableValue::Empty("an empty list"))?;
                let is_same = |value: &Self| std::mem::discriminant(value) == std::mem::discriminant(first);
                if !values.iter().all(is_same) {
                    return Err(UnusableValue::Mixed);
                }
                values.iter().try_for_each(Self::check)
            }
            Self::Bool(true) | Self::Int(_) | Self::Float(_) | Self::String(_) => Ok(()),
        }
    }

    /// Writes the fields of a `Value`.
    fn write(&self, writer: &mut Writer) {
        match self {
            Self::Bool(value) => writer.uint64(1, u64::from(*value)),
            Self::Int(value) => writer.uint64(2, *value as u64),
            Self::Float(value) => writer.fixed64(3, value.to_bits()),
            Self::String(value) => writer.string(4, value),
            Self::List(values) => writer.message(6, |writer| {
                values.iter().for_each(|value| writer.message(1, |writer| value.write(writer)));
            }),
        }
    }
}

/// Writes the fields of an `Option`.
pub(crate) fn write(key: &str, value: &OptionValue, writer: &mut Writer) {
    writer.string(1, key);
    writer.message(2, |writer| value.write(writer));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejects_values_that_mean_unset() {
        let text = |text: &str| OptionValue::String(text.to_owned());
        let unset = [
            OptionValue::Bool(false),
            OptionValue::Int(0),
            OptionValue::Float(-0.0),
            text(""),
            OptionValue::List(vec![]),
        ];
        assert!(unset.iter().all(|value| value.check().is_err()));
        assert!(OptionValue::List(vec![text("a"), text("")]).check().is_err());
        assert!(OptionValue::List(vec![OptionValue::List(vec![OptionValue::Int(1)])]).check().is_ok());
        assert_eq!(OptionValue::List(vec![text("a"), OptionValue::Int(1)]).check(), Err(UnusableValue::Mixed));
    }

    #[test]
    fn writes_negative_integers_in_ten_bytes() {
        let mut writer = Writer::default();
        write("abc", &OptionValue::Int(-1), &mut writer);
        assert_eq!(writer.as_bytes().len(), 5 + 2 + 11);
    }
}
