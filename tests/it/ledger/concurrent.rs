//! Several processes that write the same ledger concurrently.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::environment;
use crate::support::write;

/// The number of concurrent processes.
const PROCESSES: usize = 8;

/// The number of times that all processes run.
const ROUNDS: usize = 3;

fn protoward(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = environment::protoward();
    command.args(arguments).current_dir(folder);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// Waits for all processes, and returns whether each succeeded and its output.
fn finished(running: Vec<Child>) -> Vec<(bool, String)> {
    let end = |mut child: Child| {
        let mut stderr = String::new();
        child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        (child.wait().unwrap().success(), stderr)
    };
    running.into_iter().map(end).collect()
}

fn schema(name: &str) -> String {
    format!("syntax = \"proto3\";\npackage a;\nmessage {name} {{\n  string x = 1;\n}}\n")
}

#[test]
fn keeps_concurrent_updates() {
    for _ in 0..ROUNDS {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &[("all.ledger", "# protoward ledger v1\n")]);
        let names: Vec<String> = (0..PROCESSES).map(|number| format!("M{number}")).collect();
        for name in &names {
            write(folder.path(), &[(&format!("{name}/a.proto"), &schema(name))]);
        }
        let run = |name: &String| {
            protoward(folder.path(), &["ledger", "update", name, "--ledger", "all.ledger", "--at", name])
                .spawn()
                .unwrap()
        };
        let ended = finished(names.iter().map(run).collect());
        assert!(ended.iter().all(|(is_good, _)| *is_good), "{ended:?}");
        let ledger = fs::read_to_string(folder.path().join("all.ledger")).unwrap();
        for name in &names {
            assert!(ledger.contains(&format!("a.{name} message came {name}\n")), "{name} is lost:\n{ledger}");
        }
        assert_eq!(ledger.matches(" left ").count(), 2 * (PROCESSES - 1), "all but the last have left:\n{ledger}");
        let files = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(files, PROCESSES + 1, "nothing is left beside the ledger");
    }
}

#[test]
fn one_of_several_processes_creates_the_ledger() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("proto/a.proto", &schema("M"))]);
    let run = |_| protoward(folder.path(), &["ledger", "init", "proto"]).spawn().unwrap();
    let ended = finished((0..PROCESSES).map(run).collect());
    assert_eq!(ended.iter().filter(|(is_good, _)| *is_good).count(), 1, "{ended:?}");
    assert!(ended.iter().filter(|(is_good, _)| !is_good).all(|(_, stderr)| stderr.contains("already exists")));
}

/// The operating system releases the lock of a process that is killed.
#[test]
fn releases_the_lock_of_a_killed_process() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("proto/a.proto", &schema("M"))]);
    let held = fs::File::open(folder.path()).unwrap();
    held.lock().unwrap();
    let mut waiting = protoward(folder.path(), &["ledger", "init", "proto"]).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(waiting.try_wait().unwrap().is_none(), "it waits for whoever has the lock");
    waiting.kill().unwrap();
    waiting.wait().unwrap();
    drop(held);
    let ended = finished(vec![protoward(folder.path(), &["ledger", "init", "proto"]).spawn().unwrap()]);
    assert!(ended[0].0, "{ended:?}");
}
