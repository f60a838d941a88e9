use super::comparison::Comparison;
use super::fix::{Change, Mend};
use super::spot::Spot;
use super::{Rule, Settings};
use crate::report::{Code, Diagnostic, Subject};
use crate::schema::{Element, FileId, Schema};
use crate::source::Place;

/// A change that a rule objects to.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// What would mend it: all of it, or nothing where there is no one right mend.
    pub(super) mends: Vec<Mend>,
    /// What that does to the texts, once it was looked for.
    pub(super) changes: Vec<Change>,
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
    all: Vec<Draft>,
}

struct Draft {
    finding: Finding,
    new_file: Option<FileId>,
    old_file: Option<FileId>,
}

/// A finding that was just pushed.
pub(super) struct Found<'a>(&'a mut Finding);

impl Found<'_> {
    /// Says what would mend it; `None` where there is no one right mend.
    pub(super) fn mend(self, mend: impl Into<Option<Mend>>) {
        self.0.mends.extend(mend.into());
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
        let mut diagnostic = Diagnostic::error(Code::new(rule.id()), problem.message).help(problem.help).was(was.place);
        if let Some(place) = now.place {
            diagnostic = diagnostic.label(place, problem.now);
            if let Some(place) = was.place {
                diagnostic = diagnostic.label(place, problem.was);
            }
        }
        let (element, old_element) = (now.element, was.element);
        let (new_file, old_file) = (now.file, was.file);
        let (mends, changes) = (Vec::new(), Vec::new());
        let (place, was) = (now.place, was.place);
        let finding = Finding { rule, element, old_element, place, was, diagnostic, mends, changes };
        self.all.push(Draft { finding, new_file, old_file });
        Found(&mut self.all.last_mut().expect("it was just pushed").finding)
    }

    /// What the settings do not ignore, in order.
    pub(super) fn finish(mut self, comparison: &Comparison<'_>, settings: &Settings) -> Vec<Finding> {
        let Comparison { old, new, .. } = *comparison;
        let ignored = |rule: &Rule, schema: &Schema, file: Option<FileId>| {
            file.is_some_and(|file| settings.ignores(rule, schema.text(schema[file].path), schema.package(file)))
        };
        self.all.retain(|draft| {
            !ignored(draft.finding.rule, new, draft.new_file) && !ignored(draft.finding.rule, old, draft.old_file)
        });
        // Findings without a file come first, as in buf.
        let path = |draft: &Draft| draft.new_file.map(|file| new.text(new[file].path));
        let start = |draft: &Draft| draft.finding.place.and_then(|place| place.start()).unwrap_or_default();
        self.all.sort_by(|a, b| {
            (path(a), start(a), a.finding.rule.id(), &a.finding.diagnostic.message).cmp(&(
                path(b),
                start(b),
                b.finding.rule.id(),
                &b.finding.diagnostic.message,
            ))
        });
        self.all.into_iter().map(|draft| draft.named(comparison)).collect()
    }
}

impl Draft {
    /// The finding, with the names of what it is about: those that were published, where there were any.
    fn named(self, comparison: &Comparison<'_>) -> Finding {
        let Comparison { old, new, .. } = *comparison;
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
