//! Output files that the user named: all of them or none. Links are followed, and devices such as `/dev/stdout` written as they
//! are.

use std::fs;
use std::path::{Path, PathBuf};

use crate::apply::apply;
use crate::compare::Changes;
use crate::devices::{self, is_device};
use crate::diagnostics;
use crate::line_ends::is_same_text;
use crate::plan::Plan;
use protoward_source::{Diagnostic, LineEnds};

/// Writes all files or none, then devices and pipes such as `/dev/stdout`, because their output cannot be undone.
///
/// # Errors
/// Fails if a file cannot be written. None is changed then, unless it is a device.
pub fn write_files(files: Vec<(PathBuf, Vec<u8>)>) -> Result<(), Box<Diagnostic>> {
    let (devices, files): (Vec<_>, Vec<_>) = files.into_iter().partition(|(path, _)| is_device(path));
    apply(&compared(files, &[])?)?;
    for (path, bytes) in devices {
        devices::write(&path, &bytes).map_err(|error| diagnostics::cannot("write", &path, &error))?;
    }
    Ok(())
}

/// Writes a text of protoward's own, such as a ledger. An existing file keeps its line ends, and is not touched if it has the text
/// already.
///
/// # Errors
/// As [`write_files`].
pub fn write_text(path: &Path, text: &str) -> Result<(), Box<Diagnostic>> {
    write_files(vec![(path.to_owned(), in_line_ends_of(path, text))])
}

/// Returns a text with the line ends of an existing file; the bytes of that file if it has the text already.
pub fn in_line_ends_of(path: &Path, text: &str) -> Vec<u8> {
    // Reading a pipe would wait for a writer.
    if is_device(path) {
        return text.as_bytes().to_vec();
    }
    match fs::read(path) {
        Ok(old) if is_same_text(&old, text.as_bytes()) => old,
        Ok(old) => LineEnds::of(&String::from_utf8_lossy(&old)).apply(text).into_owned().into_bytes(),
        Err(_) => text.as_bytes().to_vec(),
    }
}

/// Compares files to write and to remove with those on disk.
pub(crate) fn compared(files: Vec<(PathBuf, Vec<u8>)>, removed: &[PathBuf]) -> Result<Vec<Changes>, Box<Diagnostic>> {
    let written = files.into_iter().map(|(path, bytes)| Plan::file(&resolve_links(path), bytes)?.compare());
    written.chain(removed.iter().map(|path| Plan::without(path)?.compare())).collect()
}

/// Follows the symbolic links of a user's path, as other programs do, even if the target does not exist yet.
pub fn resolve_links(mut path: PathBuf) -> PathBuf {
    for _ in 0..MAX_LINKS {
        match fs::read_link(&path) {
            Ok(target) => path = path.parent().unwrap_or(Path::new("")).join(target),
            Err(_) => break,
        }
    }
    path
}

/// Maximum number of consecutive links, as in Linux.
const MAX_LINKS: usize = 40;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::EditedFiles;

    #[test]
    fn generated_files_that_git_checked_out_are_current() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.rs");
        for (old, is_current) in
            [("// @generated\r\na\r\n", true), ("// @generated\r\na\n", true), ("// @generated\r\nb\r\n", false)]
        {
            fs::write(&path, old).unwrap();
            for mut plan in [Plan::unmanaged(folder.path()), Plan::unmanaged(folder.path()).compared()] {
                plan.add("a.rs", "// @generated\na\n").unwrap();
                assert_eq!(plan.compare().unwrap().is_empty(), is_current, "{old:?}");
            }
            for mut plan in [Plan::unmanaged(folder.path()).exact(), Plan::unmanaged(folder.path()).exact().compared()]
            {
                plan.add("a.rs", "// @generated\na\n").unwrap();
                assert!(!plan.compare().unwrap().is_empty(), "{old:?}");
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
}
