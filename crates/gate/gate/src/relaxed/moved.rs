//! Files and declarations that moved to a place where rules permit more: another module, or a path that is ignored.

use std::collections::{BTreeMap, HashMap};

use super::effect::{Effect, clause, listed};
use super::places::{self, Places};
use super::{ConfigChange, gate_severity};
use crate::policy::Policy;
use protoward_schema::{Element, Schema};
use protoward_settings::Config;
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

/// Compares the rules of the old places with those of the new places, by the new configuration. `has_same_names` includes files that
/// kept their import paths; if the configuration changed, the comparison of the modules covers them.
pub(super) fn weaker(old: &Workspace, new: &Workspace, policy: &Policy, has_same_names: bool) -> Report {
    let [was, is] = [old, new].map(Workspace::compared_config);
    let Some(severity) = gate_severity(was, is, policy).filter(|_| has_places(is)) else { return Report::default() };
    let change = ConfigChange { old: new, new, was: is, is, policy };
    let modules = Modules { now_of_old: new.modules_now(old), old: modules(old), new: modules(new) };
    let mut found: BTreeMap<String, (Effect, Vec<String>)> = BTreeMap::new();
    let files = if has_same_names { modules.moved_files() } else { Vec::new() };
    for (Move { was, is: now }, what) in files.into_iter().chain(modules.moved_declarations([&old.schema, &new.schema]))
    {
        let breaking = [&was, &now].map(|place| places::of_module(is, place.module));
        for relaxation in change.relaxations_of_file(breaking, &was.name, &now.name) {
            let place = Places { was: is, is }.of(&relaxation, Some(now.module));
            let target = target(new, &was, &now);
            let message = clause(&relaxation);
            let (_, moved) = found
                .entry(format!("{message}; moved to {target}"))
                .or_insert_with(|| (Effect::of_key(message, place), Vec::new()));
            moved.push(format!("{what} moved to {target}"));
        }
    }
    let finding = |(effect, moved): (Effect, Vec<String>)| -> Diagnostic {
        let message = format!("{}, where {}", listed(&moved), effect.message);
        Effect { message, ..effect }.finding(severity)
    };
    found.into_values().map(finding).collect()
}

/// Returns `true` if files have other rules elsewhere: if modules have settings of their own, or if paths are ignored.
fn has_places(config: &Config) -> bool {
    !config.breaking.settings.ignores.is_empty() || config.modules.iter().any(|module| module.breaking.is_some())
}

/// Returns the text that names the new place.
fn target(new: &Workspace, was: &FilePlace, is: &FilePlace) -> String {
    let path = &new.compared_config().modules[is.module].path.text;
    match (was.module == is.module, was.name == is.name) {
        (true, _) => format!("`{}`", is.name),
        (false, true) => format!("module `{path}`"),
        (false, false) => format!("`{}` of module `{path}`", is.name),
    }
}

/// The modules of both versions by the import paths of their files.
struct Modules<'a> {
    /// The new module that each old one is now.
    now_of_old: Vec<Option<usize>>,
    old: HashMap<&'a str, usize>,
    new: HashMap<&'a str, usize>,
}

/// Returns the module of each file, by import path.
fn modules(side: &Workspace) -> HashMap<&str, usize> {
    side.files_with_modules().collect()
}

impl Modules<'_> {
    /// Returns the move of a file; `None` if one of the names is that of no file in a module.
    fn moved(&self, was: &str, is: &str) -> Option<Move> {
        let place = |module, name: &str| FilePlace { module, name: name.to_owned() };
        let module = self.now_of_old[*self.old.get(was)?]?;
        Some(Move { was: place(module, was), is: place(*self.new.get(is)?, is) })
    }

    /// Returns the files that are in another module than the one that their old module is now, with their quoted names.
    fn moved_files(&self) -> Vec<(Move, String)> {
        let moves = self.old.keys().filter_map(|name| self.moved(name, name));
        let mut moved: Vec<Move> = moves.filter(|it| it.was != it.is).collect();
        moved.sort();
        moved.into_iter().map(|it| (it.clone(), format!("`{}`", it.was.name))).collect()
    }

    /// Returns the top-level declarations that are in a file with another import path, with their quoted names. Both schemas have these
    /// files, because only files that are equal on both sides are left out.
    fn moved_declarations(&self, [old, new]: [&Schema; 2]) -> Vec<(Move, String)> {
        let mut by_move: BTreeMap<Move, Vec<String>> = BTreeMap::new();
        for (_, file) in old.files.iter().filter(|(_, file)| !file.is_import) {
            let messages = file.messages.iter().map(|&id| Element::from(id));
            let enums = file.enums.iter().map(|&id| Element::from(id));
            let services = file.services.iter().map(|&id| Element::from(id));
            let extensions = file.extensions.iter().map(|&id| Element::from(id));
            for element in messages.chain(enums).chain(services).chain(extensions) {
                let full_name = old.full_name(element);
                let now = new.find(&full_name).map(|now| &new[new.file_of(now)]).filter(|now| !now.is_import);
                let Some(now) = now.map(|now| new.text(now.path)) else { continue };
                let was = old.text(file.path);
                if was != now
                    && let Some(moved) = self.moved(was, now)
                {
                    by_move.entry(moved).or_default().push(format!("`{full_name}`"));
                }
            }
        }
        by_move.into_iter().map(|(moved, names)| (moved, listed(&names))).collect()
    }
}
