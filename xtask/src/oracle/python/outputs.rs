//! What a program writes for Python.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use crate::oracle::compilers::Compiler;
use crate::trouble::Trouble;

/// Where the files to generate from are found.
pub(super) enum Input<'a> {
    /// Below these folders.
    Sources(&'a [&'a Path]),
    /// In this descriptor set.
    Set(&'a Path),
}

/// What came of a run.
pub(super) enum Made {
    /// The files, by their paths below the output folder.
    Files(BTreeMap<String, Vec<u8>>),
    /// None, and these words.
    Failed(String),
}

/// Modules and stubs of these files.
pub(super) fn make(compiler: &Compiler, input: &Input<'_>, files: &[String]) -> Result<Made, Trouble> {
    let out = tempfile::tempdir().map_err(Trouble::at(Path::new("a temporary folder")))?;
    match make_in(compiler, input, files, out.path())? {
        Some(words) => Ok(Made::Failed(words)),
        None => read(out.path()).map(Made::Files),
    }
}

/// The same, in a folder that stays; what the program says where it fails.
pub(super) fn make_in(
    compiler: &Compiler,
    input: &Input<'_>,
    files: &[String],
    out: &Path,
) -> Result<Option<String>, Trouble> {
    let scratch = tempfile::tempdir().map_err(Trouble::at(Path::new("a temporary folder")))?;
    let list = scratch.path().join("files");
    std::fs::write(&list, files.join("\n")).map_err(Trouble::at(&list))?;
    let run = match input {
        Input::Sources(roots) => compiler.over(roots.iter().copied()),
        Input::Set(set) => compiler.over(std::iter::empty()).arg(joined("--descriptor_set_in=", set)),
    };
    let outputs = [joined("--python_out=", out), joined("--pyi_out=", out), joined("@", &list)];
    let done = run.args(outputs).output()?;
    Ok((done.code != Some(0)).then_some(done.stderr))
}

/// Every file below a folder.
fn read(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Trouble> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.map_err(|trouble| Trouble::Io { path: folder.to_path_buf(), source: trouble.into() })?;
        if entry.file_type().is_file() {
            let relative = entry.path().strip_prefix(folder).expect("a walk stays below its start");
            let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
            files.insert(parts.join("/"), std::fs::read(entry.path()).map_err(Trouble::at(entry.path()))?);
        }
    }
    Ok(files)
}

fn joined(flag: &str, path: &Path) -> OsString {
    let mut text = OsString::from(flag);
    text.push(path);
    text
}
