//! Moves of a value to the front of its enum, with its comments.

use super::LintPlanner;
use protoward_edit::{Decl, InsertPosition, Statement};
use protoward_schema::EnumValueId;
use protoward_source::Edit;

/// The consequence of another first value.
const BREAKS: &str = "the value of enum fields that are not set, and generated code";

impl LintPlanner<'_> {
    /// Returns the edits that move a value to the start of its enum, with its comments. `None` if it shares its line with
    /// others.
    pub(super) fn to_front(&self, value: EnumValueId) -> Option<(Vec<Edit>, Option<&'static str>)> {
        let schema = self.schema;
        let source = schema[schema.file_of(value.into())].source;
        let document = self.texts.get(source)?;
        let node = self.texts.declared(schema, value)?;
        let (body, index) = node.siblings()?;
        let first = body.items.iter().position(|decl| matches!(decl, Decl::Value(_)))?;
        if first == index {
            return None;
        }
        let at = body.before(first);
        let mut removal = document.removal_with_comments(node.decl).range();
        if document.is_blank_before(removal.start) && document.is_blank_behind(removal.end) {
            removal.end = document.next_line(removal.end)?;
        }
        let mut statement = Statement::of(&node);
        statement.is_restored = false;
        statement.blank = (false, body.items.get(first).is_some_and(|first| document.ends_paragraph(first)));
        let insertion = match at {
            InsertPosition::Line(_) => body.insert(at, &statement),
            // A comment would hide the rest of the line.
            InsertPosition::Before(_) | InsertPosition::Behind(_) if statement.comments.is_empty() => {
                body.insert(at, &statement)
            }
            InsertPosition::Before(_) | InsertPosition::Behind(_) => return None,
        };
        let edits = vec![self.text_edit(source, insertion), self.edit(source, removal, "")];
        Some((edits, Some(BREAKS)))
    }
}
