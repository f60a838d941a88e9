//! Baselines of another schema: nothing in them corresponds to the new version.

use crate::comparing::OlderVersion;
use crate::not_compared::Unrelated;
use protoward_inputs::Input;
use protoward_schema::{FileId, Schema};
use protoward_workspace::Workspace;

/// Returns the reason not to compare with a named baseline that has neither a file nor a declaration of the new version. Rules
/// about what both have find nothing in it, so that a wrong file would pass.
pub(crate) fn unrelated(old: &OlderVersion, new: &Workspace) -> Option<Unrelated> {
    let OlderVersion { workspace, baseline, .. } = old;
    // A commit of the input's own history is the right one, whatever it has.
    if matches!(baseline.input(), Input::At { .. } | Input::Staged { .. }) {
        return None;
    }
    let is_empty = |side: &Workspace| side.origin.files == 0;
    if is_empty(workspace) || is_empty(new) || is_related(workspace, new) {
        return None;
    }
    Some(Unrelated { old: workspace.origin.input.clone(), new: new.origin.input.clone() })
}

fn is_related(old: &Workspace, new: &Workspace) -> bool {
    let [was, is] = [old, new].map(|side| side.files_by_module().concat());
    // Equal files are not in the schemas.
    if was.len() < old.origin.files || is.len() < new.origin.files {
        return true;
    }
    is.iter().any(|&file| {
        let path = new.schema.text(new.schema[file].path);
        was.iter().any(|&other| old.schema.text(old.schema[other].path) == path)
            || declares_known(&new.schema, file, &old.schema)
    })
}

/// Returns `true` if a declaration of a file is also in another schema.
fn declares_known(schema: &Schema, file: FileId, other: &Schema) -> bool {
    let file = &schema[file];
    let messages = file.messages.iter().map(|&id| id.into());
    let enums = file.enums.iter().map(|&id| id.into());
    let services = file.services.iter().map(|&id| id.into());
    let mut declared = messages.chain(enums).chain(services);
    declared.any(|element| other.find(&schema.full_name(element)).is_some())
}
