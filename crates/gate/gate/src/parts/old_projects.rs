//! The projects that older versions of an input had. A project that only they have was deleted, and is compared as such.

use super::PartsRequest;
use crate::older::older_versions;
use crate::{Baseline, NewSide};
use protoward_inputs::{Change, InputError};
use protoward_settings::Config;
use protoward_source::Report;
use protoward_workspace::{ConfigHome, Project, ProjectFiles, projects};

/// The older versions of the input, with their projects.
pub(super) struct OldProjects {
    pub(super) versions: Vec<(Baseline, ProjectFiles)>,
    /// `true` if every baseline was found and read, so that a project that none has is new.
    pub(super) is_complete: bool,
    /// The errors of baselines whose folders cannot be listed, so that deleted projects are not known.
    pub(super) unlisted: Report,
}

impl OldProjects {
    pub(super) fn find(new: &ProjectFiles, of: &PartsRequest<'_>) -> Self {
        let PartsRequest { selected, against: flags, now, .. } = *of;
        let input = selected.input;
        let config = Config::default();
        let usual = of.change.and_then(|change| {
            let side = NewSide { input, config: &config, home: ConfigHome::default(), change, now };
            older_versions(flags, &side, &new.deciding_paths(), of.if_baseline).ok()
        });
        let has_usual = usual.is_some();
        let mut found = usual.unwrap_or_default();
        if flags.is_empty() {
            for baseline in new.projects.iter().flat_map(|project| own_baselines(of, project)) {
                if !found.iter().any(|other| other.input() == baseline.input()) {
                    found.push(baseline);
                }
            }
        }
        let old = Self::read(found, true);
        Self { is_complete: has_usual && old.is_complete, ..old }
    }

    /// Returns the older versions of a configured input that had no configuration.
    pub(super) fn of_configured(new: &ProjectFiles, of: &PartsRequest<'_>) -> Self {
        let config = new.project("").and_then(|project| project.config.clone()).unwrap_or_default();
        let unknown = Change::default();
        let change = of.change.unwrap_or(&unknown);
        let side =
            NewSide { input: of.selected.input, config: &config, home: ConfigHome::default(), change, now: of.now };
        let found = older_versions(of.against, &side, &new.deciding_paths(), of.if_baseline).unwrap_or_default();
        Self::read(found, false)
    }

    /// Lists the files of older versions.
    fn read(found: Vec<Baseline>, always: bool) -> Self {
        let mut old = Self { versions: Vec::new(), is_complete: true, unlisted: Report::default() };
        for baseline in found {
            match baseline.input().open() {
                Err(error) if is_nothing_there(&error) => continue,
                // Each part reports why its baseline cannot be opened.
                Err(_) => old.is_complete = false,
                Ok(opened) => match projects(opened, always) {
                    Ok(Some(files)) => old.versions.push((baseline, files)),
                    Ok(None) => old.is_complete = false,
                    Err(report) => old.unlisted.append(report),
                },
            }
        }
        old
    }

    /// Returns the versions that have schema files.
    pub(super) fn with_schema(self) -> Vec<Baseline> {
        let has_schema = |(_, files): &(Baseline, ProjectFiles)| files.has_schema();
        self.versions.into_iter().filter(has_schema).map(|(baseline, _)| baseline).collect()
    }

    /// Returns the versions that have files in a folder.
    pub(super) fn with(&self, folder: &str, except: &[String]) -> Vec<Baseline> {
        let has_files = |files: &&(Baseline, ProjectFiles)| files.1.files(folder, except).next().is_some();
        self.versions.iter().filter(has_files).map(|(baseline, _)| baseline.clone()).collect()
    }
}

/// Returns `true` if there is no earlier commit, or if it does not have the folder of the input.
const fn is_nothing_there(error: &InputError) -> bool {
    matches!(
        error,
        InputError::NotInCommit { .. } | InputError::NoCommits { .. } | InputError::NoAncestor { is_first: true, .. }
    )
}

/// Returns the input as a whole at the commits that the configuration of a project names.
pub(super) fn own_baselines(of: &PartsRequest<'_>, project: &Project) -> Vec<Baseline> {
    let config = project.config.as_ref().filter(|config| !config.breaking.against.is_empty());
    let (Some(config), Some(project_input)) = (config, of.selected.input.below(&project.folder)) else {
        return Vec::new();
    };
    let side =
        NewSide { input: &project_input, config, home: ConfigHome::default(), change: &Change::default(), now: of.now };
    let found = Baseline::find(&[], &side).unwrap_or_default();
    found.iter().filter_map(|baseline| baseline.of_whole(of.selected.input)).collect()
}
