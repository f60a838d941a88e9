//! Both sides of a comparison, compiled as far as the comparison needs.

use crate::comparing::{NoSides, PreparedBaseline, Sides, Unchanged, keep, unzipped};
use crate::window::Window;
use protoward_source::Sources;
use protoward_workspace::{CompiledNew, Prepared};

/// Both sides of a comparison, or a window whose older versions are not compiled yet.
#[derive(Debug)]
pub(crate) enum ComparedSides {
    /// All versions are compiled.
    Compiled(Sides),
    /// Only the new version is compiled.
    Waiting(Window),
}

/// Compiles the new side. The baselines are compiled too, or only read if each can be compiled on its own.
///
/// # Errors
/// Fails if a side that is compiled is invalid.
pub(crate) fn compile_new(
    new: Prepared,
    baselines: Vec<PreparedBaseline>,
    unchanged: Unchanged,
    sources: &mut Sources,
) -> Result<ComparedSides, NoSides> {
    let (baselines, prepared) = unzipped(baselines);
    match new.compile_first(prepared, &keep(unchanged), sources) {
        Ok(CompiledNew::Together(new, workspaces)) => {
            Ok(ComparedSides::Compiled(Sides::new(new, workspaces, baselines)))
        }
        Ok(CompiledNew::Waiting(new, waiting)) => {
            let workspaces = waiting.iter().map(|old| old.without_schema(sources)).collect();
            Ok(ComparedSides::Waiting(Window::new(Sides::new(new, workspaces, baselines), waiting)))
        }
        Err(invalid) => Err(NoSides::invalid(invalid, &baselines)),
    }
}
