//! A workspace of Bazel in a temporary folder.

use std::path::{Path, PathBuf};
use std::process::Output;

use tempfile::TempDir;

use crate::environment;
use crate::support::{self, copy, write};

/// A workspace with its own Bazel server, which ends with it.
pub(super) struct Workspace {
    folder: TempDir,
    output: PathBuf,
}

impl Workspace {
    /// Creates a checkout `a` with files. Returns `None`, and prints that the test is skipped, without Bazel.
    pub(super) fn new(files: &[(&str, &str)]) -> Option<Self> {
        // Bazel of a distribution runs with its Java.
        if let Some(tool) = ["bazel", "javac"].into_iter().find(|tool| !environment::has(tool)) {
            support::skip(&format!("`{tool}` is not installed"));
            return None;
        }
        let folder = TempDir::new().unwrap();
        let rules = folder.path().join("rules");
        let output = folder.path().join("output");
        copy(Path::new("bazel"), &rules);
        let root = format!(
            r#"
workspace(name = "example")
local_repository(name = "protoward", path = "{}")
load("@protoward//:repositories.bzl", "protoward_program", "protoward_without_network")
protoward_without_network()
protoward_program(name = "protoward_program", path = "{}")
"#,
            rules.display(),
            env!("CARGO_BIN_EXE_protoward"),
        );
        write(&folder.path().join("a"), &[("WORKSPACE", &*root)]);
        write(&folder.path().join("a"), files);
        Some(Self { folder, output })
    }

    pub(super) fn root(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs Bazel in a checkout.
    pub(super) fn bazel(&self, checkout: &str, arguments: &[&str]) -> (Output, String) {
        let mut bazel = environment::tool("bazel");
        bazel.arg(format!("--output_user_root={}", self.output.display())).args(arguments);
        let done = bazel.current_dir(self.root(checkout)).output().unwrap();
        let text = String::from_utf8_lossy(&done.stderr).into_owned() + &String::from_utf8_lossy(&done.stdout);
        (done, text)
    }

    /// Runs Bazel in a checkout, and returns its messages.
    pub(super) fn builds(&self, checkout: &str, arguments: &[&str]) -> String {
        let (done, text) = self.bazel(checkout, arguments);
        assert!(done.status.success(), "{text}");
        text
    }

    /// Runs a command that fails, and returns its messages.
    pub(super) fn fails(&self, arguments: &[&str]) -> String {
        let (done, text) = self.bazel("a", arguments);
        assert!(!done.status.success(), "{text}");
        text
    }

    /// Returns an output of the checkout `a`.
    pub(super) fn output(&self, name: &str) -> PathBuf {
        self.root("a/bazel-bin").join(name)
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        for checkout in ["a", "b"].into_iter().filter(|name| self.root(name).is_dir()) {
            self.bazel(checkout, &["shutdown"]);
        }
        // Bazel makes its outputs read-only.
        let _ = environment::tool("chmod").args(["-R", "u+w"]).arg(&self.output).status();
    }
}
