//! Files as a build script names them, by paths on disk, become files by the names they are imported by.

use std::path::{Path, PathBuf};

use super::cargo;
use crate::codegen::diagnostics;
use crate::compile::{Inputs, Root};
use crate::report::{Diagnostic, Report};
use crate::source::FolderTree;

/// The inputs for these files and folders. Folders that are not there are passed over, as prost-build does.
pub(super) fn inputs<P: AsRef<Path>>(protos: &[P], includes: &[PathBuf]) -> Result<Inputs, Report> {
    let folders = folders(includes);
    let names = protos.iter().map(|proto| name(proto.as_ref(), &folders));
    let mut report = Report::default();
    let targets: Vec<String> =
        names.filter_map(|name| name.map_err(|diagnostic| report.push(*diagnostic)).ok()).collect();
    if targets.is_empty() && report.is_empty() {
        report.push(*diagnostics::nothing_to_compile());
    }
    if report.has_errors() {
        return Err(report);
    }
    let roots = folders.into_iter().map(|folder| Root::new(FolderTree::new(folder))).collect();
    Ok(Inputs { roots, targets })
}

/// The folders to look in, `PROTOC_INCLUDE` last; without any, the folder that the build script runs in.
fn folders(includes: &[PathBuf]) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = includes.iter().cloned().chain(cargo::protoc_include()).collect();
    folders.retain(|folder| folder.as_os_str().is_empty() || folder.is_dir());
    if folders.is_empty() {
        folders.push(PathBuf::new());
    }
    folders
}

/// The name of a file, seen from the first folder it lies in; a name that is none on disk may be one already.
fn name(proto: &Path, folders: &[PathBuf]) -> Result<String, Box<Diagnostic>> {
    let inside = |(index, folder): (usize, &PathBuf)| {
        let name = plain(proto).strip_prefix(plain(folder)).ok()?.to_path_buf();
        Some((index, name))
    };
    let Some((index, name)) = folders.iter().enumerate().find_map(inside).filter(|_| proto.exists()) else {
        return as_name(proto, folders);
    };
    if let Some(earlier) = folders[..index].iter().find(|folder| folder.join(&name).is_file()) {
        return Err(diagnostics::shadowed(proto, &earlier.join(&name)));
    }
    Ok(slashed(&name))
}

fn as_name(proto: &Path, folders: &[PathBuf]) -> Result<String, Box<Diagnostic>> {
    match proto.exists() {
        true => Err(diagnostics::outside_of_includes(proto, folders)),
        false if folders.iter().any(|folder| folder.join(proto).is_file()) => Ok(slashed(&plain(proto))),
        false => Err(diagnostics::no_such_proto(proto)),
    }
}

/// Without `.` parts and doubled separators; `..` stays, as it may lead through a link.
fn plain(path: &Path) -> PathBuf {
    path.components().filter(|part| !matches!(part, std::path::Component::CurDir)).collect()
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    /// Tests run in the folder of the package, which has `proto/user/v1/user.proto`.
    fn named(proto: &str, folders: &[&str]) -> Option<String> {
        let folders: Vec<PathBuf> = folders.iter().map(PathBuf::from).collect();
        name(Path::new(proto), &folders).ok()
    }

    #[test]
    fn names_are_seen_from_the_first_folder_that_has_the_file() {
        let name = Some("user/v1/user.proto".to_owned());
        assert_eq!(named("proto/user/v1/user.proto", &["proto"]), name);
        assert_eq!(named("./proto//user/./v1/user.proto", &["proto/"]), name);
        assert_eq!(named("proto/user/v1/user.proto", &["third_party", "./proto"]), name);
        assert_eq!(named("user/v1/user.proto", &["proto"]), name);
        assert_eq!(named("proto/user/v1/user.proto", &[""]).unwrap(), "proto/user/v1/user.proto");
        assert_eq!(named("proto/user/v1/user.proto", &["."]).unwrap(), "proto/user/v1/user.proto");
    }

    #[test]
    fn files_outside_and_files_that_are_not_there_have_no_name() {
        assert_eq!(named("proto/user/v1/user.proto", &["third_party"]), None);
        assert_eq!(named("proto/user/v1/user.proto", &["/proto"]), None);
        assert_eq!(named("proto/user/v1/usr.proto", &["proto"]), None);
    }
}
