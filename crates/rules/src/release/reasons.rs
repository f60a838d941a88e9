//! Why a release is what it is.

use std::collections::{BTreeSet, HashSet};

use crate::names::{FILE, WIRE_JSON};
use crate::{Bump, Change, ChangeKind, Finding, Settings, catalog, changes, check};
use protoward_policy::{Category, ConfigVersion, Rule};
use protoward_schema::descriptor::encode_file;
use protoward_schema::{Element, FileId, Schema};
use protoward_source::{Place, Severity};

/// What kind of reason it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// The gate found it.
    Breaking(&'static Rule),
    /// It breaks somebody, and the gate was told not to mind.
    Allowed(&'static Rule),
    /// It breaks nobody.
    Compatible(ChangeKind),
    /// A descriptor changed in a way that nothing above knows of.
    Other,
}

impl Kind {
    /// As release tools read it.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Breaking(_) => "breaking",
            Self::Allowed(_) => "allowed",
            Self::Compatible(kind) => kind.id(),
            Self::Other => "other",
        }
    }

    /// The rule, where there is one.
    pub const fn rule(self) -> Option<&'static Rule> {
        match self {
            Self::Breaking(rule) | Self::Allowed(rule) => Some(rule),
            Self::Compatible(_) | Self::Other => None,
        }
    }
}

/// One thing that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reason {
    /// The step that it asks for.
    pub bump: Bump,
    /// What kind of reason it is.
    pub kind: Kind,
    /// The package that it is in, now, or before where it is gone; empty where a file names none.
    pub package: String,
    /// The full name of what it is about; `None` where that is a file or a package.
    pub element: Option<String>,
    /// Where it is now; `None` where its file is gone.
    pub place: Option<Place>,
    /// What happened: lower case, no full stop.
    pub message: String,
}

/// All reasons, the largest steps first; those of one step as the gate sorts them.
pub(super) fn find(old: &Schema, new: &Schema, findings: &[Finding]) -> Vec<Reason> {
    let mut reasons: Vec<_> = findings.iter().map(|finding| of_finding(old, new, finding)).collect();
    reasons.extend(allowed(old, new, findings));
    let found: HashSet<Element> =
        findings.iter().flat_map(with_what_it_stands_for).filter_map(|it| it.element).collect();
    // An option that a rule looked at is a finding already.
    let is_told = |change: &Change| change.kind == ChangeKind::Option && found.contains(&change.element);
    reasons
        .extend(changes(old, new).into_iter().filter(|change| !is_told(change)).map(|change| of_change(new, change)));
    let told: HashSet<_> = reasons.iter().filter_map(|reason| reason.place).map(|place| place.source).collect();
    let own = |schema: &Schema, file: &FileId| !schema[*file].is_import;
    for file in new.files.ids().filter(|file| own(new, file) && !told.contains(&new[*file].source)) {
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
        Severity::Error => of(old, new, finding, Bump::Major, Kind::Breaking(finding.rule)),
        _ => of(old, new, finding, Bump::Minor, Kind::Allowed(finding.rule)),
    }
}

fn of(old: &Schema, new: &Schema, finding: &Finding, bump: Bump, kind: Kind) -> Reason {
    let name = |schema: &Schema, element: Element| match element {
        Element::File(_) => None,
        element => Some(schema.full_name(element)),
    };
    let package = |schema: &Schema, element: Element| schema.package(schema.file_of(element)).to_owned();
    let was = finding.old_element;
    // What was published is what people know it by.
    let (package, element) = match (was, finding.element) {
        (Some(was), _) => (package(old, was), name(old, was)),
        (None, Some(now)) => (package(new, now), name(new, now)),
        (None, None) => (String::new(), None),
    };
    Reason { bump, kind, package, element, place: finding.place, message: finding.diagnostic.message.clone() }
}

/// What breaks code and was not found, as other rules are used, or paths are ignored.
fn allowed(old: &Schema, new: &Schema, findings: &[Finding]) -> Vec<Reason> {
    let is_in = |category: &Category| *category == FILE || *category == WIRE_JSON;
    let breaks_code = |rule: &&Rule| rule.categories(ConfigVersion::default()).iter().any(is_in);
    let rules = catalog().rules().iter().copied().filter(breaks_code).collect();
    let all = check(old, new, &Settings { exclude_imports: true, ..Settings::of(rules) });
    let told: BTreeSet<_> =
        findings.iter().flat_map(with_what_it_stands_for).map(|it| (it.was, &it.diagnostic.message)).collect();
    // One change is told of by several rules; what one of them found was minded.
    let minded: HashSet<_> =
        findings.iter().flat_map(with_what_it_stands_for).filter_map(|it| it.old_element).collect();
    let is_allowed = |finding: &&Finding| {
        with_what_it_stands_for(finding).all(|it| {
            !told.contains(&(it.was, &it.diagnostic.message))
                && it.old_element.is_none_or(|element| !minded.contains(&element))
        })
    };
    let mut seen = HashSet::new();
    let once = |finding: &&Finding| finding.old_element.is_none_or(|element| seen.insert(element));
    let allowed = all.iter().filter(is_allowed).filter(once);
    allowed.map(|finding| of(old, new, finding, Bump::Minor, Kind::Allowed(finding.rule))).collect()
}

fn of_change(new: &Schema, change: Change) -> Reason {
    let file = new.file_of(change.element);
    let element = match change.element {
        Element::File(_) => None,
        element => Some(new.full_name(element)),
    };
    Reason {
        bump: change.kind.bump(),
        kind: Kind::Compatible(change.kind),
        package: new.package(file).to_owned(),
        element,
        place: Some(change.place),
        message: change.message,
    }
}

fn other(new: &Schema, file: FileId) -> Reason {
    Reason {
        bump: Bump::Patch,
        kind: Kind::Other,
        package: new.package(file).to_owned(),
        element: None,
        place: Some(new.place(file)),
        message: format!("the descriptor of `{}` changed, in a way that breaks nobody", new.name(file.into())),
    }
}
