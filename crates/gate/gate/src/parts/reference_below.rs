//! References to the baselines of a part: a folder below the reference that names the baseline of the whole input.

use protoward_inputs::Input;
use protoward_source::join;
use protoward_workspace::{OpenOptions, ProjectInput, SelectedInput};

/// Returns a reference to a folder below a named baseline; a commit has the folder of the input.
pub fn reference_below(text: &str, folder: &str) -> String {
    let (path, options) = text.split_once('#').unwrap_or((text, ""));
    match Input::parse(text) {
        _ if folder.is_empty() => text.to_owned(),
        Ok(Input::Folder(_)) => {
            let path = if path == "." { folder.to_owned() } else { format!("{}/{folder}", path.trim_end_matches('/')) };
            if options.is_empty() { path } else { format!("{path}#{options}") }
        }
        Ok(Input::Git(_) | Input::Archive(_)) => {
            let subdir =
                |option: &str| option.strip_prefix("subdir=").map(|subdir| subdir.trim_matches('/').to_owned());
            let above = options.split(',').find_map(subdir).unwrap_or_default();
            let others = options.split(',').filter(|option| !option.is_empty() && subdir(option).is_none());
            let options: Vec<String> =
                others.map(str::to_owned).chain([format!("subdir={}", join(&above, folder))]).collect();
            format!("{path}#{}", options.join(","))
        }
        Ok(Input::File(_) | Input::Package(_) | Input::Image(_) | Input::At { .. } | Input::Staged { .. }) | Err(_) => {
            text.to_owned()
        }
    }
}

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

#[cfg(test)]
mod tests {
    use super::reference_below;

    #[test]
    fn names_the_folder_of_a_project_in_a_baseline() {
        for (text, expected) in [
            ("git:HEAD~1", "git:HEAD~1"),
            ("latest-tag", "latest-tag"),
            ("../old", "../old/api"),
            (".", "api"),
            (".git", ".git#subdir=api"),
            ("x.git#subdir=a/,branch=main", "x.git#branch=main,subdir=a/api"),
            ("a.tar.gz#strip_components=1", "a.tar.gz#strip_components=1,subdir=api"),
        ] {
            assert_eq!(reference_below(text, "api"), expected);
            assert_eq!(reference_below(text, ""), text);
        }
    }
}
