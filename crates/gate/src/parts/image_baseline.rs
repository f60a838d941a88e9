//! The baseline of an image, which has the import paths of one project.

use super::reference_below::reference_below;
use protoward_workspace::inputs::Input;
use protoward_workspace::{OpenOptions, SelectedInput, projects};

/// Returns the baseline that an image is compared with: the only project of a folder, archive or repository without a
/// configuration of its own, as `build` writes it, or else the named baseline itself. `options` are those of the image.
pub fn baseline_of_image(text: &str, options: &OpenOptions) -> String {
    let only_project = || {
        let input = Input::parse(text).ok().filter(Input::has_folders)?;
        let options = OpenOptions { paths: Vec::new(), exclude_paths: Vec::new(), ..options.clone() };
        // The gate itself reports what cannot be opened or listed.
        let opened = SelectedInput { input: &input, named: text, options: &options }.open()?;
        let files = projects(opened, false).ok()??;
        match &files.projects[..] {
            [only] if files.files("", std::slice::from_ref(&only.folder)).next().is_none() => {
                Some(reference_below(text, &only.folder))
            }
            _ => None,
        }
    };
    only_project().unwrap_or_else(|| text.to_owned())
}
