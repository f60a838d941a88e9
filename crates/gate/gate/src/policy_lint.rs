//! The lint findings of the policies that a configuration adds. They have rules and ignores of their own, and comments in files
//! do not ignore them.

use std::collections::HashSet;

use protoward_check_plugin::RuleKind;
use protoward_lint::{LocatedFinding, catalog};
use protoward_policy::{Clock, ConfigVersion, Decision, ModulePolicy, ModuleSettings, Policies, PolicyContext, Rule};
use protoward_settings::PolicySetting;
use protoward_source::{Place, Report, Sources};
use protoward_workspace::Workspace;

use crate::incomplete_image::CheckedImage;
use crate::lint_verdict::LintVerdict;
use crate::module_lint::{found, options, unjudged};
use crate::policy_findings::name_policy;
use crate::{CheckPlugins, PluginHost};

/// Adds the lint findings of the policies of a configuration to those of its own rules, and the rules that `image` cannot be
/// checked by. Returns the ids of all rules of the policies.
///
/// # Errors
/// Fails if the file of a policy is missing or invalid, or if a check plugin fails.
pub(crate) fn add(
    verdict: &mut LintVerdict,
    workspace: &Workspace,
    sources: &Sources,
    clock: &Clock,
    host: &PluginHost,
    image: &mut Option<CheckedImage<'_>>,
) -> Result<Vec<&'static str>, Report> {
    let mut rules = Vec::new();
    for setting in &workspace.config.policies {
        rules.extend(lint(verdict, setting, workspace, sources, clock, host, image)?);
    }
    if !workspace.config.policies.is_empty() {
        protoward_lint::sort(&mut verdict.findings, &workspace.schema);
    }
    Ok(rules)
}

fn lint(
    verdict: &mut LintVerdict,
    setting: &PolicySetting,
    workspace: &Workspace,
    sources: &Sources,
    clock: &Clock,
    host: &PluginHost,
    image: &mut Option<CheckedImage<'_>>,
) -> Result<Vec<&'static str>, Report> {
    let rules = setting.rules()?;
    let plugins = CheckPlugins::of_policy(rules, host)?;
    let catalog = plugins.extend(catalog(), RuleKind::Lint);
    let context = PolicyContext { catalog: &catalog, has_ledger: false, clock };
    let settings = ModuleSettings { settings: &rules.lint.settings, version: ConfigVersion::V2 };
    let mut policies = Policies::new([settings], context)?;
    let running: Vec<&'static Rule> = policies.modules().iter().flat_map(ModulePolicy::rules).copied().collect();
    let options = options(&rules.lint.options, workspace.is_complete());
    let mut changed: HashSet<(&str, Option<Place>)> =
        verdict.findings.iter().map(|finding| (finding.rule.id(), finding.diagnostic.place())).collect();
    for files in workspace.files_by_module() {
        if let Some(image) = image {
            image.add_module(&files, &running, &[]);
        }
        verdict.notes.append(unjudged(workspace, sources, &files, &running));
        let (findings, failures) = found(workspace, sources, &plugins, &files, &running, &options);
        verdict.failures.append(failures);
        for mut finding in findings {
            let located = LocatedFinding { finding: &finding, schema: &workspace.schema };
            let decision = policies.decide(0, &located);
            // The same change twice is none.
            if !changed.insert((finding.rule.id(), finding.diagnostic.place())) {
                finding.change = None;
            }
            name_policy(&mut finding.diagnostic, &setting.name.text);
            match decision {
                Decision::Ignored(reason) => verdict.ignored.push((finding, reason)),
                Decision::Reported(_) => verdict.findings.push(finding),
            }
        }
    }
    verdict.rules += policies.count_rules();
    verdict.notes.append(plugins.unused(RuleKind::Lint, &policies));
    Ok(catalog.rules().iter().map(|rule| rule.id()).collect())
}
