//! Files and declarations that moved to a place where rules permit more: another module, or a path that is ignored.

use std::collections::BTreeMap;

use super::effect::{Effect, clause, listed};
use super::places::{self, Places};
use super::{ConfigChange, gate_severity, is_about};
use crate::policy::Policy;
use protoward_policy::{Ignore, Relaxation};
use protoward_schema::{Element, Schema};
use protoward_source::{Diagnostic, Report};
use protoward_workspace::Workspace;

/// The place of a file: its module and its import path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct FilePlace {
    module: usize,
    name: String,
}

/// A move from one place to another, in modules of the new configuration.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Move {
    was: FilePlace,
    is: FilePlace,
}

/// Returns what the rules of new places permit that those of the old places report, by the new configuration. Files that kept their
/// import paths are compared with `has_same_names`; a changed configuration is compared with the modules of both sides.
pub(super) fn weaker(old: &Workspace, new: &Workspace, policy: &Policy, has_same_names: bool) -> Report {
    let [was, is] = [old, new].map(Workspace::compared_config);
    let Some(severity) = gate_severity(was, is, policy) else { return Report::default() };
    let change = ConfigChange { old: new, new, was: is, is, policy };
    let mut found: BTreeMap<String, (Effect, Vec<String>)> = BTreeMap::new();
    let files = if has_same_names { moved_files(old, new) } else { Vec::new() };
    let files = files.into_iter().map(|file| (file.clone(), format!("`{}`", file.was.name)));
    for (Move { was, is: now }, what) in files.chain(moved_declarations(old, new)) {
        let covers = |_: &Ignore, own: &Ignore| is_about(own, &was.name);
        let breaking = [&was, &now].map(|place| places::of_module(is, place.module));
        for relaxation in change.relaxations(breaking, &covers) {
            if matches!(&relaxation, Relaxation::Ignored(ignore, _) if !is_about(ignore, &now.name)) {
                continue;
            }
            let place = Places { was: is, is }.of(&relaxation, Some(now.module));
            let target = target(new, &was, &now);
            let message = clause(&relaxation);
            let key = format!("{message}; moved to {target}");
            let effect = || Effect::of_key(message.clone(), place);
            found.entry(key).or_insert_with(|| (effect(), Vec::new())).1.push(format!("{what} moved to {target}"));
        }
    }
    let finding = |(effect, moved): (Effect, Vec<String>)| -> Diagnostic {
        let message = format!("{}, where {}", listed(&moved), effect.message);
        Effect { message, ..effect }.finding(severity)
    };
    found.into_values().map(finding).collect()
}

/// Returns the new place in words.
fn target(new: &Workspace, was: &FilePlace, is: &FilePlace) -> String {
    let path = &new.compared_config().modules[is.module].path.text;
    match (was.module == is.module, was.name == is.name) {
        (true, _) => format!("`{}`", is.name),
        (false, true) => format!("module `{path}`"),
        (false, false) => format!("`{}` of module `{path}`", is.name),
    }
}

/// Returns the files that are in another module than the one that their old module is now.
fn moved_files(old: &Workspace, new: &Workspace) -> Vec<Move> {
    let now_of_old = new.modules_now(old);
    let moved = |(name, module): (&str, usize)| {
        let (was, is) = (now_of_old[module]?, new.module_of(name, None)?);
        let place = |module| FilePlace { module, name: name.to_owned() };
        (was != is).then(|| Move { was: place(was), is: place(is) })
    };
    old.files_with_modules().filter_map(moved).collect()
}

/// Returns the top-level declarations that are in a file with another import path, in words. Both schemas have these files, because
/// only files that are equal on both sides are left out.
fn moved_declarations(old: &Workspace, new: &Workspace) -> Vec<(Move, String)> {
    let now_of_old = new.modules_now(old);
    let place = |schema: &Schema, element: Element| schema.text(schema[schema.file_of(element)].path).to_owned();
    let is_own = |schema: &Schema, element: Element| !schema[schema.file_of(element)].is_import;
    let mut by_move: BTreeMap<Move, Vec<String>> = BTreeMap::new();
    for element in old.schema.declarations().filter(|&it| old.schema.enclosing(it).is_none() && is_own(&old.schema, it))
    {
        let full_name = old.schema.full_name(element);
        let Some(now) = new.schema.find(&full_name).filter(|&it| is_own(&new.schema, it)) else { continue };
        let (was, is) = (place(&old.schema, element), place(&new.schema, now));
        let modules = old.module_of(&was, None).and_then(|module| now_of_old[module]).zip(new.module_of(&is, None));
        if was == is {
            continue;
        }
        if let Some((module, now)) = modules {
            let moved = Move { was: FilePlace { module, name: was }, is: FilePlace { module: now, name: is } };
            by_move.entry(moved).or_default().push(format!("`{full_name}`"));
        }
    }
    by_move.into_iter().map(|(moved, names)| (moved, listed(&names))).collect()
}
