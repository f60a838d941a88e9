//! Cargo crates that a chore writes below `target`: manifests, copies of fixtures, runs of cargo, and what build scripts write.

use std::fmt;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::error::Error;
use crate::files;
use crate::process::Run;
use crate::workspace::{self, Profile, write_changed};

/// The profile of crates that are only checked or run once, so that they are built fast.
const PROFILE: &str = "[profile.dev]\ndebug = false\nincremental = false\n";

/// The manifest of a crate. The crate is a workspace of its own: cargo would otherwise take it for a part of this one, which
/// contains `target`.
#[derive(Debug, Clone)]
pub struct Manifest<'a> {
    name: &'a str,
    dependencies: &'a str,
    build_dependencies: &'a str,
    patches: &'a str,
    profiles: &'a str,
}

impl<'a> Manifest<'a> {
    /// Returns the manifest of a crate without dependencies, with a profile that builds fast.
    pub fn new(name: &'a str) -> Manifest<'a> {
        Manifest { name, dependencies: "", build_dependencies: "", patches: "", profiles: PROFILE }
    }

    /// Sets the lines of `[dependencies]`. `ROOT/` in them is this repository.
    pub fn dependencies(self, dependencies: &'a str) -> Manifest<'a> {
        Manifest { dependencies, ..self }
    }

    /// Sets the lines of `[build-dependencies]`. `ROOT/` in them is this repository.
    pub fn build_dependencies(self, build_dependencies: &'a str) -> Manifest<'a> {
        Manifest { build_dependencies, ..self }
    }

    /// Sets the lines of `[patch.crates-io]`. `ROOT/` in them is this repository.
    pub fn patches(self, patches: &'a str) -> Manifest<'a> {
        Manifest { patches, ..self }
    }

    /// Sets the tables of profiles, in place of the profile that builds fast.
    pub fn profiles(self, profiles: &'a str) -> Manifest<'a> {
        Manifest { profiles, ..self }
    }
}

impl fmt::Display for Manifest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Manifest { name, dependencies, build_dependencies, patches, profiles } = self;
        writeln!(
            f,
            "[workspace]\n\n[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false"
        )?;
        let tables =
            [("dependencies", dependencies), ("build-dependencies", build_dependencies), ("patch.crates-io", patches)];
        for (table, lines) in tables.into_iter().filter(|(_, lines)| !lines.is_empty()) {
            writeln!(f, "\n[{table}]\n{}", located(lines).trim_end())?;
        }
        write!(f, "\n{profiles}")
    }
}

/// Returns a manifest with the path of this repository instead of `ROOT`.
pub fn located(manifest: &str) -> String {
    let root = workspace::root().display().to_string().replace('\\', "/");
    manifest.replace("ROOT/", &format!("{root}/"))
}

/// The folder of a crate, and the folder that cargo builds the crate into.
#[derive(Debug, Clone)]
pub struct CargoCrate {
    folder: PathBuf,
    target: PathBuf,
}

impl CargoCrate {
    /// Creates a crate in a folder. It is built into a folder that all crates share, so that their dependencies are built once.
    pub fn new(folder: impl Into<PathBuf>) -> CargoCrate {
        CargoCrate::built_into(folder, workspace::target().join("crates-target"))
    }

    /// Creates a crate with its own target folder: a clean build is measured, or several crates are built at the same time.
    pub fn built_into(folder: impl Into<PathBuf>, target: impl Into<PathBuf>) -> CargoCrate {
        CargoCrate { folder: folder.into(), target: target.into() }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes the manifest.
    pub fn write_manifest(&self, manifest: &Manifest<'_>) -> Result<(), Error> {
        self.write("Cargo.toml", manifest.to_string())
    }

    /// Writes a file, also if it has this content already, so that cargo compiles it again.
    pub fn write(&self, name: impl AsRef<Path>, content: impl AsRef<[u8]>) -> Result<(), Error> {
        files::write(&self.folder.join(name), content)
    }

    /// Copies the `Cargo.lock` of the oracles, which has all peers, so that both use the same versions of dependencies.
    pub fn lock(&self) -> Result<(), Error> {
        let lock = workspace::root().join("oracles/Cargo.lock");
        std::fs::copy(&lock, self.folder.join("Cargo.lock")).map_err(Error::at(&lock))?;
        Ok(())
    }

    /// Removes the lock file, so that cargo chooses the newest versions that the manifest allows.
    pub fn unlock(&self) -> Result<(), Error> {
        let lock = self.folder.join("Cargo.lock");
        if lock.is_file() { std::fs::remove_file(&lock).map_err(Error::at(&lock)) } else { Ok(()) }
    }

    /// Copies files of a fixture, with the path of this repository instead of `ROOT`. Leaves those that have this text.
    pub fn copy_located(&self, fixture: &Path, files: &[&str]) -> Result<(), Error> {
        for file in files {
            let from = fixture.join(file);
            let text = std::fs::read_to_string(&from).map_err(Error::at(&from))?;
            write_changed(&self.folder.join(file), &located(&text))?;
        }
        Ok(())
    }

    /// Copies the files of folders of a fixture, without their subfolders.
    pub fn copy_folders(&self, fixture: &Path, folders: &[&str]) -> Result<(), Error> {
        for (from, to) in folders.iter().map(|folder| (fixture.join(folder), self.folder.join(folder))) {
            std::fs::create_dir_all(&to).map_err(Error::at(&to))?;
            for entry in std::fs::read_dir(&from).map_err(Error::at(&from))? {
                let path = entry.map_err(Error::at(&from))?.path();
                if let (true, Some(name)) = (path.is_file(), path.file_name()) {
                    std::fs::copy(&path, to.join(name)).map_err(Error::at(&path))?;
                }
            }
        }
        Ok(())
    }

    /// Returns a run of cargo in the crate.
    pub fn cargo(&self, arguments: &[&str]) -> Run {
        Run::cargo().args(arguments).current_dir(&self.folder).env("CARGO_TARGET_DIR", &self.target)
    }

    /// Returns the path of a program that is built, or of an example: `examples/NAME`.
    pub fn program(&self, profile: Profile, name: &str) -> PathBuf {
        self.target.join(profile.folder()).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// Removes the output folders of the build scripts of all packages of this name.
    pub fn remove_script_outputs(&self, package: &str) -> Result<(), Error> {
        self.script_folders(package)?.iter().try_for_each(|old| files::clear(old))
    }

    /// Returns the output folders of the build scripts of all packages of this name.
    pub fn script_outputs(&self, package: &str) -> Result<Vec<PathBuf>, Error> {
        Ok(self.script_folders(package)?.into_iter().map(|folder| folder.join("out")).collect())
    }

    fn script_folders(&self, package: &str) -> Result<Vec<PathBuf>, Error> {
        let built = self.target.join("debug/build");
        if !built.is_dir() {
            return Ok(Vec::new());
        }
        let entries = std::fs::read_dir(&built).map_err(Error::at(&built))?;
        let paths = entries.map(|entry| entry.map(|entry| entry.path()).map_err(Error::at(&built)));
        let paths = paths.collect::<Result<Vec<_>, Error>>()?;
        let is_its = |path: &PathBuf| {
            let folder = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            folder.rsplit_once('-').is_some_and(|(of, _)| of == package)
        };
        Ok(paths.into_iter().filter(is_its).collect())
    }
}

/// Returns the messages that cargo writes with `--message-format=json`.
pub fn messages(stdout: &[u8]) -> impl Iterator<Item = Value> {
    let text = String::from_utf8_lossy(stdout);
    let messages: Vec<Value> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    messages.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_only_tables_with_lines_into_manifests() {
        let manifest = Manifest::new("a").dependencies("b = { path = \"ROOT/crates/b\" }\n").profiles("");
        let root = workspace::root().display();
        let expected = format!(
            "[workspace]\n\n[package]\nname = \"a\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
             [dependencies]\nb = {{ path = \"{root}/crates/b\" }}\n\n"
        );
        assert_eq!(manifest.to_string(), expected);
    }

    #[test]
    fn reads_messages_among_other_lines() {
        let found: Vec<Value> = messages(b"{\"reason\":\"a\"}\nrunning\n{\"reason\":\"b\"}\n").collect();
        assert_eq!(found, [serde_json::json!({"reason": "a"}), serde_json::json!({"reason": "b"})]);
    }
}
