//! Enum values, which are names in JSON, or numbers without a name.

use serde::de::{Deserializer, Error as _};
use serde::ser::Serializer;

use super::atom::Atom;
use super::context::Context;
use super::descriptor::{EnumDescriptor, Field, Kind};

/// A generated enum with JSON.
pub trait Enum {
    /// The full name and the values.
    const DESCRIPTOR: &'static EnumDescriptor;
}

impl Field {
    /// Creates a field without presence whose values are of a generated enum.
    pub const fn enumeration<E: Enum>(number: u32, json_name: &'static str, name: &'static str) -> Self {
        Self::new(number, json_name, name, Kind::Enum(E::DESCRIPTOR))
    }
}

/// The reason why an enum value could not be read.
pub(super) enum Wrong {
    /// The enum does not define the name or number.
    Unknown(String),
    /// The value has the wrong type or is out of range.
    Unfit(String),
}

/// Returns the number of a value, which is given by its name or number. The number may be a string.
pub(super) fn value_of(of: &'static EnumDescriptor, atom: &Atom<'_>) -> Result<i32, Wrong> {
    if let Some(text) = atom.text() {
        match of.number(text) {
            Some(number) => return Ok(number),
            None if text.parse::<i32>().is_ok() => {}
            None => return Err(Wrong::Unknown(format!("enum `{}` has no value `{text}`", of.name))),
        }
    }
    let number = atom.whole(of.name, i32::MIN.into(), i32::MAX.into()).map_err(Wrong::Unfit)? as i32;
    if of.is_closed && of.value_name(number).is_none() {
        Err(Wrong::Unknown(format!("enum `{}` has no value {number}, and is closed", of.name)))
    } else {
        Ok(number)
    }
}

/// Writes the number of an enum value.
pub(super) fn write_number<S: Serializer>(
    of: &EnumDescriptor,
    number: i32,
    context: Context,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match of.value_name(number).filter(|_| !context.options.enum_numbers) {
        Some(name) => serializer.serialize_str(name),
        None => serializer.serialize_i32(number),
    }
}

/// Writes the enum value with a number: its name, or the number if it has none.
///
/// # Errors
/// Fails if the serializer fails.
pub fn write_enum<E: Enum, S: Serializer>(number: i32, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
    write_number(E::DESCRIPTOR, number, context, serializer)
}

/// Reads an enum value that is a variant of the Rust enum.
///
/// # Errors
/// Fails if the input is not a variant, or if the deserializer fails.
pub fn read_enum<'de, E: Enum + TryFrom<i32>, D: Deserializer<'de>>(deserializer: D) -> Result<E, D::Error> {
    let of = E::DESCRIPTOR;
    let atom = Atom::read(of.name, deserializer)?;
    let number = value_of(of, &atom).map_err(|(Wrong::Unknown(why) | Wrong::Unfit(why))| D::Error::custom(why))?;
    E::try_from(number).map_err(|_| D::Error::custom(format_args!("enum `{}` has no value {number}", of.name)))
}
