//! The `.proto` files that are part of the program, as files that an editor can open.

use std::fs;
use std::path::{Path, PathBuf};

use protoward_deps::Cache;

/// Returns the folder for the files, in the cache of the user.
fn folder() -> PathBuf {
    let cache = Cache::standard(|name| std::env::var_os(name));
    let folder = cache.map_or_else(|| std::env::temp_dir().join("protoward"), |cache| cache.folder().to_owned());
    folder.join("built-in").join(env!("CARGO_PKG_VERSION"))
}

/// Returns the path of a file that is part of the program, and writes it if it is not there.
pub(crate) fn path(name: &str, text: &str) -> Option<PathBuf> {
    let path = folder().join(name);
    if fs::read(&path).is_ok_and(|found| found == text.as_bytes()) {
        return Some(path);
    }
    fs::create_dir_all(path.parent()?).ok()?;
    fs::write(&path, text).ok()?;
    Some(path)
}

/// Returns the import name of a path in the folder.
pub(crate) fn name(path: &Path) -> Option<String> {
    let inside = path.strip_prefix(folder()).ok()?;
    Some(inside.to_str()?.replace('\\', "/"))
}
