//! References after a change of names.

use std::collections::BTreeSet;

use super::LintPlanner;
use crate::resolver::Overlay;
use protoward_schema::FileId;
use protoward_source::Edit;

impl LintPlanner<'_> {
    /// Returns the edits after which references have their old meaning: of those that contain one of these names, and of those
    /// in a file. `None` if one cannot be edited, because comments are between its components.
    pub(super) fn respelled<'n>(
        &self,
        overlay: &Overlay,
        names: impl Iterator<Item = &'n str>,
        file: Option<FileId>,
    ) -> Option<Vec<Edit>> {
        let with_name = names.filter_map(|name| self.by_component.get(name)).flatten();
        let in_file = file.and_then(|file| self.by_file.get(&file)).into_iter().flatten();
        let all: BTreeSet<usize> = with_name.chain(in_file).copied().collect();
        let mut edits = Vec::new();
        for index in all {
            self.respell(overlay, index, &mut edits)?;
        }
        Some(edits)
    }

    fn respell(&self, overlay: &Overlay, index: usize, edits: &mut Vec<Edit>) -> Option<()> {
        let (file, source, reference) = self.references.get(index)?;
        let Some(found) = self.names.meaning(*file, &reference.inside, &reference.name, reference.kind) else {
            return Some(());
        };
        let scope = overlay.scope(self.schema, *file, &reference.inside);
        let means_it =
            |name: &String| self.names.meaning_after(overlay, *file, &scope, name, reference.kind) == Some(found);
        let new = overlay.full_name(self.schema, found);
        // Another name can hide the short ones: then only the full name is left.
        let choices = [reference.name.clone(), shortened(&reference.name, &new), new.clone(), format!(".{new}")];
        let name = choices.into_iter().find(means_it)?;
        if name == reference.name {
            return Some(());
        }
        let start = reference.path.plain.then_some(reference.path.span.start as usize)?;
        for (range, text) in changed_parts(&reference.name, &name) {
            edits.push(self.edit(*source, start + range.start..start + range.end, text));
        }
        Some(())
    }
}

/// Returns a reference with as many components of the new full name as it had of the old one.
fn shortened(name: &str, new: &str) -> String {
    let count = name.trim_start_matches('.').split('.').count();
    let parts: Vec<&str> = new.split('.').collect();
    match parts.len().checked_sub(count).and_then(|start| parts.get(start..)) {
        _ if name.starts_with('.') => format!(".{new}"),
        Some(parts) => parts.join("."),
        None => new.to_owned(),
    }
}

/// Returns the components that differ, with their ranges; the whole name if the number of components differs.
fn changed_parts<'n>(old: &str, new: &'n str) -> Vec<(std::ops::Range<usize>, &'n str)> {
    if old.split('.').count() != new.split('.').count() {
        return vec![(0..old.len(), new)];
    }
    let (mut parts, mut at) = (Vec::new(), 0);
    for (was, is) in old.split('.').zip(new.split('.')) {
        if was != is {
            parts.push((at..at + was.len(), is));
        }
        at += was.len() + 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::{changed_parts, shortened};

    #[test]
    fn keeps_the_number_of_components() {
        assert_eq!(shortened("b", "a.B"), "B");
        assert_eq!(shortened(".a.b.c", "a.B.c"), ".a.B.c");
        assert_eq!(shortened("b.c", "a.B.c"), "B.c");
        // A package with another number of components.
        assert_eq!(shortened("x.y.b", "b"), "b");
        assert_eq!(shortened("y.b", "b"), "b");
    }

    #[test]
    fn edits_only_components_that_differ() {
        assert_eq!(changed_parts(".a.b.c", ".a.B.c"), [(3..4, "B")]);
        assert_eq!(changed_parts("a.b", "x.a.b"), [(0..3, "x.a.b")]);
    }
}
