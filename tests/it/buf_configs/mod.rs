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

/// Cases whose findings `init` does not keep, with the reason.
const KNOWN: [(&str, &str); 2] = [
    ("a vendored well-known type changes", "copies of well-known types are compared only for a configuration of buf"),
    ("an import is dropped", "a file that is not imported any more is deleted only for buf"),
];

/// A configuration that `init` writes finds what the `buf.yaml` finds.
#[test]
fn init_weakens_no_configuration() {
    let cases = cases();
    let adopted: Vec<&Case> = cases.iter().filter(|case| can_be_adopted(case)).collect();
    assert!(adopted.len() > 250, "{}", adopted.len());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let weaker: Vec<String> = thread::scope(|scope| {
        let parts = adopted.chunks(adopted.len().div_ceil(threads));
        let running: Vec<_> =
            parts.map(|part| scope.spawn(|| part.iter().filter_map(|case| weaker(case)).collect::<Vec<_>>())).collect();
        running.into_iter().flat_map(|part| part.join().unwrap()).collect()
    });
    assert!(weaker.is_empty(), "{} of {}:\n{}", weaker.len(), adopted.len(), weaker.join("\n"));
}

/// Returns `true` for a repository whose configuration alone decides what is found.
fn can_be_adopted(case: &Case) -> bool {
    let names = ["new/buf.yaml", "new/buf.work.yaml"];
    let is_configured = case.files.iter().any(|(path, _)| names.contains(&&**path));
    let is_whole = case.folder() == "new" && !case.run.contains("config") && !case.run.contains("exclude");
    is_configured && is_whole && case.expected().code != 1
}

/// Returns the findings that are lost with the configuration that `init` writes.
fn weaker(case: &Case) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    case.write(folder.path()).unwrap();
    let new = folder.path().join("new");
    let init = environment::tool(env!("CARGO_BIN_EXE_protoward")).arg("init").current_dir(&new).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&init.stdout), String::from_utf8_lossy(&init.stderr));
    if !new.join("protoward.toml").exists() {
        return Some(format!("=== {}\n{said}", case.name));
    }
    let (after, stderr) = answer(case, folder.path());
    let lost: Vec<&String> = case.expected().findings.iter().filter(|it| !after.findings.contains(it)).collect();
    // What `init` says is known.
    let is_said = case.run.starts_with("breaking") && said.contains("the modules are compared together");
    if is_said || KNOWN.iter().any(|(name, _)| *name == case.name) {
        return None;
    }
    let is_weaker = !lost.is_empty() || after.code < case.expected().code || after.code == 1;
    let text = || std::fs::read_to_string(new.join("protoward.toml")).unwrap();
    is_weaker
        .then(|| format!("=== {}\nlost: {lost:?}\n--- after\n{}{stderr}\n{said}{}", case.name, after.text(), text()))
}

fn cases() -> Vec<Case> {
    case::read(Path::new(FIXTURES)).into_iter().flat_map(|(_, _, cases)| cases).collect()
}

/// Returns the expected and the actual answer, if they differ.
fn wrong(case: &Case) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    case.write(folder.path()).unwrap();
    let (answer, stderr) = answer(case, folder.path());
    assert!(!stderr.contains("internal error"), "{}: {stderr}", case.name);
    (answer != *case.expected()).then(|| {
        format!("=== {}\n--- wanted\n{}--- said\n{}{stderr}", case.name, case.expected().text(), answer.text())
    })
}

/// Runs the command of a case, and returns the answer with the error output.
fn answer(case: &Case, folder: &Path) -> (Answer, String) {
    let mut shell = environment::tool("sh");
    shell.args(["-c", &format!("exec \"$0\" {} {}", case.run, case.as_buf()), env!("CARGO_BIN_EXE_protoward")]);
    shell.current_dir(folder.join(case.folder()));
    let output = shell.output().unwrap();
    let answer = Answer::new(output.status.code().unwrap(), &String::from_utf8_lossy(&output.stdout));
    (answer, String::from_utf8_lossy(&output.stderr).into_owned())
}
