//! The action downloads the program of a release, and installs nothing whose checksum differs.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use sha2::{Digest, Sha256};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::Checks;
use protoward_kit::error::Error;
use protoward_kit::process::{ProcessOutput, Run};
use protoward_kit::wire::hex;
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

/// Runners with Windows: the output of `uname -s` and `uname -m`, the variable `RUNNER_ARCH`, and the platform of the release.
const WINDOWS: [([&str; 3], &str); 5] = [
    (["MINGW64_NT-10.0-26100", "x86_64", "X64"], "x86_64-pc-windows-msvc"),
    (["CYGWIN_NT-10.0-26100", "x86_64", ""], "x86_64-pc-windows-msvc"),
    // Shells for x86-64 that Windows on Arm emulates.
    (["MSYS_NT-10.0-26100", "x86_64", "ARM64"], "aarch64-pc-windows-msvc"),
    (["MINGW64_NT-10.0-26200-ARM64", "x86_64", ""], "aarch64-pc-windows-msvc"),
    (["CLANGARM64_NT-10.0-26200", "aarch64", "ARM64"], "aarch64-pc-windows-msvc"),
];

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
    let text = |done: &ProcessOutput| format!("{}{}", String::from_utf8_lossy(&done.stdout), done.stderr);
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
    for (index, (runner, target)) in WINDOWS.into_iter().enumerate() {
        let done = install_on_windows(&folder.join(format!("windows-{index}")), runner, target)?;
        let is_installed = text(&done).contains("protoward 7.1.0, ") && text(&done).contains("protoward.exe");
        checks.holds(&format!("ci/action.sh downloads {target} on {}", runner[0]), is_installed, &text(&done));
    }
    Ok(())
}

/// Installs a release of one platform, with a program `uname` that answers as in a shell of Windows.
fn install_on_windows(folder: &Path, [system, machine, arch]: [&str; 3], target: &str) -> Result<ProcessOutput, Error> {
    let release = folder.join("v7.1.0");
    let tools = folder.join("tools");
    [&release, &tools].into_iter().try_for_each(|path| fs::create_dir_all(path).map_err(Error::at(path)))?;
    let name = format!("protoward-7.1.0-{target}");
    let archive = release.join(format!("{name}.zip"));
    zipped(&archive, &format!("{name}/protoward.exe"), b"#!/bin/sh\necho 'protoward 7.1.0' >&2\n")?;
    let sum = hex(&Sha256::digest(fs::read(&archive).map_err(Error::at(&archive))?));
    let sums = release.join("SHA256SUMS");
    fs::write(&sums, format!("{sum}  {name}.zip\n")).map_err(Error::at(&sums))?;
    let uname = tools.join("uname");
    let script = format!("#!/bin/sh\ncase $1 in -s) echo {system} ;; -m) echo {machine} ;; esac\n");
    fs::write(&uname, script).map_err(Error::at(&uname))?;
    Run::new("chmod").arg("+x").arg(&uname).finish()?;
    Run::new("bash")
        .arg(workspace::root().join("ci/action.sh"))
        .arg("install")
        .env("RUNNER_TEMP", folder.join("runner"))
        .env("RUNNER_ARCH", arch)
        .env("GITHUB_OUTPUT", folder.join("output"))
        .env("PROTOWARD_REF", "v7.1.0")
        .env("PROTOWARD_RELEASES", format!("file://{}", folder.display()))
        .env("PATH", format!("{}:/usr/bin:/bin", tools.display()))
        .output()
}

/// Writes an archive with one program.
fn zipped(archive: &Path, name: &str, program: &[u8]) -> Result<(), Error> {
    let write = || {
        let mut writer = ZipWriter::new(File::create(archive)?);
        writer.start_file(name, SimpleFileOptions::default().unix_permissions(0o755))?;
        writer.write_all(program)?;
        writer.finish().map(drop).map_err(std::io::Error::from)
    };
    write().map_err(Error::at(archive))
}
