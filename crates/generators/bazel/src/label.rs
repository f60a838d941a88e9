//! Labels of targets and files, and the folders of their BUILD files.

/// Returns a label with its folder and its name, for a label in a BUILD file of a folder.
pub(crate) fn full_label(label: &str, folder: &str) -> String {
    let label = label.strip_prefix('@').filter(|rest| rest.starts_with("//")).unwrap_or(label);
    match label.strip_prefix(':') {
        Some(name) => format!("//{folder}:{name}"),
        None if label.starts_with("//") || label.starts_with('@') => with_name(label),
        None => format!("//{folder}:{label}"),
    }
}

/// Returns a label that starts at a root with its name: `//a/b:b` for `//a/b`.
fn with_name(label: &str) -> String {
    if label.contains(':') {
        return label.to_owned();
    }
    let name = label.rsplit('/').next().unwrap_or_default().trim_start_matches('@');
    if label.contains("//") { format!("{label}:{name}") } else { format!("{label}//:{name}") }
}

/// Returns the shortest form of a full label for a BUILD file of a folder.
pub(crate) fn short_label(label: &str, folder: &str) -> String {
    let Some((package, name)) = label.split_once(':') else { return label.to_owned() };
    match package.strip_prefix("//") {
        Some(package) if package == folder => format!(":{name}"),
        _ if package.rsplit('/').next() == Some(name) => package.to_owned(),
        _ => label.to_owned(),
    }
}

/// Returns the folder of a path; empty for the root.
pub(crate) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Returns a folder and those around it, up to the root.
pub(crate) fn around(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| (!folder.is_empty()).then(|| folder_of(folder)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_compared_in_full_and_written_short() {
        for (label, full, short) in [
            (":c", "//a/b:c", ":c"),
            ("c", "//a/b:c", ":c"),
            ("sub/c.proto", "//a/b:sub/c.proto", ":sub/c.proto"),
            ("//a/b:c", "//a/b:c", ":c"),
            ("//a/c", "//a/c:c", "//a/c"),
            ("//a:c", "//a:c", "//a:c"),
            ("@//:c", "//:c", "//:c"),
            ("@x//y", "@x//y:y", "@x//y"),
            ("@x//y:z", "@x//y:z", "@x//y:z"),
            ("@x", "@x//:x", "@x//:x"),
        ] {
            assert_eq!(full_label(label, "a/b"), full, "{label}");
            assert_eq!(short_label(full, "a/b"), short, "{label}");
        }
    }

    #[test]
    fn folders_end_at_the_root() {
        assert_eq!(around("a/b").collect::<Vec<_>>(), ["a/b", "a", ""]);
    }
}
