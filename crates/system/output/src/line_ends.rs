//! Texts as git compares them: one that git checked out with `\r\n` (`core.autocrlf`, the default of Git for Windows) is unchanged.

/// Returns `true` for equal bytes, and for texts that differ only by `\r\n` for `\n`.
pub fn is_same_text(old: &[u8], new: &[u8]) -> bool {
    old == new || (!is_binary(new) && lines(old).eq(lines(new)))
}

/// Returns `true` if git compares bytes and not lines.
pub(crate) fn is_binary(bytes: &[u8]) -> bool {
    bytes.contains(&0)
}

/// Returns the lines, each with `true` unless it is the last one without a line end.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (&[u8], bool)> {
    bytes.split_inclusive(|&byte| byte == b'\n').map(|line| match line.strip_suffix(b"\n") {
        Some(content) => (content.strip_suffix(b"\r").unwrap_or(content), true),
        None => (line, false),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_texts_as_git_does() {
        for (old, new) in [("a\r\nb\r\n", "a\nb\n"), ("a\r\nb", "a\nb"), ("", ""), ("a\nb\r\n", "a\r\nb\n")] {
            assert!(is_same_text(old.as_bytes(), new.as_bytes()), "{old:?} {new:?}");
        }
        for (old, new) in [("a\r\n", "a"), ("a\r", "a"), ("a\rb", "ab"), ("a\r\r\n", "a\n"), ("\0\r\n", "\0\n")] {
            assert!(!is_same_text(old.as_bytes(), new.as_bytes()), "{old:?} {new:?}");
        }
    }
}
