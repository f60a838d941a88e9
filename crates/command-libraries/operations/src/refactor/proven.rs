//! The path of every refactoring: plan, compile, prove, judge, write.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use crate::fix::{WholeProject, overlay, writable, write};
use crate::refactor::diagnostics;
use crate::refactor::planning::{NamedPlanner, Planned, RefactoringPlan};
use protoward_gate::{ComparedVersions, CompiledVersion, Gate, GateRequest, GateRun, NeededSchemas, OlderVersions};
use protoward_inputs::Input;
use protoward_output::{EditedFiles, LinkedFile};
use protoward_refactor::proof::differences;
use protoward_refactor::{Planner, Texts};
use protoward_schema::Element;
use protoward_source::paths::System;
use protoward_source::{Diagnostic, Place, Report, Severity, SourceFile, SourceId, Sources, count};
use protoward_syntax::ast::Span;
use protoward_syntax::literal;
use protoward_workspace::{OpenOptions, Workspace, open_valid};

/// A refactoring whose proof succeeded: its result compiles, and nothing else differs.
pub struct ProvenRefactoring {
    /// The plan that was proven.
    pub plan: RefactoringPlan,
    /// The findings of the breaking rules, and the texts that may mean the subject.
    pub findings: Report,
    old: Workspace,
    files: EditedFiles,
    within: Option<PathBuf>,
}

/// A request to refactor an input.
pub struct RefactoringRequest<'a> {
    /// The input whose own files may change.
    pub input: &'a Input,
    /// The options to open it.
    pub options: &'a OpenOptions,
    /// `true` if the files are to be written.
    pub is_write: bool,
    /// The gate that judges the change.
    pub gate: Gate,
}

impl RefactoringRequest<'_> {
    /// Plans a refactoring of the opened input, and proves it.
    ///
    /// # Errors
    /// Fails if the refactoring is not possible, or if something else would change.
    pub fn proven(
        &self,
        old: Workspace,
        sources: &mut Sources,
        plan: impl FnOnce(NamedPlanner<'_>) -> Planned,
    ) -> Result<ProvenRefactoring, Report> {
        let plan = {
            let texts = Texts::new(sources, old.schema.files.iter().map(|(_, file)| file.source));
            let planner = Planner::new(&old.schema, &texts, sources);
            plan(NamedPlanner { schema: &old.schema, planner: &planner })?
        };
        let changes_files = !plan.refactoring.created.is_empty() || !plan.refactoring.removed.is_empty();
        if changes_files && !matches!(self.input, Input::Folder(_)) {
            return Err(Report::from_iter([diagnostics::no_place_for_files(self.input)]));
        }
        let within = self.is_write.then(|| writable(self.input)).transpose()?;
        check_places(&old, &plan, within.as_deref(), sources)?;
        let files = edited(&old, &plan, sources);
        check_created(&files)?;
        let mut findings = Report::default();
        if !files.is_empty() {
            let new = self.compiled(&old, &plan, &files, sources)?;
            self.check_project(&old, &plan, &files, sources)?;
            if plan.is_judged {
                let renamed = plan.refactoring.changes.renamed_elements(&old.schema);
                findings = self.judged(old.clone(), new, renamed, sources)?;
            }
            findings.append(mentioned(&plan, sources));
        }
        Ok(ProvenRefactoring { plan, findings, old, files, within })
    }

    /// Compiles the input. A file with errors could have references that are not known.
    ///
    /// # Errors
    /// Fails if a file has errors, or if the input is an image.
    pub fn open(&self, sources: &mut Sources) -> Result<Workspace, Report> {
        let mut report = Report::default();
        let workspace = open_valid(self.input, self.options, sources, &mut report);
        match workspace.filter(|workspace| !workspace.has_invalid_files()) {
            None => Err(report),
            Some(workspace) if workspace.is_image() => {
                Err(Report::from_iter([diagnostics::not_refactorable(self.input)]))
            }
            Some(workspace) => Ok(workspace),
        }
    }

    /// Compiles the new texts, and compares the result with the old schema.
    fn compiled(
        &self,
        old: &Workspace,
        plan: &RefactoringPlan,
        files: &EditedFiles,
        sources: &mut Sources,
    ) -> Result<Workspace, Report> {
        let mut options = OpenOptions { edited: Some(overlay(files)), ..self.options.clone() };
        if !options.paths.is_empty() {
            options.paths.extend(files.created().map(PathBuf::from));
        }
        let mut report = Report::default();
        let new = open_valid(self.input, &options, sources, &mut report);
        let new = new.filter(|new| !new.has_invalid_files()).ok_or(report)?;
        let found = differences(&old.schema, &new.schema, &plan.refactoring.changes, sources);
        let report: Report = found.iter().map(|it| diagnostics::differs(it, &old.schema)).collect();
        if report.has_errors() { Err(report) } else { Ok(new) }
    }

    /// Checks that the other files of the project still compile, if the input has only some.
    fn check_project(
        &self,
        old: &Workspace,
        plan: &RefactoringPlan,
        files: &EditedFiles,
        sources: &Sources,
    ) -> Result<(), Report> {
        let Ok(within) = writable(self.input) else { return Ok(()) };
        let Some(whole) = WholeProject::around(old, &within, self.options, sources) else { return Ok(()) };
        let broken = whole.broken_with(files);
        let report: Report = broken.iter().map(|path| diagnostics::broken_outside(path, &plan.subject)).collect();
        if report.has_errors() { Err(report) } else { Ok(()) }
    }

    /// Returns what the breaking rules find.
    fn judged(
        &self,
        old: Workspace,
        new: Workspace,
        renamed: BTreeMap<String, String>,
        sources: &mut Sources,
    ) -> Result<Report, Report> {
        let request = GateRequest {
            input: self.input,
            options: self.options.clone(),
            versions: ComparedVersions::Known(
                CompiledVersion { workspace: Box::new(new), has_source_options: true },
                &OlderVersions::of_schema(old, "the schema before", self.input),
            ),
            needed: NeededSchemas::None,
            reports_lost_lines: false,
            taken: &BTreeSet::new(),
        };
        let gate = Gate { renamed, ..self.gate.clone() };
        let GateRun { problems, result, .. } = gate.run(request, sources);
        match result {
            Ok(mut comparison) => Ok(comparison.verdicts.take_report()),
            Err(not_judged) => Err(not_judged.reason.into_report(problems)),
        }
    }
}

impl ProvenRefactoring {
    /// Returns `true` if no file changes.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Returns `true` if the change breaks clients, or if texts may mean the subject.
    pub fn needs_consent(&self) -> bool {
        let is_breaking = self.findings.iter().any(|finding| finding.severity == Severity::Error);
        is_breaking || !self.plan.refactoring.mentions.is_empty()
    }

    /// Returns the changes as a unified diff.
    pub fn diff(&self) -> String {
        self.files.diff()
    }

    /// Returns a line for each file that changes, and for each new one.
    pub fn listed(&self, sources: &Sources) -> String {
        let mut lines: BTreeMap<String, String> = BTreeMap::new();
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for edit in self.plan.refactoring.all_edits() {
            *places.entry(&sources.get(edit.place.source).display).or_default() += 1;
        }
        lines.extend(places.into_iter().map(|(path, places)| (path.to_owned(), count(places, "place"))));
        lines.extend(self.files.created().map(|path| (path.to_owned(), "new".to_owned())));
        lines.extend(self.files.removed().map(|path| (path.to_owned(), "removed".to_owned())));
        lines.into_iter().map(|(path, what)| format!("{path}: {what}\n")).collect()
    }

    /// Writes all files or none. Returns the files behind symbolic links.
    ///
    /// # Errors
    /// Fails if a file cannot be written.
    pub fn write(&self, sources: &Sources) -> Result<Vec<LinkedFile>, Box<Diagnostic>> {
        write(&self.files, &self.old.schema, self.within.as_deref(), sources)
    }

    /// Returns what was done, or would be done: `renamed field ...: 3 places in 2 files`.
    pub fn summary(&self, is_done: bool) -> String {
        let verb = self.plan.verb[usize::from(!is_done)];
        let places = count(self.plan.refactoring.all_edits().count(), "place");
        format!("{verb} {}: {places} in {}", self.plan.what, count(self.files.len(), "file"))
    }

    /// Returns further notes about the change.
    pub fn notes(&self) -> Vec<String> {
        let refactoring = &self.plan.refactoring;
        let longer = (refactoring.longer > 0).then(|| {
            let longer = count(refactoring.longer, "reference");
            format!("{longer} got a longer spelling, because the short one would mean something else")
        });
        let breaks = refactoring.breaks.as_ref().map(|breaks| format!("this changes {breaks}"));
        longer.into_iter().chain(breaks).collect()
    }
}

/// Returns a warning for each text that may mean the subject, with all of its places.
fn mentioned(plan: &RefactoringPlan, sources: &Sources) -> Report {
    let mut texts: Vec<Cow<'_, str>> = Vec::new();
    let mut places: HashMap<Cow<'_, str>, Vec<Place>> = HashMap::new();
    for &place in &plan.refactoring.mentions {
        let source = sources.get(place.source).text.as_deref().unwrap_or_default();
        let range = sources.bytes(place).unwrap_or_default();
        let text = literal::string_lossy(source, Span::new(range.start as u32, range.end as u32));
        let same = places.entry(text.clone()).or_default();
        if same.is_empty() {
            texts.push(text);
        }
        same.push(place);
    }
    texts.iter().map(|text| diagnostics::mentioned(&plan.subject, text, &places[text])).collect()
}

/// Returns the edited files, with those to create and to remove.
fn edited(old: &Workspace, plan: &RefactoringPlan, sources: &Sources) -> EditedFiles {
    let mut files = EditedFiles::default();
    files.edit(plan.refactoring.all_edits(), sources);
    for new in &plan.refactoring.created {
        let beside = sources.get(old.schema[new.beside].source);
        files.create(displayed_beside(beside, &new.path), new.text.clone());
    }
    for &file in &plan.refactoring.removed {
        let old = sources.get(old.schema[file].source);
        files.remove(&old.display, old.text.clone().unwrap_or_default());
    }
    files
}

/// Returns the displayed path of a new file by its import path, given a file with the same import root. The root may be above
/// the working directory, so that the displayed path is shorter than the import path.
fn displayed_beside(beside: &SourceFile, new: &str) -> String {
    System::HERE.shown(&beside_file(&beside.portable(), &beside.name, new)).into_owned()
}

/// Returns the path of a new file by its import path `new`, given the path and the import path of another file.
fn beside_file(path: &str, name: &str, new: &str) -> String {
    if let Some(root) = path.strip_suffix(name) {
        return format!("{root}{new}");
    }
    let parts = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<String>>();
    let mut shown = parts(path);
    let mut old = parts(name);
    // The last parts that both have are of the file; what is left of `old` is hidden above the working directory.
    while shown.last() == old.last() && shown.last().is_some_and(|part| part != "..") {
        shown.pop();
        old.pop();
    }
    match new.strip_prefix(&format!("{}/", old.join("/"))) {
        Some(inside) => shown.into_iter().chain(parts(inside)).collect::<Vec<_>>().join("/"),
        None => {
            shown.into_iter().chain(old.iter().map(|_| "..".to_owned())).chain(parts(new)).collect::<Vec<_>>().join("/")
        }
    }
}

/// Checks that no new file exists already, including files that are not selected.
fn check_created(files: &EditedFiles) -> Result<(), Report> {
    let exist = files.created().filter(|path| Path::new(path).exists());
    let report: Report = exist.map(diagnostics::exists).collect();
    if report.has_errors() { Err(report) } else { Ok(()) }
}

/// Checks that all edits are in files of the input.
fn check_places(
    old: &Workspace,
    plan: &RefactoringPlan,
    within: Option<&Path>,
    sources: &Sources,
) -> Result<(), Report> {
    let own: BTreeSet<_> =
        old.schema.files.iter().filter(|(_, file)| !file.is_import).map(|(_, file)| file.source).collect();
    let is_own = |source: SourceId| {
        let path = sources.get(source).path().and_then(|path| fs::canonicalize(path).ok());
        let is_inside = |within: &Path| path.as_ref().is_some_and(|path| path.starts_with(within));
        own.contains(&source) && within.is_none_or(is_inside)
    };
    let mut outside = BTreeMap::new();
    for edit in plan.refactoring.all_edits() {
        if !is_own(edit.place.source) {
            outside.entry(&sources.get(edit.place.source).display).or_insert(edit.place);
        }
    }
    let problem = |(path, place): (&String, Place)| diagnostics::outside(path, &plan.subject, place);
    let mut report: Report = outside.into_iter().map(problem).collect();
    for &file in &plan.refactoring.removed {
        let source = old.schema[file].source;
        if !is_own(source) {
            let place = old.schema.place(Element::File(file));
            report.push(diagnostics::outside(&sources.get(source).display, &plan.subject, place));
        }
    }
    if report.has_errors() { Err(report) } else { Ok(()) }
}
