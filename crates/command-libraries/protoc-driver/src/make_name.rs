//! File names in makefiles and in the dependency files of Ninja, which have the same escapes.
//!
//! GNU make: <https://www.gnu.org/software/make/manual/html_node/What-Makefiles-Contain.html>. Ninja reads the escapes that gcc
//! writes. Names without special characters stay as they are.

use crate::mapping::has_drive;
use protoward_source::paths::System;

/// Characters that end a name, or start a command, and that have no escape in one of the two programs.
const FORBIDDEN: [char; 5] = ['\n', '\r', '\t', ';', '|'];

/// Returns a file name as a word of a rule; `None` for a name that no escape represents. Both programs read the colon of a drive of
/// Windows as part of the name.
pub(crate) fn escaped(system: System, name: &str) -> Option<String> {
    if name.contains(FORBIDDEN) {
        return None;
    }
    let mut word = String::with_capacity(name.len());
    let mut backslashes = 0;
    for (at, character) in name.char_indices() {
        if character == '$' {
            word.push('$');
        } else if matches!(character, ' ' | '#') || character == ':' && !(at == 1 && has_drive(system, name)) {
            word.push_str(&"\\".repeat(backslashes + 1));
        }
        word.push(character);
        backslashes = if character == '\\' { backslashes + 1 } else { 0 };
    }
    // The `:` or line break after the name is no part of it.
    word.push_str(&"\\".repeat(backslashes));
    Some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(escaped(System::Unix, name).as_deref(), Some(word));
        }
        for name in ["a\nb", "a\tb", "a;touch b", "a|b"] {
            assert_eq!(escaped(System::Unix, name), None, "{name:?}");
        }
        assert_eq!(escaped(System::Windows, r"C:\w\a b:c").as_deref(), Some(r"C:\w\a\ b\:c"));
        assert_eq!(escaped(System::Unix, "C:/w").as_deref(), Some(r"C\:/w"));
    }
}
