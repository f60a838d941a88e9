use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::diagnostics;
use super::manifest::MANIFEST;
use protoward_source::Diagnostic;

/// What a folder is to hold.
///
/// ```
/// use protoward_output::{Plan, apply};
/// # let temp = tempfile::tempdir().unwrap();
/// # let folder = temp.path().join("gen");
/// let mut plan = Plan::generated(&folder);
/// plan.add("user.v1.rs", "// @generated\n")?;
/// assert!(plan.add("../lib.rs", "").is_err());
///
/// let changes = plan.compare()?;
/// apply(&[changes])?;
/// assert!(folder.join("user.v1.rs").is_file());
/// assert!(plan.compare()?.is_empty());
/// # Ok::<(), Box<protoward_source::Diagnostic>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Plan {
    folder: PathBuf,
    files: BTreeMap<String, Vec<u8>>,
    /// Every path and every folder on the way to one, by its lower case spelling.
    spellings: BTreeMap<String, Spelling>,
    managed: bool,
    /// Whether nothing else is to be in the folder.
    sole: bool,
    /// Files that give way to those of a person.
    offered: BTreeSet<String>,
}

#[derive(Clone, Debug)]
struct Spelling {
    path: String,
    is_file: bool,
}

impl Plan {
    /// A folder that is generated: a list is kept in it, and what is no longer generated is removed.
    pub fn generated(folder: impl Into<PathBuf>) -> Self {
        Self { managed: true, ..Self::loose(folder.into()) }
    }

    /// A folder that others own: files of it are replaced, and nothing else in it is looked at.
    pub fn unmanaged(folder: impl Into<PathBuf>) -> Self {
        Self::loose(folder.into())
    }

    /// One file that a person named; what lies beside it is not looked at.
    ///
    /// # Errors
    /// When the path does not end in the name of a file.
    pub fn file(path: &Path, content: impl Into<Vec<u8>>) -> Result<Self, Box<Diagnostic>> {
        let name = path.file_name().and_then(OsStr::to_str).ok_or_else(|| diagnostics::not_a_file_name(path))?;
        let mut plan = Self::loose(path.parent().unwrap_or(Path::new("")).to_owned());
        plan.admit(name, content.into())?;
        Ok(plan)
    }

    /// A folder that is to hold nothing but what is generated: what else is in it is removed, whoever wrote it.
    pub fn sole(folder: impl Into<PathBuf>) -> Self {
        Self { sole: true, ..Self::loose(folder.into()) }
    }

    fn loose(folder: PathBuf) -> Self {
        Self {
            folder,
            files: BTreeMap::new(),
            spellings: BTreeMap::new(),
            managed: false,
            sole: false,
            offered: BTreeSet::new(),
        }
    }

    /// Adds a file by its path below the folder, with `/` between the parts.
    ///
    /// # Errors
    /// When the path is absolute, leaves the folder, or is taken: by the same path, by one that differs in case only,
    /// or by a file where this one needs a folder.
    pub fn add(&mut self, path: &str, content: impl Into<Vec<u8>>) -> Result<(), Box<Diagnostic>> {
        if !is_plain(path) {
            return Err(diagnostics::leaves_folder(path, &self.folder));
        }
        if path.eq_ignore_ascii_case(MANIFEST) {
            return Err(diagnostics::name_of_the_list(path));
        }
        self.admit(path, content.into())
    }

    /// Adds a file that nobody named. It is left out where another file has the name, in the plan or in the folder.
    pub fn offer(&mut self, path: &str, content: impl Into<Vec<u8>>) {
        if self.add(path, content).is_ok() {
            self.offered.insert(path.to_owned());
        }
    }

    fn admit(&mut self, path: &str, content: Vec<u8>) -> Result<(), Box<Diagnostic>> {
        for prefix in prefixes(path) {
            let is_file = prefix.len() == path.len();
            match self.spellings.get(&prefix.to_lowercase()) {
                Some(taken) if taken.path != prefix => return Err(diagnostics::differs_in_case(prefix, &taken.path)),
                Some(taken) if taken.is_file && is_file => return Err(diagnostics::generated_twice(path)),
                Some(taken) if taken.is_file != is_file => return Err(diagnostics::file_and_folder(prefix)),
                Some(_) => {}
                None => {
                    self.spellings.insert(prefix.to_lowercase(), Spelling { path: prefix.to_owned(), is_file });
                }
            }
        }
        self.files.insert(path.to_owned(), content);
        Ok(())
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The files by their paths below the folder, sorted.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, content)| (path.as_str(), content.as_slice()))
    }

    pub(super) fn is_offered(&self, path: &str) -> bool {
        self.offered.contains(path)
    }

    pub(super) const fn is_sole(&self) -> bool {
        self.sole
    }

    pub(super) const fn is_managed(&self) -> bool {
        self.managed
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }
}

/// Whether a path is made of ordinary names alone, on every system.
pub fn is_plain(path: &str) -> bool {
    let ordinary = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\\', ':', '\0', '\n', '\r']);
    path.split('/').all(ordinary)
}

/// `a`, `a/b` and `a/b/c` of `a/b/c`.
pub(super) fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at]).chain(std::iter::once(path))
}
