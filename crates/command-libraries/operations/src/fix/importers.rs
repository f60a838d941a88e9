//! The files around an input without a configuration that import its files. Their import root is unknown, so a file
//! counts as imported if its path ends with the import path.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use protoward_inputs::repository_root;
use protoward_source::paths::absolute;
use protoward_source::{FolderTree, Sources, Tree, parallel};
use protoward_syntax::ast::FileItem;
use protoward_syntax::literal;
use protoward_workspace::Workspace;

/// The files that import those of an input, directly or through others.
#[derive(Debug, Default)]
pub(crate) struct Importers {
    /// The paths of the files by the folder in which their import paths start.
    pub(crate) by_root: BTreeMap<PathBuf, Vec<PathBuf>>,
}

/// A file outside of the input, and what it imports.
struct OutsideFile {
    path: PathBuf,
    imports: Vec<String>,
}

impl Importers {
    /// Searches the repository, or else the working directory. `within` is the real path of the input.
    pub(crate) fn of(part: &Workspace, within: &Path, sources: &Sources) -> Self {
        let here = std::env::current_dir().and_then(fs::canonicalize).unwrap_or_default();
        let folder = if within.is_dir() { within } else { within.parent().unwrap_or(within) };
        let of_directory = || if within.starts_with(&here) { &here } else { folder };
        let around = repository_root(within).unwrap_or_else(of_directory);
        let own = part.own_files(sources).filter_map(|id| sources.get(part.schema[id].source).path());
        let mut known: BTreeSet<PathBuf> = own.filter_map(|path| fs::canonicalize(path).ok()).collect();
        let mut others = outside_files(around, &known);
        let mut importers = Self::default();
        loop {
            let new: Vec<(PathBuf, OutsideFile)>;
            (new, others) = divided(others, &known);
            if new.is_empty() {
                return importers;
            }
            for (root, file) in new {
                let files = importers.by_root.entry(shown_from(&here, &root)).or_default();
                files.push(shown_from(&here, &file.path));
                known.insert(file.path);
            }
        }
    }
}

/// Returns the files that import known ones, each with the folder in which its import starts, and the others.
fn divided(files: Vec<OutsideFile>, known: &BTreeSet<PathBuf>) -> (Vec<(PathBuf, OutsideFile)>, Vec<OutsideFile>) {
    let (mut importers, mut others) = (Vec::new(), Vec::new());
    for file in files {
        match file.imports.iter().find_map(|import| root_of(import, known)) {
            Some(root) => importers.push((root, file)),
            None => others.push(file),
        }
    }
    (importers, others)
}

/// Returns a path relative to a folder if it is inside.
fn shown_from(folder: &Path, path: &Path) -> PathBuf {
    match path.strip_prefix(folder) {
        Ok(inside) if inside.as_os_str().is_empty() => PathBuf::from("."),
        Ok(inside) => inside.to_owned(),
        Err(_) => path.to_owned(),
    }
}

/// Returns the files below a folder with their imports, except for some.
fn outside_files(folder: &Path, known: &BTreeSet<PathBuf>) -> Vec<OutsideFile> {
    let listed = FolderTree::new(folder).list("", &[".proto"]).map(|listing| listing.files).unwrap_or_default();
    let paths: Vec<PathBuf> = listed.iter().filter_map(|path| absolute(&folder.join(path)).ok()).collect();
    let paths: Vec<PathBuf> = paths.into_iter().filter(|path| !known.contains(path)).collect();
    let files = parallel::map(paths.len(), parallel::threads(None), |at| {
        let text = fs::read_to_string(&paths[at]).unwrap_or_default();
        let name = |item: &FileItem| match item {
            FileItem::Import(import) => Some(literal::string_lossy(&text, import.path).into_owned()),
            _ => None,
        };
        protoward_syntax::parse(&text).file.items.iter().filter_map(name).collect()
    });
    paths.iter().cloned().zip(files).map(|(path, imports)| OutsideFile { path, imports }).collect()
}

/// Returns the folder in which an import path starts that leads to a known file.
fn root_of(import: &str, known: &BTreeSet<PathBuf>) -> Option<PathBuf> {
    let file = known.iter().find(|file| file.ends_with(import))?;
    file.ancestors().nth(Path::new(import).components().count()).map(Path::to_owned)
}
