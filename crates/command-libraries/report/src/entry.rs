//! Self-contained diagnostics with resolved paths, lines, columns and source lines. Documents are written at the end
//! of a run, when the sources may be gone.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use super::suggestion::Suggestion;
use super::{RepositoryRoot, evidence};
use protoward_source::{
    Columns, Diagnostic, DiagnosticSubject, Evidence, Located, Place, PointRange, Severity, SourceId, Sources, by_path,
};

/// A diagnostic with all that documents show of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ReportEntry {
    pub(super) code: String,
    pub(super) severity: Severity,
    pub(super) message: String,
    pub(super) help: Option<String>,
    pub(super) subject: Option<DiagnosticSubject>,
    /// The labeled places; the first one is the reported place.
    pub(super) spots: Vec<LabeledPlace>,
    /// The old place, if there is no new one.
    pub(super) lost: Option<LabeledPlace>,
    pub(super) fix: Vec<Replacement>,
    /// The name of the evidence and its lines.
    pub(super) evidence: Option<(&'static str, String)>,
    /// The older versions that a breaking change breaks.
    pub(super) versions: Vec<String>,
    /// The known consumers that a breaking change breaks.
    pub(super) consumers: Vec<String>,
    /// The fingerprint by which a breaking change can be approved.
    pub(super) approvable: Option<String>,
    /// The fix as whole lines.
    pub(super) suggestion: Option<Suggestion>,
}

/// A place of a diagnostic, with its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LabeledPlace {
    /// The displayed path with `/`, and with the commit of an older version: `proto/user.proto@HEAD~1`.
    pub(super) path: Arc<str>,
    /// The path without the commit: `proto/user.proto`; with `/`, and relative to the repository root if that is known.
    pub(super) file: Arc<str>,
    /// Lines and columns as in protoc.
    pub(super) span: Option<PointRange>,
    /// Lines and columns in UTF-16 units, as in editors.
    pub(super) in_editor: Option<PointRange>,
    /// The first source line, shortened; `None` without a text, as in an image.
    pub(super) line: Option<String>,
    pub(super) text: String,
    /// `true` for a place on the old side of a comparison.
    pub(super) is_old: bool,
}

/// One edit of a fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Replacement {
    pub(super) file: Arc<str>,
    /// The range in UTF-16 units.
    pub(super) span: PointRange,
    pub(super) text: String,
}

/// The paths of files, shared by all entries.
#[derive(Clone, Debug, Default)]
pub(super) struct Files {
    paths: HashMap<SourceId, (Arc<str>, Arc<str>)>,
    root: RepositoryRoot,
}

impl Files {
    /// Creates files whose plain paths are relative to the repository root.
    pub(super) fn in_repository(root: RepositoryRoot) -> Self {
        Self { paths: HashMap::new(), root }
    }

    /// Clears the cache for other sources with the same ids.
    pub(super) fn forget_sources(&mut self) {
        self.paths.clear();
    }

    /// Returns the displayed path and the plain path.
    fn paths(&mut self, id: SourceId, sources: &Sources) -> (Arc<str>, Arc<str>) {
        let make = || {
            let source = sources.get(id);
            let (path, file): (Arc<str>, Arc<str>) = (source.portable().into(), self.root.path(source).into());
            if path == file { (Arc::clone(&path), path) } else { (path, file) }
        };
        self.paths.entry(id).or_insert_with(make).clone()
    }
}

impl ReportEntry {
    /// Creates an entry. `files` caches the paths of the same sources.
    pub(super) fn new(diagnostic: &Diagnostic, files: &mut Files, sources: &Sources) -> Self {
        let old = diagnostic.was.map(|was| was.source);
        let lost = diagnostic.was.filter(|_| diagnostic.labels.is_empty());
        let suggestion = (diagnostic.place()).filter(|_| !diagnostic.fix.is_empty()).and_then(|place| {
            let (_, file) = files.paths(place.source, sources);
            Suggestion::of(diagnostic, file, sources)
        });
        let mut spot =
            |place: Place, text: &str| LabeledPlace::new(place, text, old == Some(place.source), files, sources);
        Self {
            versions: diagnostic.versions.clone(),
            consumers: diagnostic.consumers.broken.clone(),
            approvable: diagnostic.fingerprint.clone(),
            suggestion,
            spots: diagnostic.labels.iter().map(|label| spot(label.place, &label.text)).collect(),
            lost: lost.map(|place| spot(place, "it was here")),
            code: diagnostic.code.as_str().to_owned(),
            severity: diagnostic.severity,
            message: diagnostic.message.clone(),
            help: advice(diagnostic),
            subject: diagnostic.subject.clone(),
            evidence: diagnostic.evidence.as_deref().map(shown),
            fix: diagnostic
                .fix
                .iter()
                .filter_map(|edit| Replacement::new(edit.place, &edit.text, files, sources))
                .collect(),
        }
    }

    /// Returns the reported place; `None` if there is no new one.
    pub(super) fn spot(&self) -> Option<&LabeledPlace> {
        self.spots.first()
    }

    /// Returns the reported place, or else the old one, for formats that require a place.
    pub(super) fn some_spot(&self) -> Option<&LabeledPlace> {
        self.spot().or(self.lost.as_ref())
    }

    /// Compares by path, place and code; entries without a place come first.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        let start = |entry: &Self| entry.spot().and_then(|spot| spot.span).map(|span| span.start);
        let paths = by_path(self.spot().map(|spot| &*spot.path), other.spot().map(|spot| &*spot.path));
        paths.then_with(|| (start(self), &self.code).cmp(&(start(other), &other.code)))
    }
}

impl LabeledPlace {
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

/// Returns the broken versions, the consumers and the help.
pub(super) fn advice(diagnostic: &Diagnostic) -> Option<String> {
    let parts: Vec<String> = diagnostic.effects().into_iter().chain(diagnostic.help.clone()).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn shown(evidence: &Evidence) -> (&'static str, String) {
    /// The width that fits next to the text of a merge request.
    const WIDTH: usize = 100;
    (evidence.name, evidence::lines(evidence, WIDTH, str::to_owned))
}

/// Returns lines and columns as in editors.
fn in_editor(place: Place, sources: &Sources) -> Option<PointRange> {
    sources.positions_in(place, Columns::Utf16).map(PointRange::from)
}

/// Returns the first source line at a place.
fn line(place: Place, sources: &Sources) -> Option<String> {
    /// The maximum displayed length of a line.
    const LONGEST: usize = 160;
    let text = sources.get(place.source).text.as_deref()?;
    let line = text.get(sources.bytes(place)?)?.lines().next()?.trim_end();
    let end = line.char_indices().nth(LONGEST).map_or(line.len(), |(end, _)| end);
    Some(if end < line.len() { format!("{}…", &line[..end]) } else { line.to_owned() })
}
