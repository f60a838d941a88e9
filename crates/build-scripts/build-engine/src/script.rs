//! The build script: this process, or one that runs this process and waits for its answers. All code asks here for variables.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A build script that runs this process.
struct Caller {
    variables: BTreeMap<OsString, OsString>,
    /// The lines for Cargo. They go back to the script, because standard output has the replies.
    lines: Vec<String>,
}

static CALLER: Mutex<Option<Caller>> = Mutex::new(None);

fn caller() -> MutexGuard<'static, Option<Caller>> {
    CALLER.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs a call for the build script that has these variables and runs this process. Returns the result with the lines for Cargo.
#[cfg(feature = "answer")]
pub(super) fn answer<T>(variables: BTreeMap<OsString, OsString>, call: impl FnOnce() -> T) -> (T, Vec<String>) {
    *caller() = Some(Caller { variables, lines: Vec::new() });
    let result = call();
    (result, caller().take().map(|caller| caller.lines).unwrap_or_default())
}

/// Returns `true` if another process is the build script.
pub(super) fn is_another_process() -> bool {
    caller().is_some()
}

/// Prints a line for Cargo.
#[expect(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
pub(super) fn print(line: &str) {
    match &mut *caller() {
        Some(caller) => caller.lines.push(line.to_owned()),
        None => println!("{line}"),
    }
}

/// Returns an environment variable of the build script.
pub(super) fn variable(name: &str) -> Option<OsString> {
    match &*caller() {
        Some(caller) => caller.variables.get(&OsString::from(name)).cloned(),
        None => env::var_os(name),
    }
}

/// Returns all environment variables of the build script.
pub(super) fn variables() -> Vec<(OsString, OsString)> {
    match &*caller() {
        Some(caller) => caller.variables.clone().into_iter().collect(),
        None => env::vars_os().collect(),
    }
}
