//! Seeded random changes to real schemas.
//!
//! The input is a tree of `.proto` files, a seed and a number. The output is two small sets of files, old and new, that differ by
//! a change that a person might make. This module does not know which programs compare them, and does not check that they
//! compile.

pub(crate) mod dialect;
pub(crate) mod edition;
mod formatting;
pub(crate) mod graft;
mod kinds;
pub(crate) mod operators;
pub(crate) mod outline;
mod scene;
mod subset;

use protoward_kit::random::Random;

pub(crate) use scene::Files;
pub(crate) use subset::Library;

use kinds::FAMILIES;
use scene::{Scene, folder_of};

/// A schema before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mutation {
    /// A description of the change.
    pub(crate) what: String,
    pub(crate) old: Files,
    pub(crate) new: Files,
}

/// Returns the change for these keys, which is always the same for the same trees. `None` if the draw led to no change.
///
/// `edits` is the number of edits. By default most changes are a single edit, which is easy to understand. Some changes are
/// several edits, because edits can interact.
pub(crate) fn draw(
    libraries: &[Library],
    seed: u64,
    number: u64,
    attempt: u64,
    edits: Option<usize>,
) -> Option<Mutation> {
    let mut random = Random::keyed(seed, &[number, attempt]);
    let library = random.pick(libraries)?;
    let file = random.pick(library.files())?;
    let mut old = library.subset(file, &mut random);
    let mut what = with_variety(&mut old, file, &mut random)?;
    let mut new = old.clone();
    let drawn = if random.chance(4) { 2 + random.below(2) } else { 1 };
    for _ in 0..edits.unwrap_or(drawn) {
        what.push(step(&mut new, file, &mut random)?);
    }
    if new == old {
        return None;
    }
    if random.chance(6) {
        what.push("written otherwise".into());
        let all = new.keys().cloned().collect::<Vec<_>>();
        let changed = target(&new, file, &mut random).or_else(|| all.first().cloned())?;
        let text = formatting::change(&new[&changed], &mut random);
        new.insert(changed, text);
    }
    Some(maybe_reversed(Mutation { what: what.join("; then "), old, new }, &mut random))
}

/// Returns versions of a few files, each with a change of the one before it, and now and then an earlier one again. `None` if the
/// draw leads to no versions that are valid.
pub(crate) fn history(
    libraries: &[Library],
    random: &mut Random,
    count: usize,
    is_valid: impl Fn(&Files) -> bool,
) -> Option<Vec<Files>> {
    let (first, file) = start(libraries, random, &is_valid)?;
    let mut versions = vec![first];
    while versions.len() < count {
        let version = if random.chance(8) {
            random.pick(&versions)?.clone()
        } else {
            next(versions.last()?, &file, random, &is_valid)?
        };
        versions.push(version);
    }
    Some(versions)
}

/// Returns a few files, and the name of the one that most changes are for. `None` if the files are not valid.
pub(crate) fn start(
    libraries: &[Library],
    random: &mut Random,
    is_valid: impl Fn(&Files) -> bool,
) -> Option<(Files, String)> {
    let library = random.pick(libraries)?;
    let file = random.pick(library.files())?;
    let files = library.subset(file, random);
    is_valid(&files).then(|| (files, file.clone()))
}

/// Returns the files after one change. `None` if no draw is valid.
pub(crate) fn next(files: &Files, file: &str, random: &mut Random, is_valid: impl Fn(&Files) -> bool) -> Option<Files> {
    const TRIES: usize = 30;
    (0..TRIES).find_map(|_| {
        let mut next = files.clone();
        step(&mut next, file, random)?;
        is_valid(&next).then_some(next)
    })
}

/// Returns a text with a random change of formatting, which moves positions and changes nothing else.
pub(crate) fn reformatted(text: &str, random: &mut Random) -> String {
    formatting::change(text, random)
}

/// Randomly changes the file of the old side to something rare in real files: another syntax, rare declarations, unusual
/// formatting. Returns a description of each change.
fn with_variety(files: &mut Files, file: &str, random: &mut Random) -> Option<Vec<String>> {
    let mut what = Vec::new();
    let mut text = files.get(file)?.clone();
    let mut season = |text: &mut String, changed: Option<String>, how: &str| {
        if let Some(changed) = changed {
            *text = changed;
            what.push(how.to_owned());
        }
    };
    let (dialect, how) = match random.below(8) {
        0 | 1 => (dialect::to_edition(&text, "2023", random), "in edition 2023"),
        2 => (dialect::to_edition(&text, "2024", random), "in edition 2024"),
        3 => (dialect::to_proto2(&text), "in proto2"),
        _ => (None, ""),
    };
    season(&mut text, dialect, how);
    let grafted = random.chance(2).then(|| graft::graft(&text)).flatten();
    season(&mut text, grafted, "with rare declarations");
    let odd = random.chance(8).then(|| formatting::change(&text, random));
    season(&mut text, odd, "oddly written");
    files.insert(file.to_owned(), text);
    Some(what)
}

/// Sometimes swaps the sides: reversed, a deletion becomes an addition, and a new `reserved` a deleted one.
fn maybe_reversed(mutation: Mutation, random: &mut Random) -> Mutation {
    let Mutation { what, old, new } = mutation;
    if random.chance(4) {
        Mutation { what: format!("the reverse of: {what}"), old: new, new: old }
    } else {
        Mutation { what, old, new }
    }
}

/// Tries random kinds of change on the file, or on another file of its folder, until one applies.
fn step(files: &mut Files, file: &str, random: &mut Random) -> Option<String> {
    for _ in 0..20 {
        let family = *random.pick(FAMILIES)?;
        let kind = *random.pick(family)?;
        let file = target(files, file, random)?;
        if let Some(changed) = changed(|scene| kind.change(scene), files, &file, random) {
            *files = changed;
            return Some(format!("{} in {file}", kind.name));
        }
    }
    None
}

fn target(files: &Files, file: &str, random: &mut Random) -> Option<String> {
    if files.contains_key(file) && !random.chance(4) {
        return Some(file.to_owned());
    }
    let neighbors: Vec<&String> = files.keys().filter(|it| folder_of(it) == folder_of(file)).collect();
    random.pick(&neighbors).map(|it| (*it).clone())
}

/// Returns the files after a change of one of them, or `None` if the change does not apply.
fn changed(
    change: impl Fn(&mut Scene<'_>) -> Option<()>,
    files: &Files,
    file: &str,
    random: &mut Random,
) -> Option<Files> {
    let mut changed = files.clone();
    let mut scene = Scene::new(&mut changed, file, random);
    change(&mut scene)?;
    scene.finish()?;
    (changed != *files).then_some(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDER: &str = r#"syntax = "proto3";
package shop.v1;
import "shop/v1/item.proto";
option java_package = "shop";
message Order {
  string id = 1;
  repeated Item items = 2;
  map<string, int64> totals = 3;
  oneof way { string address = 4; bool pickup = 5; }
  reserved 9, 12 to 20;
}
message GetOrder { string id = 1 [deprecated = true]; }
service Orders { rpc Get(GetOrder) returns (stream Order); }
"#;
    const ITEM: &str = r#"syntax = "proto3";
package shop.v1;
message Item { string name = 1; enum Kind { KIND_UNSPECIFIED = 0; BOOK = 1; } Kind kind = 2; }
"#;

    fn library() -> Library {
        Library::of([("shop/v1/order.proto", ORDER), ("shop/v1/item.proto", ITEM)])
    }

    fn draws(seed: u64) -> Vec<Option<Mutation>> {
        (0..200).map(|number| draw(&[library()], seed, number, 0, None)).collect()
    }

    #[test]
    fn draws_the_same_mutations_for_the_same_seed_only() {
        assert_eq!(draws(1), draws(1));
        assert_ne!(draws(1), draws(2));
    }

    #[test]
    fn every_mutation_changes_something_and_most_draws_find_one() {
        let found: Vec<Mutation> = draws(3).into_iter().flatten().collect();
        assert!(found.len() > 150, "only {} of 200", found.len());
        assert!(found.iter().all(|it| it.old != it.new));
    }

    #[test]
    fn draws_every_applicable_kind() {
        let seen: Vec<String> = (0..20).flat_map(|seed| draws(seed).into_iter().flatten()).map(|it| it.what).collect();
        let missing: Vec<&str> = FAMILIES
            .iter()
            .flat_map(|it| it.iter())
            .map(|it| it.name)
            .filter(|name| !seen.iter().any(|it| it.contains(name)))
            .collect();
        // The two files have no declarations for these kinds.
        let absent = ["make a field required", "delete an extension"];
        assert!(missing.iter().all(|it| absent.contains(it)), "{missing:?}");
    }

    #[test]
    fn incomplete_files_do_not_stop_the_draw() {
        for end in (0..ORDER.len()).step_by(7) {
            let library = Library::of([("a.proto", &ORDER[..end])]);
            for number in 0..20 {
                draw(std::slice::from_ref(&library), 1, number, 0, Some(3));
            }
        }
    }
}
