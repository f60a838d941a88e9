//! Diagnostics with their fixes, as the protocol has them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::position::{Encoding, Lines};
use crate::uri::uri;
use lsp_types::{DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString, TextEdit};
use protoward_source::{Diagnostic, Edit, FixSafety, LineEnds, Place, Severity, SourceId, Sources, parallel};

/// The part of the program that found something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Compiler,
    Lint,
    Breaking,
    Configuration,
}

impl Origin {
    const fn source(self) -> &'static str {
        match self {
            Self::Compiler => "protoward",
            Self::Lint => "protoward lint",
            Self::Breaking => "protoward breaking",
            Self::Configuration => "protoward configuration",
        }
    }
}

/// A diagnostic in a file, with its fix.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) origin: Origin,
    pub(crate) diagnostic: lsp_types::Diagnostic,
    pub(crate) fix: Option<FileEdits>,
    /// Edits of which the user chooses one.
    pub(crate) choices: Vec<FileEdits>,
}

/// Edits of files on disk, by path.
#[derive(Clone, Debug, Default)]
pub(crate) struct FileEdits {
    pub(crate) edits: BTreeMap<PathBuf, Vec<TextEdit>>,
    /// The consequence of the edits: a list of features that stop working.
    pub(crate) breaks: Option<&'static str>,
}

/// The findings of each file, by path.
pub(crate) type Findings = BTreeMap<PathBuf, Vec<Finding>>;

/// The number of diagnostics that justify another thread.
const PIECE: usize = 1000;

/// A converter of places in texts.
pub(crate) struct Converter<'s> {
    sources: &'s Sources,
    encoding: Encoding,
    /// The path of each file on the new side by import name, for locations on the old side.
    by_name: BTreeMap<&'s str, SourceId>,
    /// The lines of the texts that were needed so far, by source: a file may have thousands of findings.
    lines: Vec<OnceLock<Lines<'s>>>,
}

impl<'s> Converter<'s> {
    /// Creates a converter. `new` are the sources of the schema that is edited.
    pub(crate) fn new(sources: &'s Sources, encoding: Encoding, new: impl Iterator<Item = SourceId>) -> Self {
        let by_name = new.map(|id| (&*sources.get(id).name, id)).collect();
        let lines = sources.iter().map(|_| OnceLock::new()).collect();
        Self { sources, encoding, by_name, lines }
    }

    /// Adds diagnostics to their files. Works in parallel, because lint may find tens of thousands. Returns the texts of those
    /// without a location.
    pub(crate) fn add_all(&self, origin: Origin, diagnostics: &[&Diagnostic], findings: &mut Findings) -> Vec<String> {
        let pieces: Vec<&[&Diagnostic]> = diagnostics.chunks(PIECE).collect();
        let converted = parallel::map(pieces.len(), parallel::threads(None), |at| {
            let converted = pieces[at].iter().map(|diagnostic| self.converted(origin, diagnostic, None));
            converted.collect::<Vec<_>>()
        });
        let mut texts = Vec::new();
        // Paths are slow to compare, and most files have many findings.
        let mut by_source: BTreeMap<SourceId, Vec<Finding>> = BTreeMap::new();
        for converted in converted.into_iter().flatten() {
            match converted {
                Ok((source, finding)) => by_source.entry(source).or_default().push(finding),
                Err(text) => texts.push(text),
            }
        }
        for (source, mut all) in by_source {
            findings.entry(self.file(source).to_owned()).or_default().append(&mut all);
        }
        texts
    }

    /// Adds a diagnostic to its file. One without a place in a file is returned as text.
    pub(crate) fn add(
        &self,
        origin: Origin,
        diagnostic: &Diagnostic,
        fix: Option<FileEdits>,
        findings: &mut Findings,
    ) -> Result<(), String> {
        let (source, finding) = self.converted(origin, diagnostic, fix)?;
        findings.entry(self.file(source).to_owned()).or_default().push(finding);
        Ok(())
    }

    /// Converts a diagnostic. Returns it with its file, or as text if it has no place in a file.
    fn converted(
        &self,
        origin: Origin,
        diagnostic: &Diagnostic,
        fix: Option<FileEdits>,
    ) -> Result<(SourceId, Finding), String> {
        let place = diagnostic.place().or(diagnostic.was);
        let Some((source, range)) = place.and_then(|place| self.shown(place)) else {
            let help = diagnostic.help.iter().map(|help| format!("\nhelp: {help}"));
            return Err([diagnostic.message.clone()].into_iter().chain(help).collect());
        };
        let own = self.edits(&diagnostic.fix, None);
        // Editors apply fixes without asking, even to a whole file. An unsafe fix is a choice instead.
        let (own, guess) = match diagnostic.fix_safety {
            FixSafety::Safe => (own, None),
            FixSafety::Unsafe => (None, own),
        };
        let fix = fix.or(own);
        let choices = diagnostic.choices.iter().filter_map(|choice| self.edits(std::slice::from_ref(choice), None));
        let choices = guess.into_iter().chain(choices).collect();
        let diagnostic = lsp_types::Diagnostic {
            range,
            severity: Some(match diagnostic.severity {
                Severity::Error => DiagnosticSeverity::ERROR,
                Severity::Warning => DiagnosticSeverity::WARNING,
            }),
            code: Some(NumberOrString::String(diagnostic.code.as_str().to_owned())),
            source: Some(origin.source().to_owned()),
            message: self.message(diagnostic),
            related_information: self.related(diagnostic),
            ..lsp_types::Diagnostic::default()
        };
        Ok((source, Finding { origin, diagnostic, fix, choices }))
    }

    fn message(&self, diagnostic: &Diagnostic) -> String {
        let mut message = diagnostic.message.clone();
        if let Some(label) = diagnostic.labels.first().filter(|label| !label.text.is_empty()) {
            message += &format!(": {}", label.text);
        }
        if let Some(was) = diagnostic.was.filter(|was| self.path(was.source).is_none()) {
            let file = &self.sources.get(was.source).display;
            let line = self.sources.start(was).map(|start| format!(":{}", start.line + 1)).unwrap_or_default();
            message += &format!("\nbefore: {file}{line}");
        }
        if let Some(help) = &diagnostic.help {
            message += &format!("\nhelp: {help}");
        }
        message
    }

    fn related(&self, diagnostic: &Diagnostic) -> Option<Vec<DiagnosticRelatedInformation>> {
        let location = |place: Place| {
            let (source, range) = self.shown(place)?;
            Some(Location::new(uri(self.file(source))?, range))
        };
        let labels = diagnostic.labels.iter().skip(1).map(|label| (label.place, label.text.clone()));
        let was = diagnostic.was.map(|place| (place, "in the older version".to_owned()));
        let related: Vec<_> = labels
            .chain(was)
            .filter_map(|(place, message)| Some(DiagnosticRelatedInformation { location: location(place)?, message }))
            .collect();
        (!related.is_empty()).then_some(related)
    }

    /// Returns the edits of a fix, with the line ends of their files; `None` if there are none, or if one is not in a file on disk.
    pub(crate) fn edits(&self, edits: &[Edit], breaks: Option<&'static str>) -> Option<FileEdits> {
        let mut files = FileEdits { breaks, ..FileEdits::default() };
        for edit in edits {
            let path = self.path(edit.place.source)?;
            let range = self.range(edit.place)?;
            files.edits.entry(path.to_owned()).or_default().push(TextEdit::new(range, self.new_text(edit)));
        }
        (!files.edits.is_empty()).then_some(files)
    }

    /// Returns the new text of an edit.
    fn new_text(&self, edit: &Edit) -> String {
        match &self.sources.get(edit.place.source).text {
            // Counting the line ends of a file takes time, and most edits are within a line.
            Some(text) if edit.text.contains('\n') => LineEnds::of(text).apply(&edit.text).into_owned(),
            _ => edit.text.clone(),
        }
    }

    /// Returns the file and range to show for a place: for one in an older version, the start of the same file.
    fn shown(&self, place: Place) -> Option<(SourceId, lsp_types::Range)> {
        if self.path(place.source).is_some() {
            return Some((place.source, self.range(place).unwrap_or_default()));
        }
        let same = *self.by_name.get(&*self.sources.get(place.source).name)?;
        self.path(same).map(|_| (same, lsp_types::Range::default()))
    }

    /// Returns the path of a source that [`shown`](Self::shown) returned.
    fn file(&self, source: SourceId) -> &Path {
        self.path(source).expect("a place is shown in a file on disk")
    }

    /// Returns the path of a source that is a file on disk.
    fn path(&self, source: SourceId) -> Option<&Path> {
        self.sources.get(source).path().filter(|path| path.is_absolute())
    }

    fn range(&self, place: Place) -> Option<lsp_types::Range> {
        let bytes = self.sources.bytes(place)?;
        let text = self.sources.get(place.source).text.as_deref()?;
        let lines = self.lines[place.source.index()].get_or_init(|| Lines::new(text, self.encoding));
        Some(lines.range(bytes))
    }
}
