//! The parts of an input: each folder with a configuration, below an input without one, is compared by its own rules.

mod old_projects;
mod part_plan;
mod reference_below;

use std::path::Path;

use jiff::Timestamp;

use crate::Baseline;
use crate::diagnostics;
use old_projects::OldProjects;
use part_plan::PartPlan;
use protoward_inputs::{Change, Input, Opened, OpenedInput};
use protoward_source::Report;
use protoward_workspace::{
    Division, Project, ProjectFiles, ProjectInput, SelectedInput, UnusedConfigurations, UnusedReason, projects,
};
pub use reference_below::{baseline_of_image, reference_below};

/// A part of an input with its own rules: a project, or the files that belong to none.
#[derive(Clone, Debug)]
pub struct InputPart {
    /// The part as an input of its own.
    pub project: ProjectInput,
    /// The references to its baselines that a flag names, relative to the folder of the part; empty for the default.
    pub against: Vec<String>,
    /// `true` if another part has uncommitted changes, so that this one may be compared with itself.
    pub is_beside_change: bool,
    /// The sides that have the part.
    pub state: PartState,
}

/// The sides that have a part.
#[derive(Clone, Debug)]
pub enum PartState {
    /// Both, or only the new side because the files were somewhere else.
    Kept,
    /// Only the new side: every baseline was read, and none has the folder.
    New,
    /// Only the old side: its versions, and the folders that are other parts.
    Deleted(Vec<Baseline>, Vec<String>),
}

/// A request for the parts of an input.
#[derive(Clone, Copy)]
pub struct PartsRequest<'a> {
    /// The input, which has no explicit configuration.
    pub selected: SelectedInput<'a>,
    /// The references to baselines that a flag names; empty for the default.
    pub against: &'a [String],
    /// `true` to compare all files by one configuration.
    pub is_whole: bool,
    /// `true` if a missing baseline is not an error.
    pub if_baseline: bool,
    /// `true` to ignore parts that only the older version has.
    pub limit_to_input_files: bool,
    /// The named ledger, which several projects cannot share.
    pub ledger: Option<&'a Path>,
    /// The change under review; `None` if its description cannot be read.
    pub change: Option<&'a Change>,
    /// The time at which windows of releases end.
    pub now: Timestamp,
}

/// The parts of an input.
#[derive(Debug, Default)]
pub struct Parts {
    /// The parts in order, deleted ones last; `None` if the input is compared as a whole.
    pub parts: Option<Vec<InputPart>>,
    /// The configurations that do not apply.
    pub unused: Option<UnusedConfigurations>,
    /// The input, if it is compared as a whole and opened.
    pub opened: Option<OpenedInput>,
}

/// The reason why the parts of an input are not known.
#[derive(Debug)]
pub enum NoParts {
    /// The folders cannot be listed, or a flag is invalid for several projects.
    Invalid(Report),
    /// The folders of an older version are not known, so that deleted projects would pass.
    NotCompared(Report),
}

impl PartsRequest<'_> {
    /// Returns the parts of the input.
    ///
    /// # Errors
    /// Fails if folders of a side cannot be listed, or if a ledger is named for several projects.
    pub fn parts(&self) -> Result<Parts, NoParts> {
        let input = self.selected.input;
        if !input.has_folders() {
            return Ok(Parts::default());
        }
        // The caller itself reports an input that cannot be opened.
        let Some(opened) = self.selected.open() else { return Ok(Parts::default()) };
        let Some(new) = listed(opened, false)? else { return Ok(Parts::default()) };
        let parts = self.parts_of(&new)?;
        let is_whole = parts.parts.is_none();
        Ok(Parts { opened: is_whole.then(|| new.into_opened(input)), ..parts })
    }

    fn parts_of(&self, new: &ProjectFiles) -> Result<Parts, NoParts> {
        if let Some(deleted) = self.deleted_schema(new) {
            return Ok(Parts { parts: Some(vec![deleted]), ..Parts::default() });
        }
        if new.is_configured {
            return self.parts_left_out(new);
        }
        let is_image = self.against.iter().any(|text| matches!(Input::parse(text), Ok(Input::Image(_))));
        if self.is_whole || is_image {
            let reason = if is_image { UnusedReason::Image } else { UnusedReason::NoNested };
            return Ok(Parts { unused: UnusedConfigurations::of(&new.projects, reason), ..Parts::default() });
        }
        let old = OldProjects::find(new, self);
        let parts = PartPlan { of: self, new, old: &old }.checked_parts()?;
        Ok(Parts { parts, ..Parts::default() })
    }

    /// Returns the input as a part that only older versions have, if no schema file is left of its only project.
    fn deleted_schema(&self, new: &ProjectFiles) -> Option<InputPart> {
        if new.has_schema() || self.limit_to_input_files {
            return None;
        }
        let old = if new.is_configured { OldProjects::of_configured(new, self) } else { OldProjects::find(new, self) };
        let has_projects = |files: &ProjectFiles| !files.is_configured && !files.projects.is_empty();
        if has_projects(new) || old.versions.iter().any(|(_, files)| has_projects(files)) {
            return None;
        }
        let versions = old.with_schema();
        let division = Division { of: self.selected, files: new, folders: &[] };
        (!versions.is_empty()).then(|| InputPart {
            project: division.part("", Vec::new(), Vec::new()),
            against: self.against.to_vec(),
            is_beside_change: false,
            state: PartState::Deleted(versions, Vec::new()),
        })
    }

    /// Returns the parts of an input that has become one project since its baseline, and whose modules leave out folders that
    /// were projects.
    fn parts_left_out(&self, new: &ProjectFiles) -> Result<Parts, NoParts> {
        if new.project("").is_none() || new.is_whole() {
            return Ok(Parts::default());
        }
        let old = OldProjects::of_configured(new, self);
        let all = old.versions.iter().flat_map(|(_, files)| &files.projects);
        let left_out: Vec<Project> = all.filter(|project| !new.covers(project)).cloned().collect();
        if left_out.is_empty() {
            return Ok(Parts::default());
        }
        if self.is_whole {
            let unused = UnusedConfigurations::of(&left_out, UnusedReason::NoNested);
            return Ok(Parts { unused, ..Parts::default() });
        }
        let Some(opened) = self.selected.open() else { return Ok(Parts::default()) };
        let Some(new) = listed(opened, true)? else { return Ok(Parts::default()) };
        let parts = PartPlan { of: self, new: &new, old: &old }.checked_parts()?;
        Ok(Parts { parts, ..Parts::default() })
    }
}

/// Lists the projects below an input.
fn listed(opened: Opened, always: bool) -> Result<Option<ProjectFiles>, NoParts> {
    projects(opened, always).map_err(NoParts::Invalid)
}

fn one_ledger_for_many(ledger: &Path) -> NoParts {
    NoParts::Invalid(Report::from_iter([diagnostics::one_ledger_for_many(ledger)]))
}
