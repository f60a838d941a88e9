//! Ctrl+C: a command that writes many files is interrupted while some of them are staged, and leaves none of them.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;

use crate::environment;
use crate::support;

/// Runs a command, and interrupts it when a staged file is there. Python lets the command die of the signal, which tests in the
/// background of a shell ignore.
const INTERRUPTED: &str = r#"
import os, signal, subprocess, sys
run = subprocess.Popen(
    ["protoward", "format", "-w", "proto"],
    preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
)
while run.poll() is None and not any(name.startswith(".protoward-") for name in os.listdir("proto")):
    pass
run.send_signal(signal.SIGINT)
print(run.wait())
"#;

#[test]
fn leaves_no_staged_files() {
    const FILES: usize = 300;
    if !support::has("python3") {
        return;
    }
    let temp = tempfile::tempdir().unwrap();
    let proto = temp.path().join("proto");
    fs::create_dir(&proto).unwrap();
    let body = "message  M { int32   a = 1; }\n".repeat(20);
    for index in 0..FILES {
        fs::write(proto.join(format!("{index}.proto")), format!("syntax = \"proto3\";\npackage p{index};\n{body}"))
            .unwrap();
    }
    let mut python = environment::tool("python3");
    let run = python.args(["-c", INTERRUPTED]).current_dir(temp.path()).output().unwrap();
    let code = String::from_utf8_lossy(&run.stdout).trim().to_owned();
    // The signal may come after the last rename.
    assert!(["130", "0"].contains(&code.as_str()), "{code}: {}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(fs::read_dir(&proto).unwrap().count(), FILES);
}
