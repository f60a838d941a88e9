//! Parts of google-proto-files that every program can compile, for benchmarks and for comparisons of protoward with itself.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::disk;
use crate::mutate::Library;
use protoward_kit::error::Error;
use protoward_kit::random::Random;
use protoward_kit::{corpus, workspace};

const CORPUS: &str = "google-proto-files";

/// The only file of the small tree.
pub const SMALL: &str = "google/pubsub/v1/pubsub.proto";

/// The number of broken files in a broken tree.
pub const BROKEN: usize = 100;

/// A subset of the files of a tree, with all their imports.
#[derive(Debug)]
pub struct Part {
    /// The name of the argument file that lists the files. It is in the folder of the tree.
    pub list: String,
    pub files: usize,
    pub bytes: u64,
}

/// A folder to compile in. It also contains `files`, an argument file with the file names.
#[derive(Debug)]
pub struct CompleteTree {
    pub dir: PathBuf,
    /// The files to compile, without those that are only imported.
    pub files: Vec<String>,
    /// The files to compile if they are a subset of the folder, otherwise empty.
    pub only: Vec<String>,
}

/// Returns all files except `google/protobuf`. Every program ships those files, and the folder has test files that only some
/// programs accept.
pub fn complete() -> Result<CompleteTree, Error> {
    let tree = source()?;
    let fits = |name: &String| !name.starts_with("google/protobuf/");
    let files: Vec<String> = tree.files.iter().filter(|it| fits(it)).cloned().collect();
    filled("whole", &tree.dir, files.clone(), files, Vec::new())
}

/// Returns one file and its imports.
pub fn small() -> Result<CompleteTree, Error> {
    let tree = source()?;
    let files = Library::on_disk(&tree).closure(vec![SMALL.to_owned()]);
    let names = files.keys().filter(|it| !it.starts_with("google/protobuf/")).cloned().collect();
    filled("small", &tree.dir, names, vec![SMALL.to_owned()], vec![SMALL.to_owned()])
}

/// Returns the schemas below a folder, without `google/protobuf` and packages inside.
pub fn schemas(folder: &Path) -> Result<Vec<String>, Error> {
    let mut files = corpus::files_below(folder, "proto")?;
    files.retain(|name| !name.starts_with("google/protobuf/") && !name.contains("node_modules/"));
    Ok(files)
}

/// Returns the first files of a tree with their imports, until they make up one part in `one_in` of its bytes.
pub fn part(tree: &CompleteTree, one_in: u64) -> Result<Part, Error> {
    let library = Library::on_disk(&source()?);
    let target_size = bytes(tree)? / one_in;
    let mut files = BTreeSet::new();
    let mut size = 0;
    for file in &tree.files {
        if size >= target_size {
            break;
        }
        if files.contains(file) {
            continue;
        }
        for (name, text) in library.closure(vec![file.clone()]) {
            if !name.starts_with("google/protobuf/") && files.insert(name) {
                size += text.len() as u64;
            }
        }
    }
    let list = format!("files-{one_in}");
    let names: Vec<String> = files.into_iter().collect();
    let path = tree.dir.join(&list);
    std::fs::write(&path, names.join("\n")).map_err(Error::at(&path))?;
    Ok(Part { list, files: names.len(), bytes: size })
}

/// Returns the total size of the files of a tree in bytes.
pub fn bytes(tree: &CompleteTree) -> Result<u64, Error> {
    let sizes = tree.files.iter().map(|file| {
        let path = tree.dir.join(file);
        std::fs::metadata(&path).map(|it| it.len()).map_err(Error::at(&path))
    });
    sizes.sum()
}

/// Returns a copy of the tree in which some files are broken. `only` lists the broken files.
pub fn broken(tree: &CompleteTree) -> Result<CompleteTree, Error> {
    broken_of(tree, "broken", BROKEN)
}

/// Declarations that break the file they are appended to, each in another way. `#` is replaced to make names unique.
const BREAKS: [&str; 5] = [
    "message Broken# { Missing# missing = 1; }\n",
    "message Broken# { int32 a = 1; int32 b = 1; }\n",
    "message Broken# { int32 a = 1 }\n",
    "import \"missing/missing#.proto\";\n",
    "message Broken# { int32 a = 1;\n",
];

pub fn broken_of(tree: &CompleteTree, name: &str, count: usize) -> Result<CompleteTree, Error> {
    let broken = filled(name, &tree.dir, tree.files.clone(), tree.files.clone(), Vec::new())?;
    let step = (tree.files.len() / count).max(1);
    let only: Vec<String> = tree.files.iter().step_by(step).take(count).cloned().collect();
    for (at, file) in only.iter().enumerate() {
        let from = tree.dir.join(file);
        let to = broken.dir.join(file);
        let text = std::fs::read_to_string(&from).map_err(Error::at(&from))?;
        let broken = text + &BREAKS[at % BREAKS.len()].replace('#', &at.to_string());
        std::fs::write(&to, broken).map_err(Error::at(&to))?;
    }
    Ok(CompleteTree { only, ..broken })
}

/// One in this many files of a changed tree is changed.
const CHANGED: usize = 100;

/// Returns a copy of the tree in which some files have breaking changes. `only` lists the changed files.
pub fn changed(tree: &CompleteTree) -> Result<CompleteTree, Error> {
    let changed = filled("changed", &tree.dir, tree.files.clone(), tree.files.clone(), Vec::new())?;
    let only = changes(tree, 1)?.concat();
    for (file, text) in &only {
        let to = changed.dir.join(file);
        std::fs::write(&to, text).map_err(Error::at(&to))?;
    }
    Ok(CompleteTree { only: only.into_iter().map(|(file, _)| file).collect(), ..changed })
}

/// Returns the changed files of several versions, each of which changes one percent of the files that no other one changes.
pub fn changes(tree: &CompleteTree, versions: usize) -> Result<Vec<Vec<(String, String)>>, Error> {
    let mut files: Vec<&String> = tree.files.iter().collect();
    // The order depends on a hash of the names, so that the changed files come from all parts of the tree.
    files.sort_by_cached_key(|file| Random::keyed(1, &name_key(file)).below(usize::MAX));
    let mut all = Vec::new();
    let mut files = files.into_iter();
    for _ in 0..versions {
        let mut changed = Vec::new();
        while changed.len() * CHANGED < tree.files.len() {
            let Some(file) = files.next() else { break };
            let from = tree.dir.join(file);
            let text = std::fs::read_to_string(&from).map_err(Error::at(&from))?;
            changed.extend(with_another_field(&text, changed.len()).map(|text| (file.clone(), text)));
        }
        all.push(changed);
    }
    Ok(all)
}

fn name_key(name: &str) -> Vec<u64> {
    name.bytes().map(u64::from).collect()
}

/// Deletes, renames, retypes or renumbers the first string field, depending on `turn`.
fn with_another_field(text: &str, turn: usize) -> Option<String> {
    const FIELD: &str = "\n  string ";
    let start = text.find(FIELD)? + 1;
    let end = start + text[start..].find('\n')?;
    let line = &text[start..end];
    let (_, number) = line.strip_suffix(';')?.split_once(" = ")?;
    number.parse::<u32>().ok()?;
    let line = match turn % 4 {
        0 => String::new(),
        1 => line.replace(" = ", "_renamed = "),
        2 => line.replacen("string", "bytes", 1),
        _ => line.replace(&format!(" = {number};"), " = 9999;"),
    };
    Some(format!("{}{line}{}", &text[..start], &text[end..]))
}

fn source() -> Result<corpus::Tree, Error> {
    corpus::find(CORPUS)?.trees()?.pop().ok_or_else(|| Error::Usage(format!("`{CORPUS}` is empty")))
}

/// Copies the files that are missing. The corpus is pinned, so existing copies are up to date.
fn filled(
    name: &str,
    from: &Path,
    copied: Vec<String>,
    files: Vec<String>,
    only: Vec<String>,
) -> Result<CompleteTree, Error> {
    let dir = workspace::scratch(&format!("bench/{name}"))?;
    for file in &copied {
        let copy = dir.join(file);
        if !copy.is_file() {
            disk::copy(&from.join(file), &copy)?;
        }
    }
    let list = dir.join("files");
    std::fs::write(&list, files.join("\n")).map_err(Error::at(&list))?;
    Ok(CompleteTree { dir, files, only })
}
