//! People who may approve changes of a file, and could not before.

use super::effect::{Effect, listed};
use super::places::{Places, RelaxedPlace};
use super::severity;
use crate::owners::Owners;
use crate::policy::Policy;
use protoward_settings::{ApprovalsSetting, Config};
use protoward_source::{Diagnostic, LocatedText, Place, Report, Severity, count};
use protoward_workspace::Workspace;

/// Returns the effects of a change of the section `approvals`.
pub(super) fn effects(was: &Config, is: &Config, places: &Places<'_>) -> Vec<Effect> {
    let Some(before) = &was.approvals else { return Vec::new() };
    let Some(after) = &is.approvals else {
        let message = "everybody may approve breaking changes".to_owned();
        return vec![Effect::of_key(message, places.key("approvals"))];
    };
    let is_new = |word: &&LocatedText, known: &[LocatedText]| {
        known.iter().all(|known| known.text.to_lowercase() != word.text.to_lowercase())
    };
    let at = |word: &LocatedText, key: &str| match word.place {
        Some(place) => RelaxedPlace::from(place),
        None => places.key(key),
    };
    let approvers = after.approvers.iter().filter(|word| is_new(word, &before.approvers)).map(|word| {
        let who = if word.text == "*" { "every owner of a file".to_owned() } else { format!("`{}`", word.text) };
        Effect::of_key(format!("{who} may approve breaking changes"), at(word, "approvals.approvers"))
    });
    let of_name = |name: &LocatedText| {
        let same = before.people.iter().filter(|(other, _)| other.text.to_lowercase() == name.text.to_lowercase());
        same.flat_map(|(_, members)| members.clone()).collect::<Vec<LocatedText>>()
    };
    let people = after.people.iter().flat_map(|(name, members)| {
        let known = of_name(name);
        let added = members.iter().filter(|member| is_new(member, &known)).collect::<Vec<_>>();
        added.into_iter().map(|member| {
            let message = format!("`{}` may approve breaking changes as `{}`", member.text, name.text);
            Effect::of_key(message, at(member, "approvals.people"))
        })
    });
    let text = |word: &Option<LocatedText>| word.as_ref().map(|word| word.text.clone());
    let moved = (text(&before.codeowners) != text(&after.codeowners)).then(|| {
        let message = "the owners of files are those of another file".to_owned();
        Effect::of_key(message, places.key("approvals.codeowners"))
    });
    approvers.chain(people).chain(moved).collect()
}

/// Returns the finding about a `CODEOWNERS` by which more people may approve changes of existing files than before.
pub(super) fn more_owners(old: &Workspace, new: &Workspace, policy: &Policy) -> Option<Diagnostic> {
    let was = old.compared_config();
    let is = new.compared_config();
    let setting = new.config.approvals.as_ref()?;
    // The policy of the change itself counts from the next change on; one from elsewhere has been there before.
    let is_from_elsewhere = new.config.keys != is.keys;
    if was.approvals.is_none() && !is_from_elsewhere {
        return None;
    }
    let severity = match was.source {
        Some(_) if was.source != is.source => severity(was, is, policy)?,
        _ if policy.options.accepts_relaxed => Severity::Warning,
        _ => Severity::Error,
    };
    let [before, after] =
        [old, new].map(|side| Owners::read(&without_path(setting, side), side, &mut Report::default()));
    let mut files = Vec::new();
    let mut people: Vec<String> = Vec::new();
    for (_, file) in new.schema.files.iter() {
        let name = new.schema.text(file.path);
        let (Some(then), Some(now)) = (old.file_in_tree(name), new.file_in_tree(name)) else { continue };
        let then = before.of(Some(&then));
        let allowed = after.of(Some(&now));
        let added: Vec<String> = allowed.emails.difference(&then.emails).map(|email| format!("`{email}`")).collect();
        if !added.is_empty() {
            files.push(now);
            people.extend(added);
        }
    }
    let first = files.first()?;
    people.sort_unstable();
    people.dedup();
    let of_files = match files.len() {
        1 => format!("`{first}`"),
        several => format!("{}, such as `{first}`", count(several, "file")),
    };
    let path = after.path().or(before.path()).unwrap_or("CODEOWNERS");
    let message = format!("by `{path}`, {} may approve breaking changes of {of_files}", listed(&people));
    let place = Places { was, is }.key("approvals");
    let place = RelaxedPlace { is: place.is.or_else(|| new.config.source.map(Place::whole)), was: place.was };
    Some(Effect::of_key(message, place).finding(severity))
}

/// Returns the setting for a side, which may lack the file that the setting names.
fn without_path(setting: &ApprovalsSetting, side: &Workspace) -> ApprovalsSetting {
    let is_there = |word: &LocatedText| matches!(side.read_in_tree(&word.text), Ok(Some(_)));
    ApprovalsSetting { codeowners: setting.codeowners.clone().filter(is_there), ..setting.clone() }
}
