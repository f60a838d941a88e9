//! The line `vendor = "DIR"` of a protoward.toml. It is edited as text, so that comments and the order of keys stay.

/// Sets the line, which is above all tables. Comments and other lines stay as they are.
pub(crate) fn with_vendor(text: &str, line: &str) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let first_table = lines.iter().position(|it| it.trim_start().starts_with('[')).unwrap_or(lines.len());
    let is_key = |it: &&str| it.split_once('=').is_some_and(|(key, _)| key.trim() == "vendor");
    if let Some(at) = lines[..first_table].iter().position(is_key) {
        let comment = comment(lines[at]);
        let ending = if lines[at].ends_with('\n') { "\n" } else { "" };
        return format!("{}{line}{comment}{ending}{}", lines[..at].concat(), lines[at + 1..].concat());
    }
    // Comments directly above a table belong to it.
    let mut at = first_table;
    while first_table < lines.len() && at > 0 && lines[at - 1].trim_start().starts_with('#') {
        at -= 1;
    }
    let before = lines[..at].concat();
    let after = lines[at..].concat();
    let newline = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    // A key follows the other keys, and an empty line separates it from the tables.
    let keys = before.trim_end_matches(['\n', '\r']);
    match (keys.is_empty(), after.is_empty()) {
        (_, true) => format!("{before}{newline}{line}\n"),
        (true, false) => format!("{before}{line}\n\n{after}"),
        (false, false) => format!("{keys}\n{line}\n\n{after}"),
    }
}

/// Returns the comment after a value, with the space in front of it.
fn comment(line: &str) -> &str {
    let line = line.trim_end();
    let end = line.rfind(['"', '\'']).map_or(line.len(), |at| at + 1);
    let rest = &line[end..];
    if rest.trim_start().starts_with('#') { rest } else { "" }
}

#[cfg(test)]
mod tests {
    use super::with_vendor;

    #[test]
    fn keeps_comments_and_other_lines() {
        for (text, expected) in [
            ("", "V\n"),
            ("# ours\n", "# ours\nV\n"),
            ("a = 1", "a = 1\nV\n"),
            ("[x]\n", "V\n\n[x]\n"),
            ("# x\n[x]\n", "V\n\n# x\n[x]\n"),
            ("# ours\n\n# x\n[x]\n", "# ours\nV\n\n# x\n[x]\n"),
            ("a = 1\n\n\n[x] # y\nvendor = 2\n", "a = 1\nV\n\n[x] # y\nvendor = 2\n"),
            ("a = [\n  1,\n]\n[[x]]\n", "a = [\n  1,\n]\nV\n\n[[x]]\n"),
            ("vendor = \"old\" # why\n[x]\n", "V # why\n[x]\n"),
            ("vendor=\"old\"", "V"),
        ] {
            assert_eq!(with_vendor(text, "V"), expected, "{text:?}");
        }
    }
}
