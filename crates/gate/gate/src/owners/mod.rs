//! The people whose approvals count: the approvers of the configuration that own the changed file.

mod codeowners;
mod pattern;
mod unknown;

use std::collections::{BTreeMap, BTreeSet};

use crate::codes;
use codeowners::{CodeOwners, PLACES};
use protoward_config::diagnostics::labelled;
use protoward_settings::ApprovalsSetting;
use protoward_source::{Diagnostic, LocatedText, ReadError, Report};
use protoward_workspace::Workspace;

/// The word for all owners in `CODEOWNERS`.
const ALL: &str = "*";

/// The people who may approve changes, by file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Owners {
    approvers: Vec<String>,
    /// The members of users and teams by name in lower case.
    people: BTreeMap<String, Vec<String>>,
    code_owners: CodeOwners,
    /// The path of `CODEOWNERS`; `None` without the file.
    path: Option<String>,
}

/// The people who may approve changes of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FileApprovers {
    /// The e-mail addresses, in lower case.
    pub(crate) emails: BTreeSet<String>,
    /// The owners of the file in `CODEOWNERS`; empty if it has none.
    pub(crate) owners: Vec<String>,
}

impl Owners {
    /// Reads the owners in a version. An error is added to the report.
    pub(crate) fn read(setting: &ApprovalsSetting, workspace: &Workspace, report: &mut Report) -> Self {
        let (path, code_owners) = match &setting.codeowners {
            Some(word) => named(word, workspace, report),
            None => found(workspace, report),
        };
        let texts = |words: &[LocatedText]| words.iter().map(|word| word.text.clone()).collect::<Vec<_>>();
        let mut people = BTreeMap::<String, Vec<String>>::new();
        for (name, members) in &setting.people {
            people.entry(name.text.to_lowercase()).or_default().extend(texts(members));
        }
        Self { approvers: texts(&setting.approvers), people, code_owners, path }
    }

    /// Returns who may approve changes of a file: the approvers that own it. If the file has no owners, or is `None`, all
    /// approvers may.
    pub(crate) fn of(&self, file: Option<&str>) -> FileApprovers {
        let owners = file.map(|file| self.code_owners.owners(file)).unwrap_or_default();
        let approvers = self.emails(self.approvers.iter().map(String::as_str).filter(|name| *name != ALL));
        let owning = self.emails(owners.iter().copied());
        let has_all = self.approvers.iter().any(|name| name == ALL);
        let emails = match (owners.is_empty(), has_all) {
            (true, _) => approvers,
            (false, true) => owning,
            (false, false) => owning.intersection(&approvers).cloned().collect(),
        };
        FileApprovers { emails, owners: owners.into_iter().map(str::to_owned).collect() }
    }

    /// Returns the path of `CODEOWNERS`.
    pub(crate) fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// Returns the approvers as written.
    pub(crate) fn approvers(&self) -> &[String] {
        &self.approvers
    }

    /// Returns the e-mail addresses of names, and of the members of teams.
    fn emails<'a>(&'a self, names: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
        let mut pending: Vec<String> = names.map(str::to_lowercase).collect();
        let mut emails = BTreeSet::new();
        let mut known = BTreeSet::new();
        while let Some(name) = pending.pop() {
            if !name.starts_with('@') {
                emails.insert(name);
            } else if known.insert(name.clone()) {
                pending.extend(self.people.get(&name).into_iter().flatten().map(|member| member.to_lowercase()));
            }
        }
        emails
    }
}

impl FileApprovers {
    /// Returns `true` if an author may approve.
    pub(crate) fn has(&self, email: &str) -> bool {
        self.emails.contains(&email.to_lowercase())
    }
}

/// Reads the file that the configuration names.
fn named(word: &LocatedText, workspace: &Workspace, report: &mut Report) -> (Option<String>, CodeOwners) {
    match workspace.read_in_tree(&word.text) {
        Ok(Some(file)) => {
            let owners = CodeOwners::new(&String::from_utf8_lossy(&file.bytes), &word.text);
            return (Some(word.text.clone()), owners);
        }
        Ok(None) => report.push(no_codeowners(word)),
        Err(error) => report.push(unreadable(&error)),
    }
    (None, CodeOwners::default())
}

/// Reads the file at one of its usual places.
fn found(workspace: &Workspace, report: &mut Report) -> (Option<String>, CodeOwners) {
    for place in PLACES {
        match workspace.read_in_tree(place) {
            Ok(Some(file)) => {
                let owners = CodeOwners::new(&String::from_utf8_lossy(&file.bytes), place);
                return (Some(place.to_owned()), owners);
            }
            Ok(None) => {}
            Err(error) => report.push(unreadable(&error)),
        }
    }
    (None, CodeOwners::default())
}

fn unreadable(error: &ReadError) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::APPROVAL, format!("cannot read the owners of files: {error}"));
    match error.help() {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

fn no_codeowners(word: &LocatedText) -> Diagnostic {
    let message = format!("cannot find the file `{}` with the owners of files", word.text);
    labelled(Diagnostic::error(codes::APPROVAL, message), word, "named here")
        .help("use a path relative to the root of the repository, as in `codeowners = \".github/CODEOWNERS\"`")
}

#[cfg(test)]
mod tests {
    use super::{CodeOwners, Owners};

    fn approving(approvers: &[&str], file: &str) -> Vec<String> {
        let owners = Owners {
            approvers: approvers.iter().map(|&name| name.to_owned()).collect(),
            people: [].into(),
            code_owners: CodeOwners::new("/a.proto ann@example.com ben@example.com\n", "CODEOWNERS"),
            path: None,
        };
        owners.of(Some(file)).emails.into_iter().collect()
    }

    #[test]
    fn approvers_own_the_file_if_it_has_owners() {
        assert_eq!(approving(&["ann@example.com", "eve@example.com"], "a.proto"), ["ann@example.com"]);
        assert_eq!(approving(&["*"], "a.proto"), ["ann@example.com", "ben@example.com"]);
        assert_eq!(approving(&["eve@example.com", "*"], "a.proto"), ["ann@example.com", "ben@example.com"]);
        assert_eq!(approving(&["eve@example.com", "*"], "b.proto"), ["eve@example.com"]);
        assert!(approving(&["*"], "b.proto").is_empty());
    }
}
