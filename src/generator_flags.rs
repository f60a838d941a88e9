//! Flags that select a generator instead of a configuration.

use clap::builder::PossibleValuesParser;

use super::words::list;
use protoward_codegen::{Generate, OPTIONS, OptionKind, OptionRow, OptionValue, Plugin, SetOptionError, option};
use protoward_plugin::openapi;
use protoward_source::nearest;

/// A generator with its options.
#[derive(Debug, clap::Args)]
pub(super) struct GeneratorFlags {
    /// Run this built-in generator instead of those in the configuration
    #[arg(long, value_parser = PossibleValuesParser::new(plugins()), requires = "output")]
    plugin: Option<String>,

    /// The output folder; without `--plugin`, the base folder for the outputs of a template
    #[arg(short, long, value_name = "FOLDER")]
    pub(super) output: Option<String>,

    /// An option of the plugin, named like its builder method: `--opt build_client=false`, `--opt btree_map=.`,
    /// `--opt 'type_attribute=user.v1.User=#[derive(Eq)]'`; for `openapi`, a setting: `--opt format=json`. May be
    /// given several times
    #[arg(long = "opt", value_name = "NAME=VALUE", value_parser = parse, requires = "plugin")]
    options: Vec<Opt>,
}

/// The OpenAPI generator, which is requested like a protoc plugin.
const OPENAPI: &str = "openapi";

fn plugins() -> impl Iterator<Item = &'static str> {
    Plugin::ALL.map(Plugin::name).into_iter().chain([OPENAPI])
}

/// One `--opt`.
#[derive(Clone, Debug)]
enum Opt {
    /// An option of a Rust generator, with its text.
    Rust(&'static OptionRow, OptionValue, String),
    /// A setting of the OpenAPI generator.
    OpenApi(String),
}

impl GeneratorFlags {
    /// Returns the generator that the flags describe, if any.
    ///
    /// # Errors
    /// Fails if the plugin has no such option.
    pub(super) fn generator(&self) -> Option<Result<Generate, SetOptionError>> {
        let plugin = Plugin::by_name(self.plugin.as_ref()?)?;
        let generate = with_options(Generate::new(plugin, self.output.as_ref()?), &self.options);
        let other = self.options.iter().find_map(Opt::not_of_rust);
        Some(generate.and_then(|generate| other.map_or(Ok(generate), Err)))
    }

    /// Returns a template for OpenAPI documents, if the flags request them.
    pub(super) fn template(&self) -> Option<String> {
        self.plugin.as_ref().filter(|plugin| *plugin == OPENAPI)?;
        let options: Vec<String> = self.options.iter().map(Opt::as_parameter).collect();
        let plugin = serde_json::json!({ "protoc_builtin": OPENAPI, "out": self.output.as_ref()?, "opt": options });
        Some(serde_json::json!({ "version": "v2", "plugins": [plugin] }).to_string())
    }
}

impl Opt {
    /// Returns the error if no Rust generator has the option.
    fn not_of_rust(&self) -> Option<SetOptionError> {
        let Self::OpenApi(text) = self else { return None };
        let name = text.split('=').next().unwrap_or_default();
        Some(match option(name) {
            Some(row) => SetOptionError::Kind { name: row.name, expected: row.kind },
            None => SetOptionError::Unknown { name: name.to_owned() },
        })
    }

    /// Escapes a setting for the OpenAPI parameter, where commas separate settings.
    fn as_parameter(&self) -> String {
        let (Self::Rust(_, _, text) | Self::OpenApi(text)) = self;
        text.replace('\\', "\\\\").replace(',', "\\,")
    }
}

/// Returns the generator that the parts of a plugin's parameter describe: `plugin=NAME`, by default `tonic`, and its options.
///
/// # Errors
/// Fails if there is no such plugin or option, or if the option takes another kind of value.
pub(super) fn generator_of_parameter(parts: &[String]) -> Result<Generate, String> {
    let (names, options): (Vec<_>, Vec<_>) = parts.iter().partition(|part| part.starts_with("plugin="));
    let plugin = match names.last().and_then(|part| part.strip_prefix("plugin=")) {
        Some(name) => Plugin::by_name(name).ok_or_else(|| unknown_plugin(name))?,
        None => Plugin::Tonic,
    };
    let options = options.into_iter().map(|text| {
        let (row, value) = of_rust(text)?;
        Ok(Opt::Rust(row, value, text.clone()))
    });
    let options = options.collect::<Result<Vec<_>, String>>()?;
    with_options(Generate::new(plugin, ""), &options).map_err(|error| error.to_string())
}

fn unknown_plugin(name: &str) -> String {
    let known = Plugin::ALL.map(|plugin| format!("`{}`", plugin.name()));
    format!("`plugin={name}` is none of {}", list(&known))
}

/// Sets the options of a Rust generator.
fn with_options(mut generate: Generate, options: &[Opt]) -> Result<Generate, SetOptionError> {
    merged(options).into_iter().try_for_each(|(name, value)| generate.set(name, value))?;
    Ok(generate)
}

/// Merges repeated options: lists are concatenated, and for other kinds the last value counts.
fn merged(options: &[Opt]) -> Vec<(&'static str, OptionValue)> {
    let mut merged: Vec<(&'static str, OptionValue)> = Vec::new();
    for option in options {
        let Opt::Rust(row, value, _) = option else { continue };
        match (merged.iter_mut().find(|(name, _)| *name == row.name).map(|(_, value)| value), value) {
            (Some(OptionValue::List(all)), OptionValue::List(more)) => all.extend(more.iter().cloned()),
            (Some(OptionValue::Pairs(all)), OptionValue::Pairs(more)) => all.extend(more.iter().cloned()),
            (Some(first), value) => first.clone_from(value),
            (None, value) => merged.push((row.name, value.clone())),
        }
    }
    merged
}

fn parse(text: &str) -> Result<Opt, String> {
    let is_setting = text.split_once('=').is_some_and(|(name, _)| openapi::SETTINGS.contains(&name));
    match of_rust(text) {
        Ok((row, value)) => Ok(Opt::Rust(row, value, text.to_owned())),
        Err(_) if is_setting => Ok(Opt::OpenApi(text.to_owned())),
        Err(words) => Err(words),
    }
}

/// Parses an option of a Rust generator.
fn of_rust(text: &str) -> Result<(&'static OptionRow, OptionValue), String> {
    let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
    let row = option(name).ok_or_else(|| unknown(name))?;
    let value = match (row.kind, value) {
        (OptionKind::Flag, None | Some("true")) => OptionValue::Flag(true),
        (OptionKind::Flag, Some("false")) => OptionValue::Flag(false),
        (OptionKind::Text, Some(value)) => OptionValue::Text(value.to_owned()),
        (OptionKind::List, Some(value)) => OptionValue::List(vec![value.to_owned()]),
        (OptionKind::Pairs, Some(value)) => match value.split_once('=') {
            Some((path, text)) => OptionValue::Pairs(vec![(path.to_owned(), text.to_owned())]),
            None => return Err(format!("`{name}` wants a path and a text: `{name}=PATH=TEXT`")),
        },
        (kind, _) => return Err(format!("`{name}` takes {kind}, as in `{name}={}`", example(kind))),
    };
    Ok((row, value))
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
    let near = nearest(name, OPTIONS.iter().map(|row| row.name).chain(openapi::SETTINGS));
    let near: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    match near.is_empty() {
        true => format!("unknown option `{name}`"),
        false => format!("unknown option `{name}`; did you mean {}?", list(&near).replace(" and ", " or ")),
    }
}
