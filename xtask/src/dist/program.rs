//! The program of a target.

use std::path::PathBuf;

use super::target::Target;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace;

/// Builds the program of a target, and returns its path. Paths of the machine are not part of it, so that two machines build the
/// same bytes.
pub(super) fn build(target: &Target) -> Result<PathBuf, Error> {
    let home = std::env::var("CARGO_HOME").or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")));
    // The last of these that fits is used; the target folder may be in the repository.
    let remapped = [
        (home.unwrap_or_default(), "/cargo"),
        (workspace::root().display().to_string(), "/protoward"),
        (workspace::target().display().to_string(), "/protoward/target"),
    ];
    let flags = remapped.iter().filter(|(path, _)| !path.is_empty());
    let mut flags: Vec<String> = flags.map(|(path, name)| format!("--remap-path-prefix={path}={name}")).collect();
    if target.is_linux() {
        // At a fixed address there are no relocations, which take as long at each start as compiling a small file. The program
        // has no address-space randomization for its own code then, as programs of Go. Nothing reads tables for unwinding, because
        // a panic ends the program.
        flags.push("-Crelocation-model=static".to_owned());
        flags.push("-Cforce-unwind-tables=no".to_owned());
    }
    if target.is_windows() {
        // The dynamic C library comes with the compiler and is not part of Windows.
        flags.push("-Ctarget-feature=+crt-static".to_owned());
    }
    let run = Run::cargo()
        .args(["build", "--release", "--package", "protoward", "--bin", "protoward", "--locked"])
        .args(["--target", target.triple])
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
        .env("CARGO_INCREMENTAL", "0")
        // The allocator, which is written in C, would contain the time of its compilation.
        .env("SOURCE_DATE_EPOCH", "0")
        .current_dir(workspace::root());
    let run = if target.is_linux() { with_linker(run, target) } else { run };
    run.finish()?;
    Ok(workspace::target().join(target.triple).join("release").join(target.program()))
}

/// Sets the compiler for the allocator, which is written in C, and the linker. A compiler for the C library of the machine does for
/// musl, because the allocator uses only what both have.
fn with_linker(run: Run, target: &Target) -> Run {
    let name = target.triple.replace('-', "_");
    let is_own = target.triple.starts_with(std::env::consts::ARCH);
    let compiler = if is_own { "cc".to_owned() } else { format!("{}-linux-gnu-gcc", arch(target)) };
    let run = run.env(format!("CC_{name}"), &compiler);
    let linker = if is_own { "cc".to_owned() } else { "rust-lld".to_owned() };
    run.env(format!("CARGO_TARGET_{}_LINKER", name.to_uppercase()), linker)
}

fn arch(target: &Target) -> &str {
    target.triple.split('-').next().unwrap_or_default()
}

/// Puts the program into the crate of its platform, from which `protoward-build` and `protoward-protoc` run it.
pub(super) fn vendor(target: &Target, program: &[u8]) -> Result<(), Error> {
    let folder = workspace::root().join("crates/build-scripts/bin/platforms").join(target.triple).join("bin");
    std::fs::create_dir_all(&folder).map_err(Error::at(&folder))?;
    let path = folder.join(target.program());
    std::fs::write(&path, program).map_err(Error::at(&path))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).map_err(Error::at(&path))?;
    }
    Ok(())
}
