//! Comments of services and methods as documentation.

use protoward_schema::{Element, Schema};

/// Characters that mean something in Markdown.
const ESCAPED: [char; 9] = ['\\', '`', '*', '_', '[', ']', '#', '<', '>'];

/// Returns the lines of the comment before an element, or else of the one behind it.
pub(super) fn lines(schema: &Schema, element: impl Into<Element>) -> Vec<String> {
    let comments = schema.comments(element);
    let leading = comments.leading.filter(|text| !text.is_empty());
    let text = leading.or(comments.trailing).unwrap_or_default();
    text.trim_end_matches('\n').split('\n').filter(|_| !text.is_empty()).map(documentation).collect()
}

fn documentation(line: &str) -> String {
    let mut text = String::from("///");
    for character in line.chars() {
        text.extend(ESCAPED.contains(&character).then_some('\\'));
        text.push(character);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::documentation;

    #[test]
    fn escapes_characters_of_markdown() {
        assert_eq!(documentation(" a_b `c` \\"), "/// a\\_b \\`c\\` \\\\");
        assert_eq!(documentation(""), "///");
    }
}
