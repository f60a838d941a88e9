//! Subsets of a large tree that compile on their own: a file, some files of its folder, and all their imports.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::outline::{ItemKind, Outline};
use super::scene::{Files, folder_of};
use protoward_kit::corpus::Tree;
use protoward_kit::random::Random;

/// The number of other files of the folder in a subset. It allows moves between files and keeps compilation fast.
const NEIGHBORS: usize = 6;

/// The files from which mutations are drawn.
#[derive(Debug)]
pub(crate) struct Library {
    files: Vec<String>,
    texts: Texts,
}

#[derive(Debug)]
enum Texts {
    OnDisk(Vec<PathBuf>),
    #[cfg_attr(not(test), expect(dead_code, reason = "tests bring their own files"))]
    InMemory(BTreeMap<String, String>),
}

impl Library {
    pub(crate) fn on_disk(tree: &Tree) -> Library {
        let folders = std::iter::once(&tree.dir).chain(&tree.includes).cloned().collect();
        Library { files: tree.files.clone(), texts: Texts::OnDisk(folders) }
    }

    #[cfg(test)]
    pub(crate) fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Library {
        let texts: BTreeMap<String, String> =
            files.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
        Library { files: texts.keys().cloned().collect(), texts: Texts::InMemory(texts) }
    }

    pub(crate) fn files(&self) -> &[String] {
        &self.files
    }

    /// Returns the content of a file. `None` for a missing file, such as a well-known type that compilers include.
    fn text(&self, file: &str) -> Option<String> {
        match &self.texts {
            Texts::OnDisk(folders) => folders.iter().find_map(|it| std::fs::read_to_string(it.join(file)).ok()),
            Texts::InMemory(texts) => texts.get(file).cloned(),
        }
    }

    /// Returns the file, some files of its folder, and all their imports.
    pub(crate) fn subset(&self, file: &str, random: &mut Random) -> Files {
        let neighbors = self.files.iter().filter(|it| *it != file && folder_of(it) == folder_of(file));
        let mut waiting = random.sample(neighbors.cloned().collect(), NEIGHBORS);
        waiting.push(file.to_owned());
        self.closure(waiting)
    }

    /// Returns these files and all their imports.
    pub(crate) fn closure(&self, mut waiting: Vec<String>) -> Files {
        let mut files = Files::new();
        while let Some(file) = waiting.pop() {
            if files.contains_key(&file) {
                continue;
            }
            if let Some(text) = self.text(&file) {
                waiting.extend(imports(&text));
                files.insert(file, text);
            }
        }
        files
    }
}

fn imports(text: &str) -> Vec<String> {
    let outline = Outline::of(text);
    let imports = outline.items.iter().filter(|it| it.kind == ItemKind::Import);
    imports.map(|it| text[it.name.clone()].trim_matches(['"', '\'']).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_imports_and_omits_missing_files() {
        let library = Library::of([
            ("a/a.proto", "import \"b/b.proto\"; import \"google/protobuf/any.proto\";"),
            ("b/b.proto", "import public \"c/c.proto\";"),
            ("c/c.proto", "import \"a/a.proto\";"),
            ("d/d.proto", ""),
        ]);
        let files = library.subset("a/a.proto", &mut Random::new(1));
        assert_eq!(files.keys().collect::<Vec<_>>(), ["a/a.proto", "b/b.proto", "c/c.proto"]);
    }

    #[test]
    fn takes_only_some_files_of_a_large_folder() {
        let names: Vec<String> = (0..50).map(|it| format!("a/{it}.proto")).collect();
        let library = Library::of(names.iter().map(|it| (it.as_str(), "")));
        assert_eq!(library.subset("a/0.proto", &mut Random::new(1)).len(), NEIGHBORS + 1);
    }
}
