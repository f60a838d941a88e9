//! The ways in which a build script gets the generator. They have the same results.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::consumer::consumer;
use crate::environment;

/// A way to get the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// It is part of the build script.
    Compiled,
    /// The build script runs the program, which is installed.
    Program,
}

pub(crate) const WAYS: [Way; 2] = [Way::Compiled, Way::Program];

impl Way {
    /// Returns the features of `protoward-build`, for a manifest. Those of `added` are for the generator in the build script,
    /// because the program has all of them.
    pub(crate) fn features(self, added: &[&str]) -> String {
        match self {
            Self::Compiled => format!("features = {added:?}"),
            Self::Program => "default-features = false, features = [\"program\"]".to_owned(),
        }
    }

    /// Builds a program as cargo builds a build script.
    pub(crate) fn build_program(self, name: &str, code: &str) -> PathBuf {
        let name = format!("{name}-{self:?}").to_lowercase();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(&name);
        let build = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/build");
        let features = self.features(&["full"]);
        let manifest = format!(
            "[workspace]\n[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
             [dependencies]\nprotoward-build = {{ path = {build:?}, {features} }}\n\
             [profile.dev]\ndebug = false\n"
        );
        fs::create_dir_all(folder.join("src")).unwrap();
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        fs::write(folder.join("src/main.rs"), code).unwrap();
        fs::copy(build.join("../../Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        let output =
            environment::cargo().args(["build", "--message-format", "json"]).current_dir(&folder).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let lines = String::from_utf8(output.stdout).unwrap();
        let mut messages = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        messages.find_map(|message| message["executable"].as_str().map(PathBuf::from)).unwrap()
    }
}

/// A program that generates the code of each set of options into a folder.
const OPTION_SETS: &str = r#"
use std::io;
use std::path::{Path, PathBuf};

use protoward_build::Builder;
use protoward_build::prost_build::Config;

fn configure() -> Builder {
    protoward_build::configure().prost_comments(true).prost_names(true).module_tree(false)
}

include!("OPTION_SETS");

fn main() -> io::Result<()> {
    let [protos, out] = [1, 2].map(|index| PathBuf::from(std::env::args_os().nth(index).unwrap()));
    for name in NAMES {
        std::fs::create_dir(out.join(name))?;
        run(name, &protos, &out.join(name))?;
    }
    Ok(())
}
"#;

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| (entry.path().strip_prefix(folder).unwrap().to_owned(), fs::read(entry.path()).unwrap()))
        .collect()
}

#[test]
fn option_sets_give_the_recorded_code_in_all_ways() {
    let code = OPTION_SETS.replace("OPTION_SETS", consumer().join("option_sets.rs").to_str().unwrap());
    for way in WAYS {
        let program = way.build_program("option-sets", &code);
        let out = tempfile::tempdir().unwrap();
        let mut command = environment::built(&program);
        command.arg(consumer().join("proto")).arg(out.path()).env("PROTOWARD", env!("CARGO_BIN_EXE_protoward"));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{way:?}: {}", String::from_utf8_lossy(&output.stderr));
        let (ours, recorded) = (files(out.path()), files(&consumer().join("recorded")));
        assert_eq!(ours.keys().collect::<Vec<_>>(), recorded.keys().collect::<Vec<_>>(), "{way:?}");
        for (path, code) in recorded {
            assert!(ours[&path] == code, "{way:?}: `{}` differs", path.display());
        }
    }
}

/// A build script that generates the code of one file.
const SCRIPT: &str = r#"
fn main() -> Result<(), protoward_build::Error> {
    protoward_build::configure().out_dir(".").compile_protos(&["a.proto"], &["."])
}
"#;

/// Runs a build script with the feature `program`, and returns what it prints.
fn printed(script: &Path, variables: &[(&str, &Path)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.proto"), "syntax = \"proto3\";\nmessage A {}\n").unwrap();
    let mut command = environment::built(script);
    command.current_dir(folder.path()).envs(variables.iter().copied());
    let output = command.output().unwrap();
    assert_eq!(output.status.success(), folder.path().join("_.rs").exists());
    String::from_utf8(output.stderr).unwrap()
}

#[cfg(unix)]
#[test]
fn a_program_that_cannot_be_used_is_explained() {
    use std::os::unix::fs::PermissionsExt as _;

    let script = Way::Program.build_program("unusable", SCRIPT);
    let temp = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str, mode| {
        let path = temp.path().join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        path
    };
    let empty = temp.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let programs = [
        ("it is not there", temp.path().join("nowhere")),
        ("it has another version", file("newer", "#!/bin/sh\necho protoward-build 9.9.9\n", 0o755)),
        ("it is another program", file("other", "#!/bin/sh\necho error: no such command\nexit 2\n", 0o755)),
        ("it must not be executed", file("plain", "#!/bin/sh\n", 0o644)),
        ("it ends", file("ends", "#!/bin/sh\nread line\necho \"$line\"\nexit 7\n", 0o755)),
    ];
    let mut shown = format!("== it is not installed\n{}", printed(&script, &[("PATH", &empty)]));
    for (what, program) in &programs {
        shown += &format!("== {what}\n{}", printed(&script, &[("PROTOWARD", program)]));
    }
    crate::support::check("build-script", "unusable", &shown.replace(temp.path().to_str().unwrap(), "FOLDER"));
}

#[test]
fn the_program_is_found_in_path() {
    let script = Way::Program.build_program("unusable", SCRIPT);
    let folder = Path::new(env!("CARGO_BIN_EXE_protoward")).parent().unwrap();
    assert_eq!(printed(&script, &[("PATH", folder)]), "");
}
