//! Edits at a declaration of a scene, as data: the part that changes, and the new text with placeholders.

use super::{ItemKind, OutlineItem, Scene};
use crate::mutate::dialect::Dialect;
use crate::mutate::outline::Span;

/// An edit at a declaration. A list of texts stands for one of them, drawn; a single text is not drawn. [`PLACEHOLDERS`] are
/// filled.
#[derive(Debug, Clone, Copy)]
pub(super) enum Edit {
    Remove,
    Replace(Part, &'static [&'static str]),
    /// Replaces the type, and removes options that the old type may have had.
    Retype(&'static [&'static str]),
    /// Removes the options in brackets, if there are any.
    DropOptions,
    /// Adds one of these numbers to the number.
    Add(&'static [i64]),
    /// Exchanges the part with that of a random sibling.
    Swap(Part),
    Before(&'static str),
    After(&'static str),
    /// Inserts a statement at the start of the body.
    Inside(&'static str),
    /// Inserts a statement at the start of the body of the message, enum, service or block that contains the declaration.
    InHolder(&'static str),
    /// Allows aliases in the enum that contains the value, if it does not allow them.
    AllowAlias,
    /// Adds a declaration at the end of the file.
    Append(&'static str),
    /// Sets an option in brackets to one of these values.
    SetOption(&'static str, &'static [&'static str]),
    /// Renames the declaration and all its uses in the folder.
    RenameEverywhere(&'static str),
}

/// A part of a declaration.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    All,
    Name,
    Number,
    Label,
    Type,
    LabelAndType,
    Body,
}

impl Part {
    fn span(self, item: &OutlineItem) -> Option<Span> {
        Some(match self {
            Part::All => item.span.clone(),
            Part::Name => item.name.clone(),
            Part::Number => item.number.clone(),
            Part::Label => item.label.clone()?,
            Part::Type => item.ty.clone(),
            Part::LabelAndType => item.label.as_ref().map_or(item.ty.start, |it| it.start)..item.ty.end,
            Part::Body => item.body.clone()?,
        })
    }
}

impl Edit {
    pub(super) fn apply(self, scene: &mut Scene<'_>, item: &OutlineItem) -> Option<()> {
        match self {
            Edit::Remove => scene.remove(item),
            Edit::Replace(part, texts) => {
                let text = drawn(scene, item, texts)?;
                scene.replace(&part.span(item)?, text);
            }
            Edit::Retype(types) => {
                let other = drawn(scene, item, types)?;
                let old = ["default", "jstype", "ctype", "utf8", "string_type"];
                if item.options.as_ref().is_some_and(|all| old.iter().any(|it| scene.at(all).contains(it))) {
                    drop_options(scene, item);
                }
                scene.replace(&item.ty, other);
            }
            Edit::DropOptions => drop_options(scene, item),
            Edit::Add(amounts) => {
                let number: i64 = scene.at(&item.number).parse().ok()?;
                let by = *one_of(scene, amounts)?;
                scene.replace(&item.number, (number + by).to_string());
            }
            Edit::Swap(part) => {
                let other = scene.sibling(item)?;
                scene.swap(&part.span(item)?, &part.span(&other)?);
            }
            Edit::Before(text) => {
                let text = filled(scene, item, text)?;
                scene.insert(item.span.start, text);
            }
            Edit::After(text) => {
                let text = filled(scene, item, text)?;
                scene.insert(item.span.end, text);
            }
            Edit::Inside(text) => {
                let text = filled(scene, item, text)?;
                scene.insert_into(item, &text)?;
            }
            Edit::InHolder(text) => {
                let text = filled(scene, item, text)?;
                scene.insert_into(&scene.holder(item)?, &text)?;
            }
            Edit::AllowAlias => {
                let holder = scene.holder(item)?;
                if !scene.at(&holder.span).contains("allow_alias") {
                    scene.insert_into(&holder, "option allow_alias = true;")?;
                }
            }
            Edit::Append(text) => {
                let text = filled(scene, item, text)?;
                scene.append(&text)?;
            }
            Edit::SetOption(name, values) => {
                let value = drawn(scene, item, values)?;
                scene.set_field_option(item, name, &value);
            }
            Edit::RenameEverywhere(to) => {
                let name = scene.at(&item.name).to_owned();
                let to = filled(scene, item, to)?;
                scene.rename_everywhere(&name, &to);
            }
        }
        Some(())
    }
}

/// Removes the options in brackets, if there are any.
pub(super) fn drop_options(scene: &mut Scene<'_>, item: &OutlineItem) {
    if let Some(options) = &item.options {
        scene.replace(&(options.start - 1..options.end + 1), "");
    }
}

fn one_of<'t, T>(scene: &mut Scene<'_>, all: &'t [T]) -> Option<&'t T> {
    match all {
        [only] => Some(only),
        _ => scene.random.pick(all),
    }
}

fn drawn(scene: &mut Scene<'_>, item: &OutlineItem, texts: &[&str]) -> Option<String> {
    let text = one_of(scene, texts)?;
    filled(scene, item, text)
}

type Placeholder = (&'static str, fn(&mut Scene<'_>, &OutlineItem) -> Option<String>);

/// The placeholders in texts of edits. Those that can stand for text with braces come last.
const PLACEHOLDERS: &[Placeholder] = &[
    ("{name}", |scene, it| Some(scene.at(&it.name).to_owned())),
    ("{bare_name}", |scene, it| Some(scene.at(&it.name).replace('_', ""))),
    ("{dashed_name}", |scene, it| Some(scene.at(&it.name).replace('_', "-"))),
    ("{lower_name}", |scene, it| Some(scene.at(&it.name).to_lowercase())),
    ("{upper_name}", |scene, it| Some(scene.at(&it.name).to_ascii_uppercase())),
    ("{number}", |scene, it| Some(scene.at(&it.number).to_owned())),
    ("{type}", |scene, it| Some(scene.at(&it.ty).to_owned())),
    // The written label and a space, if there is one.
    ("{label}", |scene, it| Some(it.label.as_ref().map_or(String::new(), |it| format!("{} ", scene.at(it))))),
    // The label of a singular field, which proto2 requires.
    ("{optional}", |scene, _| Some(label(scene).to_owned())),
    // The quotes around reserved names, except in editions.
    ("{quote}", |scene, _| Some(if dialect(scene) == Dialect::Edition { "" } else { "\"" }.to_owned())),
    ("{free}", |scene, it| Some((largest(scene, it)? + 1).to_string())),
    ("{next_free}", |scene, it| Some((largest(scene, it)? + 2).to_string())),
    ("{distant}", |scene, it| Some((largest(scene, it)? + 100).to_string())),
    ("{more_distant}", |scene, it| Some((largest(scene, it)? + 120).to_string())),
    // An unused number: mostly the next one, sometimes a large one.
    ("{far}", |scene, it| {
        let next = largest(scene, it)? + 1;
        Some(if scene.random.chance(4) { next + 20_000 } else { next }.to_string())
    }),
    ("{scalar}", |scene, _| {
        scene.random.pick(&["string", "int32", "bool", "double", "bytes"]).map(|it| (*it).to_owned())
    }),
    // The name of a random message at the top.
    ("{message}", |scene, _| {
        let message = scene.any_where(&[ItemKind::Message], super::is_top)?;
        Some(scene.at(&message.name).to_owned())
    }),
    // The declaration without its label, as a oneof requires.
    ("{unlabeled}", |scene, it| Some(scene.at(&(it.ty.start..it.span.end)).to_owned())),
    ("{body}", |scene, it| Some(scene.at(it.body.as_ref()?).to_owned())),
    ("{all}", |scene, it| Some(scene.at(&it.span).to_owned())),
];

fn filled(scene: &mut Scene<'_>, item: &OutlineItem, text: &str) -> Option<String> {
    let mut filled = text.to_owned();
    for (key, value) in PLACEHOLDERS {
        if text.contains(key) {
            filled = filled.replace(key, &value(scene, item)?);
        }
    }
    Some(filled)
}

/// Returns the largest number of the fields or values of a message or enum, or of what contains the declaration.
pub(super) fn largest(scene: &Scene<'_>, item: &OutlineItem) -> Option<i64> {
    let numbers = match item.kind {
        ItemKind::Message | ItemKind::Enum => scene.numbers(item),
        _ => scene.numbers(&scene.holder(item)?),
    };
    Some(numbers.into_iter().max().unwrap_or(0))
}

pub(super) fn dialect(scene: &Scene<'_>) -> Dialect {
    Dialect::of(scene.text(), &scene.outline)
}

/// Returns the label of a singular field.
pub(super) fn label(scene: &Scene<'_>) -> &'static str {
    match dialect(scene) {
        Dialect::Proto2 => "optional ",
        Dialect::Proto3 | Dialect::Edition => "",
    }
}
