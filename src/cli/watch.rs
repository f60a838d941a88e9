//! Waits for files to change. It looks again and again: that needs nothing of the system, works on every file system, and
//! a look at some thousand files takes milliseconds.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use walkdir::WalkDir;

/// How long it waits between two looks.
const PAUSE: Duration = Duration::from_millis(300);

/// Folders that nobody edits.
const SKIPPED: &[&str] = &[".git", "target", "node_modules"];

/// When each file changed, and how long it was.
type Look = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

/// Calls `then` whenever a schema or a configuration below `folder` has changed; does not come back.
pub(super) fn changes(folder: &Path, mut then: impl FnMut()) {
    let mut before = look(folder);
    loop {
        thread::sleep(PAUSE);
        let now = look(folder);
        if now != before {
            before = now;
            then();
        }
    }
}

fn look(folder: &Path) -> Look {
    let is_of_interest = |path: &Path| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        matches!(ending, Some("proto" | "yaml" | "toml" | "json" | "binpb"))
    };
    let walk = WalkDir::new(folder).into_iter().filter_entry(|entry| {
        !entry.file_type().is_dir() || !SKIPPED.iter().any(|skipped| entry.file_name() == *skipped)
    });
    let files = walk.filter_map(Result::ok).filter(|entry| is_of_interest(entry.path()));
    files
        .filter_map(|entry| {
            let found = entry.metadata().ok()?;
            Some((entry.path().to_owned(), (found.modified().ok(), found.len())))
        })
        .collect()
}
