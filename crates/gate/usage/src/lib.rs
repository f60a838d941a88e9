//! The parts of a schema that a Rust crate uses, read from its sources.
//!
//! Input: the folder of a crate, and a schema. Output: the text of a usage file, which names the messages, fields, oneofs,
//! enum values and methods that the code uses. The crate must not depend on configuration files, on rules, or on where the
//! text is written. It runs no compiler.
//!
//! The result may have too many names, and must not have too few: without an element that is not in it, the crate still
//! compiles. Types of expressions are not known, so that `x.amount` counts for each used message that has a field `amount`.
//! What a macro expands to is not known, so that each name in its arguments counts. The steps:
//!
//! 1. `modules` reads the files of the crate, and of crates that it depends on by a path. `generated` has the names of all elements.
//! 2. `uses` reads the names in the code, and `resolve` finds the elements that paths lead to.
//! 3. `reach` finds the types of all values, and the members of these types that the code names.

pub mod codes;
mod diagnostics;
mod generated;
mod manifest;
mod modules;
mod reach;
mod resolve;
mod scope;
#[cfg(test)]
mod tests;
mod text;
mod tokens;
mod uses;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use protoward_schema::{Element, FileId, Schema};
use protoward_source::paths::shown;
use protoward_source::{Diagnostic, Report, Sources};

use generated::Generated;
use manifest::Manifest;
use modules::Loader;
use resolve::{OTHER_CRATES, Resolver};
use uses::UsesReader;

/// The stack for parsing and reading code, which is nested as deeply as its author likes.
const STACK: usize = 256 << 20;

/// Choices about the uses that count.
#[derive(Clone, Copy, Debug, Default)]
pub struct UsageOptions {
    /// Leaves out tests, benchmarks and examples.
    pub without_tests: bool,
    /// Takes JSON and reflection in the code for those of other types. Otherwise, code with them uses all members.
    pub only_typed: bool,
}

/// The uses of a crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrateUses {
    /// The name of the crate, or of the folder of a workspace.
    pub name: String,
    /// The lines of the usage file, in order.
    pub lines: BTreeSet<String>,
}

impl CrateUses {
    /// Returns the text of the usage file.
    pub fn text(&self) -> String {
        text::file(&self.lines, &self.name)
    }
}

/// Reads what the crate or the Cargo workspace in a folder uses of a schema. `files` are the files of the schema itself, of
/// which the elements are named. Returns `None` after errors, which are added to the report with warnings.
pub fn read(
    folder: &Path,
    (schema, files): (&Schema, &[FileId]),
    options: UsageOptions,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<CrateUses> {
    // Syntax trees cannot leave the thread that has parsed them.
    std::thread::scope(|scope| {
        let work = || read_here(folder, (schema, files), options, sources, report);
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(uses)) => uses,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(error) => panic!("cannot start a thread: {error}"),
        }
    })
}

fn read_here(
    folder: &Path,
    (schema, files): (&Schema, &[FileId]),
    options: UsageOptions,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<CrateUses> {
    let generated = Generated::new(schema, files);
    let mut loader = Loader::new(&generated, !options.without_tests, sources, report);
    let name = load(folder, &mut loader);
    let Loader { modules, .. } = loader;
    let name = match name {
        Ok(name) => name,
        Err(diagnostic) => {
            report.push(*diagnostic);
            return None;
        }
    };
    if report.has_errors() {
        return None;
    }
    let resolver = Resolver { generated: &generated, modules: &modules };
    let mut reader = UsesReader::new(resolver, sources, options.only_typed);
    modules.iter().for_each(|(path, module)| reader.read(path, module));
    let uses = reader.uses;
    let used = reach::used(&generated, &uses);
    let own_files: BTreeSet<FileId> = files.iter().copied().collect();
    let lines = text::lines(&used, schema, |element: Element| own_files.contains(&schema.file_of(element)));
    if lines.is_empty() {
        report.push(diagnostics::no_uses(&name));
        return None;
    }
    for (why, (place, word, count)) in uses.whole {
        report.push(diagnostics::whole(place, &word, why, count));
    }
    Some(CrateUses { name, lines })
}

/// Reads the crate or the members of the workspace in a folder, and the libraries that they depend on by a path: without
/// these, the crate does not compile. Returns its name.
fn load(folder: &Path, loader: &mut Loader<'_>) -> Result<String, Box<Diagnostic>> {
    let manifest = Manifest::read(folder, loader.sources)?;
    let (name, crates) = match manifest.name() {
        Some(name) => (name.to_owned(), vec![folder.to_owned()]),
        None => (folder_name(folder), manifest.members()),
    };
    let mut read = BTreeSet::new();
    let mut open = BTreeMap::new();
    for folder in &crates {
        let manifest = Manifest::read(folder, loader.sources)?;
        let targets = manifest.targets(loader.with_tests);
        let library = root(folder);
        for target in &targets {
            let root = if target.is_library { library.clone() } else { shown(&target.path).to_string() };
            if read.insert(root.clone()) {
                loader.target(target, &root);
            }
            link(&manifest, &library, &root, loader, &mut open);
        }
        if targets.is_empty() {
            return Err(diagnostics::no_sources(&folder.join("Cargo.toml")).into());
        }
    }
    while let Some((library, folder)) = open.pop_first() {
        if !read.insert(library.clone()) {
            continue;
        }
        let manifest = Manifest::read(&folder, loader.sources)?;
        if let Some(target) = manifest.library() {
            loader.target(&target, &library);
            link(&manifest, &library, &library, loader, &mut open);
        }
    }
    Ok(name)
}

/// Adds the libraries that a target knows by name.
fn link(
    manifest: &Manifest,
    library: &str,
    root_name: &str,
    loader: &mut Loader<'_>,
    open: &mut BTreeMap<String, PathBuf>,
) {
    let with_tests = loader.with_tests;
    let libraries = &mut loader.modules.libraries;
    libraries.insert((root_name.to_owned(), manifest.library_name()), library.to_owned());
    let is_read = |name: &String| !OTHER_CRATES.contains(&&**name);
    for (name, folder) in manifest.local_dependencies(with_tests).into_iter().filter(|(name, _)| is_read(name)) {
        let library = root(&folder);
        libraries.insert((root_name.to_owned(), name), library.clone());
        open.insert(library, folder);
    }
}

/// Returns the first name of the modules of the library in a folder.
fn root(folder: &Path) -> String {
    let path = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    format!("library of {}", shown(&path))
}

fn folder_name(folder: &Path) -> String {
    let path = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    path.file_name().map(|name| shown(name).to_string()).unwrap_or_default()
}
