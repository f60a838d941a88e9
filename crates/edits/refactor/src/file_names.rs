//! The names of files with one declaration.

/// Returns the name of the file of a declaration, as style guides want it: `http_server.proto` for `HTTPServer`.
pub(crate) fn file_name(declaration: &str) -> String {
    let letters: Vec<char> = declaration.chars().collect();
    let mut name = String::with_capacity(declaration.len() + ENDING.len());
    for (index, letter) in letters.iter().enumerate() {
        let last = index.checked_sub(1).map(|last| letters[last]);
        let is_before_lower = letters.get(index + 1).is_some_and(char::is_ascii_lowercase);
        let is_start = letter.is_ascii_uppercase()
            && last.is_some_and(|last| last != '_' && (!last.is_ascii_uppercase() || is_before_lower));
        if is_start {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name + ENDING
}

const ENDING: &str = ".proto";

/// Returns the folder of an import path, with its last slash.
pub(crate) fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |at| &path[..=at])
}

#[cfg(test)]
mod tests {
    use super::{file_name, folder};

    #[test]
    fn puts_underscores_between_words() {
        let names = ["Order", "OrderItem", "HTTPServer", "V1Beta", "order_note", "IPv4Address", "A", "Old_Name"];
        let files = names.map(file_name);
        let expected =
            ["order", "order_item", "http_server", "v1_beta", "order_note", "i_pv4_address", "a", "old_name"];
        assert_eq!(files.map(|file| file.replace(".proto", "")), expected);
    }

    #[test]
    fn finds_folders() {
        assert_eq!([folder("a/b/c.proto"), folder("c.proto")], ["a/b/", ""]);
    }
}
