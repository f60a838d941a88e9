//! Lint rules that a configuration defines: tables `[[lint.rule]]`.

use super::{diagnostics, severity};
use protoward_config::{Node, Section};
use protoward_lint_custom::{WrittenRule, verify};
use protoward_source::{Report, Sources};

/// Reads the tables, and reports the mistakes in their conditions: no file is read after one.
pub(super) fn read(nodes: &[Node], sources: &Sources, report: &mut Report) -> Vec<WrittenRule> {
    let rules: Vec<_> = nodes.iter().filter_map(|node| rule(node, report)).collect();
    report.append(verify(&rules, sources));
    rules
}

fn rule(node: &Node, report: &mut Report) -> Option<WrittenRule> {
    let mut section = Section::new(node, "lint.rule", report)?;
    let required =
        ["id", "message", "target", "condition"].map(|key| (key, section.string(key), section.is_unset(key)));
    let help = section.string("help");
    let categories = section.string_or_strings("category");
    let severity = section.string("severity").and_then(|word| severity::level(&word, report));
    section.finish(report);
    let missing: Vec<String> =
        required.iter().filter(|(_, _, is_unset)| *is_unset).map(|(key, ..)| format!("`{key}`")).collect();
    if !missing.is_empty() {
        report.push(diagnostics::rule_lacks(&missing, node));
    }
    let [id, message, target, condition] = required.map(|(_, value, _)| value);
    Some(WrittenRule { id: id?, message: message?, target: target?, condition: condition?, help, categories, severity })
}
