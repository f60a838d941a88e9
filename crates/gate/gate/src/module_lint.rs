//! The lint findings in the files of one module, before ignores.

use protoward_lint::{Finding, Options, check};
use protoward_policy::Rule;
use protoward_schema::FileId;
use protoward_source::{LocatedText, Report, Sources, parallel};
use protoward_workspace::Workspace;
use protoward_workspace::config::LintOptions;

use crate::{CheckPlugins, plugin_findings};

/// Returns the findings of rules in the files of a module, of this program and of plugins.
pub(crate) fn found(
    workspace: &Workspace,
    sources: &Sources,
    plugins: &CheckPlugins,
    files: &[FileId],
    rules: &[&'static Rule],
    options: &Options,
) -> Result<Vec<Finding>, Report> {
    let (of_plugins, mut findings) = parallel::both(
        2,
        || plugin_findings::lint(plugins, workspace, sources, files, rules),
        || check(&workspace.schema, sources, files, rules, options),
    );
    findings.extend(of_plugins?);
    Ok(findings)
}

/// Returns the options of rules.
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
