//! Wine, with a prefix of its own, and with a library that Wine 8 lacks.

use std::path::{Path, PathBuf};

use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace;

/// The library that Rust takes random numbers from. Wine has it since version 9.
const LIBRARY: &str = "bcryptprimitives.dll";

/// The source of the library, with the one function that Rust calls.
const SOURCE: &str = "\
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count) {
  return SystemFunction036(bytes, (ULONG)count);
}
";

/// The variables of every run of Wine: it writes no log, and does not offer to install Mono and Gecko.
const VARIABLES: [(&str, &str); 2] = [("WINEDEBUG", "-all"), ("WINEDLLOVERRIDES", "mscoree,mshtml=")];

/// Returns the script that runs a program for Windows.
pub(super) fn script(prefix: &Path) -> String {
    let [debug, overrides] = VARIABLES.map(|(name, value)| format!("{name}='{value}'"));
    format!("#!/bin/sh\nexport WINEPREFIX='{}' {debug} {overrides}\nexec wine \"$@\"\n", prefix.display())
}

/// Returns the prefix: the folder with the settings and drives of Wine. Creates it if it is missing.
pub(super) fn prepared_prefix() -> Result<PathBuf, Error> {
    let folder = workspace::scratch("systems")?;
    let prefix = folder.join("wine");
    let library = prefix.join("drive_c/windows/system32").join(LIBRARY);
    if library.is_file() {
        return Ok(prefix);
    }
    let boot = Run::new("wine").install_hint("Wine").args(["wineboot", "--init"]).env("WINEPREFIX", &prefix);
    VARIABLES.iter().fold(boot, |boot, (name, value)| boot.env(name, value)).finish()?;
    let source = folder.join("random.c");
    workspace::write_changed(&source, SOURCE)?;
    let compiler = Run::new("x86_64-w64-mingw32-gcc").install_hint("MinGW");
    compiler.args(["-shared", "-o"]).arg(&library).arg(&source).arg("-ladvapi32").finish()?;
    Ok(prefix)
}
