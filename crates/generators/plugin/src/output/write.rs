//! Writes folders and archives: all of them, or nothing.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::archive::{self, TooLarge};
use super::{Content, OutputPlace};
use crate::error::{Failure, GeneratorProblem};
use protoward_output::{Plan, apply};

impl OutputPlace {
    /// Returns the bytes of the archive.
    ///
    /// # Errors
    /// Fails if the content exceeds the limits of the format.
    pub fn archive(&self) -> Result<Vec<u8>, Box<Failure>> {
        archive::archive(&self.location, &self.files).map_err(|TooLarge| {
            Failure::new("", GeneratorProblem::NotWritten(format!("{}: is too large for an archive", self.location)))
        })
    }
}

/// Writes all folders and archives, or nothing. Unchanged files are not touched. Subfolders are created, but not the
/// output folder. Relative locations are below `base`; an empty one is the working directory.
///
/// # Errors
/// Fails if an output folder is missing, a symbolic link is in the way, two outputs contain the same file, or an
/// operation of the file system fails. In that case nothing is changed.
pub fn write(base: &Path, places: Vec<OutputPlace>) -> Result<(), Vec<Failure>> {
    let mut targets = Targets::default();
    for place in places {
        targets.add(base, place)?;
    }
    let not_written = |message: String| vec![*Failure::new("", GeneratorProblem::NotWritten(message))];
    let plans = targets.plans.iter().map(Plan::compare).collect::<Result<Vec<_>, _>>();
    let changes = plans.map_err(|diagnostic| not_written(diagnostic.message))?;
    apply(&changes).map_err(|diagnostic| not_written(diagnostic.message))
}

/// The folders and archives as plans, which are compared before the first is written.
#[derive(Default)]
struct Targets {
    plans: Vec<Plan>,
    /// The generator of each file.
    taken: HashMap<PathBuf, String>,
    /// Folders that were checked to be no symbolic links.
    looked_at: HashSet<PathBuf>,
}

impl Targets {
    fn add(&mut self, base: &Path, place: OutputPlace) -> Result<(), Vec<Failure>> {
        let location = &place.location;
        let not_written =
            |why: &str| vec![*Failure::new("", GeneratorProblem::NotWritten(format!("{location}: {why}")))];
        if place.is_archive {
            let path = base.join(location);
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            if folder.is_some_and(|folder| !folder.is_dir()) {
                return Err(not_written("there is no folder to write this file to"));
            }
            let archive = place.archive().map_err(|failure| vec![*failure])?;
            let plan = Plan::file(&path, archive).map_err(|diagnostic| not_written(&diagnostic.message))?;
            self.plans.push(plan);
            return Ok(());
        }
        let folder = base.join(location);
        match fs::metadata(&folder) {
            _ if location.is_empty() => return Err(not_written("an output needs the name of a folder")),
            Ok(found) if found.is_dir() => {}
            Ok(_) => return Err(not_written("the output is a file; name a folder, or a `.zip` or `.jar`")),
            Err(error) => return Err(not_written(&format!("there is no such output folder ({error})"))),
        }
        let folder = fs::canonicalize(folder).map_err(|error| not_written(&error.to_string()))?;
        // As protoc, which writes each file anew.
        let mut plan = Plan::unmanaged(&folder).exact();
        let mut failures = Vec::new();
        for (path, file) in place.files {
            if let Err(failure) = self.file(&folder, &path, file, &mut plan) {
                failures.push(*failure);
            }
        }
        self.plans.push(plan);
        if failures.is_empty() { Ok(()) } else { Err(failures) }
    }

    fn file(&mut self, folder: &Path, path: &str, file: Content, plan: &mut Plan) -> Result<(), Box<Failure>> {
        let Content { content, generator } = file;
        let full = folder.join(path);
        // With files outside of the folder allowed, links are not checked.
        if path.split('/').any(|part| part == "..") {
            let one = Plan::file(&full, content);
            self.plans.push(one.map_err(|diagnostic| Failure::output(&generator, path, diagnostic.message))?);
            return Ok(());
        }
        if let Some(link) = self.link(folder, path) {
            let why = format!("and `{link}` is a link, which may lead out of the output folder");
            return Err(Failure::output(&generator, path, why));
        }
        if let Some(other) = self.taken.insert(full, generator.clone()) {
            let why = format!("which `{other}` generates as well; give one of them another folder");
            return Err(Failure::output(&generator, path, why));
        }
        plan.add(path, content).map_err(|diagnostic| Failure::output(&generator, path, diagnostic.message))
    }

    /// Returns a symbolic link in the path from a folder to a file.
    fn link<'p>(&mut self, folder: &Path, path: &'p str) -> Option<&'p str> {
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        for prefix in ends.map(|end| &path[..end]) {
            let full = folder.join(prefix);
            if self.looked_at.contains(&full) {
                continue;
            }
            if fs::symlink_metadata(&full).is_ok_and(|found| found.is_symlink()) {
                return Some(prefix);
            }
            self.looked_at.insert(full);
        }
        None
    }
}
