//! Python wheels: one with the program for each platform, and one whose command `protoc` runs it.
//!
//! Source: the binary distribution format of the Python Packaging User Guide.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::files::{File, zip};
use super::release::{Release, SUMMARY};
use protoward_kit::error::Error;

/// The module `protoward`: `python -m protoward` runs the program.
const MODULE: &str = r#""""The program protoward."""

import os
import sys
import sysconfig


def find_program():
    """Returns the path of the program that this package has installed."""
    name = "protoward" + (sysconfig.get_config_var("EXE") or "")
    user = sysconfig.get_preferred_scheme("user")
    for folder in (sysconfig.get_path("scripts"), sysconfig.get_path("scripts", scheme=user)):
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
    # `pip install --target` puts programs beside the packages.
    path = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "bin", name)
    if os.path.isfile(path):
        return path
    raise FileNotFoundError(f"the program {name} is not installed where this package is")


def run(arguments):
    """Runs the program with these arguments in place of this process, and does not return."""
    program = find_program()
    if sys.platform == "win32":
        import subprocess

        sys.exit(subprocess.run([program, *arguments]).returncode)
    os.execv(program, [program, *arguments])
"#;

const MAIN: &str = "import sys\n\nfrom protoward import run\n\nrun(sys.argv[1:])\n";

/// The module `protoward_protoc`: its command is `protoc`.
const PROTOC: &str = "\"\"\"The command protoc, which is protoward.\"\"\"\n\nimport sys\n\nfrom protoward import run\n\n\n\
                      def main():\n    run([\"protoc\", *sys.argv[1:]])\n";

/// Returns the wheel with the program: its file name and content.
pub(super) fn of(release: &Release) -> Result<(String, Vec<u8>), Error> {
    let Release { target, version, .. } = release;
    let program = format!("protoward-{version}.data/scripts/{}", target.program());
    let mut files = vec![
        File::new("protoward/__init__.py", MODULE),
        File::new("protoward/__main__.py", MAIN),
        File::executable(program, release.program.clone()),
    ];
    let metadata = metadata("protoward", release)?
        + &format!("Provides-Extra: protoc\nRequires-Dist: protoward-protoc=={version}; extra == \"protoc\"\n");
    let info = format!("protoward-{version}.dist-info");
    files.extend(release.licenses.iter().cloned().map(|file| file.below(&format!("{info}/licenses"))));
    wheel(files, &info, &with_readme(metadata)?, "", &format!("py3-none-{}", target.wheel))
}

/// Returns the wheel whose command `protoc` runs the program. It is the same for all platforms.
pub(super) fn protoc(release: &Release) -> Result<(String, Vec<u8>), Error> {
    let Release { version, .. } = release;
    let files = vec![File::new("protoward_protoc.py", PROTOC)];
    let metadata = metadata("protoward-protoc", release)? + &format!("Requires-Dist: protoward=={version}\n");
    let entry_points = "[console_scripts]\nprotoc = protoward_protoc:main\n";
    wheel(files, &format!("protoward_protoc-{version}.dist-info"), &metadata, entry_points, "py3-none-any")
}

fn metadata(name: &str, release: &Release) -> Result<String, Error> {
    let licenses: String = if name == "protoward" {
        release.licenses.iter().map(|file| format!("License-File: {}\n", file.path)).collect()
    } else {
        String::new()
    };
    Ok(format!(
        "Metadata-Version: 2.4\nName: {name}\nVersion: {}\nSummary: {SUMMARY}\nLicense-Expression: MIT OR Apache-2.0\n\
         {licenses}Requires-Python: >=3.8\n",
        release.version
    ))
}

fn with_readme(metadata: String) -> Result<String, Error> {
    let readme = Release::readme()?;
    Ok(format!("{metadata}Description-Content-Type: text/markdown\n\n{}", String::from_utf8_lossy(&readme.content)))
}

fn wheel(
    mut files: Vec<File>,
    info: &str,
    metadata: &str,
    entry_points: &str,
    tag: &str,
) -> Result<(String, Vec<u8>), Error> {
    let python_tags = tag.rsplit_once('-').map_or((tag, ""), |split| split);
    let tags: String =
        python_tags.1.split('.').map(|platform| format!("Tag: {}-{platform}\n", python_tags.0)).collect();
    let is_pure = tag.ends_with("any");
    let wheel = format!("Wheel-Version: 1.0\nGenerator: protoward\nRoot-Is-Purelib: {is_pure}\n{tags}");
    files.push(File::new(format!("{info}/METADATA"), metadata));
    files.push(File::new(format!("{info}/WHEEL"), wheel));
    if !entry_points.is_empty() {
        files.push(File::new(format!("{info}/entry_points.txt"), entry_points));
    }
    let mut record = String::new();
    for file in &files {
        let digest = URL_SAFE_NO_PAD.encode(Sha256::digest(&file.content));
        record += &format!("{},sha256={digest},{}\n", file.path, file.content.len());
    }
    record += &format!("{info}/RECORD,,\n");
    files.push(File::new(format!("{info}/RECORD"), record));
    let name = format!("{}-{tag}.whl", info.trim_end_matches(".dist-info"));
    let bytes = zip(&files).map_err(Error::at(name.as_ref()))?;
    Ok((name, bytes))
}
