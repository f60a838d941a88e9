//! A configuration from a `buf.yaml`.

use std::path::Path;

use protoward_check_plugin::OptionValue;
use protoward_policy::{Ignore, PolicySettings};
use protoward_source::{LocatedText, Report, Sources, count, join};
use protoward_workspace::config::{Breaking, CheckPluginSetting, Config, Lint, PluginCommand, Version};
use protoward_workspace::inputs::Input;
use protoward_workspace::{KNOWN_MODULES, OpenOptions};

use crate::baselines::Baselines;
use crate::config_text::{ConfigText, list, quoted};
use crate::proposal::Proposal;

/// Returns the same configuration as TOML. Returns `None` after errors, which are added to `report`.
pub(crate) fn proposal(
    folder: &Path,
    gate: Option<&Baselines>,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Proposal> {
    let input = Input::Folder(folder.to_owned());
    let prepared = protoward_workspace::prepare(&input, &OpenOptions::default(), sources, report)?;
    let config = prepared.config();
    let default = Lint::default();
    let shared = config.lint.as_ref().unwrap_or(&default);
    let (is_several, has_plugins) = (config.modules.len() > 1, !config.plugins.is_empty());
    let all: Vec<&str> = config.modules.iter().map(|module| &*module.path.text).collect();
    let scope = Scope { folder, modules: &all, has_plugins };
    let mut text = ConfigText::default();
    let mut choices =
        vec!["from the configuration of buf, which stays for buf; protoward reads this file from now on".to_owned()];
    for (at, module) in config.modules.iter().enumerate() {
        let comment = if at == 0 { "The folders of the schema. Import paths start in them." } else { "" };
        text.table("[[module]]", comment);
        text.string("path", if module.path.text.is_empty() { "." } else { &module.path.text });
        if let Some(name) = &module.name {
            text.string("name", &name.text);
        }
        text.strings("includes", &words_of(&module.includes));
        text.strings("excludes", &words_of(&module.excludes));
        let own = Scope { modules: &all[at..=at], ..scope };
        if let Some(breaking) = module
            .breaking
            .as_ref()
            .filter(|own| is_several && !is_written_alike(&own.settings, &config.breaking.settings))
        {
            of_gate(&mut text, "[module.breaking]", breaking, own);
        }
        if let Some(lint) = module.lint.as_ref().filter(|own| is_several && !is_same(own, shared)) {
            of_lint(&mut text, "[module.lint]", lint, own);
        }
    }
    let only = if let [only] = &config.modules[..] { Some(only) } else { None };
    of_gate(&mut text, "[breaking]", only.and_then(|it| it.breaking.as_ref()).unwrap_or(&config.breaking), scope);
    if let Some(gate) = gate {
        gate.write(&mut text, &mut choices);
    }
    of_lint(&mut text, "[lint]", only.and_then(|it| it.lint.as_ref()).unwrap_or(shared), scope);
    plugins(&mut text, config, &mut choices);
    dependencies(config, &mut choices);
    choices.push(
        "FILE and other categories have rules that buf lacks, which find more; `except` and `severity` relax them"
            .to_owned(),
    );
    Some(Proposal { text: text.into_string(), choices })
}

/// The modules to which settings apply.
#[derive(Clone, Copy)]
struct Scope<'a> {
    /// The folder of the configuration.
    folder: &'a Path,
    /// The paths of the modules.
    modules: &'a [&'a str],
    has_plugins: bool,
}

fn is_same(own: &Lint, shared: &Lint) -> bool {
    own.options == shared.options && is_written_alike(&own.settings, &shared.settings)
}

/// Returns `true` if both are written alike. The part of a module that an ignore covers is no difference.
fn is_written_alike(own: &PolicySettings, shared: &PolicySettings) -> bool {
    let written = |settings: &PolicySettings| {
        let ignores = settings.ignores.iter().map(|it| (it.path.clone(), it.rules.clone())).collect::<Vec<_>>();
        (PolicySettings { ignores: Vec::new(), ..settings.clone() }, ignores)
    };
    written(own) == written(shared)
}

fn words_of(words: &[LocatedText]) -> Vec<&str> {
    words.iter().map(|word| &*word.text).collect()
}

/// Adds the check plugins, except those that are not programs.
fn plugins(text: &mut ConfigText, config: &Config, choices: &mut Vec<String>) {
    for CheckPluginSetting { command, options, .. } in &config.plugins {
        let PluginCommand::Program(words) = command else {
            let words = words_of(command.words()).join(" ");
            choices.push(format!("the plugin `{words}` is left out: only programs run, see docs/check-plugins.md"));
            continue;
        };
        text.table("[[plugin]]", "");
        match &words_of(words)[..] {
            [program] => text.string("command", program),
            words => text.strings("command", words),
        }
        let options: Vec<String> =
            options.iter().map(|(key, value)| format!("{} = {}", quoted(&key.text), option(value))).collect();
        if !options.is_empty() {
            text.value("options", &format!("{{ {} }}", options.join(", ")));
        }
    }
    let keeps_plugins = |settings: &PolicySettings| settings.is_off && settings.keeps_plugins && settings.uses_defaults;
    let lint = config.lint.as_ref().is_some_and(|lint| keeps_plugins(&lint.settings));
    if !config.plugins.is_empty() && (lint || keeps_plugins(&config.breaking.settings)) {
        choices.push("instead of `disable_builtin`, name the rules of the plugins in `use`".to_owned());
    }
}

/// Returns the value of an option as TOML.
fn option(value: &OptionValue) -> String {
    match value {
        OptionValue::Bool(value) => value.to_string(),
        OptionValue::Int(value) => value.to_string(),
        OptionValue::Float(value) => format!("{value:?}"),
        OptionValue::String(value) => quoted(value),
        OptionValue::List(values) => format!("[{}]", values.iter().map(option).collect::<Vec<_>>().join(", ")),
    }
}

fn of_gate(text: &mut ConfigText, header: &str, breaking: &Breaking, scope: Scope<'_>) {
    text.table(header, "");
    rules(text, &breaking.settings, breaking.version, scope);
}

fn of_lint(text: &mut ConfigText, header: &str, lint: &Lint, scope: Scope<'_>) {
    text.table(header, "");
    rules(text, &lint.settings, lint.version, scope);
    let options = &lint.options;
    let words =
        [("enum_zero_value_suffix", &options.enum_zero_value_suffix), ("service_suffix", &options.service_suffix)];
    words
        .into_iter()
        .filter_map(|(key, word)| Some((key, word.as_ref()?)))
        .for_each(|(key, word)| text.string(key, &word.text));
    let flags = [
        ("rpc_allow_same_request_response", options.allows_same_request_response),
        ("rpc_allow_google_protobuf_empty_requests", options.allows_empty_requests),
        ("rpc_allow_google_protobuf_empty_responses", options.allows_empty_responses),
        ("disallow_comment_ignores", options.skips_comment_ignores && lint.version == Version::V2),
    ];
    flags.into_iter().filter(|(_, is_set)| *is_set).for_each(|(key, _)| text.flag(key));
}

/// Adds the selection of rules and the ignores.
fn rules(text: &mut ConfigText, settings: &PolicySettings, version: Version, scope: Scope<'_>) {
    let has_plugins = scope.has_plugins;
    match (settings.is_off, has_plugins && settings.uses_defaults) {
        // The rules of plugins that are named.
        (true, false) if has_plugins && settings.keeps_plugins => text.strings("use", &words_of(&settings.use_)),
        (true, _) => text.items("use", &[]),
        // Default rules of plugins run only if none are named.
        (false, true) => {}
        (false, false) => text.strings("use", &words_of(&settings.use_)),
    }
    text.strings("except", &words_of(&settings.except));
    if settings.ignore_unstable_packages {
        text.flag("ignore_unstable_packages");
    }
    let ignores: Vec<String> =
        settings.ignores.iter().flat_map(|ignore| self::ignores(ignore, version, scope)).collect();
    if !ignores.is_empty() {
        text.items("ignore", &ignores);
    }
}

/// Returns an ignore as paths, or as inline tables with its rule. Before v2, paths start in the modules.
fn ignores(ignore: &Ignore, version: Version, scope: Scope<'_>) -> Vec<String> {
    let Some(path) = ignore.path.as_ref().map(|path| &*path.text) else { return Vec::new() };
    let mut paths = match version {
        Version::V2 => vec![path.to_owned()],
        Version::V1Beta1 | Version::V1 => scope.modules.iter().map(|module| join(module, path)).collect(),
    };
    let is_there = |path: &String| scope.folder.join(path).exists();
    if paths.iter().any(is_there) {
        paths.retain(is_there);
    }
    let written = |path: String| {
        let path = if path.is_empty() { "." } else { &*path };
        match &words_of(&ignore.rules)[..] {
            [] => quoted(path),
            rules => format!("{{ rule = {}, path = {} }}", list(rules), quoted(path)),
        }
    };
    paths.into_iter().map(written).collect()
}

/// Explains what becomes of the dependencies.
fn dependencies(config: &Config, choices: &mut Vec<String>) {
    for dependency in &config.deps {
        let name = dependency.text.split_once('/').map_or(&*dependency.text, |(_, name)| name);
        let name = name.split(':').next().unwrap_or(name);
        let known = KNOWN_MODULES.iter().find(|module| module.module == name);
        choices.push(match known {
            Some(module) => format!(
                "the dependency `{}`: if an import is missing, `protoward deps add {} --git {}`",
                dependency.text, module.name, module.url
            ),
            None => format!(
                "the dependency `{}` is in a registry: `protoward deps add` takes the git repository of its files",
                dependency.text
            ),
        });
    }
    if !config.deps.is_empty() {
        choices.push(format!(
            "{} of buf.yaml: files of googleapis and protovalidate are part of protoward",
            count(config.deps.len(), "module")
        ));
    }
}
