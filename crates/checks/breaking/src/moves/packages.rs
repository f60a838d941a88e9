//! Renamed packages, of which no file remains while the new package did not exist before; and moved files, whose declarations
//! are all in one other file.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::elements::Renames;
use super::open::{UnmatchedElements, is_same_kind};
use super::shape::Shapes;
use super::{PackageMove, parent};
use crate::versions::{Pair, Versions, nested_name};
use protoward_schema::{Element, FileId, Parent, Schema, qualified};

/// Maximum number of packages with a declaration of equal name and shape; more of them are no evidence.
const MOST: usize = 8;

/// Finds the renamed packages, and the declarations that kept their names in them.
pub(super) fn find(cx: &Versions<'_>, open: &UnmatchedElements) -> (Vec<PackageMove>, BTreeMap<Element, Element>) {
    let kept = packages(cx.new, cx.new.files.ids());
    let before = packages(cx.old, cx.old.files.ids());
    let gone: BTreeSet<_> = packages(cx.old, own(cx.old, cx.old_files())).difference(&kept).copied().collect();
    let fresh: BTreeSet<_> = packages(cx.new, own(cx.new, cx.new_files())).difference(&before).copied().collect();
    let mut moves = Vec::new();
    if gone.is_empty() || fresh.is_empty() {
        return (moves, BTreeMap::new());
    }
    let targets = targets(cx, &gone, votes(cx, open, &gone, &fresh));
    let elements = followed(cx, open, &targets);
    let mut left_behind = left_behind(cx, &targets, &elements);
    for (old, new) in targets {
        let Some(files) = first_files(cx, old, new) else { continue };
        let left_behind = left_behind.remove(old).unwrap_or_default();
        moves.push(PackageMove { old: old.to_owned(), new: new.to_owned(), files, left_behind });
    }
    (moves, elements)
}

/// Returns the files that represent the packages: the first with an unchanged path, else the first of each by path.
fn first_files(cx: &Versions<'_>, old: &str, new: &str) -> Option<Pair<FileId>> {
    let mut before: Vec<_> = cx.old_files().filter(|&file| cx.old.package(file) == old).collect();
    before.sort_by_key(|&file| cx.old.name(file.into()));
    let stayed = |&file: &FileId| {
        let now = cx.new_file(file).filter(|&now| cx.new.package(now) == new)?;
        Some(Pair { old: file, new: now })
    };
    let after = cx.new_files().filter(|&file| cx.new.package(file) == new);
    let first = || Some(Pair { old: *before.first()?, new: after.min_by_key(|&file| cx.new.name(file.into()))? });
    before.iter().find_map(stayed).or_else(first)
}

fn own(schema: &Schema, files: impl Iterator<Item = FileId>) -> impl Iterator<Item = FileId> {
    files.filter(|&file| !schema[file].is_import)
}

fn packages(schema: &Schema, files: impl Iterator<Item = FileId>) -> BTreeSet<&str> {
    files.map(|file| schema.package(file)).collect()
}

/// The number of matching top-level declarations per old and new package. In packages without declarations, files are
/// counted.
type PackageMatches<'a> = BTreeMap<&'a str, BTreeMap<&'a str, usize>>;

fn votes<'a>(
    cx: &Versions<'a>,
    open: &UnmatchedElements,
    gone: &BTreeSet<&'a str>,
    fresh: &BTreeSet<&'a str>,
) -> PackageMatches<'a> {
    let shapes = Shapes::new(cx, open, &BTreeMap::new());
    let mut by_shape: HashMap<_, Vec<&str>> = HashMap::new();
    for &new in open.new.iter().filter(|&&new| is_at_top(cx.new, new)) {
        let package = cx.new.package(cx.new.file_of(new));
        if fresh.contains(package) {
            by_shape.entry((cx.new.name(new), shapes.new[&new])).or_default().push(package);
        }
    }
    let mut votes = PackageMatches::new();
    for &old in open.old.iter().filter(|&&old| is_at_top(cx.old, old)) {
        let file = cx.old.file_of(old);
        let package = cx.old.package(file);
        if !gone.contains(package) {
            continue;
        }
        let for_package = votes.entry(package).or_default();
        // A file with an unchanged path is stronger evidence than any shape.
        let stayed = cx.new_file(file).map(|file| cx.new.package(file)).filter(|package| fresh.contains(package));
        let stayed = stayed.filter(|package| namesake(cx, open, old, package).is_some());
        let alike = by_shape.get(&(cx.old.name(old), shapes.old[&old])).filter(|found| found.len() <= MOST);
        match (stayed, alike) {
            (Some(stayed), _) => *for_package.entry(stayed).or_default() += 1,
            (None, Some(found)) => found.iter().for_each(|new| *for_package.entry(new).or_default() += 1),
            (None, None) => {}
        }
    }
    for file in cx.old_files().filter(|&file| is_empty(cx.old, file) && gone.contains(cx.old.package(file))) {
        let stayed = cx.new_file(file).map(|file| cx.new.package(file)).filter(|package| fresh.contains(package));
        if let Some(stayed) = stayed {
            *votes.entry(cx.old.package(file)).or_default().entry(stayed).or_default() += 1;
        }
    }
    votes
}

/// Returns the new package with most declarations of each old one. Two merged packages are no rename.
fn targets<'a>(cx: &Versions<'a>, gone: &BTreeSet<&'a str>, votes: PackageMatches<'a>) -> BTreeMap<&'a str, &'a str> {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for file in cx.old_files().filter(|&file| gone.contains(cx.old.package(file))) {
        *sizes.entry(cx.old.package(file)).or_default() += size(cx.old, file);
    }
    let mut targets = BTreeMap::new();
    let mut chosen: BTreeMap<&str, usize> = BTreeMap::new();
    for (old, votes) in votes {
        let most = votes.iter().max_by_key(|&(_, count)| *count);
        let Some((&new, &count)) = most.filter(|&(_, count)| 2 * count > sizes.get(old).copied().unwrap_or(0)) else {
            continue;
        };
        if votes.values().filter(|&&other| other == count).count() == 1 {
            targets.insert(old, new);
            *chosen.entry(new).or_default() += 1;
        }
    }
    targets.retain(|_, new| chosen[*new] == 1);
    targets
}

/// Returns the number of declarations of a file, at least one.
fn size(schema: &Schema, file: FileId) -> usize {
    let file = &schema[file];
    (file.messages.len() + file.enums.len() + file.services.len() + file.extensions.len()).max(1)
}

fn is_empty(schema: &Schema, file: FileId) -> bool {
    top_level(schema, file).next().is_none()
}

/// Returns the top-level declarations of a file.
pub(crate) fn top_level(schema: &Schema, file: FileId) -> impl Iterator<Item = Element> {
    let file = &schema[file];
    let messages = file.messages.iter().map(|&id| Element::from(id));
    let enums = file.enums.iter().map(|&id| Element::from(id));
    let services = file.services.iter().map(|&id| Element::from(id));
    let extensions = file.extensions.iter().map(|&id| Element::from(id));
    messages.chain(enums).chain(services).chain(extensions)
}

fn is_at_top(schema: &Schema, element: Element) -> bool {
    matches!(parent(schema, element), Parent::File(_))
}

fn followed(cx: &Versions<'_>, open: &UnmatchedElements, targets: &BTreeMap<&str, &str>) -> BTreeMap<Element, Element> {
    let target = |old: Element| targets.get(cx.old.package(cx.old.file_of(old)));
    let pair = |&old: &Element| Some((old, namesake(cx, open, old, target(old)?)?));
    open.old.iter().filter_map(pair).collect()
}

/// Returns the element in another package with the name of an old element.
fn namesake(cx: &Versions<'_>, open: &UnmatchedElements, old: Element, package: &str) -> Option<Element> {
    let full_name = cx.old.full_name(old);
    let nested = nested_name(&full_name, cx.old.package(cx.old.file_of(old)));
    let found = cx.in_new(&qualified(package, nested)).filter(|&new| open.has_new(new) && is_same_kind(new, old));
    found.filter(|&new| cx.new.package(cx.new.file_of(new)) == package)
}

fn left_behind<'a>(
    cx: &Versions<'a>,
    targets: &BTreeMap<&'a str, &str>,
    followed: &BTreeMap<Element, Element>,
) -> BTreeMap<&'a str, Vec<Element>> {
    let mut left: BTreeMap<&str, Vec<Element>> = BTreeMap::new();
    for file in cx.old_files().filter(|&file| targets.contains_key(cx.old.package(file))) {
        let lost = top_level(cx.old, file).filter(|element| !followed.contains_key(element));
        left.entry(cx.old.package(file)).or_default().extend(lost);
    }
    left
}

/// Finds the new files of deleted files. `moved` has the declarations with new names.
pub(super) fn moved_files(cx: &Versions<'_>, moved: &Renames) -> BTreeMap<FileId, FileId> {
    let deleted = cx.old_files().filter(|&file| cx.new.find_file(cx.old.text(cx.old[file].path)).is_none());
    deleted.filter_map(|old| Some((old, new_file(cx, moved, old)?))).collect()
}

fn new_file(cx: &Versions<'_>, moved: &Renames, old: FileId) -> Option<FileId> {
    let mut now = top_level(cx.old, old).map(|element| {
        let namesake = || cx.in_new(&cx.old.full_name(element)).filter(|&new| is_same_kind(element, new));
        Some(cx.new.file_of(moved.get(&element).copied().or_else(namesake)?))
    });
    let first = now.next()??;
    now.all(|file| file == Some(first)).then_some(first)
}
