//! A configuration that ignores all findings of lint, to begin with in an old schema.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::lint_verdict::LintVerdict;
use protoward_lint::Finding;
use protoward_settings::Form;
use protoward_source::join;
use protoward_workspace::Workspace;

/// Returns the entries of `ignore_only` that ignore the findings of a verdict: for a `protoward.toml` in TOML, otherwise as buf
/// writes them. Returns an empty text without findings.
pub fn ignore_entries(verdict: &LintVerdict, workspace: &Workspace) -> String {
    let findings = verdict.findings.iter().filter(|finding| finding.diagnostic.place().is_some());
    match workspace.config.form {
        Some(Form::Protoward) => toml(&by_rule(findings, |finding| path(finding, workspace))),
        Some(Form::Buf) | None => yaml(&by_rule(findings, |finding| name(finding, workspace).to_owned())),
    }
}

/// The files with findings of each rule.
type FilesByRule = BTreeMap<&'static str, BTreeSet<String>>;

fn by_rule<'f>(findings: impl Iterator<Item = &'f Finding>, file: impl Fn(&Finding) -> String) -> FilesByRule {
    let mut files = FilesByRule::new();
    for finding in findings {
        files.entry(finding.rule.id()).or_default().insert(file(finding));
    }
    files
}

/// Returns the import path of a finding's file.
fn name<'w>(finding: &Finding, workspace: &'w Workspace) -> &'w str {
    workspace.schema.text(workspace.schema[finding.file].path)
}

/// Returns the path of a finding's file from the folder of the configuration.
fn path(finding: &Finding, workspace: &Workspace) -> String {
    let module = workspace.files_by_module().iter().position(|files| files.contains(&finding.file)).unwrap_or(0);
    join(&workspace.config.modules[module].path.text, name(finding, workspace))
}

fn toml(files: &FilesByRule) -> String {
    let mut text = if files.is_empty() { String::new() } else { "[lint.ignore_only]\n".to_owned() };
    for (rule, files) in files {
        let files: Vec<String> = files.iter().map(|file| format!("\n  {file:?},")).collect();
        let _ = writeln!(text, "{rule} = [{}\n]", files.concat());
    }
    text
}

/// Writes what buf 1.75 writes, which is `version: v1` with import paths for every version.
fn yaml(files: &FilesByRule) -> String {
    let mut text = if files.is_empty() { String::new() } else { "version: v1\nlint:\n  ignore_only:\n".to_owned() };
    for (rule, files) in files {
        let _ = writeln!(text, "    {rule}:");
        files.iter().for_each(|file| text += &format!("      - {file}\n"));
    }
    text
}
