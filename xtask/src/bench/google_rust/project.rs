//! A crate with a generator and a runtime.

use std::path::{Path, PathBuf};
use std::time::Duration;

use walkdir::WalkDir;

use crate::bench::measure::processor_time;
use protoward_oracles::error::Error;
use protoward_oracles::process::Run;
use protoward_oracles::{files, workspace};

/// The content of a crate. `ROOT` stands for the repository.
pub(super) struct Project<'a> {
    pub(super) name: &'static str,
    /// The lines below `[dependencies]`.
    pub(super) runtime: &'a str,
    /// The lines below `[build-dependencies]`.
    pub(super) generator: &'a str,
    /// The expression of the build script.
    pub(super) script: &'a str,
    /// The sources by their names.
    pub(super) sources: &'a [(&'a str, &'a str)],
    pub(super) release: bool,
}

/// The programs that build scripts run.
pub(super) struct Generators {
    pub(super) protoward: PathBuf,
    pub(super) protoc: PathBuf,
}

/// A crate that is ready to be built.
pub(super) struct Prepared {
    pub(super) name: &'static str,
    folder: PathBuf,
    release: bool,
    builds: Vec<Duration>,
}

impl Project<'_> {
    pub(super) fn prepare(&self) -> Result<Prepared, Error> {
        let folder = workspace::scratch(&format!("bench/google-rust/{}", self.name.replace([' ', ',', '+'], "-")))?;
        let root = workspace::root().display().to_string();
        let manifest = format!(
            "[workspace]\n\n[package]\nname = \"consumer\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
             [dependencies]\n{}\n[build-dependencies]\n{}\n[profile.dev]\nincremental = false\n[profile.dev.build-override]\n\
             incremental = false\n[profile.release]\nstrip = true\n",
            self.runtime, self.generator
        );
        let script =
            format!("fn main() -> Result<(), Box<dyn std::error::Error>> {{\n    {};\n    Ok(())\n}}\n", self.script);
        files::write(&folder.join("Cargo.toml"), manifest.replace("ROOT", &root))?;
        files::write(&folder.join("build.rs"), script)?;
        for (name, text) in self.sources {
            files::write(&folder.join(name), text)?;
        }
        Run::cargo().args(["fetch", "--quiet"]).current_dir(&folder).finish()?;
        Ok(Prepared { name: self.name, folder, release: self.release, builds: Vec::new() })
    }
}

impl Prepared {
    /// Runs a clean build, and records its processor time.
    pub(super) fn clean_build(&mut self, generators: &Generators) -> Result<(), Error> {
        let target = self.folder.join("target");
        if target.exists() {
            std::fs::remove_dir_all(&target).map_err(Error::at(&target))?;
        }
        let before = processor_time();
        let run = Run::cargo().args(["build", "--quiet"]).args(self.release.then_some("--release"));
        let run = run.env("CARGO_TARGET_DIR", &target).env("CARGO_INCREMENTAL", "0").current_dir(&self.folder);
        run.env("PROTOC", &generators.protoc).env("PROTOWARD", &generators.protoward).finish()?;
        self.builds.push(processor_time().zip(before).map(|(after, before)| after - before).unwrap_or_default());
        Ok(())
    }

    /// Returns the smallest processor time of a build, in seconds.
    pub(super) fn seconds(&self) -> f64 {
        self.builds.iter().min().copied().unwrap_or_default().as_secs_f64()
    }

    /// Returns the size of the generated code, in bytes.
    pub(super) fn code(&self) -> u64 {
        let files = WalkDir::new(self.output().join("build")).into_iter().flatten();
        let of_consumer = files.filter(|file| {
            let path = file.path();
            path.extension().is_some_and(|it| it == "rs")
                && path.components().any(|it| is_of_consumer(it.as_os_str().to_str()))
        });
        of_consumer.filter_map(|file| Some(file.metadata().ok()?.len())).sum()
    }

    pub(super) fn program(&self) -> PathBuf {
        self.output().join(format!("consumer{}", std::env::consts::EXE_SUFFIX))
    }

    fn output(&self) -> PathBuf {
        self.folder.join("target").join(if self.release { "release" } else { "debug" })
    }
}

fn is_of_consumer(folder: Option<&str>) -> bool {
    folder.is_some_and(|name| name.starts_with("consumer-"))
}

/// Returns the size of a file.
pub(super) fn size(path: &Path) -> Result<u64, Error> {
    std::fs::metadata(path).map(|it| it.len()).map_err(Error::at(path))
}
