//! The graph of modules and dependencies, by the imports of their files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use protoward_deps::{Dependency, DependencySource};
use protoward_inputs::Input;
use protoward_schema::File;
use protoward_settings::{Config, Module, Version};
use protoward_source::paths::tree_path;
use protoward_source::{Report, Sources, stays_inside};
use protoward_workspace::{Dependencies, UnlockedOrigin, Workspace};

use crate::deps::DependencyProject;

/// The modules of a schema and its dependencies, each with those that it needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DependencyGraph {
    /// The names of the modules, in the order of the configuration.
    pub modules: Vec<String>,
    /// The direct dependencies of each module and dependency, by name.
    pub needs: BTreeMap<String, BTreeSet<String>>,
}

impl DependencyGraph {
    /// Returns `true` for a module of the schema itself.
    pub fn is_module(&self, name: &str) -> bool {
        self.modules.iter().any(|module| module == name)
    }

    fn add(&mut self, name: &str, needed: &str) {
        if name != needed {
            self.needs.entry(needed.to_owned()).or_default();
            self.needs.entry(name.to_owned()).or_default().insert(needed.to_owned());
        }
    }
}

/// Returns the graph of a project. Returns `None` after errors, which are added to `report`.
pub fn graph(project: &DependencyProject, sources: &mut Sources, report: &mut Report) -> Option<DependencyGraph> {
    let found = project.resolve(sources, report)?;
    let mut problems = Report::default();
    match protoward_workspace::open(&project.input, &project.options, sources, &mut problems) {
        Some(workspace) => Some(of_workspace(&workspace, &project.input, &found, sources)),
        None => {
            report.append(problems);
            None
        }
    }
}

fn of_workspace(workspace: &Workspace, input: &Input, found: &Dependencies, sources: &Sources) -> DependencyGraph {
    let Workspace { schema, config, .. } = workspace;
    let names: Vec<String> = config.modules.iter().map(|module| name(module, config, input)).collect();
    let module = |file: &File| {
        let module = workspace.module_of(schema.text(file.path), sources.get(file.source).path())?;
        Some(names[module].as_str())
    };
    let mut graph = DependencyGraph::default();
    let all = &found.resolution.dependencies;
    for (_, file) in schema.files.iter() {
        let Some(importing) = module(file) else { continue };
        graph.needs.entry(importing.to_owned()).or_default();
        for import in file.imports.iter().filter_map(|import| import.file) {
            let path = schema.text(schema[import].path);
            if let Some(imported) = module(&schema[import]) {
                graph.add(importing, imported);
            } else if let Some(dependency) = dependency(all, path) {
                graph.add(importing, &shown(dependency));
            } else if let Some(unlocked) = found.unlocked.iter().find(|it| it.has(path)) {
                graph.add(importing, &unlocked.name);
            }
        }
    }
    for dependency in all {
        graph.needs.entry(shown(dependency)).or_default();
        let requirers = all.iter().filter(|it| dependency.required_by.contains(&it.requirement.name));
        requirers.for_each(|by| graph.add(&shown(by), &shown(dependency)));
    }
    let unlocked = found.unlocked.iter().filter(|it| it.origin != UnlockedOrigin::Workspace);
    unlocked.for_each(|it| _ = graph.needs.entry(it.name.clone()).or_default());
    // A module that is not selected is only part of the graph if another one needs it.
    graph.modules = names.into_iter().filter(|name| graph.needs.contains_key(name)).collect();
    graph
}

/// Returns the dependency that has a file.
fn dependency<'d>(all: &'d [Dependency], path: &str) -> Option<&'d Dependency> {
    all.iter().find(|it| matches!(it.resolver.resolve(path), Ok(Some(_))))
}

/// Returns the name of a dependency with the version that is locked.
fn shown(dependency: &Dependency) -> String {
    let name = &dependency.requirement.name;
    match &dependency.found {
        DependencySource::Git(locked) => format!("{name}:{}", locked.version_with_commit()),
        DependencySource::Folder(_) => name.clone(),
    }
}

/// Returns the name of a module: the one in the configuration, or else its folder. As in buf, the only module of an input without
/// a `buf.yaml` of version 2 is the input, if that is below the working directory.
fn name(module: &Module, config: &Config, input: &Input) -> String {
    match (&module.name, &*module.path.text) {
        (Some(name), _) => name.text.clone(),
        (None, "") if config.form.is_none() || config.version != Version::V2 => folder(input),
        (None, "") => ".".to_owned(),
        (None, path) => path.to_owned(),
    }
}

/// Returns the path of an input folder, or of the folder of a file, from the working directory; `.` outside of it.
fn folder(input: &Input) -> String {
    let path = match input {
        Input::Folder(path) => path,
        Input::File(path) | Input::Package(path) => path.parent().unwrap_or(path),
        Input::Image(_) | Input::Archive(_) | Input::Git(_) | Input::At { .. } | Input::Staged { .. } => Path::new(""),
    };
    match tree_path(path).filter(|path| !path.is_empty() && stays_inside(path)) {
        Some(path) => path,
        None => ".".to_owned(),
    }
}
