//! The ways in which a migrated build script gets the generator.

use std::fmt;
use std::path::Path;

use crate::disk;
use protoward_kit::error::Error;
use protoward_kit::workspace;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The generator is a part of the build script.
    Compiled,
    /// The build script runs an installed program.
    Program,
    /// The build script runs the program in the crate of the platform.
    Vendored,
}

pub(super) const WAYS: [Way; 3] = [Way::Compiled, Way::Program, Way::Vendored];

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Compiled => "compiled",
            Self::Program => "with the installed program",
            Self::Vendored => "with the vendored program",
        })
    }
}

impl Way {
    /// Returns the source and the features of protoward-build, for a manifest.
    pub(super) fn dependency(self) -> String {
        let path = workspace::root().join("crates/build-scripts/build");
        let features = match self {
            Self::Compiled => "",
            Self::Program => "\ndefault-features = false\nfeatures = [\"program\"]",
            Self::Vendored => "\ndefault-features = false\nfeatures = [\"vendored\"]",
        };
        format!("path = {path:?}{features}")
    }

    /// Returns the value of `PROTOWARD`. An empty one is like none.
    pub(super) fn variable(self, protoward: &Path) -> &Path {
        if self == Self::Program { protoward } else { Path::new("") }
    }

    /// Puts the program into a crate of the platform, which cargo takes for the crate in a folder instead of the one in this
    /// repository, whose program is not checked in.
    pub(super) fn configure(self, folder: &Path, protoward: &Path) -> Result<(), Error> {
        if self != Self::Vendored {
            return Ok(());
        }
        let triple = format!("{}-{}", std::env::consts::ARCH, system());
        let crates = workspace::root().join("crates/build-scripts/bin/platforms").join(&triple);
        let platform = workspace::scratch("published")?.join("platform");
        let library = crates.join("src/lib.rs");
        let library = std::fs::read_to_string(&library).map_err(Error::at(&library))?;
        workspace::write_changed(&platform.join("src/lib.rs"), &library)?;
        // The manifest in this repository takes values from the workspace, to which the copy does not belong.
        let version = env!("CARGO_PKG_VERSION");
        let manifest =
            format!("[package]\nname = \"protoward-bin-{triple}\"\nversion = \"{version}\"\nedition = \"2024\"\n");
        workspace::write_changed(&platform.join("Cargo.toml"), &manifest)?;
        let program = platform.join(format!("bin/protoward{}", std::env::consts::EXE_SUFFIX));
        disk::copy(protoward, &program)?;
        workspace::write_changed(&folder.join(".cargo/config.toml"), &format!("paths = [{platform:?}]\n"))
    }
}

fn system() -> &'static str {
    match std::env::consts::OS {
        "linux" => "unknown-linux-musl",
        "macos" => "apple-darwin",
        _ => "pc-windows-msvc",
    }
}

/// Changes the text of a file.
pub(super) fn edit(file: &Path, change: impl FnOnce(&str) -> String) -> Result<(), Error> {
    let text = std::fs::read_to_string(file).map_err(Error::at(file))?;
    std::fs::write(file, change(&text)).map_err(Error::at(file))
}
