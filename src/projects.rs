//! The projects of an input: each folder with a configuration, below an input without one.

use super::console::Console;
use super::input::InputArgs;
use super::outcome::Outcome;
use super::{codes, diagnostics};
use protoward_report::Notice;
use protoward_source::{Sources, list};
use protoward_workspace::{ProjectInput, SelectedInput, SelectedProjects, UnusedConfigurations, UnusedReason};

impl InputArgs {
    /// Runs a command for each project, and returns the worst outcome.
    pub(super) fn each_project(
        &self,
        console: &mut Console,
        mut work: impl FnMut(&Self, &mut Console) -> Outcome,
    ) -> Outcome {
        let Some(projects) = self.projects(console) else { return Outcome::Failed };
        let mut outcome = Outcome::Fine;
        for project in &projects {
            if projects.len() > 1 {
                console.print_status(&format!("{}:", project.project_name()));
            }
            outcome = outcome.worst(work(project, console));
        }
        outcome
    }

    /// Returns the projects that have a configuration; the input itself if it is one project. Files that belong to no project are
    /// named in a note.
    pub(super) fn configured_projects(&self, console: &mut Console) -> Option<Vec<Self>> {
        let (others, projects): (Vec<Self>, _) = self.projects(console)?.into_iter().partition(Self::is_others);
        if projects.is_empty() {
            return Some(others);
        }
        if !others.is_empty() {
            console.print_status("files that belong to no project were left out");
        }
        Some(projects)
    }

    /// Returns the only project, for a command whose result is that of one; `what` names the result. Several are an error.
    pub(super) fn only_project(&self, what: &str, console: &mut Console) -> Option<Self> {
        let mut projects = self.projects(console)?;
        match (projects.pop(), projects.is_empty()) {
            (Some(project), true) => Some(project),
            (last, _) => {
                projects.extend(last);
                let names: Vec<String> = projects.iter().map(|it| format!("`{}`", it.project_name())).collect();
                console.problem(diagnostics::several_projects(what, self.input(), &list(&names)));
                None
            }
        }
    }

    /// Returns the projects, and reports errors.
    fn projects(&self, console: &mut Console) -> Option<Vec<Self>> {
        // The command itself reports an input that does not exist.
        let Ok(input) = self.reference() else { return Some(vec![self.clone()]) };
        if self.has_config() {
            return Some(vec![self.clone()]);
        }
        let options = self.options();
        let selected = SelectedInput { input: &input, named: self.input(), options: &options };
        match selected.projects(self.no_nested()) {
            Ok(SelectedProjects { projects, unused, opened }) => {
                unused.iter().for_each(|unused| report_unused(unused, console));
                let projects = projects.map(|all| all.into_iter().map(|project| self.project(project)).collect());
                Some(projects.unwrap_or_else(|| vec![self.opened(opened)]))
            }
            Err(report) => {
                console.problems(&report, &Sources::default());
                None
            }
        }
    }

    /// Returns `true` for the files that belong to no project.
    fn is_others(&self) -> bool {
        self.project_name() == ProjectInput::OTHERS
    }
}

/// Says which configurations do not apply.
pub(super) fn report_unused(unused: &UnusedConfigurations, console: &mut Console) {
    let named: Vec<String> = unused.paths.iter().map(|path| format!("`{path}`")).collect();
    let why = match unused.reason {
        UnusedReason::NoNested => "`--no-nested`",
        UnusedReason::Image => "an image has no folders",
    };
    let note = format!("not used ({why}): {}", list(&named));
    console.print_status(&note);
    console.notice(Notice::note(codes::NESTED_CONFIGURATIONS, note));
}
