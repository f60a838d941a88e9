//! Draws a file, a token and a change. All follow from the seed and the number of the mutant.

use std::ops::Range;
use std::path::PathBuf;

use protoward_kit::corpus::Tree;
use protoward_kit::random::Random;
use protoward_kit::tokens::{Token, tokens};

/// A real file that may be mutated.
#[derive(Debug, Clone)]
pub(super) struct Original {
    pub(super) name: String,
    /// The include paths of the file and its imports.
    pub(super) roots: Vec<PathBuf>,
}

/// Files of one kind. Each group has the same share of the mutants, whatever its number of files.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) name: &'static str,
    pub(super) files: Vec<Original>,
}

/// A real file with one token changed.
#[derive(Debug)]
pub(super) struct Mutant {
    pub(super) number: u64,
    pub(super) original: Original,
    pub(super) text: String,
    /// A description of the change.
    pub(super) what: String,
    /// The line of the change, from 1.
    pub(super) line: usize,
}

/// A change of a token.
#[derive(Debug, Clone, Copy)]
enum TokenChange {
    Delete,
    Duplicate,
    Swap,
    Replace,
}

const CHANGES: [TokenChange; 4] =
    [TokenChange::Delete, TokenChange::Duplicate, TokenChange::Swap, TokenChange::Replace];

/// The maximum number of draws. A file that cannot be read or has no tokens is drawn again.
const ATTEMPTS: u64 = 50;

impl Original {
    pub(super) fn new(tree: &Tree, name: &str) -> Original {
        let roots = std::iter::once(&tree.dir).chain(&tree.includes).cloned().collect();
        Original { name: name.to_owned(), roots }
    }

    pub(super) fn text(&self) -> Option<String> {
        std::fs::read_to_string(self.roots.first()?.join(&self.name)).ok()
    }
}

/// Draws the mutant with this number.
pub(super) fn draw(groups: &[Group], seed: u64, number: u64) -> Option<Mutant> {
    (0..ATTEMPTS).find_map(|attempt| attempted(groups, number, &mut Random::keyed(seed, &[number, attempt])))
}

fn attempted(groups: &[Group], number: u64, random: &mut Random) -> Option<Mutant> {
    let original = any_file(groups, random)?;
    let text = original.text()?;
    let tokens = tokens(&text);
    let at = random.below(tokens.len().max(1));
    let token = tokens.get(at)?;
    let (span, new, what) = match random.pick(&CHANGES)? {
        TokenChange::Delete => deleted(&text, token),
        TokenChange::Duplicate => duplicated(&text, token),
        TokenChange::Swap => swapped(&text, token, tokens.get(at + 1)?),
        TokenChange::Replace => replaced(&text, token, &any_token(groups, random)?),
    };
    let line = text[..span.start].bytes().filter(|it| *it == b'\n').count() + 1;
    let mutated = format!("{}{new}{}", &text[..span.start], &text[span.end..]);
    (mutated != text).then(|| Mutant { number, original: original.clone(), text: mutated, what, line })
}

fn any_file<'a>(groups: &'a [Group], random: &mut Random) -> Option<&'a Original> {
    random.pick(groups).and_then(|group| random.pick(&group.files))
}

fn any_token(groups: &[Group], random: &mut Random) -> Option<String> {
    let text = any_file(groups, random)?.text()?;
    let token = random.pick(&tokens(&text))?.span.clone();
    Some(text[token].to_owned())
}

fn deleted(text: &str, token: &Token) -> (Range<usize>, String, String) {
    (token.span.clone(), String::new(), format!("deleted `{}`", &text[token.span.clone()]))
}

fn duplicated(text: &str, token: &Token) -> (Range<usize>, String, String) {
    let it = &text[token.span.clone()];
    (token.span.clone(), format!("{it} {it}"), format!("duplicated `{it}`"))
}

/// Swaps two tokens, and keeps the text between them.
fn swapped(text: &str, one: &Token, other: &Token) -> (Range<usize>, String, String) {
    let between = &text[one.span.end..other.span.start];
    let first = &text[one.span.clone()];
    let second = &text[other.span.clone()];
    let what = format!("swapped `{first}` and `{second}`");
    (one.span.start..other.span.end, format!("{second}{between}{first}"), what)
}

fn replaced(text: &str, token: &Token, by: &str) -> (Range<usize>, String, String) {
    let what = format!("replaced `{}` by `{by}`", &text[token.span.clone()]);
    (token.span.clone(), by.to_owned(), what)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a = 1;";

    fn applied((span, new, _): (Range<usize>, String, String)) -> String {
        format!("{}{new}{}", &TEXT[..span.start], &TEXT[span.end..])
    }

    #[test]
    fn each_change_touches_its_token_only() {
        let tokens = tokens(TEXT);
        assert_eq!(applied(deleted(TEXT, &tokens[1])), "a  1;");
        assert_eq!(applied(duplicated(TEXT, &tokens[0])), "a a = 1;");
        assert_eq!(applied(swapped(TEXT, &tokens[0], &tokens[1])), "= a 1;");
        assert_eq!(applied(replaced(TEXT, &tokens[2], "x")), "a = x;");
    }

    #[test]
    fn draws_the_same_mutant_for_a_number() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(dir.path().join("a.proto"), "syntax = \"proto3\";\nmessage A { int32 b = 1; }\n")
            .expect("it is written");
        let original = Original { name: "a.proto".into(), roots: vec![dir.path().to_path_buf()] };
        let groups = [Group { name: "one", files: vec![original] }];
        let drawn = |number| draw(&groups, 1, number).map(|it| (it.text, it.what));
        assert!(drawn(1).is_some());
        assert_eq!(drawn(1), drawn(1));
        assert!((2..20).any(|number| drawn(number) != drawn(1)));
    }
}
