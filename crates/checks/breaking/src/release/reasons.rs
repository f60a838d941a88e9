//! The reasons for a version bump: findings of the gate, accepted breaking changes, compatible ones, and what no rule covers.

use std::collections::{BTreeSet, HashSet};

use crate::names::{FILE, WIRE_JSON};
use crate::{Bump, Change, ChangeKind, ComparisonSettings, Finding, catalog, changes, check};
use protoward_policy::{Category, ConfigVersion, Rule};
use protoward_schema::descriptor::encode_file;
use protoward_schema::{Element, FileId, Schema};
use protoward_source::{Place, Severity};

/// The kind of a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReasonKind {
    /// A finding of the gate.
    Breaking(&'static Rule),
    /// A breaking change that the gate accepts.
    Allowed(&'static Rule),
    /// A change that no rule of the gate finds.
    Compatible(ChangeKind),
    /// A change of a descriptor that no rule or family of changes covers.
    Other,
}

impl ReasonKind {
    /// Returns the name that release tools use.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Breaking(_) => "breaking",
            Self::Allowed(_) => "allowed",
            Self::Compatible(kind) => kind.id(),
            Self::Other => "other",
        }
    }

    /// Returns the rule of a breaking change.
    pub const fn rule(self) -> Option<&'static Rule> {
        match self {
            Self::Breaking(rule) | Self::Allowed(rule) => Some(rule),
            Self::Compatible(_) | Self::Other => None,
        }
    }
}

/// A reason for a version bump.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reason {
    /// The bump that this change alone requires.
    pub bump: Bump,
    /// The origin of the reason: a finding, or a kind of compatible change.
    pub kind: ReasonKind,
    /// The new package, or the old one of a deleted element; empty for files without a package.
    pub package: String,
    /// The full name of the element; `None` for a file or a package.
    pub element: Option<String>,
    /// The new place; `None` if the file was deleted.
    pub place: Option<Place>,
    /// A description: lower case, no full stop.
    pub message: String,
}

/// Returns all reasons, the largest bumps first, then in the order of the gate.
pub(super) fn find(old: &Schema, new: &Schema, findings: &[Finding]) -> Vec<Reason> {
    let mut reasons: Vec<_> = findings.iter().map(|finding| of_finding(old, new, finding)).collect();
    reasons.extend(allowed(old, new, findings));
    let found: HashSet<Element> =
        findings.iter().flat_map(with_what_it_stands_for).filter_map(|it| it.element).collect();
    // An option that a rule inspects is a finding already.
    let is_reported = |change: &Change| change.kind == ChangeKind::Option && found.contains(&change.element);
    reasons.extend(
        changes(old, new).into_iter().filter(|change| !is_reported(change)).map(|change| of_change(new, change)),
    );
    let covered_files: HashSet<_> =
        reasons.iter().filter_map(|reason| reason.place).map(|place| place.source).collect();
    let own = |schema: &Schema, file: &FileId| !schema[*file].is_import;
    for file in new.files.ids().filter(|file| own(new, file) && !covered_files.contains(&new[*file].source)) {
        let before = old.find_file(new.name(file.into())).filter(|before| own(old, before));
        if before.is_some_and(|before| encode_file(old, before, false) != encode_file(new, file, false)) {
            reasons.push(other(new, file));
        }
    }
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.bump));
    reasons
}

fn with_what_it_stands_for(finding: &Finding) -> impl Iterator<Item = &Finding> {
    std::iter::once(finding).chain(&finding.stands_for)
}

fn of_finding(old: &Schema, new: &Schema, finding: &Finding) -> Reason {
    match finding.diagnostic.severity {
        Severity::Error => of(old, new, finding, Bump::Major, ReasonKind::Breaking(finding.rule)),
        _ => of(old, new, finding, Bump::Minor, ReasonKind::Allowed(finding.rule)),
    }
}

fn of(old: &Schema, new: &Schema, finding: &Finding, bump: Bump, kind: ReasonKind) -> Reason {
    let name = |schema: &Schema, element: Element| match element {
        Element::File(_) => None,
        element => Some(schema.full_name(element)),
    };
    let package = |schema: &Schema, element: Element| schema.package(schema.file_of(element)).to_owned();
    let was = finding.old_element;
    // Users know elements by their published names.
    let (package, element) = match (was, finding.element) {
        (Some(was), _) => (package(old, was), name(old, was)),
        (None, Some(now)) => (package(new, now), name(new, now)),
        (None, None) => (String::new(), None),
    };
    Reason { bump, kind, package, element, place: finding.place, message: finding.diagnostic.message.clone() }
}

/// Returns breaking changes that are not among the findings, because of the selected rules or of ignored paths.
fn allowed(old: &Schema, new: &Schema, findings: &[Finding]) -> Vec<Reason> {
    let is_in = |category: &Category| *category == FILE || *category == WIRE_JSON;
    let breaks_code = |rule: &&Rule| rule.categories(ConfigVersion::default()).iter().any(is_in);
    let rules = catalog().rules().iter().copied().filter(breaks_code).collect();
    let all = check(old, new, &ComparisonSettings { exclude_imports: true, ..ComparisonSettings::of(rules) });
    let reported: BTreeSet<_> =
        findings.iter().flat_map(with_what_it_stands_for).map(|it| (it.was, &it.diagnostic.message)).collect();
    // Several rules may report one change. It is not accepted if any of them is among the findings.
    let reported_elements: HashSet<_> =
        findings.iter().flat_map(with_what_it_stands_for).filter_map(|it| it.old_element).collect();
    let is_allowed = |finding: &&Finding| {
        with_what_it_stands_for(finding).all(|it| {
            !reported.contains(&(it.was, &it.diagnostic.message))
                && it.old_element.is_none_or(|element| !reported_elements.contains(&element))
        })
    };
    let mut seen = HashSet::new();
    let once = |finding: &&Finding| finding.old_element.is_none_or(|element| seen.insert(element));
    let allowed = all.iter().filter(is_allowed).filter(once);
    allowed.map(|finding| of(old, new, finding, Bump::Minor, ReasonKind::Allowed(finding.rule))).collect()
}

fn of_change(new: &Schema, change: Change) -> Reason {
    let file = new.file_of(change.element);
    let element = match change.element {
        Element::File(_) => None,
        element => Some(new.full_name(element)),
    };
    Reason {
        bump: change.kind.bump(),
        kind: ReasonKind::Compatible(change.kind),
        package: new.package(file).to_owned(),
        element,
        place: Some(change.place),
        message: change.message,
    }
}

fn other(new: &Schema, file: FileId) -> Reason {
    Reason {
        bump: Bump::Patch,
        kind: ReasonKind::Other,
        package: new.package(file).to_owned(),
        element: None,
        place: Some(new.place(file)),
        message: format!("the descriptor of `{}` changed in a compatible way", new.name(file.into())),
    }
}
