//! The toolchain for another system: one that has the standard library for the target, or the sources of the library.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use super::{System, output_of};
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace;

pub(super) struct Toolchain {
    system: System,
    /// The folder of its programs.
    programs: PathBuf,
    library: Library,
}

/// The origin of the standard library of the target.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Library {
    Installed,
    /// Cargo compiles it, which releases of Rust refuse unless `RUSTC_BOOTSTRAP` is set.
    Sources,
}

/// The reason why there is no toolchain.
pub(super) enum NoToolchain {
    /// The machine lacks something: what it is, and what installs it.
    Lacking(String),
    Failed(Error),
}

impl From<Error> for NoToolchain {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<NoToolchain> for Error {
    fn from(reason: NoToolchain) -> Self {
        match reason {
            NoToolchain::Lacking(what) => Self::Usage(what),
            NoToolchain::Failed(error) => error,
        }
    }
}

/// The parts of the standard library that programs and tests need.
const PARTS: &str = "-Zbuild-std=std,panic_abort,panic_unwind,test";

impl Toolchain {
    /// Returns the toolchain of this chore or Debian's, preferably one with the library for the target. Debian's has the sources in a
    /// package, also on a machine without rustup.
    pub(super) fn find(system: System) -> Result<Self, NoToolchain> {
        if let Some((compiler, packages)) = system.compiler()
            && !is_on_path(compiler)
        {
            return Err(lacks(system, &format!("`{compiler}`; on Debian: apt-get install {packages}")));
        }
        let mut candidates = vec![cargo_of_chore(), PathBuf::from("/usr/bin/cargo")];
        candidates.retain(|cargo| cargo.is_file() && cargo.with_file_name("rustc").is_file());
        let candidates = candidates.into_iter().map(|cargo| {
            let sysroot = output_of(&Run::new(cargo.with_file_name("rustc")).args(["--print", "sysroot"]))?;
            Ok((cargo, PathBuf::from(sysroot)))
        });
        let candidates: Vec<(PathBuf, PathBuf)> = candidates.collect::<Result<_, Error>>()?;
        for library in [Library::Installed, Library::Sources] {
            for (cargo, sysroot) in &candidates {
                let folder = match library {
                    Library::Installed => Path::new(system.triple()).join("lib"),
                    Library::Sources => PathBuf::from("src/rust/library/std"),
                };
                if sysroot.join("lib/rustlib").join(folder).is_dir() {
                    let programs = cargo.parent().unwrap_or(Path::new("/")).to_path_buf();
                    return Ok(Self { system, programs, library });
                }
            }
        }
        let target = system.triple();
        Err(lacks(
            system,
            &format!(
                "a standard library: rustup target add {target}; on Debian: apt-get install rustc-web cargo-web rust-web-clippy rust-web-src"
            ),
        ))
    }

    /// Returns a run of a cargo command for the target, in the repository.
    pub(super) fn cargo(&self, command: &str) -> Result<Run, Error> {
        let target = self.system.triple();
        let run = Run::new(self.programs.join("cargo")).arg(command).args(["--target", target]);
        let run = match self.library {
            Library::Installed => run,
            Library::Sources => run.arg(PARTS).env("RUSTC_BOOTSTRAP", "1"),
        };
        let run = match self.system.linker() {
            Some(linker) => run.env(format!("CARGO_TARGET_{}_LINKER", target.replace('-', "_").to_uppercase()), linker),
            None => run,
        };
        Ok(run
            .env("PATH", self.path()?)
            .env("RUSTC", self.programs.join("rustc"))
            .env("CARGO_TARGET_DIR", self.folder())
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .current_dir(workspace::root()))
    }

    /// Returns the folder into which cargo builds. It is not that of the repository, because another toolchain may build there.
    fn folder(&self) -> PathBuf {
        workspace::target().join("systems/build")
    }

    /// Returns a program that the profile `dev` has built.
    pub(super) fn built(&self, name: &str) -> PathBuf {
        let extension = if self.system == System::Windows { ".exe" } else { "" };
        self.folder().join(self.system.triple()).join("debug").join(format!("{name}{extension}"))
    }

    /// Returns the `PATH` with the programs of the toolchain first, because cargo looks up `cargo-clippy` there.
    fn path(&self) -> Result<OsString, Error> {
        let rest = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.programs.clone()).chain(std::env::split_paths(&rest));
        std::env::join_paths(folders).map_err(|error| Error::Usage(format!("the `PATH`: {error}")))
    }
}

impl fmt::Display for Toolchain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let library = match self.library {
            Library::Installed => "an installed standard library",
            Library::Sources => "a standard library that is compiled",
        };
        write!(f, "{} with {library}", self.programs.join("cargo").display())
    }
}

/// Returns the cargo that runs this chore. It is the program of a toolchain, and not the proxy of rustup.
fn cargo_of_chore() -> PathBuf {
    std::env::var_os("CARGO").map_or_else(|| PathBuf::from(env!("CARGO")), PathBuf::from)
}

fn is_on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn lacks(system: System, what: &str) -> NoToolchain {
    NoToolchain::Lacking(format!("{} needs {what}", system.triple()))
}
