//! What this room says to people.

use std::fmt::Display;

use super::PoolError;
use crate::report::{Code, Diagnostic};
use crate::source::{Place, Position, SourceId};

const IMAGE: Code = Code::new("bad-image");

pub(super) fn not_json(image: SourceId, error: &serde_json::Error) -> Diagnostic {
    // serde_json counts from one, and says line 0 where it does not know the place.
    let line = u32::try_from(error.line()).unwrap_or(u32::MAX).checked_sub(1);
    let column = u32::try_from(error.column()).unwrap_or(u32::MAX).saturating_sub(1);
    let place = line.map_or(Place::whole(image), |line| {
        Place::new(image, Position::new(line, column), Position::new(line, column.saturating_add(1)))
    });
    broken(place, "JSON", error)
}

pub(super) fn not_text(image: SourceId, error: &dyn Display) -> Diagnostic {
    broken(Place::whole(image), "text", error)
}

pub(super) fn text_not_utf8(image: SourceId, error: std::str::Utf8Error) -> Diagnostic {
    broken(Place::whole(image), "text", &error)
}

pub(super) fn too_deep(image: SourceId) -> Diagnostic {
    let limit = format!("it is nested more than {} deep", super::extensions::MAX_DEPTH);
    broken(Place::whole(image), "text", &limit)
}

fn broken(place: Place, form: &str, error: &dyn Display) -> Diagnostic {
    Diagnostic::error(IMAGE, format!("this is not a descriptor set in {form} form: {error}"))
        .label(place, "")
        .help("build the image again, with `protoward build -o` or `buf build -o`")
}

pub(super) fn options_unreadable(image: SourceId, error: &PoolError) -> Diagnostic {
    Diagnostic::error(IMAGE, format!("the custom options of the image cannot be read: {error}"))
        .label(Place::whole(image), "")
        .help("give the image in binary form")
}
