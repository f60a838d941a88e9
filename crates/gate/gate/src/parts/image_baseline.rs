//! The baseline of an image, which has the import paths of one project.

use super::reference_below::reference_below;
use protoward_workspace::inputs::Input;
use protoward_workspace::{OpenOptions, ProjectInput, SelectedInput};

/// Returns the baseline that an image is compared with: the only project of a folder, archive or repository without a
/// configuration of its own, as `build` writes it, or else the named baseline itself. `options` are those of the image.
pub fn baseline_of_image(text: &str, options: &OpenOptions) -> String {
    let projects = Input::parse(text).ok().and_then(|input| {
        let options = OpenOptions { paths: Vec::new(), exclude_paths: Vec::new(), ..options.clone() };
        // The gate itself reports what cannot be opened or listed.
        SelectedInput { input: &input, named: text, options: &options }.projects(false).ok()?.projects
    });
    match projects.as_deref() {
        Some([ProjectInput { folder, .. }]) => reference_below(text, folder),
        _ => text.to_owned(),
    }
}
