//! How often the files around a place use the names of options and their values: what they use comes first.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::{Completion, Place};
use crate::file::ReferenceKind;

/// The folder of the files of the language itself.
const LANGUAGE: &str = "google/protobuf/";

/// The number of files that are counted besides the one with the place.
const NEIGHBORS: usize = 64;

/// The weight of a use in the file with the place.
const OWN: usize = 8;

/// The uses of names by their last components.
pub(super) struct Uses<'a>(HashMap<&'a str, usize>);

impl<'a> Uses<'a> {
    /// Counts the names in options of the file, and of those in the nearest folders. The word at the offset does not count.
    fn of_options(place: Place<'a>) -> Self {
        let Place { analysis, file: own, offset, .. } = place;
        let folders = |name: &'a str| name.split('/').rev().skip(1).collect::<Vec<_>>().into_iter().rev();
        let folder: Vec<&str> = folders(&analysis.file(own).name).collect();
        let shared = |name: &'a str| folders(name).zip(&folder).take_while(|(one, other)| one == *other).count();
        // The options of the language itself say little about those of others.
        let is_of_language = |name: &str| name.starts_with(LANGUAGE);
        let is_like = |name: &str| !is_of_language(name) || is_of_language(&analysis.file(own).name);
        let others = analysis.files().filter(|(id, file)| *id != own && is_like(&file.name));
        let mut near: Vec<_> = others.map(|(id, file)| (Reverse(shared(&file.name)), id)).collect();
        near.sort_unstable();
        near.truncate(NEIGHBORS);
        let mut uses = HashMap::new();
        for id in near.into_iter().map(|(_, id)| id).chain([own]) {
            let file = analysis.file(id);
            for reference in file.references.iter().filter(|it| is_in_option(it.kind)) {
                let span = reference.path.span;
                if id == own && span.range().start <= offset && offset <= span.end as usize {
                    continue;
                }
                *uses.entry(last_component(span.of(&file.text))).or_default() += if id == own { OWN } else { 1 };
            }
        }
        Self(uses)
    }

    fn of(&self, name: &str) -> usize {
        self.0.get(last_component(name.trim_end_matches(')'))).copied().unwrap_or_default()
    }
}

impl Place<'_> {
    /// Puts options, fields or values in the order of their uses nearby. Those that are used equally often stay in their order.
    pub(super) fn by_use(self, mut items: Vec<Completion>) -> Vec<Completion> {
        let uses = Uses::of_options(self);
        items.sort_by_cached_key(|item| Reverse(uses.of(&item.text)));
        items
    }
}

const fn is_in_option(kind: ReferenceKind) -> bool {
    matches!(kind, ReferenceKind::Extension | ReferenceKind::Member(_) | ReferenceKind::Value(_))
}

/// Returns the last component of a name, which may be in parentheses.
fn last_component(name: &str) -> &str {
    name.rsplit(['.', '(']).next().unwrap_or(name).trim()
}
