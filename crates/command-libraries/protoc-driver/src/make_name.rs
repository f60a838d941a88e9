//! File names in makefiles and in the dependency files of Ninja, which have the same escapes.
//!
//! GNU make: <https://www.gnu.org/software/make/manual/html_node/What-Makefiles-Contain.html>. Ninja reads the escapes that gcc
//! writes. Names without special characters stay as they are.

/// Characters that end a name, or start a command, and that have no escape in one of the two programs.
const FORBIDDEN: [char; 5] = ['\n', '\r', '\t', ';', '|'];

/// Returns a file name as a word of a rule; `None` for a name that no escape represents.
pub(crate) fn escaped(name: &str) -> Option<String> {
    if name.contains(FORBIDDEN) {
        return None;
    }
    let mut word = String::with_capacity(name.len());
    let mut backslashes = 0;
    for (at, character) in name.char_indices() {
        if character == '$' {
            word.push('$');
        } else if matches!(character, ' ' | '#') || character == ':' && !is_drive(name, at) {
            word.push_str(&"\\".repeat(backslashes + 1));
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
            ("$(shell rm x)", r"$$(shell\ rm\ x)"),
            ("a#b", r"a\#b"),
            ("ab:c", r"ab\:c"),
            (r"a\b", r"a\b"),
            (r"a\ b", r"a\\\ b"),
            (r"a\\#b", r"a\\\\\#b"),
            (r"a\", r"a\\"),
            ("\u{e4}\u{a0}", "\u{e4}\u{a0}"),
        ] {
            assert_eq!(escaped(name).as_deref(), Some(word));
        }
        for name in ["a\nb", "a\tb", "a;touch b", "a|b"] {
            assert_eq!(escaped(name), None, "{name:?}");
        }
    }
}
