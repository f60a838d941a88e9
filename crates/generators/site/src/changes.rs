//! An older version, and the differences from it by element.

use std::collections::{BTreeMap, BTreeSet};

use super::elements::{full_name, parent};
use super::outline::title;
use super::removals::{self, Removal};
use protoward_breaking::{ChangeKind, Finding, changes};
use protoward_schema::{Element, Schema};
use protoward_source::Severity;

/// An older version of the schema.
#[derive(Clone, Copy, Debug)]
pub struct Baseline<'a> {
    /// The name for display, such as `git:v1.2.0`.
    pub name: &'a str,
    /// The schema of the older version, linked separately.
    pub schema: &'a Schema,
    /// The findings of a comparison of both versions. Their places and words are shown beside the elements.
    pub findings: &'a [Finding],
}

/// The badge of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Badge {
    /// The older version has the element, and the new one does not.
    Removed,
    /// Both versions have the element, and it differs.
    Changed,
    /// Only the new version has the element.
    Added,
}

impl Badge {
    /// Returns the word on the page.
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Added => "added",
        }
    }
}

/// A change of an element.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Change {
    pub(crate) badge: Badge,
    /// `true` for a finding that is an error.
    pub(crate) is_breaking: bool,
    /// The rule of a finding.
    pub(crate) rule: Option<&'static str>,
    /// The description: lower case, no full stop.
    pub(crate) message: String,
}

/// A change in the list of all changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ListedChange {
    /// The package, or the words for files without one.
    pub(crate) package: String,
    /// The full name of the element, or the path of a file.
    pub(crate) name: String,
    /// The element in the new schema, unless it is gone.
    pub(crate) element: Option<Element>,
    pub(crate) change: Change,
}

/// All changes since an older version.
#[derive(Debug)]
pub(crate) struct Changes<'a> {
    /// The name of the older version.
    pub(crate) since: &'a str,
    of: BTreeMap<Element, Vec<Change>>,
    /// The removed declarations with their changes.
    removed: Vec<(Removal, Vec<Change>)>,
    /// The positions of the removals from each declaration.
    removed_from: BTreeMap<Element, Vec<usize>>,
    /// The elements that contain a change. The value is `true` if one is breaking.
    touched: BTreeMap<Element, bool>,
    /// All changes, sorted by package and name.
    pub(crate) list: Vec<ListedChange>,
}

impl<'a> Changes<'a> {
    /// Finds the changes since a baseline.
    pub(crate) fn since(baseline: Baseline<'a>, schema: &Schema, includes_imports: bool) -> Self {
        let old = baseline.schema;
        let removed = removals::find(old, schema, baseline.findings, includes_imports);
        let index: BTreeMap<Element, usize> = removed.iter().enumerate().map(|(at, it)| (it.old, at)).collect();
        let mut removed_from: BTreeMap<Element, Vec<usize>> = BTreeMap::new();
        for (at, removal) in removed.iter().enumerate() {
            removal.parent.into_iter().for_each(|parent| removed_from.entry(parent).or_default().push(at));
        }
        let mut this = Self {
            since: baseline.name,
            of: BTreeMap::new(),
            removed: removed.into_iter().map(|removal| (removal, Vec::new())).collect(),
            removed_from,
            touched: BTreeMap::new(),
            list: Vec::new(),
        };
        for finding in baseline.findings {
            this.add_finding(schema, old, finding, &index);
        }
        let reported: BTreeSet<Element> = this.of.keys().copied().collect();
        for change in changes(old, schema) {
            // An option that a rule inspects is a finding already.
            if change.kind != ChangeKind::Option || !reported.contains(&change.element) {
                let badge = if change.kind == ChangeKind::Added { Badge::Added } else { Badge::Changed };
                let change_of = Change { badge, is_breaking: false, rule: None, message: change.message };
                this.of.entry(change.element).or_default().push(change_of);
            }
        }
        this.add_removals();
        this.mark_touched(schema);
        this.list_all(schema);
        this
    }

    fn add_finding(&mut self, schema: &Schema, old: &Schema, finding: &Finding, index: &BTreeMap<Element, usize>) {
        let change = |badge| Change {
            badge,
            is_breaking: finding.diagnostic.severity == Severity::Error,
            rule: Some(finding.rule.id()),
            message: finding.diagnostic.message.clone(),
        };
        let removal = finding.old_element.and_then(|element| removals::around(old, index, element));
        match (removal, finding.element) {
            (Some(at), _) => self.removed[at].1.push(change(Badge::Removed)),
            (None, Some(element)) => {
                let element = schema.map_field(element).map_or(element, Element::Field);
                self.of.entry(element).or_default().push(change(Badge::Changed));
            }
            // A deleted file or package has no element.
            (None, None) => {
                let subject = finding.diagnostic.subject.as_ref();
                let package = subject.map_or("", |subject| &subject.package);
                let name = subject.and_then(|subject| subject.element.clone());
                let name = name.or_else(|| Some(old.full_name(finding.old_element?)));
                self.list.push(ListedChange {
                    package: title(package).to_owned(),
                    name: name.unwrap_or_else(|| title(package).to_owned()),
                    element: None,
                    change: change(Badge::Removed),
                });
            }
        }
    }

    /// Describes removals without a finding.
    fn add_removals(&mut self) {
        for (removal, changes) in &mut self.removed {
            if changes.is_empty() {
                let message = removal.message();
                changes.push(Change { badge: Badge::Removed, is_breaking: false, rule: None, message });
            }
        }
    }

    fn mark_touched(&mut self, schema: &Schema) {
        let of_elements = self.of.iter().map(|(&element, changes)| (Some(element), changes));
        let of_removed = self.removed.iter().map(|(removal, changes)| (removal.parent, changes));
        for (element, changes) in of_elements.chain(of_removed) {
            let is_breaking = changes.iter().any(|change| change.is_breaking);
            let mut next = element;
            while let Some(element) = next {
                *self.touched.entry(element).or_default() |= is_breaking;
                next = parent(schema, element);
            }
        }
    }

    fn list_all(&mut self, schema: &Schema) {
        for (&element, changes) in &self.of {
            let package = title(schema.package(schema.file_of(element)));
            let name = full_name(schema, element);
            self.list.extend(changes.iter().map(|change| ListedChange {
                package: package.to_owned(),
                name: name.clone(),
                element: Some(element),
                change: change.clone(),
            }));
        }
        for (removal, changes) in &self.removed {
            self.list.extend(changes.iter().map(|change| ListedChange {
                package: title(&removal.package).to_owned(),
                name: removal.full_name.clone(),
                element: removal.parent,
                change: change.clone(),
            }));
        }
        self.list.sort();
        self.list.dedup();
    }

    /// Returns the changes of an element.
    pub(crate) fn of(&self, element: Element) -> &[Change] {
        self.of.get(&element).map_or(&[], Vec::as_slice)
    }

    /// Returns the removed declarations of an element, with their changes.
    pub(crate) fn removed_from(&self, element: Element) -> impl Iterator<Item = &(Removal, Vec<Change>)> {
        self.removed_from.get(&element).into_iter().flatten().map(|&at| &self.removed[at])
    }

    /// Returns the removed top-level declarations of a package, with their changes.
    pub(crate) fn removed_from_package(&self, package: &str) -> impl Iterator<Item = &(Removal, Vec<Change>)> {
        self.removed.iter().filter(move |(removal, _)| removal.parent.is_none() && removal.package == package)
    }

    /// Returns the badge of an element in a list, and `true` if a change in it is breaking.
    pub(crate) fn badge(&self, element: Element) -> Option<(Badge, bool)> {
        let &is_breaking = self.touched.get(&element)?;
        let is_added = self.of(element).iter().any(|change| change.badge == Badge::Added);
        Some((if is_added { Badge::Added } else { Badge::Changed }, is_breaking))
    }
}
