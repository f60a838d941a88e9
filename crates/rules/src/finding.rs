//! Findings, and how rules make them.

use super::fix::Mend;
use super::pair::Pair;
use super::spot::Spot;
use protoward_http::Call;
use protoward_policy::Rule;
use protoward_schema::{Element, FileId, MethodId, Schema};
use protoward_source::{Code, Diagnostic, Place, Subject};

/// A change that a rule objects to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// What it is about in the new schema, or what it is missing from; `None` where the file or the package is gone.
    pub element: Option<Element>,
    /// What it is about in the old schema; `None` where nothing of it was there.
    pub old_element: Option<Element>,
    /// Where it is reported, in the new schema; `None` where the file or the package is gone.
    pub place: Option<Place>,
    /// Where it was, in the old schema.
    pub was: Option<Place>,
    /// What is said about it. Its first label is `place`; without one it has no labels, and names what was lost.
    pub diagnostic: Diagnostic,
    /// Changes that together fix it; empty where there is no single right fix.
    pub mends: Vec<Mend>,
    /// An HTTP request that shows it, where it is about one.
    pub call: Option<Box<ShownCall>>,
    /// The findings that it is reported instead of, where it tells of a move or a rename; none for most findings.
    pub stands_for: Vec<Finding>,
}

/// An HTTP request that the old server answers, and the new one does not answer alike.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShownCall {
    /// The request.
    pub call: Call,
    /// The method that it reaches in the old schema.
    pub old: MethodId,
    /// The same method in the new schema.
    pub new: MethodId,
}

/// What a rule has to say about one change.
pub(super) struct Problem {
    /// What happened, and what it does to people: lower case, no full stop.
    pub(super) message: String,
    /// What to say at the new place.
    pub(super) now: String,
    /// What to say at the old place.
    pub(super) was: String,
    /// The mend.
    pub(super) help: String,
}

/// Findings, collected rule by rule.
#[derive(Default)]
pub(super) struct Findings {
    rule: Option<&'static Rule>,
    is_followed: bool,
    all: Vec<Draft>,
}

/// A finding that may yet become a part of another one.
pub(super) struct Draft {
    pub(super) finding: Finding,
    /// `true` where it is about a pair that only a move made, so that buf would not have looked at it.
    pub(super) is_followed: bool,
    pub(super) new_file: Option<FileId>,
    old_file: Option<FileId>,
}

impl Draft {
    pub(super) fn new(rule: &'static Rule, now: Spot, was: Spot, problem: Problem) -> Self {
        let mut diagnostic = Diagnostic::error(Code::new(rule.id()), problem.message).help(problem.help).was(was.place);
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
            mends: Vec::new(),
            call: None,
            stands_for: Vec::new(),
        };
        Self { finding, is_followed: false, new_file: now.file, old_file: was.file }
    }
}

/// A finding that was just pushed.
pub(super) struct Found<'a>(&'a mut Finding);

impl Found<'_> {
    /// Says what would mend it; `None` where there is no one right mend.
    pub(super) fn mend(self, mend: impl Into<Option<Mend>>) {
        self.0.mends.extend(mend.into());
    }

    /// Keeps the HTTP request that shows it.
    pub(super) fn call(self, call: Call, Pair { old, new }: Pair<MethodId>) -> Self {
        self.0.call = Some(Box::new(ShownCall { call, old, new }));
        self
    }

    /// Says what would mend it, together.
    pub(super) fn mends(self, mends: impl IntoIterator<Item = Mend>) {
        self.0.mends.extend(mends);
    }
}

impl Findings {
    /// What is pushed from here on is a finding of `rule`.
    pub(super) fn begin(&mut self, rule: &'static Rule) {
        self.rule = Some(rule);
    }

    /// Adds a finding; what is given back takes its mends.
    pub(super) fn push(&mut self, now: Spot, was: Spot, problem: Problem) -> Found<'_> {
        let rule = self.rule.expect("`begin` comes before any check");
        self.all.push(Draft { is_followed: self.is_followed, ..Draft::new(rule, now, was, problem) });
        Found(&mut self.all.last_mut().expect("it was just pushed").finding)
    }

    /// Whether what is pushed from here on is about pairs that only a move made.
    pub(super) fn follow(&mut self, is_followed: bool) {
        self.is_followed = is_followed;
    }

    /// Returns what was pushed.
    pub(super) fn into_drafts(self) -> Vec<Draft> {
        self.all
    }
}

impl Draft {
    /// The finding, with the names of what it is about: those that were published, where there were any.
    pub(super) fn named(self, old: &Schema, new: &Schema) -> Finding {
        let package = |schema: &Schema, file: Option<FileId>| file.map(|file| schema.package(file).to_owned());
        let name = |schema: &Schema, element: Option<Element>| {
            element.filter(|element| !matches!(element, Element::File(_))).map(|element| schema.full_name(element))
        };
        let mut finding = self.finding;
        let package = package(old, self.old_file).or_else(|| package(new, self.new_file));
        let element = name(old, finding.old_element).or_else(|| name(new, finding.element));
        finding.diagnostic.subject = package.map(|package| Subject { package, element });
        finding
    }
}
