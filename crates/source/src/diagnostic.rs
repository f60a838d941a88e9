use std::borrow::Cow;

use crate::Place;

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The work could not be done, or a rule is broken.
    Error,
    /// The work was done; somebody should look.
    Warning,
}

/// The stable name of a kind of diagnostic: `FIELD_NO_DELETE`, `import-not-found`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(Cow<'static, str>);

impl Code {
    /// A code that is known when the program is built.
    pub const fn new(code: &'static str) -> Self {
        Self(Cow::Borrowed(code))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A place with a word on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What is there; may be empty.
    pub text: String,
}

/// One replacement in a text: what stands at `place` becomes `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; an empty extent inserts.
    pub place: Place,
    /// What takes its place.
    pub text: String,
}

/// What a diagnostic is about, by name: for reports that are read package by package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The package; empty where a file says none.
    pub package: String,
    /// The full name of the element; `None` where it is a package or a file.
    pub element: Option<String>,
}

/// Something to look at that shows that it is so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// What it is: the word in front of it for a person, the key for a program.
    pub name: &'static str,
    /// The first line.
    pub title: String,
    /// Below it: a word, and the lines behind it.
    pub rows: Vec<(String, Vec<String>)>,
    /// The same for programs: keys and values.
    pub data: Vec<(&'static str, String)>,
}

/// One thing said to a person: what is wrong, where, why, and what to do about it.
///
/// The first label is the place that must change; the others explain it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of diagnostic.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop, names in backticks.
    pub message: String,
    /// Places; the first one is where it is reported.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
    /// Edits that mend it, where there is one right mend.
    pub fix: Vec<Edit>,
    /// What shows it, where somebody asked for that.
    pub evidence: Option<Box<Evidence>>,
    /// Where protoc reports it, if that is somewhere else: often the token behind the mistake.
    pub in_protoc: Option<Place>,
    /// Where it was, on the old side of a comparison. Where it is nowhere now, this is all there is to point to.
    pub was: Option<Place>,
    /// What it is about, where that has a name.
    pub subject: Option<Subject>,
}

impl Diagnostic {
    /// An error.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message.into())
    }

    /// A warning.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message.into())
    }

    fn new(severity: Severity, code: Code, message: String) -> Self {
        Self {
            code,
            severity,
            message,
            labels: Vec::new(),
            help: None,
            fix: Vec::new(),
            evidence: None,
            in_protoc: None,
            was: None,
            subject: None,
        }
    }

    /// Adds a place; the first one added is where the diagnostic is reported.
    #[must_use]
    pub fn label(mut self, place: Place, text: impl Into<String>) -> Self {
        self.labels.push(Label { place, text: text.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds an edit that is part of the mend.
    #[must_use]
    pub fn edit(mut self, place: Place, text: impl Into<String>) -> Self {
        self.fix.push(Edit { place, text: text.into() });
        self
    }

    /// Says where protoc reports it.
    #[must_use]
    pub fn in_protoc(mut self, place: Place) -> Self {
        self.in_protoc = Some(place);
        self
    }

    /// Says where it was, on the old side of a comparison.
    #[must_use]
    pub fn was(mut self, place: Option<Place>) -> Self {
        self.was = place;
        self
    }

    /// Says what it is about.
    #[must_use]
    pub fn about(mut self, subject: Subject) -> Self {
        self.subject = Some(subject);
        self
    }

    /// Where it is reported.
    pub fn place(&self) -> Option<Place> {
        self.labels.first().map(|label| label.place)
    }
}

/// Diagnostics, collected while work goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Adds all of another report.
    pub fn append(&mut self, mut other: Report) {
        self.diagnostics.append(&mut other.diagnostics);
    }

    /// Whether any of them is an error.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.diagnostics.len()
    }

    /// All of them, in the order they were pushed.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.diagnostics.iter()
    }
}

impl From<Box<Diagnostic>> for Report {
    fn from(diagnostic: Box<Diagnostic>) -> Self {
        Self::from_iter([*diagnostic])
    }
}

impl FromIterator<Diagnostic> for Report {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(diagnostics: I) -> Self {
        Self { diagnostics: diagnostics.into_iter().collect::<Vec<_>>() }
    }
}

impl IntoIterator for Report {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.diagnostics.into_iter()
    }
}

impl<'a> IntoIterator for &'a Report {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
