//! The projects that an input selects. Below an input without a configuration, each folder that has one is a project of its own.
//!
//! Every command works on the result, so that a project has the same files and the same configuration whether a user names its
//! folder or one above it.

use std::path::{Path, PathBuf};

use super::layout::OpenOptions;
use super::open;
use super::projects::{Project, ProjectFiles, projects};
use protoward_inputs::{Input, Opened, OpenedInput};
use protoward_source::Report;
use protoward_source::paths::shown;
use protoward_source::tree_path::below;

/// An input as a user selects it.
#[derive(Clone, Copy, Debug)]
pub struct SelectedInput<'a> {
    /// The input, which may be one project or have several below it.
    pub input: &'a Input,
    /// The input as the user wrote it.
    pub named: &'a str,
    /// The options for opening it, with the selected paths.
    pub options: &'a OpenOptions,
}

/// A project as an input of its own, or the files that belong to no project.
#[derive(Clone, Debug)]
pub struct ProjectInput {
    /// The name for messages: the folder, or [`OTHERS`](Self::OTHERS).
    pub name: String,
    /// The folder as the user would write it.
    pub named: String,
    /// The folder, relative to the input that has the project.
    pub folder: String,
    /// The folder as an input of its own.
    pub input: Input,
    /// The selected paths; all if there is none.
    pub paths: Vec<PathBuf>,
    /// The paths to leave out.
    pub exclude_paths: Vec<PathBuf>,
}

/// The projects of an input.
#[derive(Clone, Debug, Default)]
pub struct SelectedProjects {
    /// The projects in order, followed by the files that belong to none; `None` if the input is one project.
    pub projects: Option<Vec<ProjectInput>>,
    /// The configurations that do not apply.
    pub unused: Option<UnusedConfigurations>,
    /// The input, if it is one project and opened.
    pub opened: Option<OpenedInput>,
}

/// Configurations below an input that do not apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnusedConfigurations {
    /// The paths of their files, for display.
    pub paths: Vec<String>,
    /// The reason, which is the same for all of them.
    pub reason: UnusedReason,
}

/// The reason why configurations below an input do not apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnusedReason {
    /// The caller asked for one configuration.
    NoNested,
    /// The input is compared with an image, which has no folders.
    Image,
}

impl ProjectInput {
    /// The name of the files that belong to no project.
    pub const OTHERS: &str = "other files";

    /// Returns `true` for the files that belong to no project.
    pub fn is_others(&self) -> bool {
        self.name == Self::OTHERS
    }
}

impl UnusedConfigurations {
    /// Returns the configurations of projects that do not apply; `None` if there is none.
    pub fn of(projects: &[Project], reason: UnusedReason) -> Option<Self> {
        let paths: Vec<String> = projects.iter().map(|project| project.display.clone()).collect();
        if paths.is_empty() { None } else { Some(Self { paths, reason }) }
    }
}

impl SelectedInput<'_> {
    /// Returns the projects. An input that cannot be opened counts as one project, and fails when it is opened.
    ///
    /// # Errors
    /// Fails if a folder cannot be listed.
    pub fn projects(&self, is_whole: bool) -> Result<SelectedProjects, Report> {
        let whole = SelectedProjects::default();
        // A file and an image have no folders, and opening them is expensive.
        if !self.input.has_folders() {
            return Ok(whole);
        }
        let Some(files) = self.open().map_or(Ok(None), |opened| projects(opened, false))? else { return Ok(whole) };
        let whole = |unused, files: ProjectFiles| {
            Ok(SelectedProjects { projects: None, unused, opened: Some(files.into_opened(self.input)) })
        };
        if files.is_configured {
            return whole(None, files);
        }
        if is_whole {
            return whole(UnusedConfigurations::of(&files.projects, UnusedReason::NoNested), files);
        }
        let folders: Vec<String> = files.projects.iter().map(|project| project.folder.clone()).collect();
        let division = Division { of: *self, files: &files, folders: &folders };
        let mut parts: Vec<ProjectInput> = folders.iter().filter_map(|folder| division.project(folder)).collect();
        // Paths that select nothing are an error.
        let has_others = division.has_selected_others() || division.has_other_paths();
        parts.extend(division.others().filter(|_| has_others));
        // Without a part, nothing is selected, and the input as a whole says so.
        if folders.is_empty() || parts.is_empty() {
            return whole(None, files);
        }
        Ok(SelectedProjects { projects: Some(parts), ..SelectedProjects::default() })
    }

    /// Opens the input; `None` if that fails, which the command itself reports.
    pub fn open(&self) -> Option<Opened> {
        open::opened(self.input, self.options, &mut Report::default())
    }
}

/// An input with the folders of its projects.
pub struct Division<'a> {
    /// The input as the user selects it.
    pub of: SelectedInput<'a>,
    /// The files of the input, with the projects below it.
    pub files: &'a ProjectFiles,
    /// The folders of the projects, relative to the input.
    pub folders: &'a [String],
}

impl Division<'_> {
    /// Returns a folder as an input of its own; `None` if the selected paths have nothing of it.
    pub fn project(&self, folder: &str) -> Option<ProjectInput> {
        let OpenOptions { paths, exclude_paths, .. } = self.of.options;
        let is_around = |path: &PathBuf| self.files.relative(path).is_some_and(|path| below(folder, &path).is_some());
        let is_inside = |path: &&PathBuf| self.files.relative(path).is_some_and(|path| below(&path, folder).is_some());
        if exclude_paths.iter().any(is_around) {
            return None;
        }
        let is_whole = paths.is_empty() || paths.iter().any(is_around);
        let inside: Vec<PathBuf> = paths.iter().filter(is_inside).filter(|_| !is_whole).cloned().collect();
        let is_selected = is_whole || !inside.is_empty();
        is_selected.then(|| self.part(folder, inside, exclude_paths.iter().filter(is_inside).cloned().collect()))
    }

    /// Returns the files that belong to no folder; `None` if only paths in the folders are selected.
    pub fn others(&self) -> Option<ProjectInput> {
        let OpenOptions { paths, exclude_paths, .. } = self.of.options;
        let is_outside = |path: &&PathBuf| !self.is_in_folder(path);
        let kept: Vec<PathBuf> = paths.iter().filter(is_outside).cloned().collect();
        let excluded = exclude_paths.iter().filter(is_outside).cloned();
        let excluded = excluded.chain(self.folders.iter().map(|folder| self.typed(folder))).collect();
        let is_selected = paths.is_empty() || !kept.is_empty();
        is_selected.then(|| ProjectInput { name: ProjectInput::OTHERS.to_owned(), ..self.part("", kept, excluded) })
    }

    /// Returns `true` if files that belong to no folder are selected.
    pub fn has_selected_others(&self) -> bool {
        self.files.files("", self.folders).any(|file| self.is_selected(file))
    }

    /// Returns `true` if a selected path is neither in a folder nor around one, so that it can only be one of other files.
    pub fn has_other_paths(&self) -> bool {
        let is_around = |path: &Path| {
            let path = self.files.relative(path);
            path.is_some_and(|path| self.folders.iter().any(|folder| below(folder, &path).is_some()))
        };
        self.of.options.paths.iter().any(|path| !self.is_in_folder(path) && !is_around(path))
    }

    /// Returns `true` if the selected paths contain a file that belongs to no folder.
    pub fn is_selected(&self, file: &str) -> bool {
        let is_below = |path: &PathBuf| self.files.relative(path).is_some_and(|path| below(file, &path).is_some());
        let OpenOptions { paths, exclude_paths, .. } = self.of.options;
        let is_kept = |path: &PathBuf| !self.is_in_folder(path) && is_below(path);
        (paths.is_empty() || paths.iter().any(is_kept)) && !exclude_paths.iter().any(is_below)
    }

    /// Returns a folder as an input, with these paths.
    pub fn part(&self, folder: &str, paths: Vec<PathBuf>, exclude_paths: Vec<PathBuf>) -> ProjectInput {
        let input = self.of.input.below(folder).unwrap_or_else(|| self.of.input.clone());
        let name = shown(&self.typed(folder)).to_string();
        let named = if folder.is_empty() { self.of.named.to_owned() } else { name.clone() };
        let within = |paths: Vec<PathBuf>| paths.iter().map(|path| self.files.within(path, folder)).collect();
        let (paths, exclude_paths) = (within(paths), within(exclude_paths));
        ProjectInput { name, named, folder: folder.to_owned(), input, paths, exclude_paths }
    }

    /// Returns a folder below the input as the user would write it.
    pub fn typed(&self, folder: &str) -> PathBuf {
        let input = match self.of.input {
            Input::Staged { input, .. } => input,
            input => input,
        };
        match input.below(folder) {
            Some(Input::Folder(path)) => path,
            _ => PathBuf::from(folder),
        }
    }

    fn is_in_folder(&self, path: &Path) -> bool {
        let path = self.files.relative(path);
        path.is_some_and(|path| self.folders.iter().any(|folder| below(&path, folder).is_some()))
    }
}
