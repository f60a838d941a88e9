//! The ways in which a schema is changed. Each takes a scene and edits it, or finds nothing to do there.

mod enums;
mod extensions;
mod features;
mod fields;
mod files;
mod messages;
mod oneofs;
mod options;
mod ranges;
mod services;
mod settings;
mod shapes;
mod surroundings;

use super::outline::{Item, What};
use super::scene::Scene;

/// One way to change a schema.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) change: fn(&mut Scene<'_>) -> Option<()>,
}

impl Kind {
    const fn new(name: &'static str, change: fn(&mut Scene<'_>) -> Option<()>) -> Kind {
        Kind { name, change }
    }
}

/// Deletes something.
fn delete_any(scene: &mut Scene<'_>, what: &[What]) -> Option<()> {
    let item = scene.any(what)?;
    scene.remove(&item);
    Some(())
}

/// Gives a type another name, wherever it is used.
fn rename_any(scene: &mut Scene<'_>, what: What) -> Option<()> {
    let item = scene.any(&[what])?;
    let name = scene.at(&item.name).to_owned();
    scene.rename_everywhere(&name, &format!("{name}Renamed"));
    Some(())
}

/// Gives something the name of its neighbor, and the other way around.
fn swap_with_sibling(scene: &mut Scene<'_>, what: What) -> Option<()> {
    let one = scene.any(&[what])?;
    let siblings = scene.siblings(&one);
    let other = scene.random.pick(&siblings)?.clone();
    swap_names_of(scene, &one, &other);
    Some(())
}

fn swap_names_of(scene: &mut Scene<'_>, one: &Item, other: &Item) {
    let (first, second) = (scene.at(&one.name).to_owned(), scene.at(&other.name).to_owned());
    scene.replace(&one.name, second);
    scene.replace(&other.name, first);
}

/// All of them. Families are drawn first, so that one with many ways does not crowd out the others.
pub(crate) const FAMILIES: &[&[Kind]] = &[
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

/// Further ones, which are drawn by name only: buf has no answer to some of them, and some need declarations that few files
/// have.
pub(crate) const FURTHER: &[&[Kind]] = &[
    shapes::FIELDS,
    shapes::ENUMS_AND_MESSAGES,
    surroundings::EXTENSIONS,
    surroundings::FILES,
    surroundings::SERVICES,
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
