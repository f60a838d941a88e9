//! Import names for paths on disk. A file that an earlier folder hides has none.

use std::path::{Component, Path, PathBuf};

use super::diagnostics;
use protoward_source::Diagnostic;
use protoward_source::paths::portable;

/// Returns the import name of a file, relative to the first of `folders` that contains it. A name that is no path on
/// disk may already be an import name. Returns `None` if the disk has neither the path nor the name.
///
/// # Errors
/// Returns an error if the file lies in none of the folders, or if an earlier folder has a file of the same name.
pub fn name_of(file: &Path, folders: &[PathBuf]) -> Result<Option<String>, Box<Diagnostic>> {
    let inside = |(index, folder): (usize, &PathBuf)| {
        let name = plain(file).strip_prefix(plain(folder)).ok()?.to_path_buf();
        Some((index, name))
    };
    let Some((index, name)) = folders.iter().enumerate().find_map(inside).filter(|_| file.exists()) else {
        return as_name(file, folders);
    };
    if let Some(earlier) = folders[..index].iter().find(|folder| folder.join(&name).is_file()) {
        return Err(Box::new(diagnostics::shadowed(file, &earlier.join(&name))));
    }
    Ok(Some(portable(&name)))
}

fn as_name(file: &Path, folders: &[PathBuf]) -> Result<Option<String>, Box<Diagnostic>> {
    match folders.iter().any(|folder| folder.join(file).is_file()) {
        true if !starts_elsewhere(file) => Ok(Some(portable(&plain(file)))),
        _ if file.exists() => Err(Box::new(diagnostics::outside_of_folders(file, folders))),
        _ => Ok(None),
    }
}

/// Returns `true` for a path that does not start in the folder that it is joined to. On Windows, not only absolute paths are such
/// paths, but also `\a.proto` and `C:a.proto`.
fn starts_elsewhere(path: &Path) -> bool {
    matches!(path.components().next(), Some(Component::Prefix(_) | Component::RootDir))
}

/// Removes `.` components and repeated separators. Keeps `..`, because the path before it may be a symbolic link.
fn plain(path: &Path) -> PathBuf {
    path.components().filter(|part| !matches!(part, Component::CurDir)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the import name. Tests run in the package folder, which has
    /// `third_party/protobuf/google/protobuf/any.proto`.
    fn named(file: &str, folders: &[&str]) -> Option<String> {
        let folders: Vec<PathBuf> = folders.iter().map(PathBuf::from).collect();
        name_of(Path::new(file), &folders).ok().flatten()
    }

    #[test]
    fn name_is_relative_to_the_first_containing_folder() {
        let name = Some("google/protobuf/any.proto".to_owned());
        assert_eq!(named("third_party/protobuf/google/protobuf/any.proto", &["third_party/protobuf"]), name);
        assert_eq!(named("./third_party//protobuf/google/./protobuf/any.proto", &["third_party/protobuf/"]), name);
        assert_eq!(named("third_party/protobuf/google/protobuf/any.proto", &["src", "./third_party/protobuf"]), name);
        assert_eq!(named("google/protobuf/any.proto", &["third_party/protobuf"]), name);
        let whole = Some("third_party/protobuf/google/protobuf/any.proto".to_owned());
        assert_eq!(named("third_party/protobuf/google/protobuf/any.proto", &[""]), whole);
        assert_eq!(named("third_party/protobuf/google/protobuf/any.proto", &["."]), whole);
    }

    #[test]
    fn outside_or_missing_files_have_no_name() {
        assert_eq!(named("third_party/protobuf/google/protobuf/any.proto", &["src"]), None);
        assert_eq!(named("third_party/protobuf/google/protobuf/any.proto", &["/third_party"]), None);
        assert_eq!(named("third_party/protobuf/google/protobuf/ani.proto", &["third_party/protobuf"]), None);
    }
}
