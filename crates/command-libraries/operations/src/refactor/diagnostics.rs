//! The diagnostics of refactorings: unknown names, refusals, and what a proof finds.

use crate::codes;
use crate::refactor::released::Objection;
use protoward_inputs::Input;
use protoward_refactor::Refusal;
use protoward_refactor::proof::Difference;
use protoward_schema::Schema;
use protoward_source::{Diagnostic, Place, count};

pub(crate) fn not_refactorable(input: &Input) -> Diagnostic {
    Diagnostic::error(codes::INPUT, format!("`{input}` is an image, which has no texts to change"))
        .help("name the folder that the files are in")
}

/// Only a folder on disk can get other files.
pub(crate) fn no_place_for_files(input: &Input) -> Diagnostic {
    Diagnostic::error(codes::INPUT, format!("`{input}` is no folder, so that no files can be created or removed in it"))
        .help("name the folder of the files; `--path` selects some of them")
}

pub(crate) fn not_found(name: &str, near: &[String]) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::UNKNOWN_ELEMENT, format!("the schema has no `{name}`"));
    match near.first() {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("write the full name, with the package: `acme.v1.Order.id`"),
    }
}

pub(crate) fn file_not_found(path: &str, near: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::UNKNOWN_ELEMENT, format!("the schema has no file `{path}`"));
    match near.first() {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("write the path as imports do: `acme/v1/order.proto`"),
    }
}

/// `place` is a file of another module with the import path of `path`.
pub(crate) fn in_other_module(path: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::REFACTORING, format!("`{path}` has the import path of a file of another module"))
        .label(place, "here")
        .help("choose another name, or the path of that file")
}

pub(crate) fn other_scope(name: &str, was: &str, is: &str) -> Diagnostic {
    let message = format!("`{name}` is in `{was}`, and a new name does not move it to `{is}`");
    Diagnostic::error(codes::REFACTORING, message).help("write the new name without a scope")
}

pub(crate) fn only_of_members() -> Diagnostic {
    Diagnostic::error(
        codes::REFACTORING,
        "`--keep-json` is for fields, and `--alias` for enum values, not for packages",
    )
}

pub(crate) fn only_declarations(name: &str) -> Diagnostic {
    Diagnostic::error(codes::REFACTORING, format!("`{name}` is a package, and this refactoring is for declarations"))
        .help("`protoward refactor rename` gives a package another name")
}

pub(crate) fn not_a_message(what: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::REFACTORING, format!("{what} is not a message, and cannot contain types"))
        .label(place, "here")
        .help("name a message with `--into`")
}

pub(crate) fn not_a_choice(text: &str) -> Diagnostic {
    Diagnostic::error(codes::REFACTORING, format!("`{text}` does not choose a number"))
        .help("write the name and the number: `--field id=3`")
}

pub(crate) fn chosen_twice(what: &str) -> Diagnostic {
    Diagnostic::error(codes::REFACTORING, format!("two numbers for {what}"))
        .help("give each field and value one number")
}

pub(crate) fn no_member(holder: &str, name: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::UNKNOWN_ELEMENT, format!("{holder} has no `{name}`"))
        .label(place, "here")
        .help("write the name of a field or value, without a scope")
}

/// A field or value that must keep its number, or must not get another one.
pub(crate) fn released(what: &str, objection: &Objection, place: Place) -> Diagnostic {
    let (why, help) = match objection {
        Objection::Itself(why) => (why, "add another field or value instead, and deprecate this one"),
        Objection::Number(why) => (why, "choose a number with `--field` that nothing ever had"),
    };
    Diagnostic::error(codes::REFACTORING, format!("{what} cannot get another number: {why}"))
        .label(place, "here")
        .help(help)
}

/// `what` is the subject in words.
pub(crate) fn refused(what: &str, refusal: &Refusal, schema: &Schema) -> Diagnostic {
    let message = format!("{what} cannot be changed: {}", refusal.message(schema));
    let diagnostic = Diagnostic::error(codes::REFACTORING, message);
    let diagnostic = match refusal.place(schema) {
        Some(place) => diagnostic.label(place, "here"),
        None => diagnostic,
    };
    refusal.help().into_iter().fold(diagnostic, Diagnostic::help)
}

/// A new file whose path, `path`, already exists.
pub(crate) fn exists(path: &str) -> Diagnostic {
    Diagnostic::error(codes::REFACTORING, format!("the new file `{path}` exists already"))
        .help("choose another name or folder, or rename that file first")
}

/// A reference in a file that must not be written.
pub(crate) fn outside(path: &str, what: &str, place: Place) -> Diagnostic {
    let message = format!("`{path}` is not part of the input, and would have to change: it refers to {what}");
    Diagnostic::error(codes::REFACTORING, message)
        .label(place, "here")
        .help("include the file in the input, or change it first where it is maintained")
}

/// A file of the project that is not part of the input.
pub(crate) fn broken_outside(path: &str, what: &str) -> Diagnostic {
    let message = format!("`{path}` is not part of the input, and would not compile without {what}");
    Diagnostic::error(codes::REFACTORING, message).help("name the folder of the whole project, without `--path`")
}

pub(crate) fn differs(difference: &Difference, old: &Schema) -> Diagnostic {
    let Difference { element, name, what, expected, found } = difference;
    let message = format!("{what} of {name} would be wrong: `{found}` instead of `{expected}`");
    let diagnostic = Diagnostic::error(codes::REFACTORING, message);
    match element {
        Some(element) => diagnostic.label(old.place(*element), "here"),
        None => diagnostic,
    }
}

/// A string that may mean the subject, with all of its places.
pub(crate) fn mentioned(what: &str, text: &str, places: &[Place]) -> Diagnostic {
    const MOST: usize = 60;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown = match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    };
    let others = match places.len() {
        0 | 1 => String::new(),
        all => format!(", also in {}", count(all - 1, "other place")),
    };
    let message = format!("the text `{shown}` may mean {what}, and stays as it is{others}");
    let diagnostic = Diagnostic::warning(codes::REFACTORING_TEXT, message);
    let labelled = places.iter().fold(diagnostic, |diagnostic, place| diagnostic.label(*place, "here"));
    labelled.help("change it by hand if it does; `--yes` writes the other changes")
}
