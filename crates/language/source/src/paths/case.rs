//! The case that names have on disk, where the file system finds them in any case.

use std::ffi::OsString;
use std::fs;
use std::path::{Component, Path, PathBuf, Prefix};

use super::system::System;

/// Returns a path with the case that its names have on disk. A name that is not on disk stays as it was typed, and so does the whole
/// path where names distinguish case.
pub(super) fn true_case(path: PathBuf) -> PathBuf {
    match System::HERE {
        System::Unix => path,
        System::Windows => with_names_of(System::Windows, &path, names),
    }
}

fn names(folder: &Path) -> Vec<OsString> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name()).collect()
}

fn with_names_of(system: System, path: &Path, names: impl Fn(&Path) -> Vec<OsString>) -> PathBuf {
    let mut found = PathBuf::new();
    for part in path.components() {
        let name = match part {
            Component::Normal(name) => true_name(system, name.to_str(), names(&found)),
            Component::Prefix(prefix) => drive(prefix.kind()),
            Component::RootDir | Component::CurDir | Component::ParentDir => None,
        };
        match name {
            Some(name) => found.push(name),
            None => found.push(part),
        }
    }
    found
}

/// Returns a drive with an upper-case letter, as Windows shows it; `None` for other prefixes.
fn drive(prefix: Prefix<'_>) -> Option<OsString> {
    match prefix {
        Prefix::Disk(letter) => Some(format!("{}:", char::from(letter.to_ascii_uppercase())).into()),
        _ => None,
    }
}

/// Returns the name on disk that a typed name means; `None` if the typed name is on disk itself, or no entry has it. The typed name
/// comes first, because Windows has folders that distinguish case.
fn true_name(system: System, typed: Option<&str>, names: Vec<OsString>) -> Option<OsString> {
    let typed = typed?;
    if names.iter().any(|name| name == typed) {
        return None;
    }
    names.into_iter().find(|name| name.to_str().is_some_and(|name| system.is_same_name(name, typed)))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[test]
    fn has_the_case_of_the_file_system() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("Proto/Größe")).unwrap();
        fs::write(folder.path().join("Proto/Größe/a.proto"), "").unwrap();
        for (typed, is) in [
            ("PROTO/GRÖßE/A.PROTO", "Proto/Größe/a.proto"),
            ("Proto/Größe/a.proto", "Proto/Größe/a.proto"),
            ("proto/absent/A.proto", "Proto/absent/A.proto"),
            ("absent", "absent"),
        ] {
            let found = with_names_of(System::Windows, &folder.path().join(typed), names);
            assert_eq!(found, folder.path().join(is));
            let unchanged = with_names_of(System::Unix, &folder.path().join(typed), names);
            assert_eq!(unchanged, folder.path().join(typed));
        }
    }

    #[test]
    fn drives_have_large_letters() {
        assert_eq!(drive(Prefix::Disk(b'c')), Some("C:".into()));
        assert_eq!(drive(Prefix::VerbatimDisk(b'c')), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn prefers_the_typed_name() {
        let folder = tempfile::tempdir().unwrap();
        ["a.proto", "A.proto"].into_iter().for_each(|name| fs::write(folder.path().join(name), "").unwrap());
        for name in ["a.proto", "A.proto"] {
            let path = folder.path().join(name);
            assert_eq!(with_names_of(System::Windows, &path, names), path);
        }
    }
}
