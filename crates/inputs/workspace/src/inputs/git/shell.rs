//! Arguments of commands in advice.

/// Returns a path as an argument of a shell.
pub(super) fn quoted(path: &str) -> String {
    let is_plain = |character: char| character.is_alphanumeric() || "_./@+=:,-~".contains(character);
    match path {
        "" => ".".to_owned(),
        path if path.chars().all(is_plain) => path.to_owned(),
        path => format!("'{}'", path.replace('\'', "'\\''")),
    }
}
