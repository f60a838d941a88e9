//! Communication between Cargo and the build script: its variables in, and its instructions out.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use super::script;
use protoward_source::Sources;
use protoward_source::paths::shown;

const PROTOC_INCLUDE: &str = "PROTOC_INCLUDE";

/// The variable with the path of the program that a build script runs.
const PROTOWARD: &str = "PROTOWARD";

/// Returns `true` if Cargo has started this process.
pub(super) fn is_started_by_cargo() -> bool {
    script::variable("CARGO").is_some()
}

/// Returns the output folder that Cargo sets for a build script.
pub(super) fn out_dir() -> Option<PathBuf> {
    script::variable("OUT_DIR").map(PathBuf::from)
}

/// Returns the folder in which Cargo keeps its own files about the build script with this `OUT_DIR`: the parent
/// folder. Returns `None` if `OUT_DIR` was not created by Cargo.
pub(super) fn cargo_metadata_dir(out_dir: &Path) -> Option<&Path> {
    out_dir.parent().filter(|folder| folder.join("invoked.timestamp").is_file())
}

/// Returns the system-wide folder of `.proto` files, `PROTOC_INCLUDE` as in prost-build. Returns `None` outside of
/// build scripts, so that the output of other programs, such as tests, does not depend on the machine.
pub(super) fn protoc_include() -> Option<PathBuf> {
    out_dir()?;
    script::variable(PROTOC_INCLUDE).filter(|folder| !folder.is_empty()).map(PathBuf::from)
}

/// Returns the files that were read from disk. Cargo need not watch the others, whose content never changes: files of this program,
/// and those of dependencies in the cache.
pub(super) fn read_files(sources: &Sources) -> impl Iterator<Item = String> {
    sources.iter().filter(|(_, file)| file.path().is_some()).map(|(_, file)| file.display.clone())
}

/// Makes Cargo run the build script again when one of these files changes. A path that contains a line break is
/// skipped, because it could inject other instructions.
pub(super) fn rerun_if_changed(paths: impl IntoIterator<Item = String>) {
    for path in paths.into_iter().filter(|path| !path.contains(['\n', '\r'])) {
        print_instruction(format!("cargo:rerun-if-changed={path}"));
    }
}

/// Makes Cargo run the build script again when `PROTOC_INCLUDE` changes, or the program that this process is.
pub(super) fn rerun_if_machine_changed() {
    print_instruction(format!("cargo:rerun-if-env-changed={PROTOC_INCLUDE}"));
    if script::is_another_process() {
        print_instruction(format!("cargo:rerun-if-env-changed={PROTOWARD}"));
        rerun_if_changed(std::env::current_exe().ok().map(|program| shown(&program).to_string()));
    }
}

/// Prints warnings through Cargo, line by line.
pub(super) fn warn(text: &str) {
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        print_instruction(format!("cargo:warning={line}"));
    }
}

/// Prints one instruction for Cargo.
pub(super) fn print_instruction(line: String) {
    LOG.with_borrow_mut(|log| {
        if !log.is_muted {
            script::print(&line);
        }
        log.lines.extend(log.is_recorded.then_some(line));
    });
}

/// The lines that this thread has printed for Cargo.
#[derive(Default)]
struct Log {
    is_recorded: bool,
    /// Whether Cargo has received the lines already.
    is_muted: bool,
    lines: Vec<String>,
}

thread_local! {
    static LOG: RefCell<Log> = RefCell::default();
}

/// Runs `work`, and returns its result with the lines for Cargo. Lines are not printed if `is_muted`.
pub(super) fn record_lines<T>(is_muted: bool, work: impl FnOnce() -> T) -> (T, Vec<String>) {
    LOG.set(Log { is_recorded: true, is_muted, lines: Vec::new() });
    let result = work();
    (result, LOG.take().lines)
}

/// Returns the lists of types of the crates that this one depends on. Cargo passes them on from the build scripts of
/// dependencies that have `links`.
pub(super) fn provided_lists() -> Vec<PathBuf> {
    let is_list = |name: &str| name.starts_with("DEP_") && name.ends_with("_PROTOWARD");
    let found = script::variables().into_iter().filter(|(name, _)| name.to_str().is_some_and(is_list));
    let mut found: Vec<_> = found.collect();
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    found.iter().map(|(_, list)| list.into()).collect()
}

/// Returns `true` if this is a build script that Cargo runs.
pub(super) fn is_build_script() -> bool {
    is_started_by_cargo() && out_dir().is_some()
}

/// Returns the folder of the package that is built.
pub(super) fn manifest_dir() -> Option<PathBuf> {
    script::variable("CARGO_MANIFEST_DIR").map(PathBuf::from)
}

/// Returns the folder of the crate that contains the code in a folder. Code below the `src` folder of a crate belongs
/// to that crate, and other code to the crate of the build script.
pub(super) fn crate_of(folder: &Path) -> Option<PathBuf> {
    let own = || manifest_dir().filter(|_| is_build_script());
    if out_dir().is_some_and(|out| folder.starts_with(out)) {
        return own();
    }
    let folder = folder.canonicalize().ok()?;
    let source = folder.ancestors().find(|folder| folder.file_name().is_some_and(|name| name == "src"));
    let of_source = source.and_then(Path::parent).filter(|folder| folder.join("Cargo.toml").is_file());
    of_source.map(Path::to_owned).or_else(own)
}
