//! The libraries that a program needs on the machine of its user.
//!
//! A release runs on every machine of its platform. So a program for Linux is static, because machines have different C libraries,
//! and those for macOS and Windows need only what every macOS and every Windows has.
//!
//! Sources: elf(5), and the headers `mach-o/loader.h` and `winnt.h`.

use super::imports::{self, CutOff};
use super::little_endian::{u16_at, u32_at, u64_at};
use super::target::Target;
use protoward_kit::error::Error;

/// Checks that a program is one for its target, and needs no library that a machine may lack.
pub(super) fn check(target: &Target, program: &[u8]) -> Result<(), Error> {
    let problem = match target.npm.0 {
        "linux" => elf(target, program),
        "darwin" => mach_o(target, program),
        _ => portable_executable(target, program),
    };
    match problem {
        None => Ok(()),
        Some(problem) => Err(Error::Usage(format!(
            "the program is not one to release for `{}`: {problem}; without `--program`, the right one is built",
            target.triple
        ))),
    }
}

const CUT_OFF: &str = "it is cut off";

/// The processor of a target in the formats of its platform.
fn processor(target: &Target, x86_64: u32, aarch64: u32) -> u32 {
    if target.triple.starts_with("x86_64") { x86_64 } else { aarch64 }
}

fn elf(target: &Target, program: &[u8]) -> Option<String> {
    const INTERPRETER: u32 = 3;
    const DYNAMIC: u32 = 2;
    const NEEDED: u64 = 1;
    // 64 bits, little-endian.
    if !program.starts_with(b"\x7fELF\x02\x01") {
        return Some("it is no 64-bit program for Linux".to_owned());
    }
    let header = (|| Some((u16_at(program, 18)?, u64_at(program, 32)?, u16_at(program, 54)?, u16_at(program, 56)?)))();
    let Some((machine, headers, size, count)) = header else { return Some(CUT_OFF.to_owned()) };
    if u32::from(machine) != processor(target, 62, 183) {
        return Some("it is for another processor".to_owned());
    }
    for index in 0..u64::from(count) {
        let at = usize::try_from(headers + index * u64::from(size)).unwrap_or(usize::MAX);
        let segment = (|| Some((u32_at(program, at)?, u64_at(program, at + 8)?, u64_at(program, at + 32)?)))();
        let Some((kind, offset, length)) = segment else { return Some(CUT_OFF.to_owned()) };
        let content = || program.get(usize::try_from(offset).ok()?..)?.get(..usize::try_from(length).ok()?);
        match (kind, content()) {
            (INTERPRETER, loader) => {
                let loader = String::from_utf8_lossy(loader.unwrap_or_default()).trim_end_matches('\0').to_owned();
                return Some(format!("it is not static, and needs the loader `{loader}`"));
            }
            (DYNAMIC, None) => return Some(CUT_OFF.to_owned()),
            (DYNAMIC, Some(entries)) if entries.chunks_exact(16).any(|entry| u64_at(entry, 0) == Some(NEEDED)) => {
                return Some("it is not static, and needs shared libraries".to_owned());
            }
            _ => {}
        }
    }
    None
}

fn mach_o(target: &Target, program: &[u8]) -> Option<String> {
    const HEADER: usize = 32;
    /// `LC_LOAD_DYLIB`, `LC_LOAD_WEAK_DYLIB`, `LC_REEXPORT_DYLIB`, `LC_LOAD_UPWARD_DYLIB`.
    const LIBRARIES: [u32; 4] = [0xc, 0x8000_0018, 0x8000_001f, 0x8000_0023];
    if !program.starts_with(&0xfeed_facf_u32.to_le_bytes()) {
        return Some("it is no 64-bit program for macOS".to_owned());
    }
    let (Some(cpu), Some(count)) = (u32_at(program, 4), u32_at(program, 16)) else { return Some(CUT_OFF.to_owned()) };
    if cpu != processor(target, 0x0100_0007, 0x0100_000c) {
        return Some("it is for another processor".to_owned());
    }
    let mut at = HEADER;
    for _ in 0..count {
        let (Some(command), Some(size)) = (u32_at(program, at), u32_at(program, at + 4)) else {
            return Some(CUT_OFF.to_owned());
        };
        if LIBRARIES.contains(&command) {
            let name = (|| {
                let whole = program.get(at..at + size as usize)?;
                let name = whole.get(u32_at(whole, 8)? as usize..)?;
                Some(String::from_utf8_lossy(name).trim_end_matches('\0').to_owned())
            })();
            let Some(name) = name else { return Some(CUT_OFF.to_owned()) };
            if !["/usr/lib/", "/System/Library/"].iter().any(|folder| name.starts_with(folder)) {
                return Some(format!("it needs the library `{name}`, which is not part of macOS"));
            }
        }
        at += size as usize;
    }
    None
}

fn portable_executable(target: &Target, program: &[u8]) -> Option<String> {
    let header = u32_at(program, 0x3c).filter(|_| program.starts_with(b"MZ")).map(|at| at as usize);
    let Some(header) = header.filter(|&at| program.get(at..).is_some_and(|rest| rest.starts_with(b"PE\0\0"))) else {
        return Some("it is no program for Windows".to_owned());
    };
    if u16_at(program, header + 4).map(u32::from) != Some(processor(target, 0x8664, 0xaa64)) {
        return Some("it is for another processor".to_owned());
    }
    match imports::foreign(program) {
        Ok(None) => None,
        Ok(Some(library)) => Some(format!("it needs the library `{library}`, which is not part of Windows")),
        Err(CutOff) => Some(CUT_OFF.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;
    use crate::dist::imports::tests::program;

    /// A program for Linux that has only one segment.
    fn elf_with(machine: u16, kind: u32, content: &[u8]) -> Vec<u8> {
        let mut bytes = b"\x7fELF\x02\x01".to_vec();
        bytes.resize(64 + 56, 0);
        bytes[18..20].copy_from_slice(&machine.to_le_bytes());
        bytes[32..40].copy_from_slice(&64_u64.to_le_bytes());
        bytes[54..56].copy_from_slice(&56_u16.to_le_bytes());
        bytes[56..58].copy_from_slice(&1_u16.to_le_bytes());
        bytes[64..68].copy_from_slice(&kind.to_le_bytes());
        bytes[72..80].copy_from_slice(&120_u64.to_le_bytes());
        bytes[96..104].copy_from_slice(&(content.len() as u64).to_le_bytes());
        bytes.extend_from_slice(content);
        bytes
    }

    fn mach_o_with(library: &str) -> Vec<u8> {
        let mut name = library.as_bytes().to_vec();
        name.resize(name.len().next_multiple_of(8), 0);
        let size = 24 + name.len() as u32;
        let header = [0xfeed_facf, 0x0100_000c, 0, 2, 1, size, 0, 0];
        let words = header.into_iter().chain([0xc, size, 24, 0, 0, 0]);
        words.flat_map(u32::to_le_bytes).chain(name).collect()
    }

    fn problem(triple: &str, program: &[u8]) -> Option<String> {
        check(Target::find(triple).unwrap(), program).err().map(|error| error.to_string())
    }

    #[test]
    fn programs_for_linux_are_static() {
        const LINUX: &str = "x86_64-unknown-linux-musl";
        let dynamic = |tag: u64| [tag.to_le_bytes(), 1_u64.to_le_bytes()].concat();
        assert_eq!(problem(LINUX, &elf_with(62, 1, b"code")), None);
        // The dynamic section of a static program at any address has relocations only.
        assert_eq!(problem(LINUX, &elf_with(62, 2, &dynamic(7))), None);
        let refused = |program: &[u8], reason: &str| {
            let problem = problem(LINUX, program).unwrap();
            assert!(problem.contains(reason), "{problem}");
        };
        refused(&elf_with(62, 3, b"/lib64/ld-linux-x86-64.so.2\0"), "needs the loader `/lib64/ld-linux-x86-64.so.2`");
        refused(&elf_with(62, 2, &dynamic(1)), "needs shared libraries");
        refused(&elf_with(183, 1, b""), "another processor");
        refused(b"#!/bin/sh\n", "no 64-bit program for Linux");
        refused(&elf_with(62, 1, b"")[..100], "cut off");
    }

    #[test]
    fn refuses_this_program_where_it_needs_the_c_library() {
        if cfg!(target_env = "gnu") {
            let program = std::fs::read(std::env::current_exe().unwrap()).unwrap();
            let target = format!("{}-unknown-linux-musl", std::env::consts::ARCH);
            assert!(problem(&target, &program).unwrap().contains("needs the loader"));
        }
    }

    #[test]
    fn programs_for_macos_need_only_its_libraries() {
        const MACOS: &str = "aarch64-apple-darwin";
        assert_eq!(problem(MACOS, &mach_o_with("/usr/lib/libSystem.B.dylib")), None);
        assert!(
            problem(MACOS, &mach_o_with("/opt/homebrew/lib/libz.dylib"))
                .unwrap()
                .contains("/opt/homebrew/lib/libz.dylib")
        );
        assert!(problem("x86_64-apple-darwin", &mach_o_with("/usr/lib/a")).unwrap().contains("another processor"));
    }

    #[test]
    fn programs_for_windows_have_its_format() {
        const WINDOWS: &str = "x86_64-pc-windows-msvc";
        let program = program(&["KERNEL32.dll"], &[]);
        assert_eq!(problem(WINDOWS, &program), None);
        assert!(problem("aarch64-pc-windows-msvc", &program).unwrap().contains("another processor"));
        assert!(problem(WINDOWS, b"MZ").unwrap().contains("no program for Windows"));
    }

    #[test]
    fn programs_for_windows_need_only_its_libraries() {
        const WINDOWS: &str = "x86_64-pc-windows-msvc";
        let dynamic = program(&["KERNEL32.dll", "VCRUNTIME140.dll"], &[]);
        assert!(problem(WINDOWS, &dynamic).unwrap().contains("the library `VCRUNTIME140.dll`"));
        assert!(problem(WINDOWS, &dynamic[..dynamic.len() - 1]).unwrap().contains(CUT_OFF));
    }
}
