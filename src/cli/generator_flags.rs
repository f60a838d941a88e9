//! What to generate, from flags instead of a configuration.

use clap::builder::PossibleValuesParser;

use super::words::list;
use crate::codegen::{Generate, OPTIONS, OptionKind, OptionRow, OptionValue, Plugin, SetOptionError, option};
use crate::source::nearest;

/// One generator.
#[derive(Debug, clap::Args)]
pub(super) struct GeneratorFlags {
    /// Run this plugin, instead of what the configuration says
    #[arg(long, value_parser = PossibleValuesParser::new(Plugin::ALL.map(Plugin::name)), requires = "output")]
    plugin: Option<String>,

    /// The folder for its code; without `--plugin`, the folder that the outputs of a template are below
    #[arg(short, long, value_name = "FOLDER")]
    pub(super) output: Option<String>,

    /// An option of the plugin, by the name of its builder method: `--opt build_client=false`, `--opt btree_map=.`,
    /// `--opt 'type_attribute=user.v1.User=#[derive(Eq)]'`; may be given several times
    #[arg(long = "opt", value_name = "NAME=VALUE", value_parser = parse, requires = "plugin")]
    options: Vec<Opt>,
}

/// One `--opt`.
#[derive(Clone, Debug)]
struct Opt {
    row: &'static OptionRow,
    value: OptionValue,
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
        Some(set.map(|()| generate))
    }
}

/// An option that is given several times is a longer list; of other kinds, the last one counts.
fn merged(options: &[Opt]) -> Vec<(&'static str, OptionValue)> {
    let mut merged: Vec<(&'static str, OptionValue)> = Vec::new();
    for Opt { row, value } in options {
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
    Ok(Opt { row, value })
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
    let near = nearest(name, OPTIONS.iter().map(|row| row.name));
    let near: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    match near.is_empty() {
        true => format!("there is no option `{name}`"),
        false => format!("there is no option `{name}`; did you mean {}?", list(&near).replace(" and ", " or ")),
    }
}
