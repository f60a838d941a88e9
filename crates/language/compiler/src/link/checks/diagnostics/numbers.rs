//! Diagnostics of field numbers and number ranges.

use super::NamedDeclaration;
use crate::codes;
use protoward_source::{Diagnostic, FixSafety, Place};

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

/// Returns the replacement of a number by a free one.
fn replacement(free: Option<i64>) -> Vec<String> {
    free.into_iter().map(|number| number.to_string()).collect()
}

/// `a = 0`
pub(in super::super) fn number_not_positive(name: &str, place: Place, free: Option<i64>) -> Diagnostic {
    Diagnostic::error(codes::BAD_NUMBER, format!("number of `{name}` must not be 0"))
        .label(place, "field numbers start at 1")
        .help(format!("use a free number{}", such_as(free)))
        .replace(place, &replacement(free))
}

/// `a = 536870912`
pub(in super::super) fn number_too_large(name: &str, place: Place, free: Option<i64>) -> Diagnostic {
    Diagnostic::error(codes::BAD_NUMBER, format!("number of `{name}` is too large"))
        .label(place, "the largest field number is 536870911")
        .help(format!("use a free number{}", such_as(free)))
        .replace(place, &replacement(free))
}

/// `a = 19000`. protoc reports no line.
pub(in super::super) fn number_of_library(name: &str, place: Place, free: Option<i64>) -> Diagnostic {
    Diagnostic::error(codes::BAD_NUMBER, format!("number of `{name}` is reserved for protobuf implementations"))
        .label(place, "19000 to 19999 are reserved")
        .help(format!("use a free number{}", such_as(free)))
        .replace(place, &replacement(free))
        .in_protoc(Place::whole(place.source))
}

/// A number of another field of the message.
pub(in super::super) fn duplicate_number(
    number: i64,
    again: NamedDeclaration<'_>,
    first: NamedDeclaration<'_>,
    free: Option<i64>,
) -> Diagnostic {
    let name = again.name;
    let other = first.name;
    let help = match free {
        Some(free) => {
            format!("use a free number, such as {free}; fields are identified by their numbers in encoded data")
        }
        None => "use a free number; fields are identified by their numbers in encoded data".to_owned(),
    };
    Diagnostic::error(codes::NUMBER_TAKEN, format!("number {number} of `{name}` is already used by `{other}`"))
        .label(again.place, "used again")
        .label(first.place, format!("used by `{other}`"))
        .help(help)
        .replace(again.place, &replacement(free))
}

/// A range that starts at 0.
pub(in super::super) fn range_not_positive(range: Range<'_>) -> Diagnostic {
    Diagnostic::error(codes::BAD_RANGE, "range of field numbers starts at 0")
        .label(range.place, "field numbers start at 1")
        .help("start the range at 1")
        .replace(
            range.place,
            &range.text.strip_prefix("0 ").map(|rest| format!("1 {rest}")).into_iter().collect::<Vec<_>>(),
        )
}

/// `10 to 5`. `swapped` is the corrected range, if the ends only need to be swapped.
pub(in super::super) fn range_backwards(range: Range<'_>, swapped: Option<&str>) -> Diagnostic {
    let message = format!("range `{}` ends before it starts", range.text);
    let diagnostic = Diagnostic::error(codes::BAD_RANGE, message);
    match swapped {
        Some(swapped) => diagnostic
            .label(range.place, "expected the smaller number first")
            .help(format!("did you mean `{swapped}`?"))
            .edit(FixSafety::Unsafe, range.place, swapped),
        None => diagnostic
            .label(range.place, "starts after the largest field number")
            .help("`max` is the largest field number, 536870911; start with a smaller one"),
    }
}

/// Two ranges with a common number. protoc reports the earlier range.
pub(in super::super) fn ranges_overlap(earlier: Range<'_>, later: Range<'_>, in_protoc: Place) -> Diagnostic {
    let message = if earlier.is_extensions == later.is_extensions {
        format!("ranges `{}` and `{}` overlap", earlier.text, later.text)
    } else {
        format!("`{}` is {}, and `{}` is {}", later.text, later.purpose(), earlier.text, earlier.purpose())
    };
    let help = if earlier.is_extensions == later.is_extensions {
        "list each number once"
    } else {
        "shorten one of them; a number is either reserved or for extensions"
    };
    Diagnostic::error(codes::BAD_RANGE, message)
        .label(later.place, "overlaps")
        .label(earlier.place, "overlaps with this range")
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
    let replacement = replacement(free);
    let free = such_as(free);
    let (code, kept, here, there, help) = if range.is_extensions {
        let help = format!("use a number outside of the range{free}");
        (codes::NUMBER_TAKEN, "in an extension range", "used here", "extension range", help)
    } else {
        let help = format!("use a free number{free}; old data may contain this one with another meaning");
        (codes::RESERVED_NUMBER, "reserved", "used here", "reserved here", help)
    };
    Diagnostic::error(code, format!("number {number} of `{name}` is {kept}"))
        .label(place, here)
        .label(range.place, there)
        .help(help)
        .replace(place, &replacement)
        .in_protoc(in_protoc)
}

/// An extension range beyond the largest field number. protoc reports no line.
pub(in super::super) fn extension_range_too_far(range: Range<'_>) -> Diagnostic {
    Diagnostic::error(codes::BAD_RANGE, format!("range `{}` is too large", range.text))
        .label(range.place, "the largest field number is 536870911")
        .help("use `max` for the largest number")
        .replace(
            range.place,
            &range.text.rsplit_once(' ').map(|(rest, _)| format!("{rest} max")).into_iter().collect::<Vec<_>>(),
        )
        .in_protoc(Place::whole(range.place.source))
}
