//! The libraries (DLLs) that a program for Windows imports.
//!
//! A release needs only libraries that every Windows 10 has. Those of the C compiler, such as `VCRUNTIME140.dll`, come with other
//! programs, so a machine may lack them.
//!
//! Source: <https://learn.microsoft.com/windows/win32/debug/pe-format>.

use super::little_endian::{u16_at, u32_at};

/// The libraries of Windows that Rust's standard library, the allocator and the network use, in lower case. MinGW uses the old C
/// library, `msvcrt.dll`.
const OF_WINDOWS: &[&str] = &[
    "advapi32.dll",
    "bcrypt.dll",
    "bcryptprimitives.dll",
    "crypt32.dll",
    "kernel32.dll",
    "msvcrt.dll",
    "ntdll.dll",
    "ole32.dll",
    "oleaut32.dll",
    "psapi.dll",
    "secur32.dll",
    "shell32.dll",
    "user32.dll",
    "userenv.dll",
    "ws2_32.dll",
];

/// The prefix of the names of interfaces that Windows maps to its libraries. Those of the C library, `api-ms-win-crt-`, are left out,
/// because a static program has its own.
const INTERFACES: &str = "api-ms-win-core-";

/// Returns the first imported library that a Windows may lack.
///
/// # Errors
/// Fails if the tables of the program cannot be read.
pub(super) fn foreign(program: &[u8]) -> Result<Option<String>, CutOff> {
    let is_of_windows = |name: &String| {
        let name = name.to_ascii_lowercase();
        OF_WINDOWS.contains(&name.as_str()) || name.starts_with(INTERFACES)
    };
    Ok(imports(program).ok_or(CutOff)?.into_iter().find(|name| !is_of_windows(name)))
}

/// The error of a table that points behind the end of the program.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CutOff;

/// The directories with imports, and with delayed imports, which are loaded when they are first called.
const DIRECTORIES: [Directory; 2] =
    [Directory { number: 1, entry: 20, name: 12 }, Directory { number: 13, entry: 32, name: 4 }];

/// A table of libraries.
struct Directory {
    /// The index in the list of directories.
    number: usize,
    /// The size of an entry.
    entry: usize,
    /// The offset of the address of the name in an entry.
    name: usize,
}

/// Returns the names of the imported libraries.
fn imports(program: &[u8]) -> Option<Vec<String>> {
    /// The size of the headers before the optional header.
    const HEADER: usize = 24;
    /// The offset of the list of directories in the optional header.
    const BEFORE_DIRECTORIES: usize = 112;
    let header = u32_at(program, 0x3c)? as usize;
    let optional = header + HEADER;
    let sections = optional + usize::from(u16_at(program, header + 20)?);
    let image = Image { program, sections, count: usize::from(u16_at(program, header + 6)?) };
    let directories = u32_at(program, optional + BEFORE_DIRECTORIES - 4)? as usize;
    let mut names = Vec::new();
    for Directory { number, entry, name } in DIRECTORIES.iter().filter(|directory| directory.number < directories) {
        let address = u32_at(program, optional + BEFORE_DIRECTORIES + number * 8)?;
        if address == 0 {
            continue;
        }
        let mut at = image.offset(address)?;
        loop {
            let address = u32_at(program, at + name)?;
            // The last entry is empty.
            if address == 0 {
                break;
            }
            names.push(image.text(address)?);
            at += entry;
        }
    }
    Some(names)
}

/// A program with its sections, which are loaded at addresses other than their offsets in the file.
struct Image<'a> {
    program: &'a [u8],
    /// The offset of the table of sections.
    sections: usize,
    /// The number of sections.
    count: usize,
}

impl Image<'_> {
    /// Returns the offset in the file of an address.
    fn offset(&self, address: u32) -> Option<usize> {
        const SECTION: usize = 40;
        (0..self.count).find_map(|index| {
            let at = self.sections + index * SECTION;
            let [start, size, place] = [12, 16, 20].map(|field| u32_at(self.program, at + field));
            let inside = address.checked_sub(start?).filter(|inside| Some(*inside) < size)?;
            Some(place?.checked_add(inside)? as usize)
        })
    }

    /// Returns the text at an address up to a zero byte.
    fn text(&self, address: u32) -> Option<String> {
        let text = self.program.get(self.offset(address)?..)?;
        let end = text.iter().position(|byte| *byte == 0)?;
        Some(String::from_utf8_lossy(&text[..end]).into_owned())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Returns a program for x86-64 with one section, which imports these libraries; the second list is loaded when it is called.
    pub(in crate::dist) fn program(libraries: &[&str], delayed: &[&str]) -> Vec<u8> {
        const OPTIONAL: usize = 0x40 + 24;
        const OPTIONAL_SIZE: u16 = 240;
        const SECTION: usize = OPTIONAL + OPTIONAL_SIZE as usize;
        const CONTENT: u32 = 0x200;
        const ADDRESS: u32 = 0x1000;
        let mut program = vec![0; CONTENT as usize];
        let mut put = |at: usize, bytes: &[u8]| program[at..at + bytes.len()].copy_from_slice(bytes);
        let table =
            |number: u32, address: u32| (OPTIONAL + 112 + number as usize * 8, (ADDRESS + address).to_le_bytes());
        put(0, b"MZ");
        put(0x3c, &0x40_u32.to_le_bytes());
        put(0x40, b"PE\0\0\x64\x86");
        put(0x46, &1_u16.to_le_bytes());
        put(0x40 + 20, &OPTIONAL_SIZE.to_le_bytes());
        put(OPTIONAL + 108, &16_u32.to_le_bytes());
        let delay_table = (libraries.len() as u32 + 1) * 20;
        let names = delay_table + (delayed.len() as u32 + 1) * 32;
        for (at, bytes) in [table(1, 0), table(13, delay_table)] {
            put(at, &bytes);
        }
        for (field, value) in [(8, 0x1000), (12, ADDRESS), (16, 0x1000), (20, CONTENT)] {
            put(SECTION + field, &value.to_le_bytes());
        }
        let mut content = vec![0; names as usize];
        for (index, name) in libraries.iter().chain(delayed).enumerate() {
            let at = match index.checked_sub(libraries.len()) {
                None => index * 20 + 12,
                Some(index) => delay_table as usize + index * 32 + 4,
            };
            let address = ADDRESS + content.len() as u32;
            content[at..at + 4].copy_from_slice(&address.to_le_bytes());
            content.extend_from_slice(name.as_bytes());
            content.push(0);
        }
        program.extend(content);
        program
    }

    #[test]
    fn finds_the_libraries_of_the_compiler() {
        let foreign =
            |libraries: &[&str], delayed: &[&str]| foreign(&program(libraries, delayed)).map(Option::unwrap_or_default);
        assert_eq!(foreign(&[], &[]), Ok(String::new()));
        assert_eq!(foreign(&["KERNEL32.dll", "api-ms-win-core-synch-l1-2-0.dll"], &["bcrypt.dll"]), Ok(String::new()));
        assert_eq!(foreign(&["KERNEL32.dll", "VCRUNTIME140.dll"], &[]), Ok("VCRUNTIME140.dll".to_owned()));
        assert_eq!(foreign(&["api-ms-win-crt-heap-l1-1-0.dll"], &[]), Ok("api-ms-win-crt-heap-l1-1-0.dll".to_owned()));
        assert_eq!(foreign(&["KERNEL32.dll"], &["MSVCP140.dll"]), Ok("MSVCP140.dll".to_owned()));
    }

    #[test]
    fn a_part_of_a_program_is_an_error() {
        let whole = program(&["KERNEL32.dll"], &[]);
        for length in [0x3d, 0x60, 0x100, 0x208, whole.len() - 1] {
            assert_eq!(foreign(&whole[..length]), Err(CutOff), "{length}");
        }
    }
}
