//! The ways in which a build script gets the generator. They have the same results.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::consumer::consumer;
use crate::environment;
use crate::vendored;

/// A way to get the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// It is part of the build script.
    Compiled,
    /// The build script runs the program, which is installed.
    Program,
    /// The build script runs the program, which a crate for the platform contains.
    Vendored,
}

pub(crate) const WAYS: [Way; 3] = [Way::Compiled, Way::Program, Way::Vendored];

impl Way {
    /// Returns the features of `protoward-build`, for a manifest. Those of `added` are for the generator in the build script,
    /// because the program has all of them.
    pub(crate) fn features(self, added: &[&str]) -> String {
        match self {
            Self::Compiled => format!("features = {added:?}"),
            Self::Program => "default-features = false, features = [\"program\"]".to_owned(),
            Self::Vendored => "default-features = false, features = [\"vendored\"]".to_owned(),
        }
    }

    /// Returns the program that the build script runs, if it runs one.
    pub(crate) fn program(self) -> Option<&'static Path> {
        match self {
            Self::Compiled => None,
            Self::Program => Some(Path::new(env!("CARGO_BIN_EXE_protoward"))),
            Self::Vendored => Some(&vendored::UNDER_TEST.program),
        }
    }

    /// Returns the variables with which the build script finds the program.
    pub(crate) fn variables(self) -> Option<(&'static str, &'static Path)> {
        self.program().filter(|_| self == Self::Program).map(|program| ("PROTOWARD", program))
    }

    /// Makes cargo find the program in a crate for the platform, for a package in a folder.
    pub(crate) fn configure(self, package: &Path) {
        if self == Self::Vendored {
            vendored::UNDER_TEST.configure(package);
        }
    }

    /// Builds a program as cargo builds a build script.
    pub(crate) fn build_program(self, name: &str, code: &str) -> PathBuf {
        executable(&self.package(name, code))
    }

    /// Creates the package of a program, and returns its folder.
    pub(crate) fn package(self, name: &str, code: &str) -> PathBuf {
        let name = format!("{name}-{self:?}").to_lowercase();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(&name);
        let build = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/build-scripts/build");
        let features = self.features(&["full"]);
        let manifest = format!(
            "[workspace]\n[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
             [dependencies]\nprotoward-build = {{ path = {build:?}, {features} }}\n\
             [profile.dev]\ndebug = false\n"
        );
        fs::create_dir_all(folder.join("src")).unwrap();
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        fs::write(folder.join("src/main.rs"), code).unwrap();
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock");
        fs::copy(lock, folder.join("Cargo.lock")).unwrap();
        self.configure(&folder);
        folder
    }
}

/// Builds the package in a folder, and returns its program.
pub(crate) fn executable(package: &Path) -> PathBuf {
    let output =
        environment::cargo().args(["build", "--message-format", "json"]).current_dir(package).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    let mut messages = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    messages.find_map(|message| message["executable"].as_str().map(PathBuf::from)).unwrap()
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
        command.arg(consumer().join("proto")).arg(out.path()).envs(way.variables());
        let output = command.output().unwrap();
        assert!(output.status.success(), "{way:?}: {}", String::from_utf8_lossy(&output.stderr));
        let ours = files(out.path());
        let recorded = files(&consumer().join("recorded"));
        assert_eq!(ours.keys().collect::<Vec<_>>(), recorded.keys().collect::<Vec<_>>(), "{way:?}");
        for (path, code) in recorded {
            assert!(ours[&path] == code, "{way:?}: `{}` differs", path.display());
        }
    }
}
