//! The policies of a configuration: `policies` of a `buf.yaml`, and tables `[[policy]]`.

use super::check::import_ignores;
use super::settings::PolicySetting;
use super::{Form, buf_rules, diagnostics, ignore};
use protoward_config::{Node, Section};
use protoward_source::Report;

/// Reads the policies of a configuration. Their ignored paths are import paths, as in buf.
pub(super) fn read(nodes: &[Node], form: Form, report: &mut Report) -> Vec<PolicySetting> {
    let mut policies: Vec<PolicySetting> = Vec::new();
    for node in nodes {
        let Some(policy) = policy(node, form, report) else { continue };
        match policies.iter().find(|first| first.name.text == policy.name.text) {
            Some(first) => report.push(diagnostics::policy_twice(&policy.name, &first.name)),
            None => policies.push(policy),
        }
    }
    policies
}

fn policy(node: &Node, form: Form, report: &mut Report) -> Option<PolicySetting> {
    let (name, key) = match form {
        Form::Protoward => ("policy", "path"),
        Form::Buf => ("policies", "policy"),
    };
    let section = Section::new(node, name, report)?;
    let mut section = if form == Form::Buf { section.lenient() } else { section };
    let is_unset = section.is_unset(key);
    let path = section.string(key);
    let ignore = section.strings("ignore").unwrap_or_default();
    let ignores = ignore::plain(ignore, section.strings_by_name("ignore_only"));
    section.finish(report);
    if is_unset || path.as_ref().is_some_and(|path| path.text.is_empty()) {
        report.push(diagnostics::missing_key(name, key, node.place));
    }
    let path = path.filter(|path| !path.text.is_empty())?;
    buf_rules::policy_ignores(&ignores, report);
    let rules = Err(Report::from_iter([diagnostics::policy_without_folder(&path)]));
    Some(PolicySetting { name: path, ignores: import_ignores(ignores, report), rules })
}
