//! Symbolic links that git checked out as files with the path of the target as text (`core.symlinks`). They are followed, as in a
//! commit.

use std::collections::BTreeSet;
use std::sync::Arc;

use protoward_source::tree_path::{below, relative};
use protoward_source::{KnownContent, Listing, ReadError, SourcePath, Tree, UnreadEntry, UnreadKind, join};

/// Maximum number of links in one path, as in Linux.
const MAX_LINKS: usize = 40;

/// Maximum length of a target.
const MAX_PATH: usize = 4096;

/// Maximum number of linked folders in one listing, because links can multiply them.
const MAX_FOLDERS: usize = 1 << 16;

/// A work tree with the links that git checked out as text.
///
/// A file behind a link is displayed by its real path, because no program can open it through the link.
pub(super) struct TextLinks {
    tree: Arc<dyn Tree>,
    /// The paths of the links.
    links: BTreeSet<String>,
}

/// A step of a listing: the listed path, the real path, and the folders of the links on the way.
struct Step {
    path: String,
    real: String,
    above: Vec<String>,
}

impl TextLinks {
    pub(super) fn new(tree: Arc<dyn Tree>, links: BTreeSet<String>) -> Self {
        Self { tree, links }
    }

    /// Returns the real path, in which the links are replaced by their targets. It need not exist.
    fn resolve(&self, path: &str) -> Result<String, ReadError> {
        let mut real = path.to_owned();
        for _ in 0..=MAX_LINKS {
            let Some((link, target)) = self.first_link(&real)? else { return Ok(real) };
            real = join(&self.followed(link, &target)?, real[link.len()..].trim_start_matches('/'));
        }
        Err(ReadError::LinkLoop { path: self.tree.display(path) })
    }

    /// Returns the first link in a path, with its text.
    fn first_link<'a>(&self, path: &'a str) -> Result<Option<(&'a str, Vec<u8>)>, ReadError> {
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        for start in ends.map(|end| &path[..end]).filter(|start| self.links.contains(*start)) {
            if let Some(text) = self.text(start)? {
                return Ok(Some((start, text)));
            }
        }
        Ok(None)
    }

    /// Returns the text of a link; `None` if the work tree has no file there, or a link of the file system.
    fn text(&self, link: &str) -> Result<Option<Vec<u8>>, ReadError> {
        if self.tree.is_link(link) { Ok(None) } else { self.tree.read(link) }
    }

    /// Returns the target of a link as a path in the tree.
    fn followed(&self, link: &str, text: &[u8]) -> Result<String, ReadError> {
        let broken = |reason: String| ReadError::Broken { path: self.tree.display(link), reason };
        let target =
            std::str::from_utf8(text).ok().filter(|text| text.len() <= MAX_PATH && !text.contains(['\n', '\0']));
        let Some(target) = target else {
            return Err(broken("in git it is a symbolic link, and its text is no path of a target".to_owned()));
        };
        let folder = link.rsplit_once('/').map_or("", |(folder, _)| folder);
        let is_relative = !target.starts_with('/') && !target.contains([':', '\\']);
        let inside = is_relative.then(|| relative(folder, target)).flatten();
        inside.ok_or_else(|| broken(format!("in git it is a symbolic link to `{target}`, outside of the repository")))
    }

    /// Returns the links below a folder, with their paths from there. Hidden ones, and those in hidden folders, are left out.
    fn links_below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let below = self.links.iter().filter_map(move |link| Some((link.as_str(), below(link, folder)?)));
        below.filter(|(_, rest)| !rest.is_empty() && rest.split('/').all(|part| !part.starts_with('.')))
    }

    /// Adds the files of a folder to `found`, and returns the folders behind its links as further steps.
    fn list_folder(&self, step: &Step, endings: &[&str], found: &mut Listing) -> Result<Vec<Step>, ReadError> {
        let shown = |real: &str| join(&step.path, below(real, &step.real).unwrap_or(real));
        let listing = self.tree.list(&step.real, endings)?;
        found.files.extend(listing.files.iter().filter(|file| !self.links.contains(*file)).map(|file| shown(file)));
        found.unread.extend(listing.unread.into_iter().map(|entry| UnreadEntry { path: shown(&entry.path), ..entry }));
        let mut next = Vec::new();
        for (link, rest) in self.links_below(&step.real) {
            let path = join(&step.path, rest);
            let is_match = endings.iter().any(|ending| rest.ends_with(ending));
            match self.linked(link, step) {
                Ok(Linked::Folder(step)) => next.push(Step { path, ..step }),
                Ok(Linked::File) if is_match => found.files.push(path),
                Ok(Linked::File) => {}
                Err((kind, error)) if is_match || kind == UnreadKind::Cycle => {
                    found.unread.push(UnreadEntry { path, kind, error });
                }
                // As in the file system, a link of another name that leads nowhere does not matter.
                Err(_) => {}
            }
        }
        Ok(next)
    }

    /// Returns what a link in the folder of a step leads to. A folder is a step without its listed path.
    fn linked(&self, link: &str, step: &Step) -> Result<Linked, (UnreadKind, ReadError)> {
        let shown = || self.tree.display(link);
        let real = self.resolve(link).map_err(|error| (UnreadKind::File, error))?;
        if self.tree.is_folder(&real) {
            let mut above = step.above.clone();
            above.push(link.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned());
            if above.iter().any(|folder| below(folder, &real).is_some()) {
                return Err((UnreadKind::Cycle, ReadError::LinkLoop { path: shown() }));
            }
            return Ok(Linked::Folder(Step { path: String::new(), real, above }));
        }
        match self.tree.read(&real) {
            Ok(Some(_)) => Ok(Linked::File),
            Ok(None) => Err((UnreadKind::File, ReadError::Dangling { path: shown(), target: Some(real) })),
            Err(error) => Err((UnreadKind::File, error)),
        }
    }
}

/// The target of a link.
enum Linked {
    File,
    Folder(Step),
}

impl Tree for TextLinks {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ReadError> {
        if protoward_source::stays_inside(path) { self.tree.read(&self.resolve(path)?) } else { self.tree.read(path) }
    }

    fn content(&self, path: &str) -> KnownContent {
        self.resolve(path).map_or(KnownContent::Unknown, |real| self.tree.content(&real))
    }

    fn list(&self, under: &str, endings: &[&str]) -> Result<Listing, ReadError> {
        let mut steps = vec![Step { path: under.to_owned(), real: self.resolve(under)?, above: Vec::new() }];
        let mut found = Listing::default();
        let mut folders = 0;
        while let Some(step) = steps.pop() {
            folders += 1;
            if folders > MAX_FOLDERS {
                let reason = "its symbolic links multiply its folders beyond reason".to_owned();
                return Err(ReadError::Broken { path: self.tree.display(under), reason });
            }
            match self.list_folder(&step, endings, &mut found) {
                Ok(next) => steps.extend(next),
                Err(error) if step.path == under => return Err(error),
                Err(error) => found.unread.push(UnreadEntry { path: step.path, kind: UnreadKind::Folder, error }),
            }
        }
        found.sort();
        Ok(found)
    }

    fn proposals(&self, under: &str) -> Vec<String> {
        self.tree.proposals(under)
    }

    fn is_folder(&self, path: &str) -> bool {
        self.resolve(path).is_ok_and(|real| self.tree.is_folder(&real))
    }

    fn is_link(&self, path: &str) -> bool {
        let is_text = self.links.contains(path) && matches!(self.text(path), Ok(Some(_)));
        is_text || self.resolve(path).is_ok_and(|real| self.tree.is_link(&real))
    }

    fn displayed(&self, path: &str) -> SourcePath {
        self.resolve(path).map_or_else(|_| self.tree.displayed(path), |real| self.tree.displayed(&real))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use protoward_source::MemoryTree;

    /// A work tree with these files and links.
    struct Fixture {
        tree: TextLinks,
    }

    fn fixture(files: &[(&str, &str)], links: &[(&str, &str)]) -> Fixture {
        let paths = links.iter().map(|(path, _)| (*path).to_owned()).collect();
        let files = MemoryTree::new(files.iter().chain(links).copied());
        Fixture { tree: TextLinks::new(Arc::new(files), paths) }
    }

    impl Fixture {
        /// Returns the listed files, and the entries that cannot be read.
        fn listed(&self, under: &str) -> Vec<String> {
            let listing = self.tree.list(under, &[".proto"]).unwrap();
            let unread =
                listing.unread.iter().map(|entry| format!("{} ({:?}): {}", entry.path, entry.kind, entry.error));
            listing.files.iter().cloned().chain(unread).collect()
        }

        fn read(&self, path: &str) -> String {
            match self.tree.read(path) {
                Ok(Some(bytes)) => String::from_utf8(bytes).unwrap(),
                Ok(None) => "absent".to_owned(),
                Err(error) => error.to_string(),
            }
        }
    }

    const FILES: [(&str, &str); 3] = [("shared/b/b.proto", "B"), ("shared/b/sub/c.proto", "C"), ("proto/a.proto", "A")];

    #[test]
    fn links_are_folders_and_files() {
        let links = [("proto/b", "../shared/b"), ("proto/d.proto", "../shared/b/b.proto"), ("proto/e", "b/sub")];
        let fixture = fixture(&FILES, &links);
        let files = ["proto/a.proto", "proto/b/b.proto", "proto/b/sub/c.proto", "proto/d.proto", "proto/e/c.proto"];
        assert_eq!(fixture.listed("proto"), files);
        assert_eq!(fixture.listed("proto/b"), files[1..3]);
        assert_eq!(fixture.listed("proto/b/sub"), files[2..3]);
        assert_eq!(fixture.listed("").len(), 7);
        assert_eq!(
            ["proto/b/b.proto", "proto/d.proto", "proto/e/c.proto"].map(|path| fixture.read(path)),
            ["B", "B", "C"]
        );
        assert!(fixture.tree.is_folder("proto/b") && fixture.tree.is_folder("proto/e"));
        assert!(fixture.tree.is_link("proto/b") && !fixture.tree.is_link("proto/b/b.proto"));
        // The path through a link cannot be opened.
        assert_eq!(fixture.tree.display("proto/b/b.proto"), "shared/b/b.proto");
    }

    #[test]
    fn links_that_lead_nowhere_are_reported() {
        let links = [
            ("proto/gone.proto", "missing.proto"),
            ("proto/out.proto", "../../out.proto"),
            ("proto/root.proto", "/out.proto"),
            ("proto/text.proto", "syntax = \"proto3\";\n"),
            ("proto/x.proto", "y.proto"),
            ("proto/y.proto", "x.proto"),
            ("proto/other", "missing"),
        ];
        let fixture = fixture(&FILES, &links);
        assert_eq!(
            fixture.listed("proto"),
            [
                "proto/a.proto",
                "proto/gone.proto (File): cannot read `proto/gone.proto`: it is a symbolic link that leads nowhere",
                "proto/out.proto (File): cannot read `proto/out.proto`: in git it is a symbolic link to \
                 `../../out.proto`, outside of the repository",
                "proto/root.proto (File): cannot read `proto/root.proto`: in git it is a symbolic link to `/out.proto`, \
                 outside of the repository",
                "proto/text.proto (File): cannot read `proto/text.proto`: in git it is a symbolic link, and its text is \
                 no path of a target",
                "proto/x.proto (File): `proto/x.proto` is a symbolic link that leads back to itself",
                "proto/y.proto (File): `proto/y.proto` is a symbolic link that leads back to itself",
            ]
        );
        assert_eq!(fixture.read("proto/gone.proto"), "absent");
    }

    #[test]
    fn a_link_back_is_a_cycle() {
        let fixture = fixture(&FILES, &[("proto/up", ".."), ("proto/here", "."), ("shared/b/p", "../../proto")]);
        let listed = fixture.listed("proto");
        assert_eq!(listed[0], "proto/a.proto");
        assert!(listed[1..].iter().all(|entry| entry.contains("(Cycle)")), "{listed:?}");
        let listed = fixture.listed("shared");
        assert_eq!(listed[..3], ["shared/b/b.proto", "shared/b/p/a.proto", "shared/b/sub/c.proto"]);
    }
}
