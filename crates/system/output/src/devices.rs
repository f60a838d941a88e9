//! Devices and pipes as outputs. What is written to them cannot be undone, and there is no file to replace.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use protoward_source::paths::System;

/// Returns `true` for a pipe or device, whose output cannot be undone.
pub fn is_device(path: &Path) -> bool {
    let is_named = System::HERE == System::Windows && names_device(System::HERE, path);
    is_named || fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// Returns `true` for a path that names a device by the rules of a system: one in `/dev`, where there may be files too, or on Windows
/// `NUL` and others in any folder.
pub fn names_device(system: System, path: &Path) -> bool {
    let name = || path.file_name().and_then(|name| name.to_str());
    match system {
        System::Unix => path.starts_with("/dev/"),
        System::Windows => name().is_some_and(|name| system.is_device(name)),
    }
}

/// Returns `true` for the device that discards all output.
pub fn discards(system: System, path: &Path) -> bool {
    match system {
        System::Unix => path == Path::new("/dev/null"),
        System::Windows => path.file_name().is_some_and(|name| name.eq_ignore_ascii_case("nul")),
    }
}

/// Writes to a device. Unlike a file, it is not created or truncated.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    OpenOptions::new().write(true).open(path)?.write_all(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_system_names_devices() {
        for (path, unix, windows) in [
            ("/dev/null", true, false),
            ("NUL", false, true),
            ("out/nul", false, true),
            ("CONOUT$", false, true),
            ("null.bin", false, false),
            ("dev/null.bin", false, false),
        ] {
            let path = Path::new(path);
            assert_eq!(
                (names_device(System::Unix, path), names_device(System::Windows, path)),
                (unix, windows),
                "{path:?}"
            );
        }
        for (path, unix, windows) in [("/dev/null", true, false), ("Nul", false, true), ("CON", false, false)] {
            let path = Path::new(path);
            assert_eq!((discards(System::Unix, path), discards(System::Windows, path)), (unix, windows), "{path:?}");
        }
    }
}
