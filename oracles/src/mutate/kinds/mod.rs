//! The kinds of schema change. Each edits a scene, or returns `None` if there is nothing to change.

mod enums;
mod extensions;
mod features;
mod fields;
mod files;
mod messages;
mod names;
mod oneofs;
mod options;
mod ranges;
mod services;
mod settings;
mod shapes;
mod surroundings;

use super::outline::{ItemKind, OutlineItem};
use super::scene::MutationContext;

/// A kind of schema change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MutationKind {
    pub(crate) name: &'static str,
    pub(crate) change: fn(&mut MutationContext<'_>) -> Option<()>,
}

impl MutationKind {
    const fn new(name: &'static str, change: fn(&mut MutationContext<'_>) -> Option<()>) -> MutationKind {
        MutationKind { name, change }
    }
}

/// Deletes a random declaration of these kinds.
fn delete_any(scene: &mut MutationContext<'_>, kinds: &[ItemKind]) -> Option<()> {
    let item = scene.any(kinds)?;
    scene.remove(&item);
    Some(())
}

/// Renames a random type and all its uses.
fn rename_any(scene: &mut MutationContext<'_>, kind: ItemKind) -> Option<()> {
    let item = scene.any(&[kind])?;
    let name = scene.at(&item.name).to_owned();
    scene.rename_everywhere(&name, &format!("{name}Renamed"));
    Some(())
}

/// Swaps the names of two random siblings of a kind.
fn swap_with_sibling(scene: &mut MutationContext<'_>, kind: ItemKind) -> Option<()> {
    let one = scene.any(&[kind])?;
    let siblings = scene.siblings(&one);
    let other = scene.random.pick(&siblings)?.clone();
    swap_names_of(scene, &one, &other);
    Some(())
}

fn swap_names_of(scene: &mut MutationContext<'_>, one: &OutlineItem, other: &OutlineItem) {
    let first = scene.at(&one.name).to_owned();
    let second = scene.at(&other.name).to_owned();
    scene.replace(&one.name, second);
    scene.replace(&other.name, first);
}

/// The kinds by family. A family is drawn first, so that a family with many kinds does not dominate the others.
pub(crate) const FAMILIES: &[&[MutationKind]] = &[
    fields::KINDS,
    fields::SHAPES,
    oneofs::KINDS,
    enums::KINDS,
    messages::KINDS,
    services::KINDS,
    ranges::KINDS,
    options::KINDS,
    options::LANGUAGES,
    extensions::KINDS,
    features::KINDS,
    features::SYNTAX,
    files::KINDS,
];

/// Additional kinds that are only drawn by name. buf does not check some of them, and some need declarations that are rare in
/// real files.
pub(crate) const FURTHER: &[&[MutationKind]] = &[
    shapes::FIELDS,
    shapes::ENUMS_AND_MESSAGES,
    surroundings::EXTENSIONS,
    surroundings::FILES,
    surroundings::SERVICES,
    names::KINDS,
];

pub(crate) use settings::{SETTINGS, Setting};

#[cfg(test)]
mod tests {
    use super::{FAMILIES, FURTHER};

    #[test]
    fn names_are_unique() {
        let mut names: Vec<_> = FAMILIES.iter().chain(FURTHER).flat_map(|it| it.iter()).map(|it| it.name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
