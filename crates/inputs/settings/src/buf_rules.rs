//! Checks of `buf.yaml` that buf performs, even if the meaning is clear, so that users of both tools get the same
//! errors.

use super::diagnostics;
use super::raw::{RawBreaking, RawLint, RawModule, RawRules};
use super::settings::Version;
use protoward_policy::Ignore;
use protoward_source::paths::below;
use protoward_source::{LocatedText, Report, tree_path};

/// Checks names of modules and dependencies: `registry/owner/name`, optionally followed by a reference.
pub(super) fn names<'a>(names: impl Iterator<Item = &'a LocatedText>, key: &str, report: &mut Report) {
    for name in names.filter(|name| !name.text.is_empty() || key == "deps") {
        let full_name = match key {
            "deps" => name.text.split_once(':').map_or(&*name.text, |(name, _)| name),
            _ => &name.text,
        };
        let parts: Vec<&str> = full_name.split('/').collect();
        if parts.len() != 3 || parts.iter().any(|part| part.is_empty()) {
            report.push(diagnostics::not_a_module_name(key, name));
        }
    }
}

/// Checks that no module is in `deps` twice, with the same or another reference.
pub(super) fn different(deps: &[LocatedText], report: &mut Report) {
    let name = |dep: &LocatedText| dep.text.split_once(':').map_or(dep.text.clone(), |(name, _)| name.to_owned());
    for (index, dep) in deps.iter().enumerate() {
        if let Some(first) = deps[..index].iter().find(|first| name(first) == name(dep)) {
            report.push(diagnostics::path_twice("deps", dep, first));
        }
    }
}

/// Checks the folders of a `buf.work.yaml`.
pub(super) fn directories(directories: &[LocatedText], report: &mut Report) {
    let normal = normal(directories);
    if let Some((word, _)) = normal.iter().find(|(_, path)| path.is_empty()) {
        report.push(diagnostics::folder_itself(word));
    }
    apart("directories", &normal, report);
}

pub(super) fn modules(
    modules: &[RawModule],
    breaking: Option<&RawBreaking>,
    lint: Option<&RawLint>,
    version: Version,
    report: &mut Report,
) {
    for module in modules {
        names(module.name.iter().filter(|_| version == Version::V2 && module.path.is_some()), "name", report);
        files_of(module, report);
    }
    if version == Version::V1Beta1 {
        let roots: Vec<LocatedText> = modules.iter().filter_map(|module| module.path.clone()).collect();
        apart("roots", &self::normal(&roots), report);
    }
    for module in modules {
        let of_gate = module.breaking.iter().map(|breaking| &breaking.rules);
        for rules in of_gate.chain(module.lint.iter().map(|lint| &lint.rules)) {
            ignores(rules, &[module], version, report);
        }
    }
    // The rules at the top apply to modules without their own.
    let without_gate: Vec<&RawModule> = modules.iter().filter(|module| module.breaking.is_none()).collect();
    let without_lint: Vec<&RawModule> = modules.iter().filter(|module| module.lint.is_none()).collect();
    breaking.into_iter().for_each(|breaking| ignores(&breaking.rules, &without_gate, version, report));
    lint.into_iter().for_each(|lint| ignores(&lint.rules, &without_lint, version, report));
}

/// Checks `includes` and `excludes` of a module.
fn files_of(module: &RawModule, report: &mut Report) {
    let folder = module.path.as_ref().and_then(|path| tree_path::normal(&path.text)).unwrap_or_default();
    let includes = normal(&module.includes);
    let excludes = normal(&module.excludes);
    for (key, list) in [("includes", &includes), ("excludes", &excludes)] {
        for (word, path) in list {
            if path.ends_with(".proto") {
                report.push(diagnostics::not_a_folder(key, word));
            } else if *path == folder {
                report.push(diagnostics::whole_module(key, word));
            }
        }
        twice(key, list, report);
        apart(key, list, report);
    }
    // Another check reports paths outside of the module.
    for (word, path) in excludes.iter().filter(|(_, path)| below(path, &folder).is_some()) {
        let around = includes.iter().any(|(_, include)| below(path, include).is_some());
        if includes.iter().any(|(_, include)| include == path) || !includes.is_empty() && !around {
            report.push(diagnostics::excluded_in_vain(word));
        }
    }
}

/// Checks that no path in `ignore` or `ignore_only` contains another. A single rule cannot ignore a whole module.
fn ignores(rules: &RawRules, modules: &[&RawModule], version: Version, report: &mut Report) {
    let of = |rule: Option<&str>| {
        let ignores = rules.ignores.iter().filter(|ignore| self::rule(ignore) == rule);
        ignores.filter_map(|ignore| ignore.path.clone()).collect::<Vec<LocatedText>>()
    };
    apart("ignore", &normal(&of(None)), report);
    let mut ids: Vec<&str> = rules.ignores.iter().filter_map(|it| Some(&*it.rules.first()?.text)).collect();
    ids.sort_unstable();
    ids.dedup();
    let folder =
        |module: &RawModule| module.path.as_ref().map_or(Some(String::new()), |path| tree_path::normal(&path.text));
    for id in ids {
        let words = of(Some(id));
        let paths = normal(&words);
        apart("ignore_only", &paths, report);
        let is_complete = |path: &str| match version {
            Version::V2 => modules.iter().copied().any(|module| folder(module).as_deref() == Some(path)),
            Version::V1 | Version::V1Beta1 => path.is_empty(),
        };
        if let Some((word, _)) = paths.iter().find(|(_, path)| is_complete(path)) {
            report.push(diagnostics::whole_module("ignore_only", word));
        }
    }
}

/// Checks the ignores of a policy: no path contains another, and none is the whole schema.
pub(super) fn policy_ignores(ignores: &[Ignore], report: &mut Report) {
    let mut rules: Vec<Option<&str>> = ignores.iter().map(rule).collect();
    rules.sort_unstable();
    rules.dedup();
    for id in rules {
        let key = if id.is_some() { "ignore_only" } else { "ignore" };
        let words: Vec<_> = ignores.iter().filter(|it| rule(it) == id).filter_map(|it| it.path.clone()).collect();
        let paths = normal(&words);
        apart(key, &paths, report);
        paths.iter().filter(|(_, path)| path.is_empty()).for_each(|(word, _)| {
            report.push(diagnostics::ignores_the_schema(key, word));
        });
    }
}

/// Returns the first rule of an ignore.
fn rule(ignore: &Ignore) -> Option<&str> {
    ignore.rules.first().map(|word| &*word.text)
}

/// Normalizes paths for comparison. Another check reports invalid paths.
fn normal(words: &[LocatedText]) -> Vec<(&LocatedText, String)> {
    words.iter().filter_map(|word| Some((word, tree_path::normal(&word.text)?))).collect()
}

fn twice(key: &str, paths: &[(&LocatedText, String)], report: &mut Report) {
    for (index, (word, path)) in paths.iter().enumerate() {
        if let Some((first, _)) = paths[..index].iter().find(|(_, first)| first == path) {
            report.push(diagnostics::path_twice(key, word, first));
        }
    }
}

/// Checks that no path contains another.
fn apart(key: &str, paths: &[(&LocatedText, String)], report: &mut Report) {
    let mut sorted: Vec<&(&LocatedText, String)> = paths.iter().filter(|(_, path)| !path.is_empty()).collect();
    sorted.sort_by_key(|(_, path)| path.split('/').map(str::to_owned).collect::<Vec<_>>());
    for pair in sorted.windows(2) {
        let [(outer, around), (inner, path)] = pair else { continue };
        if path != around && below(path, around).is_some() {
            report.push(diagnostics::path_in_path(key, inner, outer));
        }
    }
}
