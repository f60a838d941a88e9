//! The lint findings in the files of one module, before ignores: those of this program, and those of its check plugins.

use protoward_lint::{Finding, Options, check, unjudged_constraints};
use protoward_policy::Rule;
use protoward_schema::FileId;
use protoward_settings::LintOptions;
use protoward_source::{LocatedText, Report, Sources, parallel};
use protoward_workspace::Workspace;

use crate::{CheckPlugins, diagnostics, plugin_findings};

/// The rule about constraints of protovalidate, some of which it cannot judge.
const PROTOVALIDATE: &str = "PROTOVALIDATE";

/// Returns the findings of rules in the files of a module, of this program and of plugins, and the failures of plugins.
pub(crate) fn found(
    workspace: &Workspace,
    sources: &Sources,
    plugins: &CheckPlugins,
    files: &[FileId],
    rules: &[&'static Rule],
    options: &Options,
) -> (Vec<Finding>, Report) {
    let (of_plugins, mut findings) = parallel::both(
        2,
        || plugin_findings::lint(plugins, workspace, sources, files, rules),
        || check(&workspace.schema, sources, files, rules, options),
    );
    match of_plugins {
        Ok(found) => {
            findings.extend(found);
            (findings, Report::default())
        }
        Err(failures) => (findings, failures),
    }
}

/// Returns a warning for each constraint of protovalidate in the files of a module that is not judged, if its rule runs there.
pub(crate) fn unjudged(workspace: &Workspace, sources: &Sources, files: &[FileId], rules: &[&'static Rule]) -> Report {
    if !rules.iter().any(|rule| rule.id() == PROTOVALIDATE) {
        return Report::default();
    }
    let constraints = unjudged_constraints(&workspace.schema, sources, files);
    constraints.into_iter().map(|it| diagnostics::constraint_is_unjudged(it.place, &it.message)).collect()
}

/// Returns the options of rules: the configured ones, or else those of buf.
pub(crate) fn options(configured: &LintOptions, is_complete: bool) -> Options {
    let default = Options::default();
    let text = |word: &Option<LocatedText>, default: String| match word {
        Some(word) => word.text.clone(),
        None => default,
    };
    Options {
        enum_zero_value_suffix: text(&configured.enum_zero_value_suffix, default.enum_zero_value_suffix),
        service_suffix: text(&configured.service_suffix, default.service_suffix),
        allows_same_request_response: configured.allows_same_request_response,
        allows_empty_requests: configured.allows_empty_requests,
        allows_empty_responses: configured.allows_empty_responses,
        comment_excludes: default.comment_excludes,
        is_complete,
    }
}
