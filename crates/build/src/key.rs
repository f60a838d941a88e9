//! Everything that the result of a call depends on, as one hash.

use std::env;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use super::cargo;
use super::digest::{Digest, Parts};
use super::output::Includes;
use super::run::Run;
use super::subject::Input;
use protoward_output::module_file;

/// The variables that a result depends on, the lists of types of other crates aside.
const VARIABLES: [&str; 5] =
    ["OUT_DIR", "PROTOC_INCLUDE", "CARGO_MANIFEST_DIR", "CARGO_MANIFEST_LINKS", "CARGO_PKG_NAME"];

/// Returns the hash of the program, its environment, the settings and all files that were read. `None` outside of build
/// scripts, and where the program cannot be identified.
pub(super) fn key(run: &Run, input: &Input, folder: &Path, includes: Includes) -> Option<Digest> {
    if !cargo::is_script() {
        return None;
    }
    let mut parts = Parts::default();
    parts.add(env!("CARGO_PKG_VERSION"));
    parts.add(program()?);
    for name in VARIABLES {
        parts.add_optional(env::var_os(name).map(|value| value.into_encoded_bytes()));
    }
    parts.add_optional(env::current_dir().ok().map(|folder| folder.into_os_string().into_encoded_bytes()));
    parts.add(folder.as_os_str().as_encoded_bytes());
    parts.add([module_file(folder).is_some_and(|file| file.is_file()).into()]);
    // What is derived shows every field.
    parts.add(format!("{run:?}"));
    parts.add(format!("{includes:?}"));
    input.add_to(&mut parts);
    run.add_other_files(&mut parts, folder);
    Some(parts.digest())
}

/// The identity of the build script, whose code and whose version of this crate are as much of an input as a schema: when and
/// where its file was made. Reading all of that file would take longer than to generate.
fn program() -> Option<String> {
    let path = env::current_exe().ok()?;
    let found = fs::metadata(&path).ok()?;
    let modified = found.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    #[cfg(unix)]
    let changed = {
        use std::os::unix::fs::MetadataExt;
        // No program sets this time, as archives and caches set the other one.
        (found.ctime(), found.ctime_nsec(), found.ino())
    };
    #[cfg(not(unix))]
    let changed = ();
    Some(format!("{} {} {modified:?} {changed:?}", path.display(), found.len()))
}
