//! Diagnostics of field numbers and number ranges.

use super::NamedDeclaration;
use crate::codes;
use protoward_source::{Diagnostic, Place};

/// The text of a number range: `4` or `4 to 10`.
#[derive(Clone, Copy)]
pub(in super::super) struct Range<'t> {
    pub(in super::super) text: &'t str,
    pub(in super::super) place: Place,
    pub(in super::super) is_extensions: bool,
}

impl Range<'_> {
    const fn purpose(&self) -> &'static str {
        if self.is_extensions { "for extensions" } else { "reserved" }
    }
}

fn such_as(free: Option<i64>) -> String {
    free.map_or_else(String::new, |number| format!(", such as {number}"))
}

/// `a = 0`
pub(in super::super) fn number_not_positive(name: &str, place: Place, free: Option<i64>) -> Diagnostic {
    Diagnostic::error(codes::BAD_NUMBER, format!("`{name}` cannot have the number 0"))
        .label(place, "numbers begin with 1")
        .help(format!("choose a free number{}", such_as(free)))
}

/// `a = 536870912`
pub(in super::super) fn number_too_large(name: &str, place: Place, free: Option<i64>) -> Diagnostic {
    Diagnostic::error(codes::BAD_NUMBER, format!("the number of `{name}` is too large"))
        .label(place, "the largest number of a field is 536870911")
        .help(format!("choose a free number{}", such_as(free)))
}

/// `a = 19000`. protoc reports no line.
pub(in super::super) fn number_of_library(name: &str, place: Place, free: Option<i64>) -> Diagnostic {
    Diagnostic::error(codes::BAD_NUMBER, format!("`{name}` has a number that belongs to protobuf itself"))
        .label(place, "19000 to 19999 are kept for implementations of protobuf")
        .help(format!("choose a free number{}", such_as(free)))
        .in_protoc(Place::whole(place.source))
}

/// A number of another field of the message.
pub(in super::super) fn duplicate_number(
    number: i64,
    again: NamedDeclaration<'_>,
    first: NamedDeclaration<'_>,
    free: Option<i64>,
) -> Diagnostic {
    let (name, other) = (again.name, first.name);
    let help = match free {
        Some(free) => format!("on the wire a field is its number: give `{name}` a free one, such as {free}"),
        None => format!("on the wire a field is its number: give `{name}` a free one"),
    };
    Diagnostic::error(codes::NUMBER_TAKEN, format!("`{name}` has the number {number}, which `{other}` has already"))
        .label(again.place, "taken")
        .label(first.place, format!("`{other}` has it"))
        .help(help)
}

/// A range that starts at 0.
pub(in super::super) fn range_not_positive(range: Range<'_>) -> Diagnostic {
    Diagnostic::error(codes::BAD_RANGE, "numbers of fields begin with 1")
        .label(range.place, "begins with 0")
        .help("begin the range with 1")
}

/// `10 to 5`. `swapped` is the corrected range, if the ends only need to be swapped.
pub(in super::super) fn range_backwards(range: Range<'_>, swapped: Option<&str>) -> Diagnostic {
    let message = format!("the range `{}` ends before it begins", range.text);
    let diagnostic = Diagnostic::error(codes::BAD_RANGE, message);
    match swapped {
        Some(swapped) => diagnostic
            .label(range.place, "the smaller number goes first")
            .help(format!("did you mean `{swapped}`?"))
            .edit(range.place, swapped),
        None => diagnostic
            .label(range.place, "begins behind the largest number")
            .help("`max` is the largest number of a field, 536870911: begin with a smaller one"),
    }
}

/// Two ranges with a common number. protoc reports the earlier range.
pub(in super::super) fn ranges_overlap(earlier: Range<'_>, later: Range<'_>, in_protoc: Place) -> Diagnostic {
    let message = if earlier.is_extensions == later.is_extensions {
        format!("the ranges `{}` and `{}` overlap", earlier.text, later.text)
    } else {
        format!("`{}` is {}, and `{}` is {}", later.text, later.purpose(), earlier.text, earlier.purpose())
    };
    let help = if earlier.is_extensions == later.is_extensions {
        "name each number once"
    } else {
        "a number is either reserved or for extensions: shorten one of the two"
    };
    Diagnostic::error(codes::BAD_RANGE, message)
        .label(later.place, "overlaps")
        .label(earlier.place, "with this one")
        .help(help)
        .in_protoc(in_protoc)
}

/// A field or value with a number in an extension range or reserved range. protoc reports the range.
pub(in super::super) fn number_in_range(
    number: i64,
    member: NamedDeclaration<'_>,
    range: Range<'_>,
    in_protoc: Place,
    free: Option<i64>,
) -> Diagnostic {
    let NamedDeclaration { name, place } = member;
    let free = such_as(free);
    let (code, kept, here, there, help) = match range.is_extensions {
        true => {
            let help = format!("choose a number outside of the range{free}");
            (codes::NUMBER_TAKEN, "kept for extensions", "this number", "numbers for extensions", help)
        }
        false => {
            let help = format!("choose a free number{free}: old data may still hold this one with another meaning");
            (codes::RESERVED_NUMBER, "reserved", "used here", "reserved here", help)
        }
    };
    Diagnostic::error(code, format!("`{name}` has the number {number}, which is {kept}"))
        .label(place, here)
        .label(range.place, there)
        .help(help)
        .in_protoc(in_protoc)
}

/// An extension range beyond the largest field number. protoc reports no line.
pub(in super::super) fn extension_range_too_far(range: Range<'_>) -> Diagnostic {
    Diagnostic::error(codes::BAD_RANGE, format!("the range `{}` goes too far", range.text))
        .label(range.place, "the largest number of a field is 536870911")
        .help("write `max` for the largest number")
        .in_protoc(Place::whole(range.place.source))
}
