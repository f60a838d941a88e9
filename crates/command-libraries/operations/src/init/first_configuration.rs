//! A first configuration, proposed or written. It is tried before it is written, so that the user sees whether the schema
//! compiles with it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use protoward_inputs::Input;
use protoward_output::write_files;
use protoward_settings::{FILE_NAMES, WORK_FILE_NAME};
use protoward_source::paths::shown;
use protoward_source::{Report, Sources};
use protoward_workspace::{OpenOptions, Workspace};

use crate::init::attributes::{LINE, NewAttributes};
use crate::init::baselines::Baselines;
use crate::init::config_text::Proposal;
use crate::init::{adopted, diagnostics, guessed};

/// A configuration that was written.
#[derive(Debug)]
pub struct FirstConfiguration {
    /// The path of the new `protoward.toml`.
    pub path: PathBuf,
    /// The choices, one line each.
    pub choices: Vec<String>,
    /// The schema with the configuration; `None` if it has errors, which are reported.
    pub workspace: Option<Workspace>,
}

/// Returns a configuration for a folder, from its files or from the configuration of buf there. `has_gate` adds the baselines
/// that the tags of the repository suggest. Returns `None` after errors, which are added to `report`.
pub fn propose(folder: &Path, has_gate: bool, sources: &mut Sources, report: &mut Report) -> Option<Proposal> {
    let is_there = |name: &str| folder.join(name).is_file();
    let gate = has_gate.then(|| Baselines::of(folder));
    // The second name is `buf.yaml`; `init` refuses a folder that has the first one.
    if is_there(FILE_NAMES[1].0) || is_there(WORK_FILE_NAME) {
        return adopted::proposal(folder, gate.as_ref(), sources, report);
    }
    guessed::proposal(folder, gate.as_ref()).map_err(|problem| report.push(*problem)).ok()
}

/// Writes the configuration that [`propose`] returns, unless the folder has one, and a line of `.gitattributes` that gives `.proto`
/// files the same line ends on every system. Returns `None` after errors, which are added to `report`. A schema that does not compile
/// with the configuration does not prevent it.
pub fn init(folder: &Path, has_gate: bool, sources: &mut Sources, report: &mut Report) -> Option<FirstConfiguration> {
    let name = Path::new(FILE_NAMES[0].0);
    let path = if folder == Path::new(".") { name.to_owned() } else { folder.join(name) };
    if path.exists() {
        report.push(diagnostics::already_configured(&path));
        return None;
    }
    let Proposal { text, mut choices } = propose(folder, has_gate, sources, report)?;
    let workspace = compiled(folder, &path, &text, sources, report);
    let mut files = vec![(path.clone(), text.into_bytes())];
    if let Some(NewAttributes { path, content }) = NewAttributes::of(folder) {
        choices.push(format!("line ends: `\\n` on every system, by `{LINE}` in `{}`", shown(&path)));
        files.push((path, content));
    }
    write_files(files).map_err(|problem| report.push(*problem)).ok()?;
    Some(FirstConfiguration { path, choices, workspace })
}

/// Compiles the schema with the new configuration, as if it were written.
fn compiled(folder: &Path, file: &Path, text: &str, sources: &mut Sources, report: &mut Report) -> Option<Workspace> {
    let edited = BTreeMap::from([(shown(file).to_string(), text.to_owned())]);
    let options = OpenOptions { edited: Some(edited.into_iter().collect()), ..OpenOptions::default() };
    protoward_workspace::open(&Input::Folder(folder.to_owned()), &options, sources, report)
}
