//! Texts as git compares them: one that git checked out with `\r\n` (`core.autocrlf`, the default of Git for Windows) is unchanged.

use std::fs;
use std::path::Path;

use crate::write::write_files;
use protoward_source::{Diagnostic, LineEnds};

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

/// Writes a text of protoward's own, such as a ledger. An existing file keeps its line ends, and is not touched if it has the text
/// already.
///
/// # Errors
/// As [`write_files`].
pub fn write_text(path: &Path, text: &str) -> Result<(), Box<Diagnostic>> {
    let old = fs::read(path).unwrap_or_default();
    if is_same_text(&old, text.as_bytes()) && path.exists() {
        return Ok(());
    }
    let ends = LineEnds::of(&String::from_utf8_lossy(&old));
    write_files(vec![(path.to_owned(), ends.apply(text).into_owned().into_bytes())])
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::{EditedFiles, Plan};

    #[test]
    fn generated_files_that_git_checked_out_are_current() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.rs");
        for (old, is_current) in
            [("// @generated\r\na\r\n", true), ("// @generated\r\na\n", true), ("// @generated\r\nb\r\n", false)]
        {
            fs::write(&path, old).unwrap();
            for plan in [Plan::unmanaged(folder.path()), Plan::unmanaged(folder.path()).compared()] {
                let mut plan = plan;
                plan.add("a.rs", "// @generated\na\n").unwrap();
                assert_eq!(plan.compare().unwrap().is_empty(), is_current, "{old:?}");
            }
        }
    }

    #[test]
    fn own_texts_keep_their_line_ends() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger");
        write_text(&path, "a\nb\n").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"a\nb\n");
        for (old, new) in [("a\r\nb\r\n", "a\r\nb\r\n"), ("a\r\nc\r\n", "a\r\nb\r\n"), ("a\r\nc\n\n", "a\nb\n")] {
            fs::write(&path, old).unwrap();
            write_text(&path, "a\nb\n").unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), new, "{old:?}");
        }
    }

    #[test]
    fn edited_files_keep_their_line_ends() {
        let mut files = EditedFiles::default();
        files.set("a", "a\r\nb\r\n".into(), "a\nc\n".to_owned());
        files.set("b", "a\r\nb\r\nc\n".into(), "a\nc\n".to_owned());
        assert_eq!((files.text("a"), files.text("b")), (Some("a\r\nc\r\n"), Some("a\nc\n")));
    }

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
