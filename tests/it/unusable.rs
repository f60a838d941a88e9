//! The program that a build script runs cannot be used: the error says why, and what to do.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::environment;
use crate::vendored::{PlatformCrate, without_platform};
use crate::ways::{Way, executable};

/// A build script that generates the code of one file.
const SCRIPT: &str = r#"
fn main() -> Result<(), protoward_build::Error> {
    protoward_build::configure().out_dir(".").compile_protos(&["a.proto"], &["."])
}
"#;

/// Runs a build script with environment variables, and returns what it prints.
fn printed(script: &Path, variables: &[(&str, &Path)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.proto"), "syntax = \"proto3\";\nmessage A {}\n").unwrap();
    let mut command = environment::built(script);
    command.current_dir(folder.path()).envs(variables.iter().copied());
    let output = command.output().unwrap();
    assert_eq!(output.status.success(), folder.path().join("_.rs").exists());
    String::from_utf8(output.stderr).unwrap()
}

/// Programs that cannot be used.
struct Programs(TempDir);

impl Programs {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>, mode: u32) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        write(&path, content, mode);
        path
    }

    fn program(&self, name: &str, script: &str) -> PathBuf {
        self.file(name, format!("#!/bin/sh\n{script}\n"), 0o755)
    }

    /// Compares what build scripts print with what is recorded.
    fn check(&self, name: &str, shown: &str) {
        let root = self.0.path().to_str().unwrap();
        let shown = shown.replace(root, "FOLDER").replace(env!("CARGO_TARGET_TMPDIR"), "TESTS");
        crate::support::check("build-script", name, &shown.replace(std::env::consts::ARCH, "PROCESSOR"));
    }
}

fn write(path: &Path, content: impl AsRef<[u8]>, mode: u32) {
    fs::write(path, content).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// A program for Linux that has only a header, which names its loader.
fn elf(machine: u16, loader: &str) -> Vec<u8> {
    const HEADER: u16 = 64;
    const PROGRAM_HEADER: u16 = 56;
    let short = u16::to_le_bytes;
    let long = |number: u64| number.to_le_bytes();
    // An executable of 64 bits, little-endian, for any system, with one program header after the header.
    let mut bytes = [&b"\x7fELF\x02\x01\x01"[..], &[0; 9], &short(2), &short(machine), &1_u32.to_le_bytes()].concat();
    bytes.extend([long(0), long(HEADER.into()), long(0)].concat());
    bytes.extend([&0_u32.to_le_bytes()[..], &[HEADER, PROGRAM_HEADER, 1, 0, 0, 0].map(short).concat()].concat());
    let at = long((HEADER + PROGRAM_HEADER).into());
    let length = long(loader.len() as u64 + 1);
    // PT_INTERP, readable: offset, two addresses, two lengths, and the alignment.
    bytes.extend([&3_u32.to_le_bytes()[..], &4_u32.to_le_bytes()].concat());
    bytes.extend([at, at, at, length, length, long(1)].concat());
    bytes.extend(loader.as_bytes());
    bytes.push(0);
    bytes
}

/// The number of this machine's processor in programs for Linux.
const MACHINE: u16 = if cfg!(target_arch = "x86_64") { 62 } else { 183 };

/// A number that no processor has.
const NO_MACHINE: u16 = 0x7eee;

/// The loader of a C library that this machine does not have.
const NO_LOADER: &str = "/lib/ld-of-another-libc.so.1";

#[test]
fn explains_a_program_that_cannot_be_used() {
    let script = Way::Program.build_program("unusable", SCRIPT);
    let programs = Programs::new();
    let empty = programs.path("empty");
    fs::create_dir(&empty).unwrap();
    programs.file("plain/protoward", "#!/bin/sh\n", 0o644);
    let in_path =
        [("it is not installed", empty), ("the only one of `PATH` is not executable", programs.path("plain"))];
    let named = [
        ("it is not there", programs.path("nowhere")),
        ("it has another version", programs.program("newer", "echo protoward-build 9.9.9; exec sleep 1000")),
        ("it is another program", programs.program("other", "echo error: no such command\nexit 2")),
        ("it writes without end", programs.program("endless", "while :; do echo y; done")),
        ("it is not executable", programs.path("plain/protoward")),
        ("it is for another processor", programs.file("processor", elf(NO_MACHINE, NO_LOADER), 0o755)),
        ("it is for another C library", programs.file("library", elf(MACHINE, NO_LOADER), 0o755)),
        ("it ends", programs.program("ends", "read line\necho \"$line\"\nexit 7")),
        ("it answers something else", programs.program("echo", "read line\necho \"$line\"\necho 'no answer to it'")),
    ];
    let mut shown = String::new();
    for (what, folder) in &in_path {
        shown += &format!("== {what}\n{}", printed(&script, &[("PATH", folder)]));
    }
    for (what, program) in &named {
        shown += &format!("== {what}\n{}", printed(&script, &[("PROTOWARD", program)]));
    }
    programs.check("unusable", &shown);
}

#[test]
fn explains_a_vendored_program_that_cannot_be_used() {
    let package = Way::Vendored.package("unusable", SCRIPT);
    without_platform(&package);
    let mut shown = format!("== there is none for the platform\n{}", printed(&executable(&package), &[]));

    let vendored = PlatformCrate::new("platform-unusable");
    _ = fs::remove_file(&vendored.program);
    vendored.configure(&package);
    let script = executable(&package);
    shown += &format!("== the crate lacks it\n{}", printed(&script, &[]));
    let programs = [
        ("it is not executable", elf(MACHINE, NO_LOADER), 0o644),
        ("it is for another processor", elf(NO_MACHINE, NO_LOADER), 0o755),
        ("it is for another C library", elf(MACHINE, NO_LOADER), 0o755),
    ];
    for (what, content, mode) in programs {
        write(&vendored.program, content, mode);
        shown += &format!("== {what}\n{}", printed(&script, &[]));
    }
    Programs::new().check("unusable-vendored", &shown);
    assert_eq!(printed(&script, &[("PROTOWARD", Way::Program.program().unwrap())]), "", "the variable overrides it");
}

#[test]
fn takes_the_first_executable_program_of_path() {
    let script = Way::Program.build_program("unusable", SCRIPT);
    let installed = Way::Program.program().and_then(Path::parent).unwrap();
    assert_eq!(printed(&script, &[("PATH", installed)]), "");

    let programs = Programs::new();
    programs.file("plain/protoward", "#!/bin/sh\n", 0o644);
    fs::create_dir_all(programs.path("folder/protoward")).unwrap();
    let folders = [&programs.path("folder"), &programs.path("plain"), installed];
    let path = std::env::join_paths(folders).unwrap();
    assert_eq!(printed(&script, &[("PATH", Path::new(&path))]), "");
}
