//! The paths that a system tries for the name of a program, in their order. This module reads neither files nor the environment.

use std::path::{Path, PathBuf};

use indexmap::IndexSet;

use crate::error::SearchedIn;

/// The rules of a system for the names of programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum System {
    /// A program is a file with the permission to be executed.
    Unix,
    /// A program is a file with one of the extensions in `PATHEXT`.
    Windows,
}

/// The extensions of programs if `PATHEXT` is not set, as in Go.
const DEFAULT_PATHEXT: &str = ".COM;.EXE;.BAT;.CMD";

/// The file at a path that is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Candidate {
    Executable,
    /// A file that is not executable.
    File,
    Absent,
}

/// The places in which programs are looked up, and the extensions that they have.
#[derive(Clone, Debug)]
pub(super) struct Search {
    system: System,
    /// The folders of `PATH`.
    folders: IndexSet<PathBuf>,
    /// The extensions of programs, such as `.exe`; empty if programs need none.
    extensions: Vec<String>,
    /// `true` to search the working directory before the folders.
    has_working_directory: bool,
}

impl Search {
    /// Creates the search of a system from the folders of `PATH` and the value of `PATHEXT`.
    pub(super) fn new(system: System, folders: Vec<PathBuf>, pathext: Option<&str>) -> Self {
        let is_empty = |folder: &PathBuf| folder.as_os_str().is_empty();
        let folders = match system {
            // An empty entry is the working directory.
            System::Unix => {
                folders.into_iter().map(|folder| if is_empty(&folder) { ".".into() } else { folder }).collect()
            }
            System::Windows => folders.into_iter().filter(|folder| !is_empty(folder)).collect(),
        };
        let extensions = match system {
            System::Unix => Vec::new(),
            System::Windows => extensions(pathext.filter(|list| !list.is_empty()).unwrap_or(DEFAULT_PATHEXT)),
        };
        Self { system, folders, extensions, has_working_directory: false }
    }

    /// Adds the working directory before the folders, on Windows only: on Unix, it is searched only if `PATH` has it.
    pub(super) fn with_working_directory(self) -> Self {
        Self { has_working_directory: self.system == System::Windows, ..self }
    }

    /// Returns the first program with a name. A name with a folder is a path.
    pub(super) fn find(&self, name: &str, candidate: impl Fn(&Path) -> Candidate) -> Result<PathBuf, SearchedIn> {
        if !self.is_bare(name) {
            return self.at(Path::new(name), candidate);
        }
        let working_directory = self.has_working_directory.then_some(Path::new("."));
        let folders = || working_directory.into_iter().chain(self.folders.iter().map(PathBuf::as_path));
        let spelled = || folders().flat_map(|folder| self.spellings(&folder.join(name)));
        if let Some(found) = spelled().find(|path| candidate(path) == Candidate::Executable) {
            return Ok(found);
        }
        let named = folders().map(|folder| folder.join(name)).find(|path| candidate(path) != Candidate::Absent);
        Err(match (named, self.system) {
            (Some(path), System::Unix) => SearchedIn::NotExecutable(path),
            // Such as the shell script that npm installs beside a program.
            (Some(path), System::Windows) => SearchedIn::NoExtension(path),
            (None, _) => SearchedIn::Folders(folders().map(Path::to_owned).collect()),
        })
    }

    /// Returns the program at a path. One without a folder is relative to the working directory.
    pub(super) fn at(&self, path: &Path, candidate: impl Fn(&Path) -> Candidate) -> Result<PathBuf, SearchedIn> {
        let is_bare = path.to_str().is_some_and(|path| self.is_bare(path));
        let path = if is_bare { Path::new(".").join(path) } else { path.to_owned() };
        // A path may name a program without an extension, which is tried last.
        let mut spellings = self.spellings(&path);
        if !spellings.contains(&path) {
            spellings.push(path.clone());
        }
        match spellings.into_iter().find(|path| candidate(path) == Candidate::Executable) {
            Some(found) => Ok(found),
            None if candidate(&path) == Candidate::File => Err(SearchedIn::NotExecutable(path)),
            None => Err(SearchedIn::Path(path)),
        }
    }

    /// Returns `true` for a name without a folder, which is looked up in `PATH`.
    fn is_bare(&self, name: &str) -> bool {
        match self.system {
            System::Unix => !name.contains('/'),
            System::Windows => !name.contains(['/', '\\', ':']),
        }
    }

    /// Returns the paths of programs that a path can mean, in the order in which they are tried.
    fn spellings(&self, path: &Path) -> Vec<PathBuf> {
        let lower = path.as_os_str().to_string_lossy().to_lowercase();
        let is_complete = self.extensions.is_empty() || self.extensions.iter().any(|ending| lower.ends_with(ending));
        let with_ending = |ending: &String| {
            let mut path = path.as_os_str().to_owned();
            path.push(ending);
            PathBuf::from(path)
        };
        is_complete.then(|| path.to_owned()).into_iter().chain(self.extensions.iter().map(with_ending)).collect()
    }
}

/// Returns the extensions of a list in lower case.
fn extensions(list: &str) -> Vec<String> {
    let with_dot = |ending: &str| if ending.starts_with('.') { ending.to_owned() } else { format!(".{ending}") };
    list.split(';').filter(|ending| !ending.is_empty()).map(|ending| with_dot(&ending.to_lowercase())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Searches for a name in `one` and `two`, which have these files. A path that ends with `-` is not executable.
    fn found(search: &Search, name: &str, files: &[&str]) -> Result<PathBuf, SearchedIn> {
        let candidate = |path: &Path| {
            let path = path.to_str().unwrap_or_default();
            // They are compared as paths, because the system of the test may join them by another separator.
            let has = |path: &str| files.iter().any(|file| Path::new(file) == Path::new(path));
            let lower = path.to_lowercase();
            if has(path) || search.system == System::Windows && has(&lower) {
                Candidate::Executable
            } else if has(&format!("{path}-")) {
                Candidate::File
            } else {
                Candidate::Absent
            }
        };
        search.find(name, candidate)
    }

    fn windows(pathext: Option<&str>) -> Search {
        Search::new(System::Windows, ["", "one", "two"].map(PathBuf::from).to_vec(), pathext)
    }

    fn unix() -> Search {
        Search::new(System::Unix, ["one", "two", ""].map(PathBuf::from).to_vec(), Some(".EXE"))
    }

    fn ok(path: &str) -> Result<PathBuf, SearchedIn> {
        Ok(path.into())
    }

    #[test]
    fn npm_installs_a_script_for_each_system() {
        let files = ["one/x", "one/x.cmd", "one/x.ps1"];
        assert_eq!(found(&windows(None), "x", &files), ok("one/x.cmd"));
        assert_eq!(found(&windows(None), "one/x", &files), ok("one/x.cmd"));
        assert_eq!(found(&windows(None), "one/x.cmd", &files), ok("one/x.cmd"));
        assert_eq!(found(&unix(), "x", &files), ok("one/x"));
        assert_eq!(found(&unix(), "x.ps1", &files), ok("one/x.ps1"));
    }

    #[test]
    fn windows_tries_the_extensions_of_a_folder_before_the_next_folder() {
        let windows = windows(None);
        assert_eq!(found(&windows, "x", &["one/x.cmd", "one/x.exe", "two/x.com"]), ok("one/x.exe"));
        assert_eq!(found(&windows, "x.EXE", &["one/x.exe", "one/x.exe.exe"]), ok("one/x.EXE"));
        assert_eq!(found(&windows, "x.exe", &["one/x.exe.cmd"]), ok("one/x.exe.cmd"));
        assert_eq!(found(&windows, "python3.12", &["one/python3.12", "two/python3.12.exe"]), ok("two/python3.12.exe"));
    }

    #[test]
    fn windows_reads_pathext() {
        let files = ["one/x.exe", "one/x.py"];
        assert_eq!(found(&windows(Some(".PY;;exe")), "x", &files), ok("one/x.py"));
        assert_eq!(found(&windows(Some("exe")), "x", &files), ok("one/x.exe"));
        assert_eq!(found(&windows(Some("")), "x", &files), ok("one/x.exe"));
    }

    #[test]
    fn windows_does_not_look_up_programs_without_an_extension() {
        assert_eq!(found(&windows(None), "x", &["two/x"]), Err(SearchedIn::NoExtension("two/x".into())));
        assert_eq!(found(&windows(None), "two/x", &["two/x"]), ok("two/x"));
    }

    #[test]
    fn windows_searches_the_working_directory_only_as_cmd() {
        let folders = |folders: &[&str]| Err(SearchedIn::Folders(folders.iter().map(PathBuf::from).collect()));
        let files = ["./x.exe"];
        assert_eq!(found(&windows(None), "x", &files), folders(&["one", "two"]));
        assert_eq!(found(&windows(None).with_working_directory(), "x", &files), ok("./x.exe"));
        assert_eq!(found(&windows(None).with_working_directory(), "x", &["one/x.exe", "./x.cmd"]), ok("./x.cmd"));
        assert_eq!(found(&unix().with_working_directory(), "y", &files), folders(&["one", "two", "."]));
    }

    #[test]
    fn windows_has_paths_with_drives_and_backslashes() {
        let path = |path: &str| Err(SearchedIn::Path(PathBuf::from(path)));
        assert_eq!(found(&windows(None), r"bin\x", &[r"bin\x.cmd"]), ok(r"bin\x.cmd"));
        assert_eq!(found(&windows(None), "c:x", &["one/c:x.exe"]), path("c:x"));
        assert_eq!(found(&unix(), r"bin\x", &[r"one/bin\x"]), ok(r"one/bin\x"));
    }

    #[test]
    fn unix_needs_the_permission() {
        assert_eq!(found(&unix(), "x", &["one/x-", "two/x"]), ok("two/x"));
        let not_executable = Err(SearchedIn::NotExecutable(PathBuf::from("one/x")));
        assert_eq!(found(&unix(), "x", &["one/x-"]), not_executable);
        assert_eq!(found(&unix(), "x", &["./x"]), ok("./x"));
    }
}
