//! Installs every artifact in an empty environment, and runs it there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::archive;
use super::target::Target;
use protoward_kit::error::Error;
use protoward_kit::process::Run;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A schema with a finding of lint.
const SCHEMA: &str = "syntax = \"proto3\";\npackage shop.v1;\nmessage order {}\n";

/// The empty environments.
struct Checks<'a> {
    dist: &'a Path,
    target: &'a Target,
    folder: PathBuf,
    has_failed: bool,
}

/// Checks the artifacts of a target in the folder `dist`. A check whose installer is missing is a failure.
pub(super) fn run(dist: &Path, target: &Target) -> Result<ExitCode, Error> {
    let temp = tempfile::tempdir().map_err(Error::at(dist))?;
    let mut checks = Checks { dist, target, folder: temp.path().to_owned(), has_failed: false };
    println!();
    checks.check("archive", Checks::archive);
    checks.check("wheel", Checks::wheel);
    checks.check("npm", Checks::npm);
    if target.is_linux() {
        checks.check("deb", Checks::deb);
        checks.check("image", Checks::image);
    }
    Ok(if checks.has_failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

impl Checks<'_> {
    fn check(&mut self, name: &str, check: fn(&Self, &Path) -> Result<(), Error>) {
        let folder = self.folder.join(name);
        let result = fs::create_dir_all(&folder).map_err(Error::at(&folder)).and_then(|()| check(self, &folder));
        match result {
            Ok(()) => println!("ok      {name}: installed in an empty environment"),
            Err(error) => {
                println!("FAILED  {name}: {error}");
                self.has_failed = true;
            }
        }
    }

    fn artifact(&self, name: &str) -> String {
        self.dist.join(name).display().to_string()
    }

    fn archive(&self, folder: &Path) -> Result<(), Error> {
        untar(&self.artifact(&archive::file_name(self.target, VERSION)), folder)?;
        let root = folder.join(format!("protoward-{VERSION}-{}", self.target.triple));
        let program = self.target.program();
        // Programs of other systems need their libraries, so a folder without anything else does not do.
        if self.target.is_linux() {
            in_root(&root, &format!("/{program}"))?
        } else {
            runs(&root, &Run::new(root.join(program)))?
        }
        let manual = root.join("man/man1/protoward-breaking.1");
        let text = fs::read_to_string(&manual).map_err(Error::at(&manual))?;
        expect("the manual page of breaking", &text, ".TH")
    }

    fn deb(&self, folder: &Path) -> Result<(), Error> {
        let architecture = self.target.linux.unwrap_or_default();
        let package = self.artifact(&format!("protoward_{VERSION}_{architecture}.deb"));
        let root = folder.join("root");
        Run::new("dpkg-deb").args(["--extract", &package]).arg(&root).install_hint("dpkg").finish()?;
        in_root(&root, "/usr/bin/protoward")
    }

    fn image(&self, folder: &Path) -> Result<(), Error> {
        let architecture = self.target.linux.unwrap_or_default();
        untar(&self.artifact(&format!("protoward-{VERSION}-{architecture}.oci.tar")), folder)?;
        let root = folder.join("root");
        let read = |digest: &str| {
            let path = folder.join("blobs").join(digest.replace(':', "/"));
            let bytes = fs::read(&path).map_err(Error::at(&path))?;
            Ok::<_, Error>((path, serde_json::from_slice::<serde_json::Value>(&bytes).unwrap_or_default()))
        };
        let path = folder.join("index.json");
        let index: serde_json::Value =
            serde_json::from_slice(&fs::read(&path).map_err(Error::at(&path))?).unwrap_or_default();
        let (_, manifest) = read(index["manifests"][0]["digest"].as_str().unwrap_or_default())?;
        for layer in manifest["layers"].as_array().into_iter().flatten() {
            let (path, _) = read(layer["digest"].as_str().unwrap_or_default())?;
            untar(&path.display().to_string(), &root)?;
        }
        let (_, config) = read(manifest["config"]["digest"].as_str().unwrap_or_default())?;
        in_root(&root, config["config"]["Entrypoint"][0].as_str().unwrap_or_default())
    }

    fn wheel(&self, folder: &Path) -> Result<(), Error> {
        let environment = folder.join("venv");
        Run::new("python3").args(["-m", "venv"]).arg(&environment).install_hint("Python with venv").finish()?;
        let program =
            |name: &str| environment.join(if self.target.is_windows() { "Scripts" } else { "bin" }).join(name);
        Run::new(program("pip"))
            .args(["install", "--quiet", "--no-index", "--find-links"])
            .arg(self.dist)
            .arg("protoward[protoc]")
            .finish()?;
        works(&Run::new(program("protoward")))?;
        let module = Run::new(program("python")).args(["-m", "protoward", "completions", "fish"]).finish()?;
        expect("completions", &String::from_utf8_lossy(&module.stdout), "complete -c protoward")?;
        let protoc = Run::new(program("protoc")).arg("--version").finish()?;
        expect("protoc --version", &String::from_utf8_lossy(&protoc.stdout), "libprotoc ")
    }

    fn npm(&self, folder: &Path) -> Result<(), Error> {
        let (os, cpu) = self.target.npm;
        let command = |name: &str| if self.target.is_windows() { format!("{name}.cmd") } else { name.to_owned() };
        let packages = [format!("protoward-{os}-{cpu}-{VERSION}.tgz"), format!("protoward-{VERSION}.tgz")];
        Run::new(command("npm"))
            .args(["install", "--offline", "--no-audit", "--no-fund", "--prefix"])
            .arg(folder)
            .args(packages.map(|name| self.artifact(&name)))
            .install_hint("npm")
            .finish()?;
        works(&Run::new(folder.join("node_modules/.bin").join(command("protoward"))))?;
        let protoc =
            Run::new(folder.join("node_modules/.bin").join(command("protoward-protoc"))).arg("--version").finish()?;
        expect("protoc --version", &String::from_utf8_lossy(&protoc.stdout), "libprotoc ")
    }
}

fn untar(archive: &str, folder: &Path) -> Result<(), Error> {
    fs::create_dir_all(folder).map_err(Error::at(folder))?;
    Run::new("tar").args(["-xf", archive, "-C"]).arg(folder).install_hint("tar").finish().map(drop)
}

/// Runs the program in a folder as if it was the root of a system without anything else.
fn in_root(root: &Path, program: &str) -> Result<(), Error> {
    runs(root, &Run::new("chroot").arg(root).arg(program).install_hint("coreutils, and run this as root"))
}

/// Checks that a program works in a folder, where it gets a schema.
fn runs(folder: &Path, program: &Run) -> Result<(), Error> {
    let schema = folder.join("work/proto/shop/v1/shop.proto");
    fs::create_dir_all(schema.parent().unwrap_or(folder)).map_err(Error::at(&schema))?;
    fs::write(&schema, SCHEMA).map_err(Error::at(&schema))?;
    let program = program.clone().current_dir(folder);
    works(&program)?;
    let lint = program.clone().args(["lint", "work/proto"]).output()?;
    expect("lint", &String::from_utf8_lossy(&lint.stdout), "MESSAGE_PASCAL_CASE")?;
    let protoc = program.args(["protoc", "--version"]).finish()?;
    expect("protoc --version", &String::from_utf8_lossy(&protoc.stdout), "libprotoc ")
}

/// Checks that a program starts, and has the version of this repository.
fn works(program: &Run) -> Result<(), Error> {
    let done = program.clone().arg("--version").finish()?;
    expect("--version", &done.stderr, &format!("protoward {VERSION}"))?;
    let done = program.clone().args(["completions", "bash"]).finish()?;
    expect("completions", &String::from_utf8_lossy(&done.stdout), "_protoward()")
}

fn expect(what: &str, text: &str, part: &str) -> Result<(), Error> {
    if text.contains(part) {
        Ok(())
    } else {
        Err(Error::Unreadable { command: what.to_owned(), why: format!("no `{part}` in `{text}`") })
    }
}
