//! The schema that built-in generators process: all files of the configuration, even if the input is a part of them.

use std::borrow::Cow;
use std::path::Path;

use protoward_inputs::Input;
use protoward_source::{Report, Sources};
use protoward_workspace::{OpenOptions, Workspace};

/// Returns the complete schema of a configuration if the input is a part of it, so that excluded files do not count
/// as obsolete. Returns `None` after errors, which are added to `report`.
pub fn complete_schema<'a>(
    input: &Input,
    options: &OpenOptions,
    part: &'a Workspace,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Cow<'a, Workspace>> {
    match &part.root {
        Some(root) if is_part(input, options, root) => {
            let OpenOptions { config, dependencies, ignores_links, .. } = options.clone();
            let options = OpenOptions { config, dependencies, ignores_links, ..OpenOptions::default() };
            let folder = Input::Folder(root.clone());
            let whole = match input {
                Input::Staged { index, .. } => folder.staged(index.clone()),
                _ => folder,
            };
            protoward_workspace::open(&whole, &options, sources, report).map(Cow::Owned)
        }
        _ => Some(Cow::Borrowed(part)),
    }
}

/// Returns `true` if the input consists of files, and paths may exclude some of those below `root`.
fn is_part(input: &Input, options: &OpenOptions, root: &Path) -> bool {
    let is_root = |path: &Path| match (path.canonicalize(), root_or_here(root).canonicalize()) {
        (Ok(path), Ok(root)) => path == root,
        _ => false,
    };
    match input {
        Input::Folder(path) | Input::File(path) | Input::Package(path) => {
            !options.paths.is_empty() || !options.exclude_paths.is_empty() || !is_root(path)
        }
        Input::Staged { input, .. } => is_part(input, options, root),
        Input::Image(_) | Input::Archive(_) | Input::Git(_) | Input::At { .. } => false,
    }
}

fn root_or_here(root: &Path) -> &Path {
    if root.as_os_str().is_empty() { Path::new(".") } else { root }
}
