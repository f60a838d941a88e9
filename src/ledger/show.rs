//! `protoward ledger show`: the history of an element. Nothing is compiled, so it also works for elements that are gone.

use std::path::{Path, PathBuf};

use crate::console::Console;
use crate::input::report_errors;
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
        let file = self.file(&mut sources);
        let read = report_errors(console, &mut sources, |sources, report| file.read(sources, report));
        let Some((ledger, _)) = read else { return Outcome::Failed };
        // Descriptors write full names with a dot before them.
        let element = self.element.trim_start_matches('.');
        match element_history(&ledger, element) {
            Some(history) => {
                let title = paint(element, TextStyle::Bold, console.out_style());
                console.print(&format!("{title}\n{history}"));
                Outcome::Fine
            }
            None => {
                console.problem(unknown_element(&self.element, &similar_elements(&ledger, element)));
                Outcome::Failed
            }
        }
    }

    /// Returns the ledger of the configuration around the working directory, or the default name if that is invalid.
    fn file(&self, sources: &mut Sources) -> ProjectLedger {
        let here = Input::Folder(PathBuf::from("."));
        let found = protoward_workspace::config(&here, &OpenOptions::default(), sources, &mut Report::default());
        let (config, root) = found.unwrap_or_else(|| (Config::default(), None));
        ProjectLedger::usual(self.ledger.as_deref(), &config, root.as_deref().or(Some(Path::new(""))))
    }
}
