//! Groups whose message has to leave a oneof or an extend block, where messages cannot be declared.

use std::ops::Range;

use protoward_edit::{Decl, Document, TextEdit, edited};

/// A group whose message moves out of the block around it.
#[derive(Clone, Debug)]
pub(super) struct GroupMove {
    /// The span of the group with its message.
    range: Range<usize>,
    /// The offset to which the message goes.
    at: usize,
    /// The indentation there, or `None` inside of a line.
    indent: Option<String>,
    /// The field that stays in the block, without its message.
    statement: String,
}

impl GroupMove {
    /// Moves the message of a group before a oneof or extend block, and the comments above that.
    pub(super) fn new(doc: &Document<'_>, range: Range<usize>, outer: Decl<'_>, statement: String) -> Self {
        let start = outer.span().start as usize;
        let indent = doc.indent(start).map(str::to_owned);
        let at = if indent.is_some() { doc.removal_with_comments(outer).start } else { start };
        Self { range, at, indent, statement }
    }
}

/// Applies the moves to edits that are sorted: the edits inside of a message move with it.
pub(super) fn moved(doc: &Document<'_>, mut edits: Vec<TextEdit>, mut moves: Vec<GroupMove>) -> Vec<TextEdit> {
    // Inner groups first: what they become is an edit inside of the outer one.
    moves.sort_by_key(|it| it.range.len());
    for GroupMove { range, at, indent, statement } in moves {
        let is_inside = |edit: &TextEdit| range.start <= edit.start && edit.end <= range.end;
        let (inside, rest): (Vec<_>, Vec<_>) = edits.into_iter().partition(is_inside);
        let message = edited(doc.text, range.clone(), inside);
        edits = rest;
        let was = doc.indent(range.start).unwrap_or_default();
        let text = match indent {
            Some(indent) => {
                format!("{indent}{}{}", reindented(&message, was, &indent), doc.line_break())
            }
            None => format!("{message} "),
        };
        // Groups of one block stay in their order.
        edits.push(TextEdit::insert(at, text).ranked(range.start));
        edits.push(TextEdit::new(range, statement));
    }
    edits.sort_by_key(|edit| (edit.start, edit.end, edit.rank));
    edits
}

/// Returns a declaration whose lines after the first one have another indentation.
pub(super) fn reindented(text: &str, was: &str, is: &str) -> String {
    let lines = text.split('\n').enumerate().map(|(index, line)| match line.strip_prefix(was) {
        Some(rest) if index > 0 && !line.trim().is_empty() => format!("{is}{rest}"),
        _ => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}
