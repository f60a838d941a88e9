//! The text format of a ledger: a header, and lines in byte order.

use std::fmt;
use std::sync::Arc;

use super::line::{self, Problem};
use super::{Ledger, diagnostics};
use super::{MAX_LINE, MAX_SIZE};
use protoward_source::{Place, Report, SourceId, SourcePath, Sources};

/// Maximum number of reported problems; in a file that is no ledger, every line is one.
const MAX_PROBLEMS: usize = 10;

/// Maximum number of bytes to label in an invalid line.
const MAX_SHOWN: usize = 80;

/// The start of the first line. It sorts before all others, so that sorting the lines keeps it first.
const HEADER: &str = "# protoward ledger ";
const VERSION: &str = "v1";

/// Adds the text of a ledger to the sources. Returns `None` and reports an error if it is too large or not UTF-8.
pub fn admit(
    path: impl Into<SourcePath>,
    bytes: Vec<u8>,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<SourceId> {
    let path = path.into();
    let mut add = |text: Option<Arc<str>>| sources.add(path.shown.clone(), path.clone(), text);
    if bytes.len() > MAX_SIZE {
        let source = add(None);
        report.push(diagnostics::too_large(Place::whole(source), bytes.len()));
        return None;
    }
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Some(add(Some(Arc::from(text)))),
        Err(error) => error.utf8_error(),
    };
    let source = add(None);
    report.push(diagnostics::not_utf8(Place::whole(source), error.valid_up_to()));
    None
}

/// Reads a ledger. Lines may have any order and duplicates, as after a union merge. Returns `None` after errors,
/// which are added to `report`.
///
/// ```
/// use protoward_ledger::read;
/// use protoward_source::Report;
/// use protoward_source::Sources;
///
/// let (mut sources, mut report) = (Sources::default(), Report::default());
/// let text = "# protoward ledger v1\nuser.v1.User field 4 created_at int64 optional came v1.0.0\n";
/// let source = sources.add("protoward.ledger", "protoward.ledger", Some(text.into()));
/// let ledger = read(source, &sources, &mut report).expect("it is right");
/// assert_eq!(ledger.to_string(), text);
/// ```
pub fn read(source: SourceId, sources: &Sources, report: &mut Report) -> Option<Ledger> {
    let (ledger, problems) = parse(source, sources, MAX_PROBLEMS);
    let is_good = !problems.has_errors();
    report.append(problems);
    is_good.then_some(ledger)
}

/// Reads a ledger of an earlier commit, which can no longer be fixed: invalid lines become warnings and are skipped.
/// `None` if no line is valid.
pub fn read_earlier(source: SourceId, sources: &Sources, report: &mut Report) -> Option<Ledger> {
    let (ledger, problems) = parse(source, sources, usize::MAX);
    let is_readable = problems.is_empty() || !ledger.is_empty();
    let shown = problems.into_iter().take(MAX_PROBLEMS);
    report.append(shown.map(diagnostics::not_compared).collect());
    is_readable.then_some(ledger)
}

/// Returns the valid lines and the problems; reading stops after `most` problems.
fn parse(source: SourceId, sources: &Sources, most: usize) -> (Ledger, Report) {
    let text = sources.get(source).text.as_deref().unwrap_or_default();
    let mut reader =
        Reader { source, sources, ledger: Ledger::default(), report: Report::default(), has_conflict: false };
    if !text.lines().any(|line| line.trim_start_matches('\u{feff}').starts_with(HEADER)) {
        let first = text.lines().next().map_or(0, str::len).min(MAX_SHOWN);
        reader.report.push(diagnostics::no_header(sources.place(source, 0..first)));
        return (reader.ledger, reader.report);
    }
    let is_complete = text.ends_with('\n');
    let last = text.split('\n').count();
    let mut at = 0;
    for (index, line) in text.split('\n').enumerate() {
        let bom = if index == 0 && line.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let content = &line[bom..];
        let has_end = is_complete || index + 1 < last;
        reader.line(content.strip_suffix('\r').unwrap_or(content), at + bom, has_end);
        if reader.report.len() >= most {
            break;
        }
        at += line.len() + 1;
    }
    (reader.ledger, reader.report)
}

struct Reader<'a> {
    source: SourceId,
    sources: &'a Sources,
    ledger: Ledger,
    report: Report,
    /// `true` after a conflict marker; conflicts have three of them.
    has_conflict: bool,
}

impl Reader<'_> {
    /// Reads a line that starts at `at`; `has_end` is `false` for a last line without a line break.
    fn line(&mut self, line: &str, at: usize, has_end: bool) {
        let place = |bytes: std::ops::Range<usize>| self.sources.place(self.source, at + bytes.start..at + bytes.end);
        if line.len() > MAX_LINE {
            self.report.push(diagnostics::line_too_long(place(0..0), line.len()));
            return;
        }
        if let Some(version) = line.strip_prefix(HEADER) {
            if version.trim_end() != VERSION {
                self.report.push(diagnostics::other_version(version.trim_end(), place(HEADER.len()..line.len())));
            }
            return;
        }
        if line.trim().is_empty() || line.starts_with('#') {
            return;
        }
        if is_conflict_marker(line) {
            if !std::mem::replace(&mut self.has_conflict, true) {
                self.report.push(diagnostics::conflict(place(0..line.len())));
            }
            return;
        }
        let line_place = place(0..line.len());
        match line::parse(line, line_place, has_end) {
            Ok((fact, event)) => self.ledger.facts.entry(fact).or_default().add(event),
            Err(Problem { bytes, what }) => {
                let word = &line[bytes.clone()];
                self.report.push(diagnostics::bad_line(word, &what, place(bytes)));
            }
        }
    }
}

/// Returns `true` for a conflict marker of Git.
fn is_conflict_marker(line: &str) -> bool {
    ["<<<<<<<", "|||||||", "=======", ">>>>>>>"]
        .iter()
        .any(|marker| line.strip_prefix(marker).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
}

/// Formats the header, then all events in the byte order of their lines.
impl fmt::Display for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = Vec::new();
        for (fact, life) in &self.facts {
            let fact = fact.to_string();
            lines.extend(life.lines().map(|event| format!("{fact} {}\n", event.words())));
        }
        lines.sort_unstable();
        write!(f, "{HEADER}{VERSION}\n{}", lines.concat())
    }
}
