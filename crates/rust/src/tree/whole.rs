//! The top-level declarations of each file.

use std::collections::BTreeMap;

use super::Files;

/// The top-level types and modules of each file.
pub struct Whole {
    declared: BTreeMap<String, Vec<String>>,
}

impl Whole {
    /// Reads the code of all files.
    pub fn of(files: &Files) -> Self {
        let of_file = |(name, code): (&String, &Vec<u8>)| (name.clone(), all_declared(code));
        Self { declared: files.iter().map(of_file).collect() }
    }

    /// Returns the top-level types and modules of a file.
    pub fn declared(&self, file: &str) -> Vec<String> {
        self.declared.get(file).cloned().unwrap_or_default()
    }
}

fn all_declared(code: &[u8]) -> Vec<String> {
    let lines = str::from_utf8(code).unwrap_or_default().lines();
    lines.filter_map(declared).map(str::to_owned).collect()
}

/// Returns the type or module that a line declares at the top level.
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
