//! The selection of files that a comparison of two versions needs.
//!
//! A file is unchanged if its content and the content of all its direct and indirect imports are the same on both
//! sides. An unchanged file cannot contain a difference. A comparison therefore needs the other files and their
//! imports. It also needs an unchanged file of each of their packages, so that no package appears to be deleted, and an
//! unchanged importer of each file that a changed one imported, so that no import appears to be gone.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

/// A predicate on the content of a file that forces the file to be compared.
pub type MustCompare<'k> = dyn Fn(&[u8]) -> bool + Sync + 'k;

/// The files of the new side.
#[derive(Debug, Default)]
pub struct Files<'a> {
    /// The imports of each file.
    pub imports: Vec<Vec<usize>>,
    /// The package of each file; empty if it declares none.
    pub packages: Vec<&'a str>,
    /// The kinds of declarations in each file.
    pub kinds: Vec<Kinds>,
    /// `true` for requested files, `false` for imports.
    pub is_target: Vec<bool>,
    /// `true` for files that are always needed.
    pub keep: Vec<bool>,
    /// `true` for requested files other than well-known types. One such file is kept, because in a schema without any,
    /// the well-known types would count as the user's own.
    pub is_own: Vec<bool>,
    /// `true` for files with equal content on the old side that are requested on both sides or on neither.
    pub same: Vec<bool>,
}

/// The kinds of elements that a file declares, at any depth. Some rules check whether a package still has elements of a
/// kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds(u8);

impl Kinds {
    /// Creates a set of kinds.
    pub const fn of(messages: bool, enums: bool, extensions: bool) -> Self {
        Self(messages as u8 | (enums as u8) << 1 | (extensions as u8) << 2)
    }

    /// Adds the kinds of another file. Returns `true` if any of them is new.
    const fn add(&mut self, other: Self) -> bool {
        let before = self.0;
        self.0 |= other.0;
        self.0 != before
    }
}

/// The files of the old side that differ from the new side.
#[derive(Debug, Default)]
pub struct ChangedFiles<'a> {
    /// The packages of these files.
    pub packages: HashSet<&'a str>,
    /// The imports of these files that are the same on the new side.
    pub imports: Vec<usize>,
}

/// Returns for each file of the new side whether it is needed. On the old side, all differing files are needed, and the
/// same files as on the new side.
pub fn needed_files(files: &Files<'_>, others: &ChangedFiles<'_>) -> Vec<bool> {
    let mut importers = vec![Vec::new(); files.imports.len()];
    for (at, imports) in files.imports.iter().enumerate() {
        imports.iter().for_each(|&import| importers[import].push(at));
    }
    let mut affected: Vec<bool> = files.same.iter().map(|same| !same).collect();
    spread(&mut affected, &importers);
    let mut needed = affected.clone();
    add_importers(files, others, &importers, &mut needed);
    let own = files.is_own.iter().position(|own| *own);
    let kept = files.keep.iter().enumerate().filter(|(_, keep)| **keep).map(|(file, _)| file);
    kept.chain(own).for_each(|file| needed[target_above(file, files, &importers)] = true);
    add_package_representatives(files, others, &importers, &affected, &mut needed);
    spread(&mut needed, &files.imports);
    needed
}

/// Adds the files that differing old files import, each with an unchanged file through which the new side still has it.
fn add_importers(files: &Files<'_>, others: &ChangedFiles<'_>, importers: &[Vec<usize>], needed: &mut [bool]) {
    let mut reached = needed.to_vec();
    spread(&mut reached, &files.imports);
    let open: BTreeSet<usize> = others.imports.iter().copied().filter(|&file| !reached[file]).collect();
    for file in open {
        needed[file] = true;
        needed[target_above(file, files, importers)] = true;
    }
}

/// Adds unchanged files for each package until all kinds of elements of the package are present, among requested files
/// and among imports.
fn add_package_representatives(
    files: &Files<'_>,
    others: &ChangedFiles<'_>,
    importers: &[Vec<usize>],
    affected: &[bool],
    needed: &mut [bool],
) {
    let all = || 0..files.packages.len();
    let mut packages = others.packages.clone();
    packages.extend(all().filter(|&file| affected[file]).map(|file| files.packages[file]));
    let mut there: HashMap<(&str, bool), Kinds> = HashMap::new();
    for file in all().filter(|&file| !affected[file]) {
        let package = files.packages[file];
        if !packages.contains(package) {
            continue;
        }
        let key = (package, files.is_target[file]);
        let is_first = !there.contains_key(&key);
        if there.entry(key).or_default().add(files.kinds[file]) || is_first {
            needed[target_above(file, files, importers)] = true;
        }
    }
}

/// Returns the file itself if it is requested, or else a requested file that imports it.
fn target_above(file: usize, files: &Files<'_>, importers: &[Vec<usize>]) -> usize {
    let mut reached = HashSet::from([file]);
    let mut open = VecDeque::from([file]);
    while let Some(at) = open.pop_front() {
        if files.is_target[at] {
            return at;
        }
        open.extend(importers[at].iter().filter(|importer| reached.insert(**importer)));
    }
    file
}

/// Marks all files that are reachable from marked files.
fn spread(marked: &mut [bool], next: &[Vec<usize>]) {
    let mut open: Vec<usize> = (0..marked.len()).filter(|&at| marked[at]).collect();
    while let Some(at) = open.pop() {
        for &next in &next[at] {
            if !std::mem::replace(&mut marked[next], true) {
                open.push(next);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the needed files of `0..`, given their imports and the changed files.
    fn needed_indices(
        imports: &[&[usize]],
        packages: &[&'static str],
        changed: &[usize],
        others: &ChangedFiles<'_>,
    ) -> Vec<usize> {
        let files = Files {
            imports: imports.iter().map(|imports| imports.to_vec()).collect(),
            packages: packages.to_vec(),
            kinds: vec![Kinds::default(); imports.len()],
            is_target: vec![true; imports.len()],
            keep: vec![false; imports.len()],
            is_own: vec![false; imports.len()],
            same: (0..imports.len()).map(|file| !changed.contains(&file)).collect(),
        };
        let needed = needed_files(&files, others);
        (0..imports.len()).filter(|&file| needed[file]).collect()
    }

    #[test]
    fn needs_importers_of_a_change_and_their_imports() {
        // 0 ← 1 ← 2, 2 → 3; 4 is unrelated.
        let imports: &[&[usize]] = &[&[], &[0], &[1, 3], &[], &[]];
        let packages = ["a", "b", "c", "d", "e"];
        assert_eq!(needed_indices(imports, &packages, &[0], &ChangedFiles::default()), [0, 1, 2, 3]);
        assert_eq!(needed_indices(imports, &packages, &[2], &ChangedFiles::default()), [0, 1, 2, 3]);
        assert_eq!(needed_indices(imports, &packages, &[3], &ChangedFiles::default()), [0, 1, 2, 3]);
        assert_eq!(needed_indices(imports, &packages, &[4], &ChangedFiles::default()), [4]);
        assert!(needed_indices(imports, &packages, &[], &ChangedFiles::default()).is_empty());
    }

    #[test]
    fn keeps_one_file_for_a_package_with_deleted_files() {
        let imports: &[&[usize]] = &[&[1], &[], &[]];
        let others = ChangedFiles { packages: HashSet::from(["p"]), imports: Vec::new() };
        assert_eq!(needed_indices(imports, &["p", "q", "p"], &[], &others), [0, 1]);
        let others = ChangedFiles { packages: HashSet::new(), imports: vec![2] };
        assert_eq!(needed_indices(imports, &["p", "q", "p"], &[], &others), [2]);
    }

    #[test]
    fn keeps_an_importer_of_what_a_changed_file_no_longer_imports() {
        // 0 imported 3 and no longer does; 1 and 2 still do. 3 is only imported.
        let imports: &[&[usize]] = &[&[], &[3], &[3], &[]];
        let mut files = Files {
            imports: imports.iter().map(|imports| imports.to_vec()).collect(),
            packages: vec!["a", "b", "c", "d"],
            kinds: vec![Kinds::default(); 4],
            is_target: vec![true, true, true, false],
            keep: vec![false; 4],
            is_own: vec![false; 4],
            same: vec![false, true, true, true],
        };
        let others = ChangedFiles { packages: HashSet::new(), imports: vec![3, 3] };
        assert_eq!(needed_files(&files, &others), [true, true, false, true]);
        files.imports[0] = vec![3];
        assert_eq!(needed_files(&files, &others), [true, false, false, true]);
    }

    #[test]
    fn terminates_on_a_cycle_of_imports() {
        assert_eq!(needed_indices(&[&[1], &[0]], &["p", "p"], &[0], &ChangedFiles::default()), [0, 1]);
    }
}
