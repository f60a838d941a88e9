//! Crates for the platform that contain a program, in the place of that of `crates/build-scripts/bin/platforms`, whose program is not checked in.

use std::env::consts::{ARCH, EXE_SUFFIX, OS};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// A crate for the platform.
pub(crate) struct PlatformCrate {
    folder: PathBuf,
    /// The path of the program in the crate.
    pub(crate) program: PathBuf,
}

/// The crate with the program under test.
pub(crate) static UNDER_TEST: LazyLock<PlatformCrate> = LazyLock::new(|| {
    let of_platform = PlatformCrate::new("platform");
    let program = fs::read(env!("CARGO_BIN_EXE_protoward")).unwrap();
    // Tests of another process may run the same program now. A link would change the time of the program under test.
    if fs::read(&of_platform.program).ok().is_none_or(|old| old != program) {
        let fresh = of_platform.program.with_extension(format!("{}.new", std::process::id()));
        fs::copy(env!("CARGO_BIN_EXE_protoward"), &fresh).unwrap();
        fs::rename(&fresh, &of_platform.program).unwrap();
    }
    of_platform
});

impl PlatformCrate {
    /// Creates the crate in a folder of the tests, without a program.
    pub(crate) fn new(folder: &str) -> Self {
        let system = match OS {
            "linux" => "unknown-linux-musl",
            "macos" => "apple-darwin",
            _ => "pc-windows-msvc",
        };
        let triple = format!("{ARCH}-{system}");
        let library = read(&format!("crates/build-scripts/bin/platforms/{triple}/src/lib.rs"));
        let folder = create(folder, &format!("protoward-bin-{triple}"), &library);
        fs::create_dir_all(folder.join("bin")).unwrap();
        let program = folder.join(format!("bin/protoward{EXE_SUFFIX}"));
        Self { folder, program }
    }

    /// Makes cargo take this crate for the package in a folder.
    pub(crate) fn configure(&self, package: &Path) {
        overrides(package, &self.folder);
    }
}

/// Makes cargo take a `protoward-bin` that has no program for this platform, for the package in a folder.
#[cfg(unix)]
pub(crate) fn without_platform(package: &Path) {
    let library = read("crates/build-scripts/bin/src/lib.rs");
    let other = library.replace("target_os = \"", "target_os = \"not-");
    assert_ne!(library, other);
    overrides(package, &create("platform-none", "protoward-bin", &other));
}

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Creates a crate in a folder of the tests. The real manifests take values from the workspace, to which it does not belong.
fn create(folder: &str, name: &str, library: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    let version = env!("CARGO_PKG_VERSION");
    let manifest = format!("[package]\nname = \"{name}\"\nversion = \"{version}\"\nedition = \"2024\"\n");
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.join("src/lib.rs"), library).unwrap();
    folder
}

/// Makes cargo take a crate instead of the one with its name, for the package in a folder. A path override does that: the manifests
/// of this repository name paths, which `[patch]` cannot replace.
fn overrides(package: &Path, with: &Path) {
    let folder = package.join(".cargo");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config.toml"), format!("paths = [{with:?}]\n")).unwrap();
}
