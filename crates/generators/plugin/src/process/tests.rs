//! Plugins that are shell scripts: their requests and responses, their failures, and the limits of protoward.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::*;
use crate::error::{SearchedIn, Stopped};
use crate::generator::{GeneratorInput, RequestOptions};
use protoward_schema::descriptor::{Descriptor, Descriptors};
use protoward_schema::wire::Writer;

const MIB: usize = 1 << 20;

/// Returns the result and duration of a script, run in a folder with a file `answer`.
fn ran(script: &str, answer: &[u8], limits: Limits) -> (Result<Generated, Box<Failure>>, Duration) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("script");
    fs::write(
        &path,
        format!("PATH=/usr/local/bin:/usr/bin:/bin LC_ALL=C\nexport PATH LC_ALL\ncd \"${{0%/*}}\"\n{script}\n"),
    )
    .unwrap();
    fs::write(folder.path().join("answer"), answer).unwrap();
    // A new executable may be busy while other tests start processes, so a shell runs it.
    let plugin = Plugin::new("protoc-gen-test").at(path).run_by(vec!["/bin/sh".to_owned()]).limits(limits);
    let start = Instant::now();
    let generated = plugin.generate(&task(&subject(4 * MIB), &["a.proto".to_owned()]));
    (generated, start.elapsed())
}

fn subject(bytes: usize) -> Arc<GeneratorInput> {
    let file = Descriptor { name: "a.proto".to_owned(), whole: vec![0; bytes], ..Descriptor::default() };
    Arc::new(GeneratorInput { descriptors: Descriptors::new(vec![file]), ..GeneratorInput::default() })
}

fn task<'a>(subject: &'a Arc<GeneratorInput>, files: &'a [String]) -> GeneratorCall<'a> {
    GeneratorCall { subject, files, parameter: "", request_options: RequestOptions::default() }
}

fn problem(script: &str, limits: Limits) -> GeneratorProblem {
    let (generated, time) = ran(script, b"", limits);
    assert!(time < Duration::from_secs(10), "{script}: {time:?}");
    generated.unwrap_err().problem
}

fn answer(content: usize) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.message(15, |file| {
        file.string(1, "a");
        file.bytes(15, &vec![b'x'; content]);
    });
    writer.into_bytes()
}

#[test]
fn does_not_deadlock_on_large_input_and_output() {
    for script in [
        "cat answer; cat > /dev/null",
        "head -c 1000000 /dev/zero >&2; cat answer; head -c 100 > /dev/null",
        "cat > /dev/null; cat answer",
        "cat answer",
    ] {
        let (generated, _) = ran(script, &answer(4 * MIB), Limits::default());
        assert_eq!(generated.unwrap().files[0].content.len(), 4 * MIB, "{script}");
    }
}

#[test]
fn truncates_long_stderr() {
    let (generated, _) = ran("echo hello >&2", b"", Limits::default());
    assert_eq!(generated.unwrap().notes, b"hello\n");
    let (generated, _) = ran("yes | head -c 1000000 >&2; exit 3", b"", Limits::default());
    let failure = generated.unwrap_err();
    assert_eq!(failure.to_string(), "`protoc-gen-test` ended with exit code 3");
    assert!(
        failure.stderr.len() < 100_000 && failure.stderr.ends_with("more\n".as_bytes()),
        "{}",
        failure.stderr.len()
    );
}

#[test]
fn stops_hanging_and_flooding_plugins() {
    let soon = Some(Duration::from_millis(700));
    let short = Limits { total: soon, ..Limits::default() };
    assert!(matches!(problem("sleep 100", short), GeneratorProblem::Stopped { why: Stopped::Late(_), .. }));
    assert!(matches!(problem("while :; do :; done", short), GeneratorProblem::Stopped { why: Stopped::Late(_), .. }));
    let output = MIB;
    let words = MIB;
    let little = Limits { output, words, ..Limits::default() };
    assert!(matches!(problem("yes", little), GeneratorProblem::Stopped { why: Stopped::TooMuchOutput(MIB), .. }));
    assert!(matches!(problem("yes >&2", little), GeneratorProblem::Stopped { why: Stopped::TooManyWords(MIB), .. }));
}

#[test]
#[cfg(target_os = "linux")]
fn stops_idle_but_not_computing_plugins() {
    let idle = Limits { idle: Some(Duration::from_millis(1200)), ..Limits::default() };
    for script in ["sleep 100", "sleep 100; true", "exec 1>&-; sleep 100"] {
        assert!(matches!(problem(script, idle), GeneratorProblem::Stopped { why: Stopped::Idle(_), .. }), "{script}");
    }
    let busy = "end=$(($(date +%s) + 4)); while [ $(date +%s) -lt $end ]; do :; done";
    assert!(ran(busy, b"", idle).0.is_ok());
}

#[test]
fn a_signal_ends_a_plugin() {
    let signal = StopSignal::default();
    let plugin =
        Plugin::new("protoc-gen-test").at("/bin/sleep").arguments(vec!["1000".to_owned()]).until(signal.clone());
    signal.request();
    let failure = plugin.generate(&task(&subject(MIB), &["a.proto".to_owned()])).unwrap_err();
    assert!(matches!(failure.problem, GeneratorProblem::Stopped { why: Stopped::Requested, .. }), "{failure:?}");
}

#[test]
fn does_not_wait_for_child_processes() {
    let (generated, time) = ran("sleep 20 > /dev/null & cat answer", &answer(1), Limits::default());
    assert_eq!(generated.unwrap().files.len(), 1);
    assert!(time < Duration::from_secs(10), "{time:?}");
}

#[test]
fn reports_how_a_plugin_failed() {
    let stderr = |script: &str| ran(script, b"", Limits::default()).0.unwrap_err().to_string();
    assert_eq!(stderr("exit 3"), "`protoc-gen-test` ended with exit code 3");
    assert_eq!(stderr("kill -9 $$"), "`protoc-gen-test` ended with signal 9 (SIGKILL)");
    assert_eq!(
        stderr("echo hello there"),
        "`protoc-gen-test` did not answer with a `CodeGeneratorResponse`: a group is not closed; it starts with `hello \
         there\\n`"
    );
    let mut writer = Writer::default();
    writer.string(1, "no way");
    let (generated, _) = ran("cat answer", writer.as_bytes(), Limits::default());
    assert_eq!(generated.unwrap_err().to_string(), "no way");
}

#[test]
fn reports_where_a_missing_program_was_searched() {
    let failure = |plugin: Plugin| plugin.generate(&task(&subject(0), &[])).unwrap_err();
    let missing = failure(Plugin::new("protoc-gen-go").at("nowhere/protoc-gen-go"));
    assert_eq!(missing.to_string(), "cannot find the program `protoc-gen-go`: `nowhere/protoc-gen-go` does not exist");
    assert!(missing.help().unwrap().contains("go install google.golang.org/protobuf/cmd/protoc-gen-go"));
    let missing = failure(Plugin::new("protoc-gen-nobody-has-this"));
    assert!(matches!(missing.problem, GeneratorProblem::Missing { searched_in: SearchedIn::Folders(_), .. }));
    assert!(missing.help().unwrap().contains("--plugin=protoc-gen-nobody-has-this=PATH"));
    // A name without a folder is relative to the working directory and not looked up.
    let here = failure(Plugin::new("protoc-gen-x").at("Cargo.toml"));
    let there = Path::new(".").join("Cargo.toml");
    assert!(
        matches!(&here.problem, GeneratorProblem::Missing { searched_in: SearchedIn::NotExecutable(path), .. } if *path == there)
    );
}
