//! The proof of a refactoring: nothing differs but what it is for.
//!
//! The old schema is described element by element, with the names that the refactoring gives it, and each description
//! is compared with that of the element of the new schema that has the same full name. The proof knows neither edits
//! nor references. It looks at everything that is in descriptors, and at comments.

mod changes;
mod fact;
mod view;

use std::collections::{BTreeMap, BTreeSet, HashMap};

pub use changes::Changes;
use fact::without_links;
use protoward_schema::{Element, FileId, Schema};
use protoward_source::Sources;
use protoward_syntax::Tokens;
use view::View;

/// A difference that a refactoring is not for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The element of the old schema; `None` for something new.
    pub element: Option<Element>,
    /// The kind and full name that it should have.
    pub name: String,
    /// The property that differs, in words.
    pub what: &'static str,
    /// The value that it should have.
    pub expected: String,
    /// The value that it has.
    pub found: String,
}

/// Returns the differences between two schemas that are not in `changes`. `sources` has the texts of both.
pub fn differences(old: &Schema, new: &Schema, changes: &Changes, sources: &Sources) -> Vec<Difference> {
    let none = BTreeSet::new();
    let identity = Changes::default();
    let before = View { schema: old, changes, moved: &none, files: &changes.files };
    let moved: BTreeSet<String> = changes.moved.keys().map(|&element| before.key(element)).collect();
    let before = View { moved: &moved, ..before };
    let after = View { schema: new, changes: &identity, moved: &moved, files: &changes.files };
    let all = |schema: &Schema| -> Vec<Element> {
        schema.files.ids().map(Element::File).chain(schema.declarations()).collect()
    };
    let mut left: HashMap<String, Element> =
        all(new).into_iter().map(|element| (after.key(element), element)).collect();
    let mut found = Vec::new();
    for element in all(old).into_iter().filter(|&element| !is_left_out(old, old.file_of(element), new)) {
        let key = before.key(element);
        let Some(is) = left.remove(&key) else {
            if !matches!(element, Element::File(_)) || !changes.files.contains(old.name(element)) {
                found.push(missing(Some(element), key, ["it is there", "it is missing"]));
            }
            continue;
        };
        compare(&before, &after, (element, is), &key, &mut found);
    }
    let aliases: BTreeSet<String> = changes.aliases.iter().map(|&value| alias_key(&before, value)).collect();
    let mut new_keys: Vec<(String, Element)> = left.into_iter().collect();
    new_keys.sort();
    for (key, element) in new_keys {
        let is_file = matches!(element, Element::File(_)) && changes.files.contains(new.name(element));
        if !is_file && !aliases.contains(&key) {
            found.push(missing(None, key, ["it is not there", "it is there"]));
        }
    }
    found.extend(lost_comments([old, new], changes, sources));
    found
}

/// Returns `true` for a file that nothing imports any longer, such as the unused import of a file that is gone. It is
/// not a part of the new schema.
fn is_left_out(old: &Schema, file: FileId, new: &Schema) -> bool {
    old[file].is_import && new.find_file(old.name(file.into())).is_none()
}

fn alias_key(view: &View<'_>, value: protoward_schema::EnumValueId) -> String {
    let schema = view.schema;
    let holder = view.schema[value].parent;
    format!("value {}.{}", view.full_name(holder.into()), schema.name(value.into()))
}

fn missing(element: Option<Element>, name: String, [expected, found]: [&str; 2]) -> Difference {
    let expected = expected.to_owned();
    let found = found.to_owned();
    Difference { element, name, what: "the declaration", expected, found }
}

fn compare(before: &View<'_>, after: &View<'_>, (was, is): (Element, Element), key: &str, found: &mut Vec<Difference>) {
    let expected = before.facts(was);
    let facts = after.facts(is);
    let changes = before.changes;
    let difference =
        |what, expected, found| Difference { element: Some(was), name: key.to_owned(), what, expected, found };
    if expected.len() != facts.len() {
        found.push(difference("the number of properties", expected.len().to_string(), facts.len().to_string()));
    }
    for ((what, expected), (_, fact)) in expected.iter().zip(&facts) {
        if !fact.is_expected(expected, &changes.strings, &changes.links) {
            found.push(difference(what, expected.words(), fact.words()));
        }
    }
}

/// Returns the comments that are lost or new, in any file: those of no declaration too.
fn lost_comments(schemas: [&Schema; 2], changes: &Changes, sources: &Sources) -> Vec<Difference> {
    // Comments may only move between files whose declarations do.
    let group = |path: &str| if changes.files.contains(path) { String::new() } else { path.to_owned() };
    let mut counts: BTreeMap<(String, String), [usize; 2]> = BTreeMap::new();
    let text = |schema: &Schema, path: &str| {
        let file = schema.find_file(path)?;
        sources.get(schema[file].source).text.clone()
    };
    let [old, new] = schemas;
    let of_old = old.files.ids().filter(|&file| !is_left_out(old, file, new)).map(|file| old.name(file.into()));
    let of_new = new.files.ids().map(|file| new.name(file.into()));
    let paths: BTreeSet<String> = of_old.chain(of_new).map(str::to_owned).collect();
    for path in paths {
        let texts = schemas.map(|schema| text(schema, &path));
        if texts[0] == texts[1] {
            continue;
        }
        for (side, text) in texts.iter().enumerate() {
            for comment in text.iter().flat_map(|text| comments_in(text)) {
                counts.entry((group(&path), comment)).or_default()[side] += 1;
            }
        }
    }
    let differing = counts.into_iter().filter(|((_, comment), [before, after])| {
        if changes.copied.contains(comment) { *before > 0 && *after == 0 } else { before != after }
    });
    let difference = |((path, comment), [before, after]): ((String, String), [usize; 2])| {
        let found = if before > after { "it is lost" } else { "it is new" };
        Difference {
            element: None,
            name: if path.is_empty() { "the files".to_owned() } else { format!("file {path}") },
            what: "a comment",
            expected: comment,
            found: found.to_owned(),
        }
    };
    differing.map(difference).collect()
}

/// Returns the comments of a text as they are compared: lines of a block may have another indentation, and links other names.
pub(crate) fn comments_in(text: &str) -> Vec<String> {
    let tokens = Tokens::new(text);
    let comments = tokens.pieces().iter().filter(|piece| piece.is_comment());
    comments.map(|piece| compared_comment(piece.span.of(text))).collect()
}

/// Returns a comment as it is compared.
pub(crate) fn compared_comment(comment: &str) -> String {
    let lines: Vec<&str> = comment.lines().map(str::trim).collect();
    without_links(&lines.join("\n")).0
}
