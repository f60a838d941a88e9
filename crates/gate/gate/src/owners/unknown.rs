//! Names of users and teams that nothing defines or uses. A misspelled one has no effect on who may approve.

use std::collections::BTreeSet;

use super::Owners;
use crate::codes;
use protoward_config::diagnostics::labelled;
use protoward_settings::ApprovalsSetting;
use protoward_source::{Diagnostic, LocatedText, Report, nearest};

impl Owners {
    /// Returns an error for each approver or member that is a name without members, and for each name with members that nothing
    /// uses, if an owner in `CODEOWNERS` has a similar name and no members.
    pub(crate) fn unknown_names(&self, setting: &ApprovalsSetting) -> Report {
        let members = || setting.people.iter().flat_map(|(_, members)| members);
        let named = || setting.approvers.iter().chain(members()).filter(|word| word.text.starts_with('@'));
        let lower = |word: &LocatedText| word.text.to_lowercase();
        let defined: BTreeSet<String> = setting.people.iter().map(|(name, _)| lower(name)).collect();
        let owners: BTreeSet<String> = self.code_owners.all().map(str::to_lowercase).collect();
        let used: BTreeSet<String> = named().map(lower).collect();
        let without_members = named().filter(|word| !defined.contains(&lower(word)));
        let without_members = without_members.map(|word| unknown(word, "has no members in `people`", &defined));
        let undefined: BTreeSet<String> =
            owners.iter().filter(|owner| owner.starts_with('@') && !defined.contains(*owner)).cloned().collect();
        let is_unused = |name: &&LocatedText| !used.contains(&lower(name)) && !owners.contains(&lower(name));
        let is_near = |name: &&LocatedText| !nearest(&name.text, undefined.iter().map(String::as_str)).is_empty();
        let unused = setting.people.iter().map(|(name, _)| name).filter(is_unused).filter(is_near);
        let unused = unused.map(|name| unknown(name, "is neither an approver nor an owner of a file", &undefined));
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
