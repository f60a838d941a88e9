//! Generated files on their way to where they belong: through a folder of their own, so that nothing is half written.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::error::Error;
use super::{again, stale, trees};
use protoward_codegen::passes::{self, Files, Passes};
use protoward_codegen::tree::{Modules, TREE, is_include_file};
use protoward_output::{Plan, apply};
use protoward_source::Diagnostic;

/// The file with all modules has this name until it is where it belongs. No package has it.
pub(super) const INCLUDE_FILE: &str = ".include";

/// How the file with all modules finds the others.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Includes {
    /// They lie beside it.
    BesideCode,
    /// They lie in cargo's `OUT_DIR`, wherever that is when the code is compiled.
    FromOutDir,
}

/// Where code is to go.
pub(super) struct Output<'a> {
    pub(super) folder: PathBuf,
    pub(super) include_file: Option<&'a Path>,
    pub(super) includes: Includes,
    /// The file of what has no package, without its ending.
    pub(super) nameless: &'a str,
    /// Whether there is a file with all modules where none is named.
    pub(super) module_tree: bool,
    /// Whether cargo is told what people should know.
    pub(super) tells_cargo: bool,
}

impl Output<'_> {
    /// What a generator writes into the folder that it is given.
    pub(super) fn files(&self, generate: impl FnOnce(&Path) -> io::Result<()>) -> Result<Files, Error> {
        let temp = tempfile::tempdir()?;
        same_folders(&self.folder, temp.path())?;
        generate(temp.path())?;
        Ok(passes::read(temp.path())?)
    }

    /// Writes the files as they are to be in the end, and what belongs beside them: everything, or nothing.
    pub(super) fn put(&self, files: Files, passes: &Passes, beside: Vec<Plan>) -> Result<(), Error> {
        let (mut files, modules) = passes.ended(files, self.nameless);
        if self.tells_cargo {
            again::note(&self.folder, &files);
        }
        if self.includes == Includes::FromOutDir {
            files.values_mut().for_each(include_from_out_dir);
        }
        self.write(files, modules, beside).map_err(|diagnostic| Error::of(*diagnostic))
    }

    fn write(&self, mut files: Files, mut modules: Modules, mut beside: Vec<Plan>) -> Result<(), Box<Diagnostic>> {
        let mut folder = Plan::unmanaged(&self.folder);
        let mut include = files.remove(INCLUDE_FILE);
        super::shared::join(&self.folder, self.include_file, &mut files, &mut modules, include.as_mut())?;
        let included = include.zip(self.include_file);
        // A configuration of prost does not say whether it was told to write such a file.
        let is_tree = |code: &Vec<u8>| str::from_utf8(code).is_ok_and(is_include_file);
        let has_tree = files.values().any(is_tree);
        let mut written = BTreeSet::from_iter(files.keys().cloned());
        for (path, code) in files {
            folder.add(&path, code)?;
        }
        match self.include_file {
            Some(path) => trees::name(&self.folder, path),
            None if self.module_tree && !has_tree => {
                let tree = trees::tree(&self.folder, modules);
                written.insert(TREE.to_owned());
                tree.into_iter().for_each(|tree| folder.offer(TREE, tree));
            }
            None => {}
        }
        written.extend(self.include_file.map(|path| path.to_string_lossy().into_owned()));
        let included = included.map(|(code, path)| Plan::file(&self.folder.join(path), code)).transpose()?;
        let mut plans = vec![folder];
        plans.extend(included);
        plans.append(&mut beside);
        let changes: Vec<_> = plans.iter().map(Plan::compare).collect::<Result<_, _>>()?;
        apply(&changes)?;
        stale::remove(&self.folder, written);
        Ok(())
    }
}

/// Writes what belongs beside code alone.
pub(super) fn write(plans: &[Plan]) -> Result<(), Error> {
    let write = || apply(&plans.iter().map(Plan::compare).collect::<Result<Vec<_>, _>>()?);
    write().map_err(|diagnostic| Error::of(*diagnostic))
}

/// Where prost is told by others where to put the file with all modules, that may be a folder that is there already.
fn same_folders(folder: &Path, out: &Path) -> Result<(), Error> {
    const DEEPEST: usize = 3;
    for entry in walkdir::WalkDir::new(folder).min_depth(1).max_depth(DEEPEST).into_iter().flatten() {
        if let (true, Ok(path)) = (entry.file_type().is_dir(), entry.path().strip_prefix(folder)) {
            fs::create_dir_all(out.join(path))?;
        }
    }
    Ok(())
}

/// Lets a file that is made of modules and includes find what it includes as one does that is generated into `OUT_DIR`.
/// prost writes it so where it writes there itself; here it does not.
fn include_from_out_dir(code: &mut Vec<u8>) {
    const INCLUDE: &str = "include!(\"";
    let Ok(text) = std::str::from_utf8(code) else { return };
    let is_include = |line: &str| line.starts_with(INCLUDE) || line.starts_with("pub mod ") || line == "}";
    if !text.lines().skip(1).all(|line| is_include(line.trim_start())) {
        return;
    }
    let line = |line: &str| match line.split_once(INCLUDE) {
        Some((indent, file)) => {
            format!("{indent}include!(concat!(env!(\"OUT_DIR\"), \"/{}\n", file.replacen("\");", "\"));", 1))
        }
        None => format!("{line}\n"),
    };
    *code = text.lines().map(line).collect::<String>().into_bytes();
}

#[cfg(test)]
mod tests {
    use super::include_from_out_dir;

    /// As prost-build 0.14 writes it, with a folder and without.
    #[test]
    fn files_are_included_from_where_cargo_has_them() {
        const BESIDE: &str = "// This file is @generated by prost-build.\npub mod a {\n    include!(\"a.rs\");\n    \
                              pub mod b {\n        include!(\"a.b.rs\");\n    }\n}\n";
        const FROM_OUT_DIR: &str = "// This file is @generated by prost-build.\npub mod a {\n    \
                                    include!(concat!(env!(\"OUT_DIR\"), \"/a.rs\"));\n    pub mod b {\n        \
                                    include!(concat!(env!(\"OUT_DIR\"), \"/a.b.rs\"));\n    }\n}\n";
        let mut code = BESIDE.into();
        include_from_out_dir(&mut code);
        assert_eq!(String::from_utf8_lossy(&code), FROM_OUT_DIR);
        let other = "// This file is @generated by prost-build.\npub struct A {}\n";
        let mut code = other.into();
        include_from_out_dir(&mut code);
        assert_eq!(String::from_utf8_lossy(&code), other);
    }
}
