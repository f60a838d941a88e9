//! The repository that `GIT_DIR` and `GIT_WORK_TREE` name, which git takes instead of the one around the working directory.
//!
//! Source: <https://git-scm.com/docs/git#_git_repository>.

use std::path::{self, Path, PathBuf};
use std::sync::LazyLock;
use std::{env, fs};

/// A repository that does not lie in its work tree.
#[derive(Clone, Debug, PartialEq, Eq)]
struct NamedRepository {
    /// The folder that is `.git` in other work trees.
    git_dir: PathBuf,
    work_tree: PathBuf,
}

/// The repository that the environment names, read once; `None` if it is that of the work tree itself, as in a hook, because that is
/// found without the variables.
static NAMED: LazyLock<Option<NamedRepository>> = LazyLock::new(|| {
    let variable = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    // A missing folder is kept: opening it is an error, as in git.
    let git_dir = path::absolute(variable("GIT_DIR")?).ok()?;
    let work_tree = match variable("GIT_WORK_TREE") {
        Some(work_tree) => work_tree,
        // Programs that a hook starts inherit the variable, even if they work in another repository.
        None if is_in_repository() || is_bare(&git_dir) => return None,
        None => PathBuf::from("."),
    };
    let work_tree = fs::canonicalize(work_tree).ok()?;
    let own = work_tree.join(".git");
    let own = if own.is_file() { super::folder_named_by(&own).ok()? } else { own };
    let is_own = fs::canonicalize(own).is_ok_and(|own| fs::canonicalize(&git_dir).is_ok_and(|named| named == own));
    (!is_own).then_some(NamedRepository { git_dir, work_tree })
});

/// Returns `true` if a folder around the working directory has a repository.
fn is_in_repository() -> bool {
    env::current_dir().is_ok_and(|here| here.ancestors().any(|folder| folder.join(".git").exists()))
}

/// Returns `true` for a repository without a work tree, such as that of a hook on a server.
fn is_bare(git_dir: &Path) -> bool {
    let options = gix::open::Options::isolated().with(gix::sec::Trust::Full);
    options.open(git_dir).is_ok_and(|repository| repository.to_thread_local().is_bare())
}

/// Returns `true` for the work tree that the environment names.
pub(crate) fn is_named_work_tree(folder: &Path) -> bool {
    git_dir(folder).is_some()
}

/// Returns the `GIT_DIR` of a work tree, if the environment names the work tree.
pub(super) fn git_dir(folder: &Path) -> Option<&'static Path> {
    let named = NAMED.as_ref()?;
    let is_it = fs::canonicalize(folder).is_ok_and(|folder| folder == named.work_tree);
    is_it.then_some(&*named.git_dir)
}
