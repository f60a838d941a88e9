//! The tokens with their trivia reproduce every text, valid or invalid, and are the same as those of the lexer.

use std::fs;
use std::path::Path;

use protoward_fixtures::CaseFile;
use protoward_syntax::{Lexer, PieceKind, Token, TokenKind, Tokens, Trivia};
use walkdir::WalkDir;

use super::Random;

/// The number of mutants per fixture.
const OF_EACH: usize = 4;

/// Characters that end, open or break constructs.
const PIECES: &[&str] = &[
    "\n", "\r\n", "\r", "\t", "/", "*", "/*", "*/", "//", "\"", "'", "\\", ";", "\0", "\u{1}", "\u{a0}", "\u{feff}",
    "ß",
];

#[test]
fn tokens_of_all_fixtures_reproduce_the_text() {
    let texts = fixtures();
    assert!(texts.len() > 1_000, "{} fixtures are few", texts.len());
    texts.iter().for_each(|(name, text)| check(name, text));
}

#[test]
fn tokens_of_mutated_fixtures_reproduce_the_text() {
    let mut random = Random(0x70ce);
    for (name, text) in fixtures() {
        for _ in 0..OF_EACH {
            check(&name, &mutant(&text, &mut random));
        }
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "whoever runs the tests has to know")]
fn tokens_of_the_corpora_reproduce_the_text() {
    let corpora = Path::new("target/corpus");
    if !corpora.is_dir() {
        eprintln!("skipped: `cargo xtask corpus` fetches the corpora into `target/corpus`");
        return;
    }
    let folder = fs::canonicalize(corpora).unwrap();
    texts(&folder).iter().for_each(|(name, text)| check(name, text));
}

/// Returns the `.proto` files of the fixtures, and those of the cases.
fn fixtures() -> Vec<(String, String)> {
    let folder = Path::new("fixtures");
    let mut texts = texts(folder);
    for (path, file) in CaseFile::read_below(folder).unwrap() {
        for case in file.cases {
            let sections = case.sections.into_iter().filter(|section| section.name.ends_with(".proto"));
            let name = |section: &str| format!("{}: {}: {section}", path.display(), case.name);
            texts.extend(sections.map(|section| (name(&section.name), section.text)));
        }
    }
    texts
}

/// Returns all `.proto` files below a folder that are UTF-8.
fn texts(folder: &Path) -> Vec<(String, String)> {
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.path().extension().is_some_and(|end| end == "proto"));
    let read = |path: &Path| Some((path.display().to_string(), fs::read_to_string(path).ok()?));
    files.filter_map(|entry| read(entry.path())).collect()
}

/// Replaces some characters of a text with random pieces.
fn mutant(text: &str, random: &mut Random) -> String {
    let letters: Vec<char> = text.chars().collect();
    let start = random.below(letters.len() + 1);
    let end = (start + random.below(4)).min(letters.len());
    let new = (0..=random.below(3)).map(|_| random.pick(PIECES)).collect::<String>();
    letters[..start].iter().copied().chain(new.chars()).chain(letters[end..].iter().copied()).collect()
}

fn check(name: &str, text: &str) {
    let tokens = Tokens::new(text);
    let mut at = 0;
    for piece in tokens.pieces() {
        assert_eq!(piece.span.start, at, "{name}: pieces follow one another");
        assert!(piece.span.end > at, "{name}: no piece is empty");
        at = piece.span.end;
        let written = piece.span.of(text);
        match piece.kind {
            PieceKind::Token(kind) => assert_ne!(kind, TokenKind::End, "{name}"),
            PieceKind::Trivia(trivia) => assert!(is_alike(trivia, written), "{name}: {trivia:?} `{written}`"),
        }
    }
    assert_eq!(at as usize, text.len(), "{name}: the pieces are all of the text");
    let mut lexer = Lexer::new(text);
    let lexed = std::iter::from_fn(|| Some(lexer.next_token()).filter(|token| token.kind != TokenKind::End));
    let pieces = tokens.pieces().iter().filter_map(|piece| match piece.kind {
        PieceKind::Token(kind) => Some(Token { kind, span: piece.span }),
        PieceKind::Trivia(_) => None,
    });
    assert!(pieces.eq(lexed), "{name}: the tokens are those of the lexer");
}

/// Returns `true` if a text looks like trivia of this kind, and the lexer finds no token in it.
fn is_alike(trivia: Trivia, written: &str) -> bool {
    let is_space = |text: &str| text.trim_matches([' ', '\t', '\r', '\u{b}', '\u{c}']).is_empty();
    let has_token = Lexer::new(written).next_token().kind != TokenKind::End;
    !has_token
        && match trivia {
            Trivia::ByteOrderMark => written == "\u{feff}",
            Trivia::Space => is_space(written),
            Trivia::LineBreak => matches!(written, "\n" | "\r\n"),
            Trivia::BlankLine => written.strip_suffix('\n').is_some_and(is_space),
            Trivia::LineComment => written.starts_with("//") && !written.contains('\n'),
            Trivia::BlockComment => written.starts_with("/*"),
            Trivia::Invalid => !written.contains([' ', '\t', '\r', '\n', '/']),
        }
}
