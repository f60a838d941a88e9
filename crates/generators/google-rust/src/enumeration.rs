//! Enums: structs with a number, and constants for their values.

use crate::error::Error;
use crate::mini;
use crate::names::types as names;
use crate::names::values::constant;
use crate::template::fill;
use protoward_schema::{EnumId, EnumType, Schema};
use std::collections::{HashMap, HashSet};

const START: &str = include_str!("templates/enum_start.txt");
const OPEN: &str = include_str!("templates/enum_open.txt");
const CLOSED: &str = include_str!("templates/enum_closed.txt");
const END: &str = include_str!("templates/enum_end.txt");
const MINI_TABLE: &str = include_str!("templates/enum_mini_table.txt");

/// Writes an enum with its constants, and its mini table if it is closed.
///
/// # Errors
/// Fails if a value has no constant.
pub(crate) fn write(schema: &Schema, id: EnumId, page: &mut String) -> Result<(), Error> {
    let it = &schema[id];
    let name = names::enumeration(schema, id);
    let default = it.values.first().map_or(0, |&value| schema[value].number).to_string();
    let is_closed = it.features.enum_type == EnumType::Closed;
    let Values { constants, names, numbers } = Values::new(schema, id, &name)?;
    fill(page, START, &[("Enum", &name), ("constants", &constants), ("names", &names)]);
    fill(page, if is_closed { CLOSED } else { OPEN }, &[("Enum", &name)]);
    fill(page, END, &[("Enum", &name), ("default", &default), ("numbers", &numbers)]);
    if is_closed {
        fill(page, MINI_TABLE, &[("Enum", &name), ("descriptor", &mini::enumeration(schema, it))]);
    }
    Ok(())
}

/// The parts of an enum's code that list values.
#[derive(Default)]
struct Values {
    /// The declarations of the constants, grouped by number.
    constants: String,
    /// The match arms from numbers to names. Of aliases, the first counts.
    names: String,
    /// The pattern that matches all numbers.
    numbers: String,
}

impl Values {
    fn new(schema: &Schema, id: EnumId, name: &str) -> Result<Self, Error> {
        let mut values = Self::default();
        for (number, constants) in by_number(schema, id)? {
            let number = number.to_string();
            for constant in &constants {
                values.constants.extend(["  pub const ", constant, ": ", name, " = ", name, "(", &number, ");\n"]);
            }
            values.names.extend(["      ", &number, " => \"", &constants[0], "\",\n"]);
            let separator = if values.numbers.is_empty() { "" } else { "|" };
            values.numbers.extend([separator, &number]);
        }
        Ok(values)
    }
}

/// Returns the numbers of an enum in the order of their first values, each with its constants. If two values have the same
/// constant, the second one is left out.
fn by_number(schema: &Schema, id: EnumId) -> Result<Vec<(i32, Vec<String>)>, Error> {
    let it = &schema[id];
    let mut numbers: Vec<(i32, Vec<String>)> = Vec::with_capacity(it.values.len());
    let mut positions = HashMap::new();
    let mut seen = HashSet::new();
    for &value in &it.values {
        let value = &schema[value];
        let constant = constant(schema.text(it.name), schema.text(value.name))?;
        if !seen.insert(constant.clone()) {
            continue;
        }
        let position = *positions.entry(value.number).or_insert(numbers.len());
        match numbers.get_mut(position) {
            None => numbers.push((value.number, vec![constant])),
            Some((_, constants)) => constants.push(constant),
        }
    }
    Ok(numbers)
}
