//! Directives of Gazelle in BUILD files: `# gazelle:resolve proto google/api/http.proto @googleapis//google/api:http_proto`.

use std::collections::BTreeMap;

/// Returns the labels that a BUILD file gives to imports.
pub(crate) fn resolved(text: &str) -> BTreeMap<&str, &str> {
    let directives = text.lines().filter_map(|line| line.trim().strip_prefix("# gazelle:resolve proto "));
    fn pair(directive: &str) -> Option<(&str, &str)> {
        // With three parts, the first is the language of the import.
        let parts: Vec<&str> = directive.split_whitespace().collect();
        let [.., import, label] = parts[..] else { return None };
        Some((import, label))
    }
    directives.filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_have_labels() {
        let text = "# gazelle:resolve proto a.proto //x:y\n# gazelle:resolve proto go b.proto @z//:b\n# gazelle:prefix x\n# gazelle:resolve proto c\n";
        assert_eq!(resolved(text), BTreeMap::from([("a.proto", "//x:y"), ("b.proto", "@z//:b")]));
    }
}
