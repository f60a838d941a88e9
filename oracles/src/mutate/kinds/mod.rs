//! The kinds of schema change. Most are rows: which declaration is drawn, and what is edited there. The others are functions that
//! edit a scene, or return `None` if there is nothing to change.

mod edit;
mod extensions;
mod fields;
mod files;
mod options;
mod services;
mod settings;
mod types;

use super::edition::Needs;
use super::outline::{ItemKind, OutlineItem};
use super::scene::Scene;
use edit::Edit;
pub(crate) use settings::{SETTINGS, Setting};

/// A kind of schema change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MutationKind {
    pub(crate) name: &'static str,
    pub(crate) needs: Needs,
    change: Change,
}

#[derive(Debug, Clone, Copy)]
enum Change {
    /// Edits at a random declaration of these kinds that fits, in this order.
    Edits(&'static [ItemKind], Fits, &'static [Edit]),
    Function(fn(&mut Scene<'_>) -> Option<()>),
}

type Fits = fn(&Scene<'_>, &OutlineItem) -> bool;

impl MutationKind {
    const fn row(name: &'static str, kinds: &'static [ItemKind], edits: &'static [Edit]) -> MutationKind {
        MutationKind::fitting(name, kinds, |_, _| true, edits)
    }

    const fn fitting(
        name: &'static str,
        kinds: &'static [ItemKind],
        fits: Fits,
        edits: &'static [Edit],
    ) -> MutationKind {
        MutationKind { name, needs: Needs::Any, change: Change::Edits(kinds, fits, edits) }
    }

    const fn new(name: &'static str, change: fn(&mut Scene<'_>) -> Option<()>) -> MutationKind {
        MutationKind { name, needs: Needs::Any, change: Change::Function(change) }
    }

    const fn needs(self, needs: Needs) -> MutationKind {
        MutationKind { needs, ..self }
    }

    pub(crate) fn change(&self, scene: &mut Scene<'_>) -> Option<()> {
        match self.change {
            Change::Edits(kinds, fits, edits) => {
                let item = scene.any_where(kinds, fits)?;
                edits.iter().try_for_each(|edit| edit.apply(scene, &item))
            }
            Change::Function(change) => change(scene),
        }
    }
}

fn is_top(_: &Scene<'_>, item: &OutlineItem) -> bool {
    item.parent.is_none()
}

fn is_in(scene: &Scene<'_>, item: &OutlineItem, kind: ItemKind) -> bool {
    scene.holder(item).is_some_and(|it| it.kind == kind)
}

fn is_directly_in(scene: &Scene<'_>, item: &OutlineItem, kind: ItemKind) -> bool {
    scene.outline.parent(item).is_some_and(|it| it.kind == kind)
}

fn in_oneof(scene: &Scene<'_>, item: &OutlineItem) -> bool {
    is_directly_in(scene, item, ItemKind::Oneof)
}

fn is_map(scene: &Scene<'_>, item: &OutlineItem) -> bool {
    scene.at(&item.ty).starts_with("map")
}

fn is_repeated(scene: &Scene<'_>, item: &OutlineItem) -> bool {
    item.label.as_ref().is_some_and(|it| scene.at(it) == "repeated")
}

/// The kinds by family. A family is drawn first, so that a family with many kinds does not dominate the others.
pub(crate) const FAMILIES: &[&[MutationKind]] = &[
    fields::FIELDS,
    fields::SHAPES,
    fields::ONEOFS,
    types::ENUMS,
    types::MESSAGES,
    services::KINDS,
    extensions::RANGES,
    options::KINDS,
    options::LANGUAGES,
    extensions::KINDS,
    options::FEATURES,
    files::SYNTAX,
    files::KINDS,
];

/// Additional kinds that are only drawn by name. buf does not check some of them, and some need declarations that are rare in
/// real files.
pub(crate) const FURTHER: &[&[MutationKind]] =
    &[fields::FURTHER, types::FURTHER, extensions::FURTHER, files::FURTHER, services::FURTHER, files::NAMES];
