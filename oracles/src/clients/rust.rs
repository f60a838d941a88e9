//! The client in Rust: those tests of the example that apply to servers in any language.

use std::collections::BTreeMap;
use std::ffi::OsStr;

use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace;

/// The tests of services that the Python server implements as well.
const SHARED: [&str; 10] = [
    "auth::authenticates_every_method",
    "auth::distinguishes_expired_from_invalid_tokens",
    "auth::rejects_calls_without_a_valid_token",
    "chat::",
    "company::checks_students",
    "company::each_grade",
    "company::finds_and_lists_enrolled_students",
    "rest::gateway::",
    "ticker::",
    "users::",
];

/// Returns a run of the tests. Each test starts its own server with `serve` and additional arguments.
pub(super) fn tests(serve: &Run) -> Result<Run, Error> {
    let words = serve.command_words().map(text).collect::<Result<Vec<_>, _>>()?;
    let variables = serve.variables().map(|(key, value)| Ok((text(key)?, text(value)?)));
    let variables = variables.collect::<Result<BTreeMap<_, _>, Error>>()?;
    let server = serde_json::json!({ "words": words, "variables": variables }).to_string();
    let run = Run::cargo().args(["test", "--quiet"]).args(workspace::tests_of("services")).arg("--").args(SHARED);
    Ok(run
        .current_dir(workspace::root())
        .env("CARGO_TARGET_DIR", workspace::target())
        .env("SERVICES_TEST_SERVER", server))
}

fn text(word: &OsStr) -> Result<&str, Error> {
    word.to_str().ok_or_else(|| Error::Usage(format!("{} is not UTF-8", word.display())))
}
