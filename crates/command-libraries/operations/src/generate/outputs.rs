//! The combined output of all plugins: folders and archives, compared with the existing files.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use indexmap::IndexMap;

use crate::generate::clean::FilesRead;
use crate::generate::folder::OutputFolder;
use crate::generate::observer::Observer;
use crate::generate::template_generators::Generators;
use protoward_output::Plan;
use protoward_plugin::{Generated, Output, OutputPlace};
use protoward_settings::{Generation, PluginSetting};
use protoward_source::paths::shown;
use protoward_source::{Diagnostic, Report};

/// The output for all inputs. If two inputs produce the same file, the later one takes precedence, as in buf.
pub(crate) struct Outputs<'a> {
    base: &'a Path,
    places: IndexMap<PathBuf, OutputPlace>,
}

/// Adds the output of another call of a plugin. If both have a file, the first one stays, as in buf. Returns the names of the
/// files that differ from the first ones.
pub(crate) fn join(all: &mut Generated, more: Generated) -> Vec<String> {
    let whole = all.files.iter().enumerate().filter(|(_, file)| file.insertion_point.is_none());
    let known: HashMap<String, usize> = whole.map(|(index, file)| (file.name.clone(), index)).collect();
    let mut different = Vec::new();
    for file in more.files {
        match known.get(&file.name).filter(|_| file.insertion_point.is_none()) {
            None => all.files.push(file),
            Some(&first) if all.files[first].content != file.content => different.push(file.name),
            Some(_) => {}
        }
    }
    different
}

impl<'a> Outputs<'a> {
    pub(crate) fn new(base: &'a Path) -> Self {
        Self { base, places: IndexMap::new() }
    }

    /// Adds the output of the plugins for one input.
    pub(crate) fn add(
        &mut self,
        generation: &Generation,
        generators: &Generators,
        outputs_by_plugin: Vec<Generated>,
        observer: &mut dyn Observer,
    ) -> Result<(), Report> {
        let mut output = Output::default();
        for (index, (plugin, generated)) in generation.plugins.iter().zip(outputs_by_plugin).enumerate() {
            let location = normal(&self.base.join(&plugin.out.text));
            output.add(&shown(&location).to_string(), generators.of(index).name(), generated);
        }
        output.warnings().iter().for_each(|warning| observer.text(&format!("{warning}\n")));
        let places = output
            .finish()
            .map_err(|failures| -> Report { failures.iter().map(|failure| *failure.diagnostic()).collect() })?;
        for place in places {
            match self.places.entry(PathBuf::from(&place.location)) {
                indexmap::map::Entry::Occupied(mut known) => {
                    let known = &mut known.get_mut().files;
                    for (path, file) in place.files {
                        if known.get(&path).is_some_and(|earlier| earlier.content != file.content) {
                            let location = &place.location;
                            observer.text(&format!(
                                "`{path}` in `{location}` is generated from several inputs: the contents differ, and those from \
                                 the last input are written\n"
                            ));
                        }
                        known.insert(path, file);
                    }
                }
                indexmap::map::Entry::Vacant(new) => {
                    new.insert(place);
                }
            }
        }
        Ok(())
    }

    /// Returns the changes that make all folders and archives current. With the files that a run reads, other files are removed
    /// from the folders, unless those are among them.
    pub(crate) fn folders(
        &self,
        generation: &Generation,
        cleaned: Option<&FilesRead>,
    ) -> Result<Vec<OutputFolder>, Report> {
        let mut report = Report::default();
        if let Some(files) = cleaned {
            let problem =
                |plugin: &PluginSetting| files.allow_cleaning(&self.base.join(&plugin.out.text), &plugin.out).err();
            report = generation.plugins.iter().filter_map(problem).map(|it| *it).collect();
        }
        let mut folders = Vec::new();
        for (location, place) in &self.places {
            match folder(location, place, cleaned.is_some()) {
                Ok(folder) => folders.push(folder),
                Err(problem) => report.push(*problem),
            }
        }
        if report.has_errors() { Err(report) } else { Ok(folders) }
    }
}

fn folder(location: &Path, place: &OutputPlace, clean: bool) -> Result<OutputFolder, Box<Diagnostic>> {
    let plan = if place.is_archive {
        let archive = place.archive().map_err(|failure| failure.diagnostic())?;
        Plan::file(location, archive)?
    } else {
        let plan = Plan::unmanaged(location);
        let mut plan = if clean { plan.exclusive() } else { plan };
        for (path, file) in &place.files {
            plan.add(path, file.content.clone())?;
        }
        plan
    };
    Ok(OutputFolder { files: place.files.len(), changes: plan.compare()? })
}

/// Normalizes a path: removes `.` and empty components. `..` stays, because the component before it may be a symbolic link.
fn normal(path: &Path) -> PathBuf {
    let parts: PathBuf = path.components().filter(|part| *part != Component::CurDir).collect();
    if parts.as_os_str().is_empty() { PathBuf::from(".") } else { parts }
}
