//! What to generate, from flags instead of a configuration.

use clap::builder::PossibleValuesParser;

use super::words::list;
use protoward_codegen::{Generate, OPTIONS, OptionKind, OptionRow, OptionValue, Plugin, SetOptionError, option};
use protoward_plugin::openapi;
use protoward_source::nearest;

/// One generator.
#[derive(Debug, clap::Args)]
pub(super) struct GeneratorFlags {
    /// Run this generator, which is built in, instead of what the configuration says
    #[arg(long, value_parser = PossibleValuesParser::new(plugins()), requires = "output")]
    plugin: Option<String>,

    /// The folder for its code; without `--plugin`, the folder that the outputs of a template are below
    #[arg(short, long, value_name = "FOLDER")]
    pub(super) output: Option<String>,

    /// An option of the plugin, by the name of its builder method: `--opt build_client=false`, `--opt btree_map=.`,
    /// `--opt 'type_attribute=user.v1.User=#[derive(Eq)]'`; of `openapi`, a setting: `--opt format=json`; may be given several
    /// times
    #[arg(long = "opt", value_name = "NAME=VALUE", value_parser = parse, requires = "plugin")]
    options: Vec<Opt>,
}

/// The generator of OpenAPI documents, which is asked for as plugins of protoc are.
const OPENAPI: &str = "openapi";

fn plugins() -> impl Iterator<Item = &'static str> {
    Plugin::ALL.map(Plugin::name).into_iter().chain([OPENAPI])
}

/// One `--opt`.
#[derive(Clone, Debug)]
enum Opt {
    /// An option of a generator of Rust, and as it is written.
    Rust(&'static OptionRow, OptionValue, String),
    /// A setting of OpenAPI documents.
    OpenApi(String),
}

impl GeneratorFlags {
    /// The generator that the flags describe, where they do.
    ///
    /// # Errors
    /// When the plugin has no such option.
    pub(super) fn generator(&self) -> Option<Result<Generate, SetOptionError>> {
        let plugin = Plugin::by_name(self.plugin.as_ref()?)?;
        let mut generate = Generate::new(plugin, self.output.as_ref()?);
        let set = |(name, value)| generate.set(name, value);
        let set = merged(&self.options).into_iter().try_for_each(set);
        let other = self.options.iter().find_map(Opt::not_of_rust);
        Some(set.and_then(|()| other.map_or(Ok(generate), Err)))
    }

    /// The template that asks for OpenAPI documents, where the flags do.
    pub(super) fn template(&self) -> Option<String> {
        self.plugin.as_ref().filter(|plugin| *plugin == OPENAPI)?;
        let options: Vec<String> = self.options.iter().map(Opt::as_parameter).collect();
        let plugin = serde_json::json!({ "protoc_builtin": OPENAPI, "out": self.output.as_ref()?, "opt": options });
        Some(serde_json::json!({ "version": "v2", "plugins": [plugin] }).to_string())
    }
}

impl Opt {
    /// Why no generator of Rust takes it, where none does.
    fn not_of_rust(&self) -> Option<SetOptionError> {
        let Self::OpenApi(text) = self else { return None };
        let name = text.split('=').next().unwrap_or_default();
        Some(match option(name) {
            Some(row) => SetOptionError::Kind { name: row.name, expected: row.kind },
            None => SetOptionError::Unknown { name: name.to_owned() },
        })
    }

    /// A part of the parameter of OpenAPI, in which a comma separates settings.
    fn as_parameter(&self) -> String {
        let (Self::Rust(_, _, text) | Self::OpenApi(text)) = self;
        text.replace('\\', "\\\\").replace(',', "\\,")
    }
}

/// An option that is given several times is a longer list; of other kinds, the last one counts.
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

/// An option of a generator of Rust.
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
        true => format!("there is no option `{name}`"),
        false => format!("there is no option `{name}`; did you mean {}?", list(&near).replace(" and ", " or ")),
    }
}
