//! Constraints of protovalidate that the rule `PROTOVALIDATE` cannot judge.

use crate::diagnostics;
use protoward_lint::unjudged_constraints;
use protoward_policy::Rule;
use protoward_schema::FileId;
use protoward_source::{Report, Sources};
use protoward_workspace::Workspace;

/// The id of the rule.
const ID: &str = "PROTOVALIDATE";

/// Returns a warning for each constraint in the files of a module that is not judged, if the rule runs there.
pub(crate) fn unjudged(workspace: &Workspace, sources: &Sources, files: &[FileId], rules: &[&'static Rule]) -> Report {
    if !rules.iter().any(|rule| rule.id() == ID) {
        return Report::default();
    }
    let constraints = unjudged_constraints(&workspace.schema, sources, files);
    constraints.into_iter().map(|it| diagnostics::constraint_is_unjudged(it.place, &it.message)).collect()
}
