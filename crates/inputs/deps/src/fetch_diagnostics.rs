//! The diagnostics of failures to fetch a dependency, with a remedy for the usual messages of git.

use protoward_source::Diagnostic;

use crate::codes;
use crate::diagnostics::{OTHER_CACHE, cache, labelled, offline};
use crate::fetch::FetchError;
use crate::git::GitError;
use crate::lock::{Locked, short};
use crate::requirement::{Origin, Reference, Requirement};

/// Reports a failure to fetch a requirement, at its place and that of its entry in the lock file.
pub(crate) fn fetch(requirement: &Requirement, locked: Option<&Locked>, error: &FetchError) -> Diagnostic {
    let (name, Origin::Git { url, reference }) = (&requirement.name, &requirement.origin) else {
        return Diagnostic::error(codes::DEPENDENCY_FETCH, format!("cannot fetch `{}`", requirement.name));
    };
    let mut code = codes::DEPENDENCY_FETCH;
    let (message, help) = match error {
        FetchError::Cache(error) | FetchError::Git(GitError::Cache(error)) => return cache(requirement, error),
        FetchError::Offline => return offline(requirement),
        FetchError::Git(GitError::Start(error)) => (
            format!("cannot fetch `{name}`, because `git` cannot be run: {error}"),
            "install git, and add it to `PATH`",
        ),
        FetchError::Git(GitError::Failed { reason, .. }) => {
            if is_about_disk(reason) {
                code = codes::DEPENDENCY_CACHE;
            }
            (format!("cannot fetch `{name}` from {url}: {reason}"), help(reason, reference))
        }
        FetchError::Git(GitError::Output(what)) => {
            (format!("cannot read `{name}`: git returned {what}"), "remove the folder `git` of the cache")
        }
        FetchError::Git(GitError::NoCommit) => {
            (format!("`{name}`: {reference} of {url} is not a commit"), "use a tag or branch of a commit")
        }
        FetchError::Git(GitError::ExceededLimit(limit)) => {
            code = codes::DEPENDENCY_LIMIT;
            (
                format!("`{name}` is too large: {limit}"),
                "limit the dependency with `root` and `paths`, if its files are needed",
            )
        }
        FetchError::CommitGone => match locked {
            Some(locked) => {
                code = codes::DEPENDENCY_GONE;
                let commit = short(&locked.commit);
                let message = format!("`{name}`: {url} no longer has {commit}; {reference} may have been rewritten");
                (message, "lock its current commit with `protoward deps update`, and review the changes")
            }
            None => (format!("`{name}`: {url} has no commit for {reference}"), "use all digits of an existing commit"),
        },
        FetchError::NoFiles(Some(unreadable)) => {
            (format!("`{name}` has no `.proto` files: {}", unreadable.reason()), unreadable.help())
        }
        FetchError::NoFiles(None) => (format!("`{name}` has no `.proto` files at {reference}"), NO_FILES),
        FetchError::Config(path, reason) => (
            format!("cannot read `{path}` of `{name}`: {}", reason.reason()),
            "ask the owner of the repository to change it",
        ),
    };
    let diagnostic = labelled(Diagnostic::error(code, message), requirement.place, "required here");
    labelled(diagnostic, locked.and_then(|it| it.place), "locked here").help(help)
}

const NO_FILES: &str = "`root` is the folder in which import paths start; `paths` are relative to it";

fn is_about_disk(reason: &str) -> bool {
    [
        "No space left",
        "File too large",
        "Read-only file system",
        "Disk quota exceeded",
        "write error",
        "unable to write",
    ]
    .iter()
    .any(|part| reason.contains(part))
}

/// The remedies for parts of the messages of git, which are in English.
const REMEDIES: &[(&[&str], &str)] = &[
    (
        &["not resolve host", "unable to look up"],
        "check the host of the URL and the network; `--offline` uses only the cache",
    ),
    (
        &[
            "Connection refused",
            "timed out",
            "Failed to connect",
            "Couldn't connect",
            "No route to host",
            "unreachable",
        ],
        "check the network and its proxy; `--offline` uses only the cache",
    ),
    (&["Host key verification failed"], "connect to the host with ssh once, and accept its key"),
    (
        &["certificate"],
        "git does not trust the certificate of the server; check `http.sslCAInfo` in the configuration of git",
    ),
    (
        &[
            "Authentication failed",
            "could not read Username",
            "could not read Password",
            "terminal prompts disabled",
            "Permission denied",
            "returned error: 401",
            "returned error: 403",
        ],
        "git uses your credential helper or ssh key; `git ls-remote` with the URL shows whether they work",
    ),
    (
        &["dubious ownership"],
        "the repository belongs to another user; add it to `safe.directory` of git if you trust it",
    ),
    (&["mismatched algorithms"], "repositories with SHA-256 ids are not supported"),
    (
        &["does not appear to be a git repository", "not found", "does not exist", "returned error: 404"],
        "check the URL; it must be that of a git repository with read access",
    ),
];

/// Returns a remedy for a message of git.
fn help(reason: &str, reference: &Reference) -> &'static str {
    let says = |parts: &[&str]| parts.iter().any(|part| reason.contains(part));
    if is_about_disk(reason) {
        return OTHER_CACHE;
    }
    if says(&["couldn't find remote ref", "not our ref", "unadvertised object"]) {
        return match reference {
            Reference::Tag(_) => "the tag does not exist; `git ls-remote --tags` with the URL lists the tags",
            Reference::Branch(_) => {
                "the branch does not exist; `git ls-remote --heads` with the URL lists the branches"
            }
            Reference::Rev(_) => "the commit does not exist; use all digits of its id",
            Reference::Default => "the repository is empty",
        };
    }
    let remedy = REMEDIES.iter().find(|(parts, _)| says(parts)).map(|(_, remedy)| *remedy);
    remedy.unwrap_or("`git ls-remote` with the URL shows whether the repository can be read")
}
