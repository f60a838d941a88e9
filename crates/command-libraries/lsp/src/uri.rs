//! Paths as URIs, and back. Only `file:` URIs have paths. A file has the same path however its URI is written: editors write
//! `file:///c%3A/…` or `file:///C:/…`, and on systems that ignore case, names in the case in which a user typed them.

use std::path::{Component, Path, PathBuf};

use lsp_types::Uri;
use protoward_source::paths::System;
use url::Url;

/// Returns the path of a `file:` URI; `None` for others, such as a text that was never saved.
pub(crate) fn path(uri: &Uri) -> Option<PathBuf> {
    let path = Url::parse(uri.as_str()).ok()?.to_file_path().ok()?;
    let path = match path.into_os_string().into_string() {
        Ok(text) => PathBuf::from(with_drive(text)),
        Err(path) => PathBuf::from(path),
    };
    let ignores_case = cfg!(any(windows, target_os = "macos"));
    if !ignores_case {
        return Some(path);
    }
    Some(match path.canonicalize() {
        Ok(on_disk) => with_case_of(&path, &on_disk),
        Err(_) => path,
    })
}

/// Returns a path with an upper-case letter for its drive, if it has one.
fn with_drive(mut path: String) -> String {
    if let [letter, b':', b'\\', ..] = path.as_bytes()
        && letter.is_ascii_alphabetic()
    {
        path[..1].make_ascii_uppercase();
    }
    path
}

/// Returns a path in which names that differ from those of its canonical form `on_disk` only in case are replaced by these, from the
/// last one up to a link.
fn with_case_of(path: &Path, on_disk: &Path) -> PathBuf {
    let same = |(name, on_disk): &(Component<'_>, Component<'_>)| match (name, on_disk) {
        (Component::Normal(name), Component::Normal(on_disk)) => {
            let names = name.to_str().zip(on_disk.to_str());
            names.is_some_and(|(name, on_disk)| System::Windows.is_same_name(name, on_disk))
        }
        _ => false,
    };
    let count = path.components().rev().zip(on_disk.components().rev()).take_while(same).count();
    let kept = path.components().count() - count;
    let names = on_disk.components().skip(on_disk.components().count() - count);
    path.components().take(kept).chain(names).collect()
}

/// Returns the URI of an absolute path.
pub(crate) fn uri(path: &Path) -> Option<Uri> {
    Url::from_file_path(path).ok()?.as_str().parse().ok()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn paths_keep_their_characters() {
        let root = if cfg!(windows) { r"C:\" } else { "/" };
        for name in ["a/b.proto", "with space/ü%20#?.proto"] {
            let name = Path::new(root).join(name);
            assert_eq!(path(&uri(&name).unwrap()), Some(name));
        }
        assert_eq!(path(&"untitled:Untitled-1".parse().unwrap()), None);
        assert_eq!(uri(Path::new("relative.proto")), None);
    }

    #[test]
    fn a_drive_is_an_upper_case_letter() {
        assert_eq!(with_drive(r"c:\ws\a.proto".to_owned()), r"C:\ws\a.proto");
        for path in [r"C:\ws", r"\\server\share\c:\", "/c:/ws", r"é:\"] {
            assert_eq!(with_drive(path.to_owned()), path);
        }
    }

    #[test]
    fn names_have_the_case_that_they_have_on_disk() {
        let with_case = |path: &str, on_disk: &str| with_case_of(Path::new(path), Path::new(on_disk));
        assert_eq!(with_case("/WS/Sub/A.PROTO", "/ws/sub/a.proto"), Path::new("/ws/sub/a.proto"));
        assert_eq!(with_case("/WS/ÄÖ/a.proto", "/x/ws/äö/a.proto"), Path::new("/ws/äö/a.proto"));
        // A link keeps its name, and the names above it stay as they are.
        assert_eq!(with_case("/WS/Link/A.proto", "/x/target/a.proto"), Path::new("/WS/Link/a.proto"));
        assert_eq!(with_case("/ws/a.proto", "/ws/b.proto"), Path::new("/ws/a.proto"));
    }
}
