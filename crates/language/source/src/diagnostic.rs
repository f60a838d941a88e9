//! Diagnostics as data: the problem, locations, the remedy, and the edits of a fix. Renderers are in other places.

use std::borrow::Cow;
use std::fmt;

use crate::Place;

/// The severity of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The operation failed, or a rule is violated.
    Error,
    /// The operation succeeded, but the user should check the result.
    Warning,
}

/// The stable name of a kind of diagnostic: `FIELD_NO_DELETE`, `import-not-found`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(Cow<'static, str>);

impl Code {
    /// Creates a code at compile time.
    pub const fn new(code: &'static str) -> Self {
        Self(Cow::Borrowed(code))
    }

    /// Returns the code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A location with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The location that the text explains.
    pub place: Place,
    /// A few words beside the location; empty if the message says enough.
    pub text: String,
}

/// A replacement of the text at `place` with `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The replaced text. An empty extent inserts.
    pub place: Place,
    /// The text that replaces it; empty to delete.
    pub text: String,
}

/// Whether a fix may be applied without a look at it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum FixSafety {
    /// The one right fix: it leaves what messages, names, numbers, types and values mean.
    #[default]
    Safe,
    /// A fix that guesses what is meant, or that changes or removes something with a meaning.
    Unsafe,
}

/// The package and element that a diagnostic concerns, for reports by package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiagnosticSubject {
    /// The package; empty if the file declares none.
    pub package: String,
    /// The full name of the element; `None` for a package or file.
    pub element: Option<String>,
}

/// Evidence for a finding, such as a message that decodes differently.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The kind of evidence: a heading for users, a key for programs.
    pub name: &'static str,
    /// The line that sums up the evidence.
    pub title: String,
    /// Rows below the title: a heading with its lines.
    pub rows: Vec<(String, Vec<String>)>,
    /// The same evidence for programs, as keys and values.
    pub data: Vec<(&'static str, String)>,
}

/// The status of a call that failed, as a server sent it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallStatus {
    /// The name of the code, such as `NOT_FOUND`.
    pub code: &'static str,
    /// The message of the server.
    pub message: String,
    /// The messages of the server about the error.
    pub details: Vec<CallDetail>,
}

/// A message of a server about an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallDetail {
    /// The full name of the type.
    pub type_name: String,
    /// The message as JSON; a text in base64 if no schema knows the type.
    pub json: String,
}

/// The consumers of a schema that a breaking change breaks, and the others; both empty if no consumers are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AffectedConsumers {
    /// The names of those that it breaks.
    pub broken: Vec<String>,
    /// The names of those that use nothing that changed.
    pub unaffected: Vec<String>,
}

impl AffectedConsumers {
    /// Returns `true` if no consumers are known.
    pub const fn is_empty(&self) -> bool {
        self.broken.is_empty() && self.unaffected.is_empty()
    }
}

impl fmt::Display for AffectedConsumers {
    /// Writes `breaks the consumers web, mobile; not billing`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.broken[..] {
            [] => write!(f, "breaks no known consumer: not {}", self.unaffected.join(", ")),
            broken => {
                let noun = if broken.len() == 1 { "consumer" } else { "consumers" };
                write!(f, "breaks the {noun} {}", broken.join(", "))?;
                if self.unaffected.is_empty() { Ok(()) } else { write!(f, "; not {}", self.unaffected.join(", ")) }
            }
        }
    }
}

/// The directions in which a breaking change breaks messages: neither if it breaks only source code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Directions {
    /// The new version reads messages of the old one differently.
    pub backward: bool,
    /// The old version reads messages of the new one differently.
    pub forward: bool,
}

impl Directions {
    /// New readers of old messages.
    pub const BACKWARD: Self = Self { backward: true, forward: false };
    /// Old readers of new messages.
    pub const FORWARD: Self = Self { backward: false, forward: true };
    /// Messages break in both directions.
    pub const FULL: Self = Self { backward: true, forward: true };

    /// Returns `true` if both values have a direction in common.
    pub const fn overlap(self, other: Self) -> bool {
        self.backward && other.backward || self.forward && other.forward
    }

    /// Returns the name: `backward`, `forward`, `full`, or `source` for neither.
    pub const fn name(self) -> &'static str {
        match (self.backward, self.forward) {
            (true, false) => "backward",
            (false, true) => "forward",
            (true, true) => "full",
            (false, false) => "source",
        }
    }

    /// Returns the directions with a name, other than `source`.
    pub fn of_name(name: &str) -> Option<Self> {
        [Self::BACKWARD, Self::FORWARD, Self::FULL].into_iter().find(|directions| directions.name() == name)
    }
}

/// A diagnostic message: the problem, its location, the reason and a remedy.
///
/// The first label is the location that must change. Other labels explain it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of the problem, for programs and configurations.
    pub code: Code,
    /// An error, or a warning that does not fail the operation.
    pub severity: Severity,
    /// The problem: lower case, no full stop, names in backticks.
    pub message: String,
    /// The locations. The diagnostic is reported at the first one.
    pub labels: Vec<Label>,
    /// The remedy; `None` if the message makes it obvious.
    pub help: Option<String>,
    /// The edits of the fix, if the fix is unambiguous.
    pub fix: Vec<Edit>,
    /// Whether the fix may be applied without a look at it.
    pub fix_safety: FixSafety,
    /// Edits of which people choose one, if there are several ways to correct the problem.
    pub choices: Vec<Edit>,
    /// The evidence for a finding, if it was requested.
    pub evidence: Option<Box<Evidence>>,
    /// The status of a failed call, whose parts programs read apart.
    pub status: Option<Box<CallStatus>>,
    /// The location that protoc reports, if different: often the token after the mistake.
    pub in_protoc: Option<Place>,
    /// The location on the old side of a comparison. It is the only location if the element was deleted.
    pub was: Option<Place>,
    /// The named element that the diagnostic concerns.
    pub subject: Option<DiagnosticSubject>,
    /// The older versions that a breaking change breaks, if there are several baselines.
    pub versions: Vec<String>,
    /// The known consumers, by whether a breaking change breaks them.
    pub consumers: AffectedConsumers,
    /// The fingerprint of a breaking change, by which it can be approved.
    pub fingerprint: Option<String>,
    /// The directions in which a breaking change breaks data, if requested.
    pub directions: Option<Directions>,
    /// `accepts` or `refuses`: the verdict of a schema registry on a breaking change, if requested.
    pub registry: Option<&'static str>,
}

impl Diagnostic {
    /// Creates an error without labels. A message that is too long loses its middle.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message.into())
    }

    /// Creates a warning without labels. A message that is too long loses its middle.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message.into())
    }

    fn new(severity: Severity, code: Code, message: String) -> Self {
        Self {
            code,
            severity,
            message: shortened(message),
            labels: Vec::new(),
            help: None,
            fix: Vec::new(),
            fix_safety: FixSafety::Safe,
            choices: Vec::new(),
            evidence: None,
            status: None,
            in_protoc: None,
            was: None,
            subject: None,
            versions: Vec::new(),
            consumers: AffectedConsumers::default(),
            fingerprint: None,
            directions: None,
            registry: None,
        }
    }

    /// Adds a label. The diagnostic is reported at the first one.
    #[must_use]
    pub fn label(mut self, place: Place, text: impl Into<String>) -> Self {
        self.labels.push(Label { place, text: shortened(text.into()) });
        self
    }

    /// Sets the remedy, in the imperative: `remove the import`.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(shortened(help.into()));
        self
    }

    /// Adds an edit to the fix, which is unsafe if one of its edits is.
    #[must_use]
    pub fn edit(mut self, safety: FixSafety, place: Place, text: impl Into<String>) -> Self {
        self.fix.push(Edit { place, text: text.into() });
        self.fix_safety = self.fix_safety.max(safety);
        self
    }

    /// Adds an edit of which people choose one.
    #[must_use]
    pub fn choice(mut self, place: Place, text: impl Into<String>) -> Self {
        self.choices.push(Edit { place, text: text.into() });
        self
    }

    /// Proposes names that may be meant by what is written at `place`, as the remedy. A single one is the fix, an unsafe one.
    #[must_use]
    pub fn did_you_mean(self, place: Place, names: &[impl AsRef<str>]) -> Self {
        let quoted: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
        self.help(format!("did you mean {}?", quoted.join(" or "))).replace(place, names)
    }

    /// Adds the replacements of what is written at `place`. A single one is the fix. It is unsafe, since what is written may mean
    /// something else.
    #[must_use]
    pub fn replace(self, place: Place, texts: &[impl AsRef<str>]) -> Self {
        match texts {
            [only] => self.edit(FixSafety::Unsafe, place, only.as_ref()),
            _ => texts.iter().fold(self, |diagnostic, text| diagnostic.choice(place, text.as_ref())),
        }
    }

    /// Sets the location that protoc reports.
    #[must_use]
    pub fn in_protoc(mut self, place: Place) -> Self {
        self.in_protoc = Some(place);
        self
    }

    /// Sets the location on the old side of a comparison.
    #[must_use]
    pub fn was(mut self, place: Option<Place>) -> Self {
        self.was = place;
        self
    }

    /// Sets the element that the diagnostic concerns.
    #[must_use]
    pub fn about(mut self, subject: DiagnosticSubject) -> Self {
        self.subject = Some(subject);
        self
    }

    /// Adds a fact to the message, so that every format has it.
    pub fn add_fact(&mut self, fact: &str) {
        self.message = shortened(format!("{} ({fact})", self.message));
    }

    /// Returns in words what a breaking change breaks: older versions and known consumers; `None` if neither is known.
    pub fn effects(&self) -> Option<String> {
        let versions = (!self.versions.is_empty()).then(|| format!("breaks {}", self.versions.join(", ")));
        let consumers = (!self.consumers.is_empty()).then(|| self.consumers.to_string());
        let parts: Vec<String> = versions.into_iter().chain(consumers).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// Returns the location at which the diagnostic is reported.
    pub fn place(&self) -> Option<Place> {
        self.labels.first().map(|label| label.place)
    }
}

/// The maximum number of bytes of a message, a label or a help.
const MOST_TEXT: usize = 1024;

/// Returns a text without its middle if it is too long: the names in a hostile file may have thousands of bytes, in thousands of
/// diagnostics.
fn shortened(text: String) -> String {
    if text.len() <= MOST_TEXT {
        return text;
    }
    let boundary = |at: usize| (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let start = boundary(MOST_TEXT * 3 / 4);
    let end = boundary(text.len() - MOST_TEXT / 4);
    format!("{}…{}", &text[..start], &text[end..])
}

/// Diagnostics in the order in which they were reported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Adds a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Adds all diagnostics of another report.
    pub fn append(&mut self, mut other: Report) {
        self.diagnostics.append(&mut other.diagnostics);
    }

    /// Returns whether any diagnostic is an error.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Returns whether there are no diagnostics.
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// Returns the number of diagnostics.
    pub fn len(&self) -> usize {
        self.diagnostics.len()
    }

    /// Returns all diagnostics in insertion order.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_lose_their_middle() {
        let short = "x".repeat(MOST_TEXT);
        assert_eq!(shortened(short.clone()), short);
        let long = shortened(format!("a{}z", "é".repeat(MOST_TEXT)));
        assert!(long.starts_with("aé") && long.ends_with("éz") && long.contains("é…é"), "{long}");
        assert!(long.len() <= MOST_TEXT + '…'.len_utf8() + 1);
    }
}
