//! protoward reads repositories that use buf like buf itself: it reports the same findings and accepts the same configurations.
//!
//! These tests run only on Linux, because a shell runs the command lines.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod case;

use std::path::Path;
use std::thread;

use case::{Answer, Case};

use crate::environment;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/buf-configs");

#[test]
fn buf_configurations_have_the_results_of_buf() {
    let cases = cases();
    assert!(cases.len() >= 400, "{}", cases.len());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let wrong: Vec<String> = thread::scope(|scope| {
        let parts = cases.chunks(cases.len().div_ceil(threads));
        let running: Vec<_> =
            parts.map(|part| scope.spawn(|| part.iter().filter_map(wrong).collect::<Vec<_>>())).collect();
        running.into_iter().flat_map(|part| part.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn known_differences_still_differ_and_have_a_reason() {
    let cases = cases();
    for case in &cases {
        if let Some((why, ours)) = &case.ours {
            assert!(!why.trim().is_empty(), "{}", case.name);
            assert_ne!(*ours, case.buf, "{}: it agrees", case.name);
        }
    }
    let mut names: Vec<&str> = cases.iter().map(|case| &*case.name).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count, "each case has a name of its own");
}

fn cases() -> Vec<Case> {
    case::read(Path::new(FIXTURES)).into_iter().flat_map(|(_, _, cases)| cases).collect()
}

/// Returns the expected and the actual answer, if they differ.
fn wrong(case: &Case) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    case.write(folder.path()).unwrap();
    let mut shell = environment::tool("sh");
    // Without `--compat buf`, repositories without a configuration of buf would have findings about renames.
    shell.args(["-c", &format!("exec \"$0\" {} --compat buf", case.run), env!("CARGO_BIN_EXE_protoward")]);
    shell.current_dir(folder.path().join(case.folder()));
    let output = shell.output().unwrap();
    let answer = Answer::new(output.status.code().unwrap(), &String::from_utf8_lossy(&output.stdout));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!stderr.contains("internal error"), "{}: {stderr}", case.name);
    (answer != *case.expected()).then(|| {
        format!("=== {}\n--- wanted\n{}--- said\n{}{stderr}", case.name, case.expected().text(), answer.text())
    })
}
