//! Parts of google-proto-files that every program can compile: what is timed, and what is compared with itself.

use std::path::{Path, PathBuf};

use crate::corpus;
use crate::mutate::Library;
use crate::trouble::Trouble;
use crate::workspace;

const CORPUS: &str = "google-proto-files";

/// The one file of the small tree.
pub(crate) const SMALL: &str = "google/pubsub/v1/pubsub.proto";

/// A folder to compile in; it also holds `files`, an argument file with the names.
#[derive(Debug)]
pub(crate) struct CompleteTree {
    pub(crate) dir: PathBuf,
    /// What is compiled, imports aside.
    pub(crate) files: Vec<String>,
    /// The same, when it is less than everything in the folder.
    pub(crate) only: Vec<String>,
}

/// All of it but `google/protobuf`: every program brings that along, and it has test files that only some accept.
pub(crate) fn whole() -> Result<CompleteTree, Trouble> {
    let tree = source()?;
    let fits = |name: &String| !name.starts_with("google/protobuf/");
    let files: Vec<String> = tree.files.iter().filter(|it| fits(it)).cloned().collect();
    filled("whole", &tree.dir, files.clone(), files, Vec::new())
}

/// One file and its imports.
pub(crate) fn small() -> Result<CompleteTree, Trouble> {
    let tree = source()?;
    let files = Library::on_disk(&tree).closure(vec![SMALL.to_owned()]);
    let names = files.keys().filter(|it| !it.starts_with("google/protobuf/")).cloned().collect();
    filled("small", &tree.dir, names, vec![SMALL.to_owned()], vec![SMALL.to_owned()])
}

fn source() -> Result<corpus::Tree, Trouble> {
    corpus::find(CORPUS)?.trees()?.pop().ok_or_else(|| Trouble::Usage(format!("`{CORPUS}` is empty")))
}

/// Copies what is not there yet: the corpus is pinned, so a copy does not age.
fn filled(
    name: &str,
    from: &Path,
    copied: Vec<String>,
    files: Vec<String>,
    only: Vec<String>,
) -> Result<CompleteTree, Trouble> {
    let dir = workspace::scratch(&format!("bench/{name}"))?;
    for file in &copied {
        let (source, copy) = (from.join(file), dir.join(file));
        if !copy.is_file() {
            let parent = copy.parent().unwrap_or(&dir);
            std::fs::create_dir_all(parent).map_err(Trouble::at(parent))?;
            std::fs::copy(&source, &copy).map_err(Trouble::at(&copy))?;
        }
    }
    let list = dir.join("files");
    std::fs::write(&list, files.join("\n")).map_err(Trouble::at(&list))?;
    Ok(CompleteTree { dir, files, only })
}
