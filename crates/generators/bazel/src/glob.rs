//! Patterns of `glob`: `*` is any part of a name, `**` any number of folders.

use super::tokens::{Kind, Token};

/// Returns `true` if an expression for files contains a file, as far as its strings tell. One without strings, such as a variable, may
/// contain each file of its folder.
pub(crate) fn contains(expression: &[Token<'_>], path: &str) -> bool {
    let mut has_strings = false;
    let mut is_in = false;
    let mut at = 0;
    while let Some(token) = expression.get(at) {
        let is_exclude = token.kind == Kind::Name && token.text == "exclude";
        if is_exclude && expression.get(at + 1).is_some_and(|next| next.text == "=") {
            let length = expression[at..].iter().take_while(|token| token.text != "]").count();
            let excluded = &expression[at..at + length];
            if excluded.iter().filter_map(Token::content).any(|pattern| matches(&pattern, path)) {
                return false;
            }
            at += length;
            continue;
        }
        if let Some(pattern) = token.content() {
            has_strings = true;
            is_in |= matches(pattern.strip_prefix(':').unwrap_or(&pattern), path);
        }
        at += 1;
    }
    if has_strings { is_in } else { !path.contains('/') }
}

/// Returns `true` if a path fits a pattern.
pub(crate) fn matches(pattern: &str, path: &str) -> bool {
    let names: Vec<&str> = path.split('/').collect();
    // For each number of names from the start of the path, whether the pattern so far fits them.
    let mut fits = vec![false; names.len() + 1];
    fits[0] = true;
    for part in pattern.split('/') {
        let mut next = vec![false; names.len() + 1];
        for at in 0..=names.len() {
            next[at] = match part {
                "**" => fits[at] || (at > 0 && next[at - 1]),
                _ => at > 0 && fits[at - 1] && name_matches(part, names[at - 1]),
            };
        }
        fits = next;
    }
    fits[names.len()]
}

fn name_matches(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == name };
    let (middle, end) = rest.rsplit_once('*').unwrap_or(("", rest));
    let Some(mut left) = name.strip_prefix(start).and_then(|name| name.strip_suffix(end)) else { return false };
    for part in middle.split('*') {
        let Some(at) = left.find(part) else { return false };
        left = &left[at + part.len()..];
    }
    true
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::super::tokens::Tokens;
    use super::*;

    #[test]
    fn patterns_match_paths() {
        for (pattern, path, fits) in [
            ("*.proto", "a.proto", true),
            ("*.proto", "a/b.proto", false),
            ("**/*.proto", "a/b/c.proto", true),
            ("**/*.proto", "c.proto", true),
            ("a/**", "a/b/c.proto", true),
            ("a/**", "b/c.proto", false),
            ("a*b*c", "a-b-bc", true),
            ("a*b", "ab", true),
            ("ab*b", "ab", false),
            ("a.proto", "a.proto", true),
            ("**/**/**/**/**/x", "a/b/c/d/e/f/g", false),
        ] {
            assert_eq!(matches(pattern, path), fits, "{pattern} {path}");
        }
    }

    #[test]
    fn expressions_contain_files() {
        for (expression, path, fits) in [
            ("glob(['*.proto'], exclude = ['x*'])", "a.proto", true),
            ("glob(['*.proto'], exclude = ['x*'])", "x.proto", false),
            ("glob(exclude = ['x*'], include = ['*.proto'])", "a.proto", true),
            ("['a.proto'] + select({':x': ['b.proto'], '//conditions:default': []})", "b.proto", true),
            ("['a.proto'] + select({':x': ['b.proto'], '//conditions:default': []})", "c.proto", false),
            ("PROTOS", "a.proto", true),
            ("PROTOS", "b/a.proto", false),
        ] {
            assert_eq!(contains(&Tokens::new(expression).unwrap().all, path), fits, "{expression} {path}");
        }
    }
}
