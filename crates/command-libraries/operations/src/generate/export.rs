//! The `.proto` files of a schema and of its imports, at their import paths.

use std::path::Path;

use protoward_compiler::well_known;
use protoward_inputs::Input;
use protoward_output::Plan;
use protoward_source::{Report, Sources};
use protoward_workspace::{OpenOptions, open};

use crate::generate::diagnostics;

/// Plans a folder with the files of an input and of its imports, if `with_imports`, but for well-known types. Other files of the
/// folder stay. Also returns the number of files. Returns `None` after errors, which are added to `report`: for an image, which
/// has no `.proto` files, and for a schema that does not compile.
pub fn export(
    input: &Input,
    options: &OpenOptions,
    folder: &Path,
    with_imports: bool,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<(Plan, usize)> {
    let workspace = open(input, options, sources, report)?;
    if workspace.is_image() {
        report.push(diagnostics::nothing_to_export(&workspace.origin.input));
        return None;
    }
    let mut plan = Plan::unmanaged(folder);
    let mut files = 0;
    for (_, file) in workspace.schema.files.iter().filter(|(_, file)| with_imports || !file.is_import) {
        let source = sources.get(file.source);
        let is_well_known = source.is_built_in && well_known(&source.name).is_some();
        let Some(text) = source.text.as_deref().filter(|_| !is_well_known) else { continue };
        plan.add(&source.name, text).map_err(|problem| report.push(*problem)).ok()?;
        files += 1;
    }
    Some((plan, files))
}
