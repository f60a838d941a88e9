//! A crate with a generator and a runtime.

use std::path::{Path, PathBuf};
use std::time::Duration;

use walkdir::WalkDir;

use crate::bench::measure::processor_time;
use protoward_kit::cargo_crate::{CargoCrate, Manifest};
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::workspace::{self, Profile};

/// Path dependencies are built like packages of a registry, without incremental compilation. The sizes of programs are those
/// without symbols.
const PROFILES: &str = "[profile.dev]\nincremental = false\n[profile.dev.build-override]\nincremental = false\n\
    [profile.release]\nstrip = true\n";

/// The content of a crate. `ROOT/` stands for the repository.
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
    project: CargoCrate,
    folder: PathBuf,
    release: bool,
    builds: Vec<Duration>,
}

impl Project<'_> {
    pub(super) fn prepare(&self) -> Result<Prepared, Error> {
        let folder = workspace::scratch(&format!("bench/google-rust/{}", self.name.replace([' ', ',', '+'], "-")))?;
        let project = CargoCrate::built_into(&folder, folder.join("target"));
        let manifest = Manifest::new("consumer").dependencies(self.runtime).build_dependencies(self.generator);
        let script =
            format!("fn main() -> Result<(), Box<dyn std::error::Error>> {{\n    {};\n    Ok(())\n}}\n", self.script);
        project.write_manifest(&manifest.profiles(PROFILES))?;
        project.write("build.rs", script)?;
        for (name, text) in self.sources {
            project.write(name, text)?;
        }
        project.cargo(&["fetch", "--quiet"]).finish()?;
        Ok(Prepared { name: self.name, project, folder, release: self.release, builds: Vec::new() })
    }
}

impl Prepared {
    /// Runs a clean build, and records its processor time.
    pub(super) fn clean_build(&mut self, generators: &Generators) -> Result<(), Error> {
        let target = self.folder.join("target");
        files::clear(&target)?;
        let before = processor_time();
        let run = self.project.cargo(&["build", "--quiet"]).args(self.release.then_some("--release"));
        run.env("CARGO_INCREMENTAL", "0")
            .env("PROTOC", &generators.protoc)
            .env("PROTOWARD", &generators.protoward)
            .finish()?;
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
        let profile = if self.release { Profile::Release } else { Profile::Dev };
        self.project.program(profile, "consumer")
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
