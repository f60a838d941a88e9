//! Findings and their construction by rules.

use super::fix::SchemaEdit;
use super::spot::ElementPlace;
use super::versions::Pair;
use protoward_http::SampleRequest;
use protoward_policy::Rule;
use protoward_schema::{Element, FileId, MethodId, Schema};
use protoward_source::{Code, Diagnostic, DiagnosticSubject, Place};

/// A breaking change that a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule, whose id is the code of the diagnostic.
    pub rule: &'static Rule,
    /// The element in the new schema, or the closest remaining parent; `None` if the file or package was deleted.
    pub element: Option<Element>,
    /// The element in the old schema; `None` if it is new.
    pub old_element: Option<Element>,
    /// The reported place in the new schema; `None` if the file or package was deleted.
    pub place: Option<Place>,
    /// The place in the old schema.
    pub was: Option<Place>,
    /// The diagnostic. Its first label is `place`; without a place it has no labels and names the deleted element.
    pub diagnostic: Diagnostic,
    /// The changes that together fix the finding; empty if there is no unambiguous fix.
    pub fix: Vec<SchemaEdit>,
    /// An HTTP request that demonstrates the finding.
    pub call: Option<Box<ShownCall>>,
    /// The findings that a move or rename replaces; empty for other findings.
    pub stands_for: Vec<Finding>,
    /// Facts outside of both elements that make this another change, such as the names of elements that moved along. They do not
    /// depend on the words of the message.
    pub details: Vec<String>,
}

/// An HTTP request that the old and the new server answer differently.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShownCall {
    /// The request, which the old server answers.
    pub call: SampleRequest,
    /// The called method in the old schema.
    pub old: MethodId,
    /// The called method in the new schema.
    pub new: MethodId,
}

/// Returns the code of the findings of a rule.
pub const fn code(rule: &'static Rule) -> Code {
    Code::new(rule.id())
}

/// The texts of a finding.
pub(super) struct Problem {
    /// The change and its consequences: lower case, no full stop.
    pub(super) message: String,
    /// The label at the new place.
    pub(super) now: String,
    /// The label at the old place.
    pub(super) was: String,
    /// The suggested fix, as an imperative.
    pub(super) help: String,
}

impl Finding {
    /// Creates a finding of a rule that this crate does not run, with an element and its place in the new and in the old
    /// schema.
    pub fn new(
        rule: &'static Rule,
        message: impl Into<String>,
        now: Option<(Element, Place)>,
        was: Option<(Element, Place)>,
        [new, old]: [&Schema; 2],
    ) -> Self {
        let at = |found: Option<(Element, Place)>, schema: &Schema| {
            found.map_or(ElementPlace::NOWHERE, |(element, place)| ElementPlace {
                element: Some(element),
                file: Some(schema.file_of(element)),
                place: Some(place),
            })
        };
        let [label, help] = [(); 2].map(|()| String::new());
        let problem = Problem { message: message.into(), now: label.clone(), was: label, help };
        let mut finding = FindingDraft::new(rule, at(now, new), at(was, old), problem).named(old, new);
        finding.diagnostic.help = None;
        finding
    }
}

/// The findings of a rule.
pub(super) struct Findings {
    rule: &'static Rule,
    is_followed: bool,
    all: Vec<FindingDraft>,
}

/// A finding that may still be folded into the finding of a move.
pub(super) struct FindingDraft {
    pub(super) finding: Finding,
    /// `true` for a pair inside a moved element. buf does not compare such pairs.
    pub(super) is_followed: bool,
    pub(super) new_file: Option<FileId>,
    old_file: Option<FileId>,
}

impl FindingDraft {
    pub(super) fn new(rule: &'static Rule, now: ElementPlace, was: ElementPlace, problem: Problem) -> Self {
        let mut diagnostic = Diagnostic::error(code(rule), problem.message).help(problem.help).was(was.place);
        if let Some(place) = now.place {
            diagnostic = diagnostic.label(place, problem.now);
            if let Some(place) = was.place {
                diagnostic = diagnostic.label(place, problem.was);
            }
        }
        let finding = Finding {
            rule,
            element: now.element,
            old_element: was.element,
            place: now.place,
            was: was.place,
            diagnostic,
            fix: Vec::new(),
            call: None,
            stands_for: Vec::new(),
            details: Vec::new(),
        };
        Self { finding, is_followed: false, new_file: now.file, old_file: was.file }
    }
}

/// A finding that was just pushed, to which fixes can be added.
pub(super) struct FindingHandle<'a>(&'a mut Finding);

impl FindingHandle<'_> {
    /// Sets an unambiguous fix; `None` leaves the finding without one.
    pub(super) fn fix(self, fix: impl Into<Option<SchemaEdit>>) {
        self.0.fix.extend(fix.into());
    }

    /// Attaches the HTTP request that demonstrates the finding.
    pub(super) fn call(self, call: SampleRequest, Pair { old, new }: Pair<MethodId>) -> Self {
        self.0.call = Some(Box::new(ShownCall { call, old, new }));
        self
    }

    /// Adds facts that distinguish the finding from others of the same elements.
    pub(super) fn details<T: ToString>(self, details: impl IntoIterator<Item = T>) -> Self {
        self.0.details.extend(details.into_iter().map(|detail| detail.to_string()));
        self
    }

    /// Adds changes that together fix the finding.
    pub(super) fn fix_with(self, fix: impl IntoIterator<Item = SchemaEdit>) {
        self.0.fix.extend(fix);
    }
}

impl Findings {
    pub(super) fn of(rule: &'static Rule) -> Self {
        Self { rule, is_followed: false, all: Vec::new() }
    }

    /// Adds a finding and returns a handle to attach fixes.
    pub(super) fn push(&mut self, now: ElementPlace, was: ElementPlace, problem: Problem) -> FindingHandle<'_> {
        let draft = FindingDraft::new(self.rule, now, was, problem);
        self.all.push(FindingDraft { is_followed: self.is_followed, ..draft });
        FindingHandle(&mut self.all.last_mut().expect("it was just pushed").finding)
    }

    /// Marks the following findings as about pairs inside moved elements.
    pub(super) fn follow(&mut self) {
        self.is_followed = true;
    }

    /// Returns the collected findings, in the order in which the rule found them.
    pub(super) fn into_drafts(self) -> Vec<FindingDraft> {
        self.all
    }
}

impl FindingDraft {
    /// Returns the finding with the name of its subject, preferably the published name.
    pub(super) fn named(self, old: &Schema, new: &Schema) -> Finding {
        let package = |schema: &Schema, file: Option<FileId>| file.map(|file| schema.package(file).to_owned());
        let name = |schema: &Schema, element: Option<Element>| {
            element.filter(|element| !matches!(element, Element::File(_))).map(|element| schema.full_name(element))
        };
        let mut finding = self.finding;
        let package = package(old, self.old_file).or_else(|| package(new, self.new_file));
        let element = name(old, finding.old_element).or_else(|| name(new, finding.element));
        finding.diagnostic.subject = package.map(|package| DiagnosticSubject { package, element });
        finding
    }
}
