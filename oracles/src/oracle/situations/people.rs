//! People who may approve: the approvers of the configuration, and the owners of files in `CODEOWNERS`.

use std::collections::BTreeSet;

use protoward_kit::random::Random;

/// The people who make commits.
const PEOPLE: [&str; 2] = ["ann@example.com", "eve@example.com"];

/// The schema files that people may own.
const FILES: [&str; 2] = ["a.proto", "b.proto"];

/// The approvers of a version, and the owners of its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct People {
    approvers: BTreeSet<&'static str>,
    /// `true` if every owner of a file is an approver.
    has_owners: bool,
    /// The owner of all files.
    owner: &'static str,
    /// The owner of `b.proto`, if it has a line of its own.
    owner_of_b: Option<&'static str>,
}

impl People {
    /// Everybody may approve.
    pub(super) const fn everybody() -> Self {
        Self { approvers: BTreeSet::new(), has_owners: false, owner: PEOPLE[0], owner_of_b: None }
    }

    pub(super) fn draw(random: &mut Random) -> Self {
        let mut people = Self { has_owners: random.chance(2), owner: person(random), ..Self::everybody() };
        if random.chance(2) {
            people.approvers.insert(person(random));
        }
        people.owner_of_b = random.chance(2).then(|| person(random));
        people
    }

    /// Returns the people after one change of the approvers.
    pub(super) fn with_other_approvers(&self, random: &mut Random) -> Self {
        let mut next = self.clone();
        match random.below(3) {
            0 => next.has_owners = !next.has_owners,
            _ => {
                let person = person(random);
                if !next.approvers.remove(person) {
                    next.approvers.insert(person);
                }
            }
        }
        next
    }

    /// Returns the people after one change of the owners.
    pub(super) fn with_other_owners(&self, random: &mut Random) -> Self {
        let mut next = self.clone();
        match random.below(3) {
            0 => next.owner = person(random),
            1 => next.owner_of_b = Some(person(random)),
            _ => next.owner_of_b = None,
        }
        next
    }

    fn is_limited(&self) -> bool {
        self.has_owners || !self.approvers.is_empty()
    }

    /// Returns `true` if a person may approve changes of a file: an approver who owns it. Each file has an owner.
    pub(super) fn may_approve(&self, person: &str, file: &str) -> bool {
        let owner = self.owner_of_b.filter(|_| file == FILES[1]).unwrap_or(self.owner);
        !self.is_limited() || owner == person && (self.has_owners || self.approvers.contains(person))
    }

    /// Returns `true` if `after` lets a person approve changes of a file that may not approve them by these people.
    pub(super) fn are_fewer_than(&self, after: &Self) -> bool {
        let mut all = PEOPLE.iter().flat_map(|person| FILES.iter().map(move |file| (person, file)));
        all.any(|(person, file)| after.may_approve(person, file) && !self.may_approve(person, file))
    }

    /// Returns the text of `CODEOWNERS`.
    pub(super) fn code_owners(&self) -> String {
        let of_b = self.owner_of_b.map(|owner| format!("/b.proto {owner}\n")).unwrap_or_default();
        format!("* {}\n{of_b}", self.owner)
    }

    /// Returns the section of the configuration.
    pub(super) fn toml(&self) -> String {
        if !self.is_limited() {
            return String::new();
        }
        let owners = self.has_owners.then_some("*");
        let names: Vec<String> =
            self.approvers.iter().copied().chain(owners).map(|name| format!("\"{name}\"")).collect();
        format!("[approvals]\napprovers = [{}]\n", names.join(", "))
    }
}

/// Draws a person.
pub(super) fn person(random: &mut Random) -> &'static str {
    PEOPLE[random.below(PEOPLE.len())]
}
