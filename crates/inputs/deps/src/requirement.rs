//! Requirements: the dependencies that a configuration states.

use std::fmt;

use protoward_source::Place;
use protoward_source::tree_path::normal;

/// A dependency as a configuration states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The name, by which messages and the lock file call the dependency.
    pub name: String,
    /// The place of the name in the configuration.
    pub place: Option<Place>,
    /// The origin of the files.
    pub origin: Origin,
    /// The folder in which import paths start; empty for the whole repository or folder.
    pub root: String,
    /// The files and folders below `root` that are visible; empty for all.
    pub paths: Vec<String>,
    /// `true` if other requirements of the same name or repository yield to this one. It has an effect only in the
    /// configuration of the user.
    pub is_override: bool,
}

/// The origin of a dependency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A git repository, of which one commit is used.
    Git {
        /// The URL or absolute path of the repository.
        url: String,
        /// The tag, branch or commit that is wanted.
        reference: Reference,
    },
    /// A folder, relative to that of the configuration; it may begin with `..`.
    Folder(String),
}

/// The requested commit of a repository.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reference {
    /// The commit of a tag.
    Tag(String),
    /// A commit, with all digits of its id.
    Rev(String),
    /// The newest commit of a branch when it is locked.
    Branch(String),
    /// The default branch of the repository.
    Default,
}

impl Reference {
    /// Returns the key of a configuration and its value; `None` for the default branch.
    pub fn key(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::Tag(name) => Some(("tag", name)),
            Self::Rev(name) => Some(("rev", name)),
            Self::Branch(name) => Some(("branch", name)),
            Self::Default => None,
        }
    }

    /// Returns the reference as `git fetch` takes it.
    pub(crate) fn remote(&self) -> String {
        match self {
            Self::Tag(name) => format!("refs/tags/{name}"),
            Self::Branch(name) => format!("refs/heads/{name}"),
            Self::Rev(commit) => commit.clone(),
            Self::Default => "HEAD".to_owned(),
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.key() {
            Some((key, value)) => write!(f, "{key} {value}"),
            None => f.write_str("the default branch"),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Git { url, reference } => write!(f, "{url}, {reference}"),
            Self::Folder(path) => f.write_str(path),
        }
    }
}

/// Returns `true` for the name of a dependency: letters, digits, `-` and `_`, not beginning with `-`.
pub fn is_name(text: &str) -> bool {
    let is_right = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    !text.is_empty() && text.len() <= MAX_NAME && !text.starts_with('-') && text.bytes().all(is_right)
}

/// Returns `true` for the complete id of a commit.
pub fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Returns the reason why a text is no URL of a repository.
pub fn url_problem(url: &str) -> Option<&'static str> {
    if let Some(problem) = text_problem(url) {
        return Some(problem);
    }
    if let Some((scheme, rest)) = url.split_once("://") {
        let authority = rest.split('/').next().unwrap_or_default();
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let has_password = authority.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'));
        return match () {
            () if !SCHEMES.contains(&scheme) => Some("its scheme is none of https, http, ssh, git and file"),
            () if has_password => Some("a password does not belong into a file; use a credential helper of git"),
            () if host.starts_with('-') || authority.starts_with('-') => Some("its host begins with `-`"),
            () if host.is_empty() && scheme != "file" => Some("it has no host"),
            () => None,
        };
    }
    let is_absolute = url.starts_with('/') || std::path::Path::new(url).is_absolute();
    if is_absolute {
        return None;
    }
    // Only `user@host:path` is left. A word with `::` would start a program that git calls a remote helper.
    match url.split_once(':') {
        Some((host, path)) if !host.contains('/') && !path.is_empty() && !path.starts_with([':', '-']) => {
            let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
            (host.is_empty() || host.starts_with('-')).then_some("it has no valid host")
        }
        _ => Some("it is neither a URL nor an absolute path; a folder beside the schema is a `path`"),
    }
}

/// Returns `true` for the URL of a repository on this machine.
pub(crate) fn is_local(url: &str) -> bool {
    let has_scheme = url.contains("://");
    url.starts_with("file://") || (!has_scheme && (url.starts_with('/') || std::path::Path::new(url).is_absolute()))
}

/// Returns the reason why a text is no name of a branch or tag, by the rules of `git check-ref-format`.
pub fn reference_problem(name: &str) -> Option<&'static str> {
    if let Some(problem) = text_problem(name) {
        return Some(problem);
    }
    let is_bad = |part: &str| part.is_empty() || part.starts_with('.') || part.ends_with(".lock");
    let is_wrong = name.contains(['~', '^', ':', '?', '*', '[', ' '])
        || name.contains("..")
        || name.contains("@{")
        || name.ends_with('.')
        || name.split('/').any(is_bad);
    is_wrong.then_some("git has no references of this form")
}

/// Returns the reason why a text is no path inside of a dependency.
pub fn path_problem(path: &str) -> Option<&'static str> {
    if path.chars().any(char::is_control) || path.contains(['"', '\\']) {
        return Some("it has a control character, a quote or a backslash");
    }
    normal(path).is_none().then_some("it leaves the dependency")
}

/// The reason why a text must not be an argument of a program, or cannot be written to a lock file.
fn text_problem(text: &str) -> Option<&'static str> {
    match () {
        () if text.is_empty() => Some("it is empty"),
        () if text.len() > MAX_TEXT => Some("it is too long"),
        () if text.starts_with('-') => Some("it begins with `-`, like an option"),
        () if text.chars().any(|it| it.is_control() || it.is_whitespace()) => {
            Some("it has a space or a control character")
        }
        () if text.contains(['"', '\\']) => Some("it has a quote or a backslash"),
        () => None,
    }
}

const SCHEMES: [&str; 5] = ["https", "http", "ssh", "git", "file"];
const MAX_NAME: usize = 100;
const MAX_TEXT: usize = 1000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_the_urls_of_git() {
        for url in [
            "https://github.com/googleapis/googleapis",
            "http://localhost:8080/a.git",
            "ssh://git@example.com/platform/schemas",
            "ssh://git@[::1]:22/a",
            "git@example.com:platform/schemas.git",
            "git://example.com/a",
            "file:///srv/git/a.git",
            "/srv/git/a.git",
        ] {
            assert_eq!(url_problem(url), None, "{url}");
        }
    }

    #[test]
    fn rejects_urls_that_git_would_run_or_take_for_an_option() {
        for url in [
            "",
            "-",
            "--upload-pack=touch /tmp/x",
            "ext::sh -c touch",
            "ext::sh",
            "fd::17",
            "foo://a/b",
            "https://",
            "ssh://-oProxyCommand=x/a",
            "ssh://git@-oProxyCommand=x/a",
            "-oProxyCommand=x:a",
            "git@-x:a",
            "host:-x",
            "../a",
            "a",
            "a/b:c",
            "https://a/b\nc",
            "https://a/b c",
            "https://a/\"b",
            "https://me:secret@a/b",
            "a\\b:c",
        ] {
            assert!(url_problem(url).is_some(), "{url:?}");
        }
    }

    #[test]
    fn rejects_references_that_are_none() {
        for name in ["v1.0", "main", "feature/a-b", "release_1"] {
            assert_eq!(reference_problem(name), None, "{name}");
        }
        for name in [
            "",
            "-v",
            "--upload-pack=x",
            "a..b",
            "a b",
            "a:b",
            "+a",
            "a^",
            "a~1",
            "a@{1}",
            "/a",
            "a/",
            "a.lock",
            ".a",
            "a\n",
            "*",
        ] {
            assert!(reference_problem(name).is_some() || name == "+a", "{name:?}");
        }
        assert_eq!(Reference::Branch("+a".to_owned()).remote(), "refs/heads/+a", "a `+` is not a force");
    }

    #[test]
    fn knows_names_and_commits() {
        assert!(is_name("google-apis_2") && !is_name("") && !is_name("-a") && !is_name("a/b") && !is_name("a.b"));
        assert!(is_commit(&"a0".repeat(20)) && !is_commit("abc") && !is_commit(&"A0".repeat(20)));
    }
}
