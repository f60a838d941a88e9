//! Stale files in `OUT_DIR`: files that an earlier run of the build script has generated and this run has not. Their
//! package is no longer compiled, or the code is now written elsewhere.
//!
//! A build script may make several calls, and which call is the last is unknown. The generated files are therefore
//! recorded by the number of the call, beside `OUT_DIR`. Each call removes the files of the call with the same number
//! in the previous run.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::cargo;
use protoward_source::paths::portable;

const LIST_FILE: &str = "protoward-generated";

/// The prefix of lines from the previous run whose call has not happened yet.
const OLD: &str = "? ";

/// The numbers of calls with the generated files, in order.
type Calls = Vec<(usize, BTreeSet<String>)>;

/// The files known to this process.
#[derive(Default)]
struct KnownFiles {
    /// The files of the previous run, for the calls that have not happened yet.
    previous: Calls,
    /// The files of this run.
    current: Calls,
}

static KNOWN_FILES: Mutex<Option<KnownFiles>> = Mutex::new(None);

/// Removes files that are stale after a call, and records `files`, which the call has generated. A file that cannot be
/// removed is not an error, because no code includes it.
pub(super) fn remove(call: usize, folder: &Path, files: BTreeSet<String>) {
    let is_of_cargo = cargo::is_build_script() && cargo::out_dir().as_deref() == Some(folder);
    let Some(list) = cargo::cargo_metadata_dir(folder).filter(|_| is_of_cargo).map(|place| place.join(LIST_FILE))
    else {
        return;
    };
    let files = files.iter().map(|file| normal(file)).collect();
    let mut known_files = KNOWN_FILES.lock().unwrap_or_else(PoisonError::into_inner);
    let mut stale = BTreeSet::new();
    let known_files = known_files.get_or_insert_with(|| {
        let (previous, left) = parse(&fs::read_to_string(&list).unwrap_or_default());
        stale = left;
        KnownFiles { previous, current: Calls::new() }
    });
    stale.extend(known_files.add(call, files));
    let kept = |file: &String| known_files.contains(file);
    let stale: Vec<PathBuf> = stale.iter().filter(|file| !kept(file)).map(|file| folder.join(file)).collect();
    stale.iter().filter(|file| is_generated(file)).for_each(|file| _ = fs::remove_file(file));
    _ = fs::write(list, known_files.list());
}

/// Returns a name without `.` and empty components, which may differ between a setting and the path of a file.
fn normal(name: &str) -> String {
    let parts = Path::new(name).components().filter(|part| *part != Component::CurDir);
    portable(&parts.collect::<PathBuf>())
}

/// Like [`remove`], but for a call that has left these files unchanged.
pub(super) fn keep(call: usize, folder: &Path, files: &[PathBuf]) {
    let name = |file: &PathBuf| portable(file.strip_prefix(folder).unwrap_or(file));
    remove(call, folder, files.iter().map(name).collect());
}

impl KnownFiles {
    /// Adds the files of a call, and returns those of the same call in the previous run.
    fn add(&mut self, call: usize, files: BTreeSet<String>) -> BTreeSet<String> {
        self.current.push((call, files));
        let at = self.previous.iter().position(|(number, _)| *number == call);
        at.map_or_else(BTreeSet::new, |at| self.previous.remove(at).1)
    }

    fn contains(&self, file: &str) -> bool {
        self.current.iter().chain(&self.previous).any(|(_, files)| files.contains(file))
    }

    fn list(&self) -> String {
        let lines = |mark: &str, calls: &Calls| {
            let mut text = String::new();
            for (call, files) in calls {
                files.iter().for_each(|file| text += &format!("{mark}{call} {file}\n"));
            }
            text
        };
        lines("", &self.current) + &lines(OLD, &self.previous)
    }
}

/// Parses the files of the previous run, and those that it left behind because their calls did not happen.
fn parse(list: &str) -> (Calls, BTreeSet<String>) {
    let mut calls = Calls::new();
    let mut left = BTreeSet::new();
    for line in list.lines() {
        if let Some((_, file)) = line.strip_prefix(OLD).and_then(|line| line.split_once(' ')) {
            left.insert(file.to_owned());
        } else if let Some((call, file)) = line.split_once(' ')
            && let Ok(call) = call.parse()
        {
            if calls.last().is_none_or(|(last, _)| *last != call) {
                calls.push((call, BTreeSet::new()));
            }
            calls.last_mut().into_iter().for_each(|(_, files)| _ = files.insert(file.to_owned()));
        }
    }
    (calls, left)
}

/// Returns `true` if a file is marked as generated. No other file is removed, even if it is recorded.
fn is_generated(file: &Path) -> bool {
    fs::read_to_string(file).is_ok_and(|text| text.lines().take(5).any(|line| line.contains("@generated")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(names: &[&str]) -> BTreeSet<String> {
        BTreeSet::from_iter(names.iter().map(|name| (*name).to_owned()))
    }

    #[test]
    fn replaces_the_files_of_the_same_call() {
        let (previous, left) = parse("0 a.rs\n0 b.rs\n1 c.rs\n? 2 d.rs\n");
        assert_eq!(left, files(&["d.rs"]));
        let mut known_files = KnownFiles { previous, current: Calls::new() };
        assert_eq!(known_files.add(0, files(&["b.rs"])), files(&["a.rs", "b.rs"]));
        assert!(
            !known_files.contains("a.rs")
                && known_files.contains("b.rs")
                && known_files.contains("c.rs")
                && !known_files.contains("d.rs")
        );
        assert_eq!(known_files.list(), "0 b.rs\n? 1 c.rs\n");
        known_files.add(1, files(&["a.rs"]));
        assert_eq!(known_files.list(), "0 b.rs\n1 a.rs\n");
    }
}
