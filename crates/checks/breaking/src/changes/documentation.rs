//! Changed documentation comments, which appear in generated code.

use super::{ChangeKind, Changes, called};
use crate::comparison::Comparison;
use protoward_schema::{Element, FileId, Schema};

/// The paths of `syntax`, `edition` and `package` in a file descriptor, which carry the comments about the whole
/// file.
const OF_FILE: [&[i32]; 3] = [&[12], &[14], &[2]];

pub(super) fn find(changes: &mut Changes<'_, '_>) {
    let cx = changes.cx;
    for pair in changes.pairs() {
        let old = cx.old.file_of(pair.old);
        let new = cx.new.file_of(pair.new);
        if has_same_places(cx, old, new) {
            continue;
        }
        // Without source locations in both versions there is nothing to compare.
        let has_places = cx.old[old].locations.bytes().is_some() && cx.new[new].locations.bytes().is_some();
        if has_places && comments(cx.old, pair.old) != comments(cx.new, pair.new) {
            let message = format!("the documentation of {} changed", called(cx.new, pair.new));
            changes.push(ChangeKind::Documentation, pair.new, message);
        }
    }
}

fn has_same_places(cx: &Comparison<'_>, old: FileId, new: FileId) -> bool {
    cx.old[old].locations.bytes() == cx.new[new].locations.bytes()
}

/// Returns the comments of an element, with trimmed lines.
fn comments(schema: &Schema, element: Element) -> Vec<String> {
    let locations = match element {
        Element::File(_) => OF_FILE.iter().filter_map(|path| schema.location(element, path)).collect(),
        element => Vec::from_iter(schema.location(element, &[])),
    };
    let mut texts = Vec::new();
    for location in locations {
        let comments = location.comments();
        let all = comments.detached.iter().copied().chain(comments.leading).chain(comments.trailing);
        texts.extend(all.map(|text| text.lines().map(str::trim).collect::<Vec<_>>().join("\n").trim().to_owned()));
    }
    texts
}
