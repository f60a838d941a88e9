//! Generating with comments that are valid for rustdoc: into a folder of its own first, and from there where it belongs.

use std::fs;
use std::io;
use std::path::Path;

use super::error::BuildError;
use super::run::Run;
use crate::codegen::comments::Comments;
use crate::codegen::generator;
use crate::codegen::write::{Plan, apply};
use crate::report::Diagnostic;

/// Generates from the descriptors in a file. The generator gets a file and a folder, which are not those of the caller
/// where comments are worked on.
pub(super) fn generate(run: &Run, set: &Path, generate: impl FnOnce(&Path, &Path) -> io::Result<()>) -> io::Result<()> {
    let folder = run.folder()?;
    // What cannot be read is for the generator to say.
    let taken = fs::read(set).and_then(|bytes| Comments::taken(&bytes));
    let (comments, descriptors) = match taken {
        Ok(taken) if !run.prost_comments => taken,
        _ => return generate(set, &folder),
    };
    let temp = tempfile::tempdir()?;
    let (marked, out) = (temp.path().join("descriptors"), temp.path().join("out"));
    fs::write(&marked, descriptors)?;
    same_folders(&folder, &out)?;
    generate(&marked, &out)?;
    let mut files = generator::read(&out)?;
    files.values_mut().for_each(|code| comments.put_back_in(code));
    put(&folder, files).map_err(|diagnostic| BuildError::of(*diagnostic).into())
}

/// An include file may lie in a folder that is there already.
fn same_folders(folder: &Path, out: &Path) -> io::Result<()> {
    const DEEPEST: usize = 3;
    fs::create_dir(out)?;
    for entry in walkdir::WalkDir::new(folder).min_depth(1).max_depth(DEEPEST).into_iter().flatten() {
        if let (true, Ok(path)) = (entry.file_type().is_dir(), entry.path().strip_prefix(folder)) {
            fs::create_dir_all(out.join(path))?;
        }
    }
    Ok(())
}

fn put(folder: &Path, files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Result<(), Box<Diagnostic>> {
    let mut plan = Plan::unmanaged(folder);
    for (path, code) in files {
        plan.add(&path, code)?;
    }
    apply(&[plan.compare()?])
}
