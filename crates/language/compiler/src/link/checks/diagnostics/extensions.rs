//! Diagnostics of extensions and extension declarations.

use super::NamedDeclaration;
use super::numbers::Range;
use crate::codes;
use protoward_source::{Diagnostic, FixSafety, Place};

/// Maximum number of ranges in a proposal.
const MOST_RANGES: usize = 3;

/// `extend A { required int32 b = 100; }`
pub(in super::super) fn required_extension(name: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::BAD_EXTENSION, format!("extension `{name}` cannot be `required`"))
        .label(place, "not allowed here")
        .help("use `optional`; programs without the extension cannot set it")
        .edit(FixSafety::Unsafe, place, "optional")
}

/// A number outside the extension ranges of the extended message.
pub(in super::super) fn not_an_extension_number(
    number: i64,
    extension: NamedDeclaration<'_>,
    message: NamedDeclaration<'_>,
    ranges: &[Range<'_>],
) -> Diagnostic {
    let name = extension.name;
    let extended = message.name;
    let diagnostic =
        Diagnostic::error(codes::EXTENSION_NUMBER, format!("{number} is not an extension number of `{extended}`"))
            .label(extension.place, format!("number of `{name}`"));
    if ranges.is_empty() {
        return diagnostic
            .label(message.place, "declares no extension ranges")
            .help(format!("add `extensions {number};` to `{extended}`, or extend another message"));
    }
    let written: Vec<String> =
        ranges.iter().take(MOST_RANGES).map(|range| format!("`{}`", range.text)).collect::<Vec<_>>();
    let more = if ranges.len() > MOST_RANGES { ", and more" } else { "" };
    diagnostic.label(ranges[0].place, "extension range").help(format!("use a number in {}{more}", written.join(", ")))
}

/// A number of another extension. protoc permits duplicates in different files.
pub(in super::super) fn duplicate_extension_number(
    number: i64,
    again: NamedDeclaration<'_>,
    first: NamedDeclaration<'_>,
    extended: &str,
    is_same_file: bool,
) -> Diagnostic {
    let NamedDeclaration { name, place: again } = again;
    let NamedDeclaration { name: other, place: first } = first;
    let message = format!("extension number {number} of `{extended}` is already used by `{other}`");
    let diagnostic = if is_same_file {
        Diagnostic::error(codes::EXTENSION_NUMBER, message)
    } else {
        Diagnostic::warning(codes::EXTENSION_NUMBER, message)
    };
    diagnostic
        .label(again, format!("used again by `{name}`"))
        .label(first, "first used here")
        .help("use another number; a program with both extensions cannot distinguish them")
}

/// An extension of a message that requires declarations, without one.
pub(in super::super) fn not_declared(
    number: i64,
    name: &str,
    extended: &str,
    place: Place,
    range: Place,
) -> Diagnostic {
    Diagnostic::error(codes::EXTENSION_DECLARATION, format!("`{extended}` does not declare the extension `{name}`"))
        .label(place, format!("{number} is not declared in the range"))
        .label(range, "extensions in this range must be declared")
        .help(format!(
            "add `declaration = {{ number: {number}, full_name: \".{name}\", type: … }}` to the range in `{extended}`"
        ))
}

/// A number whose declaration is reserved.
pub(in super::super) fn declared_reserved(number: i64, place: Place, declared: Place) -> Diagnostic {
    Diagnostic::error(codes::EXTENSION_DECLARATION, format!("extension number {number} is reserved"))
        .label(place, "used here")
        .label(declared, "declared as reserved")
        .help("use another number")
}

/// A difference between an extension and its declaration.
pub(in super::super) struct Difference<'a> {
    /// The part that differs: `type` or `name`.
    pub(in super::super) what: &'static str,
    pub(in super::super) declared: &'a str,
    pub(in super::super) actual: &'a str,
}

/// An extension that differs from its declaration.
pub(in super::super) fn declared_otherwise(
    name: &str,
    difference: Difference<'_>,
    place: Place,
    declaration: Place,
) -> Diagnostic {
    let Difference { what, declared, actual } = difference;
    Diagnostic::error(
        codes::EXTENSION_DECLARATION,
        format!("the extension `{name}` is declared with the {what} `{declared}`"),
    )
    .label(place, format!("`{actual}` here"))
    .label(declaration, "declared here")
    .help("make them equal")
}

/// An extension whose label differs from its declaration.
pub(in super::super) fn declared_repeated(name: &str, repeated: bool, place: Place, declaration: Place) -> Diagnostic {
    let declared = if repeated { "repeated" } else { "not repeated" };
    Diagnostic::error(codes::EXTENSION_DECLARATION, format!("the extension `{name}` is declared as {declared}"))
        .label(place, if repeated { "not repeated here" } else { "repeated here" })
        .label(declaration, "declared here")
        .help("make them equal")
}

/// Declarations in a range with `verification = UNVERIFIED`.
pub(in super::super) fn declared_and_unverified(place: Place, declaration: Place) -> Diagnostic {
    Diagnostic::error(codes::EXTENSION_DECLARATION, "declarations in an `UNVERIFIED` extension range")
        .label(place, "set here")
        .label(declaration, "declared here")
        .help("remove the `verification`, or the declarations")
}

/// A declaration whose number is outside its range.
pub(in super::super) fn declaration_outside(number: i32, place: Place, range: Place) -> Diagnostic {
    Diagnostic::error(codes::EXTENSION_DECLARATION, format!("declaration of {number} outside of its range"))
        .label(place, format!("declares {number}"))
        .label(range, "not in this range")
        .help("move it to the range with the number, or add an `extensions` statement for it")
}

/// Two declarations of one number.
pub(in super::super) fn declaration_twice(number: i32, again: Place, first: Place) -> Diagnostic {
    Diagnostic::error(codes::EXTENSION_DECLARATION, format!("{number} is declared twice"))
        .label(again, "declared again")
        .label(first, "declared here")
        .help("remove one of them")
}

/// Two declarations of one name.
pub(in super::super) fn declaration_name_twice(name: &str, again: Place, first: Place) -> Diagnostic {
    Diagnostic::error(codes::EXTENSION_DECLARATION, format!("the extension `{name}` is declared twice"))
        .label(again, "declared again")
        .label(first, "declared here")
        .help("remove one of them; an extension has one number")
}

/// A declaration without its name or its type.
pub(in super::super) fn declaration_incomplete(number: i32, place: Place, missing: &str) -> Diagnostic {
    Diagnostic::error(codes::EXTENSION_DECLARATION, format!("the declaration of {number} has no {missing}"))
        .label(place, "incomplete")
        .help("give `full_name` and `type`; neither, if the number is only `reserved: true`")
}

/// An invalid name or type in a declaration.
pub(in super::super) fn declaration_name(name: &str, place: Place) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::EXTENSION_DECLARATION, format!("`{name}` is not a full name"))
        .label(place, "set here");
    match name.strip_prefix('.') {
        Some(_) => diagnostic.help("a full name is a leading dot, and identifiers separated by dots"),
        None => diagnostic.help(format!("write the leading dot: `.{name}`")),
    }
}
