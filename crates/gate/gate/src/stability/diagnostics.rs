//! Diagnostics about levels of stability.

use crate::codes;
use protoward_breaking::{code, stability_lower_type, stability_lowered};
use protoward_config::diagnostics::labelled;
use protoward_schema::{Element, Schema};
use protoward_settings::StabilityLevel;
use protoward_source::{Diagnostic, LocatedText};

pub(super) fn unknown_rule(word: &LocatedText) -> Diagnostic {
    let message = format!("unknown rule or category `{}`", word.text);
    labelled(Diagnostic::error(codes::STABILITY, message), word, "not a rule").help("`protoward rules` lists all rules")
}

pub(super) fn unknown_option(word: &LocatedText) -> Diagnostic {
    let message = format!("cannot find the option `{}` in a file of the schema", word.text);
    labelled(Diagnostic::error(codes::STABILITY, message), word, "not declared").help(
        "use the full name of an extension of an options message, such as `google.protobuf.FieldOptions`, and import its file",
    )
}

pub(super) fn lowered(
    (new, element): (&Schema, Element),
    (old, was): (&Schema, Element),
    (before, now): (StabilityLevel, StabilityLevel),
) -> Diagnostic {
    let name = new.full_name(element);
    let message = format!("`{name}` was {before} and is {now}: clients rely on the earlier promise");
    let place = new.place(element);
    let earlier = old.place(was);
    Diagnostic::error(code(stability_lowered()), message)
        .label(place, format!("{now} now"))
        .label(earlier, format!("it was {before} here"))
        .was(Some(earlier))
        .help(format!("keep it {before}; for a version that may change, add another element"))
}

pub(super) fn lower_type(
    schema: &Schema,
    element: Element,
    ty: Element,
    (own, of_type): (StabilityLevel, StabilityLevel),
) -> Diagnostic {
    let name = schema.full_name(element);
    let type_name = schema.full_name(ty);
    let message = format!(
        "`{name}` is {own} and uses `{type_name}`, which is {of_type}: a change of the type breaks those who rely on `{name}`"
    );
    Diagnostic::error(code(stability_lower_type()), message)
        .label(schema.place(element), format!("{own}, with a type that is {of_type}"))
        .help(format!(
            "use a type that is {own}, raise the level of `{type_name}`, or make `{name}` {of_type} while it is new"
        ))
}
