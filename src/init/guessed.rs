//! A configuration for a folder that has none, from its files.

use std::path::Path;

use super::Proposal;
use super::text::ConfigText;
use crate::console::Console;
use crate::diagnostics;
use crate::words::{count, list};
use protoward_source::tree_path::below;
use protoward_source::{FolderTree, Report, Sources};
use protoward_workspace::{GuessedModules, guess_modules};

/// Returns a configuration with the modules that packages and imports show. A failure is already reported.
pub(super) fn proposal(folder: &Path, console: &mut Console) -> Option<Proposal> {
    let guessed = match guess_modules(&FolderTree::new(folder)) {
        Ok(guessed) => guessed,
        Err(error) => {
            console.problems(&Report::from_iter([diagnostics::unreadable_tree(&error)]), &Sources::default());
            return None;
        }
    };
    if guessed.modules.is_empty() && guessed.includes.is_empty() {
        console.problem(diagnostics::no_schema_to_configure(folder));
        return None;
    }
    let mut text = ConfigText::default();
    let mut choices = Vec::new();
    includes(&guessed, &mut text, &mut choices);
    modules(&guessed, &mut text, &mut choices);
    text.table(
        "[lint]",
        "Conventions. MINIMAL and BASIC have fewer rules; `protoward rules lint` lists all, and `except` leaves some out.",
    );
    text.strings("use", &["STANDARD"]);
    choices.push("lint: STANDARD, the conventions that most schemas follow".to_owned());
    text.table(
        "[breaking]",
        "What must keep working: FILE is generated code, WIRE_JSON binary messages and JSON, WIRE binary messages only. \
         The baseline is the commit where the branch left the default branch.",
    );
    text.strings("use", &["FILE"]);
    choices.push(
        "breaking: FILE, the strictest category; the baseline is where the branch left the default one".to_owned(),
    );
    if !guessed.missing.is_empty() {
        let names: Vec<String> = guessed.missing.iter().take(MAX_NAMES).map(|import| format!("`{import}`")).collect();
        let more = guessed.missing.len().saturating_sub(MAX_NAMES);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        choices.push(format!(
            "missing: no file is imported as {}{more}; `protoward deps add` fetches a repository, and `include` names a folder",
            list(&names)
        ));
    }
    Some(Proposal { text: text.into_string(), choices })
}

/// The maximum number of names in one line.
const MAX_NAMES: usize = 3;

fn includes(guessed: &GuessedModules, text: &mut ConfigText, choices: &mut Vec<String>) {
    if guessed.includes.is_empty() {
        return;
    }
    text.comment("Files from elsewhere, which are only imported: they are neither compared nor checked.");
    text.strings("include", &guessed.includes);
    let names: Vec<String> = guessed.includes.iter().map(|path| format!("`{path}`")).collect();
    choices.push(format!("include: {}, by the name a copy of files from elsewhere", list(&names)));
}

fn modules(guessed: &GuessedModules, text: &mut ConfigText, choices: &mut Vec<String>) {
    for (at, (path, files)) in guessed.modules.iter().enumerate() {
        let comment = if at == 0 { "The folders of the schema. Import paths start in them." } else { "" };
        text.table("[[module]]", comment);
        text.string("path", if path.is_empty() { "." } else { path });
        let others = guessed.modules.iter().map(|(other, _)| other).chain(&guessed.includes);
        let inside: Vec<&String> = others.filter(|other| *other != path && below(other, path).is_some()).collect();
        text.strings("excludes", &inside);
        let shown = if path.is_empty() { "." } else { path };
        choices.push(format!("module: `{shown}`, where the import paths of {} start", count(*files, "file")));
    }
}
