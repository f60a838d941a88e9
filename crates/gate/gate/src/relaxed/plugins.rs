//! Effects of check plugins: those that a change removes, or gives other options or another program.

use super::effect::Effect;
use super::places::Places;
use protoward_check_plugin::OptionValue;
use protoward_policy::PolicySettings;
use protoward_settings::{CheckPluginSetting, Config};
use protoward_source::LocatedText;
use protoward_workspace::Workspace;

/// Returns the effects of plugins that do not run as before. What an old plugin would find is not known, because only those
/// of the new configuration are run.
pub(super) fn effects(sides: [&Workspace; 2], [was, is]: [&Config; 2], places: &Places<'_>) -> Vec<Effect> {
    let key = if was.is_of_buf() { "plugins" } else { "plugin" };
    let effect = |(index, message)| Effect::of_key(message, places.key_of_old(&format!("{key}[{index}]")));
    changes(sides, &was.plugins, &is.plugins).into_iter().map(effect).collect()
}

/// Returns the effects of changed plugins, with the positions of the old ones.
pub(super) fn changes(
    sides: [&Workspace; 2],
    was: &[CheckPluginSetting],
    is: &[CheckPluginSetting],
) -> Vec<(usize, String)> {
    let mut rest: Vec<&CheckPluginSetting> = is.iter().collect();
    let mut changes = Vec::new();
    for (index, before) in was.iter().enumerate() {
        let same = rest.iter().position(|now| words(now) == words(before));
        let message = match same.map(|at| rest.remove(at)) {
            None => format!("the plugin `{}` no longer runs", words(before).join(" ")),
            Some(now) if options(now) != options(before) => {
                format!("the plugin `{}` has other options", words(before).join(" "))
            }
            Some(_) => match changed_file(sides, before) {
                Some(file) => format!("the plugin `{}` runs another `{file}`", words(before).join(" ")),
                None => continue,
            },
        };
        changes.push((index, message));
    }
    changes
}

/// Returns the first file of the repository in the command of a plugin that has other contents than before.
fn changed_file([old, new]: [&Workspace; 2], plugin: &CheckPluginSetting) -> Option<String> {
    let bytes = |side: &Workspace, path: &str| side.read_beside_config(path).ok().flatten().map(|file| file.bytes);
    let differs = |path: &&str| bytes(old, path).is_some_and(|was| bytes(new, path).is_some_and(|is| is != was));
    words(plugin).into_iter().find(differs).map(str::to_owned)
}

fn words(plugin: &CheckPluginSetting) -> Vec<&str> {
    plugin.command.words().iter().map(|word| word.text.as_str()).collect()
}

fn options(plugin: &CheckPluginSetting) -> Vec<(&str, &OptionValue)> {
    let mut options: Vec<_> = plugin.options.iter().map(|(key, value)| (key.text.as_str(), value)).collect();
    options.sort_by_key(|(key, _)| *key);
    options
}

/// Returns the names of rules and categories in settings.
pub(super) fn named_rules(settings: &PolicySettings) -> Vec<&LocatedText> {
    let PolicySettings { use_, except, ignores, severity, .. } = settings;
    let of_ignores = ignores.iter().flat_map(|ignore| &ignore.rules);
    use_.iter().chain(except).chain(of_ignores).chain(severity.iter().map(|(word, _)| word)).collect()
}
