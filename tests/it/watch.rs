//! `--watch` from the outside: files change, and the generated files and the findings follow.
//!
//! There are no fixed delays: each step polls for its result, and fails only after a minute.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::environment;

const TEMPLATE: &str = "version: v2\nclean: true\ninputs: [{directory: proto}]\nplugins:\n";

/// A program that watches a folder.
struct Watching {
    folder: tempfile::TempDir,
    child: Child,
}

impl Watching {
    fn new(command: &str, files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let log = |name: &str| File::create(folder.path().join(name)).unwrap();
        let mut program = environment::protoward();
        program.args([command, "--watch"]).current_dir(folder.path()).stdin(Stdio::null());
        program.stdout(log("findings.log")).stderr(log("words.log"));
        let child = program.spawn().unwrap();
        Self { folder, child }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// Waits until a file contains a text.
    fn until_has(&self, name: &str, text: &str) {
        let text_of = || fs::read_to_string(self.path(name)).unwrap_or_default();
        self.until(|| text_of().contains(text), &format!("`{text}` in {name}"));
    }

    fn until(&self, is_there: impl Fn() -> bool, what: &str) {
        let start = Instant::now();
        while !is_there() {
            let words = || fs::read_to_string(self.path("words.log")).unwrap_or_default();
            assert!(start.elapsed() < Duration::from_secs(60), "no {what}; it says:\n{}", words());
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn schema(field: &str) -> String {
    format!("syntax = \"proto3\";\n\nmessage User {{\n  string {field} = 1;\n}}\n")
}

#[test]
fn outputs_follow_changed_inputs() {
    let template = format!("{TEMPLATE}  - {{protoc_builtin: pyi, out: gen}}\n");
    let it = Watching::new("generate", &[("buf.gen.yaml", &template), ("proto/a.proto", &schema("first"))]);
    it.until_has("gen/a_pb2.pyi", "first");
    it.until_has("words.log", "waiting for changes");

    it.write("proto/a.proto", &schema("edited"));
    it.until_has("gen/a_pb2.pyi", "edited");
    it.until_has("words.log", "proto/a.proto changed");

    it.write("proto/a.proto", "syntax = \"proto3\";\n\nmessage {}\n");
    it.until_has("words.log", "proto/a.proto:3:");
    it.write("proto/a.proto", &schema("mended_again"));
    it.until_has("gen/a_pb2.pyi", "mended_again");

    it.write("proto/b.proto", &schema("beside").replace("User", "Beside"));
    it.until_has("gen/b_pb2.pyi", "beside");
    fs::remove_file(it.path("proto/b.proto")).unwrap();
    it.until(|| !it.path("gen/b_pb2.pyi").exists(), "end of gen/b_pb2.pyi");
    assert!(it.path("gen/a_pb2.pyi").exists());
}

#[test]
fn watches_a_template() {
    let template = format!("{TEMPLATE}  - {{protoc_builtin: pyi, out: gen}}\n");
    let it = Watching::new("generate", &[("buf.gen.yaml", &template), ("proto/a.proto", &schema("first"))]);
    it.until_has("gen/a_pb2.pyi", "first");

    it.write("buf.gen.yaml", &format!("{TEMPLATE}  - {{protoc_builtin: pyi, out: elsewhere}}\n"));
    it.until_has("elsewhere/a_pb2.pyi", "first");

    it.write("buf.gen.yaml", &format!("{TEMPLATE}  - {{protoc_builtin: pyi, ouch: elsewhere}}\n"));
    it.until_has("words.log", "buf.gen.yaml:5:");

    // Another folder that was not watched before.
    fs::create_dir(it.path("more")).unwrap();
    it.write("more/c.proto", &schema("more"));
    let template = "version: v2\ninputs: [{directory: more}]\nplugins:\n  - {protoc_builtin: pyi, out: again}\n";
    it.write("buf.gen.yaml", template);
    it.until_has("again/c_pb2.pyi", "more");
    it.write("more/c.proto", &schema("seen"));
    it.until_has("again/c_pb2.pyi", "seen");
}

#[test]
fn findings_follow_changed_schemas_and_configurations() {
    let old = ("old/a.proto", &*schema("name"));
    let config = "breaking.against = \"old\"\n[[module]]\npath = \"proto\"\n";
    let it = Watching::new("check", &[("protoward.toml", config), old, ("proto/a.proto", &schema("name"))]);
    it.until_has("words.log", "nothing breaks since old");
    it.until_has("words.log", "waiting for changes");

    it.write("proto/a.proto", &schema("renamed"));
    it.until_has("words.log", "proto/a.proto changed");
    it.until_has("findings.log", "[FIELD_RENAMED]");

    it.write("protoward.toml", &config.replace("breaking.", "lint.use = [\"MESSAGE_PASCAL_CASE\"]\nbreaking."));
    it.until_has("words.log", "protoward.toml changed");
    it.until_has("words.log", "1 rule");
}
