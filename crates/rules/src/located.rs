//! Findings with their schemas, as a policy sees them.

use crate::Finding;
use protoward_policy::{PolicySubject, Rule};
use protoward_schema::{Element, FileId, Schema, Stability};

/// A finding of a comparison of two schemas.
#[derive(Clone, Copy, Debug)]
pub struct LocatedFinding<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// The old schema.
    pub old: &'a Schema,
    /// The new schema.
    pub new: &'a Schema,
}

impl LocatedFinding<'_> {
    /// Returns the new and the old file of the finding.
    fn files(&self) -> (Option<FileId>, Option<FileId>) {
        let Self { finding, old, new } = *self;
        (finding.element.map(|it| new.file_of(it)), finding.old_element.map(|it| old.file_of(it)))
    }
}

impl PolicySubject for LocatedFinding<'_> {
    fn rule(&self) -> &'static Rule {
        self.finding.rule
    }

    fn paths(&self) -> Vec<&str> {
        let (now, was) = self.files();
        let now = now.map(|file| self.new.text(self.new[file].path));
        let was = was.map(|file| self.old.text(self.old[file].path));
        now.into_iter().chain(was.filter(|was| now != Some(*was))).collect()
    }

    fn names(&self) -> Vec<String> {
        let now = self.finding.element.map(|element| element_names(self.new, element));
        let was = self.finding.old_element.map(|element| element_names(self.old, element));
        let mut names: Vec<String> = now.into_iter().chain(was).flatten().collect();
        names.dedup();
        names
    }

    fn is_unstable(&self) -> bool {
        let (now, was) = self.files();
        now.is_some_and(|file| is_unstable_package(self.new.package(file)))
            || was.is_some_and(|file| is_unstable_package(self.old.package(file)))
    }
}

/// Returns the names that identify an element in a policy: its full name; for a file its package; for an enum value
/// also the name qualified by its enum.
pub fn element_names(schema: &Schema, element: Element) -> Vec<String> {
    match element {
        Element::File(file) => vec![schema.package(file).to_owned()],
        Element::EnumValue(value) => {
            let parent = schema.full_name(schema[value].parent.into());
            vec![schema.full_name(element), format!("{parent}.{}", schema.name(element))]
        }
        _ => vec![schema.full_name(element)],
    }
}

/// Returns `true` if the last component of a package is an unstable version such as `v1beta1`, `v2alpha`,
/// `v1p1alpha3` or `v1test`.
///
/// A package that consists only of a version does not count.
pub(crate) fn is_unstable_package(package: &str) -> bool {
    package.rsplit_once('.').is_some_and(|(_, version)| Stability::of(version) == Some(Stability::Unstable))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognizes_unstable_packages_by_their_last_component() {
        assert!(is_unstable_package("a.v1beta1") && is_unstable_package("a.v1.v2test"));
        for stable in ["a.v1", "a.v1beta1.sub", "v1alpha1", "a."] {
            assert!(!is_unstable_package(stable), "{stable}");
        }
    }
}
