//! The packages that a file may have.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use super::{Completion, Place, is_identifier, keywords};

/// The votes for a package: those of the files in the nearest folder.
#[derive(Default)]
struct Votes {
    /// The number of folders that the nearest file shares with this one.
    nearness: usize,
    count: usize,
}

impl Place<'_> {
    /// Returns the packages that the file may have: that of its folder, then those of other files and the same in relation to its own
    /// path, the nearest first. So beside `a/one.proto` with the package `a.one`, `a/two.proto` has `a.two`.
    pub(super) fn packages(self) -> Vec<Completion> {
        let own = FilePath::of(&self.analysis.file(self.file).name);
        let of_folder = own.folder.replace('/', ".");
        let mut found: BTreeMap<String, Votes> = BTreeMap::new();
        for (_, file) in self.analysis.files().filter(|(id, it)| *id != self.file && !it.package.is_empty()) {
            let other = FilePath::of(&file.name);
            let shared =
                own.folder.split('/').zip(other.folder.split('/')).take_while(|(one, other)| one == other).count();
            let nearness = shared + usize::from(own.folder == other.folder);
            // Distant files have other rules.
            let related = other.related(&file.package, &own).filter(|_| nearness > 0);
            for name in related.into_iter().filter(|name| *name != file.package).chain([file.package.clone()]) {
                let votes = found.entry(name).or_default();
                match nearness.cmp(&votes.nearness) {
                    Ordering::Less => {}
                    Ordering::Equal => votes.count += 1,
                    Ordering::Greater => *votes = Votes { nearness, count: 1 },
                }
            }
        }
        let mut ranked: Vec<(String, Votes)> = found.into_iter().collect();
        ranked.sort_by_key(|(_, votes)| Reverse((votes.nearness, votes.count)));
        let of_file = own.path.replace('/', ".");
        let all = [of_folder].into_iter().chain(ranked.into_iter().map(|(name, _)| name)).chain([of_file]);
        let mut names: Vec<String> = Vec::new();
        for name in all.filter(|name| name.split('.').all(is_identifier)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        self.matching(names.iter().map(|name| keywords::word(name, "package")).collect())
    }
}

/// The parts of the name of a file.
struct FilePath<'n> {
    /// The name without its ending.
    path: &'n str,
    folder: &'n str,
}

impl<'n> FilePath<'n> {
    fn of(name: &'n str) -> Self {
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        Self { path: name.trim_end_matches(".proto"), folder }
    }

    /// Returns the last component of the name, and that of the folder.
    fn ends(&self) -> [&'n str; 2] {
        [self.path, self.folder].map(|path| path.rsplit('/').next().unwrap_or(path))
    }

    /// Returns the package of another file that is in the same relation to its path as the package of this one.
    fn related(&self, package: &str, other: &Self) -> Option<String> {
        let last = package.rsplit('.').next()?;
        let (_, end) = self.ends().into_iter().zip(other.ends()).find(|(own, _)| *own == last)?;
        Some(format!("{}{end}", &package[..package.len() - last.len()]))
    }
}
