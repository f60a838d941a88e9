//! The diagnostics of `migrate` and `features`: obstacles, differences, exemptions and redundant settings.

use crate::codes;
use protoward_inputs::Input;
use protoward_migrate::{Difference, Feature, Language, MissingComment, Obstacle, Redundancy, TargetEdition};
use protoward_schema::{Element, Schema};
use protoward_source::{Diagnostic, Place};

pub(crate) fn not_migratable(input: &Input) -> Diagnostic {
    Diagnostic::error(codes::INPUT, format!("`{input}` is an image, which has no texts"))
        .help("name the folder or the commit of the files")
}

pub(crate) fn no_text_to_migrate(path: &str) -> Diagnostic {
    Diagnostic::error(codes::INPUT, format!("`{path}` has no source text to migrate"))
}

pub(crate) fn inexpressible(schema: &Schema, obstacle: &Obstacle, edition: TargetEdition) -> Diagnostic {
    let Obstacle { element, why } = obstacle;
    let message = format!("{} {why}, which {} cannot express", described(schema, *element), edition.title());
    Diagnostic::error(codes::MIGRATION_DIFFERS, message)
        .label(schema.place(*element), "here")
        .help("change the declaration first, if no program depends on that; `--keep-going` migrates the other files")
}

/// `features` are names in backticks.
pub(crate) fn no_placement(path: &str, features: &str) -> Diagnostic {
    let message = format!("no setting of {features} keeps the meaning of `{path}`; the file is not migrated");
    Diagnostic::error(codes::MIGRATION_DIFFERS, message).help("a declaration needs a value that it cannot set itself")
}

/// `element` has the name of a package of the file with the features of `language`.
pub(crate) fn name_of_package(schema: &Schema, element: Element, language: Language) -> Diagnostic {
    let name = described(schema, element);
    let import = language.file();
    let message = format!("{name} conflicts with a package of `{import}`, which this edition needs");
    Diagnostic::error(codes::MIGRATION_DIFFERS, message)
        .label(schema.place(element), "here")
        .help("rename it, or select the languages that matter with `--languages`")
}

pub(crate) fn migration_differs(old: &Schema, difference: &Difference) -> Diagnostic {
    let Difference { kind, element, what, old: before, new } = difference;
    let name = described(old, *element);
    let message = format!("{what} of {name} would change: it is `{before}`, and would be `{new}`");
    Diagnostic::error(codes::MIGRATION_DIFFERS, message)
        .label(old.place(*element), "here")
        .help(format!("`--allow-changes {}` accepts such changes", kind.name()))
}

pub(crate) fn comment_lost(comment: &MissingComment) -> Diagnostic {
    Diagnostic::error(codes::MIGRATION_DIFFERS, format!("a comment would be lost: `{}`", comment.text))
        .label(comment.place, "here")
        .help("move the comment to a line of its own; `--allow-changes comments` accepts the loss")
}

pub(crate) fn comment_removed(comment: &MissingComment) -> Diagnostic {
    Diagnostic::warning(codes::EXEMPT, format!("a comment is removed with its statement: `{}`", comment.text))
        .label(comment.place, "here")
        .help("restore it elsewhere if it is not about the statement")
}

pub(crate) fn exempt(schema: &Schema, element: Element, feature: Feature, edition: TargetEdition) -> Diagnostic {
    let name = described(schema, element);
    let year = edition.name();
    let (message, help) = match feature {
        Feature::Limits => (
            format!("{name} exceeds the limits of edition {year}, and is exempt from them"),
            "split it, and remove `features.enforce_proto_limits`",
        ),
        _ => (
            format!("names in {name} do not follow the style of edition {year}, and are exempt from it"),
            "names are part of JSON and of generated code: rename only what no client uses",
        ),
    };
    let message = match (feature, element) {
        (Feature::Limits, _) | (_, Element::File(_) | Element::Message(_) | Element::Enum(_) | Element::Service(_)) => {
            message
        }
        _ => format!("the name of {name} does not follow the style of edition {year}, and is exempt from it"),
    };
    Diagnostic::warning(codes::EXEMPT, message).label(schema.place(element), "here").help(help)
}

pub(crate) fn redundant(
    schema: &Schema,
    element: Element,
    feature: Feature,
    why: Redundancy,
    place: Place,
) -> Diagnostic {
    let row = feature.row();
    let name = described(schema, element);
    let why = match why {
        Redundancy::Same => format!("{name} already has this value of `{row}`"),
        Redundancy::Unused => format!("nothing in {name} uses this value of `{row}`"),
    };
    Diagnostic::warning(codes::REDUNDANT_FEATURE, why)
        .label(place, "this setting")
        .help("remove it, for example with `--fix`")
}

/// Returns an element in words: ``field `a.M.f` ``.
pub(crate) fn described(schema: &Schema, element: Element) -> String {
    let article = if matches!(element, Element::File(_)) { "the " } else { "" };
    format!("{article}{} `{}`", schema.kind(element), schema.full_name(element))
}
