//! A configuration from a `buf.yaml`, whose modules, rules and ignores are written as TOML. What has no equivalent becomes a line
//! for the user.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use protoward_check_plugin::OptionValue;
use protoward_inputs::Input;
use protoward_policy::{Ignore, PolicySettings};
use protoward_settings::{Breaking, CheckPluginSetting, Config, Lint, LintOptions, PluginCommand, Version};
use protoward_source::tree_path::below;
use protoward_source::{LocatedText, Report, Sources, count, join};
use protoward_workspace::chronicle::{SearchedWords, undeclared};
use protoward_workspace::{KNOWN_MODULES, OpenOptions};

use crate::init::baselines::{Baselines, ReplacedGate};
use crate::init::config_text::{ConfigText, Proposal, list, quoted};
use crate::init::diagnostics;
use crate::init::rule_names::{AdoptedRules, RuleNames};

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
    if let Some(root) = prepared.root().filter(|root| !is_same_folder(root, folder)) {
        report.push(diagnostics::configured_above(folder, root));
        return None;
    }
    let default = Lint::default();
    let shared = shared_lint(config).unwrap_or(&default);
    let shared_breaking = shared_breaking(config);
    let is_several = config.modules.len() > 1;
    let has_plugins = !config.plugins.is_empty();
    let all: Vec<&str> = config.modules.iter().map(|module| &*module.path.text).collect();
    let scope = Scope { folder, modules: &all, has_plugins };
    let mut text = ConfigText::default();
    let mut lost = BTreeSet::new();
    let mut choices =
        vec!["from the configuration of buf, which stays for buf; protoward reads this file from now on".to_owned()];
    for (at, module) in config.modules.iter().enumerate() {
        let comment = if at == 0 { "The folders of the schema. Import paths start in them." } else { "" };
        text.table("[[module]]", comment);
        text.string("path", if module.path.text.is_empty() { "." } else { &module.path.text });
        if let Some(name) = module.name.as_ref().filter(|_| !module.is_further_root) {
            text.string("name", &name.text);
        }
        text.strings("includes", &words_of(&module.includes));
        text.strings("excludes", &words_of(&module.excludes));
        let own = Scope { modules: &all[at..=at], ..scope };
        if let Some(breaking) = module.breaking.as_ref().filter(|own| is_several && !is_same_gate(own, shared_breaking))
        {
            lost.extend(of_gate(&mut text, "[module.breaking]", breaking, own));
        }
        if let Some(lint) = module.lint.as_ref().filter(|own| is_several && !is_same(own, shared)) {
            lost.extend(of_lint(&mut text, "[module.lint]", lint, own));
        }
    }
    lost.extend(of_gate(&mut text, "[breaking]", shared_breaking, scope));
    if let Some(gate) = gate {
        let own = config.modules.iter().filter_map(|module| module.breaking.as_ref());
        let has_ignores = own.chain([shared_breaking]).any(|breaking| !breaking.settings.ignores.is_empty());
        gate.write(ReplacedGate { is_there: true, has_ignores }, &mut text, &mut choices);
    }
    lost.extend(of_lint(&mut text, "[lint]", shared, scope));
    comments(&mut text, config, &mut choices);
    plugins(&mut text, config, &mut choices);
    policies(&mut text, config, &mut choices);
    if !lost.is_empty() {
        let lost: Vec<String> = lost.into_iter().map(|id| format!("`{id}`")).collect();
        choices.push(format!("left out: {}, which only an older version of buf has", protoward_source::list(&lost)));
    }
    dependencies(config, &mut choices);
    if is_several {
        choices.push(
            "the modules are compared together: a file has the rules of its own module, not also those of modules that import it, and may \
             move to another module"
                .to_owned(),
        );
    }
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

fn is_same_folder(one: &Path, other: &Path) -> bool {
    let absolute = |path: &Path| protoward_source::paths::absolute(path).unwrap_or_else(|_| path.to_owned());
    absolute(one) == absolute(other)
}

/// Returns the lint settings of all modules if they are alike, or else those of the configuration.
fn shared_lint(config: &Config) -> Option<&Lint> {
    let mut all = config.modules.iter().map(|module| module.lint.as_ref());
    let first = all.next().flatten();
    let is_shared = |first: &&Lint| all.all(|lint| lint.is_some_and(|lint| is_same(lint, first)));
    first.filter(is_shared).or(config.lint.as_ref())
}

/// Returns the gate settings of all modules if they are alike, or else those of the configuration.
fn shared_breaking(config: &Config) -> &Breaking {
    let mut all = config.modules.iter().map(|module| module.breaking.as_ref().unwrap_or(&config.breaking));
    let first = all.next().unwrap_or(&config.breaking);
    if all.all(|breaking| is_same_gate(breaking, first)) { first } else { &config.breaking }
}

fn is_same_gate(own: &Breaking, shared: &Breaking) -> bool {
    own.version == shared.version && is_written_alike(&own.settings, &shared.settings)
}

/// Returns `true` if both are written alike. Whether comments ignore findings is the same for all modules.
fn is_same(own: &Lint, shared: &Lint) -> bool {
    let options = |lint: &Lint| LintOptions { skips_comment_ignores: false, ..lint.options.clone() };
    own.version == shared.version
        && options(own) == options(shared)
        && is_written_alike(&own.settings, &shared.settings)
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

/// Adds the gate settings, and returns the rules that only an older version of buf has.
fn of_gate(text: &mut ConfigText, header: &str, breaking: &Breaking, scope: Scope<'_>) -> Vec<String> {
    text.table(header, "");
    let names = RuleNames::new(protoward_breaking::catalog(), breaking.version);
    rules(text, &breaking.settings, names, breaking.version, scope)
}

/// Adds the lint settings, and returns the rules that only an older version of buf has.
fn of_lint(text: &mut ConfigText, header: &str, lint: &Lint, scope: Scope<'_>) -> Vec<String> {
    text.table(header, "");
    let names = RuleNames::new(protoward_lint::catalog(), lint.version);
    let lost = rules(text, &lint.settings, names, lint.version, scope);
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
    ];
    flags.into_iter().filter(|(_, is_set)| *is_set).for_each(|(key, _)| text.flag(key));
    lost
}

/// Adds to the section `lint` that comments do not ignore findings, if they do not in any module.
fn comments(text: &mut ConfigText, config: &Config, choices: &mut Vec<String>) {
    let lint = config.modules.iter().map(|module| module.lint.as_ref().or(config.lint.as_ref()));
    let skips: Vec<bool> = lint.map(|lint| lint.is_some_and(|lint| lint.options.skips_comment_ignores)).collect();
    if !skips.contains(&true) {
        return;
    }
    text.flag("disallow_comment_ignores");
    let why = if skips.contains(&false) {
        "comments ignore lint findings in no module now: the key is for all of them"
    } else {
        "comments ignore no lint findings, as before; those that try are errors now"
    };
    choices.push(format!("`disallow_comment_ignores`: {why}"));
}

/// Adds the policies, whose files stay as they are.
fn policies(text: &mut ConfigText, config: &Config, choices: &mut Vec<String>) {
    for policy in &config.policies {
        text.table("[[policy]]", "");
        text.string("path", &policy.name.text);
        let (only, all): (Vec<_>, Vec<_>) = policy.ignores().iter().partition(|ignore| !ignore.rules.is_empty());
        let path = |ignore: &&Ignore| ignore.path.as_ref().map(|path| path.text.clone());
        text.strings("ignore", &all.iter().filter_map(path).collect::<Vec<_>>());
        let mut by_rule: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for ignore in &only {
            for rule in &ignore.rules {
                by_rule.entry(&rule.text).or_default().extend(path(ignore));
            }
        }
        let by_rule: Vec<String> =
            by_rule.into_iter().map(|(rule, paths)| format!("{} = {}", quoted(rule), list(&paths))).collect();
        if !by_rule.is_empty() {
            text.value("ignore_only", &format!("{{ {} }}", by_rule.join(", ")));
        }
        choices.push(format!("the policy `{}` applies as before", policy.name.text));
    }
}

/// Adds the selection of rules and the ignores, and returns the rules that only an older version of buf has.
fn rules(
    text: &mut ConfigText,
    settings: &PolicySettings,
    names: RuleNames,
    version: Version,
    scope: Scope<'_>,
) -> Vec<String> {
    let has_plugins = scope.has_plugins;
    let AdoptedRules { used, except, lost } = names.adopted(settings);
    match (settings.is_off, has_plugins && settings.uses_defaults) {
        // The rules of plugins that are named.
        (true, false) if has_plugins && settings.keeps_plugins => text.strings("use", &used),
        (true, _) => text.items("use", &[]),
        // Default rules of plugins run only if none are named.
        (false, true) => {}
        (false, false) => text.strings("use", &used),
    }
    text.strings("except", &except);
    if settings.ignore_unstable_packages {
        text.flag("ignore_unstable_packages");
    }
    let ignores: Vec<String> =
        settings.ignores.iter().flat_map(|ignore| self::ignores(ignore, names, version, scope)).collect();
    if !ignores.is_empty() {
        text.items("ignore", &ignores);
    }
    lost
}

/// Returns an ignore as paths, or as inline tables with its rule. Before v2, paths start in the modules; in v2, a path that is
/// not in a module ignores nothing. A path that no version has ignores nothing either, and is an error in a `protoward.toml`.
fn ignores(ignore: &Ignore, names: RuleNames, version: Version, scope: Scope<'_>) -> Vec<String> {
    let Some(path) = ignore.path.as_ref().map(|path| &*path.text) else { return Vec::new() };
    let rules: Vec<String> = ignore.rules.iter().flat_map(|word| names.exactly(&word.text)).collect();
    if rules.is_empty() && !ignore.rules.is_empty() {
        return Vec::new();
    }
    let is_in_module = |path: &&str| scope.modules.iter().any(|module| below(path, module).is_some());
    let mut paths = match version {
        Version::V2 => Some(path).filter(is_in_module).map(str::to_owned).into_iter().collect(),
        Version::V1Beta1 | Version::V1 => scope.modules.iter().map(|module| join(module, path)).collect::<Vec<_>>(),
    };
    let is_there = |path: &String| scope.folder.join(path).exists();
    if paths.iter().any(is_there) {
        paths.retain(is_there);
    } else {
        paths = ever_there(paths, scope.folder);
    }
    let written = |path: String| {
        let path = if path.is_empty() { "." } else { &*path };
        match &rules[..] {
            [] => quoted(path),
            rules => format!("{{ rule = {}, path = {} }}", list(rules), quoted(path)),
        }
    };
    paths.into_iter().map(written).collect()
}

/// Returns the paths that some commit of a folder may have had.
fn ever_there(mut paths: Vec<String>, folder: &Path) -> Vec<String> {
    let words = SearchedWords { paths: paths.iter().cloned().collect(), ..SearchedWords::default() };
    if let Ok(never) = undeclared(&Input::Folder(folder.to_owned()), words) {
        paths.retain(|path| !never.paths.contains(path));
    }
    paths
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
