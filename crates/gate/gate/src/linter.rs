//! Lint: the findings in one schema, and the decision of each module's policy about them.

use std::collections::{BTreeSet, HashSet};

use crate::buf_comments::BufComments;
use crate::comments::comment_ignores;
use crate::compat::version;
use crate::deciding_names::unknown_in_lint_ignores;
use crate::incomplete_image::CheckedImage;
use crate::judge::names;
use crate::lint_verdict::LintVerdict;
use crate::module_lint::{found, options, unjudged};
use crate::{CheckPlugins, LintBaseline, PluginHost, config_rules, diagnostics, plugin_findings, policy_lint};
use protoward_check_plugin::{Limits, RuleKind};
use protoward_inputs::Input;
use protoward_lint::{LocatedFinding, catalog};
use protoward_policy::{
    Clock, Decision, IgnoreReason, IgnoreTargets, ModulePolicy, ModuleSettings, Policies, PolicyContext,
};
use protoward_schema::Schema;
use protoward_settings::{Config, Lint};
use protoward_source::{Report, SourceId, Sources};
use protoward_workspace::Workspace;

/// The mark of buf's comments that ignore findings.
const MARK_OF_BUF: &str = "buf:lint:ignore";

/// The settings of a check that do not come from the configuration.
#[derive(Clone, Copy, Debug)]
pub struct LintRequest<'a> {
    /// The time at which ignores end.
    pub clock: &'a Clock,
    /// The input, in whose history the names in ignores are looked up; `None` not to look for unknown names.
    pub input: Option<&'a Input>,
    /// The limits of check plugins; `None` not to run them.
    pub limits: Option<Limits>,
    /// The findings that are accepted.
    pub baseline: LintBaseline<'a>,
}

/// Checks a schema by the rules that its configuration selects, each module by its own. `sources` has the texts.
///
/// # Errors
/// Fails if the configuration names an unknown rule or turns each rule off, if an ignore names what no version of the schema has,
/// if a check plugin fails, or if the baseline cannot be read.
pub fn lint(workspace: &Workspace, sources: &mut Sources, request: LintRequest<'_>) -> Result<LintVerdict, Report> {
    let unknown = request.input.map(|input| unknown_in_lint_ignores(input, workspace)).unwrap_or_default();
    if unknown.has_errors() {
        return Err(unknown);
    }
    let (mut verdict, rules) = all_findings(workspace, sources, request)?;
    request.baseline.apply(&mut verdict, &rules, workspace, sources)?;
    Ok(verdict)
}

/// Returns the verdict without a baseline, and the ids of all rules.
fn all_findings(
    workspace: &Workspace,
    sources: &Sources,
    LintRequest { clock, limits, .. }: LintRequest<'_>,
) -> Result<(LintVerdict, Vec<&'static str>), Report> {
    let config = &workspace.config;
    let default = Lint::default();
    let of_modules: Vec<&Lint> =
        config.modules.iter().map(|module| module.lint.as_ref().or(config.lint.as_ref()).unwrap_or(&default)).collect();
    let settings: Vec<_> =
        of_modules.iter().map(|lint| config_rules::with_severities(&lint.settings, config)).collect();
    let settings = settings
        .iter()
        .zip(&of_modules)
        .map(|(settings, lint)| ModuleSettings { settings, version: version(lint.version, config.is_of_buf()) });
    let host = PluginHost { root: workspace.root.clone(), limits };
    let plugins = CheckPlugins::load(config, &host)?;
    let catalog = plugins.extend(catalog(), RuleKind::Lint);
    let own = config_rules::load(config, &catalog, sources)?;
    let catalog = catalog.with_defined(own.iter().map(|own| own.rule));
    let context = PolicyContext { catalog: &catalog, has_ledger: false, clock };
    let mut policies = Policies::new(settings, context)?;
    let comments = buf_comments(workspace, &of_modules, sources);
    // In a `buf.yaml`, the policy only finds out which of these comments are not used.
    let mut accounts = config.is_of_buf().then(|| policies.clone());
    let own_marks = [catalog.mark()];
    let both_marks = [catalog.mark(), MARK_OF_BUF.to_owned()];
    match &mut accounts {
        None => add_comments(&mut policies, &both_marks, workspace, &of_modules, sources, context),
        Some(accounts) => {
            add_comments(&mut policies, &own_marks, workspace, &of_modules, sources, context);
            add_comments(accounts, &both_marks[1..], workspace, &of_modules, sources, context);
        }
    }
    let mut verdict = LintVerdict { rules: policies.count_rules(), ..LintVerdict::default() };
    if verdict.rules == 0 && !config.is_of_buf() {
        verdict.notes.append(without_rules(config, &policies)?);
    }
    let files = workspace.files_by_module();
    let mut image = CheckedImage::of(workspace);
    for (module, files) in files.iter().enumerate() {
        let rules = policies.modules()[module].rules().to_vec();
        let options = options(&of_modules[module].options, workspace.is_complete());
        let (mut findings, failures) = found(workspace, sources, &plugins, files, &rules, &options);
        verdict.failures.append(failures);
        verdict.notes.append(unjudged(workspace, sources, files, &rules));
        let running: Vec<_> = own.iter().filter(|own| rules.contains(&own.rule)).cloned().collect();
        if let Some(image) = &mut image {
            image.add_module(files, &rules, &running);
        }
        findings.extend(config_rules::check(&workspace.schema, sources, files, &running, &mut verdict.notes)?);
        protoward_lint::sort(&mut findings, &workspace.schema);
        verdict.findings.reserve(findings.len());
        for mut finding in findings {
            let located = LocatedFinding { finding: &finding, schema: &workspace.schema };
            let covering = comments.cover(&workspace.schema, &finding);
            if let Some(accounts) = &mut accounts {
                accounts.decide(module, &located);
            }
            match (policies.decide(module, &located), covering) {
                (Decision::Reported(_), Some(place)) => {
                    verdict.ignored.push((finding, IgnoreReason::Written(place, None)));
                }
                (Decision::Ignored(reason), _) => verdict.ignored.push((finding, reason)),
                (Decision::Reported(ended), None) => {
                    finding.diagnostic.severity = policies.modules()[module].severity(finding.rule);
                    ended.iter().for_each(|ended| ended.note_on(&mut finding.diagnostic));
                    verdict.findings.push(finding);
                }
            }
        }
    }
    if files.len() > 1 {
        protoward_lint::sort(&mut verdict.findings, &workspace.schema);
        plugin_findings::remove_repeated(&mut verdict.findings);
    }
    verdict.violations = policies.violations();
    verdict.notes.append(policies.notes().clone());
    verdict.notes.append(plugins.unused(RuleKind::Lint, &policies));
    // A plugin that failed may have had the findings.
    let is_complete = workspace.is_complete() && !verdict.failures.has_errors();
    let known = OneSide { schema: &workspace.schema, is_complete };
    verdict.notes.append(policies.unused_comments(&known));
    if let Some(accounts) = accounts {
        verdict.notes.append(accounts.notes().clone());
        verdict.notes.append(accounts.unused_comments(&known));
        verdict.violations.append(accounts.violations());
    }
    // buf accepts paths in `ignore` that match nothing.
    if !config.is_of_buf() {
        verdict.notes.append(policies.unused_ignores(&known));
    }
    let of_policies = policy_lint::add(&mut verdict, workspace, sources, clock, &host, &mut image)?;
    verdict.failures.append(image.map(|image| image.failures(&of_modules)).unwrap_or_default());
    let rules = catalog.rules().iter().map(|rule| rule.id()).chain(of_policies).collect();
    Ok((verdict, rules))
}

/// Returns a warning if all modules have `use = []`.
///
/// # Errors
/// Fails if severities turn all rules off: a check without rules finds nothing.
fn without_rules(config: &Config, policies: &Policies) -> Result<Report, Report> {
    let key = |name: &str| config.keys.get(&format!("lint.{name}"));
    let place = if config.modules.len() > 1 { None } else { key("use").or_else(|| key("severity")) };
    if policies.modules().iter().all(ModulePolicy::is_off) {
        Ok(Report::from_iter([diagnostics::lint_is_off(place)]))
    } else {
        Err(Report::from_iter([diagnostics::no_lint_rule_runs(place)]))
    }
}

/// Returns the comments of buf that a `buf.yaml` allows.
fn buf_comments(workspace: &Workspace, of_modules: &[&Lint], sources: &Sources) -> BufComments {
    if !workspace.config.is_of_buf() {
        return BufComments::default();
    }
    let modules = workspace.files_by_module();
    let allowing = modules.iter().zip(of_modules).filter(|(_, lint)| !lint.options.skips_comment_ignores);
    BufComments::new(&workspace.schema, sources, allowing.flat_map(|(files, _)| files.iter().copied()))
}

/// Adds the ignores in comments, except in modules to which a `buf.yaml` gives them no effect.
fn add_comments(
    policies: &mut Policies,
    marks: &[String],
    workspace: &Workspace,
    of_modules: &[&Lint],
    sources: &Sources,
    context: PolicyContext<'_>,
) {
    let Config { version: of_config, .. } = workspace.config;
    if of_modules.iter().all(|lint| lint.options.skips_comment_ignores) {
        return;
    }
    let all = marks.iter().flat_map(|mark| comment_ignores(&workspace.schema, sources, mark));
    let files = workspace.files_by_module();
    let skipping = files.iter().zip(of_modules).filter(|(_, lint)| lint.options.skips_comment_ignores);
    let skipped: HashSet<SourceId> =
        skipping.flat_map(|(files, _)| files).map(|&file| workspace.schema[file].source).collect();
    let ignores = all.filter(|ignore| !skipped.contains(&ignore.place.source)).collect();
    let policy = of_modules.first().map(|lint| lint.settings.policy).unwrap_or_default();
    let version = version(of_config, workspace.config.is_of_buf());
    policies.add_comments(ignores, policy, version, context);
}

/// The files and names that ignores may refer to.
struct OneSide<'a> {
    schema: &'a Schema,
    is_complete: bool,
}

impl IgnoreTargets for OneSide<'_> {
    fn paths(&self) -> Vec<&str> {
        self.schema.files.iter().map(|(_, file)| self.schema.text(file.path)).collect()
    }

    fn names(&self) -> BTreeSet<String> {
        names(self.schema).collect()
    }

    fn is_complete(&self) -> bool {
        self.is_complete
    }

    fn whole(&self) -> &'static str {
        "the schema"
    }
}
