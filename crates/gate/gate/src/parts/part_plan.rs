//! The division of both sides into the same parts: the projects of either side, and the files that belong to none.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::old_projects::{OldProjects, own_baselines};
use super::reference_below::reference_below;
use super::{InputPart, NoParts, PartState, PartsRequest, one_ledger_for_many};
use crate::Baseline;
use crate::older::unread_submodules;
use protoward_source::Report;
use protoward_source::tree_path::below;
use protoward_workspace::{Division, OpenOptions, ProjectFiles, ProjectInput};

/// The parts of both sides.
pub(super) struct PartPlan<'a> {
    pub(super) of: &'a PartsRequest<'a>,
    pub(super) new: &'a ProjectFiles,
    pub(super) old: &'a OldProjects,
}

impl PartPlan<'_> {
    /// Returns the parts; `None` without projects.
    pub(super) fn checked_parts(&self) -> Result<Option<Vec<InputPart>>, NoParts> {
        if self.old.unlisted.has_errors() {
            return Err(NoParts::NotCompared(self.old.unlisted.clone()));
        }
        if self.folders().is_empty() {
            return Ok(None);
        }
        if let Some(file) = self.of.ledger {
            return Err(one_ledger_for_many(file));
        }
        let unread = self.unread_submodules();
        if unread.has_errors() {
            return Err(NoParts::NotCompared(unread));
        }
        Ok(Some(self.parts()))
    }

    /// Returns errors for submodules that changed and are not checked out, so that their projects are not known. Parts
    /// report those inside of a project.
    fn unread_submodules(&self) -> Report {
        let OpenOptions { paths, exclude_paths, .. } = self.of.selected.options;
        let inside = |paths: &[PathBuf]| paths.iter().filter_map(|path| self.new.relative(path)).collect::<Vec<_>>();
        let paths = inside(paths);
        let except = inside(exclude_paths);
        let is_selected = |path: &str| paths.is_empty() || !self.new.is_loose(path, &paths);
        let is_read = |path: &str| self.new.is_loose(path, &except) && is_selected(path);
        let mut unread = Report::default();
        for (baseline, _) in &self.old.versions {
            unread.append(unread_submodules(self.of.selected.input, baseline, &is_read).unwrap_or_else(|error| error));
        }
        unread
    }

    /// Returns the folders of the projects of both sides. A folder that became part of another project is none.
    fn folders(&self) -> Vec<String> {
        let new = self.new.projects.iter().map(|project| &project.folder).filter(|folder| !folder.is_empty());
        let old = self.old.versions.iter().flat_map(|(_, files)| &files.projects);
        let old = old.filter(|project| !project.folder.is_empty() && !self.new.covers(project));
        let old = old.map(|project| &project.folder);
        new.chain(old).cloned().collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn parts(&self) -> Vec<InputPart> {
        let folders = self.folders();
        let division = Division { of: self.of.selected, files: self.new, folders: &folders };
        let mut parts: Vec<InputPart> = folders.iter().filter_map(|folder| self.project(folder, &division)).collect();
        let others = self.others(&division, parts.is_empty());
        parts.extend(others);
        // A named version that has none of the projects is the wrong one: each of them says so.
        if !self.of.against.is_empty() && parts.iter().all(|part| matches!(part.state, PartState::New)) {
            parts.iter_mut().for_each(|part| part.state = PartState::Kept);
        }
        let is_beside_change = self.has_uncommitted_change(&parts);
        parts.iter_mut().for_each(|part| part.is_beside_change = is_beside_change);
        // The files that other parts have taken over are known last.
        parts.sort_by_key(|part| matches!(part.state, PartState::Deleted(..)));
        parts
    }

    /// Returns `true` if a CI service names the target of the change and a part has uncommitted changes. Without them, each
    /// part has to differ from the target.
    fn has_uncommitted_change(&self, parts: &[InputPart]) -> bool {
        let is_into_target = self.of.change.is_some_and(|change| change.target.is_some());
        let deciding = self.new.deciding_paths();
        let differs = |part: &InputPart| matches!(part.project.input.committed(&deciding), Ok(Some(_)));
        is_into_target && parts.iter().any(differs)
    }

    fn project(&self, folder: &str, division: &Division<'_>) -> Option<InputPart> {
        let mut project = division.project(folder)?;
        let others = division.folders.iter().filter(|other| *other != folder);
        let except: Vec<String> = others.filter(|other| below(other, folder).is_some()).cloned().collect();
        let is_configured = self.new.project(folder).is_some();
        let versions = self.old.with(folder, &[]);
        let is_left = self.new.files(folder, &except).next().is_some();
        let state = match self.deleted(folder, &except).filter(|_| !is_left) {
            Some(deleted) => deleted,
            None if !is_configured && !is_left => return None,
            None if versions.is_empty() && self.old.is_complete && self.has_known_baseline(folder) => PartState::New,
            None => PartState::Kept,
        };
        if !is_configured {
            let typed = except.iter().map(|other| self.new.within(&division.typed(other), folder));
            project.exclude_paths.extend(typed);
        }
        let part = self.part(folder, project, state);
        // Some versions are older than the project.
        Some(match &versions[..] {
            [only] if self.has_usual_baseline(folder) && self.old.versions.len() > 1 => {
                InputPart { against: vec![only.text().to_owned()], ..part }
            }
            _ => part,
        })
    }

    /// Returns `true` if neither a flag nor the configuration of a project names its baseline.
    fn has_usual_baseline(&self, folder: &str) -> bool {
        let own = self.new.project(folder).and_then(|project| project.config.as_ref());
        self.of.against.is_empty() && own.is_none_or(|config| config.breaking.against.is_empty())
    }

    /// Returns `true` if the baseline of a project is one of the older versions.
    fn has_known_baseline(&self, folder: &str) -> bool {
        let Some(project) = self.new.project(folder) else { return true };
        let is_named = project.config.as_ref().is_none_or(|config| !config.breaking.against.is_empty());
        !self.of.against.is_empty() || !is_named || !own_baselines(self.of, project).is_empty()
    }

    /// Returns the files that belong to no project; `is_all` if there is no other part, so that this one reports what is
    /// wrong with the given paths.
    fn others(&self, division: &Division<'_>, is_all: bool) -> Option<InputPart> {
        if self.new.is_configured {
            let ProjectInput { paths, .. } = division.others()?;
            let exclude_paths = self.of.selected.options.exclude_paths.to_vec();
            return Some(self.part("", division.part("", paths, exclude_paths), PartState::Kept));
        }
        let is_old = |files: &ProjectFiles| {
            files.is_configured || files.files("", division.folders).any(|file| division.is_selected(file))
        };
        let mut old = self.old.versions.iter().filter(|(_, files)| is_old(files)).peekable();
        let state = if division.has_selected_others() || is_all {
            PartState::Kept
        } else if old.peek().is_some() && !self.of.limit_to_input_files {
            PartState::Deleted(old.map(|(baseline, _)| baseline.clone()).collect(), division.folders.to_vec())
        } else if old.peek().is_none() && division.has_other_paths() {
            // Paths that select nothing are an error.
            PartState::Kept
        } else {
            return None;
        };
        let project = if is_all {
            let OpenOptions { paths, exclude_paths, .. } = self.of.selected.options.clone();
            ProjectInput { name: ProjectInput::OTHERS.to_owned(), ..division.part("", paths, exclude_paths) }
        } else {
            division.others()?
        };
        Some(self.part("", project, state))
    }

    fn deleted(&self, folder: &str, except: &[String]) -> Option<PartState> {
        if self.of.limit_to_input_files {
            return None;
        }
        let versions: Vec<Baseline> = self.old.with(folder, except).iter().filter_map(|it| it.below(folder)).collect();
        let inside = except.iter().filter_map(|other| below(other, folder)).map(str::to_owned).collect();
        (!versions.is_empty()).then_some(PartState::Deleted(versions, inside))
    }

    fn part(&self, folder: &str, project: ProjectInput, state: PartState) -> InputPart {
        let against = self.of.against.iter().map(|text| reference_below(text, folder)).collect();
        InputPart { project, against, is_beside_change: false, state }
    }
}
