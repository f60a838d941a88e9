//! The parser of one line: a fact and its event.

use std::ops::Range;
use std::sync::Arc;

use super::life::{COMMIT_ID, Event, EventTime};
use super::token::unescaped;
use super::{Fact, Streaming, TypeKind, TypeName};
use protoward_schema::Cardinality;
use protoward_source::Place;

/// A problem of a line, with its position.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) bytes: Range<usize>,
    pub(super) what: ProblemKind,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum ProblemKind {
    /// A missing word, with its expected content.
    Missing(&'static str),
    /// A word with other than the expected content.
    Wrong(&'static str),
    /// A word after the end of the line's content.
    More,
    /// A commit id with the wrong length.
    Commit,
}

/// The keywords of facts.
pub(super) const KINDS: [&str; 8] = ["message", "enum", "service", "field", "extension", "value", "method", "renamed"];

/// Parses a line; `place` is its place, and `has_end` is `false` for a last line without a line break.
pub(super) fn parse(line: &str, place: Place, has_end: bool) -> Result<(Fact, Event), Problem> {
    let mut words = LineWords { line, at: 0, has_end };
    let subject = words.name("the full name of what the line is about")?;
    let fact = fact(subject, &mut words)?;
    let event = event(&mut words, place)?;
    match words.next() {
        None => Ok((fact, event)),
        Some(bytes) => Err(Problem { bytes, what: ProblemKind::More }),
    }
}

fn fact(subject: Box<str>, words: &mut LineWords<'_>) -> Result<Fact, Problem> {
    const KIND: &str = "what the line is about: `field`, `value`, `message`, ...";
    let (bytes, kind) = words.word(KIND)?;
    Ok(match kind {
        "message" => Fact::Type { name: subject, kind: TypeKind::Message },
        "enum" => Fact::Type { name: subject, kind: TypeKind::Enum },
        "service" => Fact::Type { name: subject, kind: TypeKind::Service },
        "field" => field(subject, words)?,
        "extension" => Fact::Extension {
            extendee: subject,
            number: words.number()?,
            name: words.name("the full name of the extension")?,
            ty: words.parsed(TYPE, TypeName::parse)?,
            cardinality: words.parsed(CARDINALITY, cardinality)?,
        },
        "value" => Fact::Value { of: subject, number: words.number()?, name: words.name("the name of the value")? },
        "method" => Fact::Method {
            service: subject,
            name: words.name("the name of the method")?,
            streaming: words.parsed("`unary`, `client`, `server` or `bidi`", streaming)?,
            input: words.name("the full name of what a client sends")?,
            output: words.name("the full name of what a server sends")?,
        },
        "renamed" => Fact::Renamed {
            to: subject,
            kind: words.parsed("`message`, `enum` or `service`", self::kind)?,
            from: words.name("the name it had before")?,
        },
        _ => return Err(Problem { bytes, what: ProblemKind::Wrong(KIND) }),
    })
}

const TYPE: &str = "a type: `int64`, `message:a.B`, `enum:a.E`, `group:a.G`, `map<string,message:a.B>`";
const CARDINALITY: &str = "`optional`, `required` or `repeated`";

fn field(message: Box<str>, words: &mut LineWords<'_>) -> Result<Fact, Problem> {
    let number = words.number()?;
    let name = words.name("the name of the field")?;
    let ty = words.parsed(TYPE, TypeName::parse)?;
    let cardinality = words.parsed(CARDINALITY, cardinality)?;
    let oneof = words.attribute("oneof:")?;
    let json = words.attribute("json:")?;
    Ok(Fact::Field { message, number, name, ty, cardinality, oneof, json })
}

fn cardinality(word: &str) -> Option<Cardinality> {
    Some(match word {
        "optional" => Cardinality::Optional,
        "required" => Cardinality::Required,
        "repeated" => Cardinality::Repeated,
        _ => return None,
    })
}

fn streaming(word: &str) -> Option<Streaming> {
    [Streaming::Bidi, Streaming::Client, Streaming::Server, Streaming::Unary].into_iter().find(|it| it.word() == word)
}

fn kind(word: &str) -> Option<TypeKind> {
    [TypeKind::Enum, TypeKind::Message, TypeKind::Service].into_iter().find(|it| it.word() == word)
}

fn event(words: &mut LineWords<'_>, place: Place) -> Result<Event, Problem> {
    const STEP: &str = "`came` or `left`, again as `came:2`, `left:2` and so on";
    let step = words.parsed(STEP, step)?;
    const LABEL: &str = "a commit or a version, or `-` if unknown";
    let (bytes, word) = words.word(LABEL)?;
    let label: Option<Arc<str>> = match word {
        "-" => None,
        word => match unescaped(word) {
            Some(label) => Some(label.into()),
            None => return Err(Problem { bytes, what: ProblemKind::Wrong(LABEL) }),
        },
    };
    let time = words.next().map(|bytes| {
        if is_time(&words.line[bytes.clone()]) {
            Ok(words.line[bytes].into())
        } else {
            Err(Problem { bytes, what: ProblemKind::Wrong("a time as in `2024-03-01T10:00:00Z`") })
        }
    });
    let time: Option<Arc<str>> = time.transpose()?;
    let is_cut_off = !words.has_end && time.is_none();
    if label.as_deref().is_some_and(|label| is_broken_commit(label, time.is_some(), is_cut_off)) {
        return Err(Problem { bytes, what: ProblemKind::Commit });
    }
    Ok(Event { step, when: EventTime { time, label }, place: Some(place) })
}

/// Returns `true` if a label is a commit id in an unexpected form. The expected form is the abbreviated id, with a
/// `+` for uncommitted changes.
///
/// Only commits have a time, so a label with a time is a commit. Without a time, it may be a version of hexadecimal
/// digits, such as `20240301` or `b20240301`. A commit id is therefore assumed only if it contains a digit, a letter
/// after the first character, and at least as many digits as Git's shortest abbreviation.
/// id that git abbreviates to.
fn is_broken_commit(label: &str, has_time: bool, is_cut_off: bool) -> bool {
    let id = label.strip_suffix('+').unwrap_or(label);
    let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_whole = id.len() == COMMIT_ID && is_id && !id.bytes().any(|byte| byte.is_ascii_uppercase());
    if has_time {
        let is_version = label.contains(['.', '-', '/', ' ']) || !is_id && label.len() < SHORTEST;
        return !is_whole && !is_version;
    }
    is_id && (is_cut_off || !is_whole && (id.len() < label.len() || looks_like_commit(id)))
}

/// The minimum length of abbreviated ids in Git.
const SHORTEST: usize = 7;

/// Returns `true` if hexadecimal digits are probably a commit id and not a version.
fn looks_like_commit(digits: &str) -> bool {
    let has_letter = digits.bytes().skip(1).any(|byte| byte.is_ascii_alphabetic());
    digits.len() >= SHORTEST && has_letter && digits.bytes().any(|byte| byte.is_ascii_digit())
}

/// Returns `true` if a ledger accepts this label for a version.
pub fn is_label(label: &str) -> bool {
    !is_broken_commit(label, false, false)
}

/// Parses the step: additions are odd, and the following removals even.
fn step(word: &str) -> Option<u32> {
    let (verb, round) = match word.split_once(':') {
        Some((verb, round)) => (verb, round.parse::<u32>().ok().filter(|round| (2..=MAX_ROUND).contains(round))?),
        None => (word, 1),
    };
    match verb {
        "came" => Some(round * 2 - 1),
        "left" => Some(round * 2),
        _ => None,
    }
}

/// Maximum number of additions of one fact.
const MAX_ROUND: u32 = 1 << 30;

/// Returns `true` for a time such as `2024-03-01T10:00:00Z`, with each part within its range.
fn is_time(word: &str) -> bool {
    const FORM: &[u8] = b"0000-00-00T00:00:00Z";
    let fits = |(byte, form): (&u8, &u8)| if *form == b'0' { byte.is_ascii_digit() } else { byte == form };
    let has_form = word.len() == FORM.len() && word.as_bytes().iter().zip(FORM).all(fits);
    let is_within = |at: usize, first: &str, last: &str| (first..=last).contains(&&word[at..at + 2]);
    has_form
        && is_within(5, "01", "12")
        && is_within(8, "01", "31")
        && is_within(11, "00", "23")
        && is_within(14, "00", "59")
        && is_within(17, "00", "60")
}

/// The words of a line.
struct LineWords<'a> {
    line: &'a str,
    at: usize,
    has_end: bool,
}

impl<'a> LineWords<'a> {
    fn next(&mut self) -> Option<Range<usize>> {
        let is_blank = |character: char| character == ' ' || character == '\t';
        let rest = &self.line[self.at..];
        let start = self.at + (rest.len() - rest.trim_start_matches(is_blank).len());
        let end = self.line[start..].find(is_blank).map_or(self.line.len(), |length| start + length);
        self.at = end;
        (start < end).then_some(start..end)
    }

    fn word(&mut self, what: &'static str) -> Result<(Range<usize>, &'a str), Problem> {
        let end = self.line.trim_end().len();
        match self.next() {
            Some(bytes) => Ok((bytes.clone(), &self.line[bytes])),
            None => Err(Problem { bytes: end..end, what: ProblemKind::Missing(what) }),
        }
    }

    fn parsed<T>(&mut self, what: &'static str, parse: impl FnOnce(&'a str) -> Option<T>) -> Result<T, Problem> {
        let (bytes, word) = self.word(what)?;
        parse(word).ok_or(Problem { bytes, what: ProblemKind::Wrong(what) })
    }

    fn name(&mut self, what: &'static str) -> Result<Box<str>, Problem> {
        self.parsed(what, |word| unescaped(word).map(Into::into))
    }

    fn number(&mut self) -> Result<i32, Problem> {
        self.parsed("a number", |word| word.parse().ok())
    }

    /// Returns an optional word, identified by its prefix.
    fn attribute(&mut self, key: &'static str) -> Result<Option<Box<str>>, Problem> {
        let before = self.at;
        let Some(bytes) = self.next() else { return Ok(None) };
        let Some(value) = self.line[bytes.clone()].strip_prefix(key) else {
            self.at = before;
            return Ok(None);
        };
        match unescaped(value).filter(|_| !value.is_empty()) {
            Some(value) => Ok(Some(value.into())),
            None => Err(Problem { bytes, what: ProblemKind::Wrong("a name behind `oneof:` or `json:`") }),
        }
    }
}
