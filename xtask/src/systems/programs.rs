//! The programs of another system, and what starts them.

use std::path::{Path, PathBuf};

use super::toolchain::Toolchain;
use super::{PACKAGES, System, wine};
use protoward_kit::corpus;
use protoward_kit::error::Error;
use protoward_kit::workspace;

/// Builds the program of a system.
pub(super) fn protoward(toolchain: &Toolchain) -> Result<PathBuf, Error> {
    // With the same features as the tests, so that dependencies are compiled once.
    toolchain.cargo("build")?.args(PACKAGES).args(["--bin", "protoward", "--quiet"]).finish()?;
    Ok(toolchain.built("protoward"))
}

/// Writes the script that runs the programs of a system on this machine, and returns its path.
pub(super) fn runner(system: System) -> Result<PathBuf, Error> {
    let script = match system {
        System::Windows => wine::script(&wine::prepared_prefix()?),
        System::S390x => qemu("s390x"),
        System::Aarch64 => qemu("aarch64"),
        System::Wasm | System::Thumb => {
            return Err(Error::Usage(format!("there is no program for {}", system.triple())));
        }
    };
    let path = workspace::scratch("systems")?.join(format!("run-{}", system.triple()));
    workspace::write_changed(&path, &script)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).map_err(Error::at(&path))?;
    }
    Ok(path)
}

/// Returns a script that runs a program for Linux on another processor, with the libraries of Debian's cross compiler.
fn qemu(processor: &str) -> String {
    format!("#!/bin/sh\nexec qemu-{processor}-static -L /usr/{processor}-linux-gnu \"$@\"\n")
}

/// Copies `protoward.exe` and the pinned `protoc.exe` to one folder, and returns its path.
pub(super) fn beside_protoc(protoward: &Path) -> Result<PathBuf, Error> {
    let folder = workspace::scratch("systems/windows")?;
    for (from, name) in [(protoward.to_path_buf(), "protoward.exe"), (corpus::protoc_of_windows()?, "protoc.exe")] {
        std::fs::copy(&from, folder.join(name)).map_err(Error::at(&from))?;
    }
    Ok(folder)
}
