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
            needs: kind.needs,
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
            OperatorChange::Kind(kind) => super::changed(|scene| kind.change(scene), files, file, random),
            OperatorChange::Setting(setting) => super::changed(|scene| setting.change(scene), files, file, random),
        }
    }
}

/// The kinds that always cause compile errors: the features that they set are not valid on such declarations.
const ERRORS: &[&str] = &["set a feature of a oneof", "set a feature of a service"];

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
}
