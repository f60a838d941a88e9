//! The top-level declarations of a file.

/// Returns the top-level types and modules of a file with this code.
pub fn declared_modules(code: &[u8]) -> Vec<String> {
    let lines = str::from_utf8(code).unwrap_or_default().lines();
    lines.filter_map(declared_by).map(str::to_owned).collect()
}

/// Returns the type or module that a line declares at the top level.
fn declared_by(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("pub ")?;
    let rest = ["enum ", "mod ", "struct ", "trait ", "type "].iter().find_map(|kind| rest.strip_prefix(kind))?;
    rest.split(|letter: char| !(letter.is_alphanumeric() || "_#".contains(letter))).next()
}

#[cfg(test)]
mod tests {
    use super::declared_by;

    #[test]
    fn finds_what_a_line_declares() {
        let lines = ["pub mod r#type {", "pub struct A<T>(T);", "    pub mod inner {", "pub fn f() {}", "mod hidden {"];
        assert_eq!(lines.map(declared_by), [Some("r#type"), Some("A"), None, None, None]);
    }
}
