//! What checks the rules that `link` does not know yet: protox. Nothing of it leaves this file.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

use protox::file::{File, FileResolver};

use super::diagnostics;
use super::load::LoadedFile;
use crate::report::{Code, Diagnostic, Report};
use crate::source::{Place, SourceId, Sources};

/// A parsed file: taken out once, when it is linked.
pub(super) struct Parsed {
    file: Mutex<Option<File>>,
    mended: Mended,
}

impl std::fmt::Debug for Parsed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parsed").field("mended", &self.mended).finish_non_exhaustive()
    }
}

/// Why a file could not be parsed.
pub(super) enum ParseFailure {
    Syntax(protox::Error, Mended),
    Panic,
}

/// Parses one text.
pub(super) fn parse(name: &str, text: &str) -> Result<Parsed, ParseFailure> {
    let mut mended = Mended::default();
    // protoc passes over a byte order mark; protox does not know it.
    let mut text = Cow::Borrowed(match text.strip_prefix(BOM) {
        Some(rest) => {
            mended.removed = BOM.len_utf8();
            rest
        }
        None => text,
    });
    let mut parsed = parse_once(name, &text)?;
    while let Err(error) = &parsed {
        let Some(better) = mended.single_number_range(error, &text) else { break };
        text = Cow::Owned(better);
        parsed = parse_once(name, &text)?;
    }
    let file = match parsed {
        Ok(file) => file,
        Err(error) => return Err(ParseFailure::Syntax(error, mended)),
    };
    Ok(Parsed { file: Mutex::new(Some(file)), mended })
}

fn parse_once(name: &str, text: &str) -> Result<Result<File, protox::Error>, ParseFailure> {
    catch_unwind(|| File::from_source(name, text)).map_err(|_| ParseFailure::Panic)
}

const BOM: char = '\u{feff}';

/// What was done to a text so that protox can read it, to find the way back to the text as it is.
#[derive(Clone, Debug, Default)]
pub(super) struct Mended {
    /// Bytes taken away at the start.
    removed: usize,
    /// Where bytes were put in, and how many.
    inserted: Vec<(usize, usize)>,
}

impl Mended {
    /// protox knows options on `extensions 4 to 5 [..]`, but not on `extensions 4 [..]`: where that is what it
    /// stumbles over, the second form becomes the first. Columns behind it on the line are off by the difference.
    fn single_number_range(&mut self, error: &protox::Error, text: &str) -> Option<String> {
        let at = miette::Diagnostic::labels(error)?.next()?.offset();
        let (before, after) = (text.get(..at)?, text.get(at..)?);
        let (declaration, number) = before.trim_end().rsplit_once(char::is_whitespace)?;
        let is_range = declaration.trim_end().ends_with("extensions") && number.parse::<u32>().is_ok();
        if !after.starts_with('[') || !is_range {
            return None;
        }
        let inserted = format!("to {number} ");
        self.inserted.push((at, inserted.len()));
        Some(format!("{before}{inserted}{after}"))
    }

    /// The offset in the text as it is.
    fn original(&self, offset: usize) -> usize {
        let unwound =
            self.inserted.iter().rev().fold(offset, |offset, &(at, length)| {
                if offset >= at + length { offset - length } else { offset.min(at) }
            });
        unwound + self.removed
    }
}

impl ParseFailure {
    pub(super) fn report(&self, source: SourceId, sources: &Sources, report: &mut Report) {
        match self {
            Self::Syntax(error, mended) => push(error, Code::new("syntax"), (source, mended), sources, report),
            Self::Panic => report.push(diagnostics::internal(source)),
        }
    }
}

/// Checks files that stand in the order of their imports, and gives those in which nothing is wrong.
pub(super) fn check(all: &[LoadedFile], order: &[usize], sources: &Sources, report: &mut Report) -> Vec<usize> {
    let files: Vec<&LoadedFile> = order.iter().map(|&index| &all[index]).collect();
    let parsed: Prepared =
        files.iter().filter_map(|file| file.take().map(|parsed| (file.name.clone(), parsed))).collect();
    let mut compiler = protox::Compiler::with_file_resolver(parsed);
    let (mut failed, mut unknown): (HashSet<&str>, Vec<&LoadedFile>) = (HashSet::new(), Vec::new());
    let mut is_unknown: HashSet<&str> = HashSet::new();
    for file in &files {
        // protox knows no editions, nor anything that imports them.
        if file.backend.is_none() || file.imports.iter().any(|import| is_unknown.contains(import.name.as_str())) {
            is_unknown.insert(&file.name);
            unknown.push(file);
            continue;
        }
        if file.imports.iter().any(|import| failed.contains(import.name.as_str())) {
            failed.insert(&file.name);
            continue;
        }
        let opened = catch_unwind(AssertUnwindSafe(|| compiler.open_file(&file.name).map(|_| ())));
        match opened {
            Ok(Ok(())) => continue,
            Ok(Err(error)) => {
                let mended = file.backend.as_ref().map(|parsed| parsed.mended.clone()).unwrap_or_default();
                push(&error, Code::new("link"), (file.source, &mended), sources, report);
            }
            Err(_) => report.push(diagnostics::internal(file.source)),
        }
        failed.insert(&file.name);
    }
    if let Some(first) = unknown.first() {
        report.push(diagnostics::not_all_checked(first.source, unknown.len()));
    }
    order.iter().copied().filter(|&index| !failed.contains(all[index].name.as_str())).collect()
}

impl LoadedFile {
    fn take(&self) -> Option<File> {
        self.backend.as_ref()?.file.lock().ok()?.take()
    }
}

/// Files that are parsed already, handed out once.
struct Prepared(Mutex<HashMap<String, File>>);

impl FromIterator<(String, File)> for Prepared {
    fn from_iter<I: IntoIterator<Item = (String, File)>>(files: I) -> Self {
        Self(Mutex::new(files.into_iter().collect()))
    }
}

impl Prepared {
    fn take(&self, name: &str) -> Option<File> {
        self.0.lock().ok()?.remove(name)
    }
}

impl FileResolver for Prepared {
    fn open_file(&self, name: &str) -> Result<File, protox::Error> {
        self.take(name).ok_or_else(|| protox::Error::file_not_found(name))
    }
}

/// How many errors of one file are reported; a broken file can have as many as it has tokens.
const MAX_ERRORS: usize = 100;

/// An error of protox has a message, labels in bytes, a help, and further errors of the same file.
fn push(error: &dyn miette::Diagnostic, code: Code, text: (SourceId, &Mended), sources: &Sources, report: &mut Report) {
    report.push(convert(error, code.clone(), text, sources));
    for related in error.related().into_iter().flatten().take(MAX_ERRORS - 1) {
        report.push(convert(related, code.clone(), text, sources));
    }
}

fn convert(
    error: &dyn miette::Diagnostic,
    code: Code,
    (source, mended): (SourceId, &Mended),
    sources: &Sources,
) -> Diagnostic {
    let label = |label: miette::LabeledSpan| {
        let start = mended.original(label.offset());
        (sources.place(source, start..start + label.len()), label.label().map(str::to_owned))
    };
    let mut labels: Vec<_> = error.labels().into_iter().flatten().map(label).collect();
    if labels.is_empty() {
        labels.push((Place::whole(source), None));
    }
    let help = error.help().map(|help| help.to_string());
    diagnostics::from_backend(code, &error.to_string(), labels, help)
}
