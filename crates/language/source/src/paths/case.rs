//! The case that names have on disk, where the file system finds them in any case.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf, Prefix};

use super::system::System;

/// Whether the usual file systems of this system find names in any case.
const IGNORES_CASE: bool = cfg!(any(windows, target_os = "macos"));

/// Returns an absolute path with the case that its names have on disk, from the last existing one up to a link, and an upper-case
/// letter for its drive. A name that is not on disk stays as it was typed, and so does the whole path where names distinguish case.
pub(super) fn true_case(path: PathBuf) -> PathBuf {
    if !IGNORES_CASE {
        return path;
    }
    let on_disk = |path: &Path| path.canonicalize().ok();
    let existing = path.ancestors().find_map(|ancestor| Some((ancestor, on_disk(ancestor)?)));
    let Some((existing, on_disk)) = existing else { return with_drive(&path) };
    let absent = path.components().skip(existing.components().count());
    with_drive(&with_case_of(existing, &on_disk)).components().chain(absent).collect()
}

/// Returns a path in which names that differ from those of its canonical form `on_disk` only in case are replaced by these, from the
/// last one up to a link, whose canonical form has other names.
pub fn with_case_of(path: &Path, on_disk: &Path) -> PathBuf {
    let is_same = |(name, on_disk): &(Component<'_>, Component<'_>)| match (name, on_disk) {
        (Component::Normal(name), Component::Normal(on_disk)) => {
            let names = name.to_str().zip(on_disk.to_str());
            names.is_some_and(|(name, on_disk)| System::Windows.is_same_name(name, on_disk))
        }
        _ => false,
    };
    let count = path.components().rev().zip(on_disk.components().rev()).take_while(is_same).count();
    let kept = path.components().count() - count;
    let names = on_disk.components().skip(on_disk.components().count() - count);
    path.components().take(kept).chain(names).collect()
}

/// Returns a path with an upper-case letter for its drive, as Windows shows it.
fn with_drive(path: &Path) -> PathBuf {
    let mut parts = path.components();
    match parts.next() {
        Some(Component::Prefix(prefix)) => {
            let first = drive(prefix.kind()).unwrap_or_else(|| prefix.as_os_str().to_owned());
            [Path::new(&first), parts.as_path()].iter().collect()
        }
        _ => path.to_owned(),
    }
}

/// Returns a drive with an upper-case letter; `None` for other prefixes.
fn drive(prefix: Prefix<'_>) -> Option<OsString> {
    match prefix {
        Prefix::Disk(letter) => Some(format!("{}:", char::from(letter.to_ascii_uppercase())).into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_the_case_that_they_have_on_disk() {
        let with_case = |path: &str, on_disk: &str| with_case_of(Path::new(path), Path::new(on_disk));
        assert_eq!(with_case("/WS/Sub/A.PROTO", "/ws/sub/a.proto"), Path::new("/ws/sub/a.proto"));
        assert_eq!(with_case("/WS/ÄÖ/a.proto", "/x/ws/äö/a.proto"), Path::new("/ws/äö/a.proto"));
        // A link keeps its name, and the names above it stay as they are.
        assert_eq!(with_case("/WS/Link/A.proto", "/x/target/a.proto"), Path::new("/WS/Link/a.proto"));
        assert_eq!(with_case("/ws/a.proto", "/ws/b.proto"), Path::new("/ws/a.proto"));
    }

    #[test]
    fn drives_have_upper_case_letters() {
        assert_eq!(drive(Prefix::Disk(b'c')), Some("C:".into()));
        assert_eq!(drive(Prefix::VerbatimDisk(b'c')), None);
    }

    #[cfg(windows)]
    #[test]
    #[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
    fn has_the_case_of_the_file_system() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().canonicalize().unwrap();
        let folder = PathBuf::from(folder.to_str().unwrap().trim_start_matches(r"\\?\"));
        std::fs::create_dir_all(folder.join("Proto/Größe")).unwrap();
        std::fs::write(folder.join("Proto/Größe/a.proto"), "").unwrap();
        for (typed, is) in [
            ("PROTO/GRÖßE/A.PROTO", "Proto/Größe/a.proto"),
            ("Proto/Größe/a.proto", "Proto/Größe/a.proto"),
            ("proto/absent/A.proto", "Proto/absent/A.proto"),
            ("absent", "absent"),
        ] {
            assert_eq!(true_case(folder.join(typed)), folder.join(is));
        }
        let in_lower_case = folder.to_str().unwrap().replacen("C:", "c:", 1);
        assert_eq!(true_case(PathBuf::from(in_lower_case)), folder);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn paths_stay_where_names_distinguish_case() {
        assert_eq!(true_case("/PROC/self".into()), Path::new("/PROC/self"));
    }
}
