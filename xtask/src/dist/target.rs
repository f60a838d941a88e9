//! The platforms, and what package managers call them.

use protoward_oracles::error::Error;

/// A platform with a release.
#[derive(Debug)]
pub(super) struct Target {
    /// The name of Rust.
    pub(super) triple: &'static str,
    /// The platform tag of Python wheels. A static Linux program runs with any C library.
    pub(super) wheel: &'static str,
    /// `os` and `cpu` of npm.
    pub(super) npm: (&'static str, &'static str),
    /// The architecture of Debian and of container images.
    pub(super) linux: Option<&'static str>,
}

pub(super) const TARGETS: &[Target] = &[
    Target {
        triple: "x86_64-unknown-linux-musl",
        wheel: "manylinux_2_17_x86_64.manylinux2014_x86_64.musllinux_1_1_x86_64",
        npm: ("linux", "x64"),
        linux: Some("amd64"),
    },
    Target {
        triple: "aarch64-unknown-linux-musl",
        wheel: "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64",
        npm: ("linux", "arm64"),
        linux: Some("arm64"),
    },
    Target { triple: "x86_64-apple-darwin", wheel: "macosx_10_12_x86_64", npm: ("darwin", "x64"), linux: None },
    Target { triple: "aarch64-apple-darwin", wheel: "macosx_11_0_arm64", npm: ("darwin", "arm64"), linux: None },
    Target { triple: "x86_64-pc-windows-msvc", wheel: "win_amd64", npm: ("win32", "x64"), linux: None },
];

impl Target {
    /// Returns the target with this name.
    pub(super) fn find(triple: &str) -> Result<&'static Self, Error> {
        let known = || TARGETS.iter().map(|target| target.triple).collect::<Vec<_>>().join(", ");
        let found = TARGETS.iter().find(|target| target.triple == triple);
        found.ok_or_else(|| Error::Usage(format!("there is no release for `{triple}`; there are: {}", known())))
    }

    /// Returns the target whose programs this machine runs.
    pub(super) fn of_machine() -> Result<&'static Self, Error> {
        let system = match std::env::consts::OS {
            "linux" => "unknown-linux-musl",
            "macos" => "apple-darwin",
            _ => "pc-windows-msvc",
        };
        Self::find(&format!("{}-{system}", std::env::consts::ARCH))
    }

    /// Returns `true` for Linux.
    pub(super) fn is_linux(&self) -> bool {
        self.linux.is_some()
    }

    /// Returns the file name of the program.
    pub(super) fn program(&self) -> &'static str {
        if self.npm.0 == "win32" { "protoward.exe" } else { "protoward" }
    }

    /// Returns the name of the npm package with the program.
    pub(super) fn npm_package(&self) -> String {
        format!("@protoward/{}-{}", self.npm.0, self.npm.1)
    }
}
