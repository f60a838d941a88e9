//! Severities of rules: `severity = { FIELD_SAME_NAME = "warning" }`.

use super::diagnostics;
use protoward_config::diagnostics::wrong_type;
use protoward_config::{ConfigValue, Node};
use protoward_policy::Level;
use protoward_source::{LocatedText, Report};

const LEVELS: [(&str, Level); 3] = [("off", Level::Off), ("warning", Level::Warning), ("error", Level::Error)];

pub(super) fn read(node: &Node, report: &mut Report) -> Vec<(LocatedText, Level)> {
    let ConfigValue::Table(table) = &node.value else {
        let help = "name rules, as in `severity = { FIELD_RENAMED = \"warning\" }`";
        report.push(wrong_type("severity", "a table", node).help(help));
        return Vec::new();
    };
    let mut levels = Vec::new();
    for (rule, node) in &table.entries {
        let Some(word) = node.string() else {
            report.push(wrong_type(&rule.text, "a string", node));
            continue;
        };
        levels.extend(level(&word, report).map(|level| (rule.clone(), level)));
    }
    levels
}

/// Returns the level with a name. An unknown name is reported.
pub(super) fn level(word: &LocatedText, report: &mut Report) -> Option<Level> {
    let level = LEVELS.iter().find(|(name, _)| *name == word.text).map(|(_, level)| *level);
    if level.is_none() {
        report.push(diagnostics::unknown_level(word, &LEVELS.map(|(name, _)| name)));
    }
    level
}
