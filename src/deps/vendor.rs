use std::fs;
use std::path::{Path, PathBuf};

use super::vendor_key::with_vendor;
use super::version::version;
use super::{problem, resolve_in};
use crate::console::Console;
use crate::diagnostics;
use crate::input::InputArgs;
use crate::words::count;
use protoward_deps::{Cache, DependencyOptions, DependencySource, VENDOR_LIST, VendorList, vendored_files};
use protoward_output::write_files;
use protoward_output::{Plan, apply};
use protoward_source::paths::{absolute, tree_path};
use protoward_source::{Diagnostic, Report, Sources};
use protoward_workspace::config::{self, Config, Form};
use protoward_workspace::{Dependencies, OpenOptions};

/// Write the locked files of all dependencies to a folder, which builds use instead of the cache
///
/// Sets `vendor` in protoward.toml: builds then need neither a network nor the cache nor git. Files that no dependency
/// has anymore are removed. Other files of the folder are kept.
#[derive(Debug, clap::Args)]
pub(super) struct Vendor {
    /// The folder, below that of protoward.toml [default: the folder that `vendor` in protoward.toml names]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,

    #[command(flatten)]
    input: InputArgs,
}

/// The name of the file that makes git keep the bytes of vendored files on every system.
const ATTRIBUTES: &str = ".gitattributes";

impl Vendor {
    pub(super) fn run(&self, console: &mut Console) -> Option<()> {
        let options = without_vendored(self.input.options());
        let is_offline = options.dependencies.is_offline;
        let mut sources = Sources::default();
        let found = resolve_in(&self.input, &options, &mut sources, console)?;
        let placed = placed(self.folder.as_deref(), self.input.config_file(), &found);
        let VendorPlacement { config, folder, name } = placed.map_err(|problem| console.problem(*problem)).ok()?;
        let (files, text) = files(&found, is_offline).map_err(|it| problem(*it, &sources, console)).ok()?;
        write(&folder, files).map_err(|problem| console.problem(*problem)).ok()?;
        console.print(&text);
        if found.config.vendor.as_ref().is_none_or(|now| now.text != name) {
            set_vendor(&config, &name).map_err(|problem| console.problem(*problem)).ok()?;
            console.print(&format!("set vendor = \"{name}\" in {}\n", config.display()));
        }
        Some(())
    }
}

/// Returns options for using the cache although the configuration names a vendor folder.
pub(super) fn without_vendored(options: OpenOptions) -> OpenOptions {
    let dependencies = DependencyOptions { ignores_vendored: true, ..options.dependencies };
    OpenOptions { dependencies, ..options }
}

/// Tells the user to vendor a changed lock.
pub(super) fn remind(found: &Dependencies, console: &mut Console) {
    if let Some(folder) = found.config.vendor.as_ref().filter(|_| found.resolution.is_changed) {
        let folder = &folder.text;
        console.print_status(&format!("`{folder}` has other files now: run `protoward deps vendor {folder}`"));
    }
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
    let Some(root) = root else { return Err(Box::new(diagnostics::no_configuration_for_vendor())) };
    let below = |name: &str| if root == Path::new(".") { PathBuf::from(name) } else { root.join(name) };
    let config = config.unwrap_or_else(|| below("protoward.toml"));
    let name = match (folder, &found.config.vendor) {
        (Some(folder), _) => {
            inside(folder, &root).ok_or_else(|| Box::new(diagnostics::vendor_outside(folder, &root)))?
        }
        (None, Some(name)) => name.text.clone(),
        (None, None) => return Err(Box::new(diagnostics::no_vendor_folder())),
    };
    Ok(VendorPlacement { config, folder: below(&name), name })
}

/// Returns a folder, which need not exist, relative to a folder above it. Symbolic links are resolved.
fn inside(folder: &Path, root: &Path) -> Option<String> {
    let folder = absolute(folder).ok()?;
    let real = folder.ancestors().find_map(|ancestor| Some((ancestor.canonicalize().ok()?, ancestor)));
    let (real, ancestor) = real?;
    let path = real.join(folder.strip_prefix(ancestor).ok()?);
    let name = tree_path(path.strip_prefix(root.canonicalize().ok()?).ok()?)?;
    let is_right = |name: &String| protoward_deps::path_problem(name).is_none() && !name.is_empty();
    protoward_source::tree_path::normal(&name).filter(is_right)
}

/// A file to write: its path in the vendor folder, and its bytes.
type File = (String, Vec<u8>);

/// Returns the files of all dependencies, and a line for each of them.
fn files(found: &Dependencies, is_offline: bool) -> Result<(Vec<File>, String), Box<Diagnostic>> {
    let (mut files, mut text) = (Vec::new(), String::new());
    let cache = Cache::standard(|name| std::env::var_os(name));
    for dependency in &found.resolution.dependencies {
        let name = &dependency.requirement.name;
        match (&dependency.found, &cache) {
            (DependencySource::Git(locked), Some(cache)) => {
                let own = vendored_files(&dependency.requirement, locked, cache, is_offline)?;
                let number = own.iter().filter(|(path, _)| path.ends_with(".proto")).count();
                text += &format!("vendored {name} {}: {}\n", version(locked), count(number, "file"));
                files.extend(own);
            }
            // Without a cache, there are no dependencies from git.
            (DependencySource::Git(_), None) => {}
            (DependencySource::Folder(path), _) => text += &format!("kept {name}, which is the folder {path}\n"),
        }
    }
    Ok((files, text))
}

/// Writes the files, and removes those that are no longer needed.
fn write(folder: &Path, files: Vec<File>) -> Result<(), Box<Diagnostic>> {
    let earlier = VendorList::parse(&fs::read(folder.join(VENDOR_LIST)).unwrap_or_default());
    let (mut plan, mut list) = (Plan::unmanaged(folder), VendorList::default());
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
        let bytes = old.read().map_err(|error| protoward_output::not_written(&path, &error))?;
        if !earlier.is_unchanged(&change.path, &bytes) {
            return Err(diagnostics::not_vendored(&path, earlier.has(&change.path)));
        }
    }
    apply(&[changes])
}

/// Sets `vendor` in a configuration file, and checks the result.
fn set_vendor(path: &Path, name: &str) -> Result<(), Box<Diagnostic>> {
    let text = fs::read_to_string(path).map_err(|error| protoward_output::not_written(path, &error))?;
    let line = format!("vendor = \"{name}\"");
    let text = with_vendor(&text, &line);
    let is_set = |config: &Config| config.vendor.as_ref().is_some_and(|word| word.text == name);
    if !parsed(&text).as_ref().is_some_and(is_set) {
        return Err(Box::new(diagnostics::vendor_not_set(path, &line)));
    }
    write_files(vec![(path.to_owned(), text.into_bytes())])
}

fn parsed(text: &str) -> Option<Config> {
    let (mut sources, mut report) = (Sources::default(), Report::default());
    let source = sources.add("protoward.toml", "protoward.toml", Some(text.into()));
    config::read(Form::Protoward, source, &sources, &mut report)
}
