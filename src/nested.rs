//! Several projects in one run: each folder with a configuration, below an input without one.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::against::AgainstArgs;
use super::comparison::GateArgs;
use super::console::Console;
use super::input::InputArgs;
use super::now;
use super::outcome::Outcome;
use super::words::list;
use super::{ci, codes, diagnostics};
use protoward_gate::{Baseline, NewSide, older_versions, unread_submodules};
use protoward_report::Notice;
use protoward_source::tree_path::below;
use protoward_source::{Report, Sources, join};
use protoward_workspace::config::Config;
use protoward_workspace::inputs::{Change, Input, InputError, Opened};
use protoward_workspace::{Project, ProjectFiles, projects};

/// The flags for the projects below an input.
#[derive(Debug, clap::Args)]
pub(super) struct NestedArgs {
    /// Use one configuration for all of INPUT: otherwise, if INPUT has none, each folder with one is checked by its own rules
    #[arg(long)]
    no_nested: bool,
}

/// A part of the input with its own rules: a project, or the files that belong to none.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// The displayed name.
    pub(super) name: String,
    pub(super) input: InputArgs,
    pub(super) against: AgainstArgs,
    pub(super) state: PartState,
}

/// The sides that have a part.
#[derive(Clone, Debug)]
pub(super) enum PartState {
    /// Both, or only the new side because the files were somewhere else.
    Kept,
    /// Only the new side.
    New,
    /// Only the old side: its versions, and the folders that are other parts.
    Deleted(Vec<Baseline>, Vec<String>),
}

/// The name of the part with the files that belong to no project.
pub(super) const OTHERS: &str = "other files";

impl Part {
    /// Returns `true` for the files that belong to no project.
    pub(super) fn is_others(&self) -> bool {
        self.name == OTHERS
    }
}

/// The command-line arguments that decide about parts.
#[derive(Clone, Copy)]
pub(super) struct Comparing<'a> {
    pub(super) input: &'a InputArgs,
    pub(super) against: &'a AgainstArgs,
    pub(super) gate: &'a GateArgs,
}

impl NestedArgs {
    /// Returns the parts of an input in order, deleted ones last; `None` if the input is compared as a whole.
    ///
    /// # Errors
    /// Fails if the folders cannot be listed; the error is already reported.
    pub(super) fn parts(&self, of: Comparing<'_>, console: &mut Console) -> Result<Option<Vec<Part>>, Outcome> {
        // The command itself reports an input that does not exist.
        let Ok(input) = of.input.reference() else { return Ok(None) };
        if of.input.has_config() {
            return Ok(None);
        }
        let Ok(opened) = input.open() else { return Ok(None) };
        let Some(new) = listed(opened, false, console)? else { return Ok(None) };
        if new.is_configured {
            return self.left_out(of, &input, &new, console);
        }
        let is_image = of.against.named().iter().any(|text| matches!(Input::parse(text), Ok(Input::Image(_))));
        if self.no_nested || is_image {
            if !new.projects.is_empty() {
                let why = if is_image { "an image has no folders" } else { "`--no-nested`" };
                report_left_out(&new.projects, why, console);
            }
            return Ok(None);
        }
        let old = OldProjects::find(&input, &new, of);
        Plan { of, input: &input, new: &new, old: &old }.checked_parts(console)
    }

    /// Returns the parts of an input that has become one project since its baseline, and whose modules leave out folders that
    /// were projects.
    fn left_out(
        &self,
        of: Comparing<'_>,
        input: &Input,
        new: &ProjectFiles,
        console: &mut Console,
    ) -> Result<Option<Vec<Part>>, Outcome> {
        if new.project("").is_none() || new.is_whole() {
            return Ok(None);
        }
        let old = OldProjects::of_configured(input, new, of);
        let all = old.versions.iter().flat_map(|(_, files)| &files.projects);
        let left_out: Vec<Project> = all.filter(|project| !new.covers(project)).cloned().collect();
        if left_out.is_empty() {
            return Ok(None);
        }
        if self.no_nested {
            report_left_out(&left_out, "`--no-nested`", console);
            return Ok(None);
        }
        let Ok(opened) = input.open() else { return Ok(None) };
        let Some(new) = listed(opened, true, console)? else { return Ok(None) };
        Plan { of, input, new: &new, old: &old }.checked_parts(console)
    }
}

/// Lists the projects below an input, and reports errors.
fn listed(opened: Opened, always: bool, console: &mut Console) -> Result<Option<ProjectFiles>, Outcome> {
    projects(opened, always).map_err(|report| {
        console.problems(&report, &Default::default());
        Outcome::Failed
    })
}

/// Says which configurations a command without parts does not use.
pub(super) fn note_left_out(input: &InputArgs, why: &str, console: &mut Console) {
    let found = input.reference().ok().filter(|_| !input.has_config());
    if let Some(Ok(opened)) = found.map(|input| input.open())
        && let Ok(Some(files)) = projects(opened, false)
        && !files.is_configured
        && !files.projects.is_empty()
    {
        report_left_out(&files.projects, why, console);
    }
}

/// Says which configurations do not apply.
fn report_left_out(projects: &[Project], why: &str, console: &mut Console) {
    let named: Vec<String> = projects.iter().map(|project| format!("`{}`", project.display)).collect();
    let rules = if named.len() == 1 { "its own rules" } else { "their own rules" };
    let message = format!("not compared by {rules} ({why}): {}", list(&named));
    console.print_status(&message);
    console.notice(Notice::note(codes::NESTED_CONFIGURATIONS, message));
}

/// The older versions of the input, with their projects.
struct OldProjects {
    versions: Vec<(Baseline, ProjectFiles)>,
    /// `true` if every baseline was found and read, so that a project that none has is new.
    is_complete: bool,
    /// The errors of baselines whose folders cannot be listed, so that deleted projects are not known.
    unlisted: Report,
}

impl OldProjects {
    fn find(input: &Input, new: &ProjectFiles, of: Comparing<'_>) -> Self {
        let flags = of.against.named();
        let config = Config::default();
        let usual = match ci::change(false) {
            Ok(change) => {
                let side = NewSide { input, config: &config, root: None, change: &change, now: now::timestamp() };
                older_versions(flags, &side, &new.deciding_paths(), of.gate.if_baseline).ok()
            }
            Err(_) => None,
        };
        let has_usual = usual.is_some();
        let mut found = usual.unwrap_or_default();
        if flags.is_empty() {
            for baseline in new.projects.iter().flat_map(|project| own_baselines(input, project)) {
                if !found.iter().any(|other| other.input() == baseline.input()) {
                    found.push(baseline);
                }
            }
        }
        let old = Self::read(found, true);
        Self { is_complete: has_usual && old.is_complete, ..old }
    }

    /// Returns the older versions of a configured input that had no configuration.
    fn of_configured(input: &Input, new: &ProjectFiles, of: Comparing<'_>) -> Self {
        let config = new.project("").and_then(|project| project.config.clone()).unwrap_or_default();
        let change = ci::change(true).unwrap_or_default();
        let side = NewSide { input, config: &config, root: None, change: &change, now: now::timestamp() };
        let found = Baseline::find(of.against.named(), &side).unwrap_or_default();
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

    /// Returns the versions that have files in a folder.
    fn with(&self, folder: &str, except: &[String]) -> Vec<Baseline> {
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
fn own_baselines(input: &Input, project: &Project) -> Vec<Baseline> {
    let config = project.config.as_ref().filter(|config| !config.breaking.against.is_empty());
    let (Some(config), Some(project_input)) = (config, input.below(&project.folder)) else { return Vec::new() };
    let side = NewSide { input: &project_input, config, root: None, change: &Change::default(), now: now::timestamp() };
    let found = Baseline::find(&[], &side).unwrap_or_default();
    found.iter().filter_map(|baseline| baseline.of_whole(input)).collect()
}

/// The parts of both sides.
struct Plan<'a> {
    of: Comparing<'a>,
    input: &'a Input,
    new: &'a ProjectFiles,
    old: &'a OldProjects,
}

impl Plan<'_> {
    /// Returns the parts; `None` without projects.
    fn checked_parts(&self, console: &mut Console) -> Result<Option<Vec<Part>>, Outcome> {
        if self.old.unlisted.has_errors() {
            console.not_compared(&self.old.unlisted, &Sources::default());
            return Err(Outcome::Failed);
        }
        if self.folders().is_empty() {
            return Ok(None);
        }
        if let Some(file) = self.of.gate.ledger_file() {
            console.problem(diagnostics::one_ledger_for_many(file));
            return Err(Outcome::Failed);
        }
        let unread = self.unread_submodules();
        if unread.has_errors() {
            console.not_compared(&unread, &Sources::default());
            return Err(Outcome::Failed);
        }
        Ok(Some(self.parts()))
    }

    /// Returns errors for submodules that changed and are not checked out, so that their projects are not known. Parts
    /// report those inside of a project.
    fn unread_submodules(&self) -> Report {
        let (paths, exclude_paths) = self.of.input.selected_paths();
        let inside = |paths: &[PathBuf]| paths.iter().filter_map(|path| self.new.relative(path)).collect::<Vec<_>>();
        let (paths, except) = (inside(paths), inside(exclude_paths));
        let is_selected = |path: &str| paths.is_empty() || !self.new.is_loose(path, &paths);
        let is_read = |path: &str| self.new.is_loose(path, &except) && is_selected(path);
        let mut unread = Report::default();
        for (baseline, _) in &self.old.versions {
            unread.append(unread_submodules(self.input, baseline, &is_read).unwrap_or_else(|error| error));
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

    fn parts(&self) -> Vec<Part> {
        let folders = self.folders();
        let mut parts: Vec<Part> = folders.iter().filter_map(|folder| self.project(folder, &folders)).collect();
        let others = self.others(&folders, parts.is_empty());
        parts.extend(others);
        let is_beside_change = self.has_uncommitted_change(&parts);
        parts.iter_mut().for_each(|part| part.against.is_beside_change = is_beside_change);
        // The files that other parts have taken over are known last.
        parts.sort_by_key(|part| matches!(part.state, PartState::Deleted(..)));
        parts
    }

    /// Returns `true` if a CI service names the target of the change and a part has uncommitted changes. Without them, each
    /// part has to differ from the target.
    fn has_uncommitted_change(&self, parts: &[Part]) -> bool {
        let is_into_target = ci::change(false).is_ok_and(|change| change.target.is_some());
        let deciding = self.new.deciding_paths();
        let differs = |part: &Part| {
            let input = part.input.reference().ok();
            input.is_some_and(|input| matches!(input.committed(&deciding), Ok(Some(_))))
        };
        is_into_target && parts.iter().any(differs)
    }

    fn project(&self, folder: &str, folders: &[String]) -> Option<Part> {
        let (paths, mut exclude_paths) = self.selected(folder)?;
        let except: Vec<String> =
            folders.iter().filter(|other| *other != folder && below(other, folder).is_some()).cloned().collect();
        let is_configured = self.new.project(folder).is_some();
        let versions = self.old.with(folder, &[]);
        let state = match is_configured || self.new.files(folder, &except).next().is_some() {
            true if versions.is_empty() && self.old.is_complete && self.has_known_baseline(folder) => PartState::New,
            true => PartState::Kept,
            false => self.deleted(folder, &except)?,
        };
        if !is_configured {
            exclude_paths.extend(except.iter().map(|folder| self.typed(folder)));
        }
        let part = self.part(folder, state, paths, exclude_paths);
        // Some versions are older than the project.
        Some(match &versions[..] {
            [only] if self.has_usual_baseline(folder) && self.old.versions.len() > 1 => {
                Part { against: part.against.with_baselines(vec![only.text().to_owned()]), ..part }
            }
            _ => part,
        })
    }

    /// Returns `true` if neither a flag nor the configuration of a project names its baseline.
    fn has_usual_baseline(&self, folder: &str) -> bool {
        let own = self.new.project(folder).and_then(|project| project.config.as_ref());
        self.of.against.named().is_empty() && own.is_none_or(|config| config.breaking.against.is_empty())
    }

    /// Returns `true` if the baseline of a project is one of the older versions.
    fn has_known_baseline(&self, folder: &str) -> bool {
        let Some(project) = self.new.project(folder) else { return true };
        let is_named = project.config.as_ref().is_none_or(|config| !config.breaking.against.is_empty());
        !self.of.against.named().is_empty() || !is_named || !own_baselines(self.input, project).is_empty()
    }

    /// Returns the files that belong to no project; `is_all` if there is no other part, so that this one reports what is
    /// wrong with the given paths.
    fn others(&self, folders: &[String], is_all: bool) -> Option<Part> {
        let (paths, exclude_paths) = self.of.input.selected_paths();
        let is_of_project = |path: &&PathBuf| {
            let path = self.new.relative(path);
            path.is_some_and(|path| folders.iter().any(|folder| below(&path, folder).is_some()))
        };
        let kept: Vec<PathBuf> = paths.iter().filter(|path| !is_of_project(path)).cloned().collect();
        let is_below = |file: &str, folders: &[PathBuf]| {
            folders.iter().filter_map(|path| self.new.relative(path)).any(|path| below(file, &path).is_some())
        };
        let is_selected = |file: &str| (paths.is_empty() || is_below(file, &kept)) && !is_below(file, exclude_paths);
        let versions = self.old.versions.iter();
        let mut old = versions.filter(|(_, it)| it.is_configured || it.files("", folders).any(is_selected)).peekable();
        if self.new.is_configured {
            let is_selected = paths.is_empty() || !kept.is_empty();
            return is_selected.then(|| self.part("", PartState::Kept, kept, exclude_paths.to_vec()));
        }
        let state = if self.new.files("", folders).any(is_selected) || is_all {
            PartState::Kept
        } else if old.peek().is_some() && !self.of.gate.limit_to_input_files {
            PartState::Deleted(old.map(|(baseline, _)| baseline.clone()).collect(), folders.to_vec())
        } else {
            return None;
        };
        let mut excluded: Vec<PathBuf> = exclude_paths.iter().filter(|path| !is_of_project(path)).cloned().collect();
        excluded.extend(folders.iter().map(|folder| self.typed(folder)));
        let (paths, excluded) = if is_all { (paths.to_vec(), exclude_paths.to_vec()) } else { (kept, excluded) };
        Some(Part { name: OTHERS.to_owned(), ..self.part("", state, paths, excluded) })
    }

    fn deleted(&self, folder: &str, except: &[String]) -> Option<PartState> {
        if self.of.gate.limit_to_input_files {
            return None;
        }
        let versions: Vec<Baseline> = self.old.with(folder, except).iter().filter_map(|it| it.below(folder)).collect();
        let inside = except.iter().filter_map(|other| below(other, folder)).map(str::to_owned).collect();
        (!versions.is_empty()).then_some(PartState::Deleted(versions, inside))
    }

    /// Returns what `--path` and `--exclude-path` select in a project; `None` for nothing.
    fn selected(&self, folder: &str) -> Option<(Vec<PathBuf>, Vec<PathBuf>)> {
        let (paths, exclude_paths) = self.of.input.selected_paths();
        let is_around = |path: &PathBuf| self.new.relative(path).is_some_and(|path| below(folder, &path).is_some());
        let is_inside = |path: &&PathBuf| self.new.relative(path).is_some_and(|path| below(&path, folder).is_some());
        if exclude_paths.iter().any(is_around) {
            return None;
        }
        let is_whole = paths.is_empty() || paths.iter().any(is_around);
        let inside: Vec<PathBuf> = paths.iter().filter(is_inside).filter(|_| !is_whole).cloned().collect();
        let is_selected = is_whole || !inside.is_empty();
        is_selected.then(|| (inside, exclude_paths.iter().filter(is_inside).cloned().collect()))
    }

    fn part(&self, folder: &str, state: PartState, paths: Vec<PathBuf>, exclude_paths: Vec<PathBuf>) -> Part {
        let input = self.input.below(folder).unwrap_or_else(|| self.input.clone());
        let name = self.typed(folder).display().to_string();
        let against = self.of.against.named().iter().map(|text| reference_below(text, folder)).collect();
        Part {
            input: self.of.input.part(
                input,
                if folder.is_empty() { self.of.input.input().to_owned() } else { name.clone() },
                paths,
                exclude_paths,
            ),
            against: self.of.against.with_baselines(against),
            name,
            state,
        }
    }

    /// Returns a folder below the input as the user would write it.
    fn typed(&self, folder: &str) -> PathBuf {
        let input = match self.input {
            Input::Staged { input, .. } => input,
            input => input,
        };
        match input.below(folder) {
            Some(Input::Folder(path)) => path,
            _ => PathBuf::from(folder),
        }
    }
}

/// Returns a reference to a folder below a named baseline; a commit has the folder of the input.
fn reference_below(text: &str, folder: &str) -> String {
    let (path, options) = text.split_once('#').unwrap_or((text, ""));
    match Input::parse(text) {
        _ if folder.is_empty() => text.to_owned(),
        Ok(Input::Folder(_)) => {
            let path = if path == "." { folder.to_owned() } else { format!("{}/{folder}", path.trim_end_matches('/')) };
            if options.is_empty() { path } else { format!("{path}#{options}") }
        }
        Ok(Input::Git(_) | Input::Archive(_)) => {
            let subdir =
                |option: &str| option.strip_prefix("subdir=").map(|subdir| subdir.trim_matches('/').to_owned());
            let above = options.split(',').find_map(subdir).unwrap_or_default();
            let others = options.split(',').filter(|option| !option.is_empty() && subdir(option).is_none());
            let options: Vec<String> =
                others.map(str::to_owned).chain([format!("subdir={}", join(&above, folder))]).collect();
            format!("{path}#{}", options.join(","))
        }
        Ok(Input::File(_) | Input::Image(_) | Input::At { .. } | Input::Staged { .. }) | Err(_) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::reference_below;

    #[test]
    fn names_the_folder_of_a_project_in_a_baseline() {
        for (text, expected) in [
            ("git:HEAD~1", "git:HEAD~1"),
            ("latest-tag", "latest-tag"),
            ("../old", "../old/api"),
            (".", "api"),
            (".git", ".git#subdir=api"),
            ("x.git#subdir=a/,branch=main", "x.git#branch=main,subdir=a/api"),
            ("a.tar.gz#strip_components=1", "a.tar.gz#strip_components=1,subdir=api"),
        ] {
            assert_eq!(reference_below(text, "api"), expected);
            assert_eq!(reference_below(text, ""), text);
        }
    }
}
