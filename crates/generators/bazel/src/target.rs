//! Targets: which files belong together, and what a new target is called.

use std::collections::{BTreeMap, BTreeSet};

use super::directives::Mode;
use super::label::full_label;
use super::proto_file::ProtoFile;
use super::tree::Tree;
use protoward_schema::components;
use protoward_source::join;
use protoward_source::tree_path::below;

/// A `proto_library` with its files, as indices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Target {
    /// The folder of its BUILD file.
    pub(crate) folder: String,
    pub(crate) name: String,
    pub(crate) files: BTreeSet<usize>,
    /// `true` for a target of an existing BUILD file.
    pub(crate) exists: bool,
}

impl Target {
    pub(crate) fn label(&self) -> String {
        full_label(&format!(":{}", self.name), &self.folder)
    }
}

/// Returns the folder of the BUILD file of each file.
pub(crate) fn packages<'f>(files: &'f [ProtoFile], tree: &Tree<'_>) -> Vec<&'f str> {
    let mut folders: BTreeMap<&str, Vec<&ProtoFile>> = BTreeMap::new();
    for file in files {
        folders.entry(file.folder()).or_default().push(file);
    }
    let packages: BTreeMap<&str, &str> =
        folders.into_iter().map(|(folder, files)| (folder, tree.package_of(folder, &files))).collect();
    files.iter().map(|file| packages[file.folder()]).collect()
}

/// Assigns files to targets: those of BUILD files, or new ones for the packages of the files in a folder. Packages whose files import each
/// other in a circle have a target for each file, because targets cannot depend on each other in a circle. Files that directives exclude
/// have none. `exists` tells whether there is a file with a path from the root of the tree.
pub(crate) fn targets(
    files: &[ProtoFile],
    packages: &[&str],
    tree: &Tree<'_>,
    exists: &dyn Fn(&str) -> bool,
) -> Vec<Target> {
    let targets = of_packages(files, packages, tree, exists);
    let owners = owners(&targets);
    let by_name: BTreeMap<&str, usize> = files.iter().enumerate().map(|(at, file)| (file.name.as_str(), at)).collect();
    let imported = |target: &Target| {
        let imports = target.files.iter().flat_map(|&file| &files[file].imports);
        imports.filter_map(|import| owners.get(by_name.get(import.as_str())?).copied()).collect::<Vec<_>>()
    };
    let next: Vec<Vec<usize>> = targets.iter().map(imported).collect();
    let circles = components::components(&next);
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    for &circle in &circles {
        *sizes.entry(circle).or_default() += 1;
    }
    let split = targets.into_iter().zip(circles).flat_map(|(target, circle)| {
        let is_split = !target.exists && sizes[&circle] > 1;
        if is_split { of_files(&target, files) } else { vec![target] }
    });
    with_different_names(split.collect())
}

/// Divides a target into one for each file.
fn of_files(target: &Target, files: &[ProtoFile]) -> Vec<Target> {
    let of_file =
        |&file: &usize| Target { name: name_of_file(&files[file]), files: BTreeSet::from([file]), ..target.clone() };
    target.files.iter().map(of_file).collect()
}

/// Gives numbers to new targets whose name another target of the folder has.
fn with_different_names(mut targets: Vec<Target>) -> Vec<Target> {
    let place = |target: &Target, name: String| (target.folder.clone(), name);
    let old = targets.iter().filter(|target| target.exists);
    let mut names: BTreeSet<(String, String)> = old.map(|target| place(target, target.name.clone())).collect();
    for target in targets.iter_mut().filter(|target| !target.exists) {
        let numbered = (2..).map(|number| format!("{}_{number}", target.name));
        let mut all = std::iter::once(target.name.clone()).chain(numbered);
        if let Some(free) = all.find(|name| names.insert(place(target, name.clone()))) {
            target.name = free;
        }
    }
    targets
}

/// Returns the target of each file.
pub(crate) fn owners(targets: &[Target]) -> BTreeMap<usize, usize> {
    let files = |(at, target): (usize, &Target)| target.files.iter().map(move |&file| (file, at)).collect::<Vec<_>>();
    targets.iter().enumerate().flat_map(files).collect()
}

/// Assigns each file to the target that has it, or else to the target of its package.
fn of_packages(files: &[ProtoFile], packages: &[&str], tree: &Tree<'_>, exists: &dyn Fn(&str) -> bool) -> Vec<Target> {
    let mut targets = TargetsByName::default();
    let mut left = Vec::new();
    for (at, (file, folder)) in files.iter().zip(packages).enumerate() {
        let path = below(&file.path, folder).unwrap_or_default();
        match tree.package(folder).and_then(|package| package.text.library_of(path)) {
            Some(library) => targets.add(folder, library, true, at),
            None if tree.is_left_alone(folder) || tree.is_excluded(&file.path, folder) => {}
            None => left.push(at),
        }
    }
    let known = targets.by_package(files, packages);
    let short_names = short_names(files, packages, &left);
    let is_unknown = |&&at: &&usize| !known.contains_key(&(packages[at], files[at].package.as_str()));
    let abandoned = abandoned(files, packages, left.iter().filter(is_unknown).copied(), tree, exists);
    for at in left {
        let (file, folder) = (&files[at], packages[at]);
        let is_of_file = tree.settings(folder).mode == Mode::File;
        // New files of a package join the only target that has others of it, whatever its name is.
        let others = known.get(&(folder, file.package.as_str())).filter(|_| !is_of_file);
        let short = library_name(&file.package, folder);
        let is_of_others = others.is_none() && targets.has_others(folder, &short, at, files);
        let name = match (others.map(|names| names.iter().collect::<Vec<_>>()).as_deref(), abandoned.get(folder)) {
            (Some([only]), _) => (*only).clone(),
            _ if is_of_file => name_of_file(file),
            (None, Some(name)) => (*name).to_owned(),
            _ if is_of_others || short_names[&(folder, short.clone())].len() > 1 => {
                long_library_name(&file.package, folder)
            }
            _ => short,
        };
        let exists = tree.package(folder).and_then(|package| package.text.target(&name));
        targets.add(folder, &name, exists.is_some_and(|(_, is_library)| is_library), at);
    }
    targets.0.into_values().collect()
}

/// Returns the target of each folder that lost all its files, if new files of only one package can be meant: they were renamed.
fn abandoned<'t>(
    files: &[ProtoFile],
    folders: &[&'t str],
    selected: impl Iterator<Item = usize>,
    tree: &'t Tree<'_>,
    exists: &dyn Fn(&str) -> bool,
) -> BTreeMap<&'t str, &'t str> {
    let mut packages: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for at in selected {
        packages.entry(folders[at]).or_default().insert(&files[at].package);
    }
    let of_one_package = packages.into_iter().filter(|(_, packages)| packages.len() == 1);
    let target = |folder| tree.package(folder)?.text.only_without_files(&|path| exists(&join(folder, path)));
    of_one_package.filter_map(|(folder, _)| Some((folder, target(folder)?))).collect()
}

/// Returns the packages of files by the folder and the short name that their targets would have.
fn short_names<'f>(
    files: &'f [ProtoFile],
    folders: &[&'f str],
    selected: &[usize],
) -> BTreeMap<(&'f str, String), BTreeSet<&'f str>> {
    let mut names: BTreeMap<(&str, String), BTreeSet<&str>> = BTreeMap::new();
    for &at in selected {
        let package = files[at].package.as_str();
        names.entry((folders[at], library_name(package, folders[at]))).or_default().insert(package);
    }
    names
}

/// The targets of a tree by folder and name.
#[derive(Default)]
struct TargetsByName(BTreeMap<(String, String), Target>);

impl TargetsByName {
    fn add(&mut self, folder: &str, name: &str, exists: bool, file: usize) {
        let (folder, name) = (folder.to_owned(), name.to_owned());
        let new = || Target { folder: folder.clone(), name: name.clone(), files: BTreeSet::new(), exists };
        self.0.entry((folder.clone(), name.clone())).or_insert_with(new).files.insert(file);
    }

    /// Returns `true` if a target has files of other packages than that of a file.
    fn has_others(&self, folder: &str, name: &str, other: usize, files: &[ProtoFile]) -> bool {
        let target = self.0.get(&(folder.to_owned(), name.to_owned()));
        target.is_some_and(|target| target.files.iter().any(|&file| files[file].package != files[other].package))
    }

    /// Returns the names of the targets that have files of a package in a folder, by the folder and the package.
    fn by_package<'f>(
        &self,
        files: &'f [ProtoFile],
        folders: &[&'f str],
    ) -> BTreeMap<(&'f str, &'f str), BTreeSet<String>> {
        let mut names: BTreeMap<(&str, &str), BTreeSet<String>> = BTreeMap::new();
        for target in self.0.values() {
            for &file in &target.files {
                names.entry((folders[file], &files[file].package)).or_default().insert(target.name.clone());
            }
        }
        names
    }
}

/// Returns the name of the target of a package, as Gazelle does: `v1_proto` for `shop.v1`. Without a package, it is that of the folder.
fn library_name(package: &str, folder: &str) -> String {
    let is_other = |letter: char| !letter.is_ascii_alphanumeric() && letter != '_';
    let last = |name: &str| name.rsplit(is_other).next().unwrap_or_default().to_owned();
    let name = [last(package), last(folder)].into_iter().find(|name| !name.is_empty());
    format!("{}_proto", name.as_deref().unwrap_or("root"))
}

/// Returns the name of the target of a package beside one with the same last part: `shop_v1_proto` for `shop.v1`.
fn long_library_name(package: &str, folder: &str) -> String {
    if package.is_empty() { library_name(package, folder) } else { format!("{}_proto", package.replace('.', "_")) }
}

/// Returns the name of a target for one file, without letters that labels cannot have or that command lines treat in their own way.
fn name_of_file(file: &ProtoFile) -> String {
    let stem = file.file_name().trim_end_matches(".proto");
    let plain = |letter: char| if letter.is_ascii_alphanumeric() || "._-".contains(letter) { letter } else { '_' };
    format!("{}_proto", stem.chars().map(plain).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_gazelle() {
        for (package, folder, name) in [
            ("shop.v1", "proto/shop/v1", "v1_proto"),
            ("shop", "", "shop_proto"),
            ("", "a/b-c", "c_proto"),
            ("", "", "root_proto"),
        ] {
            assert_eq!(library_name(package, folder), name);
        }
    }

    #[test]
    fn targets_of_one_folder_have_different_names() {
        let target = |folder: &str, exists| Target {
            folder: folder.into(),
            name: "v1_proto".into(),
            exists,
            ..Target::default()
        };
        let named =
            with_different_names(vec![target("a", false), target("a", true), target("a", false), target("b", false)]);
        let labels: Vec<String> = named.iter().map(Target::label).collect();
        assert_eq!(labels, ["//a:v1_proto_2", "//a:v1_proto", "//a:v1_proto_3", "//b:v1_proto"]);
    }
}
