//! Names in one namespace: the first who asks for a name gets it, and others a name with a trailing `_`.

use std::collections::{BTreeMap, BTreeSet};

use crate::ident::{bare, is_name};

/// Returns a replacement for a name that is taken: `name_`, then `name2_`, `name3_` and so on.
pub(super) fn alternative(name: &str, nth: usize) -> String {
    let name = if is_name(name) { bare(name) } else { "_" };
    match nth {
        1 => format!("{name}_"),
        nth => format!("{name}{nth}_"),
    }
}

/// The names that are taken in one namespace.
#[derive(Debug, Default)]
pub struct NameAllocator {
    names: BTreeSet<String>,
    /// The number of replacements tried for each name, so that the next one is found at once.
    tried: BTreeMap<String, usize>,
}

impl NameAllocator {
    /// Creates a namespace in which these names are taken.
    pub fn with_used<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self { names: names.into_iter().map(|name| bare(name).to_owned()).collect(), tried: BTreeMap::new() }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains(bare(name))
    }

    pub(super) fn insert(&mut self, name: &str) {
        self.names.insert(bare(name).to_owned());
    }

    /// Takes a name, or a replacement if it is already taken.
    pub fn allocate(&mut self, preferred: String) -> String {
        self.allocate_if(preferred, |_| true)
    }

    /// Like [`allocate`](Self::allocate), but only takes names for which `fits` returns `true`.
    pub(super) fn allocate_if(&mut self, preferred: String, fits: impl FnMut(&str) -> bool) -> String {
        self.allocate_with(preferred, alternative, fits)
    }

    /// Like [`allocate_if`](Self::allocate_if), but `alternative` returns the replacements.
    pub(super) fn allocate_with(
        &mut self,
        preferred: String,
        alternative: fn(&str, usize) -> String,
        mut fits: impl FnMut(&str) -> bool,
    ) -> String {
        let mut name = preferred.clone();
        while !is_name(&name) || self.has(&name) || !fits(&name) {
            let tried = self.tried.entry(preferred.clone()).or_default();
            *tried += 1;
            name = alternative(&preferred, *tried);
        }
        self.insert(&name);
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_first_of_equal_names() {
        let mut used_names = NameAllocator::with_used(["module"]);
        let names =
            ["a", "a", "a", "a_", "r#type", "type", "", "module"].map(|name| used_names.allocate(name.to_owned()));
        assert_eq!(names, ["a", "a_", "a2_", "a__", "r#type", "type_", "__", "module_"]);
    }
}
