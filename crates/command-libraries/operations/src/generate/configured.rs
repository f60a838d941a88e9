//! The built-in generators of the `[[generate]]` tables in a configuration.

use crate::generate::diagnostics;
use protoward_rust_crate::{Generate, OPTIONS, OptionKind, OptionRow, OptionValue, Plugin};
use protoward_settings::{Config, ConfigValue, Node, Section, is_plugin};
use protoward_source::{LocatedText, Report};

/// The name of the table in messages.
const NAME: &str = "generate";

/// Returns the requested generators in source order.
///
/// # Errors
/// Fails for invalid tables; the report has all problems.
pub(crate) fn generators(config: &Config) -> Result<Vec<Generate>, Report> {
    let mut report = Report::default();
    let generators = config
        .generate
        .iter()
        .filter(|node| !is_plugin(node))
        .filter_map(|node| generator(node, &mut report))
        .collect();
    if report.has_errors() { Err(report) } else { Ok(generators) }
}

fn generator(node: &Node, report: &mut Report) -> Option<Generate> {
    let mut section = Section::new(node, NAME, report)?;
    let plugin = section.string("plugin");
    // The builder method for this setting is `out_dir`.
    let out = section.string("out");
    let out_dir = section.string("out_dir");
    let out = out.or(out_dir);
    let paths = section.strings("paths").unwrap_or_default();
    let known = match &plugin {
        Some(word) => Plugin::by_name(&word.text),
        None => None,
    };
    match (&plugin, known) {
        (None, _) => {
            report.push(diagnostics::missing_key("plugin", node, "`plugin = \"tonic\"`, `\"prost\"` or `\"openapi\"`"))
        }
        (Some(word), None) => report.push(diagnostics::unknown_plugin(word)),
        (Some(_), Some(_)) => {}
    }
    if out.is_none() {
        report.push(diagnostics::missing_key("out", node, "the folder for the code, as in `out = \"src/gen\"`"));
    }
    let (options, places) = options(&mut section, known, report);
    section.finish(report);
    let mut generate = Generate::new(known?, out?.text);
    generate.paths = paths.into_iter().map(|word| word.text).collect();
    generate.place = Some(node.place);
    for (row, value) in options {
        generate.set(row.name, value).expect("only options of the plugin are asked for, each for a value of its kind");
    }
    for (option, word) in places {
        word.place.into_iter().for_each(|place| generate.locate_path(option, &word.text, place));
    }
    Some(generate)
}

/// Reads every option of the plugin. Without a known plugin, all options are accepted, so that none is reported as
/// unknown.
fn options(
    section: &mut Section<'_>,
    plugin: Option<Plugin>,
    report: &mut Report,
) -> (Vec<(&'static OptionRow, OptionValue)>, Vec<LocatedPath>) {
    let rows = OPTIONS.iter().filter(|row| plugin.is_none_or(|plugin| row.is_for(plugin)));
    let mut places = Vec::new();
    let values = rows.filter_map(|row| Some((row, value(section, row, &mut places, report)?))).collect();
    (values, places)
}

/// A path in an option, with its place.
type LocatedPath = (&'static str, LocatedText);

fn value(
    section: &mut Section<'_>,
    row: &'static OptionRow,
    places: &mut Vec<LocatedPath>,
    report: &mut Report,
) -> Option<OptionValue> {
    let mut texts = |words: Vec<LocatedText>| {
        places.extend(words.iter().map(|word| (row.name, word.clone())));
        words.into_iter().map(|word| word.text).collect()
    };
    match row.kind {
        OptionKind::Flag => section.boolean(row.name).map(OptionValue::Flag),
        OptionKind::Text => section.string(row.name).map(|word| OptionValue::Text(word.text)),
        OptionKind::List => section.strings(row.name).map(|words| OptionValue::List(texts(words))),
        OptionKind::Pairs => {
            section.node(row.name).and_then(|node| pairs(row, node, places, report)).map(OptionValue::Pairs)
        }
    }
}

/// Reads `type_attribute = { "user.v1.User" = "#[derive(Eq)]", "." = ["#[a]", "#[b]"] }` in source order.
fn pairs(
    row: &OptionRow,
    node: &Node,
    places: &mut Vec<LocatedPath>,
    report: &mut Report,
) -> Option<Vec<(String, String)>> {
    let ConfigValue::Table(table) = &node.value else {
        report.push(diagnostics::wrong_option(row, node));
        return None;
    };
    let mut pairs = Vec::new();
    for (path, node) in &table.entries {
        places.push((row.name, path.clone()));
        for node in several(node) {
            match node.string() {
                Some(word) => pairs.push((path.text.clone(), word.text)),
                None => report.push(diagnostics::wrong_option(row, node)),
            }
        }
    }
    Some(pairs)
}

/// Returns the values of a list; any other value is a list of one.
fn several(node: &Node) -> &[Node] {
    match &node.value {
        ConfigValue::List(nodes) => nodes,
        _ => std::slice::from_ref(node),
    }
}
