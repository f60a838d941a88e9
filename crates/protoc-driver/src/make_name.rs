//! File names in makefiles and in the dependency files of Ninja, which have the same escapes.
//!
//! GNU make: <https://www.gnu.org/software/make/manual/html_node/What-Makefiles-Contain.html>. Ninja reads the escapes that gcc
//! writes. Names without special characters stay as they are.

/// Returns a file name as a word of a rule; `None` for a name with a line break, which no escape represents.
pub(crate) fn escaped(name: &str) -> Option<String> {
    if name.contains(['\n', '\r']) {
        return None;
    }
    let (mut word, mut backslashes) = (String::with_capacity(name.len()), 0);
    for (at, character) in name.char_indices() {
        match character {
            '$' => word.push('$'),
            ' ' | '\t' | '#' | ';' => word.push_str(&"\\".repeat(backslashes + 1)),
            ':' if !is_drive(name, at) => word.push_str(&"\\".repeat(backslashes + 1)),
            _ => {}
        }
        word.push(character);
        backslashes = if character == '\\' { backslashes + 1 } else { 0 };
    }
    // The `:` or line break after the name is no part of it.
    word.push_str(&"\\".repeat(backslashes));
    Some(word)
}

/// Returns `true` for the colon of a drive of Windows. Both programs know it.
fn is_drive(name: &str, colon: usize) -> bool {
    cfg!(windows) && colon == 1 && name.starts_with(|first: char| first.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn escapes_what_ends_a_name_or_runs_a_program() {
        for (name, word) in [
            ("proto/order.v1-x_y+z,~@%.proto", "proto/order.v1-x_y+z,~@%.proto"),
            ("my file.proto", r"my\ file.proto"),
            ("a\tb", "a\\\tb"),
            ("$(shell rm x)", r"$$(shell\ rm\ x)"),
            ("a#b", r"a\#b"),
            ("a:b", r"a\:b"),
            ("a;b", r"a\;b"),
            (r"a\b", r"a\b"),
            (r"a\ b", r"a\\\ b"),
            (r"a\\#b", r"a\\\\\#b"),
            (r"a\", r"a\\"),
            ("\u{e4}\u{a0}", "\u{e4}\u{a0}"),
        ] {
            assert_eq!(escaped(name).as_deref(), Some(word));
        }
        assert_eq!(escaped("a\nb"), None);
    }
}
