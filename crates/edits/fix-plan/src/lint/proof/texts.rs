//! Comparison of the comments of two texts, which descriptors do not show completely.

use std::collections::BTreeMap;

use protoward_syntax::Tokens;

/// Returns `true` if both texts have the same comments, in any order. Comments at the end of a line with an import may be
/// gone.
pub(super) fn has_same_comments(old: &str, new: &str, removes_imports: bool) -> bool {
    let mut left = comments(new);
    for (comment, is_of_import) in old_comments(old) {
        match left.get_mut(comment) {
            Some(count) if *count > 0 => *count -= 1,
            _ if removes_imports && is_of_import => {}
            _ => return false,
        }
    }
    left.values().all(|&count| count == 0)
}

/// Returns the comments of a text, with the number of each.
fn comments(text: &str) -> BTreeMap<&str, usize> {
    let mut all = BTreeMap::new();
    for (comment, _) in old_comments(text) {
        *all.entry(comment).or_default() += 1;
    }
    all
}

/// Returns the comments of a text, and whether each is in a line that starts with an import.
fn old_comments(text: &str) -> Vec<(&str, bool)> {
    let tokens = Tokens::new(text);
    let is_of_import = |start: usize| {
        let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
        text[line..start].trim_start().starts_with("import")
    };
    let comments = tokens.pieces().iter().filter(|piece| piece.is_comment());
    comments.map(|piece| (piece.span.of(text).trim_end(), is_of_import(piece.span.start as usize))).collect()
}

#[cfg(test)]
mod tests {
    use super::has_same_comments;

    #[test]
    fn only_comments_of_imports_may_be_gone() {
        let old = "import \"a\"; // A.\n// B.\nmessage C {} // D.\n";
        assert!(has_same_comments(old, "// B.\nmessage C {} // D.\n", true));
        assert!(!has_same_comments(old, "// B.\nmessage C {} // D.\n", false));
        assert!(!has_same_comments(old, "// B.\nmessage C {}\n", true));
        assert!(!has_same_comments(old, "// B.\n// E.\nmessage C {} // D.\n", true));
        assert!(has_same_comments(old, "// D.\nmessage C {} // B.\nimport \"a\"; // A.\n", false));
    }
}
