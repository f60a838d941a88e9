//! Files that moved into an input that existed before. The input keeps its configuration, so that the policies of both sides can
//! be compared, and finds those files in folders for imports.

use std::path::Path;

use super::pairs::innermost;
use super::roots::Roots;
use crate::found::{ConfiguredInput, TargetFile};
use crate::select::Selection;
use protoward_source::paths::{portable, relative};
use protoward_source::tree_path::below;
use protoward_source::{LocatedText, join};

impl Selection {
    /// Returns a file of the input, or one that moved into it.
    pub(super) fn target(&self, path: String, roots: &Roots) -> TargetFile {
        if let Some(own) = self.targets.iter().find(|target| target.path == path) {
            return own.clone();
        }
        let root = roots.module_of(&path).map_or("", |module| &roots.modules[module]);
        let name = below(&path, root).unwrap_or(&path).to_owned();
        let folders = self.found.config.modules.iter().map(|module| join(&self.found.root, &module.path.text));
        // A file from outside of all modules has the first one, as the modules of both sides are compared by their own files.
        let module = innermost(folders, &path).unwrap_or(0);
        TargetFile { name, path, module }
    }
}

impl ConfiguredInput {
    /// Returns the input with other folders in which imports are searched, after its own.
    pub(super) fn with_folders(&self, roots: &Roots) -> Self {
        let mut found = self.clone();
        let modules = self.config.modules.iter().map(|module| &module.path);
        let own: Vec<String> = modules.chain(&self.config.include).map(|word| join(&self.root, &word.text)).collect();
        let others = roots.modules.iter().chain(&roots.includes).filter(|folder| !own.contains(folder));
        found.config.include.extend(others.map(|folder| LocatedText::unplaced(from(&self.root, folder))));
        found
    }
}

/// Returns the path of a folder of a tree, relative to another one: `../shared` for `shared`, relative to `api`.
fn from(folder: &str, path: &str) -> String {
    portable(&relative(Path::new(folder), Path::new(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_out_of_a_folder() {
        for (folder, path, relative) in
            [("", "a/b", "a/b"), ("a", "a/b", "b"), ("a/b", "a/c", "../c"), ("a/b", "c", "../../c")]
        {
            assert_eq!(from(folder, path), relative, "{folder} {path}");
        }
    }
}
