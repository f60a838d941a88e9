//! A configuration for a folder that has none, from its files.

use std::path::Path;

use protoward_inputs::repository_root;
use protoward_settings::{FILE_NAMES, WORK_FILE_NAME};
use protoward_source::paths::{self, System};
use protoward_source::tree_path::below;
use protoward_source::{Diagnostic, count, list};
use protoward_workspace::{GuessedModules, LeftOutFolder, LeftOutReason, guess_modules};

use crate::init::baselines::{Baselines, ReplacedGate};
use crate::init::config_text::{ConfigText, Proposal};
use crate::init::diagnostics;

/// Returns a configuration with the modules that packages and imports show.
pub(crate) fn proposal(folder: &Path, gate: Option<&Baselines>) -> Result<Proposal, Box<Diagnostic>> {
    let guessed = guess_modules(folder).map_err(|error| diagnostics::unreadable_tree(&error))?;
    if guessed.modules.is_empty() {
        return Err(match &guessed.left_out[..] {
            [] => diagnostics::no_schema_to_configure(folder),
            folders if folders.iter().all(|it| it.why == LeftOutReason::Ignored) => {
                diagnostics::all_ignored(folder, &list(&quoted(folders.iter().map(|it| &it.path))))
            }
            folders => diagnostics::all_configured(folder, &list(&quoted(folders.iter().map(|it| &it.path)))),
        });
    }
    let mut text = ConfigText::default();
    let mut choices = Vec::new();
    includes(&guessed, &mut text, &mut choices);
    modules(&guessed, &mut text, &mut choices);
    choices.extend(configured_above(folder));
    left_out(folder, &guessed, &mut choices);
    text.table(
        "[lint]",
        "Conventions. MINIMAL and BASIC have fewer rules; `protoward rules lint` lists all, and `except` leaves some out.",
    );
    text.strings("use", &["STANDARD"]);
    choices.push("lint: STANDARD, the conventions that most schemas follow".to_owned());
    if !guessed.copies.is_empty() {
        text.strings("ignore", &guessed.copies);
        let copies = list(&quoted(guessed.copies.iter()));
        choices.push(format!("lint ignores {copies}: copies of files that are part of protoward"));
    }
    breaking(folder, gate, &mut text, &mut choices);
    if !guessed.missing.is_empty() {
        let names: Vec<String> = guessed.missing.iter().take(MAX_NAMES).map(|import| format!("`{import}`")).collect();
        let more = guessed.missing.len().saturating_sub(MAX_NAMES);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        choices.push(format!(
            "missing: no file is imported as {}{more}; `protoward deps add` fetches a repository, and `include` names a folder",
            list(&names)
        ));
    }
    Ok(Proposal { text: text.into_string(), choices })
}

/// Adds the rules about breaking changes. With this section, a comparison is required, which needs a repository.
fn breaking(folder: &Path, gate: Option<&Baselines>, text: &mut ConfigText, choices: &mut Vec<String>) {
    let is_in_repository = std::path::absolute(folder).is_ok_and(|folder| repository_root(&folder).is_some());
    let categories = "What must keep working: FILE is generated code, WIRE_JSON binary messages and JSON, WIRE binary messages only.";
    if is_in_repository {
        let baseline = match gate {
            None => " The baseline is the commit where the branch left the default branch.",
            Some(_) => "",
        };
        text.table("[breaking]", &format!("{categories}{baseline}"));
        text.strings("use", &["FILE"]);
        if let Some(gate) = gate {
            choices.push("breaking: FILE, the strictest category".to_owned());
            return gate.write(ReplacedGate::default(), text, choices);
        }
        choices.push(
            "breaking: FILE, the strictest category; the baseline is where the branch left the default one".to_owned(),
        );
        return;
    }
    text.gap();
    text.comment(&format!(
        "{categories} In a git repository, the baseline is where the branch left the default branch."
    ));
    text.comment("[breaking]");
    text.comment("use = [\"FILE\"]");
    choices.push(
        "breaking: left out, because this is not a git repository: there is no earlier version to compare with"
            .to_owned(),
    );
}

/// Says which command uses the configuration, if a folder above has one. That one applies to a check of the folder above.
fn configured_above(folder: &Path) -> Option<String> {
    let absolute = std::path::absolute(folder).ok()?;
    let root = repository_root(&absolute)?;
    let above = absolute.ancestors().skip(1).take_while(|above| above.starts_with(root));
    let names = || FILE_NAMES.iter().map(|(name, _)| *name).chain([WORK_FILE_NAME]);
    let found = above.flat_map(|above| names().map(|name| above.join(name))).find(|path| path.is_file())?;
    let found = paths::relative(&std::path::absolute(".").ok()?, &found);
    let here = paths::shown(folder);
    Some(format!("above: `{}` has a configuration too; `protoward check {here}` uses this one", paths::shown(&found)))
}

/// Explains which folders are in no module.
fn left_out(folder: &Path, guessed: &GuessedModules, choices: &mut Vec<String>) {
    for LeftOutFolder { path, why, .. } in &guessed.left_out {
        let inside = System::HERE.shown_below(&System::HERE.shown_folder(&paths::shown(folder).to_string()), path);
        choices.push(match why {
            LeftOutReason::Configured(name) => {
                format!("left out: `{path}`, which has its own `{name}`; `protoward check {inside}` checks it")
            }
            LeftOutReason::Twice { file, module } => format!(
                "left out: `{path}`, because `{}` has `{file}` too; `protoward init {inside}` gives it its own configuration, and \
                 `protoward check {inside}` then checks it",
                shown(module)
            ),
            LeftOutReason::Ignored => format!("left out: `{path}`, which git ignores"),
            _ => format!("left out: `{path}`, which cargo writes"),
        });
    }
}

fn shown(path: &str) -> &str {
    if path.is_empty() { "." } else { path }
}

fn quoted<'p>(paths: impl Iterator<Item = &'p String>) -> Vec<String> {
    paths.map(|path| format!("`{path}`")).collect()
}

/// The maximum number of names in one line.
const MAX_NAMES: usize = 3;

fn includes(guessed: &GuessedModules, text: &mut ConfigText, choices: &mut Vec<String>) {
    if guessed.includes.is_empty() {
        return;
    }
    text.comment("Files from elsewhere, which are only imported: they are neither compared nor checked.");
    text.strings("include", &guessed.includes);
    let names = list(&quoted(guessed.includes.iter()));
    choices.push(format!("include: {names}, by the name a copy of files from elsewhere"));
}

fn modules(guessed: &GuessedModules, text: &mut ConfigText, choices: &mut Vec<String>) {
    for (at, (path, files)) in guessed.modules.iter().enumerate() {
        let comment = if at == 0 { "The folders of the schema. Import paths start in them." } else { "" };
        text.table("[[module]]", comment);
        text.string("path", shown(path));
        let others = guessed.modules.iter().map(|(other, _)| other).chain(&guessed.includes);
        let others = others.chain(guessed.left_out.iter().map(|folder| &folder.path));
        let inside: Vec<&String> = others.filter(|other| *other != path && below(other, path).is_some()).collect();
        text.strings("excludes", &inside);
        choices.push(format!("module: `{}`, where the import paths of {} start", shown(path), count(*files, "file")));
    }
}
