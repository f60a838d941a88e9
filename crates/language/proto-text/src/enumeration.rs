//! Enums as `.proto` text, and the statements that they share with messages.

use std::borrow::Cow;
use std::collections::HashSet;

use super::option_owner::OptionOwner;
use super::options::{in_brackets, statements_without};
use super::tokens::{Dialect, ident, quoted};
use protoward_schema::descriptor::raw;

/// Writes an enum, with the statements between its braces.
pub(super) fn enumeration(it: &raw::Enum<'_>, dialect: &Dialect<'_>, out: &mut String) {
    out.push_str(&format!("{}enum {} {{\n", visibility(it.visibility, dialect), ident(it.name)));
    // protoc reports `allow_alias` without effect only in texts.
    let mut numbers_seen = HashSet::new();
    let has_alias = !it.values.iter().all(|value| numbers_seen.insert(value.number));
    statements_without(OptionOwner::Enum, it.options, (!has_alias).then_some("allow_alias"), out);
    for value in &it.values {
        let options = in_brackets(OptionOwner::EnumValue, value.options, Vec::new());
        out.push_str(&format!("{} = {}{options};\n", ident(value.name), value.number));
    }
    for range in &it.reserved_ranges {
        out.push_str(&format!("reserved {};\n", numbers(range.start, range.end, i32::MAX, 0)));
    }
    reserved_names(&it.reserved_names, dialect, out);
    out.push_str("}\n");
}

/// Writes one statement for each reserved name.
pub(super) fn reserved_names(names: &[Cow<'_, str>], dialect: &Dialect<'_>, out: &mut String) {
    for name in names {
        let name = if dialect.is_edition { ident(name) } else { quoted(name) };
        out.push_str(&format!("reserved {name};\n"));
    }
}

/// Returns `start to end`. `beyond` is 1 if the descriptor's end is exclusive.
pub(super) fn numbers(start: i32, end: i32, max: i32, beyond: i32) -> String {
    match end {
        end if end == max => format!("{start} to max"),
        end => format!("{start} to {}", end.saturating_sub(beyond)),
    }
}

/// Returns the keyword of a visibility with a space, or nothing.
pub(super) fn visibility(visibility: i32, dialect: &Dialect<'_>) -> &'static str {
    match visibility {
        _ if !dialect.has_visibility => "",
        1 => "local ",
        2 => "export ",
        _ => "",
    }
}
