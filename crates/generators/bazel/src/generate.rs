//! The BUILD files of a tree, made to follow its `.proto` files.

use std::collections::{BTreeMap, BTreeSet};

use super::build_files::BuildFiles;
use super::build_text::{BuildText, Wanted, edited, new_target};
use super::external::Repositories;
use super::label::{full_label, short_label};
use super::problem::Problem;
use super::proto_file::ProtoFile;
use super::target::{Target, owners, packages, targets};
use super::tree::Tree;
use protoward_source::join;
use protoward_source::tree_path::below;

/// The result of [`generate`].
#[derive(Clone, Debug, Default)]
pub struct Generated {
    /// The new texts of the BUILD files that change, by their paths from the root of the tree.
    pub changed: BTreeMap<String, String>,
    /// The number of targets.
    pub targets: usize,
    /// The problems, in the order of BUILD files and targets.
    pub problems: Vec<Problem>,
}

/// Returns the BUILD files that change so that each file is in a `proto_library` with its dependencies. `exists` tells whether there is a
/// file with a path from the root of the tree, which the schema may leave out.
pub fn generate(
    files: &[ProtoFile],
    build_files: &BuildFiles,
    repositories: Repositories,
    exists: &dyn Fn(&str) -> bool,
) -> Generated {
    let (tree, problems) = Tree::new(build_files);
    let packages = packages(files, &tree);
    let targets = targets(files, &packages, &tree, exists);
    let owners = owners(&targets);
    let places = files
        .iter()
        .enumerate()
        .map(|(at, file)| (file.name.as_str(), Place { package: packages[at], target: owners.get(&at).copied() }));
    let resolver = Resolver {
        files,
        places: places.collect(),
        targets: &targets,
        partial: build_files.left_out.iter().filter_map(|path| tree.target_of(path)).collect(),
        tree: &tree,
        repositories,
    };
    let mut generated = Generated { targets: targets.len(), problems, ..Generated::default() };
    let mut by_folder: BTreeMap<&str, Vec<&Target>> = tree.packages().map(|(folder, _)| (folder, Vec::new())).collect();
    for target in &targets {
        by_folder.entry(&target.folder).or_default().push(target);
    }
    for (folder, targets) in by_folder {
        let change = resolver.changed(folder, &targets, &|path| exists(&join(folder, path)));
        generated.problems.extend(change.problems);
        generated.changed.extend(change.text.map(|text| (change.path, text)));
    }
    generated
}

/// The change of a BUILD file.
struct BuildFileChange {
    path: String,
    /// The new text; `None` if the file stays as it is.
    text: Option<String>,
    problems: Vec<Problem>,
}

/// The BUILD file and the target of a file.
#[derive(Clone, Copy)]
struct Place<'a> {
    /// The folder of its BUILD file.
    package: &'a str,
    /// The index of its target.
    target: Option<usize>,
}

/// The target that an import leads to.
enum Found {
    /// The full label of another target.
    Label(String),
    /// The target that has the import itself, and needs no dependency.
    Itself,
    /// An unknown target of a BUILD file that cannot be read.
    Unreadable,
    Unknown,
}

/// Computes the arguments of targets.
struct Resolver<'a> {
    files: &'a [ProtoFile],
    /// The place of each import path of the tree.
    places: BTreeMap<&'a str, Place<'a>>,
    targets: &'a [Target],
    /// The folders and names of targets with files that the schema leaves out.
    partial: BTreeSet<(&'a str, &'a str)>,
    tree: &'a Tree<'a>,
    repositories: Repositories,
}

impl Resolver<'_> {
    /// Returns the change of the BUILD file of a folder.
    fn changed(&self, folder: &str, targets: &[&Target], exists: &dyn Fn(&str) -> bool) -> BuildFileChange {
        let package = self.tree.package(folder);
        let path = package.map_or_else(|| join(folder, "BUILD.bazel"), |package| package.path.to_owned());
        let old = package.map_or("", |package| package.source);
        let mut problems = Vec::new();
        if package.is_some_and(|package| package.is_left_alone()) {
            return BuildFileChange { path, text: None, problems };
        }
        let names: BTreeSet<&str> = targets.iter().map(|target| target.name.as_str()).collect();
        let mut edits = package.map(|package| package.text.removed(&names, exists)).unwrap_or_default();
        let has_removed = !edits.is_empty();
        let empty = BuildText::empty(folder, self.tree.settings(folder).rule);
        let text = package.map_or(&empty, |package| &package.text);
        let mut rule = text.rule(self.repositories.load());
        let mut added = Vec::new();
        for target in targets {
            let (wanted, of_target) = self.wanted(target);
            problems.extend(of_target);
            match text.target(&target.name) {
                Some((call, false)) => problems.push(Problem::NameTaken {
                    path: path.clone(),
                    start: call.span.start,
                    function: call.function.to_owned(),
                    name: target.name.clone(),
                }),
                Some((_, true)) => edits.extend(text.updated(&target.name, &wanted, exists)),
                None => added.push(new_target(rule.name, &target.name, &wanted)),
            }
        }
        edits.extend(rule.load.take_if(|_| !added.is_empty()));
        let mut new = edited(old, edits);
        if has_removed || !added.is_empty() {
            let kept = new.trim_end().to_owned();
            let blocks = std::iter::once(kept).filter(|block| !block.is_empty()).chain(added);
            new = blocks.map(|block| block + "\n").collect::<Vec<_>>().join("\n");
        }
        BuildFileChange { path, text: (new != old).then_some(new), problems }
    }

    /// Returns the arguments of a target, and the problems with them.
    fn wanted(&self, target: &Target) -> (Wanted, Vec<Problem>) {
        let is_whole = !self.partial.contains(&(target.folder.as_str(), target.name.as_str()));
        let mut wanted = Wanted { has_all_deps: is_whole, ..Wanted::default() };
        let mut problems = Vec::new();
        for file in target.files.iter().map(|&file| &self.files[file]) {
            let path = below(&file.path, &target.folder).unwrap_or_default();
            if path.contains([':', '\\']) {
                problems.push(Problem::NoLabel { file: file.path.clone() });
                continue;
            }
            // Without the colon, it would be a label of another repository.
            wanted.srcs.insert(if path.starts_with('@') { format!(":{path}") } else { path.to_owned() });
            if let Some(root) = file.import_root().filter(|root| !root.is_empty()) {
                wanted.strip_import_prefix = Some(format!("/{}", root.trim_end_matches('/')));
            }
            for import in &file.imports {
                match self.found(target, import) {
                    Found::Label(label) => _ = wanted.deps.insert(short_label(&label, &target.folder)),
                    Found::Itself => {}
                    Found::Unreadable => wanted.has_all_deps = false,
                    Found::Unknown => {
                        wanted.has_all_deps = false;
                        problems.push(Problem::UnresolvedImport { file: file.path.clone(), import: import.clone() });
                    }
                }
            }
        }
        (wanted, problems)
    }

    /// Finds the target that has an imported file, as a target depends on it.
    fn found(&self, target: &Target, import: &str) -> Found {
        let label = match (self.tree.settings(&target.folder).resolved.get(import), self.places.get(import)) {
            (Some(label), _) => Some(label.clone()),
            (None, Some(Place { target: Some(owner), .. })) => Some(self.targets[*owner].label()),
            (None, Some(Place { package, target: None })) if self.tree.is_unreadable(package) => {
                return Found::Unreadable;
            }
            (None, Some(Place { target: None, .. })) => None,
            (None, None) => self.repositories.label(import).map(|label| full_label(&label, "")),
        };
        match label {
            Some(label) if label == target.label() => Found::Itself,
            Some(label) => Found::Label(label),
            None => Found::Unknown,
        }
    }
}

#[cfg(test)]
mod tests;
