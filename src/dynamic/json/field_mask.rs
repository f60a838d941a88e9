//! `google.protobuf.FieldMask` as text: paths in lowerCamelCase, with commas between them.

/// `a_b.c` becomes `aB.c`; `None` where the way back would not lead to the same path.
pub(super) fn to_camel(path: &str) -> Option<String> {
    let mut camel = String::with_capacity(path.len());
    let mut raise = false;
    for letter in path.chars() {
        match letter {
            '_' if raise => return None,
            '_' => raise = true,
            _ if raise => {
                raise = false;
                camel.push(letter.is_ascii_lowercase().then(|| letter.to_ascii_uppercase())?);
            }
            _ if letter.is_ascii_uppercase() => return None,
            _ => camel.push(letter),
        }
    }
    (!raise).then_some(camel)
}

/// `aB.c` becomes `a_b.c`.
pub(super) fn to_snake(path: &str) -> Option<String> {
    let mut snake = String::with_capacity(path.len());
    for letter in path.chars() {
        match letter {
            '_' => return None,
            _ if letter.is_ascii_uppercase() => snake.extend(['_', letter.to_ascii_lowercase()]),
            _ => snake.push(letter),
        }
    }
    Some(snake)
}

#[cfg(test)]
mod tests {
    use super::{to_camel, to_snake};

    #[test]
    fn paths_come_back_or_are_refused() {
        assert_eq!(to_camel("foo_bar.baz").as_deref(), Some("fooBar.baz"));
        assert_eq!(to_snake("fooBar.baz").as_deref(), Some("foo_bar.baz"));
        for path in ["fooBar", "foo__bar", "foo_", "foo_3"] {
            assert_eq!(to_camel(path), None, "{path}");
        }
        assert_eq!(to_snake("foo_bar"), None);
    }
}
