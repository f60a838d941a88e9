//! `protoward ledger show`: the history of an element. Nothing is compiled, so it also works for elements that are gone.

use std::path::{Path, PathBuf};

use crate::console::Console;
use crate::input::{InputArgs, report_errors};
use crate::outcome::Outcome;
use crate::terminal::{TextStyle, paint};
use protoward_inputs::Input;
use protoward_ledger::{element_history, similar_elements};
use protoward_operations::ledger::{ProjectLedger, unknown_element};
use protoward_settings::Config;
use protoward_source::{Report, Sources};
use protoward_workspace::OpenOptions;

/// Show the history of an element: its meanings, and when it was added and removed
#[derive(Debug, clap::Args)]
pub(super) struct Show {
    /// The full name of a message, an enum or a service; or a member of one by name or number, such as user.v1.User.4
    element: String,

    /// The ledger to use instead of the configured one [default: protoward.ledger next to the configuration]
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
}

impl Show {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let mut sources = Sources::default();
        let Some(files) = self.files(console, &mut sources) else { return Outcome::Failed };
        let mut ledgers = Vec::new();
        for file in &files {
            let read = report_errors(console, &mut sources, |sources, report| file.read(sources, report));
            let Some((ledger, _)) = read else { return Outcome::Failed };
            ledgers.push((file, ledger));
        }
        // Descriptors write full names with a dot before them.
        let element = self.element.trim_start_matches('.');
        let mut is_known = false;
        for (file, ledger) in &ledgers {
            let Some(history) = element_history(ledger, element) else { continue };
            is_known = true;
            let title = paint(element, TextStyle::Bold, console.out_style());
            let place = if ledgers.len() > 1 { format!(" in {}", file.shown()) } else { String::new() };
            console.print(&format!("{title}{place}\n{history}"));
        }
        if is_known {
            return Outcome::Fine;
        }
        let near: Vec<&str> = ledgers.iter().flat_map(|(_, ledger)| similar_elements(ledger, element)).collect();
        console.problem(unknown_element(&self.element, &near));
        Outcome::Failed
    }

    /// Returns the ledger of the configuration around the working directory. Without a configuration and a ledger there, those of the
    /// projects below that have one.
    fn files(&self, console: &mut Console, sources: &mut Sources) -> Option<Vec<ProjectLedger>> {
        let (file, is_configured) = self.file(&Input::Folder(PathBuf::from(".")), sources);
        if is_configured || self.ledger.is_some() || file.exists() {
            return Some(vec![file]);
        }
        let projects = InputArgs::default().configured_projects(console)?;
        let inputs: Vec<Input> = projects.iter().map(|project| project.parse(console)).collect::<Option<_>>()?;
        let below = inputs.iter().map(|input| self.file(input, sources).0);
        let below: Vec<ProjectLedger> = below.filter(ProjectLedger::exists).collect();
        Some(if below.is_empty() { vec![file] } else { below })
    }

    /// Returns the ledger of the configuration of an input, or the default name if that is invalid, and `true` if there is one.
    fn file(&self, input: &Input, sources: &mut Sources) -> (ProjectLedger, bool) {
        let found = protoward_workspace::config(input, &OpenOptions::default(), sources, &mut Report::default());
        let (config, root) = found.unwrap_or_else(|| (Config::default(), None));
        let file = ProjectLedger::usual(self.ledger.as_deref(), &config, root.as_deref().or(Some(Path::new(""))));
        (file, config.source.is_some())
    }
}
