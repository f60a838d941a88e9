//! Comments as docstrings, as the plugin of grpcio-tools writes them: line by line, and without escapes.

use protoward_schema::Comments;

const MISSING: &str = "\"\"\"Missing associated documentation comment in .proto file.\"\"\"\n";

/// Returns the docstring of a declaration: all of its comments, line by line.
///
/// As in the plugin, quotes and backslashes are not escaped: a comment with three quotes or a trailing backslash
/// makes the module invalid.
pub(super) fn docstring(comments: &Comments<'_>) -> String {
    let Comments { leading, trailing, detached } = comments;
    let mut lines = Vec::new();
    for comment in detached {
        lines.extend(comment.split_terminator('\n'));
        lines.push("");
    }
    for comment in [leading, trailing].into_iter().flatten() {
        lines.extend(comment.split_terminator('\n'));
    }
    if lines.is_empty() {
        return MISSING.to_owned();
    }
    let lines: String = lines.into_iter().map(|line| format!("{}\n", line.trim_start_matches(' '))).collect();
    format!("\"\"\"{lines}\"\"\"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_comments_detached_leading_trailing() {
        let comments =
            Comments { leading: Some(" b\n   c\n"), trailing: Some("d"), detached: vec![" a\n", "\tx \r\n"] };
        assert_eq!(docstring(&comments), "\"\"\"a\n\n\tx \r\n\nb\nc\nd\n\"\"\"\n");
    }

    #[test]
    fn skips_comments_without_words() {
        let of_leading = |leading| docstring(&Comments { leading: Some(leading), ..Comments::default() });
        assert_eq!(of_leading(""), MISSING);
        assert_eq!(of_leading("\n"), "\"\"\"\n\"\"\"\n");
        assert_eq!(of_leading("  "), "\"\"\"\n\"\"\"\n");
        assert_eq!(docstring(&Comments::default()), MISSING);
    }
}
