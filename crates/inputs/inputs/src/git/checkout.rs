//! Advice to check out the other version with `git`, for repository formats that are not supported.

use std::fs;
use std::path::Path;

use crate::change::TargetBranch;
use crate::error::InputError;
use crate::input::Commit;

/// Adds the commands for a requested commit.
pub(super) fn with_commands_for(error: InputError, repository: &Path, commit: &Commit) -> InputError {
    let revision = match commit {
        Commit::MergeBase { with, .. } => merge_base(with),
        Commit::LatestTag { .. } => "\"$(git describe --tags --abbrev=0)\"".to_owned(),
        Commit::Head | Commit::Branch(_) | Commit::Tag(_) | Commit::Revision(_) => commit.to_string(),
    };
    with_commands(error, repository, &revision)
}

/// Adds the commands for the default baseline.
pub(super) fn with_commands_for_baseline(
    error: InputError,
    repository: &Path,
    target: Option<&TargetBranch>,
) -> InputError {
    let read = |name: &str| fs::read_to_string(repository.join(".git").join(name)).unwrap_or_default();
    let remote = if read("config").contains("[remote \"origin\"]") { "origin/" } else { "" };
    let revision = match target {
        Some(target) => merge_base(&format!("{remote}{}", target.branch)),
        // With reftables, the branch name is stored elsewhere.
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

/// Adds commands that check out the other version next to the repository, relative to the working directory.
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

/// Returns the depth of `here` below the repository root.
fn depth(here: &Path, repository: &Path) -> Option<usize> {
    let here = here.canonicalize().ok()?;
    let root = repository.canonicalize().ok()?;
    Some(here.strip_prefix(root).ok()?.components().count())
}
