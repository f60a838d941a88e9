//! Minimizes a set, as long as the two compilers still differ in the same way.

use super::Texts;
use super::judge::Judge;
use protoward_kit::error::Error;

/// The maximum number of attempts.
const ATTEMPTS: usize = 500;

pub(super) fn shrink(judge: &Judge, mut texts: Texts, class: &str, mode: Option<usize>) -> Result<Texts, Error> {
    let mut left = ATTEMPTS;
    for file in 0..texts.len() {
        let mut plainer = texts.clone();
        plainer[file].1 = plain(&texts[file].1);
        if judge.compare(&plainer, mode)?.1.is_some_and(|it| it.class() == class) {
            texts = plainer;
        }
    }
    loop {
        let before = texts.clone();
        let mut size = usize::MAX;
        while let Some(cut) = next(&texts, size) {
            if left == 0 {
                return Ok(texts);
            }
            size = cut.order(&texts);
            let Some(smaller) = cut.apply(&texts) else { continue };
            left -= 1;
            if judge.compare(&smaller, mode)?.1.is_some_and(|it| it.class() == class) {
                texts = smaller;
            }
        }
        if texts == before {
            return Ok(texts);
        }
    }
}

/// Removes comments and reduces whitespace.
fn plain(text: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let end = at + length(&text[at..]);
        let blank = text[at].is_ascii_whitespace() || text[at] == b'/' && end > at + 1;
        match text[at] {
            _ if blank && out.ends_with(b" ") | out.ends_with(b"\n") => {}
            _ if blank => out.push(b' '),
            it => {
                out.extend(&text[at..end]);
                out.extend(if matches!(it, b';' | b'{' | b'}') { &b"\n"[..] } else { b"" });
            }
        }
        at = end;
    }
    out
}

/// Returns the largest piece below a size.
fn next(texts: &Texts, size: usize) -> Option<Removal> {
    candidates(texts).into_iter().filter(|it| it.order(texts) < size).max_by_key(|it| it.order(texts))
}

/// A piece that may be removed.
#[derive(Debug, Clone)]
struct Removal {
    file: usize,
    /// The byte range of the piece. `None` stands for the whole file.
    span: Option<(usize, usize)>,
    by: &'static str,
}

impl Removal {
    fn apply(&self, texts: &Texts) -> Option<Texts> {
        let mut next = texts.clone();
        match self.span {
            None if texts.len() > 1 => drop(next.remove(self.file)),
            None => return None,
            Some((start, end)) => {
                next[self.file].1.splice(start..end, self.by.bytes());
            }
        }
        Some(next)
    }

    /// Returns a unique key. Larger pieces have larger keys, and so do later pieces of the same size.
    fn order(&self, texts: &Texts) -> usize {
        let (size, start) = self.span.map_or((texts[self.file].1.len() + 1, 0), |it| (it.1 - it.0, it.0));
        size * 10_000_000 + (self.file * 1_000_000 + start) * 2 + usize::from(self.span.is_none())
    }
}

/// Returns all pieces.
fn candidates(texts: &Texts) -> Vec<Removal> {
    let mut all = Vec::new();
    for (file, (_, text)) in texts.iter().enumerate() {
        all.push(Removal { file, span: None, by: "" });
        for ((start, end), by) in pieces(text) {
            if end - start > by.len() {
                all.push(Removal { file, span: Some((start, end)), by });
            }
        }
    }
    all
}

type Span = (usize, usize);

/// Returns statements, elements of lists, brackets, comments and wide gaps, each with its replacement.
fn pieces(text: &[u8]) -> Vec<(Span, &'static str)> {
    let mut found = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut starts: Vec<usize> = vec![0];
    let mut at = 0;
    while at < text.len() {
        let end = at + length(&text[at..]);
        match text[at] {
            b'/' if end > at + 1 => {
                let blank = if text[at + 1] == b'/' { "\n" } else { " " };
                found.push(((at, end), blank));
            }
            b' ' | b'\t' | b'\n' | b'\r' => {
                found.push(((at, end), if text[at..end].contains(&b'\n') { "\n" } else { " " }))
            }
            b'{' | b'[' => {
                open.push(at);
                starts.push(end);
            }
            b'}' | b']' => {
                starts.pop();
                if let Some(from) = open.pop() {
                    found.push(((from, end), if text[at] == b'}' { ";" } else { "" }));
                    found.push(((from + 1, at), ""));
                }
                if let (b'}', Some(start)) = (text[at], starts.last_mut()) {
                    found.push(((*start, end), ""));
                    *start = end;
                }
            }
            b';' | b',' => {
                if let Some(start) = starts.last_mut() {
                    found.push(((*start, end), ""));
                    *start = end;
                }
            }
            _ => {}
        }
        at = end;
    }
    found
}

/// Returns the length of a comment, a string, a gap, or a single other byte.
fn length(text: &[u8]) -> usize {
    let until = |end: &[u8], from: usize| {
        text[from.min(text.len())..].windows(end.len()).position(|it| it == end).map(|it| from + it + end.len())
    };
    match text {
        [b'/', b'/', ..] => until(b"\n", 2).unwrap_or(text.len()),
        [b'/', b'*', ..] => until(b"*/", 2).unwrap_or(text.len()),
        [b'"' | b'\'', ..] => string(text),
        [b' ' | b'\t' | b'\r' | b'\n', ..] => {
            text.iter().position(|it| !b" \t\r\n\x0b\x0c".contains(it)).unwrap_or(text.len())
        }
        _ => 1,
    }
}

fn string(text: &[u8]) -> usize {
    let mut escaped = false;
    for (at, it) in text.iter().enumerate().skip(1) {
        match it {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            it if *it == text[0] => return at + 1,
            _ => {}
        }
    }
    text.len()
}
