//! Registries, asked by their package clients. Their addresses are those of the clients' configurations.

use crate::error::Error;
use crate::process::Run;
use crate::registries::version;

/// The registry of a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Registry {
    Npm,
    Python,
    Crates,
    Debian,
}

impl Registry {
    pub const fn name(self) -> &'static str {
        match self {
            Registry::Npm => "npm",
            Registry::Python => "PyPI",
            Registry::Crates => "crates.io",
            Registry::Debian => "Debian",
        }
    }
}

/// Returns the newest release of a package, or that of a line of versions such as `0.13`. Only cargo knows lines.
pub fn newest(registry: Registry, name: &str, line: Option<&str>) -> Result<String, Error> {
    let run = question(registry, name, line);
    let output = match run.finish() {
        // On many systems the command `pip` is missing but the module exists.
        Err(Error::Missing { .. }) if registry == Registry::Python => {
            pip(Run::new("python3").args(["-m", "pip"]), name).finish()
        }
        other => other,
    };
    let output = String::from_utf8_lossy(&output?.stdout).into_owned();
    let newest = read(registry, &output, line.is_some());
    newest.map(str::to_owned).ok_or_else(|| Error::Unreadable { command: run.line(), why: output.clone() })
}

/// Returns the command that asks for the versions of a package. Timeouts are short, for registries that cannot be reached.
fn question(registry: Registry, name: &str, line: Option<&str>) -> Run {
    match registry {
        Registry::Npm => {
            Run::npm().args(["view", "--fetch-retries=1", "--fetch-timeout=20000", name, "dist-tags.latest"])
        }
        Registry::Python => pip(Run::new("pip"), name),
        // In a workspace, cargo prefers the version of the lock file.
        Registry::Crates => Run::cargo()
            .args(["info", "--color=never"])
            .arg(line.map_or_else(|| name.to_owned(), |line| format!("{name}@{line}")))
            .env("CARGO_NET_RETRY", "1")
            .env("CARGO_HTTP_TIMEOUT", "20")
            .current_dir(&std::env::temp_dir()),
        Registry::Debian => Run::new("apt-cache").install_hint("a Debian or one of its kin").args(["policy", name]),
    }
}

fn pip(pip: Run, name: &str) -> Run {
    let pip = pip.install_hint("Python 3 with pip");
    pip.args(["index", "versions", "--retries=1", "--timeout=20", "--disable-pip-version-check"]).arg(name)
}

/// Reads the newest release from the output of a package client.
fn read(registry: Registry, output: &str, is_line: bool) -> Option<&str> {
    let after = |start: &str| output.lines().find_map(|line| line.trim_start().strip_prefix(start)).map(str::trim);
    match registry {
        Registry::Npm => Some(output.trim()),
        Registry::Python => version::newest_release(after("Available versions:")?.split(',').map(str::trim)),
        Registry::Crates => {
            // The newest version of a line, and that of all lines in parentheses if it is another one.
            let (version, rest) = after("version:")?.split_once(' ').unwrap_or((after("version:")?, ""));
            let latest = rest.strip_prefix("(latest ").and_then(|rest| rest.split([')', ' ']).next());
            Some(latest.filter(|_| !is_line).unwrap_or(version))
        }
        // The upstream version without the revision of Debian.
        Registry::Debian => after("Candidate:").map(|version| version.rsplit_once('-').map_or(version, |it| it.0)),
    }
    .filter(|version| version::is_version(version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_outputs_of_package_clients() {
        let pip =
            "demo (1.9.0)\nAvailable versions: 2.0rc1, 1.9.0, 1.10.0, 1.8\n  INSTALLED: 1.8\n  LATEST:    1.9.0\n";
        let of_line = "demo\nA text. version: 9\nversion: 0.13.5 (latest 0.14.6)\nlicense: MIT\n";
        let yanked = "demo #tag\nversion: 0.14.6 (yanked)\n";
        let apt = "demo:\n  Installed: (none)\n  Candidate: 1:1.51.1-3+b1\n  Version table:\n     1.51.1-3+b1 500\n";
        for (registry, output, is_line, expected) in [
            (Registry::Npm, "2.17.0\n", false, Some("2.17.0")),
            (Registry::Npm, "", false, None),
            (Registry::Npm, "npm error code E404\n", false, None),
            (Registry::Python, pip, false, Some("1.10.0")),
            (Registry::Python, "demo (1.9.0)\n", false, None),
            (Registry::Python, "Available versions: \n", false, None),
            (Registry::Crates, of_line, true, Some("0.13.5")),
            (Registry::Crates, of_line, false, Some("0.14.6")),
            (Registry::Crates, yanked, false, Some("0.14.6")),
            (Registry::Crates, "demo\nversion: 1.2.3\n", true, Some("1.2.3")),
            (Registry::Crates, "demo\n", false, None),
            (Registry::Debian, apt, false, Some("1:1.51.1")),
            (Registry::Debian, "demo:\n  Candidate: (none)\n", false, None),
            (Registry::Debian, "", false, None),
        ] {
            assert_eq!(read(registry, output, is_line), expected, "{output}");
        }
    }

    #[test]
    fn reports_a_missing_client() {
        let error = Run::new("no-such-package-client").args(["view"]).finish().map(|_| ()).map_err(|it| it.to_string());
        assert!(error.is_err_and(|it| it.contains("no-such-package-client")));
    }
}
