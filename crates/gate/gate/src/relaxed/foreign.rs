//! Files that moved here from another project, whose configuration reports what this one permits.

use std::collections::BTreeMap;

use super::effect::{Effect, clause, listed};
use super::places::{self, Places};
use super::{ConfigChange, severity};
use crate::policy::Policy;
use protoward_source::{Diagnostic, Report, Severity};
use protoward_workspace::Workspace;

/// Returns what the configuration of the new version permits about files that another one judged before.
pub(super) fn weaker(old: &Workspace, new: &Workspace, policy: &Policy) -> Report {
    let is = new.compared_config();
    let mut found: BTreeMap<String, (Effect, Severity, Vec<String>)> = BTreeMap::new();
    for file in old.foreign_files() {
        let was = &*file.config;
        let Some(severity) = severity(was, is, policy) else { continue };
        let breaking = [places::of_module(was, file.was), places::of_module(is, file.is)];
        let change = ConfigChange { old, new, was, is, policy };
        for relaxation in change.relaxations_of_file(breaking, &file.name, &file.name) {
            let place = Places { was, is }.of(&relaxation, Some(file.is));
            let message = clause(&relaxation);
            let effect = Effect::of_key(message.clone(), place);
            found.entry(message).or_insert((effect, severity, Vec::new())).2.push(format!("`{}`", file.name));
        }
    }
    found.into_values().map(|(effect, severity, files)| finding(effect, severity, &files)).collect()
}

fn finding(effect: Effect, severity: Severity, files: &[String]) -> Diagnostic {
    let message = format!("{}; before, {} had the rules of another project", effect.message, listed(files));
    Effect { message, ..effect }.finding(severity)
}
