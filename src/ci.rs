//! The CI job that this run is a part of.

use protoward_ci::Variables;
use protoward_source::Diagnostic;
use protoward_workspace::inputs::Change;

/// The environment variables of the process.
pub(super) const VARIABLES: &Variables<'static> = &Variables::new(&|name| std::env::var(name).ok());

/// Returns the change under review; an empty one outside of CI. A named baseline does not depend on what a service says.
///
/// # Errors
/// Fails if a service describes the change in a file that cannot be read, unless the baseline is named.
pub(super) fn change(is_baseline_named: bool) -> Result<Change, Box<Diagnostic>> {
    protoward_ci::change(VARIABLES, is_baseline_named)
}
