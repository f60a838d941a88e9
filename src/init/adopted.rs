//! A configuration from a `buf.yaml`.

use std::path::Path;

use super::Proposal;
use super::text::{ConfigText, list, quoted};
use crate::console::Console;
use crate::input::report_errors;
use crate::words;
use protoward_policy::{Ignore, Settings};
use protoward_source::{LocatedText, Sources, join};
use protoward_workspace::config::{Breaking, Config, Lint, Version};
use protoward_workspace::inputs::Input;
use protoward_workspace::{KNOWN_MODULES, OpenOptions};

/// Returns the same configuration as TOML. A failure is already reported.
pub(super) fn proposal(folder: &Path, sources: &mut Sources, console: &mut Console) -> Option<Proposal> {
    let input = Input::Folder(folder.to_owned());
    let prepared = report_errors(console, sources, |sources, report| {
        protoward_workspace::prepare(&input, &OpenOptions::default(), sources, report)
    })?;
    let config = prepared.config();
    let default = Lint::default();
    let shared = config.lint.as_ref().unwrap_or(&default);
    let is_several = config.modules.len() > 1;
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
        let path = &module.path.text;
        if let Some(breaking) = module
            .breaking
            .as_ref()
            .filter(|own| is_several && !is_written_alike(&own.settings, &config.breaking.settings))
        {
            of_gate(&mut text, "[module.breaking]", breaking, path);
        }
        if let Some(lint) = module.lint.as_ref().filter(|own| is_several && !is_same(own, shared)) {
            of_lint(&mut text, "[module.lint]", lint, path);
        }
    }
    let only = if let [only] = &config.modules[..] { Some(only) } else { None };
    let path = only.map_or("", |module| &module.path.text);
    of_gate(&mut text, "[breaking]", only.and_then(|it| it.breaking.as_ref()).unwrap_or(&config.breaking), path);
    of_lint(&mut text, "[lint]", only.and_then(|it| it.lint.as_ref()).unwrap_or(shared), path);
    dependencies(config, &mut choices);
    choices.push(
        "FILE and other categories have rules that buf lacks, which find more; `except` and `severity` relax them"
            .to_owned(),
    );
    Some(Proposal { text: text.into_string(), choices })
}

fn is_same(own: &Lint, shared: &Lint) -> bool {
    own.options == shared.options && is_written_alike(&own.settings, &shared.settings)
}

/// Returns `true` if both are written alike. The part of a module that an ignore covers is no difference.
fn is_written_alike(own: &Settings, shared: &Settings) -> bool {
    let written = |settings: &Settings| {
        let ignores = settings.ignores.iter().map(|it| (it.path.clone(), it.rules.clone())).collect::<Vec<_>>();
        (Settings { ignores: Vec::new(), ..settings.clone() }, ignores)
    };
    written(own) == written(shared)
}

fn words_of(words: &[LocatedText]) -> Vec<&str> {
    words.iter().map(|word| &*word.text).collect()
}

fn of_gate(text: &mut ConfigText, header: &str, breaking: &Breaking, module: &str) {
    text.table(header, "");
    rules(text, &breaking.settings, breaking.version, module);
}

fn of_lint(text: &mut ConfigText, header: &str, lint: &Lint, module: &str) {
    text.table(header, "");
    rules(text, &lint.settings, lint.version, module);
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
fn rules(text: &mut ConfigText, settings: &Settings, version: Version, module: &str) {
    match settings.is_off {
        true => text.items("use", &[]),
        false => text.strings("use", &words_of(&settings.use_)),
    }
    text.strings("except", &words_of(&settings.except));
    if settings.ignore_unstable_packages {
        text.flag("ignore_unstable_packages");
    }
    let ignores: Vec<String> =
        settings.ignores.iter().filter_map(|ignore| self::ignore(ignore, version, module)).collect();
    if !ignores.is_empty() {
        text.items("ignore", &ignores);
    }
}

/// Returns an ignore as a path, or as an inline table with its rule. Before v2, paths start in the module.
fn ignore(ignore: &Ignore, version: Version, module: &str) -> Option<String> {
    let path = &ignore.path.as_ref()?.text;
    let path = if version == Version::V2 { path.clone() } else { join(module, path) };
    let path = if path.is_empty() { "." } else { &path };
    Some(match &words_of(&ignore.rules)[..] {
        [] => quoted(path),
        rules => format!("{{ rule = {}, path = {} }}", list(rules), quoted(path)),
    })
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
            words::count(config.deps.len(), "module")
        ));
    }
}
