//! What cargo says to a build script, and what a build script says to cargo.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use protoward_compiler::well_known;
use protoward_source::{SourceFile, Sources};

const PROTOC_INCLUDE: &str = "PROTOC_INCLUDE";

/// Whether this process was started by cargo.
pub(super) fn runs_this() -> bool {
    std::env::var_os("CARGO").is_some()
}

/// The folder that cargo gives a build script for what it generates.
pub(super) fn out_dir() -> Option<PathBuf> {
    std::env::var_os("OUT_DIR").map(PathBuf::from)
}

/// The folder where cargo keeps its own notes about the build script whose `OUT_DIR` this is: it lies around that. `None`
/// where something else than cargo has made the folder.
pub(super) fn notes(out_dir: &Path) -> Option<&Path> {
    out_dir.parent().filter(|folder| folder.join("invoked.timestamp").is_file())
}

/// A folder of `.proto` files that the machine has for everybody, as prost-build knows it. Build scripts alone look there: what any
/// other program generates, a test for one, does not depend on the machine.
pub(super) fn protoc_include() -> Option<PathBuf> {
    out_dir()?;
    std::env::var_os(PROTOC_INCLUDE).filter(|folder| !folder.is_empty()).map(PathBuf::from)
}

/// The files that were really read: not the well-known types that are built in.
pub(super) fn read_files(sources: &Sources) -> impl Iterator<Item = String> {
    sources.iter().map(|(_, file)| file).filter(|file| is_on_disk(file)).map(|file| file.display.clone())
}

fn is_on_disk(file: &SourceFile) -> bool {
    let built_in = file.display == file.name && well_known(&file.name).is_some();
    !built_in || Path::new(&file.display).is_file()
}

/// Asks cargo to run the build script again when one of these changes. A path with a line end in it could tell cargo
/// other things as well, and is not named.
pub(super) fn rerun_if_changed(paths: impl IntoIterator<Item = String>) {
    for path in paths.into_iter().filter(|path| !path.contains(['\n', '\r'])) {
        tell(format!("cargo:rerun-if-changed={path}"));
    }
}

/// Asks it for that when the machine has its files elsewhere.
pub(super) fn rerun_if_machine_changed() {
    tell(format!("cargo:rerun-if-env-changed={PROTOC_INCLUDE}"));
}

/// Lets cargo show warnings; it takes a line at a time.
pub(super) fn warn(text: &str) {
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        tell(format!("cargo:warning={line}"));
    }
}

/// Tells cargo something, in one line.
#[expect(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
pub(super) fn tell(line: String) {
    LOG.with_borrow_mut(|log| {
        if !log.is_muted {
            println!("{line}");
        }
        log.lines.extend(log.is_recorded.then_some(line));
    });
}

/// The lines that cargo is told by this thread.
#[derive(Default)]
struct Log {
    is_recorded: bool,
    /// Cargo has the lines already.
    is_muted: bool,
    lines: Vec<String>,
}

thread_local! {
    static LOG: RefCell<Log> = RefCell::default();
}

/// Does some work, and returns the lines that it told cargo. Cargo does not get them if they are muted.
pub(super) fn recorded<T>(is_muted: bool, work: impl FnOnce() -> T) -> (T, Vec<String>) {
    LOG.set(Log { is_recorded: true, is_muted, lines: Vec::new() });
    let result = work();
    (result, LOG.take().lines)
}

/// The lists of types of the crates that this one depends on: cargo hands on what their build scripts say of themselves, for
/// those that have `links`.
pub(super) fn provided() -> Vec<PathBuf> {
    let is_list = |name: &str| name.starts_with("DEP_") && name.ends_with("_PROTOWARD");
    let found = std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(is_list));
    let mut found: Vec<_> = found.collect();
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    found.iter().map(|(_, list)| list.into()).collect()
}

/// Whether this is a build script that cargo runs.
pub(super) fn is_script() -> bool {
    runs_this() && out_dir().is_some()
}

/// The folder of the package that is built.
pub(super) fn manifest_dir() -> Option<PathBuf> {
    std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from)
}

/// The folder of the crate that code in a folder is for: what lies below the `src` of a crate is for that crate, and all other code
/// of a build script for its own.
pub(super) fn crate_of(folder: &Path) -> Option<PathBuf> {
    let own = || manifest_dir().filter(|_| is_script());
    if out_dir().is_some_and(|out| folder.starts_with(out)) {
        return own();
    }
    let folder = folder.canonicalize().ok()?;
    let source = folder.ancestors().find(|folder| folder.file_name().is_some_and(|name| name == "src"));
    let of_source = source.and_then(Path::parent).filter(|folder| folder.join("Cargo.toml").is_file());
    of_source.map(Path::to_owned).or_else(own)
}
