//! Which files of two versions have to be looked at, and which are the same on both sides.
//!
//! A file is shared where its content is the same, and so is all that it imports, however far. Nothing in such a file can
//! have changed, and nothing that has gone elsewhere can have become part of it. So what is wanted of both sides are the
//! other files, what they import, and, that no package seems to be gone, a shared file of each of their packages.

use std::collections::{HashMap, HashSet, VecDeque};

/// Says of the content of a file whether it is wanted whatever it is.
pub type Keep<'k> = dyn Fn(&[u8]) -> bool + Sync + 'k;

/// The new side, file by file.
#[derive(Debug)]
pub struct Files<'a> {
    /// What each imports.
    pub imports: Vec<Vec<usize>>,
    /// The package of each; empty where it has none.
    pub packages: Vec<&'a str>,
    /// What each declares.
    pub kinds: Vec<Kinds>,
    /// Whether it was asked for, rather than imported only.
    pub is_target: Vec<bool>,
    /// Whether it is wanted whatever it is.
    pub keep: Vec<bool>,
    /// Whether it was asked for and is no well-known type: one such file is kept, as where there is none, the well-known
    /// types are what somebody works on.
    pub is_own: Vec<bool>,
    /// Whether it has the same content on the old side, and was asked for there if it is here.
    pub same: Vec<bool>,
}

/// Which kinds of elements a file declares, at any depth: some rules ask whether a package has any of a kind left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds(u8);

impl Kinds {
    /// Creates the set of kinds that are compared.
    pub const fn of(messages: bool, enums: bool, extensions: bool) -> Self {
        Self(messages as u8 | (enums as u8) << 1 | (extensions as u8) << 2)
    }

    /// Adds those of another file; whether any of them is new.
    const fn add(&mut self, other: Self) -> bool {
        let before = self.0;
        self.0 |= other.0;
        self.0 != before
    }
}

/// What else the old side has.
#[derive(Debug, Default)]
pub struct Others<'a> {
    /// The packages of files that the new side does not have so.
    pub packages: HashSet<&'a str>,
    /// What these import, where the new side has it so.
    pub imports: Vec<usize>,
}

/// By file of the new side, whether it is wanted; of the old side, all that the new one does not have so is wanted, and
/// those of these that it has.
pub fn wanted(files: &Files<'_>, others: &Others<'_>) -> Vec<bool> {
    let mut importers = vec![Vec::new(); files.imports.len()];
    for (at, imports) in files.imports.iter().enumerate() {
        imports.iter().for_each(|&import| importers[import].push(at));
    }
    let mut affected: Vec<bool> = files.same.iter().map(|same| !same).collect();
    spread(&mut affected, &importers);
    let mut wanted = affected.clone();
    others.imports.iter().for_each(|&file| wanted[file] = true);
    let own = files.is_own.iter().position(|own| *own);
    let kept = files.keep.iter().enumerate().filter(|(_, keep)| **keep).map(|(file, _)| file);
    kept.chain(own).for_each(|file| wanted[target_above(file, files, &importers)] = true);
    stand_for_packages(files, others, &importers, &affected, &mut wanted);
    spread(&mut wanted, &files.imports);
    wanted
}

/// Files of each package that have all kinds of elements that the package has: of those that were asked for, and of those
/// that were not.
fn stand_for_packages(
    files: &Files<'_>,
    others: &Others<'_>,
    importers: &[Vec<usize>],
    affected: &[bool],
    wanted: &mut [bool],
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
            wanted[target_above(file, files, importers)] = true;
        }
    }
}

/// The file itself, or one that was asked for and brings it along.
fn target_above(file: usize, files: &Files<'_>, importers: &[Vec<usize>]) -> usize {
    let (mut reached, mut open) = (HashSet::from([file]), VecDeque::from([file]));
    while let Some(at) = open.pop_front() {
        if files.is_target[at] {
            return at;
        }
        open.extend(importers[at].iter().filter(|importer| reached.insert(**importer)));
    }
    file
}

/// Marks whatever can be reached from what is marked.
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

    /// Files `0..`, by what they import; those that are not the same.
    fn chosen(imports: &[&[usize]], packages: &[&'static str], changed: &[usize], others: &Others<'_>) -> Vec<usize> {
        let files = Files {
            imports: imports.iter().map(|imports| imports.to_vec()).collect(),
            packages: packages.to_vec(),
            kinds: vec![Kinds::default(); imports.len()],
            is_target: vec![true; imports.len()],
            keep: vec![false; imports.len()],
            is_own: vec![false; imports.len()],
            same: (0..imports.len()).map(|file| !changed.contains(&file)).collect(),
        };
        let wanted = wanted(&files, others);
        (0..imports.len()).filter(|&file| wanted[file]).collect()
    }

    #[test]
    fn what_imports_a_change_is_wanted_and_what_that_imports() {
        // 0 ← 1 ← 2, 2 → 3; 4 has nothing to do with it.
        let imports: &[&[usize]] = &[&[], &[0], &[1, 3], &[], &[]];
        let packages = ["a", "b", "c", "d", "e"];
        assert_eq!(chosen(imports, &packages, &[0], &Others::default()), [0, 1, 2, 3]);
        assert_eq!(chosen(imports, &packages, &[2], &Others::default()), [0, 1, 2, 3]);
        assert_eq!(chosen(imports, &packages, &[3], &Others::default()), [0, 1, 2, 3]);
        assert_eq!(chosen(imports, &packages, &[4], &Others::default()), [4]);
        assert!(chosen(imports, &packages, &[], &Others::default()).is_empty());
    }

    #[test]
    fn one_file_stands_for_a_package_of_what_is_gone() {
        let imports: &[&[usize]] = &[&[1], &[], &[]];
        let others = Others { packages: HashSet::from(["p"]), imports: Vec::new() };
        assert_eq!(chosen(imports, &["p", "q", "p"], &[], &others), [0, 1]);
        let others = Others { packages: HashSet::new(), imports: vec![2] };
        assert_eq!(chosen(imports, &["p", "q", "p"], &[], &others), [2]);
    }

    #[test]
    fn a_circle_of_imports_ends() {
        assert_eq!(chosen(&[&[1], &[0]], &["p", "p"], &[0], &Others::default()), [0, 1]);
    }
}
