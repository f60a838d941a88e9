//! File names in makefiles and in the dependency files of Ninja, which have the same escapes.
//!
//! GNU make: <https://www.gnu.org/software/make/manual/html_node/What-Makefiles-Contain.html>. Ninja reads the escapes that gcc
//! writes. Names without special characters stay as they are.

use crate::mapping::has_drive;
use protoward_source::paths::System;

/// Characters that end a name, or start a command, and that have no escape in one of the two programs. Ninja before version 1.12 also
/// ends a name at `?`, `&` and quotes.
const FORBIDDEN: [char; 10] = ['\n', '\r', '\t', ';', '|', '*', '<', '>', '^', '`'];

/// Returns a file name as a word of a rule; `None` for a name that no escape represents. Both programs read the colon of a drive of
/// Windows as part of the name.
pub(crate) fn escaped(system: System, name: &str) -> Option<String> {
    if name.contains(FORBIDDEN) || is_pattern(name) {
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

/// Returns `true` for a name with `[…]`, which `make` reads as a set of characters. Its escape is a part of the name for Ninja.
fn is_pattern(name: &str) -> bool {
    name.split_once('[').is_some_and(|(_, rest)| rest.contains(']'))
}

/// Returns words in an order that starts a rule or its inputs; `None` if no order does. `make` reads a first word with `=` as the
/// assignment of a variable, for which it has no escape.
pub(crate) fn in_order(mut words: Vec<String>) -> Option<Vec<String>> {
    if words.first().is_some_and(|word| word.contains('=')) {
        let other = words.iter().position(|word| !word.contains('='))?;
        words[..=other].rotate_right(1);
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_do_not_start_with_assignments() {
        let ordered =
            |words: &[&str]| in_order(words.iter().map(|&word| word.to_owned()).collect()).map(|it| it.join(" "));
        for (words, expected) in [
            (&[][..], Some("")),
            (&["a", "b=c"], Some("a b=c")),
            (&["a=b", "c=d", "e", "f"], Some("e a=b c=d f")),
            (&["a=b", "c=d"], None),
        ] {
            assert_eq!(ordered(words).as_deref(), expected);
        }
    }

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
            ("a?b'c\"]d&e[f", "a?b'c\"]d&e[f"),
            ("\u{e4}\u{a0}", "\u{e4}\u{a0}"),
        ] {
            assert_eq!(escaped(System::Unix, name).as_deref(), Some(word));
        }
        for name in ["a\nb", "a\tb", "a;touch b", "a|b", "a*", "a<b", "a>b", "a^b", "a`b", "[ab]"] {
            assert_eq!(escaped(System::Unix, name), None, "{name:?}");
        }
        assert_eq!(escaped(System::Windows, r"C:\w\a b:c").as_deref(), Some(r"C:\w\a\ b\:c"));
        assert_eq!(escaped(System::Unix, "C:/w").as_deref(), Some(r"C\:/w"));
    }
}
