//! Places of findings: from `SourceCodeInfo`, or else the nearest known place.

use protoward_schema::{Element, FileId, Schema};
use protoward_source::Place;

/// An element of one version, and a place in its file.
#[derive(Clone, Copy, Debug)]
pub(super) struct ElementPlace {
    pub(super) element: Option<Element>,
    pub(super) file: Option<FileId>,
    pub(super) place: Option<Place>,
}

impl ElementPlace {
    /// The place in a version that has nothing of the element.
    pub(super) const NOWHERE: Self = Self { element: None, file: None, place: None };

    /// Returns the place of a part of an element, or else of the element; `tail` is the path to the part inside the
    /// element's descriptor.
    pub(super) fn of(schema: &Schema, element: impl Into<Element>, tail: &[i32]) -> Self {
        /// The path of `type_name`, which for a map field has the span of `map<…>`.
        const MAP_TYPE: &[i32] = &[6];
        let element = element.into();
        if let Some(field) = schema.map_field(element) {
            return Self { element: Some(element), ..Self::of(schema, field, MAP_TYPE) };
        }
        let file = schema.file_of(element);
        let place = match element {
            // The descriptor's span of a file is its whole text, which is no useful place.
            Element::File(_) => Place {
                source: schema[file].source,
                extent: schema.location(element, tail).filter(|_| !tail.is_empty()).map(|location| location.extent),
            },
            _ => schema.part(element, tail),
        };
        Self { element: Some(element), file: Some(file), place: Some(place) }
    }

    /// Returns the place of the first part that has one, or else of the element.
    pub(super) fn of_any(schema: &Schema, element: impl Into<Element>, tails: &[&[i32]]) -> Self {
        let element = element.into();
        let known = tails.iter().find(|tail| schema.location(element, tail).is_some());
        Self::of(schema, element, known.unwrap_or(&&[][..]))
    }
}
