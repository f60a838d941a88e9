//! The result of a check by lint rules: findings, and what was accepted, ignored or not checked.

use std::collections::BTreeSet;

use protoward_lint::Finding;
use protoward_policy::IgnoreReason;
use protoward_source::{Report, Severity};

/// The findings in a schema, and the number of rules that ran.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct LintVerdict {
    /// The findings, sorted by path, line, column and rule.
    pub findings: Vec<Finding>,
    /// Findings that the baseline has, with its lines.
    pub accepted: Vec<(Finding, IgnoreReason)>,
    /// Findings that are ignored, with the reason.
    pub ignored: Vec<(Finding, IgnoreReason)>,
    /// Warnings: about ignores and baseline lines that match nothing, and about what was not checked.
    pub notes: Report,
    /// Ignores that are not allowed or cannot be read: errors that fail like findings.
    pub violations: Report,
    /// Errors because of which findings may be missing: rules that an image does not allow to check, and plugins that fail.
    pub failures: Report,
    /// The number of rules that ran.
    pub rules: usize,
}

impl LintVerdict {
    /// Returns `true` if any finding or violation is an error.
    pub fn fails(&self) -> bool {
        let is_error = |finding: &Finding| finding.diagnostic.severity == Severity::Error;
        self.violations.has_errors() || self.findings.iter().any(is_error)
    }

    /// Returns the diagnostics of all findings and violations.
    pub fn into_report(self) -> Report {
        self.findings.into_iter().map(|finding| *finding.diagnostic).chain(self.violations).collect()
    }

    /// Returns the number of files with findings.
    pub fn files(&self) -> usize {
        self.findings.iter().map(|finding| finding.file).collect::<BTreeSet<_>>().len()
    }
}
