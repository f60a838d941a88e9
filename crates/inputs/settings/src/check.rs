//! Validation of a raw configuration: paths are inside, modules are distinct, and defaults are filled in.

use super::raw::{RawBreaking, RawConfig, RawLint, RawModule, RawRules};
use super::settings::{Breaking, Config, Lint, Module, Version};
use super::{Form, diagnostics};
use protoward_config::{ConfigValue, Node};
use protoward_deps::vendor_folder;
use protoward_policy::{Ignore, IgnoreScope, PolicySettings};
use protoward_source::LocatedText;
use protoward_source::paths::below;
use protoward_source::tree_path;
use protoward_source::{Directions, Report, SourceId};

pub(super) fn check(raw: RawConfig, source: SourceId, report: &mut Report) -> Config {
    let RawConfig {
        form,
        version,
        current,
        include,
        lacks_common_protos,
        deps,
        dependencies,
        vendor,
        modules,
        breaking,
        approvals,
        consumers,
        deprecation,
        stability,
        lint,
        plugins,
        policies,
        format,
        generate,
        managed,
        keys,
    } = raw;
    let include = folders(include, report);
    let raw_modules = if modules.is_empty() { vec![RawModule::default()] } else { modules };
    let modules: Vec<Module> = raw_modules.into_iter().map(|raw| module(raw, version, form, report)).collect();
    different(&modules, report);
    let raw = self::breaking(breaking.unwrap_or_default(), version, report);
    let modules = with_breaking(modules, &raw, version, form);
    let of_dependencies = in_module(&raw, "", version, form);
    // Settings that all modules share belong to the configuration; the others stay with the modules.
    let first = modules.first().and_then(|module| module.breaking.clone()).unwrap_or_default();
    let same = modules.iter().all(|module| module.breaking.as_ref() == Some(&first));
    let breaking = if same { first } else { raw };
    let forget = |module: Module| Module { breaking: module.breaking.filter(|_| !same), ..module };
    let lint = lint.map(|raw| lint_settings(raw, version, report));
    let modules = with_lint(modules, lint.as_ref(), form);
    generate.iter().for_each(|node| output_folder(node, report));
    Config {
        source: Some(source),
        form,
        version,
        current,
        include,
        common_protos: !lacks_common_protos,
        deps,
        dependencies,
        vendor: vendor.and_then(|word| vendor_folder(word, report)),
        modules: modules.into_iter().map(forget).collect(),
        breaking,
        of_dependencies,
        approvals,
        consumers,
        deprecation,
        stability,
        lint,
        plugins,
        policies,
        format,
        generate,
        managed,
        keys,
    }
}

/// Checks that generated code stays inside the folder of the configuration.
fn output_folder(generator: &Node, report: &mut Report) {
    let ConfigValue::Table(table) = &generator.value else { return };
    for node in ["out", "out_dir"].iter().filter_map(|key| table.get(key)) {
        if let ConfigValue::String(text) = &node.value {
            folder(LocatedText { text: text.clone(), place: Some(node.place) }, report);
        }
    }
}

fn module(raw: RawModule, version: Version, form: Option<Form>, report: &mut Report) -> Module {
    let path = raw.path.unwrap_or_else(|| LocatedText::unplaced("."));
    let path = folder(path, report).unwrap_or_else(|| LocatedText::unplaced(""));
    let inside = |key: &str, words: Vec<LocatedText>, report: &mut Report| {
        let mut words = folders(words, report);
        words.retain(|word| {
            let is_inside = below(&word.text, &path.text).is_some();
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
        let breaking = breaking(raw, version, report);
        if version == Version::V2 {
            ignores_in_module(&breaking.settings, &path, report);
        }
        in_module(&breaking, &path.text, version, form)
    });
    let lint = raw.lint.map(|raw| {
        let lint = lint_settings(raw, version, report);
        if version == Version::V2 {
            ignores_in_module(&lint.settings, &path, report);
        }
        Lint { settings: settings_in_module(&lint.settings, &path.text, version, form), ..lint }
    });
    let RawModule { name, is_further_root, .. } = raw;
    Module { name, path, includes, excludes, breaking: own, lint, is_further_root }
}

/// Reports ignored paths outside of a module.
fn ignores_in_module(settings: &PolicySettings, module: &LocatedText, report: &mut Report) {
    for ignored in settings.ignores.iter().filter_map(|ignore| ignore.path.as_ref()) {
        if below(&ignored.text, &module.text).is_none() {
            report.push(diagnostics::not_in_module("ignore", ignored, module));
        }
    }
}

/// Validates a file or folder inside the folder of the configuration.
fn folder(word: LocatedText, report: &mut Report) -> Option<LocatedText> {
    if let Some(text) = tree_path::normal(&word.text) {
        return Some(LocatedText { text, ..word });
    }
    report.push(match () {
        () if word.text.contains('\\') => diagnostics::backslash(&word),
        () if tree_path::is_absolute(&word.text) => diagnostics::path_is_absolute(&word),
        () => diagnostics::path_leaves_root(&word),
    });
    None
}

fn folders(words: Vec<LocatedText>, report: &mut Report) -> Vec<LocatedText> {
    words.into_iter().filter_map(|word| folder(word, report)).collect()
}

/// Checks that modules are distinct, and so are their names. Two modules may share a folder if they select different files.
fn different(modules: &[Module], report: &mut Report) {
    let texts = |words: &[LocatedText]| words.iter().map(|word| word.text.clone()).collect::<Vec<_>>();
    let files = |module: &Module| (module.path.text.clone(), texts(&module.includes), texts(&module.excludes));
    for (index, module) in modules.iter().enumerate() {
        if let Some(first) = modules[..index].iter().find(|first| files(first) == files(module)) {
            report.push(diagnostics::module_twice(&module.path, &first.path));
        }
    }
    different_names(modules, report);
}

/// Reports modules that have the name of another one.
pub fn different_names(modules: &[Module], report: &mut Report) {
    for (index, module) in modules.iter().enumerate().filter(|(_, module)| !module.is_further_root) {
        let named = modules[..index].iter().find(|first| first.shares_name(module));
        let named = named.and_then(|first| first.name.as_ref());
        if let (Some(first), Some(name)) = (named, &module.name) {
            report.push(diagnostics::name_twice(name, first));
        }
    }
}

/// Validates the section `breaking`, with paths inside the folder of the configuration.
fn breaking(raw: RawBreaking, version: Version, report: &mut Report) -> Breaking {
    let RawBreaking {
        rules,
        against,
        released_only,
        ledger,
        policy_from,
        proven,
        direction,
        registry,
        without_consumer,
    } = raw;
    let directions = direction.and_then(|name| {
        let found = Directions::of_name(&name.text);
        if found.is_none() {
            report.push(diagnostics::not_one_of("breaking.direction", &name, ["backward", "forward", "full"]));
        }
        found
    });
    let registry = registry.and_then(|name| {
        let mode = name.text.parse();
        mode.map_err(|unknown| report.push(diagnostics::unknown_registry(&name, &unknown))).ok()
    });
    let settings = settings(rules, Breaking::default().settings.use_, report);
    let spares_unused = without_consumer.is_some_and(|level| match &*level.text {
        "warning" => true,
        "error" => false,
        _ => {
            report.push(diagnostics::not_one_of("breaking.without-consumer", &level, ["warning", "error"]));
            false
        }
    });
    Breaking {
        version,
        settings,
        against,
        released_only,
        ledger,
        policy_from,
        proven,
        directions,
        registry,
        spares_unused,
    }
}

/// Validates the section `lint`, with paths inside the folder of the configuration.
pub(super) fn lint_settings(raw: RawLint, version: Version, report: &mut Report) -> Lint {
    let RawLint { rules, options, own, baseline } = raw;
    let baseline = baseline.and_then(|path| folder(path, report));
    Lint { version, settings: settings(rules, Lint::default().settings.use_, report), options, own, baseline }
}

/// Validates the selection of rules. `otherwise` is the selection of a configuration that names none.
pub(super) fn settings(raw: RawRules, otherwise: Vec<LocatedText>, report: &mut Report) -> PolicySettings {
    let RawRules { use_, except, ignores, severity, ignore_unstable_packages, is_off, keeps_plugins, policy } = raw;
    let named = use_.filter(|words| !words.is_empty());
    let uses_defaults = named.is_none();
    let use_ = named.unwrap_or(otherwise);
    let ignores = ignores.into_iter().filter_map(|ignore| self::ignore(ignore, report)).collect();
    PolicySettings {
        use_,
        except,
        ignores,
        severity,
        ignore_unstable_packages,
        uses_defaults,
        is_off,
        keeps_plugins,
        policy,
    }
}

fn ignore(ignore: Ignore, report: &mut Report) -> Option<Ignore> {
    let path = match ignore.path {
        Some(path) => Some(folder(path, report)?),
        None => None,
    };
    Some(Ignore { path, ..ignore })
}

/// Validates ignores whose paths are import paths of any module.
pub(super) fn import_ignores(ignores: Vec<Ignore>, report: &mut Report) -> Vec<Ignore> {
    let ignores = ignores.into_iter().filter_map(|ignore| self::ignore(ignore, report));
    let within = |ignore: &Ignore| ignore.path.as_ref().map_or(IgnoreScope::All, |path| named(&path.text));
    ignores.map(|ignore| Ignore { within: within(&ignore), ..ignore }).collect()
}

/// Sets the gate settings of every module.
fn with_breaking(modules: Vec<Module>, shared: &Breaking, version: Version, form: Option<Form>) -> Vec<Module> {
    let with = |module: Module| {
        let breaking = module.breaking.unwrap_or_else(|| in_module(shared, &module.path.text, version, form));
        let settings = PolicySettings { policy: shared.settings.policy, ..breaking.settings };
        let breaking = Breaking { version: breaking.version, settings, ..shared.clone() };
        Module { breaking: Some(breaking), ..module }
    };
    modules.into_iter().map(with).collect()
}

/// Sets the lint settings of every module, if there are any. The requirements for ignores are those of the whole
/// configuration, and so are the rules that it defines.
fn with_lint(modules: Vec<Module>, shared: Option<&Lint>, form: Option<Form>) -> Vec<Module> {
    let is_configured = shared.is_some() || modules.iter().any(|module| module.lint.is_some());
    let default = Lint::default();
    let shared = shared.unwrap_or(&default);
    let with = |module: Module| {
        let of_shared = || {
            let settings = settings_in_module(&shared.settings, &module.path.text, shared.version, form);
            Lint { settings, ..shared.clone() }
        };
        let mut lint = module.lint.clone().unwrap_or_else(of_shared);
        if form == Some(Form::Protoward) {
            lint.settings.policy = shared.settings.policy;
            lint.own.clone_from(&shared.own);
        }
        Module { lint: is_configured.then_some(lint), ..module }
    };
    modules.into_iter().map(with).collect()
}

/// Returns the settings with ignored paths as import paths of a module.
pub(super) fn in_module(breaking: &Breaking, module: &str, version: Version, form: Option<Form>) -> Breaking {
    Breaking { settings: settings_in_module(&breaking.settings, module, version, form), ..breaking.clone() }
}

/// Returns the settings with ignored paths as import paths of a module. Before v2 they are written that way.
fn settings_in_module(settings: &PolicySettings, module: &str, version: Version, form: Option<Form>) -> PolicySettings {
    let ignores = settings.ignores.iter().map(|ignore| {
        let within = ignore.path.as_ref().map_or(IgnoreScope::All, |path| match version {
            Version::V1Beta1 | Version::V1 => named(&path.text),
            Version::V2 => imported(&path.text, module, form),
        });
        let located = ignore.path.as_ref().filter(|_| form != Some(Form::Buf)).map(|path| path.text.clone());
        Ignore { within, located, ..ignore.clone() }
    });
    PolicySettings { ignores: ignores.collect(), ..settings.clone() }
}

/// Returns a path as an import path of a module. In buf, a path above a module does not apply to it.
fn imported(path: &str, module: &str, form: Option<Form>) -> IgnoreScope {
    match below(path, module) {
        Some(rest) => named(rest),
        None if form != Some(Form::Buf) && below(module, path).is_some() => IgnoreScope::All,
        None => IgnoreScope::Nothing,
    }
}

fn named(name: &str) -> IgnoreScope {
    if name.is_empty() { IgnoreScope::All } else { IgnoreScope::Path(name.to_owned()) }
}
