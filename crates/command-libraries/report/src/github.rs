//! Workflow commands of GitHub Actions, which annotate lines.

use super::RepositoryRoot;
use super::entry::advice;
use protoward_source::{Diagnostic, Located, Report, Severity, Sources, sorted};

/// Returns one workflow command per diagnostic, which GitHub Actions shows next to the changed line of a pull
/// request.
///
/// ```
/// use protoward_report::github_actions;
/// use protoward_source::{Code, Diagnostic, Report, Sources};
/// let report = Report::from_iter([Diagnostic::error(Code::new("RULE"), "50% is wrong")]);
/// assert_eq!(github_actions(&report, &Sources::default()), "::error title=RULE::50%25 is wrong\n");
/// ```
pub fn github_actions(report: &Report, sources: &Sources) -> String {
    github_actions_in(report, sources, &RepositoryRoot::default())
}

/// Returns the commands as [`github_actions`] does, with paths relative to the repository root, as GitHub expects
/// them.
pub fn github_actions_in(report: &Report, sources: &Sources, root: &RepositoryRoot) -> String {
    sorted(report, sources).into_iter().map(|diagnostic| command(diagnostic, sources, root)).collect()
}

fn command(diagnostic: &Diagnostic, sources: &Sources, root: &RepositoryRoot) -> String {
    let mut properties = Vec::new();
    if let Some(place) = diagnostic.place() {
        properties.push(format!("file={}", property(&root.path(sources.get(place.source)))));
        if let Some(span) = Located::new(place, sources).span {
            properties.push(format!("line={},col={}", span.start.line, span.start.column));
            properties.push(format!("endLine={},endColumn={}", span.end.line, span.end.column));
        }
    }
    properties.push(format!("title={}", property(diagnostic.code.as_str())));
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    format!("::{level} {}::{}\n", properties.join(","), data(&message(diagnostic)))
}

fn message(diagnostic: &Diagnostic) -> String {
    match advice(diagnostic) {
        Some(help) => format!("{}\nhelp: {help}", diagnostic.message),
        None => diagnostic.message.clone(),
    }
}

/// Escapes the text after `::`: <https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>.
pub(super) fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
pub(super) fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
