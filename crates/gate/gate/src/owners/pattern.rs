//! Patterns of paths in a file `CODEOWNERS`, in which GitHub and GitLab differ.

/// The service whose rules a file `CODEOWNERS` follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CodeOwnersForm {
    /// GitHub: patterns of `.gitignore` without negation, ranges and escaped `#`.
    GitHub,
    /// GitLab: patterns of file names, and sections.
    GitLab,
}

/// A pattern of paths, split at its slashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PathPattern {
    /// The components; `**` stands for any number of folders.
    parts: Vec<String>,
    /// `true` if a match of a folder is one of everything in it.
    covers_folders: bool,
}

impl PathPattern {
    /// Parses a pattern.
    ///
    /// GitHub anchors a pattern at the root of the repository if it has a slash at its start or in its middle, and GitLab only
    /// if it begins with one. A folder without a slash at its end covers its files on GitHub only.
    pub(super) fn new(text: &str, form: CodeOwnersForm) -> Self {
        let is_folder = text.ends_with('/');
        let inner = text.trim_end_matches('/');
        let is_anchored = match form {
            CodeOwnersForm::GitHub => inner.contains('/'),
            CodeOwnersForm::GitLab => inner.starts_with('/') || text == "/",
        };
        let mut parts: Vec<String> = Vec::new();
        if !is_anchored {
            parts.push("**".to_owned());
        }
        parts.extend(inner.split('/').filter(|part| !part.is_empty()).map(str::to_owned));
        let ends_with_star = parts.last().is_some_and(|part| part == "*") && is_anchored;
        if is_folder {
            parts.extend(["**", "*"].map(str::to_owned));
        }
        // `docs/*` has the files in `docs`, and not those in its folders.
        let covers_folders = form == CodeOwnersForm::GitHub && !is_folder && !ends_with_star;
        Self { parts, covers_folders }
    }

    /// Returns `true` if the pattern matches the path of a file from the root of the repository.
    pub(super) fn matches(&self, path: &str) -> bool {
        let names: Vec<&str> = path.split('/').collect();
        let parts: Vec<&str> = self.parts.iter().map(String::as_str).collect();
        let shortest = if self.covers_folders { 1 } else { names.len() };
        (shortest..=names.len()).any(|length| matches_parts(&parts, &names[..length]))
    }
}

/// Matches components. Each `**` is tried with the fewest folders first, and a later one replaces it, so that the time does not
/// grow exponentially.
fn matches_parts(parts: &[&str], names: &[&str]) -> bool {
    let mut part = 0;
    let mut name = 0;
    let mut retry = None;
    while name < names.len() {
        if parts.get(part) == Some(&"**") {
            // `a/**` has everything in `a`, and not `a` itself.
            if part + 1 == parts.len() {
                return true;
            }
            retry = Some((part, name));
            part += 1;
        } else if parts.get(part).is_some_and(|part| matches_name(part, names[name])) {
            (part, name) = (part + 1, name + 1);
        } else if let Some((at, taken)) = retry {
            retry = Some((at, taken + 1));
            (part, name) = (at + 1, taken + 1);
        } else {
            return false;
        }
    }
    part == parts.len()
}

/// Matches one component, with `*` and `?`.
fn matches_name(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let mut at = 0;
    let mut is = 0;
    let mut retry = None;
    while is < name.len() {
        match pattern.get(at) {
            Some('*') => {
                retry = Some((at, is));
                at += 1;
            }
            Some('\\') if pattern.get(at + 1) == Some(&name[is]) => (at, is) = (at + 2, is + 1),
            Some('?') => (at, is) = (at + 1, is + 1),
            Some(character) if *character == name[is] => (at, is) = (at + 1, is + 1),
            _ => match retry {
                Some((star, taken)) => {
                    retry = Some((star, taken + 1));
                    (at, is) = (star + 1, taken + 1);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|character| *character == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(form: CodeOwnersForm, pattern: &str, matching: &[&str], others: &[&str]) {
        let parsed = PathPattern::new(pattern, form);
        matching.iter().for_each(|path| assert!(parsed.matches(path), "{pattern} matches {path}"));
        others.iter().for_each(|path| assert!(!parsed.matches(path), "{pattern} does not match {path}"));
    }

    #[test]
    fn both_services_agree_about_most_patterns() {
        for form in [CodeOwnersForm::GitHub, CodeOwnersForm::GitLab] {
            check(form, "*", &["a.proto", "a/b/c.proto", ".hidden/a"], &[]);
            check(form, "*.proto", &["a.proto", "a/b/c.proto"], &["a.proto.txt", "proto"]);
            check(form, "/docs/", &["docs/a", "docs/b/c"], &["docs", "a/docs/b"]);
            check(form, "apps/", &["apps/a", "x/apps/a/b"], &["apps", "myapps/a"]);
            check(form, "/docs/*", &["docs/a"], &["docs/b/c", "docs"]);
            check(form, "/docs/**/*.md", &["docs/a.md", "docs/b/c/d.md"], &["a.md", "docs/a.txt"]);
            check(form, "/a/**", &["a/b", "a/b/c"], &["a", "b/a/c"]);
            check(form, "/*.proto", &["a.proto"], &["b/a.proto"]);
            check(form, "/a?c.proto", &["abc.proto"], &["ac.proto", "a/c.proto"]);
            check(form, "**/v1/*.proto", &["v1/a.proto", "x/y/v1/a.proto"], &["v1/b/a.proto"]);
            check(form, "/", &["a", "a/b"], &[]);
        }
    }

    #[test]
    fn services_differ_in_folders_and_anchors() {
        use CodeOwnersForm::{GitHub, GitLab};
        check(GitHub, "/docs", &["docs", "docs/a/b"], &["x/docs"]);
        check(GitLab, "/docs", &["docs"], &["docs/a"]);
        check(GitHub, "docs/*", &["docs/a"], &["x/docs/a", "docs/a/b"]);
        check(GitLab, "docs/*", &["docs/a", "x/docs/a"], &["docs/a/b"]);
        check(GitHub, "a/b.proto", &["a/b.proto"], &["x/a/b.proto"]);
        check(GitLab, "a/b.proto", &["a/b.proto", "x/a/b.proto"], &["a/c.proto"]);
        check(GitHub, "proto", &["proto", "proto/a", "x/proto/a"], &["protos/a"]);
    }

    #[test]
    fn many_stars_take_little_time() {
        let pattern = format!("/{}x", "**/*a*/".repeat(40));
        check(CodeOwnersForm::GitHub, &pattern, &[], &[&"aa/".repeat(200)]);
        check(CodeOwnersForm::GitHub, &"*a".repeat(60), &[], &[&"a".repeat(2000).replace("aa", "ab")]);
    }
}
