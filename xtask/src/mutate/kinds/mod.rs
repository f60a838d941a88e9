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

#[cfg(test)]
mod tests {
    use super::FAMILIES;

    #[test]
    fn names_are_unique() {
        let mut names: Vec<_> = FAMILIES.iter().flat_map(|it| it.iter()).map(|it| it.name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
