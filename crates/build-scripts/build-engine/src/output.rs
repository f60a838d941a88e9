//! Writes generated files: either all of them or none.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::diagnostics::diagnostic_error;
use super::digest::Digest;
use super::record::{WrittenFile, file_digest};
use super::{overwritten, stale, trees};
use protoward_build_protocol::Error;
use protoward_output::{Plan, apply};
use protoward_rust::tree::{Files, Modules, TREE};
use protoward_source::Diagnostic;
use protoward_source::paths::portable;

/// The temporary name of the file that declares all modules. No package can have this name.
pub(super) const INCLUDE_FILE: &str = ".include";

/// The way in which the file that declares all modules includes the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Includes {
    /// The files are in the same folder.
    Relative,
    /// The files are in Cargo's `OUT_DIR` at compile time.
    FromOutDir,
}

/// The destination of the code of one call.
pub(super) struct Output<'a> {
    /// The number of the call.
    pub(super) call: usize,
    pub(super) folder: PathBuf,
    pub(super) include_file: Option<&'a Path>,
    pub(super) includes: Includes,
    /// Whether a file that declares all modules is written if `include_file` is `None`.
    pub(super) module_tree: bool,
    /// Whether warnings are printed through Cargo.
    pub(super) prints_instructions: bool,
}

impl Output<'_> {
    /// Writes the generated files and those beside them: either all of them or none.
    pub(super) fn write_all(
        &self,
        mut files: Files,
        modules: Modules,
        other_plans: Vec<Plan>,
    ) -> Result<Vec<WrittenFile>, Error> {
        if self.prints_instructions {
            overwritten::warn_about_lost_items(&self.folder, &files);
        }
        if self.includes == Includes::FromOutDir {
            files.get_mut(INCLUDE_FILE).into_iter().for_each(include_from_out_dir);
        }
        self.write(files, modules, other_plans).map_err(|diagnostic| diagnostic_error(*diagnostic))
    }

    fn write(
        &self,
        mut files: Files,
        modules: Modules,
        other_plans: Vec<Plan>,
    ) -> Result<Vec<WrittenFile>, Box<Diagnostic>> {
        let mut folder = Plan::unmanaged(&self.folder);
        let include = files.remove(INCLUDE_FILE);
        let included = include.zip(self.include_file);
        let mut names = BTreeSet::from_iter(files.keys().cloned());
        for (path, code) in files {
            folder.add(&path, code)?;
        }
        match self.include_file {
            Some(path) => trees::record_include_file(&self.folder, path),
            None if self.module_tree => {
                let tree = trees::tree(&self.folder, modules);
                names.insert(TREE.to_owned());
                tree.into_iter().for_each(|tree| folder.add_optional(TREE, tree));
            }
            None => {}
        }
        names.extend(self.include_file.map(portable));
        let included = included.map(|(code, path)| Plan::file(&self.folder.join(path), code)).transpose()?;
        let mut plans = vec![folder];
        plans.extend(included);
        let code = plans.len();
        plans.extend(other_plans);
        let changes: Vec<_> = plans.iter().map(Plan::compare).collect::<Result<_, _>>()?;
        apply(&changes)?;
        stale::remove(self.call, &self.folder, names);
        let (code, other_plans) = plans.split_at(code);
        let code = code.iter().enumerate().flat_map(|(at, plan)| code_files(plan, at > 0));
        Ok(code.chain(other_plans.iter().flat_map(other_files)).collect())
    }
}

/// Returns the planned code files as they now are on disk. `is_tree` means that the plan only contains the file that
/// declares all modules.
fn code_files(plan: &Plan, is_tree: bool) -> impl Iterator<Item = WrittenFile> {
    plan.files().map(move |(name, content)| {
        let path = plan.folder().join(name);
        let own = Some(Digest::of(content));
        if !is_tree && overwritten::is_of_package(name) {
            return WrittenFile { path, digest: own, text: None, is_code: true };
        }
        // A handwritten file that declares all modules is not overwritten.
        let digest = file_digest(&path);
        let text = (digest == own).then(|| content.to_vec());
        WrittenFile { path, digest, text, is_code: true }
    })
}

/// Returns the planned files beside the code.
fn other_files(plan: &Plan) -> impl Iterator<Item = WrittenFile> {
    plan.files().map(|(name, content)| {
        let digest = Some(Digest::of(content));
        WrittenFile { path: plan.folder().join(name), digest, text: None, is_code: false }
    })
}

/// Writes files beside the code, without code.
pub(super) fn write(plans: &[Plan]) -> Result<(), Error> {
    let write = || apply(&plans.iter().map(Plan::compare).collect::<Result<Vec<_>, _>>()?);
    write().map_err(|diagnostic| diagnostic_error(*diagnostic))
}

/// Changes the includes of the file that declares all modules to paths in `OUT_DIR`.
fn include_from_out_dir(code: &mut Vec<u8>) {
    const INCLUDE: &str = "include!(\"";
    let Ok(text) = std::str::from_utf8(code) else { return };
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

    /// The format of prost-build 0.14, with and without an output folder.
    #[test]
    fn includes_files_from_out_dir() {
        const RELATIVE: &str = "// This file is @generated by prost-build.\npub mod a {\n    include!(\"a.rs\");\n    \
                              pub mod b {\n        include!(\"a.b.rs\");\n    }\n}\n";
        const FROM_OUT_DIR: &str = "// This file is @generated by prost-build.\npub mod a {\n    \
                                    include!(concat!(env!(\"OUT_DIR\"), \"/a.rs\"));\n    pub mod b {\n        \
                                    include!(concat!(env!(\"OUT_DIR\"), \"/a.b.rs\"));\n    }\n}\n";
        let mut code = RELATIVE.into();
        include_from_out_dir(&mut code);
        assert_eq!(String::from_utf8_lossy(&code), FROM_OUT_DIR);
    }
}
