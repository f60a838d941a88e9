//! The places of parts of an option, also inside of a message literal.
//!
//! `SourceCodeInfo` has the place of a statement such as `(buf.validate.field).string = {min_len: 1}`, and no places
//! below. buf has those of the values inside, so this module reads the literal again. A part without a place of its own
//! is at the first part below it, or else at the nearest part around it.

mod literal;
mod rule_places;

pub use rule_places::RulePlaces;

use crate::model::{FIELD, MESSAGE, ONEOF, PREDEFINED};
use protoward_schema::{Element, FieldType, FileId, MessageId, Schema, Shape};
use protoward_source::{Extent, Place, Span};
use std::collections::HashMap;

/// The numbers of the options: `message`, `oneof` and `field`, and `predefined`.
const OPTIONS: [i32; 2] = [1159, 1160];

/// The parts of options in a file, in their order, by the path of their option.
#[derive(Clone, Debug, Default)]
pub struct OptionPlaces {
    by_option: HashMap<Vec<i32>, Vec<Part>>,
}

/// A part of an option.
#[derive(Clone, Debug)]
struct Part {
    /// The path inside of the option.
    path: Vec<i32>,
    extent: Extent,
}

impl OptionPlaces {
    /// Reads the places of a file; `text` is `None` for a file of an image.
    pub fn new(schema: &Schema, file: FileId, text: Option<&str>) -> Self {
        let mut places = Self::default();
        for (path, location) in schema[file].locations.all() {
            // Before the number of an option are pairs of a field and an index, and the field of the options.
            let splits = (1..path.len()).step_by(2).filter(|&at| OPTIONS.contains(&path[at]));
            for at in splits {
                let (option, inside) = path.split_at(at + 1);
                let parts = places.by_option.entry(option.to_vec()).or_default();
                parts.push(Part { path: inside.to_vec(), extent: location.extent });
                if let (Some(text), Extent::Bytes(span)) = (text, location.extent)
                    && let Some(ty) = type_of(schema, option, inside)
                {
                    literal::read(schema, ty, text, span, &mut |below, span: Span| {
                        let path = inside.iter().copied().chain(below.iter().copied()).collect();
                        parts.push(Part { path, extent: Extent::Bytes(span) });
                    });
                }
            }
        }
        places
    }

    /// Returns the place of a path in the descriptor of an element.
    pub fn find(&self, schema: &Schema, element: Element, path: &[i32]) -> Place {
        let whole = schema.place(element);
        let (option, inside) = path.split_at(path.len().min(2));
        let mut key = schema.path(element);
        key.extend_from_slice(option);
        let Some(parts) = self.by_option.get(&key) else { return whole };
        let exact = parts.iter().find(|part| part.path == inside);
        let extent = exact.or_else(|| nearest(parts, inside)).map(|part| part.extent);
        Place { extent: extent.or(whole.extent), ..whole }
    }
}

/// Returns the first part below a path, or else the innermost part around it.
fn nearest<'p>(parts: &'p [Part], path: &[i32]) -> Option<&'p Part> {
    let below = parts.iter().find(|part| part.path.starts_with(path));
    below.or_else(|| {
        let around = parts.iter().filter(|part| path.starts_with(&part.path));
        around.fold(None, |best: Option<&Part>, part| match best {
            Some(best) if best.path.len() >= part.path.len() => Some(best),
            _ => Some(part),
        })
    })
}

/// Returns the message type of a part of an option; `None` if the part is no message, or one of many.
fn type_of(schema: &Schema, option: &[i32], inside: &[i32]) -> Option<MessageId> {
    let (number, field) = option.split_last()?;
    let annotation = match (number, field.last()?) {
        (1160, _) => PREDEFINED,
        (_, 7) => MESSAGE,
        (_, 2) => ONEOF,
        _ => FIELD,
    };
    // The type has another name in versions before 1.0, such as `FieldConstraints`.
    let Some(Element::Field(declaration)) = schema.find(annotation.name) else { return None };
    let mut ty = schema[declaration].ty.message()?;
    for &number in inside {
        let id = schema[ty].fields.iter().copied().find(|&id| schema[id].number.0 == number)?;
        match (schema.shape(id), schema[id].ty) {
            (Shape::Single(_), FieldType::Message(message) | FieldType::Group(message)) => ty = message,
            _ => return None,
        }
    }
    Some(ty)
}
