//! The client in Rust, called by the tests of the example that hold for servers in any language.

use std::ffi::OsString;

use crate::process::Run;
use crate::trouble::Trouble;
use crate::workspace;

/// The tests of services that the server in Python has as well.
const SHARED: [&str; 7] = [
    "auth::",
    "chat::",
    "company::each_grade",
    "company::enrolled_students",
    "company::students",
    "ticker::",
    "users::",
];

/// The tests, each with a server of its own that `serve` starts with a few arguments more.
pub(super) fn tests(serve: &Run) -> Result<Run, Trouble> {
    let words: Result<Vec<String>, OsString> = serve.words().map(|word| word.to_os_string().into_string()).collect();
    let words = words.map_err(|word| Trouble::Usage(format!("{} is not UTF-8", word.display())))?;
    let server = serde_json::to_string(&words).map_err(|error| Trouble::Usage(error.to_string()))?;
    let run = Run::cargo().args(["test", "--quiet", "--package", "services", "--test", "it", "--"]).args(SHARED);
    let run = run.within(workspace::root()).env("CARGO_TARGET_DIR", workspace::target());
    Ok(serve.variables().fold(run, |run, (key, value)| run.env(key, value)).env("SERVICES_TEST_SERVER", server))
}
