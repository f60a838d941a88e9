//! Paths as URIs, and back. Only `file:` URIs have paths. A file has the same path however its URI is written: editors write
//! `file:///c%3A/…` or `file:///C:/…`, and on systems that ignore case, names in the case in which a user typed them.

use std::path::{Path, PathBuf};

use lsp_types::Uri;
use protoward_source::paths;
use url::Url;

/// Returns the path of a `file:` URI; `None` for others, such as a text that was never saved.
pub(crate) fn path(uri: &Uri) -> Option<PathBuf> {
    paths::absolute(&Url::parse(uri.as_str()).ok()?.to_file_path().ok()?).ok()
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
}
