//! Projects: the folders below an input that have a configuration of their own, as in a repository with many schemas.

use std::path::{Path, PathBuf};

use super::find::Finder;
use super::layout::Layout;
use super::name_filter::NameFilter;
use protoward_inputs::{DecidingPaths, Input, Opened, OpenedFiles, OpenedInput};
use protoward_settings::{Config, FILE_NAMES, Module, WORK_FILE_NAME};
use protoward_source::tree_path::below;
use protoward_source::{Listing, LocatedText, Report, Sources, UnreadKind, join};

/// The folder of packages for JavaScript. The configurations of packages are not those of the repository.
const PACKAGES: &str = "node_modules";

/// A folder with a configuration.
#[derive(Clone, Debug)]
pub struct Project {
    /// The folder, relative to the input.
    pub folder: String,
    /// The displayed path of the configuration.
    pub display: String,
    /// The configuration; `None` if it is invalid. Its places have no sources.
    pub config: Option<Config>,
}

/// The schema files of an input, with the projects below it.
#[derive(Debug)]
pub struct ProjectFiles {
    files: OpenedFiles,
    /// The projects in order, without those inside of another one's modules.
    pub projects: Vec<Project>,
    /// `true` if a configuration applies to the input as a whole.
    pub is_configured: bool,
    /// The schema files, if the input was searched.
    listing: Option<Listing>,
    /// The first folder of a configured input that has schema files, with these if they were listed; `None` if no folder has any.
    first: Option<(String, Option<Listing>)>,
}

impl ProjectFiles {
    /// Converts a path that is written like the input to one relative to the input; `None` outside of it.
    pub fn relative(&self, path: &Path) -> Option<String> {
        let path = self.files.path_of(path)?;
        below(&path, &self.files.path).map(str::to_owned)
    }

    /// Returns a path that is written like the input as it is written for a folder of the input. In an archive and in a named
    /// repository, paths are relative to the input.
    pub fn within(&self, path: &Path, folder: &str) -> PathBuf {
        let relative = self.relative(path).filter(|_| self.files.root.is_none());
        let inside = relative.as_deref().and_then(|path| below(path, folder));
        inside.map_or_else(|| path.to_owned(), PathBuf::from)
    }

    /// Returns `true` if a path in the tree is in a folder of the input that neither a project nor an excepted folder has.
    pub fn is_loose(&self, path: &str, except: &[String]) -> bool {
        let is_in = |folder: &String| below(path, &join(&self.files.path, folder)).is_some();
        below(path, &self.files.path).is_some()
            && !self.projects.iter().any(|project| is_in(&project.folder))
            && !except.iter().any(is_in)
    }

    /// Returns the configurations of the projects, which decide about their schemas.
    pub fn deciding_paths(&self) -> DecidingPaths {
        let names = FILE_NAMES.iter().map(|(name, _)| *name).chain([WORK_FILE_NAME]);
        let folders = self.projects.iter().map(|project| join(&self.files.path, &project.folder));
        let folders: Vec<String> = folders.collect();
        let files = names.flat_map(|name| folders.iter().map(move |folder| join(folder, name))).collect();
        DecidingPaths { folders: Vec::new(), files }
    }

    /// Returns the schema files at or below a folder that are in none of the excepted folders.
    pub fn files<'a>(&'a self, folder: &'a str, except: &'a [String]) -> impl Iterator<Item = &'a str> {
        let is_in =
            |path: &&str| below(path, folder).is_some() && !except.iter().any(|folder| below(path, folder).is_some());
        let paths = self.listing.iter().flat_map(|listing| {
            let unread = listing.unread.iter().filter(|entry| entry.kind == UnreadKind::File);
            listing.files.iter().chain(unread.map(|entry| &entry.path))
        });
        paths.filter_map(|path| below(path, &self.files.path)).filter(is_in)
    }

    /// Returns `true` if there are schema files.
    pub fn has_schema(&self) -> bool {
        self.first.is_some() || self.files("", &[]).next().is_some()
    }

    /// Returns the opened input, whose schema files need not be listed again.
    pub fn into_opened(self, input: &Input) -> OpenedInput {
        let files = match (self.listing, self.first) {
            (Some(listing), _) => {
                let folder = self.files.path.clone();
                self.files.listed(folder, PROTO, listing)
            }
            (None, Some((folder, Some(listing)))) => self.files.listed(folder, PROTO, listing),
            (None, Some((_, None)) | None) => self.files,
        };
        OpenedInput { input: input.clone(), files }
    }

    /// Returns the project of a folder.
    pub fn project(&self, folder: &str) -> Option<&Project> {
        self.projects.iter().find(|project| project.folder == folder)
    }

    /// Returns `true` if the input is one project with all files.
    pub fn is_whole(&self) -> bool {
        let has_all = |module: &Module| module.path.text.is_empty() && module.includes.is_empty();
        let has_all = |config: &Config| config.modules.iter().any(|it| has_all(it) && it.excludes.is_empty());
        self.project("").is_some_and(|project| project.config.as_ref().is_some_and(has_all))
    }

    /// Returns `true` if the folder of a project, or each of its modules, is part of another one: a module has it, or it is
    /// only for imports.
    pub fn covers(&self, other: &Project) -> bool {
        let covers = |project: &Project| {
            let modules =
                other.config.iter().flat_map(|config| &config.modules).map(|it| join(&other.folder, &it.path.text));
            let mut modules = modules.peekable();
            project.covers(&other.folder) || modules.peek().is_some() && modules.all(|module| project.covers(&module))
        };
        self.projects.iter().any(covers)
    }
}

/// Returns the projects below an opened input, without compiling anything; `None` if the input is a file or an image. The
/// folders of a configured input are not searched, unless `always` is `true`; the only project is then the input itself.
///
/// # Errors
/// Fails if a folder cannot be listed.
pub fn projects(opened: Opened, always: bool) -> Result<Option<ProjectFiles>, Report> {
    let files = match opened {
        Opened::Files(files) if !files.is_file => files,
        Opened::Files(_) | Opened::Image(_) => return Ok(None),
    };
    let around = nearest(&files, &files.path);
    let is_configured = !matches!(around, Some(None));
    if is_configured && !always {
        let first = first_with_schema(&files, around.as_ref().and_then(Option::as_ref));
        let here = around.flatten().filter(|(root, _)| *root == files.path);
        let display = files.tree.display(&files.path);
        let here = here.map(|(_, config)| Project { folder: String::new(), display, config: Some(config) });
        return Ok(Some(ProjectFiles { files, projects: Vec::from_iter(here), is_configured, listing: None, first }));
    }
    let names = FILE_NAMES.iter().map(|(name, _)| *name).chain([WORK_FILE_NAME]);
    let names: Vec<&str> = names.collect();
    let endings: Vec<&str> = names.iter().copied().chain([PROTO]).collect();
    let is_configuration = |path: &str| !path.ends_with(PROTO);
    let found = files.tree.list(&files.path, &endings);
    let found = found.and_then(|listing| listing.readable_if(|entry| is_configuration(&entry.path)));
    let found = found.map_err(|error| Report::from_iter([protoward_inputs::unreadable(&error, None)]))?;
    let (named, schemas): (Vec<String>, _) = found.files.into_iter().partition(|path| is_configuration(path));
    let place = |path: &String| {
        let inside = below(path, &files.path)?;
        let (folder, name) = inside.rsplit_once('/').unwrap_or(("", inside));
        let is_of_project = names.contains(&name) && !folder.split('/').any(|part| part == PACKAGES);
        is_of_project.then(|| (folder.to_owned(), path.clone()))
    };
    let mut configurations: Vec<(String, String)> = named.iter().filter_map(place).collect();
    // A folder comes before those below it.
    configurations.sort();
    let listing = Some(Listing { files: schemas, ..found });
    let mut all = ProjectFiles { files, projects: Vec::new(), is_configured, listing, first: None };
    for (folder, path) in configurations {
        all.add(folder, &path);
    }
    Ok(Some(all))
}

/// Returns the first folder of a configured input with schema files: that of a module, or else the input itself, whose files no module
/// has. A folder that cannot be listed counts as one, because the command reports why.
fn first_with_schema(files: &OpenedFiles, around: Option<&(String, Config)>) -> Option<(String, Option<Listing>)> {
    let is_inside = |folder: &String| below(folder, &files.path).is_some() && files.tree.is_folder(folder);
    // An invalid configuration is an error of the command.
    let Some((root, config)) = around else { return Some((files.path.clone(), None)) };
    let modules = config.modules.iter().map(|module| join(root, &module.path.text)).filter(is_inside);
    // Folders that such a module leaves out may be large.
    let mut included = config.modules.iter().flat_map(|module| &module.includes).map(|path| join(root, &path.text));
    if let Some(folder) = included.find(is_inside) {
        return Some((folder, None));
    }
    let mut listed = modules.chain([files.path.clone()]).map(|folder| (files.tree.list(&folder, &[PROTO]), folder));
    listed.find_map(|(listing, folder)| match listing {
        Ok(listing) if listing.files.is_empty() && listing.unread.is_empty() => None,
        listing => Some((folder, listing.ok())),
    })
}

/// The extension of schema files.
const PROTO: &str = ".proto";

impl ProjectFiles {
    /// Adds a folder with a configuration, unless a project has the folder already.
    fn add(&mut self, folder: String, path: &str) {
        let config = nearest(&self.files, &join(&self.files.path, &folder));
        let config = config.map(|found| found.map(|(_, config)| config).unwrap_or_default());
        let project = Project { folder, display: self.files.tree.display(path), config };
        if !self.covers(&project) {
            self.projects.push(project);
        }
    }
}

impl Project {
    /// Returns `true` if a folder is part of the project: one of its modules has it, or it is only for imports.
    fn covers(&self, folder: &str) -> bool {
        let Some(inside) = below(folder, &self.folder) else { return false };
        // An invalid configuration is an error of the whole project.
        let Some(config) = &self.config else { return true };
        let is_below = |words: &[LocatedText]| words.iter().any(|it| below(inside, &it.text).is_some());
        let is_of_module = |module: &Module| {
            let is_included = module.includes.is_empty()
                || is_below(&module.includes)
                || module.includes.iter().any(|it| below(&it.text, inside).is_some());
            below(inside, &module.path.text).is_some() && is_included && !is_below(&module.excludes)
        };
        inside.is_empty()
            || config.modules.iter().any(is_of_module)
            || is_below(&config.include)
            || config.vendor.as_ref().is_some_and(|it| below(inside, &it.text).is_some())
    }
}

/// Returns the nearest configuration of a folder; the outer `None` means that it is invalid. The input reports its
/// problems when it is opened.
fn nearest(files: &OpenedFiles, folder: &str) -> Option<Option<(String, Config)>> {
    let mut sources = Sources::default();
    let mut report = Report::default();
    let found = Finder::new(files, &mut sources, &mut report).nearest(folder)?;
    Some(found.map(|(root, mut config)| {
        // These sources are not those of the caller.
        for against in &mut config.breaking.against {
            against.place = None;
        }
        (root, config)
    }))
}

impl Layout {
    /// Returns the layout for opening a folder of the older version that the newer one lacks: everything in it except for some
    /// folders.
    pub fn of_deleted(except: Vec<String>) -> Self {
        let filter = NameFilter::of_names(vec![String::new()], except);
        Self { config: Config::default(), within: String::new(), folder: None, filter, here: None }
    }
}
