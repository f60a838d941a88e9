//! From what is written to what it means: paths are inside, modules are different, nothing is left to default.

use super::raw::{RawBreaking, RawConfig, RawModule};
use super::settings::{Breaking, Config, Module, Version};
use super::{Word, diagnostics, paths};
use crate::report::Report;
use crate::source::SourceId;

pub(super) fn check(raw: RawConfig, source: SourceId, report: &mut Report) -> Config {
    let RawConfig { version, include, deps, modules, breaking, generate } = raw;
    let include = folders(include, report);
    let raw_modules = if modules.is_empty() { vec![RawModule::default()] } else { modules };
    let modules: Vec<Module> = raw_modules.into_iter().map(|raw| module(raw, version, report)).collect();
    different(&modules, report);
    let raw = self::breaking(breaking.unwrap_or_default(), report);
    let modules = with_breaking(modules, &raw, version);
    // What every module has in common is the configuration's; the rest stays with the modules.
    let first = modules.first().and_then(|module| module.breaking.clone()).unwrap_or_default();
    let same = modules.iter().all(|module| module.breaking.as_ref() == Some(&first));
    let breaking = if same { first } else { raw };
    let forget = |module: Module| Module { breaking: module.breaking.filter(|_| !same), ..module };
    Config {
        source: Some(source),
        version,
        include,
        deps,
        modules: modules.into_iter().map(forget).collect(),
        breaking,
        generate,
    }
}

fn module(raw: RawModule, version: Version, report: &mut Report) -> Module {
    let path = raw.path.unwrap_or_else(|| Word::unplaced("."));
    let path = folder(path, report).unwrap_or_else(|| Word::unplaced(""));
    let inside = |key: &str, words: Vec<Word>, report: &mut Report| {
        let mut words = folders(words, report);
        words.retain(|word| {
            let is_inside = paths::below(&word.text, &path.text).is_some();
            if !is_inside {
                report.push(diagnostics::not_in_module(key, word, &path));
            }
            is_inside
        });
        words
    };
    let includes = inside("includes", raw.includes, report);
    let excludes = inside("excludes", raw.excludes, report);
    let own = raw.breaking.map(|raw| {
        let breaking = breaking(raw, report);
        in_module(&breaking, &path.text, version)
    });
    Module { path, includes, excludes, breaking: own }
}

/// A folder or file inside of the folder of the configuration.
fn folder(word: Word, report: &mut Report) -> Option<Word> {
    if let Some(text) = paths::normal(&word.text) {
        return Some(Word { text, ..word });
    }
    report.push(match () {
        () if word.text.contains('\\') => diagnostics::backslash(&word),
        () if paths::is_absolute(&word.text) => diagnostics::path_is_absolute(&word),
        () => diagnostics::path_leaves_root(&word),
    });
    None
}

fn folders(words: Vec<Word>, report: &mut Report) -> Vec<Word> {
    words.into_iter().filter_map(|word| folder(word, report)).collect()
}

/// Two modules may share a folder where they take different files of it.
fn different(modules: &[Module], report: &mut Report) {
    let texts = |words: &[Word]| words.iter().map(|word| word.text.clone()).collect::<Vec<_>>();
    let files = |module: &Module| (module.path.text.clone(), texts(&module.includes), texts(&module.excludes));
    for (index, module) in modules.iter().enumerate() {
        if let Some(first) = modules[..index].iter().find(|first| files(first) == files(module)) {
            report.push(diagnostics::module_twice(&module.path, &first.path));
        }
    }
}

/// What is written, with paths inside of the folder of the configuration.
fn breaking(raw: RawBreaking, report: &mut Report) -> Breaking {
    let RawBreaking { use_, except, ignore, ignore_only, ignore_unstable_packages, against } = raw;
    let use_ = use_.filter(|words| !words.is_empty()).unwrap_or_else(|| Breaking::default().use_);
    let ignore = folders(ignore, report);
    let ignore_only = ignore_only.into_iter().map(|(rule, paths)| (rule, folders(paths, report))).collect();
    Breaking { use_, except, ignore, ignore_only, ignore_unstable_packages, against }
}

/// Gives every module what the gate checks in it.
fn with_breaking(modules: Vec<Module>, shared: &Breaking, version: Version) -> Vec<Module> {
    let with = |module: Module| {
        let breaking = module.breaking.unwrap_or_else(|| in_module(shared, &module.path.text, version));
        let against = shared.against.clone();
        Module { breaking: Some(Breaking { against, ..breaking }), ..module }
    };
    modules.into_iter().map(with).collect()
}

/// The same, with the paths to ignore as they are imported from a module. Before v2 they are written that way.
fn in_module(breaking: &Breaking, module: &str, version: Version) -> Breaking {
    let name = |word: &Word| match version {
        Version::V1Beta1 | Version::V1 => Some(word.clone()),
        Version::V2 => imported(word, module),
    };
    let names = |words: &[Word]| words.iter().filter_map(name).collect::<Vec<_>>();
    let only = breaking.ignore_only.iter().map(|(rule, words)| (rule.clone(), names(words)));
    Breaking { ignore: names(&breaking.ignore), ignore_only: only.collect(), ..breaking.clone() }
}

/// A path as it is imported from a module; empty for the module as a whole; `None` where it is not in it.
fn imported(word: &Word, module: &str) -> Option<Word> {
    let text = match paths::below(&word.text, module) {
        Some(rest) => rest,
        None => paths::below(module, &word.text).map(|_| "")?,
    };
    Some(Word { text: text.to_owned(), place: word.place })
}
