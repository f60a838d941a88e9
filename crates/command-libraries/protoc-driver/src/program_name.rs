//! The names of programs, from their paths.

use std::ffi::OsString;

use protoward_source::paths::System;

/// Returns the name by which the program is called, from its arguments.
pub fn own_name(args: &[OsString]) -> Option<String> {
    args.first()?.to_str().map(|path| called(System::HERE, path))
}

/// Returns the name by which a program is called: `protoc` for `C:\bin\PROTOC.EXE`.
fn called(system: System, path: &str) -> String {
    let name = without_extension(system.file_name(path));
    match system {
        System::Unix => name.to_owned(),
        System::Windows => name.to_ascii_lowercase(),
    }
}

/// Returns the name of a plugin from the path of its program. protoc.exe keeps the extension, and so never takes the plugin of
/// `--plugin=protoc-gen-x.exe`.
pub(crate) fn plugin_name(system: System, path: &str) -> &str {
    let name = system.file_name(path);
    match system {
        System::Unix => name,
        System::Windows => without_extension(name),
    }
}

/// Removes the extension of an executable of Windows. Other extensions are kept, such as that of `protoc-36.2`.
fn without_extension(name: &str) -> &str {
    let is_executable = |extension: &str| EXECUTABLE.iter().any(|it| extension.eq_ignore_ascii_case(it));
    name.rsplit_once('.').filter(|(_, extension)| is_executable(extension)).map_or(name, |(stem, _)| stem)
}

/// The extensions of executables on Windows.
const EXECUTABLE: [&str; 4] = ["exe", "cmd", "bat", "com"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_called_by_its_name() {
        for (path, unix, windows) in [
            ("/usr/bin/protoc", "protoc", "protoc"),
            (r"C:\bin\PROTOC.EXE", r"C:\bin\PROTOC", "protoc"),
            ("bin/Protoc.exe", "Protoc", "protoc"),
            ("protoc-36.2", "protoc-36.2", "protoc-36.2"),
            ("protoc-36.2.exe", "protoc-36.2", "protoc-36.2"),
            ("protoc.proto", "protoc.proto", "protoc.proto"),
        ] {
            assert_eq!((&*called(System::Unix, path), &*called(System::Windows, path)), (unix, windows), "{path}");
        }
    }

    #[test]
    fn the_name_of_a_plugin_has_no_extension_of_windows() {
        for (path, unix, windows) in [
            (r"C:\bin\protoc-gen-x.EXE", r"C:\bin\protoc-gen-x.EXE", "protoc-gen-x"),
            ("bin/protoc-gen-x.cmd", "protoc-gen-x.cmd", "protoc-gen-x"),
            ("protoc-gen-x", "protoc-gen-x", "protoc-gen-x"),
        ] {
            assert_eq!((plugin_name(System::Unix, path), plugin_name(System::Windows, path)), (unix, windows));
        }
    }
}
