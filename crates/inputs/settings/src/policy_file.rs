//! The keys of a `buf.policy.yaml`, a set of rules that several configurations can add.

use super::buf_keys::{selection, version_of};
use super::check::{lint_settings, settings};
use super::raw::{RawLint, RawRules};
use super::settings::{Breaking, Lint, PolicyRules, PolicySetting, Version};
use super::{Form, LintOptions, check_plugin, diagnostics, lint, yaml};
use protoward_config::{Node, Section};
use protoward_policy::{Ignore, PolicySettings};
use protoward_source::{Diagnostic, Report, SourceId, Sources, tree_path};

impl PolicySetting {
    /// Returns the path of the file in a tree that has the configuration in `folder`.
    ///
    /// # Errors
    /// Fails if the path is absolute or leaves the tree.
    pub fn path_in(&self, folder: &str) -> Result<String, Report> {
        let name = &self.name;
        if tree_path::is_absolute(&name.text) {
            return Err(Report::from_iter([diagnostics::path_is_absolute(name)]));
        }
        tree_path::relative(folder, &name.text).ok_or_else(|| Report::from_iter([diagnostics::path_leaves_root(name)]))
    }

    /// Sets the rules from the text of the file; without one, the policy is an error when it is applied.
    pub fn load(&mut self, source: Result<Option<SourceId>, Report>, sources: &Sources) {
        self.rules = match source {
            Ok(Some(source)) => content(source, &self.ignores, sources),
            Ok(None) if check_plugin::is_remote(&self.name.text) => failed(diagnostics::remote_policy(&self.name)),
            Ok(None) => failed(diagnostics::no_policy_file(&self.name)),
            Err(problems) => Err(problems),
        };
    }
}

fn failed(diagnostic: Diagnostic) -> Result<PolicyRules, Report> {
    Err(Report::from_iter([diagnostic]))
}

/// Reads a `buf.policy.yaml`.
fn content(source: SourceId, ignores: &[Ignore], sources: &Sources) -> Result<PolicyRules, Report> {
    let mut report = Report::default();
    let rules =
        yaml::parse(source, sources, &mut report).and_then(|document| keys(&document, &mut report)).map(|rules| {
            let with = |settings: PolicySettings| PolicySettings { ignores: ignores.to_vec(), ..settings };
            let lint = Lint { settings: with(rules.lint.settings), ..rules.lint };
            PolicyRules { lint, breaking: with(rules.breaking), ..rules }
        });
    match rules {
        Some(rules) if !report.has_errors() => Ok(rules),
        _ => Err(report),
    }
}

fn keys(document: &Node, report: &mut Report) -> Option<PolicyRules> {
    let mut root = Section::new(document, "", report)?.lenient();
    let version = version_of(&mut root, document, &[("v2", Version::V2)], report);
    root.string("name");
    let lint = root.node("lint").and_then(|node| lint(node, report)).unwrap_or_default();
    let breaking = root.node("breaking").and_then(|node| breaking(node, report)).unwrap_or_default();
    let plugins = check_plugin::read(root.list("plugins").unwrap_or_default(), Form::Buf, report);
    root.finish(report);
    version?;
    // The comments of a schema do not ignore findings of policies.
    let options = LintOptions { skips_comment_ignores: true, ..lint.options };
    let lint = lint_settings(RawLint { options, ..lint }, Version::V2, report);
    let breaking = settings(breaking, Breaking::default().settings.use_, report);
    Some(PolicyRules { lint, breaking, plugins })
}

fn lint(node: &Node, report: &mut Report) -> Option<RawLint> {
    let mut section = Section::new(node, "lint", report)?.lenient();
    let rules = selection(&mut section);
    let options = lint::options(&mut section);
    section.finish(report);
    Some(RawLint { rules, options, own: Vec::new(), baseline: None })
}

fn breaking(node: &Node, report: &mut Report) -> Option<RawRules> {
    let mut section = Section::new(node, "breaking", report)?.lenient();
    let ignore_unstable_packages = section.boolean("ignore_unstable_packages").unwrap_or(false);
    let rules = RawRules { ignore_unstable_packages, ..selection(&mut section) };
    section.finish(report);
    Some(rules)
}
