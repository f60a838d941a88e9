//! The line ends of `.proto` files in a repository. Git for Windows checks texts out with `\r\n` unless `.gitattributes` says
//! otherwise, so that digests and editors see other bytes there than on other systems.

use std::fs;
use std::path::{Path, PathBuf};

use protoward_inputs::{GitTree, decides_line_ends, repository_root};
use protoward_source::{FolderTree, LineEnds, Tree, paths};

/// The name of the file.
pub(super) const NAME: &str = ".gitattributes";

/// The line that gives `.proto` files one line end on every system.
pub(super) const LINE: &str = "*.proto text eol=lf";

/// A `.gitattributes` with the new line.
pub(super) struct NewAttributes {
    pub(super) path: PathBuf,
    pub(super) content: Vec<u8>,
}

impl NewAttributes {
    /// Returns the file of a folder with the line added. Returns `None` outside of a repository, if attributes already decide
    /// about the line ends of a `.proto` file, and if some are committed with `\r\n`, which the line would turn into changes.
    pub(super) fn of(folder: &Path) -> Option<Self> {
        let absolute = paths::absolute(folder).ok()?;
        let root = repository_root(&absolute)?;
        let files = FolderTree::new(folder).list("", &[".proto"]).map(|found| found.files).unwrap_or_default();
        if decides_line_ends(folder, &files) || has_returns(root) {
            return None;
        }
        let path = if folder == Path::new(".") { PathBuf::from(NAME) } else { folder.join(NAME) };
        let content = with_line(fs::read(&path).unwrap_or_default());
        Some(Self { path, content })
    }
}

/// Returns `true` if the checked-out commit has `.proto` files with `\r\n`.
fn has_returns(root: &Path) -> bool {
    let Ok(commit) = GitTree::open(root, "HEAD") else { return false };
    let files = commit.files("", ".proto").unwrap_or_default();
    let read = files.iter().filter_map(|path| commit.read(path).ok().flatten());
    read.into_iter().any(|text| text.windows(2).any(|pair| pair == b"\r\n"))
}

/// Adds the line at the end of attributes, with the line end that they have.
fn with_line(mut attributes: Vec<u8>) -> Vec<u8> {
    let end = LineEnds::of(&String::from_utf8_lossy(&attributes)).as_str();
    if !attributes.is_empty() && !attributes.ends_with(b"\n") {
        attributes.extend(end.as_bytes());
    }
    attributes.extend([LINE, end].concat().into_bytes());
    attributes
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    fn decides(attributes: &str) -> bool {
        let folder = tempfile::tempdir().unwrap();
        for inside in [".git/objects", ".git/refs", "proto"] {
            fs::create_dir_all(folder.path().join(inside)).unwrap();
        }
        fs::write(folder.path().join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
        fs::write(folder.path().join("proto/a.proto"), "").unwrap();
        fs::write(folder.path().join(NAME), attributes).unwrap();
        NewAttributes::of(folder.path()).is_none()
    }

    #[test]
    fn some_lines_decide() {
        for line in [
            "*.proto text",
            "*.proto -text",
            "proto/**/*.proto eol=lf",
            "proto/** text eol=crlf",
            "* text=auto eol=lf",
            "* -text",
            "* binary",
            "** eol=crlf",
            "*.proto -crlf",
        ] {
            assert!(decides(&format!("# a comment\r\n*.rs text\r\n{line}\r\n")), "{line}");
        }
        for line in [
            "",
            "* text=auto",
            "*.rs eol=lf",
            "# *.proto",
            "*.proto.txt text",
            "*.proto linguist-generated",
            "/*.proto text",
        ] {
            assert!(!decides(line), "{line}");
        }
    }

    #[test]
    fn the_line_is_the_last_one() {
        for (before, after) in [
            ("", "*.proto text eol=lf\n"),
            ("* text=auto\n", "* text=auto\n*.proto text eol=lf\n"),
            ("* text=auto", "* text=auto\n*.proto text eol=lf\n"),
            ("* text=auto\r\n", "* text=auto\r\n*.proto text eol=lf\r\n"),
            ("a x\r\nb y", "a x\r\nb y\r\n*.proto text eol=lf\r\n"),
        ] {
            assert_eq!(with_line(before.as_bytes().to_vec()), after.as_bytes(), "{before:?}");
        }
    }
}
