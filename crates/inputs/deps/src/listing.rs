//! The files of a commit that belong to a dependency, without their contents.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead};
use std::ops::Bound;

use crate::CONFIG_FILE_NAME;
use crate::limits::{ExceededLimit, MAX_ENTRIES, MAX_FILES, MAX_LINKS, MAX_PATH};
use crate::manifest::Unreadable;
use protoward_source::tree_path::{below, relative};

/// Maximum number of symbolic links that one path leads through, as in Linux.
const MAX_STEPS: usize = 40;

/// Maximum number of files that all symbolic links to folders lead to.
const MAX_LINKED: usize = 1_000_000;

/// The files of a commit: ids by path.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    files: BTreeMap<String, String>,
    /// Symbolic links; the targets are in other objects.
    links: BTreeMap<String, String>,
    submodules: BTreeSet<String>,
}

/// The selected files of a commit.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct SelectedFiles {
    /// The ids of `.proto` files by import path.
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) unreadable: BTreeMap<String, Unreadable>,
    /// The configuration: its path, and its id or the reason why it cannot be read.
    pub(crate) config: Option<(String, Result<String, Unreadable>)>,
}

impl Listing {
    /// Reads the output of `git ls-tree -r -z`; `None` if there are too many files. Paths that no import can name are
    /// left out: those that are not UTF-8, are too long, or have control characters or backslashes.
    pub(crate) fn read(output: &mut impl BufRead) -> io::Result<Option<Self>> {
        let mut listing = Self::default();
        let mut line = Vec::new();
        for _ in 0..MAX_ENTRIES {
            line.clear();
            if output.read_until(0, &mut line)? == 0 {
                return Ok(Some(listing));
            }
            if let Some((mode, id, path)) = entry(&line) {
                match mode {
                    "120000" => drop(listing.links.insert(path.to_owned(), id.to_owned())),
                    "160000" => drop(listing.submodules.insert(path.to_owned())),
                    _ => drop(listing.files.insert(path.to_owned(), id.to_owned())),
                }
            }
        }
        Ok(None)
    }

    /// Returns the number of files, without symbolic links.
    pub(crate) fn len(&self) -> usize {
        self.files.len()
    }

    /// Returns the paths and ids of files.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, id)| (path.as_str(), id.as_str()))
    }

    /// Returns the paths and ids of symbolic links.
    pub(crate) fn links(&self) -> Result<Vec<(&str, &str)>, ExceededLimit> {
        if self.links.len() > MAX_LINKS {
            return Err(ExceededLimit::Links);
        }
        Ok(self.links.iter().map(|(path, id)| (path.as_str(), id.as_str())).collect())
    }

    /// Selects the `.proto` files below `root` and `paths`. `targets` are those of [`links`](Self::links), by path.
    pub(crate) fn select(
        &self,
        root: &str,
        paths: &[String],
        targets: &BTreeMap<String, String>,
    ) -> Result<SelectedFiles, ExceededLimit> {
        let mut selected = SelectedFiles { config: self.config(root, targets), ..SelectedFiles::default() };
        let root = match canonical(root, targets) {
            Ok(root) if self.is_in_submodule(&root) => Err(Unreadable::Submodule),
            root => root,
        };
        let root = match root {
            Ok(root) => root,
            Err(unreadable) => {
                selected.unreadable.insert(String::new(), unreadable);
                return Ok(selected);
            }
        };
        let is_visible = |name: &str| paths.is_empty() || paths.iter().any(|path| below(name, path).is_some());
        let mut add = |name: &str, id: &String| {
            if name.ends_with(".proto") && is_visible(name) {
                selected.files.insert(name.to_owned(), id.clone());
            }
            if selected.files.len() > MAX_FILES { Err(ExceededLimit::Files) } else { Ok(()) }
        };
        self.below(&root).try_for_each(|(name, id)| add(name, id))?;
        let mut linked = 0;
        for (path, name) in targets.keys().filter_map(|path| Some((path, below(path, &root)?))) {
            match self.target(path, targets) {
                Ok(Target::File(id)) => add(name, id)?,
                // A link to a folder around itself would have no end.
                Ok(Target::Folder(folder)) if below(path, &folder).is_some() => {}
                Ok(Target::Folder(folder)) => {
                    for (rest, id) in self.below(&folder) {
                        linked += 1;
                        if linked > MAX_LINKED || name.len() + rest.len() > MAX_PATH {
                            return Err(ExceededLimit::Links);
                        }
                        add(&format!("{name}/{rest}"), id)?;
                    }
                }
                Err(reason) => drop(selected.unreadable.insert(name.to_owned(), reason)),
            }
        }
        let submodules = self.submodules.iter().filter_map(|path| below(path, &root));
        selected.unreadable.extend(submodules.map(|name| (name.to_owned(), Unreadable::Submodule)));
        Ok(selected)
    }

    /// Returns the configuration at or above the root.
    fn config(&self, root: &str, targets: &BTreeMap<String, String>) -> Option<(String, Result<String, Unreadable>)> {
        let folders = std::iter::successors(Some(root), |folder| match folder.rsplit_once('/') {
            Some((parent, _)) => Some(parent),
            None => (!folder.is_empty()).then_some(""),
        });
        let mut paths = folders.map(|folder| protoward_source::join(folder, CONFIG_FILE_NAME));
        paths.find_map(|path| {
            let id = match self.files.get(&path) {
                Some(id) => Ok(id.clone()),
                None => match self.target(targets.get_key_value(&path)?.0, targets) {
                    Ok(Target::File(id)) => Ok(id.clone()),
                    Ok(Target::Folder(_)) => return None,
                    Err(reason) => Err(reason),
                },
            };
            Some((path, id))
        })
    }

    /// Returns the target of a symbolic link.
    fn target(&self, path: &str, targets: &BTreeMap<String, String>) -> Result<Target<'_>, Unreadable> {
        let target = canonical(path, targets)?;
        match self.files.get(&target) {
            Some(id) => Ok(Target::File(id)),
            None if self.below(&target).next().is_some() => Ok(Target::Folder(target)),
            None if self.is_in_submodule(&target) => Err(Unreadable::Submodule),
            None => Err(Unreadable::LinkNowhere),
        }
    }

    /// Returns `true` for a path at or below a submodule.
    fn is_in_submodule(&self, path: &str) -> bool {
        let mut folders = path.match_indices('/').map(|(at, _)| &path[..at]).chain([path]);
        folders.any(|folder| self.submodules.contains(folder))
    }

    /// Returns the files below a folder, with paths relative to it.
    fn below<'a>(&'a self, folder: &str) -> impl Iterator<Item = (&'a str, &'a String)> {
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let files = self.files.range::<str, _>((Bound::Included(folder.as_str()), Bound::Unbounded));
        files.map_while(move |(path, id)| Some((path.strip_prefix(folder.as_str())?, id)))
    }
}

/// The target of a symbolic link.
enum Target<'a> {
    /// The id of a file.
    File(&'a String),
    /// The path of a folder.
    Folder(String),
}

/// Returns the mode, the id and the path of an entry; `None` if no import can name the path.
fn entry(line: &[u8]) -> Option<(&str, &str, &str)> {
    let (head, path) = str::from_utf8(line).ok()?.trim_end_matches('\0').split_once('\t')?;
    let mut parts = head.split(' ');
    let (mode, _, id) = (parts.next()?, parts.next()?, parts.next()?);
    let is_strange = path.len() > MAX_PATH || path.contains('\\') || path.chars().any(char::is_control);
    (!is_strange && relative("", path).as_deref() == Some(path)).then_some((mode, id, path))
}

/// Returns a path without symbolic links.
fn canonical(path: &str, targets: &BTreeMap<String, String>) -> Result<String, Unreadable> {
    let mut built = String::new();
    let mut steps = 0;
    let mut rest = path.to_owned();
    while !rest.is_empty() {
        let (part, after) = rest.split_once('/').unwrap_or((&rest, ""));
        let next = protoward_source::join(&built, part);
        let after = after.to_owned();
        (built, rest) = match targets.get(&next) {
            _ if part.is_empty() => (built, after),
            None => (next, after),
            Some(target) => {
                steps += 1;
                if steps > MAX_STEPS || rest.len() + target.len() > MAX_PATH {
                    return Err(Unreadable::LinkNowhere);
                }
                if target.starts_with('/') {
                    return Err(Unreadable::LinkOutside);
                }
                let target = relative(&built, target).ok_or(Unreadable::LinkOutside)?;
                (String::new(), protoward_source::join(&target, &after))
            }
        };
    }
    Ok(built)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    fn listing() -> Listing {
        let lines = [
            "100644 blob 1\tprotoward.toml",
            "100644 blob 2\tproto/a.proto",
            "100755 blob 3\tproto/b/b.proto",
            "100644 blob 4\tproto/README.md",
            "100644 blob 5\tother/c.proto",
            "120000 blob 6\tproto/link.proto",
            "120000 blob 7\tproto/folder",
            "120000 blob 8\tproto/outside.proto",
            "120000 blob 9\tproto/absolute.proto",
            "120000 blob 10\tproto/loop.proto",
            "120000 blob 11\tproto/up",
            "160000 commit 12\tproto/sub",
            "100644 blob 13\tproto/tab\there.proto",
        ];
        let mut output = lines.join("\0").into_bytes();
        output.push(0);
        output.extend(b"100644 blob 14\tproto/\xff.proto");
        Listing::read(&mut output.as_slice()).unwrap().unwrap()
    }

    fn targets() -> BTreeMap<String, String> {
        let targets = [
            ("proto/link.proto", "../other/c.proto"),
            ("proto/folder", "../other"),
            ("proto/outside.proto", "../../x.proto"),
            ("proto/absolute.proto", "/etc/passwd"),
            ("proto/loop.proto", "loop.proto"),
            ("proto/up", "."),
        ];
        targets.map(|(path, target)| (path.to_owned(), target.to_owned())).into()
    }

    #[test]
    fn follows_links_only_inside_of_the_commit() {
        let selected = listing().select("proto", &[], &targets()).unwrap();
        let names: Vec<(&str, &str)> = selected.files.iter().map(|(name, id)| (&**name, &**id)).collect();
        assert_eq!(names, [("a.proto", "2"), ("b/b.proto", "3"), ("folder/c.proto", "5"), ("link.proto", "5")]);
        let unreadable: Vec<(&str, Unreadable)> = selected.unreadable.iter().map(|(name, it)| (&**name, *it)).collect();
        assert_eq!(
            unreadable,
            [
                ("absolute.proto", Unreadable::LinkOutside),
                ("loop.proto", Unreadable::LinkNowhere),
                ("outside.proto", Unreadable::LinkOutside),
                ("sub", Unreadable::Submodule),
            ]
        );
        assert_eq!(selected.config, Some(("protoward.toml".to_owned(), Ok("1".to_owned()))));
    }

    #[test]
    fn selects_by_paths() {
        let selected = listing().select("proto", &["b".to_owned(), "a.pro".to_owned()], &targets()).unwrap();
        assert_eq!(selected.files.keys().collect::<Vec<_>>(), ["b/b.proto"]);
    }
}
