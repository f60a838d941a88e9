//! A crate that generates code from a real schema in its build script, with one of several generators.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;
use walkdir::WalkDir;

use crate::bench::measure::processor_time;
use crate::trees;
use protoward_kit::cargo_crate::{CargoCrate, Manifest, messages};
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::process::Run;
use protoward_kit::workspace;

/// A generator with its dependencies and build script.
pub(super) struct BuildMethod {
    pub(super) name: &'static str,
    /// The lines below `[build-dependencies]`.
    needs: &'static [&'static str],
    script: &'static str,
    needs_protoc: bool,
}

pub(super) const BUILD_METHODS: &[BuildMethod] = &[
    BuildMethod {
        name: "protoward",
        needs: &["protoward-build = { path = \"ROOT/crates/build-scripts/build\" }"],
        script: "protoward_build::configure().include_file(\"mod.rs\").compile_protos(&[FILE], &[DIR])",
        needs_protoc: false,
    },
    BuildMethod {
        name: "protoward, the program",
        needs: &[
            "protoward-build = { path = \"ROOT/crates/build-scripts/build\", default-features = false, features = [\"program\"] }",
        ],
        script: "protoward_build::configure().include_file(\"mod.rs\").compile_protos(&[FILE], &[DIR])",
        needs_protoc: false,
    },
    // The variable names the program here too, so that the crate of the platform need not have it.
    BuildMethod {
        name: "protoward, vendored",
        needs: &[
            "protoward-build = { path = \"ROOT/crates/build-scripts/build\", default-features = false, features = [\"vendored\"] }",
        ],
        script: "protoward_build::configure().include_file(\"mod.rs\").compile_protos(&[FILE], &[DIR])",
        needs_protoc: false,
    },
    BuildMethod {
        name: "tonic-prost-build + protoc",
        needs: &[TONIC],
        script: "tonic_prost_build::configure().include_file(\"mod.rs\").compile_protos(&[FILE], &[DIR])",
        needs_protoc: true,
    },
    BuildMethod {
        name: "tonic-prost-build + protox",
        needs: &[TONIC, "protox = \"0.10\""],
        script: "tonic_prost_build::configure().include_file(\"mod.rs\")\
                 .compile_fds(protox::compile([FILE], [DIR]).map_err(std::io::Error::other)?)",
        needs_protoc: false,
    },
];

/// The dependency from the documentation of tonic-prost-build, with default features such as the cleanup of comments for rustdoc.
const TONIC: &str = "tonic-prost-build = \"0.14\"";

/// The dependencies of the generated code, the same for all generators.
const RUNTIME: &str = "prost = \"0.14\"\nprost-types = \"0.14\"\ntonic = \"0.14\"\ntonic-prost = \"0.14\"\n";

/// The folder of the schema in the crate.
pub(super) const SCHEMA: &str = "proto";

/// A crate that is ready to be built.
pub(super) struct Consumer {
    pub(super) method: &'static BuildMethod,
    project: CargoCrate,
    pub(super) dir: PathBuf,
    /// The program `protoward`, for the method that runs it.
    pub(super) protoward: PathBuf,
    /// The number of packages that a build compiles, without the crate itself.
    pub(super) crates: usize,
    /// The number of packages that are compiled twice: for the build script, and with other features for the crate.
    pub(super) twice: usize,
    pub(super) builds: Vec<Build>,
}

/// The times of a build.
#[derive(Debug, Clone, Copy)]
pub(super) struct Build {
    pub(super) wall: Duration,
    pub(super) processor: Duration,
}

pub(super) fn prepared(method: &'static BuildMethod, tree: &Path, protoward: &Path) -> Result<Consumer, Error> {
    let dir = workspace::scratch(&format!("bench/rust/{}", method.name.replace([' ', '+', ','], "-")))?;
    let filled =
        |text: &str| text.replace("FILE", &format!("{:?}", trees::SMALL)).replace("DIR", &format!("{SCHEMA:?}"));
    let project = CargoCrate::built_into(&dir, dir.join("target"));
    let needs = method.needs.join("\n");
    let manifest = Manifest::new("consumer").dependencies(RUNTIME).build_dependencies(&needs);
    project.write_manifest(&manifest.profiles(AS_FROM_A_REGISTRY))?;
    project.write(
        "build.rs",
        filled(&format!(
            "fn main() -> Result<(), Box<dyn std::error::Error>> {{\n    {}?;\n    Ok(())\n}}\n",
            method.script
        )),
    )?;
    copy(tree, &dir.join(SCHEMA))?;
    project.write("src/lib.rs", "include!(concat!(env!(\"OUT_DIR\"), \"/mod.rs\"));\n")?;
    // The same versions as in this repository, so that only the generators differ.
    project.lock()?;
    let crates = crates_of(&project)?;
    Ok(Consumer { method, project, dir, protoward: protoward.to_owned(), crates, twice: 0, builds: Vec::new() })
}

/// Cargo compiles packages from a registry without incremental compilation, but path dependencies with it. The profile makes
/// protoward-build, which is a path dependency here, cost what it costs its users.
const AS_FROM_A_REGISTRY: &str = "[profile.dev.build-override]\nincremental = false\n";

/// Copies the schema, so that a benchmark can change it.
fn copy(tree: &Path, to: &Path) -> Result<(), Error> {
    let is_schema = |path: &Path| path.extension().is_some_and(|it| it == "proto");
    for entry in WalkDir::new(tree).into_iter().flatten().filter(|entry| is_schema(entry.path())) {
        let path = to.join(entry.path().strip_prefix(tree).unwrap_or(entry.path()));
        let folder = path.parent().unwrap_or(to);
        std::fs::create_dir_all(folder).map_err(Error::at(folder))?;
        std::fs::copy(entry.path(), &path).map_err(Error::at(&path))?;
    }
    Ok(())
}

/// Returns the number of packages that a build compiles, without the crate itself.
fn crates_of(project: &CargoCrate) -> Result<usize, Error> {
    let args = ["tree", "--prefix", "none", "--edges", "normal,build", "--format", "{p}", "--no-dedupe"];
    let done = project.cargo(&args).finish()?;
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    let mut packages: Vec<&str> = text.lines().filter(|it| !it.is_empty()).collect();
    packages.sort_unstable();
    packages.dedup();
    Ok(packages.len().saturating_sub(1))
}

impl Consumer {
    /// Runs a clean build and records its times.
    pub(super) fn clean_build(&mut self, protoc: &Path) -> Result<(), Error> {
        files::clear(&self.target())?;
        let run = self.build(protoc).arg("--quiet");
        let started = Instant::now();
        let before = processor_time();
        run.finish()?;
        let processor = processor_time().zip(before).map(|(after, before)| after - before);
        self.builds.push(Build { wall: started.elapsed(), processor: processor.unwrap_or_default() });
        Ok(())
    }

    /// Counts the packages that are compiled twice. The crate must have been built.
    pub(super) fn count_twice(&mut self, protoc: &Path) -> Result<(), Error> {
        let done = self.build(protoc).args(["--quiet", "--message-format=json"]).finish()?;
        self.twice = twice(&done.stdout);
        Ok(())
    }

    /// Returns the executable of the build script. The crate must have been built.
    pub(super) fn script(&self, protoc: &Path) -> Result<PathBuf, Error> {
        let build = self.build(protoc).args(["--quiet", "--message-format=json"]);
        let done = build.finish()?;
        script(&done.stdout).ok_or_else(|| Error::Unreadable {
            command: build.line(),
            why: "no build script among the artifacts".to_owned(),
        })
    }

    /// Returns the path of `protoc`, or a path that does not exist if the generator does not need `protoc`.
    pub(super) fn protoc<'p>(&self, protoc: &'p Path) -> &'p Path {
        if self.method.needs_protoc { protoc } else { Path::new("no-protoc-here") }
    }

    pub(super) fn build(&self, protoc: &Path) -> Run {
        self.project
            .cargo(&["build"])
            // Cargo never builds registry packages incrementally. protoward is a path dependency only in this benchmark.
            .env("CARGO_INCREMENTAL", "0")
            .env("PROTOC", self.protoc(protoc))
            .env("PROTOWARD", &self.protoward)
    }

    pub(super) fn target(&self) -> PathBuf {
        self.dir.join("target")
    }

    /// Returns the minimum over all builds, in seconds.
    pub(super) fn min(&self, of: impl Fn(&Build) -> Duration) -> f64 {
        self.builds.iter().map(of).min().unwrap_or_default().as_secs_f64()
    }
}

/// Returns the number of packages with two libraries in the build messages of cargo.
fn twice(stdout: &[u8]) -> usize {
    let mut libraries: BTreeMap<String, usize> = BTreeMap::new();
    for message in messages(stdout) {
        let is_library = message["target"]["kind"][0] == "lib";
        if let Some(package) = message["package_id"].as_str().filter(|_| is_library) {
            *libraries.entry(package.to_owned()).or_default() += 1;
        }
    }
    libraries.values().filter(|&&count| count > 1).count()
}

/// Returns the executable of the build script of the crate `consumer` from the build messages of cargo.
fn script(stdout: &[u8]) -> Option<PathBuf> {
    let is_script = |message: &Value| {
        let is_consumer = message["package_id"].as_str().is_some_and(|id| id.contains("#consumer@"));
        is_consumer && message["target"]["kind"][0] == "custom-build"
    };
    messages(stdout).filter(is_script).find_map(|message| message["filenames"][0].as_str().map(PathBuf::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_packages_with_two_libraries() {
        let artifact = |package: &str, kind: &str| {
            format!(r#"{{"reason":"compiler-artifact","package_id":"{package}","target":{{"kind":["{kind}"]}}}}"#)
        };
        let messages = [
            artifact("bytes@1.0.0", "lib"),
            artifact("libc@0.2.0", "lib"),
            artifact("libc@0.2.0", "custom-build"),
            artifact("syn@2.0.0", "lib"),
            artifact("syn@3.0.0", "lib"),
            artifact("bytes@1.0.0", "lib"),
            r#"{"reason":"build-finished","success":true}"#.to_owned(),
        ];
        assert_eq!(twice(messages.join("\n").as_bytes()), 1);
        assert_eq!(twice(b""), 0);
    }

    #[test]
    fn finds_the_build_script_of_the_consumer() {
        let artifact = |package: &str, kind: &str, file: &str| {
            format!(r#"{{"package_id":"{package}","target":{{"kind":["{kind}"]}},"filenames":["{file}"]}}"#)
        };
        let messages = [
            artifact("registry+https://example.com#libc@0.2.0", "custom-build", "libc"),
            artifact("path+file:///bench/protoward#consumer@0.0.0", "lib", "library"),
            artifact("path+file:///bench/protoward#consumer@0.0.0", "custom-build", "script"),
        ];
        assert_eq!(script(messages.join("\n").as_bytes()), Some(PathBuf::from("script")));
        assert_eq!(script(messages[..2].join("\n").as_bytes()), None);
    }

    #[test]
    fn every_build_script_is_one_line_and_names_the_schema() {
        for method in BUILD_METHODS {
            assert_eq!(method.script.lines().count(), 1, "{}", method.name);
            assert!(method.script.contains("FILE") && method.script.contains("DIR"));
        }
    }
}
