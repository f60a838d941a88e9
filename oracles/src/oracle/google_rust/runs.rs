//! Runs the generator of a program for one crate.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use crate::oracle::compilers::Compiler;
use protoward_kit::error::Error;
use protoward_kit::files;

/// Files that are generated together.
pub(super) struct Crate<'a> {
    /// The include roots.
    pub(super) roots: &'a [&'a Path],
    /// Files that the crate mapping assigns to other crates. Generated files may be among them.
    pub(super) mapped: &'a [String],
    /// The name of the entry point, unless it is the default.
    pub(super) entry_point: Option<&'a str>,
    /// The release whose code is generated, unless it is the newest. protoc ignores the option.
    pub(super) release: Option<&'a str>,
    /// The files to generate.
    pub(super) files: &'a [String],
}

/// The result of a run.
pub(super) enum Made {
    /// The generated files, by their paths.
    Files(BTreeMap<String, Vec<u8>>),
    /// The program failed, and printed this to standard error.
    Failed(String),
}

/// Generates a crate.
pub(super) fn make(compiler: &Compiler, it: &Crate<'_>) -> Result<Made, Error> {
    let scratch = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    let (list, mapping, out) =
        (scratch.path().join("files"), scratch.path().join("crates"), scratch.path().join("out"));
    files::write(&list, it.files.join("\n"))?;
    files::write(&mapping, mapping_text(it.mapped))?;
    std::fs::create_dir(&out).map_err(Error::at(&out))?;
    let mut options = OsString::from("--rust_opt=experimental-codegen=enabled,kernel=upb,crate_mapping=");
    options.push(&mapping);
    if let Some(entry_point) = it.entry_point {
        options.push(format!(",generated_entry_point_rs_file_name={entry_point}"));
    }
    if let Some(release) = it.release {
        options.push(format!(",version={release}"));
    }
    let run = compiler.over(it.roots.iter().copied()).arg(joined("--rust_out=", &out)).arg(options);
    let done = run.arg(joined("@", &list)).output()?;
    match done.code {
        Some(0) => Ok(Made::Files(files::read_all(&out)?)),
        Some(_) | None => Ok(Made::Failed(done.stderr)),
    }
}

/// Returns a crate mapping with two crates. The name of the first one is a keyword.
fn mapping_text(mapped: &[String]) -> String {
    let (left, right) = mapped.split_at(mapped.len() / 2);
    let section = |name: &str, paths: &[String]| format!("{name}\n{}\n{}\n", paths.len(), paths.join("\n"));
    section("async", left) + &section("other_crate", right)
}

fn joined(flag: &str, path: &Path) -> OsString {
    let mut text = OsString::from(flag);
    text.push(path);
    text
}
