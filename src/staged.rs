//! `--staged`: what the next commit will have, instead of the files on disk.

use std::path::{Path, PathBuf};

use super::codes;
use super::console::Console;
use protoward_inputs::{Commit, Input, InputError, Opened, repository_root};
use protoward_report::Notice;

/// The variable with the index of a commit that git is about to make. For `git commit -a` and `git commit FILE`, it is not
/// that of the repository.
const INDEX: &str = "GIT_INDEX_FILE";

/// Returns the staged version of an input.
pub(super) fn version(input: Input) -> Input {
    let index = index_of(&input);
    input.staged(index)
}

/// Reports that there is no schema, staged or committed, as before the first one. Returns `false` if there is one, and for an
/// input that is not staged.
pub(super) fn is_nothing(input: &Input, console: &mut Console) -> bool {
    if !matches!(input, Input::Staged { .. }) {
        return false;
    }
    let head = Input::At { commit: Commit::Head, input: Box::new(Input::Folder(PathBuf::from("."))) }.of(input);
    let is_empty = has_files(input) == Some(false) && head.is_ok_and(|head| has_files(&head) == Some(false));
    if is_empty {
        let message = "nothing was compared: there is no `.proto` file, neither staged nor committed";
        console.print_status(message);
        console.notice(Notice::note(codes::NOT_COMPARED, message));
    }
    is_empty
}

/// Returns `true` if an input has schema files; `None` if that is not known.
fn has_files(input: &Input) -> Option<bool> {
    match input.open() {
        Ok(Opened::Files(files)) if files.is_file => Some(true),
        Ok(Opened::Files(files)) => Some(!files.tree.files(&files.path, ".proto").ok()?.is_empty()),
        Err(InputError::NoCommits { .. }) => Some(false),
        Ok(Opened::Image(_)) | Err(_) => None,
    }
}

/// Returns the index that git names, if it is one of the repository of the input.
fn index_of(input: &Input) -> Option<PathBuf> {
    let named = std::env::var_os(INDEX).filter(|value| !value.is_empty())?;
    let (Input::Folder(path) | Input::File(path) | Input::Package(path)) = input else { return None };
    let root = |path: &Path| std::path::absolute(path).ok().and_then(|path| repository_root(&path).map(Path::to_owned));
    let here = root(Path::new("."))?;
    // Git runs hooks in the root folder, and a relative path starts there.
    (root(path).as_ref() == Some(&here)).then(|| here.join(named))
}
