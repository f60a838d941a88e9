//! Builds of protoward and its tests for other systems, and runs of both on this machine with Wine or QEMU.
//!
//! For Windows, there are lints, tests, a comparison of drawn projects with the program of this machine, and a comparison of command
//! lines with `protoc.exe`. For Linux on s390x, which is big-endian, and on aarch64, projects are compared. The packages that run in
//! browsers are checked for `wasm32-unknown-unknown`, and those without the standard library for a microcontroller.

mod programs;
mod results;
mod tests;
mod toolchain;
mod wine;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::ValueEnum;

use self::toolchain::{NoToolchain, Toolchain};
use crate::oracles;
use protoward_kit::error::Error;
use protoward_kit::process::Run;

#[derive(clap::Args)]
pub(crate) struct Options {
    system: System,
    /// Only these parts [default: all that the system has]
    #[arg(long, value_enum)]
    only: Vec<Part>,
    /// Only test programs whose name contains this text
    #[arg(long, value_name = "TEXT")]
    tests: Option<String>,
    /// The number of drawn projects
    #[arg(long, value_name = "N", default_value_t = 300)]
    count: u64,
    /// The seed of the draws
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Succeed on a machine without what the system needs, and say so
    #[arg(long)]
    if_possible: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum System {
    Windows,
    S390x,
    Aarch64,
    Wasm,
    Thumb,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// `cargo clippy`, or `cargo check` for wasm and thumb
    Lints,
    /// The tests of all packages
    Tests,
    /// Drawn projects, with the program of this machine
    Projects,
    /// Drawn command lines, with protoc
    Protoc,
}

impl Part {
    /// Returns the name on the command line.
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

impl System {
    const fn triple(self) -> &'static str {
        match self {
            Self::Windows => "x86_64-pc-windows-gnu",
            Self::S390x => "s390x-unknown-linux-gnu",
            Self::Aarch64 => "aarch64-unknown-linux-gnu",
            Self::Wasm => "wasm32-unknown-unknown",
            Self::Thumb => "thumbv7em-none-eabihf",
        }
    }

    const fn parts(self) -> &'static [Part] {
        match self {
            Self::Windows => &[Part::Lints, Part::Tests, Part::Projects, Part::Protoc],
            Self::S390x | Self::Aarch64 => &[Part::Projects],
            Self::Wasm | Self::Thumb => &[Part::Lints],
        }
    }

    /// Returns the compiler for C, which also links, and the Debian packages of the compiler and of what runs its programs; `None`
    /// if nothing is compiled for C.
    const fn compiler(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Windows => Some(("x86_64-w64-mingw32-gcc", "gcc-mingw-w64-x86-64 g++-mingw-w64-x86-64 wine wine64")),
            Self::S390x => Some(("s390x-linux-gnu-gcc", "gcc-s390x-linux-gnu libc6-dev-s390x-cross qemu-user-static")),
            Self::Aarch64 => {
                Some(("aarch64-linux-gnu-gcc", "gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static"))
            }
            Self::Wasm | Self::Thumb => None,
        }
    }

    /// Returns the packages to check, with the features that work there; empty if all packages are linted.
    const fn checked(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::Windows | Self::S390x | Self::Aarch64 => &[],
            Self::Wasm => &[
                &["--package", "protoward-compiler"],
                &["--package", "protoward-runtime", "--features", "json,fields"],
            ],
            Self::Thumb => &[&[
                "--package",
                "protoward-runtime",
                "--no-default-features",
                "--features",
                "fields,validate,prost-0-14,prost-0-13",
            ]],
        }
    }

    /// Returns the linker, if rustc would otherwise take that of this machine.
    fn linker(self) -> Option<&'static str> {
        let is_linux = matches!(self, Self::S390x | Self::Aarch64);
        self.compiler().filter(|_| is_linux).map(|(compiler, _)| compiler)
    }
}

/// The packages of the product. Those of chores run only on the machine of a developer.
const PACKAGES: [&str; 6] = ["--workspace", "--exclude", "xtask", "--exclude", "protoward-kit", "--all-features"];

pub(crate) fn run(options: &Options) -> Result<ExitCode, Error> {
    let parts = options.system.parts();
    if let Some(part) = options.only.iter().find(|part| !parts.contains(part)) {
        let names: Vec<String> = parts.iter().map(|part| format!("`{}`", part.name())).collect();
        let (part, names) = (part.name(), names.join(", "));
        return Err(Error::Usage(format!("{} has no part `{part}`, only {names}", options.system.triple())));
    }
    let parts = parts.iter().filter(|part| options.only.is_empty() || options.only.contains(part));
    let toolchain = match Toolchain::find(options.system) {
        Ok(toolchain) => toolchain,
        Err(NoToolchain::Lacking(what)) if options.if_possible => {
            println!("NOT RUN: {what}");
            return Ok(ExitCode::SUCCESS);
        }
        Err(error) => return Err(error.into()),
    };
    println!("{}: {toolchain}", options.system.triple());
    let mut code = ExitCode::SUCCESS;
    for part in parts {
        let of_part = match part {
            Part::Lints => lints(options.system, &toolchain)?,
            Part::Tests => tests::run(&toolchain, options.tests.as_deref())?,
            Part::Projects => projects(options, &toolchain)?,
            Part::Protoc => protoc(options, &toolchain)?,
        };
        if of_part != ExitCode::SUCCESS {
            println!("FAILED: {}", part.name());
            code = of_part;
        }
    }
    Ok(code)
}

/// Lints all packages, or checks those for the system. An error has the messages of the compiler.
fn lints(system: System, toolchain: &Toolchain) -> Result<ExitCode, Error> {
    for package in system.checked() {
        toolchain.cargo("check")?.args(*package).arg("--quiet").finish()?;
        println!("ok    {}", package.join(" "));
    }
    if !system.checked().is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    let lints = toolchain.cargo("clippy")?.args(PACKAGES).args(["--all-targets", "--quiet", "--", "-D", "warnings"]);
    lints.finish()?;
    println!("ok    no warnings");
    Ok(ExitCode::SUCCESS)
}

/// Compares drawn projects with the program of this machine.
fn projects(options: &Options, toolchain: &Toolchain) -> Result<ExitCode, Error> {
    let program = programs::protoward(toolchain)?;
    let runner = programs::runner(options.system)?;
    let count = options.count.to_string();
    let seed = options.seed.to_string();
    let draws = ["--count", &count, "--seed", &seed].map(OsString::from);
    let paths = ["--program".into(), program.into(), "--runner".into(), runner.into()];
    oracles::run("oracle", &[&["systems".into()], &paths[..], &draws].concat())
}

/// Compares drawn command lines with `protoc.exe`.
fn protoc(options: &Options, toolchain: &Toolchain) -> Result<ExitCode, Error> {
    let program = programs::protoward(toolchain)?;
    let folder = programs::beside_protoc(&program)?;
    let runner = programs::runner(options.system)?;
    let arguments = ["protoc".into(), "--windows".into(), folder.into(), "--runner".into(), runner.into()];
    oracles::run("oracle", &arguments)
}

/// Returns the standard output of a program, trimmed.
fn output_of(run: &Run) -> Result<String, Error> {
    Ok(String::from_utf8_lossy(&run.finish()?.stdout).trim().to_owned())
}
