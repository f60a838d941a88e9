//! The platforms, and what package managers call them.

use protoward_kit::error::Error;

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
    Target { triple: "aarch64-pc-windows-msvc", wheel: "win_arm64", npm: ("win32", "arm64"), linux: None },
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

    /// Returns `true` for Windows.
    pub(super) fn is_windows(&self) -> bool {
        self.npm.0 == "win32"
    }

    /// Returns the file name of the program.
    pub(super) fn program(&self) -> &'static str {
        if self.is_windows() { "protoward.exe" } else { "protoward" }
    }

    /// Returns the name of the npm package with the program.
    pub(super) fn npm_package(&self) -> String {
        format!("@protoward/{}-{}", self.npm.0, self.npm.1)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use std::fs;

    use super::*;
    use crate::dist::archive;
    use protoward_kit::workspace;

    fn read(path: &str) -> String {
        fs::read_to_string(workspace::root().join(path)).unwrap()
    }

    #[test]
    fn builds_all_targets_in_the_release_workflow() {
        let workflow = read(".github/workflows/release.yml");
        let targets = workflow.lines().filter_map(|line| line.trim().strip_prefix("- { target: ")?.split_once(','));
        let built: Vec<&str> = targets.map(|(target, _)| target).collect();
        assert_eq!(built, TARGETS.iter().map(|target| target.triple).collect::<Vec<_>>());
    }

    #[test]
    fn binstall_finds_the_archives() {
        let manifest = read("Cargo.toml");
        let manifest = manifest.split_once("[package.metadata.binstall]").unwrap().1;
        let value = |key: &str| {
            let line = manifest.lines().find_map(|line| line.strip_prefix(&format!("{key} = \"")));
            line.unwrap().trim_end_matches('"').to_owned()
        };
        for target in TARGETS {
            let formatted = |text: String| {
                let suffix = if target.is_windows() { ".zip" } else { ".tar.gz" };
                let text = text.replace("{ version }", "1.2.3").replace("{ target }", target.triple);
                text.replace("{ archive-suffix }", suffix).replace("{ bin }{ binary-ext }", target.program())
            };
            let url = formatted(value("pkg-url"));
            let path = formatted(value("bin-dir"));
            assert_eq!(url, format!("{{ repo }}/releases/download/v1.2.3/{}", archive::file_name(target, "1.2.3")));
            assert_eq!(path, format!("protoward-1.2.3-{}/{}", target.triple, target.program()));
            let is_zip = manifest.contains(&format!("overrides.{}]\npkg-fmt = \"zip\"", target.triple));
            assert_eq!(is_zip, target.is_windows(), "the format of {}", target.triple);
        }
    }
}
