//! The hash of everything that the result of a call depends on.

use std::env;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use super::cargo;
use super::digest::{Digest, Parts};
use super::output::Includes;
use super::run::Run;
use super::script;
use super::subject::Input;
use protoward_output::module_file;
use protoward_source::paths::shown;

/// The environment variables that a result depends on, except those with types of other crates.
const VARIABLES: [&str; 5] =
    ["OUT_DIR", "PROTOC_INCLUDE", "CARGO_MANIFEST_DIR", "CARGO_MANIFEST_LINKS", "CARGO_PKG_NAME"];

/// Returns the hash of the program, its environment, the settings and all files that were read. Returns `None` outside
/// of build scripts, and if the program cannot be identified.
pub(super) fn key(run: &Run, input: &Input, folder: &Path, includes: Includes) -> Option<Digest> {
    if !cargo::is_build_script() {
        return None;
    }
    let mut parts = Parts::default();
    parts.add(env!("CARGO_PKG_VERSION"));
    parts.add(program()?);
    for name in VARIABLES {
        parts.add_optional(script::variable(name).map(|value| value.into_encoded_bytes()));
    }
    parts.add_optional(env::current_dir().ok().map(|folder| folder.into_os_string().into_encoded_bytes()));
    parts.add(folder.as_os_str().as_encoded_bytes());
    parts.add([module_file(folder).is_some_and(|file| file.is_file()).into()]);
    // The derived `Debug` output contains every field.
    parts.add(format!("{run:?}"));
    parts.add(format!("{includes:?}"));
    input.add_to(&mut parts, run, folder);
    Some(parts.digest())
}

/// Returns the identity of the build script: the path, size, time and inode of its executable. The code of the script
/// and its version of this crate affect the result like a schema does. Hashing the whole executable would take longer
/// than generating the code.
fn program() -> Option<String> {
    let path = env::current_exe().ok()?;
    let found = fs::metadata(&path).ok()?;
    let modified = found.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    #[cfg(unix)]
    let changed = {
        use std::os::unix::fs::MetadataExt;
        // Programs cannot set the change time. Archives and caches do set the modification time.
        (found.ctime(), found.ctime_nsec(), found.ino())
    };
    #[cfg(not(unix))]
    let changed = ();
    Some(format!("{} {} {modified:?} {changed:?}", shown(&path), found.len()))
}
