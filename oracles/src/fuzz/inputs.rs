//! The initial inputs of the fuzzer: small real files and fixtures, with their imports.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use protoward_kit::corpus::{self, Tree};
use protoward_kit::error::Error;
use protoward_kit::random::Random;

/// File contents by name.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// A file and the folders in which its imports are searched.
#[derive(Debug)]
pub(super) struct Start {
    name: String,
    text: Vec<u8>,
    roots: Vec<PathBuf>,
}

/// All initial inputs. Their order is fixed, so that a number always draws the same one.
#[derive(Debug)]
pub(super) struct Inputs {
    starts: Vec<Start>,
}

/// The maximum size of a file. Longer files slow the fuzzer down and do not find more bugs.
const LONGEST: u64 = 12_000;

/// The maximum number of imported files.
const MOST_IMPORTS: usize = 40;

/// The maximum number of files per corpus, because the files of a corpus are similar.
const OF_EACH: usize = 400;

const CORPORA: &[&str] = &["fixtures", "protobuf-src", "google-proto-files"];

impl Inputs {
    pub(super) fn read() -> Result<Inputs, Error> {
        let mut starts = Vec::new();
        for (at, corpus) in (0..).zip(CORPORA) {
            let trees = corpus::find(corpus)?.trees()?;
            let found: Vec<(&Tree, &String)> =
                trees.iter().flat_map(|tree| tree.files.iter().map(move |file| (tree, file))).collect();
            let drawn = Random::keyed(0, &[at]).sample(found, OF_EACH);
            starts.extend(drawn.into_iter().filter_map(|(tree, file)| Start::read(tree, file)));
        }
        if starts.is_empty() {
            return Err(Error::Usage("there is no file to start from".into()));
        }
        Ok(Inputs { starts })
    }

    pub(super) fn any(&self, random: &mut Random) -> &Start {
        random.pick(&self.starts).expect("there is a start, or there would be no inputs")
    }
}

impl Start {
    fn read(tree: &Tree, name: &str) -> Option<Start> {
        let path = tree.dir.join(name);
        let is_short = std::fs::metadata(&path).is_ok_and(|it| it.len() <= LONGEST);
        let text = if is_short { std::fs::read(&path).ok()? } else { return None };
        let roots = std::iter::once(&tree.dir).chain(&tree.includes).cloned().collect();
        Some(Start { name: name.to_owned(), text, roots })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }

    /// Returns the direct and transitive imports, except well-known types.
    pub(super) fn imports(&self) -> Files {
        let mut files = Files::new();
        let mut waiting = imports(&self.text);
        while let Some(name) = waiting.pop() {
            if files.len() >= MOST_IMPORTS || files.contains_key(&name) || name == self.name {
                continue;
            }
            if let Some(text) = self.roots.iter().find_map(|it| std::fs::read(it.join(&name)).ok()) {
                waiting.extend(imports(&text));
                files.insert(name, text);
            }
        }
        files
    }
}

/// Returns the quoted paths on lines that start with `import`. Only relative paths without `..`, because the files may be written
/// to disk.
fn imports(text: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(text);
    let lines = text.lines().filter(|it| it.trim_start().starts_with("import"));
    let names = lines.filter_map(|it| it.split(['"', '\'']).nth(1)).map(str::to_owned);
    names
        .filter(|it| !it.is_empty() && Path::new(it).components().all(|part| matches!(part, Component::Normal(_))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_include_their_imports() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        for (name, text) in [("b.proto", "import 'c.proto';"), ("c.proto", "import \"b.proto\";")] {
            std::fs::write(dir.path().join(name), text).expect("it is written");
        }
        let text = b"import \"b.proto\";\nimport \"missing.proto\";".to_vec();
        let start = Start { name: "a.proto".into(), text, roots: vec![dir.path().to_path_buf()] };
        assert_eq!(start.imports().into_keys().collect::<Vec<_>>(), ["b.proto", "c.proto"]);
    }
}
