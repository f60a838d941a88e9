/// Whether a path means an element, as prost has it: `.` all of them, `.a.b` one by its full name or what it is in, and
/// `b.C` one by the end of its name. The full name begins with a dot.
pub(crate) fn matches(path: &str, full_name: &str) -> bool {
    match path.strip_prefix('.') {
        Some("") => true,
        Some(_) => full_name.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')),
        None => full_name.strip_suffix(path).is_some_and(|rest| rest.ends_with('.') && !path.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_mean_what_they_mean_to_prost() {
        let meant = [".", ".a", ".a.b", ".a.b.C", "a.b.C", "b.C", "C"];
        assert!(meant.iter().all(|path| matches(path, ".a.b.C")));
        let others = ["", ".b", ".a.b.", ".a.b.Cc", "a", "a.b", ".C", "bb.C"];
        assert!(others.iter().all(|path| !matches(path, ".a.b.C")));
    }
}
