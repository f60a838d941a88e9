//! Items that are lost because a later call of the build script overwrites a file of an earlier one.
//!
//! prost writes the code of a package into one file, and replaces the previous content.

use std::collections::BTreeSet;
use std::path::Path;

use super::cargo;
use super::trees::with_folder;
use crate::diagnostics;
use protoward_rust::tree::{Files, TREE};
use protoward_source::{Report, Sources, plain};

/// Records the files that a call is about to write, and warns if a file is overwritten and loses an item.
pub(super) fn warn_about_lost_items(folder: &Path, files: &Files) {
    let lost = lost(folder, files).into_iter().map(|(file, item)| diagnostics::written_again(&file, &item));
    cargo::warn(&plain(&Report::from_iter(lost), &Sources::default()));
}

/// Returns the first lost item of each file. Files that are written for the first time are not read.
fn lost(folder: &Path, files: &Files) -> Vec<(String, String)> {
    let is_known = |file: &str| with_folder(folder, |known| !known.files.insert(file.to_owned()));
    let mut lost = Vec::new();
    for (file, code) in files.iter().filter(|(file, _)| is_of_package(file) && is_known(file)) {
        let before = std::fs::read(folder.join(file)).unwrap_or_default();
        let after = items(code);
        lost.extend(items(&before).into_iter().find(|item| !after.contains(item)).map(|item| (file.clone(), item)));
    }
    lost
}

/// Returns `true` if a file contains the code of one package. The file that declares all modules and the shared
/// modules are merged over all calls.
pub(super) fn is_of_package(file: &str) -> bool {
    file != TREE && file.strip_suffix(".rs").is_some_and(|stem| !stem.starts_with("protoward_"))
}

/// Returns the names of types, fields, services and modules in generated code.
fn items(code: &[u8]) -> BTreeSet<String> {
    let is_name = |character: char| character.is_alphanumeric() || matches!(character, '_' | '#');
    let item = |line: &str| {
        let line = line.trim_start().strip_prefix("pub ")?;
        let named = ["struct ", "enum ", "trait ", "mod "].iter().find_map(|word| line.strip_prefix(word));
        let field = || line.split_once(':').map(|(name, _)| name).filter(|name| name.chars().all(is_name));
        let mut item = String::new();
        for character in named.or_else(field)?.chars() {
            if !is_name(character) {
                break;
            }
            item.push(character);
        }
        Some(item)
    };
    BTreeSet::from_iter(String::from_utf8_lossy(code).lines().filter_map(item))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[test]
    fn reports_items_missing_from_a_later_call() {
        let folders = [(), ()].map(|()| tempfile::tempdir().unwrap());
        let [one, other] = folders.each_ref().map(tempfile::TempDir::path);
        let files = |code: &str| Files::from([("a.rs".to_owned(), code.as_bytes().to_vec())]);
        let lost = |folder: &Path, files: &Files| {
            let lost = lost(folder, files);
            files.iter().for_each(|(file, code)| std::fs::write(folder.join(file), code).unwrap());
            lost
        };
        assert_eq!(lost(one, &files("pub struct A {\n    pub of: i32,\n}\npub enum r#B<T> {}\n")), []);
        assert_eq!(lost(other, &files("")), [], "another folder");
        let more = "pub struct A {\n    pub of: i32,\n}\npub enum r#B {}\npub mod a {\n    pub struct C {}\n}\n";
        assert_eq!(lost(one, &files(more)), []);
        assert_eq!(lost(one, &files(&more.replace("struct C", "use C"))), [("a.rs".into(), "C".into())]);
        assert_eq!(lost(one, &files(&more.replace(" of:", " off:"))), [("a.rs".into(), "of".into())]);
    }
}
