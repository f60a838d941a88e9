//! Files as they are once messages lie where packages are.

use std::collections::BTreeMap;

use super::{Files, file_of, merge};
use crate::names::Names;

/// The files by their names, with what is nested in a message where the package of that path is.
pub(crate) fn merged(files: Files, names: &Names) -> Files {
    let mut files = BTreeMap::from_iter(files.into_iter().map(|(name, code)| (names.put_back(&name), code)));
    for it in names.merges() {
        merge(&mut files, &it.module, &file_of(&it.into, ""));
    }
    files
}

/// What will be at the top of each file, before names are put back into them.
pub(crate) struct Whole<'n> {
    declared: BTreeMap<String, Vec<String>>,
    names: &'n Names,
}

impl<'n> Whole<'n> {
    pub(crate) fn of(files: &Files, names: &'n Names) -> Self {
        let declared = |files: &Files| {
            let of_file = |(name, code): (&String, &Vec<u8>)| (name.clone(), all_declared(code, names));
            BTreeMap::from_iter(files.iter().map(of_file))
        };
        // Where nothing moves, there is no need for other files.
        let declared = if names.has_marks() { declared(&merged(files.clone(), names)) } else { declared(files) };
        Self { declared, names }
    }

    /// The types and modules that there will be at the top of a file.
    pub(crate) fn declared(&self, file: &str) -> Vec<String> {
        self.declared.get(&self.names.put_back(file)).cloned().unwrap_or_default()
    }
}

fn all_declared(code: &[u8], names: &Names) -> Vec<String> {
    let lines = str::from_utf8(code).unwrap_or_default().lines();
    lines.filter_map(declared).map(|name| names.put_back(name)).collect()
}

/// What a line declares that is in nothing else.
fn declared(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("pub ")?;
    let rest = ["enum ", "mod ", "struct ", "trait ", "type "].iter().find_map(|kind| rest.strip_prefix(kind))?;
    rest.split(|letter: char| !(letter.is_alphanumeric() || "_#".contains(letter))).next()
}

#[cfg(test)]
mod tests {
    use super::declared;

    #[test]
    fn what_a_line_declares() {
        let lines = ["pub mod r#type {", "pub struct A<T>(T);", "    pub mod inner {", "pub fn f() {}", "mod hidden {"];
        assert_eq!(lines.map(declared), [Some("r#type"), Some("A"), None, None, None]);
    }
}
