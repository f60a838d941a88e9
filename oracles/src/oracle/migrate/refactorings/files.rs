//! Random splits and merges of files.
//!
//! protoc must have the same declarations afterwards, in whatever files. A merge of what a split made gives the old bytes, or else the
//! old descriptors and comments.

use std::collections::BTreeMap;

use super::dynamic::{files, list, shown, string};
use super::made::{After, Before, descriptors};
use super::outcome::{Files, Outcome, Undone, compiled, first_difference};
use crate::oracle::compilers::Compiler;
use prost_reflect::DynamicMessage;
use protoward_kit::error::Error;
use protoward_kit::random::Random;
use protoward_refactor::SplitOptions;
use protoward_refactor::proof::{Changes, differences};
use protoward_schema::FileId;

/// Splits a file, and merges some.
pub(super) fn trial(
    before: &Before<'_>,
    file: &str,
    protoc: &Compiler,
    random: &mut Random,
) -> Result<Vec<(&'static str, Outcome)>, Error> {
    let Some(id) = before.schema.find_file(file).filter(|_| !file.starts_with("google/protobuf/")) else {
        return Ok(Vec::new());
    };
    let options =
        SplitOptions { folder: random.chance(3).then(|| "split/here".to_owned()), is_forwarded: random.chance(3) };
    let kind = if options.is_forwarded { "split, forwarded" } else { "split" };
    let mut outcomes = vec![(kind, split(before, id, &options, protoc)?)];
    if let Some((from, into)) = draw_merge(before, id, random) {
        outcomes.push(("merge", merge(before, &from, &into, protoc)?));
    }
    Ok(outcomes)
}

/// Draws files of the same package, and their destination.
fn draw_merge(before: &Before<'_>, file: FileId, random: &mut Random) -> Option<(Vec<FileId>, String)> {
    let schema = before.schema;
    let is_other = |it: &FileId| {
        let path = schema.name((*it).into());
        *it != file && schema.package(*it) == schema.package(file) && !path.starts_with("google/protobuf/")
    };
    let others: Vec<FileId> = schema.files.ids().filter(is_other).collect();
    let count = 1 + random.below(2);
    let mut from = random.sample(others, count);
    let own = schema.name(file.into()).to_owned();
    let into = if random.chance(3) { format!("merged/{own}") } else { own };
    from.push(file);
    (from.len() > 1).then_some((from, into))
}

fn split(before: &Before<'_>, file: FileId, options: &SplitOptions, protoc: &Compiler) -> Result<Outcome, Error> {
    let own = before.schema.name(file.into());
    let what = format!("split of {own} ({options:?})");
    let after = match before.make(&what, |planner| planner.split(file, options)) {
        Ok(after) => after,
        Err(outcome) => return Ok(outcome),
    };
    if let Some(why) = judged(before, &after, protoc)? {
        return Ok(Outcome::Wrong(format!("{what}: {why}")));
    }
    // The class of a file is not copied, and does not come back.
    let has_class = before.texts.get(own).is_some_and(|text| text.contains("java_outer_classname"));
    if after.refactoring.created.is_empty() || has_class && !after.refactoring.removed.is_empty() {
        return Ok(Outcome::Done { undone: None });
    }
    let now = after.before();
    let created = after.refactoring.created.iter();
    let made: Vec<FileId> = created.filter_map(|file| now.schema.find_file(&file.path)).collect();
    let back = match now.make(&format!("{what}, merged"), |planner| planner.merge(&made, own)) {
        Ok(back) => back,
        Err(Outcome::Refused(why)) => return Ok(Outcome::Wrong(format!("{what}: cannot be merged: {why}"))),
        Err(outcome) => return Ok(outcome),
    };
    Ok(match undone(before, &back.texts) {
        Ok(undone) => Outcome::Done { undone: Some(undone) },
        Err(why) => Outcome::Wrong(format!("{what}: the merge differs: {why}")),
    })
}

fn merge(before: &Before<'_>, from: &[FileId], into: &str, protoc: &Compiler) -> Result<Outcome, Error> {
    let names: Vec<&str> = from.iter().map(|&file| before.schema.name(file.into())).collect();
    let what = format!("merge of {} into {into}", names.join(", "));
    let after = match before.make(&what, |planner| planner.merge(from, into)) {
        Ok(after) => after,
        Err(outcome) => return Ok(outcome),
    };
    Ok(match judged(before, &after, protoc)? {
        Some(why) => Outcome::Wrong(format!("{what}: {why}")),
        None => Outcome::Done { undone: None },
    })
}

/// Compares the old texts with those after the inverse.
fn undone(before: &Before<'_>, back: &Files) -> Result<Undone, String> {
    if back == before.texts {
        return Ok(Undone::Bytes);
    }
    let mut sources = before.sources.clone();
    let schema = compiled(back, &mut sources)?;
    let changes = Changes { files: before.texts.keys().cloned().collect(), ..Changes::default() };
    match differences(before.schema, &schema, &changes, &sources).first() {
        None => Ok(Undone::Descriptors),
        Some(difference) => {
            let differs = back.iter().find(|(name, text)| before.texts.get(*name) != Some(*text));
            let empty = String::new();
            let shown = differs.map(|(name, text)| first_difference(before.texts.get(name).unwrap_or(&empty), text));
            Err(format!("{difference:?} {}", shown.unwrap_or_default()))
        }
    }
}

/// Compares the declarations that protoc finds. Returns what is wrong.
fn judged(before: &Before<'_>, after: &After, protoc: &Compiler) -> Result<Option<String>, Error> {
    let [old, new] = match descriptors(before.texts, &after.texts, protoc)? {
        None => return Ok(None),
        Some(Err(why)) => return Ok(Some(why)),
        Some(Ok(sets)) => sets,
    };
    let (Some(old), Some(new)) = (declarations(&old), declarations(&new)) else {
        return Ok(Some("a descriptor set cannot be read".to_owned()));
    };
    for (name, was) in &old {
        match new.get(name) {
            None => return Ok(Some(format!("protoc does not find {name}"))),
            Some(is) if is != was => return Ok(Some(format!("protoc finds another {name}: {}", shown(was, is)))),
            Some(_) => {}
        }
    }
    Ok(new.keys().find(|name| !old.contains_key(*name)).map(|name| format!("protoc finds {name}, which is new")))
}

/// Returns the declarations of a descriptor set by kind and full name. Built-in files are left out, because unused imports of them
/// are not kept.
fn declarations(set: &[u8]) -> Option<BTreeMap<String, DynamicMessage>> {
    let mut all = BTreeMap::new();
    for file in files(set)? {
        if string(&file, "name").starts_with("google/protobuf/") {
            continue;
        }
        let package = string(&file, "package");
        for kind in ["message_type", "enum_type", "service", "extension"] {
            for declared in list(&file, kind) {
                all.insert(format!("{kind} {package}.{}", string(&declared, "name")), declared);
            }
        }
    }
    Some(all)
}
