//! Check plugins: `plugins` of a `buf.yaml`, and tables `[[plugin]]`.

use std::ops::Range;

use super::{Form, diagnostics};
use protoward_check_plugin::OptionValue;
use protoward_config::{ConfigValue, Node, Section};
use protoward_source::{LocatedText, Place, Report};

/// A program with further rules.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckPluginSetting {
    /// The place in the configuration.
    pub place: Place,
    /// The program, or what cannot be run.
    pub command: PluginCommand,
    /// The options for the program, by key.
    pub options: Vec<(LocatedText, OptionValue)>,
}

/// The kind of a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PluginCommand {
    /// A program and its first arguments. A name without a `/` is looked up.
    Program(Vec<LocatedText>),
    /// A plugin of a registry, which cannot be run.
    Remote(LocatedText),
    /// A module of WebAssembly, which cannot be run.
    Wasm(LocatedText),
}

impl PluginCommand {
    /// Returns the words of the configuration.
    pub fn words(&self) -> &[LocatedText] {
        match self {
            Self::Program(words) => words,
            Self::Remote(word) | Self::Wasm(word) => std::slice::from_ref(word),
        }
    }
}

/// The length of an option's key in bytes.
const KEY_LENGTH: Range<usize> = 1..65;

/// Reads the plugins of a configuration.
pub(super) fn read(nodes: &[Node], form: Form, report: &mut Report) -> Vec<CheckPluginSetting> {
    nodes.iter().filter_map(|node| plugin(node, form, report)).collect()
}

fn plugin(node: &Node, form: Form, report: &mut Report) -> Option<CheckPluginSetting> {
    let (name, key) = match form {
        Form::Protoward => ("plugin", "command"),
        Form::Buf => ("plugins", "plugin"),
    };
    let section = Section::new(node, name, report)?;
    let mut section = if form == Form::Buf { section.lenient() } else { section };
    let words = section.string_or_strings(key);
    let options = section.node("options").map(|node| options(node, report)).unwrap_or_default();
    let is_unset = section.is_unset(key);
    section.finish(report);
    let place = node.place;
    let command = match &words[..] {
        [] if is_unset => {
            report.push(diagnostics::plugin_lacks_command(key, place));
            return None;
        }
        [] => {
            report.push(diagnostics::plugin_without_program(key, place));
            return None;
        }
        [first, ..] if first.text.is_empty() => {
            report.push(diagnostics::plugin_without_program(key, first.place.unwrap_or(place)));
            return None;
        }
        [only] if form == Form::Buf && is_remote(&only.text) => PluginCommand::Remote(only.clone()),
        [first, ..] if first.text.ends_with(".wasm") => PluginCommand::Wasm(first.clone()),
        _ => PluginCommand::Program(words),
    };
    Some(CheckPluginSetting { place, command, options })
}

/// Returns `true` for `registry/owner/name`, optionally followed by `:` and a reference.
pub(super) fn is_remote(text: &str) -> bool {
    let name = text.split_once(':').map_or(text, |(name, _)| name);
    let parts: Vec<&str> = name.split('/').collect();
    parts.len() == 3 && parts.iter().all(|part| !part.is_empty()) && !name.starts_with('.')
}

/// Reads the options of a plugin.
fn options(node: &Node, report: &mut Report) -> Vec<(LocatedText, OptionValue)> {
    let ConfigValue::Table(table) = &node.value else {
        report.push(diagnostics::options_are_no_table(node));
        return Vec::new();
    };
    let mut options = Vec::new();
    for (key, node) in &table.entries {
        if !KEY_LENGTH.contains(&key.text.len()) {
            report.push(diagnostics::not_an_option_key(key));
        }
        match value(node) {
            Some(value) => match value.check() {
                Ok(()) => options.push((key.clone(), value)),
                Err(why) => report.push(diagnostics::unusable_option(&key.text, why, node.place)),
            },
            None => report.push(diagnostics::not_an_option(&key.text, node)),
        }
    }
    options
}

/// Returns a value as an option; `None` for a table and for nothing.
fn value(node: &Node) -> Option<OptionValue> {
    Some(match &node.value {
        ConfigValue::Boolean(value) => OptionValue::Bool(*value),
        ConfigValue::Integer(value) => OptionValue::Int(*value),
        ConfigValue::Float(value) => OptionValue::Float(*value),
        ConfigValue::String(value) => OptionValue::String(value.clone()),
        ConfigValue::List(nodes) => OptionValue::List(nodes.iter().map(value).collect::<Option<_>>()?),
        ConfigValue::Table(_) | ConfigValue::Null => return None,
    })
}
