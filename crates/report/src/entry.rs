//! A diagnostic by itself: with its places as paths, lines and columns, and with the lines that stand there. Documents
//! are made of these at the end of a run, when the sources may be gone.

use std::collections::HashMap;
use std::sync::Arc;

use super::{RepositoryRoot, evidence};
use protoward_source::{
    Columns, Diagnostic, Evidence, Located, Place, PointRange, Severity, SourceFile, SourceId, Sources, Subject,
};

/// One diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) code: String,
    pub(super) severity: Severity,
    pub(super) message: String,
    pub(super) help: Option<String>,
    pub(super) subject: Option<Subject>,
    /// The first one is where it is reported.
    pub(super) spots: Vec<Spot>,
    /// Where it was, if it is nowhere now.
    pub(super) lost: Option<Spot>,
    pub(super) fix: Vec<Replacement>,
    /// What shows it, in lines: what it is called, and all of it.
    pub(super) evidence: Option<(&'static str, String)>,
}

/// A place with a word on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    /// As a person knows it: `proto/user.proto@HEAD~1`.
    pub(super) path: Arc<str>,
    /// The path alone, without the commit: `proto/user.proto`; from the root of the repository, where that is known.
    pub(super) file: Arc<str>,
    /// Lines and columns as protoc counts them.
    pub(super) span: Option<PointRange>,
    /// The same in the units of UTF-16, as editors count them.
    pub(super) in_editor: Option<PointRange>,
    /// The first line of what stands there.
    pub(super) line: Option<String>,
    pub(super) text: String,
    /// Whether it is on the old side of a comparison.
    pub(super) is_old: bool,
}

/// A part of a fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Replacement {
    pub(super) file: Arc<str>,
    /// In the units of UTF-16.
    pub(super) span: PointRange,
    pub(super) text: String,
}

/// The paths of files, which all entries about a file share.
#[derive(Clone, Debug, Default)]
pub(super) struct Files(HashMap<SourceId, (Arc<str>, Arc<str>)>);

impl Files {
    /// Makes room for other sources, which have the same ids.
    pub(super) fn forget_sources(&mut self) {
        self.0.clear();
    }

    /// The path as a person knows it, and the path alone.
    fn paths(&mut self, id: SourceId, sources: &Sources) -> (Arc<str>, Arc<str>) {
        let make = || {
            let source = sources.get(id);
            let (path, file): (Arc<str>, Arc<str>) = (source.display.as_str().into(), file(source).into());
            if path == file { (Arc::clone(&path), path) } else { (path, file) }
        };
        self.0.entry(id).or_insert_with(make).clone()
    }
}

impl Entry {
    /// One diagnostic. `files` has the paths of the same sources that others have needed.
    pub(super) fn new(diagnostic: &Diagnostic, files: &mut Files, sources: &Sources) -> Self {
        let old = diagnostic.was.map(|was| was.source);
        let mut spot = |place: Place, text: &str| Spot::new(place, text, old == Some(place.source), files, sources);
        let lost = diagnostic.was.filter(|_| diagnostic.labels.is_empty());
        Self {
            spots: diagnostic.labels.iter().map(|label| spot(label.place, &label.text)).collect(),
            lost: lost.map(|place| spot(place, "it was here")),
            code: diagnostic.code.as_str().to_owned(),
            severity: diagnostic.severity,
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
            subject: diagnostic.subject.clone(),
            evidence: diagnostic.evidence.as_deref().map(shown),
            fix: diagnostic
                .fix
                .iter()
                .filter_map(|edit| Replacement::new(edit.place, &edit.text, files, sources))
                .collect(),
        }
    }

    /// Replaces the paths of files, not those that people read, with their paths from the root of a repository.
    pub(super) fn move_to(&mut self, root: &RepositoryRoot) {
        let spots = self.spots.iter_mut().chain(&mut self.lost).map(|spot| &mut spot.file);
        spots.chain(self.fix.iter_mut().map(|edit| &mut edit.file)).for_each(|file| *file = root.path(file).into());
    }

    /// Where it is reported; `None` if it is nowhere now.
    pub(super) fn spot(&self) -> Option<&Spot> {
        self.spots.first()
    }

    /// Where it is reported, else where it was: for documents in which everything has a place.
    pub(super) fn some_spot(&self) -> Option<&Spot> {
        self.spot().or(self.lost.as_ref())
    }

    /// What a report is sorted by; what is nowhere comes first.
    pub(super) fn key(&self) -> impl Ord + '_ {
        let spot = self.spot();
        (spot.map(|spot| &*spot.path), spot.and_then(|spot| spot.span).map(|span| span.start), &self.code)
    }
}

impl Spot {
    fn new(place: Place, text: &str, is_old: bool, files: &mut Files, sources: &Sources) -> Self {
        let (path, file) = files.paths(place.source, sources);
        Self {
            path,
            file,
            span: Located::new(place, sources).span,
            in_editor: in_editor(place, sources),
            line: line(place, sources),
            text: text.to_owned(),
            is_old,
        }
    }
}

impl Replacement {
    fn new(place: Place, text: &str, files: &mut Files, sources: &Sources) -> Option<Self> {
        let (_, file) = files.paths(place.source, sources);
        Some(Self { file, span: in_editor(place, sources)?, text: text.to_owned() })
    }
}

fn shown(evidence: &Evidence) -> (&'static str, String) {
    /// What fits beside the text of a merge request.
    const WIDTH: usize = 100;
    (evidence.name, evidence::lines(evidence, WIDTH, str::to_owned))
}

/// The path of a source without the commit it is of.
fn file(source: &SourceFile) -> String {
    let SourceFile { name, display, .. } = source;
    match display.rfind(&format!("{name}@")) {
        Some(at) => display[..at + name.len()].to_owned(),
        None => display.clone(),
    }
}

/// Lines and columns as editors count them.
fn in_editor(place: Place, sources: &Sources) -> Option<PointRange> {
    sources.positions_in(place, Columns::Utf16).map(PointRange::from)
}

/// The first line of what stands at a place.
fn line(place: Place, sources: &Sources) -> Option<String> {
    /// More of a line than this says nothing more to a person.
    const LONGEST: usize = 160;
    let text = sources.get(place.source).text.as_deref()?;
    let line = text.get(sources.bytes(place)?)?.lines().next()?.trim_end();
    let end = line.char_indices().nth(LONGEST).map_or(line.len(), |(end, _)| end);
    Some(if end < line.len() { format!("{}…", &line[..end]) } else { line.to_owned() })
}
