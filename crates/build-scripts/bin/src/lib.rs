//! The program protoward, as part of a crate: one crate for each platform, of which Cargo compiles only that of the machine. For
//! build-dependencies, this is the machine that builds, whatever the target is.
//!
//! Linux programs are static, so they run with any C library.

#![forbid(unsafe_code)]

use std::fmt;
use std::path::Path;

/// Returns the path of the program for this platform.
///
/// # Errors
/// Fails on a platform without a program, and if the crate of the platform lacks it: a checkout of the repository contains no
/// programs.
pub fn path() -> Result<&'static Path, Missing> {
    match PATH.map(Path::new) {
        Some(path) if path.is_file() => Ok(path),
        Some(path) => Err(Missing::File(path)),
        None => Err(Missing::Platform),
    }
}

/// The reason why there is no program.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Missing {
    /// No program is published for this platform.
    Platform,
    /// The crate of the platform has no file with this path.
    File(&'static Path),
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Platform => {
                write!(f, "no program is published for {} on {}", std::env::consts::OS, std::env::consts::ARCH)
            }
            Self::File(path) => write!(f, "the program is missing: `{}` is not a file", path.display()),
        }
    }
}

impl fmt::Debug for Missing {
    /// Formats the same text as [`Display`](fmt::Display), because Rust prints an error that `main` returns with `{:?}`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Missing {}

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
const PATH: Option<&str> = Some(protoward_bin_x86_64_unknown_linux_musl::PATH);
#[cfg(all(target_os = "linux", target_arch = "aarch64"))]
const PATH: Option<&str> = Some(protoward_bin_aarch64_unknown_linux_musl::PATH);
#[cfg(all(target_os = "macos", target_arch = "x86_64"))]
const PATH: Option<&str> = Some(protoward_bin_x86_64_apple_darwin::PATH);
#[cfg(all(target_os = "macos", target_arch = "aarch64"))]
const PATH: Option<&str> = Some(protoward_bin_aarch64_apple_darwin::PATH);
#[cfg(all(windows, target_arch = "x86_64"))]
const PATH: Option<&str> = Some(protoward_bin_x86_64_pc_windows_msvc::PATH);
#[cfg(all(windows, target_arch = "aarch64"))]
const PATH: Option<&str> = Some(protoward_bin_aarch64_pc_windows_msvc::PATH);
#[cfg(not(all(
    any(target_os = "linux", target_os = "macos", windows),
    any(target_arch = "x86_64", target_arch = "aarch64"),
)))]
const PATH: Option<&str> = None;
