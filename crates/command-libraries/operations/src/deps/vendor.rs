//! Vendored files: those of the lock, in a folder of the repository. A file that was changed since it was vendored stops
//! everything, because it would be lost.

use std::path::{Path, PathBuf};
use std::{fmt, fs};

use protoward_deps::{CONFIG_FILE_NAME, DependencySource, Locked, VENDOR_LIST, VendorList, vendored_files};
use protoward_output::{Plan, apply, cannot, write_text};
use protoward_settings::{Config, Form, Module};
use protoward_source::paths::{self, absolute};
use protoward_source::{Diagnostic, Report, Sources, count, tree_path};
use protoward_workspace::{Dependencies, UnlockedDependency};

use crate::deps::tree::origin_of;
use crate::deps::vendor_key::with_vendor;
use crate::deps::{DependencyProject, below, diagnostics};

/// The name of the file that makes git keep the bytes of vendored files on every system.
const ATTRIBUTES: &str = ".gitattributes";

/// The dependencies whose files are in a vendor folder now.
#[derive(Debug)]
pub struct VendoredDependencies {
    /// All dependencies, by their order in the configuration.
    pub dependencies: Vec<VendoredDependency>,
    /// The path of the folder, relative to that of the configuration.
    pub folder: String,
    /// The configuration that names the folder from now on; `None` if it did before. A failure does not change that the files are
    /// written.
    pub configuration: Result<Option<PathBuf>, Box<Diagnostic>>,
}

/// A dependency, and where its files are.
#[derive(Clone, Debug)]
pub enum VendoredDependency {
    /// From git: its files are in the vendor folder now.
    Copied {
        /// The entry of the lock, with the commit of the files.
        locked: Locked,
        /// The number of `.proto` files.
        files: usize,
    },
    /// In their own folder, which the schema uses directly.
    Kept {
        /// The name of the dependency.
        name: String,
        /// The path of the folder.
        folder: String,
    },
    /// Not fetched, so that nothing has to be vendored.
    Unlocked(UnlockedDependency),
}

impl fmt::Display for VendoredDependency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Copied { locked, files } => {
                let name = &locked.name;
                let version = locked.version_with_commit();
                write!(f, "vendored {name} {version}: {}", count(*files, "file"))
            }
            Self::Kept { name, folder } => write!(f, "kept {name}, which is the folder {folder}"),
            Self::Unlocked(unlocked) => write!(f, "nothing to vendor of {}, {}", unlocked.name, origin_of(unlocked)),
        }
    }
}

/// Writes the locked files of all dependencies to a folder, by default the one that the configuration names, and removes those
/// that were vendored earlier and are not needed anymore. Sets `vendor` in the configuration, unless there are no dependencies.
/// Returns `None` after errors, which are added to `report`.
pub fn vendor(
    project: &DependencyProject,
    folder: Option<&Path>,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<VendoredDependencies> {
    let project = project.with_cache(|_| ());
    let found = project.resolve(sources, report)?;
    if found.config.is_of_buf() && found.resolution.dependencies.is_empty() {
        let dependencies = found.unlocked.into_iter().map(VendoredDependency::Unlocked).collect();
        return Some(VendoredDependencies { dependencies, folder: String::new(), configuration: Ok(None) });
    }
    write_all(&project, folder, &found).map_err(|problem| report.push(*problem)).ok()
}

fn write_all(
    project: &DependencyProject,
    folder: Option<&Path>,
    found: &Dependencies,
) -> Result<VendoredDependencies, Box<Diagnostic>> {
    let VendorPlacement { config, folder, name } = placed(folder, project.config_file(), found)?;
    let (files, dependencies) = files(project, found)?;
    if dependencies.is_empty() && found.config.vendor.is_none() {
        return Ok(VendoredDependencies { dependencies, folder: name, configuration: Ok(None) });
    }
    write(&folder, files)?;
    let is_set = found.config.vendor.as_ref().is_some_and(|now| now.text == name);
    let configuration = if is_set { Ok(None) } else { set_vendor(&config, &name).map(|()| Some(config)) };
    Ok(VendoredDependencies { dependencies, folder: name, configuration })
}

/// The configuration file, the vendor folder, and its path relative to the folder of the configuration.
struct VendorPlacement {
    config: PathBuf,
    folder: PathBuf,
    name: String,
}

fn placed(
    folder: Option<&Path>,
    config: Option<PathBuf>,
    found: &Dependencies,
) -> Result<VendorPlacement, Box<Diagnostic>> {
    let root = found.folder.clone().filter(|_| found.config.form == Some(Form::Protoward));
    let root = root.ok_or_else(diagnostics::no_configuration_for_vendor)?;
    let config = config.unwrap_or_else(|| below(&root, CONFIG_FILE_NAME));
    let name = match (folder, &found.config.vendor) {
        (Some(folder), _) => inside(folder, &root).ok_or_else(|| diagnostics::vendor_outside(folder, &root))?,
        (None, Some(name)) => name.text.clone(),
        (None, None) => return Err(diagnostics::no_vendor_folder()),
    };
    let has_module = |module: &&Module| tree_path::below(&module.path.text, &name).is_some();
    if let Some(module) = found.config.modules.iter().find(has_module) {
        return Err(diagnostics::vendor_has_module(&name, &module.path.text));
    }
    Ok(VendorPlacement { config, folder: below(&root, &name), name })
}

/// Returns a folder, which need not exist, relative to a folder above it. Symbolic links are resolved.
fn inside(folder: &Path, root: &Path) -> Option<String> {
    let folder = absolute(folder).ok()?;
    let real = folder.ancestors().find_map(|ancestor| Some((ancestor.canonicalize().ok()?, ancestor)));
    let (real, ancestor) = real?;
    let path = real.join(folder.strip_prefix(ancestor).ok()?);
    let name = paths::tree_path(path.strip_prefix(root.canonicalize().ok()?).ok()?)?;
    let is_right = |name: &String| protoward_deps::path_problem(name).is_none() && !name.is_empty();
    tree_path::normal(&name).filter(is_right)
}

/// A file to write: its path in the vendor folder, and its bytes.
type File = (String, Vec<u8>);

/// Returns the files of all dependencies from git, and the dependencies.
fn files(
    project: &DependencyProject,
    found: &Dependencies,
) -> Result<(Vec<File>, Vec<VendoredDependency>), Box<Diagnostic>> {
    let mut files = Vec::new();
    let mut dependencies = Vec::new();
    let options = &project.options.dependencies;
    for dependency in &found.resolution.dependencies {
        match (&dependency.found, &options.cache) {
            (DependencySource::Git(locked), Some(cache)) => {
                let own = vendored_files(&dependency.requirement, locked, cache, options.is_offline)?;
                let number = own.iter().filter(|(path, _)| path.ends_with(".proto")).count();
                dependencies.push(VendoredDependency::Copied { locked: locked.clone(), files: number });
                files.extend(own);
            }
            // Without a cache, there are no dependencies from git.
            (DependencySource::Git(_), None) => {}
            (DependencySource::Folder(path), _) => {
                let name = dependency.requirement.name.clone();
                dependencies.push(VendoredDependency::Kept { name, folder: path.clone() });
            }
        }
    }
    Ok((files, dependencies))
}

/// Writes the files, and removes those that are no longer needed.
fn write(folder: &Path, files: Vec<File>) -> Result<(), Box<Diagnostic>> {
    let earlier = VendorList::parse(&fs::read(folder.join(VENDOR_LIST)).unwrap_or_default());
    let mut plan = Plan::unmanaged(folder).exact();
    let mut list = VendorList::default();
    // A `.gitattributes` that was not vendored is the user's.
    let is_free = earlier.has(ATTRIBUTES) || fs::symlink_metadata(folder.join(ATTRIBUTES)).is_err();
    let attributes = is_free.then(|| (ATTRIBUTES.to_owned(), b"* -text\n".to_vec()));
    for (path, bytes) in files.into_iter().chain(attributes) {
        list.add(&path, &bytes);
        plan.add(&path, bytes)?;
    }
    plan.add(VENDOR_LIST, list.render())?;
    earlier.paths().try_for_each(|path| plan.remove(path))?;
    let changes = plan.compare()?;
    for change in changes.iter().filter(|change| change.path != VENDOR_LIST) {
        let Some(old) = &change.old else { continue };
        let path = folder.join(&change.path);
        let bytes = old.read().map_err(|error| cannot("read", &path, &error))?;
        if !earlier.is_unchanged(&change.path, &bytes) {
            return Err(diagnostics::not_vendored(&path, earlier.has(&change.path)));
        }
    }
    apply(&[changes])
}

/// Sets `vendor` in a configuration file, and checks the result.
fn set_vendor(path: &Path, name: &str) -> Result<(), Box<Diagnostic>> {
    let text = fs::read_to_string(path).map_err(|error| cannot("read", path, &error))?;
    let line = format!("vendor = \"{name}\"");
    let text = with_vendor(&text, &line);
    let is_set = |config: &Config| config.vendor.as_ref().is_some_and(|word| word.text == name);
    if !parsed(&text).as_ref().is_some_and(is_set) {
        return Err(diagnostics::vendor_not_set(path, &line));
    }
    write_text(path, &text)
}

/// Returns a configuration from its text, if it has no errors.
pub(crate) fn parsed(text: &str) -> Option<Config> {
    let mut sources = Sources::default();
    let mut report = Report::default();
    let source = sources.add("protoward.toml", "protoward.toml", Some(text.into()));
    protoward_settings::read(Form::Protoward, source, &sources, &mut report)
}
