//! Earlier versions of the ledger: at the baseline of the gate, and at the last commit if that is newer.

use std::path::{Path, PathBuf};

use crate::ledger::diagnostics::LedgerVersion;
use crate::ledger::file::{self, BaselineChoice, LedgerSubject, ProjectLedger};
use protoward_gate::{Baseline, LedgerFile, MissingBaseline, NewSide, begins_before, earlier_ledger};
use protoward_inputs::{Commit, GitInput, Input, InputError, Opened, OpenedFiles, read_file};
use protoward_source::paths::{portable, shown};
use protoward_source::{Report, Sources, join, paths};
use protoward_workspace::{OpenOptions, TreeFile};

/// The earlier versions of a ledger.
#[derive(Debug, Default)]
pub(crate) struct EarlierLedgers {
    pub(crate) versions: Vec<LedgerVersion>,
    /// The reason if there are none.
    pub(crate) reason: Option<String>,
}

/// The text of a ledger in an input.
struct LedgerText {
    file: TreeFile,
    restore: Option<String>,
    /// `true` if it has the path of the current ledger.
    is_in_place: bool,
}

impl EarlierLedgers {
    /// Reads the ledger at the baseline of the gate. Returns `None` if that failed; the report has the reason.
    pub(crate) fn find(
        subject: LedgerSubject<'_>,
        against: &BaselineChoice<'_>,
        sources: &mut Sources,
        report: &mut Report,
    ) -> Option<Self> {
        let LedgerSubject { input, workspace, .. } = subject;
        let is_named = !against.named.is_empty() || !workspace.config.breaking.against.is_empty();
        let change = match protoward_ci::change(against.variables, is_named) {
            Ok(change) => change,
            Err(diagnostic) => {
                report.push(*diagnostic);
                return None;
            }
        };
        let config = &workspace.config;
        let home = workspace.home();
        let (baselines, is_before) =
            match Baseline::find(against.named, &NewSide { input, config, home, change: &change, now: against.now }) {
                Ok(found) if found.is_empty() => {
                    let reason = "there is no git repository, so lines that are lost cannot be noticed".to_owned();
                    return Some(Self { reason: Some(reason), ..Self::default() });
                }
                Ok(found) => {
                    let is_before = begins_before(found.iter());
                    (found, is_before)
                }
                Err((absence, _)) if absence.is_nothing_before() => (Vec::new(), true),
                Err((absence, _)) => {
                    report.append(absence.into_report());
                    return None;
                }
            };
        if let Some(same) = baselines.iter().find(|baseline| input.is_same_place(baseline.input())) {
            let same = same.text();
            let reason = format!("the baseline `{same}` is the input itself, so lines that are lost cannot be noticed");
            return Some(Self { reason: Some(reason), ..Self::default() });
        }
        let named = baselines.iter().map(|baseline| (baseline.text().to_owned(), baseline.input().clone()));
        let mut inputs: Vec<(String, Input)> = named.collect();
        // On the default branch, the working folder is compared with the last commit too.
        let on_disk = match input {
            Input::Staged { input, .. } => input,
            input => input,
        };
        if is_before && matches!(on_disk, Input::Folder(_) | Input::File(_) | Input::Package(_)) {
            let head = Input::At { commit: Commit::Head, input: Box::new(on_disk.clone()) };
            inputs.push((head.to_string(), head));
        }
        let mut earlier = Self::default();
        for (name, input) in inputs {
            match subject.at(&input, &against.options) {
                Ok(Some(LedgerText { file, restore, is_in_place })) => match earlier_ledger(file, sources, report) {
                    Some(ledger) => earlier.versions.push(LedgerVersion { ledger, name, restore, is_in_place }),
                    None => {
                        earlier.reason = Some(format!("the ledger that {name} has cannot be read, and is not compared"))
                    }
                },
                Ok(None) => {
                    earlier.reason = Some(format!("{name} has no ledger, so there is nothing to compare it with"))
                }
                Err(error) => {
                    let reason = error.to_string();
                    let is_not_in_commit = matches!(error, InputError::NotInCommit { .. });
                    let absence = MissingBaseline::of(error);
                    if !is_not_in_commit && !absence.is_nothing_before() {
                        report.append(absence.into_report());
                        return None;
                    }
                    earlier.reason = Some(format!("there is nothing before it to compare the ledger with: {reason}"));
                }
            }
        }
        Some(earlier)
    }
}

impl LedgerSubject<'_> {
    /// Returns the ledger in an older version of the input; `None` if there is none.
    fn at(&self, old: &Input, options: &OpenOptions) -> Result<Option<LedgerText>, InputError> {
        match old {
            Input::At { commit, input } => {
                let Some((root, _)) = old.history() else { return old.open().map(|_| None) };
                let root = paths::spelled_like(&root, folder_of(input));
                let repository_input = Input::At { commit: commit.clone(), input: Box::new(Input::Folder(root)) };
                self.in_files(&repository_input, self.paths(old, options))
            }
            Input::Git(git) => {
                let repository_input = Input::Git(GitInput { subdir: String::new(), ..git.clone() });
                self.in_files(&repository_input, self.paths(old, options))
            }
            Input::Archive(archive) => {
                let names = self.paths(old, options);
                let in_archive = |path: &PathBuf| PathBuf::from(join(&archive.subdir, &portable(path)));
                let names = names.iter().map(in_archive).chain(names.iter().cloned()).collect();
                self.in_files(old, names)
            }
            Input::Folder(_) | Input::File(_) | Input::Package(_) => {
                let found = protoward_workspace::config(old, options, &mut Sources::default(), &mut Report::default());
                let (config, root) = found.unwrap_or_default();
                let next_to_input = LedgerFile::in_folder(folder_of(old), file::NAME).path;
                let configured = ProjectLedger::usual(None, &config, root.as_deref()).path().to_owned();
                let path = if config.source.is_some() { configured } else { next_to_input };
                match read_file(&path, "ledger") {
                    Ok(bytes) => {
                        let is_in_place = path.file_name() == self.file.path().file_name();
                        let file = TreeFile { display: shown(&path).to_string().into(), bytes };
                        Ok(Some(LedgerText { file, restore: None, is_in_place }))
                    }
                    Err(InputError::NotFound { .. }) => Ok(None),
                    Err(error) => Err(error),
                }
            }
            Input::Image(_) | Input::Staged { .. } => old.open().map(|_| None),
        }
    }

    /// Returns possible paths of the ledger: the current one, and that of the older configuration.
    fn paths(&self, old: &Input, options: &OpenOptions) -> Vec<PathBuf> {
        let options = OpenOptions { fallback: Some(self.workspace.layout()), ..options.clone() };
        let found = protoward_workspace::config(old, &options, &mut Sources::default(), &mut Report::default());
        let named = found.and_then(|(config, _)| config.breaking.ledger).map(|word| word.text);
        let named = named.unwrap_or_else(|| file::NAME.to_owned());
        let root = self.workspace.root.clone().unwrap_or_default();
        vec![self.file.path().to_owned(), LedgerFile::in_folder(&root, &named).path]
    }

    fn in_files(&self, repository_input: &Input, paths: Vec<PathBuf>) -> Result<Option<LedgerText>, InputError> {
        let Opened::Files(files) = repository_input.open()? else { return Ok(None) };
        for path in &paths {
            let Some(inside) = files.path_of(path) else { continue };
            if let Some(bytes) = files.tree.read(&inside)? {
                let restore = restore(&files, path, self.file);
                let file = TreeFile { display: files.tree.displayed(&inside), bytes };
                return Ok(Some(LedgerText { file, restore, is_in_place: path == self.file.path() }));
            }
        }
        Ok(None)
    }
}

/// Returns the command that restores the ledger from the repository.
fn restore(files: &OpenedFiles, path: &Path, now: &ProjectLedger) -> Option<String> {
    let commit = files.commit.as_ref().filter(|_| files.root.is_some() && path == now.path())?;
    Some(format!("git checkout {} -- {}", commit.id, now.shown()))
}

fn folder_of(input: &Input) -> &Path {
    match input {
        Input::Folder(path) => path,
        Input::File(path) | Input::Package(path) => path.parent().unwrap_or(Path::new("")),
        Input::Image(_) | Input::Archive(_) | Input::Git(_) | Input::At { .. } | Input::Staged { .. } => Path::new(""),
    }
}
