//! A tree with texts that are not written yet: those of an editor, and edits that are tried before they are written.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use protoward_source::paths::System;
use protoward_source::{Listing, ReadError, SourcePath, Tree, join};

/// Texts that replace those of files on disk, by their path as of [`Tree::display`], in any spelling. All clones share them, so that
/// an editor changes the texts of an input that is already prepared.
#[derive(Clone, Default)]
pub struct EditedTexts {
    texts: Arc<RwLock<BTreeMap<String, Arc<str>>>>,
    /// Files on disk that are to be removed.
    removed: Arc<BTreeSet<String>>,
}

impl fmt::Debug for EditedTexts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts = self.texts.read().unwrap_or_else(PoisonError::into_inner);
        f.debug_set().entries(texts.keys()).finish()
    }
}

impl<P: Into<String>, T: Into<Arc<str>>> FromIterator<(P, T)> for EditedTexts {
    fn from_iter<I: IntoIterator<Item = (P, T)>>(texts: I) -> Self {
        let texts = texts.into_iter().map(|(path, text)| (key(&path.into()), text.into())).collect();
        Self { texts: Arc::new(RwLock::new(texts)), removed: Arc::default() }
    }
}

impl EditedTexts {
    /// Returns the same texts without some files.
    #[must_use]
    pub fn without(self, removed: impl IntoIterator<Item = String>) -> Self {
        Self { removed: Arc::new(removed.into_iter().map(|path| key(&path)).collect()), ..self }
    }

    /// Returns the text of a file, if it is replaced.
    pub fn get(&self, path: &str) -> Option<Arc<str>> {
        self.texts.read().unwrap_or_else(PoisonError::into_inner).get(&key(path)).cloned()
    }

    fn keys(&self) -> Vec<String> {
        self.texts.read().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }

    /// Replaces the text of a file.
    pub fn set(&self, path: &str, text: impl Into<Arc<str>>) {
        self.texts.write().unwrap_or_else(PoisonError::into_inner).insert(key(path), text.into());
    }

    /// Restores the text of a file on disk.
    pub fn remove(&self, path: &str) {
        self.texts.write().unwrap_or_else(PoisonError::into_inner).remove(&key(path));
    }

    fn has_removed(&self, path: &str) -> bool {
        self.removed.contains(&key(path))
    }
}

/// Returns the key of a displayed path on this system.
fn key(path: &str) -> String {
    spelling(System::HERE, path)
}

/// Returns the same text for all spellings of a path. On Windows, both separators are equal, and so are both cases of a drive
/// letter: an editor says `c:\a\b.proto` where a command says `C:\a/b.proto`.
fn spelling(system: System, path: &str) -> String {
    if system == System::Unix {
        return path.to_owned();
    }
    let mut path = System::Windows.portable(path).into_owned();
    if path.as_bytes().get(1) == Some(&b':') {
        path[..1].make_ascii_uppercase();
    }
    path
}

/// A tree with some replaced texts, to try edits before they are written.
pub struct EditedTree {
    tree: Arc<dyn Tree>,
    texts: EditedTexts,
}

impl fmt::Debug for EditedTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EditedTree").field("texts", &self.texts).finish_non_exhaustive()
    }
}

impl EditedTree {
    /// Creates a tree with these texts.
    pub fn new(tree: Arc<dyn Tree>, texts: EditedTexts) -> Self {
        Self { tree, texts }
    }

    /// Returns `true` for a folder of texts, which need not be there yet.
    fn has_new_below(&self, path: &str) -> bool {
        let folder = format!("{}/", key(&self.tree.display(path)));
        self.texts.keys().iter().any(|text| text.starts_with(&folder))
    }

    /// Adds the files that only the texts have to those of a listing, and leaves out the removed ones.
    fn with_new(&self, mut found: Vec<String>, under: &str, is_wanted: impl Fn(&str) -> bool) -> Vec<String> {
        // A folder without files shows how its paths are displayed, too.
        let any = join(under, "any");
        let shown = found.iter().chain([&any]).map(|path| (path, key(&self.tree.display(path))));
        let roots: BTreeSet<(String, String)> = shown.map(|(path, shown)| different_starts(path, &shown)).collect();
        for text in self.texts.keys() {
            let path_of = |(start, shown): &(String, String)| Some(format!("{start}{}", text.strip_prefix(shown)?));
            let is_shown = |path: &String| is_wanted(path) && key(&self.tree.display(path)) == text;
            let Some(path) = roots.iter().filter_map(path_of).find(is_shown) else { continue };
            let is_below = under.is_empty() || path.strip_prefix(under).is_some_and(|rest| rest.starts_with('/'));
            if is_below && !found.contains(&path) {
                found.push(path);
            }
        }
        found.retain(|path| !self.texts.has_removed(&self.tree.display(path)));
        found.sort();
        found
    }
}

/// Returns a path and its displayed form without the names at the end that both have: `acme/` and nothing for `acme/v1/a.proto`,
/// which is displayed as `v1/a.proto` in the folder `acme`.
fn different_starts(path: &str, shown: &str) -> (String, String) {
    let same = path.rsplit('/').zip(shown.rsplit('/')).take_while(|(part, shown)| part == shown);
    let length = same.map(|(part, _)| part.len() + 1).sum::<usize>();
    let start = |text: &str| text[..text.len().saturating_sub(length.saturating_sub(1))].to_owned();
    (start(path), start(shown))
}

impl Tree for EditedTree {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let shown = self.tree.display(path);
        match self.texts.get(&shown) {
            None if self.texts.has_removed(&shown) => Ok(None),
            Some(text) => Ok(Some(text.as_bytes().to_vec())),
            None => self.tree.read(path),
        }
    }

    fn list(&self, under: &str, endings: &[&str]) -> Result<Listing, ReadError> {
        let is_wanted = |path: &str| endings.iter().any(|ending| path.ends_with(ending));
        let is_new = !self.tree.is_folder(under) && self.has_new_below(under);
        let listing = if is_new { Listing::default() } else { self.tree.list(under, endings)? };
        Ok(Listing { files: self.with_new(listing.files, under, is_wanted), unread: listing.unread })
    }

    fn is_folder(&self, path: &str) -> bool {
        self.tree.is_folder(path) || self.has_new_below(path)
    }

    fn is_link(&self, path: &str) -> bool {
        self.tree.is_link(path)
    }

    fn displayed(&self, path: &str) -> SourcePath {
        self.tree.displayed(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_spelling() {
        for path in [r"C:\ws\sub\a.proto", r"c:\ws/sub/a.proto", "C:/ws/sub/a.proto", r"\\?\C:\ws\sub\a.proto"] {
            assert_eq!(spelling(System::Windows, path), "C:/ws/sub/a.proto", "{path}");
        }
        for path in [r"\\server\share\a.proto", r"\\?\UNC\server\share\a.proto"] {
            assert_eq!(spelling(System::Windows, path), "//server/share/a.proto", "{path}");
        }
        assert_eq!(spelling(System::Windows, "é:"), "é:");
        for path in [r"/ws/a\b.proto", "c:/a.proto"] {
            assert_eq!(spelling(System::Unix, path), path);
        }
    }
}
