//! The `.proto` files of the fixtures of this repository, each below the include root that its imports need. The files of cases
//! are extracted from the case files: each case has a folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Tree, files_below};
use crate::error::Error;
use crate::tokens::{TokenKind, tokens};
use crate::workspace;

/// Returns one tree for each include root, first those of the files, then those of the cases.
pub(super) fn trees(corpus: &'static str, dir: &Path) -> Result<Vec<Tree>, Error> {
    let cases = workspace::scratch("corpus")?.join("fixtures");
    protoward_fixtures::extract(dir, "proto", &cases).map_err(Error::at(dir))?;
    let mut trees = trees_below(corpus, dir)?;
    trees.extend(trees_below(corpus, &cases)?);
    Ok(trees)
}

fn trees_below(corpus: &'static str, dir: &Path) -> Result<Vec<Tree>, Error> {
    let mut by_root: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in files_below(dir, "proto")? {
        let root = root_of(dir, &file);
        let name = file[root.len()..].trim_start_matches('/').to_owned();
        by_root.entry(root).or_default().push(name);
    }
    let includes = vendored();
    let tree = |(root, files): (String, Vec<String>)| {
        let includes = includes.clone();
        Tree { corpus, dir: dir.join(&root), prefix: root, includes, files }
    };
    Ok(by_root.into_iter().map(tree).collect())
}

fn vendored() -> Vec<PathBuf> {
    vec![workspace::root().join("third_party/googleapis")]
}

/// Returns the nearest parent folder of the file in which most of its imports are found.
fn root_of(dir: &Path, file: &str) -> String {
    let imports = imports(&std::fs::read(dir.join(file)).unwrap_or_default());
    let found = |root: &&str| imports.iter().filter(|it| dir.join(root).join(it).is_file()).count();
    let folders = std::iter::successors(parent(file), |it| parent(it));
    // `max_by_key` returns the last of equal elements, so the nearest folder must come last.
    let folders: Vec<&str> = folders.take_while(|it| !it.is_empty()).collect();
    folders.into_iter().rev().max_by_key(found).unwrap_or_default().to_owned()
}

fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|it| it.0)
}

/// Returns the file names of `import` statements.
fn imports(text: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(text);
    let mut found = Vec::new();
    let mut is_import = false;
    for token in tokens(&text) {
        let word = &text[token.span.clone()];
        match token.kind {
            TokenKind::Word if word == "import" => is_import = true,
            TokenKind::Text if is_import => found.push(word.trim_matches(['"', '\'']).to_owned()),
            TokenKind::Symbol => is_import = false,
            TokenKind::Word | TokenKind::Text | TokenKind::Number => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_names_of_imports() {
        let text = b"import \"a.proto\";\nimport public 'b/c.proto';\noption x = \"d.proto\";";
        assert_eq!(imports(text), ["a.proto", "b/c.proto"]);
    }

    #[test]
    fn takes_the_nearest_folder_with_the_imports_as_root() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let write = |name: &str, text: &str| {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().expect("it has one")).expect("it is made");
            std::fs::write(path, text).expect("it is written");
        };
        write("room/case/a/b.proto", "import \"a/c.proto\";");
        write("room/case/a/c.proto", "");
        assert_eq!(root_of(dir.path(), "room/case/a/b.proto"), "room/case");
        assert_eq!(root_of(dir.path(), "room/case/a/c.proto"), "room/case/a");
    }
}
