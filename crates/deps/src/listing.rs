//! The files of a commit that belong to a dependency, without their contents.

use std::collections::BTreeMap;

use crate::CONFIG_FILE_NAME;
use crate::manifest::Unreadable;
use crate::requirement::relative;

/// Maximum number of symbolic links in one path, as in Linux.
const MAX_LINKS: usize = 40;

/// The files of a commit: ids by path.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    files: BTreeMap<String, String>,
    /// Symbolic links; the targets are in other objects.
    links: BTreeMap<String, String>,
    submodules: Vec<String>,
}

/// The selected files of a commit.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Selected {
    /// The ids of `.proto` files by import path.
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) unreadable: BTreeMap<String, Unreadable>,
    /// The path and id of the configuration.
    pub(crate) config: Option<(String, String)>,
}

impl Listing {
    /// Parses the output of `git ls-tree -r -z`. Paths that no import can name are left out: those that are not UTF-8
    /// or have control characters or backslashes.
    pub(crate) fn parse(output: &[u8]) -> Self {
        let mut listing = Self::default();
        for line in output.split(|byte| *byte == 0) {
            let Some((head, path)) = str::from_utf8(line).ok().and_then(|line| line.split_once('\t')) else { continue };
            let mut parts = head.split(' ');
            let (Some(mode), Some(_), Some(id)) = (parts.next(), parts.next(), parts.next()) else { continue };
            if path.contains('\\') || path.chars().any(char::is_control) || relative("", path).as_deref() != Some(path)
            {
                continue;
            }
            match mode {
                "120000" => drop(listing.links.insert(path.to_owned(), id.to_owned())),
                "160000" => listing.submodules.push(path.to_owned()),
                _ => drop(listing.files.insert(path.to_owned(), id.to_owned())),
            }
        }
        listing
    }

    /// Returns the paths and ids of files.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, id)| (path.as_str(), id.as_str()))
    }

    /// Returns the paths and ids of symbolic links.
    pub(crate) fn links(&self) -> impl Iterator<Item = (&str, &str)> {
        self.links.iter().map(|(path, id)| (path.as_str(), id.as_str()))
    }

    /// Selects the `.proto` files below `root` and `paths`. `targets` are those of [`links`](Self::links), by path.
    pub(crate) fn select(&self, root: &str, paths: &[String], targets: &BTreeMap<String, String>) -> Selected {
        let mut selected = Selected { config: self.config(root), ..Selected::default() };
        let root = match canonical(root, targets, MAX_LINKS) {
            Ok(root) => root,
            Err(unreadable) => {
                selected.unreadable.insert(String::new(), unreadable);
                return selected;
            }
        };
        let is_visible = |name: &str| paths.is_empty() || paths.iter().any(|path| below(name, path).is_some());
        let mut add = |name: &str, id: &String| {
            if name.ends_with(".proto") && is_visible(name) {
                selected.files.insert(name.to_owned(), id.clone());
            }
        };
        for (path, id) in &self.files {
            if let Some(name) = below(path, &root) {
                add(name, id);
            }
        }
        let links = targets.keys().filter_map(|path| Some((path, below(path, &root)?)));
        for (path, name) in links.clone() {
            let Ok(target) = canonical(path, targets, MAX_LINKS) else { continue };
            match self.files.get(&target) {
                Some(id) => add(name, id),
                // A link to a folder around itself would have no end.
                None if below(path, &target).is_some() => {}
                None => self.below(&target).for_each(|(rest, id)| add(&format!("{name}/{rest}"), id)),
            }
        }
        for (path, name) in links {
            let reason = match canonical(path, targets, MAX_LINKS) {
                Err(reason) => Some(reason),
                Ok(target) if self.files.contains_key(&target) || self.below(&target).next().is_some() => None,
                Ok(target) if self.submodules.iter().any(|it| below(&target, it).is_some()) => {
                    Some(Unreadable::Submodule)
                }
                Ok(_) => Some(Unreadable::LinkNowhere),
            };
            selected.unreadable.extend(reason.map(|reason| (name.to_owned(), reason)));
        }
        let submodules = self.submodules.iter().filter_map(|path| below(path, &root));
        selected.unreadable.extend(submodules.map(|name| (name.to_owned(), Unreadable::Submodule)));
        selected
    }

    /// Returns the configuration at or above the root.
    fn config(&self, root: &str) -> Option<(String, String)> {
        let folders = std::iter::successors(Some(root), |folder| match folder.rsplit_once('/') {
            Some((parent, _)) => Some(parent),
            None => (!folder.is_empty()).then_some(""),
        });
        let mut paths = folders.map(|folder| protoward_source::join(folder, CONFIG_FILE_NAME));
        paths.find_map(|path| Some((path.clone(), self.files.get(&path)?.clone())))
    }

    /// Returns the files below a folder, with paths relative to it.
    fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a String)> {
        self.files.iter().filter_map(move |(path, id)| Some((below(path, folder)?, id)))
    }
}

/// Returns a path relative to a folder at or above it.
pub(crate) fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    match path.strip_prefix(folder)? {
        rest if folder.is_empty() || rest.is_empty() => Some(rest),
        rest => rest.strip_prefix('/'),
    }
}

/// Returns a path without symbolic links.
fn canonical(path: &str, targets: &BTreeMap<String, String>, budget: usize) -> Result<String, Unreadable> {
    let mut built = String::new();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        let next = protoward_source::join(&built, part);
        built = match targets.get(&next) {
            None => next,
            Some(_) if budget == 0 => return Err(Unreadable::LinkNowhere),
            Some(target) if target.starts_with('/') => return Err(Unreadable::LinkOutside),
            Some(target) => {
                let target = relative(&built, target).ok_or(Unreadable::LinkOutside)?;
                canonical(&target, targets, budget - 1)?
            }
        };
    }
    Ok(built)
}

#[cfg(test)]
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
        Listing::parse(&output)
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
        let selected = listing().select("proto", &[], &targets());
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
        assert_eq!(selected.config, Some(("protoward.toml".to_owned(), "1".to_owned())));
    }

    #[test]
    fn selects_by_paths() {
        let selected = listing().select("proto", &["b".to_owned(), "a.pro".to_owned()], &targets());
        assert_eq!(selected.files.keys().collect::<Vec<_>>(), ["b/b.proto"]);
    }
}
