//! The import graph of a folder: a target for each file.

use std::collections::BTreeMap;
use std::path::Path;

use protoward_compiler::{Compiler, Sources};
use protoward_kit::error::Error;
use sha2::{Digest, Sha256};

#[derive(Clone)]
pub(super) struct Graph {
    pub(super) names: Vec<String>,
    /// The direct imports of each file that lie in the folder.
    imports: Vec<Vec<usize>>,
    /// The names of all direct imports of each file.
    pub(super) direct: Vec<Vec<String>>,
    /// The SHA-256 of each file, in hexadecimal digits.
    pub(super) digests: Vec<String>,
    /// The number of files to build.
    targets: usize,
}

impl Graph {
    /// Reads the graph of these files.
    pub(super) fn new(folder: &Path, files: &[String]) -> Self {
        let mut sources = Sources::default();
        let loaded = Compiler::new().include(folder).load(files.iter().map(String::as_str), &mut sources);
        let schema = loaded.link(&sources).schema();
        let mut names = files.to_vec();
        let all = schema.files.ids().map(|id| schema.text(schema[id].path).to_owned());
        names.extend(all.filter(|name| !files.contains(name) && folder.join(name).is_file()));
        let numbers: BTreeMap<&str, usize> = names.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
        let direct: Vec<Vec<String>> = names
            .iter()
            .map(|name| {
                let file = schema.find_file(name).map(|file| &schema[file]);
                let imports = file.into_iter().flat_map(|file| file.imports.iter().chain(&file.option_imports));
                imports.map(|import| schema.text(import.path).to_owned()).collect()
            })
            .collect();
        let known = |names: &Vec<String>| names.iter().filter_map(|name| numbers.get(name.as_str()).copied()).collect();
        let imports = direct.iter().map(known).collect();
        let digests = names.iter().map(|name| digest(&folder.join(name))).collect();
        Self { imports, direct, digests, targets: files.len(), names }
    }

    /// Returns the files to build.
    pub(super) fn targets(&self) -> Vec<usize> {
        (0..self.targets).collect()
    }

    /// Returns a file and its transitive imports.
    pub(super) fn closure(&self, target: usize) -> Vec<usize> {
        let mut closure = vec![target];
        let mut seen = vec![false; self.names.len()];
        seen[target] = true;
        let mut next = 0;
        while let Some(&file) = closure.get(next) {
            for &import in &self.imports[file] {
                if !std::mem::replace(&mut seen[import], true) {
                    closure.push(import);
                }
            }
            next += 1;
        }
        closure
    }

    /// Returns the targets that a change of each file affects.
    pub(super) fn dependents(&self) -> Vec<Vec<usize>> {
        let mut dependents = vec![Vec::new(); self.names.len()];
        for target in self.targets() {
            self.closure(target).into_iter().for_each(|file| dependents[file].push(target));
        }
        dependents
    }

    /// Updates the digest of a changed file.
    pub(super) fn changed(&mut self, folder: &Path, file: usize) {
        self.digests[file] = digest(&folder.join(&self.names[file]));
    }
}

fn digest(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap_or_default();
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Copies the `.proto` files of a folder.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    let entries = walkdir::WalkDir::new(from).follow_links(true).into_iter().filter_map(Result::ok);
    for entry in entries.filter(|entry| entry.path().extension().is_some_and(|it| it == "proto")) {
        let Ok(name) = entry.path().strip_prefix(from) else { continue };
        let target = to.join(name);
        let parent = target.parent().unwrap_or(to);
        std::fs::create_dir_all(parent).map_err(Error::at(parent))?;
        std::fs::copy(entry.path(), &target).map_err(Error::at(&target))?;
    }
    Ok(())
}
