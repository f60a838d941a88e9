//! Targets: which files belong together, and what a new target is called.

use std::collections::{BTreeMap, BTreeSet};

use super::build_text::BuildText;
use super::proto_file::ProtoFile;
use protoward_schema::components;

/// A `proto_library` with its files, as indices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) folder: String,
    pub(crate) name: String,
    pub(crate) files: BTreeSet<usize>,
    /// `true` for a target of an existing BUILD file.
    pub(crate) exists: bool,
}

impl Target {
    /// Returns the label of the target for another one.
    pub(crate) fn label(&self, from: &str) -> String {
        let last = self.folder.rsplit('/').next().unwrap_or_default();
        match () {
            () if from == self.folder => format!(":{}", self.name),
            () if last == self.name => format!("//{}", self.folder),
            () => format!("//{}:{}", self.folder, self.name),
        }
    }
}

/// Assigns each file to a target: that of a BUILD file, or one for its package in its folder. Packages whose files import each other
/// in a circle have a target for each file, because targets cannot depend on each other in a circle.
pub(crate) fn targets(files: &[ProtoFile], texts: &BTreeMap<&str, BuildText<'_>>) -> Vec<Target> {
    let packages = of_packages(files, texts);
    let owner = owners(&packages);
    let by_name: BTreeMap<&str, usize> = files.iter().enumerate().map(|(at, file)| (file.name.as_str(), at)).collect();
    let imported = |target: &Target| {
        let imports = target.files.iter().flat_map(|&file| &files[file].imports);
        imports.filter_map(|import| owner.get(by_name.get(import.as_str())?).copied()).collect::<Vec<_>>()
    };
    let next: Vec<Vec<usize>> = packages.iter().map(imported).collect();
    let numbers = components::components(&next);
    let is_alone = |at: usize| numbers.iter().filter(|&&number| number == numbers[at]).count() == 1;
    let mut all = Vec::new();
    for (at, target) in packages.iter().enumerate() {
        if target.exists || is_alone(at) {
            all.push(target.clone());
        } else {
            all.extend(target.files.iter().map(|&file| of_file(target, file, &files[file])));
        }
    }
    all
}

fn of_file(target: &Target, file: usize, of: &ProtoFile) -> Target {
    let stem = of.file_name().trim_end_matches(".proto");
    Target { name: format!("{stem}_proto"), files: BTreeSet::from([file]), ..target.clone() }
}

/// Returns the target of each file.
pub(crate) fn owners(targets: &[Target]) -> BTreeMap<usize, usize> {
    let files = |(at, target): (usize, &Target)| target.files.iter().map(move |&file| (file, at)).collect::<Vec<_>>();
    targets.iter().enumerate().flat_map(files).collect()
}

/// Assigns each file to the target that has it, or else to the target of its package.
fn of_packages(files: &[ProtoFile], texts: &BTreeMap<&str, BuildText<'_>>) -> Vec<Target> {
    let mut targets: Vec<Target> = Vec::new();
    let mut left = Vec::new();
    for (at, file) in files.iter().enumerate() {
        let library = texts.get(file.folder()).and_then(|text| text.library_of(file.file_name()));
        match library {
            Some(library) => add(&mut targets, Target::of(file, library.name, true), at),
            None => left.push(at),
        }
    }
    for at in left {
        let file = &files[at];
        let name = library_name(&file.package, file.folder());
        // New files of a package join the only target that has others of it, whatever its name is.
        let others = |target: &&Target| {
            let is_of_package = |&other: &usize| files[other].package == file.package;
            target.exists && target.folder == file.folder() && target.files.iter().any(is_of_package)
        };
        let mut with_others = targets.iter().filter(others);
        let known = match (with_others.next(), with_others.next()) {
            (Some(only), None) => Some(only.name.clone()),
            _ => None,
        };
        let exists = texts.get(file.folder()).is_some_and(|text| text.library(&name).is_some());
        let target = match known {
            Some(known) => Target::of(file, &known, true),
            None => Target::of(file, &name, exists),
        };
        add(&mut targets, target, at);
    }
    targets
}

impl Target {
    fn of(file: &ProtoFile, name: &str, exists: bool) -> Self {
        Self { folder: file.folder().to_owned(), name: name.to_owned(), files: BTreeSet::new(), exists }
    }
}

/// Adds a file to a target.
fn add(targets: &mut Vec<Target>, target: Target, file: usize) {
    let is_same = |known: &&mut Target| known.folder == target.folder && known.name == target.name;
    match targets.iter_mut().find(is_same) {
        Some(known) => _ = known.files.insert(file),
        None => targets.push(Target { files: BTreeSet::from([file]), ..target }),
    }
}

/// Returns the name of the target of a package, as Gazelle does: `v1_proto` for `shop.v1`. Without a package, it is that of the folder.
fn library_name(package: &str, folder: &str) -> String {
    let is_other = |letter: char| !letter.is_ascii_alphanumeric() && letter != '_';
    let last = |name: &str| name.rsplit(is_other).next().unwrap_or_default().to_owned();
    let name = [last(package), last(folder)].into_iter().find(|name| !name.is_empty());
    format!("{}_proto", name.as_deref().unwrap_or("root"))
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
    fn labels_are_short() {
        let target =
            |folder: &str, name: &str| Target { folder: folder.into(), name: name.into(), ..Target::default() };
        assert_eq!(target("a/b", "c").label("a/b"), ":c");
        assert_eq!(target("a/b", "b").label("a"), "//a/b");
        assert_eq!(target("a/b", "c").label("a"), "//a/b:c");
        assert_eq!(target("", "c").label("a"), "//:c");
    }
}
