use serde::de::{Deserializer, Error as _};
use serde::ser::Serializer;

use super::atom::Atom;
use super::codec::Codec;
use super::context::Context;
use super::options::Options;
use crate::EnumNumber;

/// The values of an enum.
pub trait Enum {
    /// The full name.
    const NAME: &'static str;

    /// `true` if the enum is closed.
    const IS_CLOSED: bool;

    /// The names of the values with their numbers. A number with several names is written with the first one.
    const VALUES: &'static [(&'static str, i32)];

    /// Returns the name of a number.
    fn name(number: i32) -> Option<&'static str> {
        // Most enums count from zero.
        let at_number = usize::try_from(number).ok().and_then(|index| Self::VALUES.get(index));
        let found = match Self::IS_COUNTED {
            true => at_number,
            false => Self::VALUES.iter().find(|(_, it)| *it == number),
        };
        found.map(|(name, _)| *name)
    }

    /// `true` if the index of each value is its number.
    #[doc(hidden)]
    const IS_COUNTED: bool = is_counted(Self::VALUES);

    /// Returns the number of a name.
    fn number(name: &str) -> Option<i32> {
        Self::VALUES.iter().find(|(it, _)| *it == name).map(|(_, number)| *number)
    }
}

const fn is_counted(values: &[(&str, i32)]) -> bool {
    let mut index = 0;
    while index < values.len() {
        if values[index].1 != index as i32 {
            return false;
        }
        index += 1;
    }
    true
}

/// Values of the enum `E`.
pub struct Named<E>(E);

/// The codec of `i32` and of other types that hold the number of an enum value.
impl<E: Enum, T: EnumNumber> Codec<T> for Named<E> {
    fn write<S: Serializer>(value: &T, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
        let number = value.number();
        match E::name(number).filter(|_| !context.options.enum_numbers) {
            Some(name) => serializer.serialize_str(name),
            None => serializer.serialize_i32(number),
        }
    }

    fn read<'de, D: Deserializer<'de>>(slot: &mut T, context: Context, deserializer: D) -> Result<bool, D::Error> {
        match value::<E>(&Atom::read(E::NAME, deserializer)?) {
            Ok(value) => *slot = T::of(value),
            Err(Wrong::Unknown(_)) if context.options.ignore_unknown => return Ok(false),
            Err(Wrong::Unknown(why) | Wrong::Unfit(why)) => return Err(D::Error::custom(why)),
        }
        Ok(true)
    }

    fn is_zero(value: &T) -> bool {
        value.number() == 0
    }
}

enum Wrong {
    /// The enum does not define the name or number.
    Unknown(String),
    /// The value has the wrong type or is out of range.
    Unfit(String),
}

/// Returns the number of a value, which is given by its name or number. The number may be a string.
fn value<E: Enum>(atom: &Atom<'_>) -> Result<i32, Wrong> {
    if let Some(text) = atom.text() {
        match E::number(text) {
            Some(number) => return Ok(number),
            None if text.parse::<i32>().is_ok() => {}
            None => return Err(Wrong::Unknown(format!("enum `{}` has no value `{text}`", E::NAME))),
        }
    }
    let number = atom.whole(E::NAME, i32::MIN.into(), i32::MAX.into()).map_err(Wrong::Unfit)? as i32;
    match E::IS_CLOSED && E::name(number).is_none() {
        true => Err(Wrong::Unknown(format!("enum `{}` has no value {number}, and is closed", E::NAME))),
        false => Ok(number),
    }
}

/// `google.protobuf.NullValue`.
pub enum Null {}

impl<T: EnumNumber> Codec<T> for Null {
    const TAKES_NULL: bool = true;

    fn write<S: Serializer>(_: &T, _: Context, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }

    fn read<'de, D: Deserializer<'de>>(slot: &mut T, context: Context, deserializer: D) -> Result<bool, D::Error> {
        const NAME: &str = "google.protobuf.NullValue";
        let atom = Atom::read(NAME, deserializer)?;
        let number = match &atom {
            Atom::Null => 0,
            Atom::Text(text) if text == "NULL_VALUE" => 0,
            Atom::Text(text) if text.parse::<i32>().is_err() && context.options.ignore_unknown => return Ok(false),
            _ => atom.whole(NAME, i32::MIN.into(), i32::MAX.into()).map_err(D::Error::custom)? as i32,
        };
        *slot = T::of(number);
        Ok(true)
    }

    fn is_zero(value: &T) -> bool {
        value.number() == 0
    }
}

/// Writes an enum value.
///
/// # Errors
/// Fails if the serializer fails.
pub fn write_enum<E: Enum, S: Serializer>(number: i32, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
    <Named<E> as Codec<i32>>::write(&number, context, serializer)
}

/// Reads an enum value that is a variant of the Rust enum.
///
/// # Errors
/// Fails if the input is not a variant, or if the deserializer fails.
pub fn read_enum<'de, E: Enum + TryFrom<i32>, D: Deserializer<'de>>(
    context: Context,
    deserializer: D,
) -> Result<E, D::Error> {
    let context = context.with(Options { ignore_unknown: false, ..context.options });
    let mut number = 0_i32;
    Named::<E>::read(&mut number, context, deserializer)?;
    E::try_from(number).map_err(|_| D::Error::custom(format_args!("enum `{}` has no value {number}", E::NAME)))
}
