//! The proof of a refactoring: nothing differs but what it is for.
//!
//! Each element is compared with the one of the new schema that has the full name that the refactoring gives it. The proof
//! knows neither edits nor references. It looks at everything that is in descriptors, and at comments.

mod changes;
mod excuses;
mod same;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashSet};

pub use changes::Changes;
use excuses::Excuses;
use protoward_schema::comparison::elements;
use protoward_schema::{Element, FileId, Schema};
use protoward_source::Sources;
use protoward_syntax::Tokens;
use same::without_links;

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
    let excuses = Excuses::new(old, new, changes);
    let mut found = Vec::new();
    let mut paired = HashSet::new();
    let is_arranged = |schema: &Schema, element: Element| {
        matches!(element, Element::File(_)) && changes.files.contains(schema.name(element))
    };
    for was in elements(old).filter(|&element| !is_left_out(old, old.file_of(element), new)) {
        match excuses.comparison.pair(was) {
            Some(is) if paired.insert(is) => found.extend(excuses.unexpected(was, is)),
            None if is_arranged(old, was) => {}
            _ => found.push(missing(Some(was), excuses.name(was), ["it is there", "it is missing"])),
        }
    }
    let added = elements(new).filter(|it| !paired.contains(it) && !excuses.aliases.contains(it));
    for is in added.filter(|&it| !is_arranged(new, it)) {
        let name = format!("{} {}", new.kind(is), new.full_name(is));
        found.push(missing(None, name, ["it is not there", "it is there"]));
    }
    found.extend(lost_comments([old, new], changes, sources));
    found
}

/// Returns `true` for a file that nothing imports any longer, such as the unused import of a file that is gone. It is
/// not a part of the new schema.
fn is_left_out(old: &Schema, file: FileId, new: &Schema) -> bool {
    old[file].is_import && new.find_file(old.name(file.into())).is_none()
}

fn missing(element: Option<Element>, name: String, [expected, found]: [&str; 2]) -> Difference {
    let expected = expected.to_owned();
    let found = found.to_owned();
    Difference { element, name, what: "the declaration", expected, found }
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
