//! Diagnostics of options whose declaration limits their editions or targets.

use crate::codes;
use protoward_schema::Edition;
use protoward_source::{Diagnostic, Place};

/// An option, or a value of an option.
pub(in crate::link::checks) struct OptionSubject {
    pub(in crate::link::checks) name: String,
    pub(in crate::link::checks) place: Place,
    /// The name of the option, if this is a value.
    pub(in crate::link::checks) option: Option<String>,
}

impl OptionSubject {
    fn words(&self) -> String {
        match &self.option {
            Some(option) => format!("the value `{}` of `{option}`", self.name),
            None => format!("`{}`", self.name),
        }
    }
}

/// Returns the displayed name of an edition.
fn edition_name(edition: i32) -> String {
    match Edition(edition) {
        Edition::LEGACY => "legacy".to_owned(),
        Edition::PROTO2 => "proto2".to_owned(),
        Edition::PROTO3 => "proto3".to_owned(),
        edition => match edition.name() {
            Some(name) => format!("edition {name}"),
            None => format!("edition number {}", edition.0),
        },
    }
}

fn with_reason(reason: &str, otherwise: &str) -> String {
    let reason = reason.trim_end_matches('.');
    if reason.is_empty() { otherwise.to_owned() } else { format!("the schema says: {reason}") }
}

/// An option or value that a later edition introduces.
pub(in crate::link::checks) fn too_early(
    what: &OptionSubject,
    introduced: i32,
    edition: i32,
    syntax: Option<Place>,
) -> Diagnostic {
    let introduced = edition_name(introduced);
    let edition = edition_name(edition);
    let diagnostic =
        Diagnostic::error(codes::NOT_IN_EDITION, format!("{} is available since {introduced}", what.words()))
            .label(what.place, format!("not available in {edition}"));
    let diagnostic = match syntax {
        Some(syntax) => diagnostic.label(syntax, "the language of this file"),
        None => diagnostic,
    };
    diagnostic.help(format!("remove it, or migrate the file to {introduced}"))
}

/// An option or value that the edition has removed.
pub(in crate::link::checks) fn removed(
    what: &OptionSubject,
    removed: i32,
    reason: &str,
    syntax: Option<Place>,
) -> Diagnostic {
    let removed = edition_name(removed);
    let diagnostic = Diagnostic::error(codes::NOT_IN_EDITION, format!("{} was removed in {removed}", what.words()))
        .label(what.place, "not available");
    let diagnostic = match syntax {
        Some(syntax) => diagnostic.label(syntax, "the language of this file"),
        None => diagnostic,
    };
    diagnostic.help(with_reason(reason, "remove it"))
}

/// An option or value that the edition deprecates.
pub(in crate::link::checks) fn deprecated(what: &OptionSubject, deprecated: i32, reason: &str) -> Diagnostic {
    let deprecated = edition_name(deprecated);
    let message = format!("{} is deprecated since {deprecated}", what.words());
    Diagnostic::warning(codes::DEPRECATED_OPTION, message)
        .label(what.place, "deprecated")
        .help(with_reason(reason, "remove it"))
}

/// An option on an element that is not among the targets of the option.
pub(in crate::link::checks) fn misplaced(what: &OptionSubject, kind: &str, targets: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::OPTION_TARGET, format!("{} cannot be set on {kind}", what.words()))
        .label(what.place, format!("set on {kind}"));
    match targets {
        [] => diagnostic.help("remove it; its declaration has no targets"),
        [all @ .., last] if !all.is_empty() => {
            diagnostic.help(format!("remove it, or set it on {} or {last}", all.join(", ")))
        }
        [only, ..] => diagnostic.help(format!("remove it, or set it on {only}")),
    }
}

/// A fault in a `feature_support`.
#[derive(Clone, Copy)]
pub(in crate::link::checks) enum FeatureSupportError {
    DeprecatedBeforeIntroduced,
    DeprecatedAfterRemoved,
    RemovedBeforeIntroduced,
    NoWarning,
    WarningOnly,
    NoError,
    ErrorOnly,
    IntroducedBeforeField,
    RemovedAfterField,
    DeprecatedAfterField,
}

/// A `feature_support` with contradictory editions.
pub(in crate::link::checks) fn support(name: &str, fault: FeatureSupportError, place: Place) -> Diagnostic {
    let (wrong, help) = match fault {
        FeatureSupportError::DeprecatedBeforeIntroduced => {
            ("is deprecated before it is introduced", "swap the two editions")
        }
        FeatureSupportError::DeprecatedAfterRemoved => (
            "is deprecated when it is already removed",
            "deprecate it in an earlier edition, so that the warning is seen before the removal",
        ),
        FeatureSupportError::RemovedBeforeIntroduced => ("is removed before it is introduced", "swap the two editions"),
        FeatureSupportError::NoWarning => {
            ("is deprecated without a warning", "add a `deprecation_warning` that names the replacement")
        }
        FeatureSupportError::WarningOnly => {
            ("has a warning that is never shown", "add `edition_deprecated`, or remove the warning")
        }
        FeatureSupportError::NoError => {
            ("is removed without an error message", "add a `removal_error` that names the replacement")
        }
        FeatureSupportError::ErrorOnly => {
            ("has a removal error that is never shown", "add `edition_removed`, or remove the error")
        }
        FeatureSupportError::IntroducedBeforeField => {
            ("is introduced before its field", "introduce the value in the edition of the field, or later")
        }
        FeatureSupportError::RemovedAfterField => {
            ("is removed after its field", "remove the value in the edition in which the field is removed")
        }
        FeatureSupportError::DeprecatedAfterField => {
            ("is deprecated after its field", "deprecate the value in the edition in which the field is deprecated")
        }
    };
    Diagnostic::error(codes::FEATURE_SUPPORT, format!("`{name}` {wrong}")).label(place, "as declared here").help(help)
}

/// A file that requests generic services.
pub(in crate::link::checks) fn generic_services(option: Place) -> Diagnostic {
    Diagnostic::warning(codes::GENERIC_SERVICES, "generic services are deprecated")
        .label(option, "enables generic services")
        .help("use a plugin that generates code for your RPC system, and remove the option")
}
