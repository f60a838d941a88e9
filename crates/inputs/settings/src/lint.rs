//! The parts of a section `lint` that are neither a selection of rules nor ignores: the options of rules, which all forms of
//! configurations have, and the rules that a `protoward.toml` defines in tables `[[lint.rule]]`.

use super::settings::LintOptions;
use super::{diagnostics, severity};
use protoward_config::{Node, Section};
use protoward_lint_custom::{WrittenRule, verify};
use protoward_source::{LocatedText, Report, Sources};

/// Reads the options in a section `lint`.
pub(super) fn options(section: &mut Section<'_>) -> LintOptions {
    let is_set = |section: &mut Section<'_>, key: &'static str| section.boolean(key).unwrap_or(false);
    LintOptions {
        enum_zero_value_suffix: suffix(section, "enum_zero_value_suffix"),
        service_suffix: suffix(section, "service_suffix"),
        allows_same_request_response: is_set(section, "rpc_allow_same_request_response"),
        allows_empty_requests: is_set(section, "rpc_allow_google_protobuf_empty_requests"),
        allows_empty_responses: is_set(section, "rpc_allow_google_protobuf_empty_responses"),
        skips_comment_ignores: false,
    }
}

/// Reads a suffix. As in buf, an empty one is the default: every name would end with it.
fn suffix(section: &mut Section<'_>, key: &'static str) -> Option<LocatedText> {
    section.string(key).filter(|suffix| !suffix.text.is_empty())
}

/// Reads the tables, and reports the mistakes in their conditions: no file is read after one.
pub(super) fn rules(nodes: &[Node], sources: &Sources, report: &mut Report) -> Vec<WrittenRule> {
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
