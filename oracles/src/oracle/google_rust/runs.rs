//! Runs the generator of a program for one crate.

use std::ffi::OsString;
use std::path::Path;

use crate::oracle::compilers::{Compiler, Written, joined};
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

/// Generates a crate.
pub(super) fn make(compiler: &Compiler, it: &Crate<'_>) -> Result<Written, Error> {
    let (run, scratch) = compiler.listed(it.roots.iter().copied(), it.files)?;
    let (mapping, out) = (scratch.path().join("crates"), scratch.path().join("out"));
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
    let done = run.arg(joined("--rust_out=", &out)).arg(options).output()?;
    if done.code == Some(0) { files::read_all(&out).map(Ok) } else { Ok(Err(done.stderr)) }
}

/// Returns a crate mapping with two crates. The name of the first one is a keyword.
fn mapping_text(mapped: &[String]) -> String {
    let (left, right) = mapped.split_at(mapped.len() / 2);
    let section = |name: &str, paths: &[String]| format!("{name}\n{}\n{}\n", paths.len(), paths.join("\n"));
    section("async", left) + &section("other_crate", right)
}
