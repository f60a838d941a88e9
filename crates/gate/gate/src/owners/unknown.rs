//! Names of users and teams that nothing defines or uses. A misspelled one gives nobody a right, or a right to nobody.

use std::collections::BTreeSet;

use super::{ALL, Owners};
use crate::codes;
use protoward_config::diagnostics::labelled;
use protoward_settings::ApprovalsSetting;
use protoward_source::{Diagnostic, LocatedText, Report, nearest};

impl Owners {
    /// Returns an error for each approver or member that is a name without members, and for each name with members that is
    /// neither an approver, nor a member of another one, nor an owner in `CODEOWNERS`.
    pub(crate) fn unknown_names(&self, setting: &ApprovalsSetting) -> Report {
        let members = || setting.people.iter().flat_map(|(_, members)| members);
        let named = || setting.approvers.iter().chain(members()).filter(|word| word.text.starts_with('@'));
        let lower = |word: &LocatedText| word.text.to_lowercase();
        let defined: BTreeSet<String> = setting.people.iter().map(|(name, _)| lower(name)).collect();
        let owners = self.code_owners.all().map(str::to_lowercase);
        let used: BTreeSet<String> = named().map(lower).chain(owners).collect();
        let without_members = named().filter(|word| word.text != ALL && !defined.contains(&lower(word)));
        let without_members = without_members.map(|word| unknown(word, "has no members in `people`", &defined));
        let unused = setting.people.iter().map(|(name, _)| name).filter(|name| !used.contains(&lower(name)));
        let unused = unused.map(|name| unknown(name, "is neither an approver nor an owner of a file", &used));
        without_members.chain(unused).collect()
    }
}

fn unknown(word: &LocatedText, why: &str, known: &BTreeSet<String>) -> Diagnostic {
    let message = format!("unknown name `{}`: it {why}", word.text);
    let near = nearest(&word.text, known.iter().map(String::as_str));
    let diagnostic = labelled(Diagnostic::error(codes::APPROVAL, message), word, "unknown");
    match near.first() {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("correct the name, define it in `people` of `[approvals]`, or remove it"),
    }
}
