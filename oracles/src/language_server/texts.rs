//! Positions and edits of the protocol. Columns are bytes, which the editor asks for.

use serde_json::{Value, json};

/// Returns the position of a byte of a text.
pub fn position(text: &str, offset: usize) -> Value {
    let before = &text[..offset];
    let line = before.matches('\n').count();
    let column = before.len() - before.rfind('\n').map_or(0, |end| end + 1);
    json!({ "line": line, "character": column })
}

/// Returns the byte at a position of a text; `None` if the text has no such line or column.
pub fn offset(text: &str, position: &Value) -> Option<usize> {
    let line = position["line"].as_u64()?;
    let column = position["character"].as_u64()?;
    let mut start = 0;
    for _ in 0..line {
        start += text[start..].find('\n')? + 1;
    }
    let offset = start + usize::try_from(column).ok()?;
    text.is_char_boundary(offset).then_some(offset)
}

/// Applies the edits of one file, which are relative to the same text. `None` if two of them overlap, or one is not in the text.
pub fn apply(text: &str, edits: &[Value]) -> Option<String> {
    let mut changes = Vec::new();
    for edit in edits {
        let range = &edit["range"];
        let start = offset(text, &range["start"])?;
        let end = offset(text, &range["end"])?;
        changes.push((start..end, edit["newText"].as_str()?));
    }
    changes.sort_by_key(|(range, _)| (range.start, range.end));
    let mut edited = String::with_capacity(text.len());
    let mut end = 0;
    for (range, new) in changes {
        edited += text.get(end..range.start)?;
        edited += new;
        end = range.end;
    }
    edited += text.get(end..)?;
    Some(edited)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(from: (u32, u32), to: (u32, u32), new: &str) -> Value {
        let at = |(line, character): (u32, u32)| json!({ "line": line, "character": character });
        json!({ "range": { "start": at(from), "end": at(to) }, "newText": new })
    }

    #[test]
    fn positions_and_bytes_are_inverse() {
        let text = "one\n\nthree";
        for at in 0..=text.len() {
            assert_eq!(offset(text, &position(text, at)), Some(at));
        }
        assert_eq!(offset(text, &json!({ "line": 3, "character": 0 })), None);
    }

    #[test]
    fn applies_edits_in_any_order_and_refuses_overlaps() {
        let edits = [edit((1, 0), (1, 1), "X"), edit((0, 0), (0, 0), "// "), edit((1, 1), (1, 1), "y")];
        assert_eq!(apply("a\nb\n", &edits).as_deref(), Some("// a\nXy\n"));
        assert_eq!(apply("abc", &[edit((0, 0), (0, 2), ""), edit((0, 1), (0, 3), "")]), None);
    }
}
