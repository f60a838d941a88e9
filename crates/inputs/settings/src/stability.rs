//! The section `stability`: levels of stability, and what a breaking change of each level is.

use std::fmt;

use protoward_config::diagnostics::wrong_type;
use protoward_config::{ConfigValue, Node, Section};
use protoward_policy::Level;
use protoward_source::{LocatedText, Report};

use super::diagnostics;

/// The level of stability that an element promises, the lowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StabilityLevel {
    /// It may change or disappear at any time.
    Alpha,
    /// It may still change.
    Beta,
    /// It does not break.
    Stable,
}

impl StabilityLevel {
    /// All levels, the lowest first.
    pub const ALL: [Self; 3] = [Self::Alpha, Self::Beta, Self::Stable];

    /// Returns the name in configurations.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Alpha => "alpha",
            Self::Beta => "beta",
            Self::Stable => "stable",
        }
    }

    /// Returns the level with a name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

impl fmt::Display for StabilityLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The levels of a schema, and their rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StabilitySetting {
    /// The full names of custom options that have the level of an element.
    pub options: Vec<LocatedText>,
    /// The levels of packages and elements by full name, and of files by import path.
    pub levels: Vec<(LocatedText, StabilityLevel)>,
    /// The rules of each level, in the order of [`StabilityLevel::ALL`].
    pub rules: [LevelRules; 3],
}

/// The rules for the elements of a level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelRules {
    /// The highest severity of findings.
    pub severity: Level,
    /// The rules and categories that run; `None` for those of the section `breaking`.
    pub rules: Option<Vec<LocatedText>>,
}

pub(super) fn read(node: &Node, report: &mut Report) -> Option<StabilitySetting> {
    let mut section = Section::new(node, "stability", report)?;
    let option = section.node("option");
    let levels = section.node("levels");
    let rules = StabilityLevel::ALL.map(|level| (level, section.node(level.name())));
    section.finish(report);
    Some(StabilitySetting {
        options: option.map(|node| options(node, report)).unwrap_or_default(),
        levels: levels.map(|node| table(node, report)).unwrap_or_default(),
        rules: rules.map(|(level, node)| level_rules(level, node, report)),
    })
}

fn options(node: &Node, report: &mut Report) -> Vec<LocatedText> {
    let nodes = match &node.value {
        ConfigValue::List(nodes) => nodes.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut words = Vec::new();
    for node in nodes {
        match node.string() {
            Some(word) => words.push(word),
            None => report.push(wrong_type("option", "the full name of a custom option, or a list of them", node)),
        }
    }
    words
}

fn table(node: &Node, report: &mut Report) -> Vec<(LocatedText, StabilityLevel)> {
    let ConfigValue::Table(table) = &node.value else {
        let help = "name elements, packages or files, as in `levels = { \"acme.labs\" = \"alpha\" }`";
        report.push(wrong_type("levels", "a table of levels", node).help(help));
        return Vec::new();
    };
    let entry = |(name, node): &(LocatedText, Node)| {
        let level = level(node, report)?;
        Some((name.clone(), level))
    };
    table.entries.iter().filter_map(entry).collect()
}

fn level(node: &Node, report: &mut Report) -> Option<StabilityLevel> {
    let Some(word) = node.string() else {
        report.push(wrong_type("levels", "a level", node));
        return None;
    };
    let level = StabilityLevel::of_name(&word.text);
    if level.is_none() {
        report.push(diagnostics::not_one_of("stability.levels", &word, StabilityLevel::ALL.map(StabilityLevel::name)));
    }
    level
}

/// Reads `alpha = "off"` or `alpha = { severity = "warning", use = ["WIRE"] }`.
fn level_rules(level: StabilityLevel, node: Option<&Node>, report: &mut Report) -> LevelRules {
    let otherwise = match level {
        StabilityLevel::Alpha => Level::Off,
        StabilityLevel::Beta => Level::Warning,
        StabilityLevel::Stable => Level::Error,
    };
    let severity = |word: Option<LocatedText>, report: &mut Report| match word.as_ref().map(|word| &*word.text) {
        None => otherwise,
        Some("off") => Level::Off,
        Some("warning") => Level::Warning,
        Some("error") => Level::Error,
        Some(_) => {
            let word = word.as_ref().expect("it has a text");
            report.push(diagnostics::not_one_of(level.name(), word, ["off", "warning", "error"]));
            otherwise
        }
    };
    match node.map(|node| (node, &node.value)) {
        None => LevelRules { severity: otherwise, rules: None },
        Some((node, ConfigValue::Table(_))) => {
            let Some(mut section) = Section::new(node, "stability", report) else {
                return LevelRules { severity: otherwise, rules: None };
            };
            let word = section.string("severity");
            let rules = section.strings("use");
            section.finish(report);
            // Named rules are there to be run.
            let is_silent = word.is_none() && rules.is_some();
            let severity = if is_silent { Level::Error } else { severity(word, report) };
            LevelRules { severity, rules }
        }
        Some((node, _)) => LevelRules { severity: severity(node.string(), report), rules: None },
    }
}
