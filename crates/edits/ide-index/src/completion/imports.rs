//! Paths of files to import.

use std::collections::BTreeMap;

use super::{Completion, CompletionKind, Place};

impl Place<'_> {
    /// Returns the files that start with the written path, or have it as the start of a later component; with the number of
    /// types that the file has, which tells files apart.
    pub(super) fn imports(self, written: &str) -> Vec<Completion> {
        let own = self.analysis.file(self.file);
        let is_new = |name: &str| name != own.name && !own.imports.iter().any(|import| import.name == name);
        // Files in the same folder are the most likely ones, then those with the path itself.
        let folder = own.name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut found = BTreeMap::new();
        for (_, file) in self.analysis.files().filter(|(_, file)| is_new(&file.name)) {
            let rank = if file.name.starts_with(written) {
                usize::from(!file.name.starts_with(folder))
            } else if file.name.rsplit('/').next().is_some_and(|last| last.starts_with(written)) {
                2
            } else {
                continue;
            };
            found.insert((rank, file.name.clone()), file.package.clone());
        }
        let proposal =
            |((_, name), package): ((usize, String), String)| Completion::new(CompletionKind::File, name, package);
        found.into_iter().map(proposal).collect()
    }
}
