//! The file `CODEOWNERS`: the owners of paths, as GitHub and GitLab read them.

use std::collections::BTreeSet;

use super::pattern::{CodeOwnersForm, PathPattern};

/// The places of the file, in order of precedence.
pub(super) const PLACES: [&str; 4] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];

/// The rules of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CodeOwners {
    sections: Vec<OwnerSection>,
}

/// A section, in which the last rule that matches decides. A file without sections has one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct OwnerSection {
    /// The name in lower case; empty before the first section.
    name: String,
    rules: Vec<OwnerRule>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct OwnerRule {
    pattern: PathPattern,
    /// `true` if the section has no owners of the paths, whatever other rules say.
    is_exclusion: bool,
    owners: Vec<String>,
}

impl CodeOwners {
    /// Reads a file. Lines that its service skips are skipped.
    pub(super) fn new(text: &str, path: &str) -> Self {
        match form(text, path) {
            CodeOwnersForm::GitHub => {
                let rules = text.lines().filter_map(github_rule).collect();
                Self { sections: vec![OwnerSection { rules, ..OwnerSection::default() }] }
            }
            CodeOwnersForm::GitLab => gitlab(text),
        }
    }

    /// Returns all owners that the file names.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        let rules = self.sections.iter().flat_map(|section| &section.rules);
        rules.flat_map(|rule| &rule.owners).map(String::as_str)
    }

    /// Returns the owners of a path, those of all sections.
    pub(super) fn owners(&self, path: &str) -> BTreeSet<&str> {
        self.sections.iter().flat_map(|section| section.owners(path)).map(String::as_str).collect()
    }
}

impl OwnerSection {
    fn owners(&self, path: &str) -> &[String] {
        let mut matching = self.rules.iter().rev().filter(|rule| rule.pattern.matches(path)).peekable();
        let last = matching.peek().map_or(&[][..], |rule| &rule.owners);
        if matching.any(|rule| rule.is_exclusion) { &[] } else { last }
    }
}

/// Returns the service by the folder of the file, or else by its sections, which only GitLab has.
fn form(text: &str, path: &str) -> CodeOwnersForm {
    let has_sections = || text.lines().any(|line| heading(line.trim()).is_some());
    match path.split('/').next() {
        Some(".github") => CodeOwnersForm::GitHub,
        Some(".gitlab") => CodeOwnersForm::GitLab,
        _ if has_sections() => CodeOwnersForm::GitLab,
        _ => CodeOwnersForm::GitHub,
    }
}

/// Reads a line for GitHub, which skips lines with words that are not owners.
fn github_rule(line: &str) -> Option<OwnerRule> {
    let mut words = words(line).into_iter().take_while(|word| !word.starts_with('#'));
    let pattern = words.next()?;
    if pattern.starts_with('!') || pattern.starts_with("\\#") || pattern.contains(['[', ']']) {
        return None;
    }
    let owners: Vec<String> = words.collect();
    let pattern = PathPattern::new(&pattern, CodeOwnersForm::GitHub);
    owners.iter().all(|word| is_owner(word)).then_some(OwnerRule { pattern, is_exclusion: false, owners })
}

/// Reads a file for GitLab, which ignores words that are not owners, and has no comments after a pattern.
fn gitlab(text: &str) -> CodeOwners {
    let mut sections = vec![OwnerSection::default()];
    let mut at = 0;
    let mut defaults = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some((name, owners)) = heading(line) {
            let name = name.to_lowercase();
            at = sections.iter().position(|section| section.name == name).unwrap_or(sections.len());
            if at == sections.len() {
                sections.push(OwnerSection { name, ..OwnerSection::default() });
            }
            defaults = owners;
            continue;
        }
        let mut words = words(line).into_iter();
        let Some(pattern) = words.next() else { continue };
        let mut owners: Vec<String> = words.filter(|word| is_owner(word)).collect();
        if owners.is_empty() {
            owners.clone_from(&defaults);
        }
        let (is_exclusion, pattern) = match pattern.strip_prefix('!') {
            Some(pattern) => (true, pattern),
            None => (false, pattern.as_str()),
        };
        let pattern = PathPattern::new(pattern, CodeOwnersForm::GitLab);
        sections[at].rules.push(OwnerRule { pattern, is_exclusion, owners });
    }
    CodeOwners { sections }
}

/// Returns the name and the owners of a heading such as `[Name]`, `^[Name][2] @team`.
fn heading(line: &str) -> Option<(&str, Vec<String>)> {
    let inner = line.strip_prefix('^').unwrap_or(line).strip_prefix('[')?;
    let (name, mut rest) = inner.split_once(']')?;
    if let Some((count, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        rest = if count.bytes().all(|byte| byte.is_ascii_digit()) { after } else { return None };
    }
    let is_heading = !name.trim().is_empty() && (rest.is_empty() || rest.starts_with(char::is_whitespace));
    is_heading.then(|| (name.trim(), words(rest).into_iter().filter(|word| is_owner(word)).collect()))
}

/// Returns `true` for `@user`, `@organization/team`, `@@role` and an e-mail address.
fn is_owner(word: &str) -> bool {
    word.contains('@') && !word.ends_with('@')
}

/// Splits a line at white space that no backslash escapes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut is_escaped = false;
    for character in line.chars() {
        if character.is_whitespace() && !is_escaped {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            continue;
        }
        if character.is_whitespace() {
            word.pop();
        }
        word.push(character);
        is_escaped = character == '\\' && !is_escaped;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owners(place: &str, text: &str, path: &str) -> String {
        CodeOwners::new(text, place).owners(path).into_iter().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_last_rule_decides() {
        let text = "* @all\n*.proto @proto\n/a/ @a lead@example.com # the leads\n/a/free.proto\n";
        for (path, expected) in
            [("x", "@all"), ("b/x.proto", "@proto"), ("a/x.proto", "@a lead@example.com"), ("a/free.proto", "")]
        {
            assert_eq!(owners(".github/CODEOWNERS", text, path), expected, "{path}");
        }
    }

    #[test]
    fn github_skips_invalid_lines() {
        let text = "* @all\n*.proto proto-team\n!/a @a\n/b[12] @b\n\\#c @c\n#d @d\n";
        for path in ["x.proto", "a", "b1", "#c", "#d"] {
            assert_eq!(owners(".github/CODEOWNERS", text, path), "@all", "{path}");
        }
    }

    #[test]
    fn gitlab_has_sections_with_default_owners() {
        let text = "* @all\n[API][2] @api\n/proto/\n/proto/internal/ @core\n!/proto/gen/\n^[Docs]\n*.md @docs\n[api]\n*.json @json";
        for (path, expected) in [
            ("x", "@all"),
            ("proto/a.proto", "@all @api"),
            ("proto/internal/a.proto", "@all @core"),
            ("proto/gen/a.proto", "@all"),
            ("proto/a.md", "@all @api @docs"),
            ("proto/a.json", "@all @json"),
        ] {
            assert_eq!(owners(".gitlab/CODEOWNERS", text, path), expected, "{path}");
            // A file elsewhere is one of GitLab because of its sections.
            assert_eq!(owners("CODEOWNERS", text, path), expected, "{path}");
        }
    }

    #[test]
    fn an_exclusion_of_gitlab_is_final() {
        let text = "/a/ @a\n!/a/gen/\n/a/gen/x.proto @gen\n";
        assert_eq!(owners(".gitlab/CODEOWNERS", text, "a/gen/x.proto"), "");
        assert_eq!(owners(".gitlab/CODEOWNERS", text, "a/x.proto"), "@a");
    }

    #[test]
    fn spaces_and_comments_follow_the_service() {
        assert_eq!(owners("CODEOWNERS", "/a\\ b/ @a", "a b/c"), "@a");
        assert_eq!(owners(".gitlab/CODEOWNERS", "\\#x @a", "#x"), "@a");
        assert_eq!(owners(".gitlab/CODEOWNERS", "/x this @a # @b", "x"), "@a @b");
        assert_eq!(owners(".gitlab/CODEOWNERS", "/x @@maintainer", "x"), "@@maintainer");
    }
}
