//! Where findings point: as `SourceCodeInfo` tells it, and where it does not, as near as a person would look.

use protoward_schema::{Element, FieldId, FileId, Schema};
use protoward_source::Place;

/// An element of one side, and a place in its file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    pub(super) element: Option<Element>,
    pub(super) file: Option<FileId>,
    pub(super) place: Option<Place>,
}

impl Spot {
    /// There is nothing to point at.
    pub(super) const NOWHERE: Self = Self { element: None, file: None, place: None };

    /// A part of an element, else the element; `tail` is the path to the part inside the element's descriptor.
    pub(super) fn of(schema: &Schema, element: impl Into<Element>, tail: &[i32]) -> Self {
        /// `type_name`, where the descriptor of a map field has the place of `map<…>`.
        const MAP_TYPE: &[i32] = &[6];
        let element = element.into();
        if let Some(field) = map_field(schema, element) {
            return Self { element: Some(element), ..Self::of(schema, field, MAP_TYPE) };
        }
        let file = schema.file_of(element);
        let place = match element {
            // A file as such stands nowhere in particular, even though its descriptor says it spans all of the text.
            Element::File(_) => Place {
                source: schema[file].source,
                extent: schema.location(element, tail).filter(|_| !tail.is_empty()).map(|location| location.extent),
            },
            _ => schema.part(element, tail),
        };
        Self { element: Some(element), file: Some(file), place: Some(place) }
    }

    /// The first of several parts that has a place, else the element.
    pub(super) fn of_any(schema: &Schema, element: impl Into<Element>, tails: &[&[i32]]) -> Self {
        let element = element.into();
        let known = tails.iter().find(|tail| schema.location(element, tail).is_some());
        Self::of(schema, element, known.unwrap_or(&&[][..]))
    }
}

/// The map field that brought along an entry message, or a field of it; such elements have no place of their own.
pub(super) fn map_field(schema: &Schema, element: Element) -> Option<FieldId> {
    schema.map_field(element)
}
