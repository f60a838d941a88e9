//! The remote whose branches may be baselines.

use gix::bstr::ByteSlice;

/// The prefix of remote-tracking branches.
pub(super) const REMOTES: &str = "refs/remotes/";

/// The default name of the cloned remote.
const ORIGIN: &str = "origin";

/// Returns `origin`, or else the only remote with fetched branches.
pub(super) fn remote(repository: &gix::Repository) -> Option<String> {
    let mut remotes: Vec<String> = remote_names(repository);
    match &remotes[..] {
        [_] => remotes.pop(),
        all if all.iter().any(|name| name == ORIGIN) => Some(ORIGIN.to_owned()),
        _ => None,
    }
}

fn remote_names(repository: &gix::Repository) -> Vec<String> {
    let Ok(references) = repository.references() else { return Vec::new() };
    let Ok(all) = references.remote_branches() else { return Vec::new() };
    let name = |full: &str| full.strip_prefix(REMOTES)?.split_once('/').map(|(remote, _)| remote.to_owned());
    let mut names: Vec<String> = all.flatten().filter_map(|it| name(it.name().as_bstr().to_str().ok()?)).collect();
    names.dedup();
    names.sort();
    names.dedup();
    names
}
