//! All kinds of schema change by name, with the editions that each applies to.

use super::edition::{Edition, Needs};
use super::kinds::{FAMILIES, FURTHER, MutationKind, SETTINGS, Setting};
use super::scene::Files;
use protoward_kit::random::Random;

/// A named kind of schema change.
#[derive(Debug, Clone)]
pub(crate) struct Operator {
    pub(crate) name: String,
    needs: Needs,
    change: OperatorChange,
}

#[derive(Debug, Clone, Copy)]
enum OperatorChange {
    Kind(MutationKind),
    Setting(&'static Setting),
}

impl Operator {
    /// Returns all operators: first the kinds, then the options and features.
    pub(crate) fn all() -> Vec<Operator> {
        let kinds = FAMILIES.iter().chain(FURTHER).flat_map(|it| it.iter()).filter(|it| !ERRORS.contains(&it.name));
        let kinds = kinds.map(|kind| Operator {
            name: kind.name.to_owned(),
            needs: needs(kind.name),
            change: OperatorChange::Kind(*kind),
        });
        let settings = SETTINGS.iter().map(|setting| Operator {
            name: setting.operator(),
            needs: setting.needs,
            change: OperatorChange::Setting(setting),
        });
        kinds.chain(settings).collect()
    }

    /// Returns the reason why the change is impossible in an edition, or `None` if it is possible.
    pub(crate) fn missing(&self, edition: Edition) -> Option<&'static str> {
        self.needs.missing(edition)
    }

    /// Returns the files after the change of one of them, or `None` if there is nothing to change.
    pub(crate) fn apply(&self, files: &Files, file: &str, random: &mut Random) -> Option<Files> {
        match self.change {
            OperatorChange::Kind(kind) => super::changed(kind.change, files, file, random),
            OperatorChange::Setting(setting) => super::changed(|scene| setting.change(scene), files, file, random),
        }
    }
}

/// The kinds that always cause compile errors: the features that they set are not valid on such declarations.
const ERRORS: &[&str] = &["set a feature of a oneof", "set a feature of a service"];

/// The kinds that do not apply to every edition, with their requirements.
const NEEDS: &[(Needs, &[&str])] = &[
    (
        Needs::Proto2,
        &[
            "make a field required",
            "make a field a group",
            "make a group a field",
            "rename a group",
            "delete a group",
            "add a group",
            "set a default",
            "make a proto2 file a proto3 file",
        ],
    ),
    (Needs::Proto3, &["make a proto3 file a proto2 file"]),
    (
        Needs::Extensions,
        &[
            "add a required field",
            "set, change or drop a default",
            "add an extension of a message",
            "add an extension range",
            "move an extension to another extendee",
            "rename a message around an extension",
            "move an `extend` block to another package",
            "retype an extension",
            "make an extension repeated",
            "rename an extension",
            "add an extension",
            "delete an extension range",
            "narrow an extension range",
            "declare an extension",
            "change a declared extension",
            "reserve a declared extension",
            "delete a declared extension",
        ],
    ),
    (Needs::BeforeEditions, &["toggle `packed`", "toggle `optional`"]),
    (Needs::Before2024, &["set `ctype`", "make an import weak"]),
    (
        Needs::Editions,
        &[
            "set a feature of a field",
            "set a feature of a message",
            "set a feature of an enum",
            "set a feature of a file",
            "add a delimited field",
        ],
    ),
    (
        Needs::Since2024,
        &[
            "make an import an option import",
            "make `export` `local`",
            "make `local` `export`",
            "write `local`",
            "write `export`",
            "drop `export` or `local`",
        ],
    ),
    (Needs::Except(Edition::Proto2), &["delete the syntax statement"]),
    (Needs::Except(Edition::E2023), &["make a file one of edition 2023"]),
    (Needs::Except(Edition::E2024), &["make a file one of edition 2024"]),
    (Needs::Except(Edition::E2026), &["make a file one of edition 2026"]),
];

fn needs(kind: &str) -> Needs {
    NEEDS.iter().find(|(_, kinds)| kinds.contains(&kind)).map_or(Needs::Any, |it| it.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_enough_operators_with_unique_names() {
        let mut names: Vec<String> = Operator::all().into_iter().map(|it| it.name).collect();
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(count >= 120, "{count}");
    }

    #[test]
    fn every_operator_with_needs_exists() {
        let names: Vec<String> = Operator::all().into_iter().map(|it| it.name).collect();
        for kind in NEEDS.iter().flat_map(|it| it.1) {
            assert!(names.iter().any(|name| name == kind), "{kind}");
        }
    }
}
