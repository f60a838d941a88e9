//! The way to compare in a repository that is not read here: `git` itself checks the other version out.

use std::fs;
use std::path::Path;

use crate::inputs::baseline::Target;
use crate::inputs::error::InputError;
use crate::inputs::input::Commit;

/// Adds the commands for a commit that was asked for.
pub(super) fn of(error: InputError, repository: &Path, commit: &Commit) -> InputError {
    let revision = match commit {
        Commit::MergeBase { with, .. } => merge_base(with),
        Commit::LatestTag { .. } => "\"$(git describe --tags --abbrev=0)\"".to_owned(),
        Commit::Head | Commit::Branch(_) | Commit::Tag(_) | Commit::Revision(_) => commit.to_string(),
    };
    with_commands(error, repository, &revision)
}

/// Adds the commands for the commit that would be chosen.
pub(super) fn chosen(error: InputError, repository: &Path, target: Option<&Target>) -> InputError {
    let read = |name: &str| fs::read_to_string(repository.join(".git").join(name)).unwrap_or_default();
    let remote = if read("config").contains("[remote \"origin\"]") { "origin/" } else { "" };
    let revision = match target {
        Some(target) => merge_base(&format!("{remote}{}", target.branch)),
        // A reftable has the name of the branch elsewhere.
        None if remote.is_empty() && read("HEAD").contains(".invalid") => "HEAD~1".to_owned(),
        None if ["main", "master"].iter().any(|name| read("HEAD").trim_end().ends_with(&format!("heads/{name}"))) => {
            "HEAD~1".to_owned()
        }
        None => merge_base(&format!("{remote}main")),
    };
    with_commands(error, repository, &revision)
}

fn merge_base(with: &str) -> String {
    format!("\"$(git merge-base HEAD {with})\"")
}

/// The other version is checked out beside the repository, from wherever one is in it.
fn with_commands(error: InputError, repository: &Path, revision: &str) -> InputError {
    match error {
        InputError::UnsupportedRepository { path, reason, inside, .. } => {
            let up = std::env::current_dir().ok().and_then(|here| depth(&here, repository)).unwrap_or_default();
            let instead = Some((format!("{}../base", "../".repeat(up)), revision.to_owned()));
            InputError::UnsupportedRepository { path, reason, instead, inside }
        }
        other => other,
    }
}

/// How many folders `here` is below the root of the repository.
fn depth(here: &Path, repository: &Path) -> Option<usize> {
    let (here, root) = (here.canonicalize().ok()?, repository.canonicalize().ok()?);
    Some(here.strip_prefix(root).ok()?.components().count())
}
