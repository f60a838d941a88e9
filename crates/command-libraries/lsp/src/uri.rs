//! Paths as URIs, and back. Only `file:` URIs have paths.

use std::path::{Path, PathBuf};

use lsp_types::Uri;
use url::Url;

/// Returns the path of a `file:` URI; `None` for others, such as a text that was never saved.
pub(crate) fn path(uri: &Uri) -> Option<PathBuf> {
    Url::parse(uri.as_str()).ok()?.to_file_path().ok()
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
        for name in ["/a/b.proto", "/with space/ü%20#?.proto"] {
            assert_eq!(path(&uri(Path::new(name)).unwrap()), Some(PathBuf::from(name)));
        }
        assert_eq!(path(&"untitled:Untitled-1".parse().unwrap()), None);
        assert_eq!(uri(Path::new("relative.proto")), None);
    }
}
