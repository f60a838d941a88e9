//! Fixes of lint findings. Planning them needs the references of all files, so the findings are published first, and only
//! fixes in open files are planned.

use std::sync::Arc;

use crate::finding::{Converter, Findings, Origin};
use crate::position::Encoding;
use protoward_fix_plan::find_lint_fixes;
use protoward_lint::Finding;
use protoward_schema::Schema;
use protoward_source::Sources;

/// Findings whose fixes are not planned yet.
#[derive(Debug)]
pub(crate) struct PendingFixes {
    schema: Arc<Schema>,
    sources: Sources,
    findings: Vec<Finding>,
    encoding: Encoding,
}

impl PendingFixes {
    /// Returns `None` if no finding proposes a change.
    pub(crate) fn new(
        schema: Arc<Schema>,
        sources: Sources,
        findings: Vec<Finding>,
        encoding: Encoding,
    ) -> Option<Self> {
        let has_change = findings.iter().any(|finding| finding.change.is_some());
        has_change.then_some(Self { schema, sources, findings, encoding })
    }

    /// Returns `true` if a fix needs the references of all files.
    pub(crate) fn renames(&self) -> bool {
        self.findings.iter().any(|finding| finding.change.as_ref().is_some_and(|change| change.is_renaming()))
    }

    /// Returns the findings that have a fix, each with its fix.
    pub(crate) fn plan(self) -> Findings {
        let Self { schema, sources, findings, encoding } = self;
        let converter = Converter::new(&sources, encoding, schema.files.iter().map(|(_, file)| file.source));
        let mut fixed = Findings::new();
        for fix in find_lint_fixes(&schema, &findings, &sources) {
            let Some(edits) = converter.edits(&fix.edits, fix.breaks) else { continue };
            // A finding without a place in a file is a message, for which an editor cannot ask for fixes.
            _ = converter.add(Origin::Lint, &findings[fix.finding].diagnostic, Some(edits), &mut fixed);
        }
        fixed
    }
}
