//! Build scripts with the feature `dependencies`: exactly what the lock file has.

use std::path::{Path, PathBuf};

use crate::cargo;
use crate::diagnostics::report_error;
use crate::script;
use protoward_build_protocol::Error;
use protoward_compiler::Compiler;
use protoward_deps::{DependencyOptions, Project, Resolution, is_on};
use protoward_source::paths::shown;
use protoward_source::{Report, Sources};

/// The dependencies of the schemas.
pub(crate) struct Dependencies {
    resolution: Option<Resolution>,
    /// The files that the resolution depends on.
    watched: Vec<String>,
}

impl Dependencies {
    /// Resolves the dependencies of a configuration.
    pub(crate) fn resolve(config: Option<&Path>) -> Result<Self, Error> {
        let Some(config) = config else { return Ok(Self { resolution: None, watched: Vec::new() }) };
        let folder = folder(config);
        let mut sources = Sources::default();
        let mut report = Report::default();
        let resolution = resolution(folder, &mut sources, &mut report);
        let resolution = resolution.ok_or_else(|| report_error(&report, &sources))?;
        let watched = cargo::read_files(&sources);
        let trees = resolution.dependencies.iter().filter_map(|it| it.cache_file.as_deref());
        let watched = watched.chain(trees.map(|tree| shown(tree).to_string())).collect();
        Ok(Self { resolution: Some(resolution), watched })
    }

    /// Adds the files of the dependencies to those that imports find.
    pub(crate) fn add_to(&self, compiler: Compiler) -> Compiler {
        match &self.resolution {
            Some(resolution) => compiler.resolver(resolution.imports()),
            None => compiler,
        }
    }

    /// Returns the paths that Cargo watches: configurations, the lock file, and the files in the cache.
    pub(crate) fn watched(&self) -> impl Iterator<Item = String> {
        self.watched.iter().cloned()
    }
}

fn resolution(folder: PathBuf, sources: &mut Sources, report: &mut Report) -> Option<Resolution> {
    let (project, requirements) = Project::open(folder, sources, report)?;
    let lock = project.lock(None, sources, report)?;
    let options = DependencyOptions::of_environment(script::variable);
    let is_cargo_offline = script::variable("CARGO_NET_OFFLINE").as_deref().is_some_and(is_on);
    let options = DependencyOptions { is_locked: true, is_offline: options.is_offline || is_cargo_offline, ..options };
    project.resolve(requirements, &lock, &options, sources, report)
}

/// Returns the folder of a configuration.
fn folder(config: &Path) -> PathBuf {
    let folder = if config.is_dir() { config } else { config.parent().unwrap_or(config) };
    if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() }
}
