//! The action downloads the program of a release, and installs nothing whose checksum differs.

use std::fs;
use std::path::Path;

use super::Checks;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace;

/// Creates a release with a script as its program, in a folder that stands for a server.
const RELEASE: &str = r#"
set -eu
name=protoward-7.1.0-$(uname -m)-unknown-linux-musl
[ "$(uname -s)" = Linux ] || name=protoward-7.1.0-$(uname -m | sed s/arm64/aarch64/)-apple-darwin
mkdir -p "$name" v7.1.0
printf '#!/bin/sh\necho "protoward 7.1.0" >&2\n' >"$name/protoward"
chmod +x "$name/protoward"
tar -czf "v7.1.0/$name.tar.gz" "$name"
cd v7.1.0
if command -v sha256sum >/dev/null; then sha256sum *.tar.gz; else shasum -a 256 *.tar.gz; fi >SHA256SUMS
"#;

pub(super) fn check(scratch: &Path, checks: &mut Checks) -> Result<(), Error> {
    let folder = scratch.join("download");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(Error::at(&folder))?;
    }
    fs::create_dir_all(&folder).map_err(Error::at(&folder))?;
    Run::new("sh").args(["-c", RELEASE]).current_dir(&folder).finish()?;
    let install = |runner: &str, reference: &str| {
        Run::new("bash")
            .arg(workspace::root().join("ci/action.sh"))
            .arg("install")
            .env("RUNNER_TEMP", folder.join(runner))
            .env("GITHUB_OUTPUT", folder.join("output"))
            .env("PROTOWARD_REF", reference)
            .env("PROTOWARD_RELEASES", format!("file://{}", folder.display()))
            // Without cargo, nothing can be built instead.
            .env("PATH", "/usr/bin:/bin")
            .output()
    };
    let text = |done: &protoward_kit::process::ProcessOutput| {
        format!("{}{}", String::from_utf8_lossy(&done.stdout), done.stderr)
    };
    let done = install("first", "v7.1.0")?;
    checks.holds("ci/action.sh downloads a release", text(&done).contains("protoward 7.1.0, "), &text(&done));
    let done = install("branch", "main")?;
    let is_explained = done.code == Some(1) && text(&done).contains("no release for it, and no cargo");
    checks.holds("ci/action.sh says that nothing can be downloaded", is_explained, &text(&done));
    let sums = folder.join("v7.1.0/SHA256SUMS");
    let original = fs::read_to_string(&sums).map_err(Error::at(&sums))?;
    let changed: String = original.chars().map(|digit| if digit == '1' { '2' } else { digit }).collect();
    fs::write(&sums, changed).map_err(Error::at(&sums))?;
    let done = install("second", "v7.1.0")?;
    let installed = folder.join("second/protoward/bin/protoward").exists();
    let is_refused = done.code == Some(1) && text(&done).contains("nothing was installed") && !installed;
    checks.holds("ci/action.sh refuses another checksum", is_refused, &text(&done));
    Ok(())
}
