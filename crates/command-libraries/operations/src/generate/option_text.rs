//! Options of generators as texts: `build_client=false`, on the command line and in the parameter of a plugin.

use std::str::FromStr;

use protoward_openapi::{SETTINGS, without_value};
use protoward_rust_crate::{Generate, OPTIONS, OptionKind, OptionRow, OptionValue, Plugin, SetOptionError, option};
use protoward_source::{list, nearest};

/// The OpenAPI generator, which is requested like a protoc plugin.
pub(crate) const OPENAPI: &str = "openapi";

/// Returns the names of the generators that [`RequestedGenerators::of_plugin`](crate::generate::RequestedGenerators::of_plugin)
/// knows.
pub fn plugin_names() -> impl Iterator<Item = &'static str> {
    Plugin::ALL.map(Plugin::name).into_iter().chain([OPENAPI])
}

/// An option of a built-in generator, parsed from `NAME=VALUE`.
#[derive(Clone, Debug)]
pub struct GeneratorOption(Parsed);

#[derive(Clone, Debug)]
enum Parsed {
    /// An option of a Rust generator, with its text.
    Rust(&'static OptionRow, OptionValue, String),
    /// A setting of the OpenAPI generator.
    OpenApi(String),
}

/// The reason why a text is not an option.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidOption(String);

impl FromStr for GeneratorOption {
    type Err = InvalidOption;

    fn from_str(text: &str) -> Result<Self, InvalidOption> {
        let is_setting = text.split_once('=').is_some_and(|(name, _)| SETTINGS.contains(&name));
        match of_rust(text) {
            Ok(option) => Ok(option),
            Err(_) if is_setting => Ok(Self(Parsed::OpenApi(text.to_owned()))),
            Err(_) if option(text).is_none() && SETTINGS.contains(&text) => Err(InvalidOption(without_value(text))),
            Err(words) => Err(InvalidOption(words)),
        }
    }
}

impl GeneratorOption {
    /// Returns the error if no Rust generator has the option.
    fn not_of_rust(&self) -> Option<SetOptionError> {
        let Parsed::OpenApi(text) = &self.0 else { return None };
        let name = text.split('=').next().unwrap_or_default();
        Some(match option(name) {
            Some(row) => SetOptionError::Kind { name: row.name, expected: row.kind },
            None => SetOptionError::Unknown { name: name.to_owned() },
        })
    }

    /// Escapes a setting for the OpenAPI parameter, where commas separate settings.
    fn as_parameter(&self) -> String {
        let (Parsed::Rust(_, _, text) | Parsed::OpenApi(text)) = &self.0;
        text.replace('\\', "\\\\").replace(',', "\\,")
    }
}

/// Returns a Rust generator with options.
///
/// # Errors
/// Fails if the plugin has no such option.
pub(crate) fn rust_generator(
    plugin: Plugin,
    output: &str,
    options: &[GeneratorOption],
) -> Result<Generate, SetOptionError> {
    let generate = with_options(Generate::new(plugin, output), options)?;
    options.iter().find_map(GeneratorOption::not_of_rust).map_or(Ok(generate), Err)
}

/// Returns a template for OpenAPI documents.
pub(crate) fn openapi_template(output: &str, options: &[GeneratorOption]) -> String {
    let options: Vec<String> = options.iter().map(GeneratorOption::as_parameter).collect();
    let plugin = serde_json::json!({ "protoc_builtin": OPENAPI, "out": output, "opt": options });
    serde_json::json!({ "version": "v2", "plugins": [plugin] }).to_string()
}

/// Returns the generator that the parts of a plugin's parameter describe: `plugin=NAME`, by default `tonic`, and its options.
///
/// # Errors
/// Fails if there is no such plugin or option, or if the option takes another kind of value.
pub(crate) fn generator_of_parameter(parts: &[String]) -> Result<Generate, String> {
    let (names, options): (Vec<_>, Vec<_>) = parts.iter().partition(|part| part.starts_with("plugin="));
    let plugin = match names.last().and_then(|part| part.strip_prefix("plugin=")) {
        Some(name) => Plugin::by_name(name).ok_or_else(|| unknown_plugin(name))?,
        None => Plugin::Tonic,
    };
    let options = options.into_iter().map(|text| of_rust(text)).collect::<Result<Vec<_>, String>>()?;
    with_options(Generate::new(plugin, ""), &options).map_err(|error| error.to_string())
}

fn unknown_plugin(name: &str) -> String {
    let known = Plugin::ALL.map(|plugin| format!("`{}`", plugin.name()));
    format!("`plugin={name}` is none of {}", list(&known))
}

/// Sets the options of a Rust generator.
fn with_options(mut generate: Generate, options: &[GeneratorOption]) -> Result<Generate, SetOptionError> {
    merged(options).into_iter().try_for_each(|(name, value)| generate.set(name, value))?;
    Ok(generate)
}

/// Merges repeated options: lists are concatenated, and for other kinds the last value counts.
fn merged(options: &[GeneratorOption]) -> Vec<(&'static str, OptionValue)> {
    let mut merged: Vec<(&'static str, OptionValue)> = Vec::new();
    for option in options {
        let Parsed::Rust(row, value, _) = &option.0 else { continue };
        match (merged.iter_mut().find(|(name, _)| *name == row.name).map(|(_, value)| value), value) {
            (Some(OptionValue::List(all)), OptionValue::List(more)) => all.extend(more.iter().cloned()),
            (Some(OptionValue::Pairs(all)), OptionValue::Pairs(more)) => all.extend(more.iter().cloned()),
            (Some(first), value) => first.clone_from(value),
            (None, value) => merged.push((row.name, value.clone())),
        }
    }
    merged
}

/// Parses an option of a Rust generator.
fn of_rust(text: &str) -> Result<GeneratorOption, String> {
    let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
    let row = option(name).ok_or_else(|| unknown(name))?;
    let value = match (row.kind, value) {
        (OptionKind::Flag, None | Some("true")) => OptionValue::Flag(true),
        (OptionKind::Flag, Some("false")) => OptionValue::Flag(false),
        (OptionKind::Text, Some(value)) => OptionValue::Text(value.to_owned()),
        (OptionKind::List, Some(value)) => OptionValue::List(vec![value.to_owned()]),
        (OptionKind::Pairs, Some(value)) => match pair(value) {
            Some((path, text)) => OptionValue::Pairs(vec![(path.to_owned(), text.to_owned())]),
            None => return Err(format!("`{name}` wants a path and a text: `{name}=PATH=TEXT`")),
        },
        (kind, _) => return Err(format!("`{name}` takes {kind}, as in `{name}={}`", example(kind))),
    };
    Ok(GeneratorOption(Parsed::Rust(row, value, text.to_owned())))
}

/// Splits `PATH=TEXT`. The path may begin with `=`, which stands for this element alone.
fn pair(value: &str) -> Option<(&str, &str)> {
    let begin = usize::from(value.starts_with('='));
    let end = begin + value[begin..].find('=')?;
    Some((&value[..end], &value[end + 1..]))
}

const fn example(kind: OptionKind) -> &'static str {
    match kind {
        OptionKind::Flag => "false",
        OptionKind::Text => "TEXT",
        OptionKind::List => "PATH",
        OptionKind::Pairs => "PATH=TEXT",
    }
}

fn unknown(name: &str) -> String {
    let near = nearest(name, OPTIONS.iter().map(|row| row.name).chain(SETTINGS));
    let near: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    if near.is_empty() {
        format!("unknown option `{name}`")
    } else {
        format!("unknown option `{name}`; did you mean {}?", list(&near).replace(" and ", " or "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_a_pair_may_name_one_element() {
        assert_eq!(pair(".a.B=#[x = 1]"), Some((".a.B", "#[x = 1]")));
        assert_eq!(pair("=.a.B=#[x = 1]"), Some(("=.a.B", "#[x = 1]")));
        assert_eq!(pair("=.a.B"), None);
        assert_eq!(pair(""), None);
    }
}
