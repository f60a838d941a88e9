//! The checks of a project: of some files at once after an edit, and of all of them when the editor is idle. They leave schemas
//! behind, so that requests need not compile.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::finding::{Converter, Findings, Origin};
use crate::fixes::PendingFixes;
use crate::position::Encoding;
use crate::settings::Settings;
use jiff::Timestamp;
use protoward_breaking::{code, gate_relaxed};
use protoward_compiler::codes::IMPORT_NOT_FOUND;
use protoward_gate::{
    BaselineRequest, ComparedVersions, CompiledVersion, Gate, GateRequest, GateRun, LintBaseline, LintRequest,
    NeededSchemas, NoVerdict, NotJudged, OlderVersions, lint,
};
use protoward_ide_index::Revision;
use protoward_inputs::{Change, Input};
use protoward_lint::Finding;
use protoward_policy::Clock;
use protoward_schema::Schema;
use protoward_source::{Diagnostic, Report, Sources};
use protoward_workspace::{OpenOptions, Prepared, Workspace};

/// A project to check, as far as a check needs it.
pub(crate) struct Checked {
    pub(crate) root: PathBuf,
    pub(crate) input: Input,
    pub(crate) options: OpenOptions,
    pub(crate) prepared: Prepared,
    /// `true` if the configuration cannot be used, so that its dependencies are missing.
    pub(crate) is_misconfigured: bool,
    /// The texts of the configuration, to which all other texts are added.
    pub(crate) sources: Sources,
    pub(crate) encoding: Encoding,
    pub(crate) settings: Settings,
    /// The newest revision that the thread knows.
    pub(crate) revision: Revision,
    /// The open files. The editor can ask only for fixes in these.
    pub(crate) open: BTreeSet<PathBuf>,
    /// The older versions, and the texts of them; read when the project is opened, and again when something is saved.
    pub(crate) baseline: Option<ReadBaselines>,
}

/// The older versions of a project, and the texts of all versions.
pub(crate) struct ReadBaselines {
    sources: Sources,
    /// The versions, or the reason why there are none, if the editor shows it.
    olds: Result<OlderVersions, Option<String>>,
}

/// The result of a check.
#[derive(Debug, Default)]
pub(crate) struct CheckResult {
    pub(crate) findings: Findings,
    /// Messages without a place in a file.
    pub(crate) messages: Vec<String>,
    /// The schema that was checked.
    pub(crate) linked: Option<LinkedSchema>,
    /// The files that were open when everything began to be checked.
    pub(crate) open: BTreeSet<PathBuf>,
    /// The fixes to plan after the findings are published.
    pub(crate) pending: Option<PendingFixes>,
}

/// A linked schema, of the texts at a revision or later ones.
#[derive(Clone, Debug)]
pub(crate) struct LinkedSchema {
    pub(crate) schema: Arc<Schema>,
    pub(crate) revision: Revision,
}

/// The maximum number of files of a schema that is kept for requests. A larger one takes more memory than all else together, and a
/// request needs few of its files, which are compiled at once.
const MAX_KEPT: usize = 2000;

/// The newest schemas of a project: of all files, of those that were edited last, and of the file that was asked for last.
#[derive(Debug, Default)]
pub(crate) struct LinkedSchemas {
    /// `None` for a large project.
    pub(crate) of_all: Option<LinkedSchema>,
    pub(crate) of_edited: Option<LinkedSchema>,
    of_asked: RefCell<Option<LinkedSchema>>,
}

impl LinkedSchemas {
    /// Returns a schema that meets a condition.
    pub(crate) fn find(&self, is_wanted: impl Fn(&LinkedSchema) -> bool) -> Option<Arc<Schema>> {
        let known = self.of_edited.iter().chain(&self.of_all).find(|linked| is_wanted(linked));
        let known = known.map(|linked| Arc::clone(&linked.schema));
        known.or_else(|| {
            let of_asked = self.of_asked.borrow();
            of_asked.as_ref().filter(|linked| is_wanted(linked)).map(|linked| Arc::clone(&linked.schema))
        })
    }

    /// Keeps a schema that a request has needed.
    pub(crate) fn keep(&self, linked: LinkedSchema) {
        self.of_asked.replace(Some(linked));
    }
}

impl Checked {
    /// Compiles and lints edited files.
    pub(crate) fn edited(&self, names: &[String]) -> CheckResult {
        let mut sources = self.sources.clone();
        let mut result = CheckResult::default();
        if let Some(workspace) = self.compiled(Some(names), &mut sources, &mut result, |_| true) {
            let findings = self.lint(&workspace, &mut sources, |_| true, &mut result);
            self.finish(workspace, sources, findings, &mut result);
        }
        result
    }

    /// Plans the fixes of files, at these paths, together with the files that import them: a new name changes these, too.
    pub(crate) fn fixes_with(
        &self,
        names: &[String],
        paths: &[PathBuf],
        importers: impl Iterator<Item = String>,
    ) -> Findings {
        let names: Vec<String> = names.iter().cloned().chain(importers).collect();
        let mut sources = self.sources.clone();
        let mut result = CheckResult::default();
        if let Some(workspace) = self.compiled(Some(&names), &mut sources, &mut result, |_| true) {
            let is_wanted = |path: &Path| paths.iter().any(|it| it == path);
            let findings = self.lint(&workspace, &mut sources, is_wanted, &mut result);
            self.finish(workspace, sources, findings, &mut result);
        }
        result.pending.map(PendingFixes::plan).unwrap_or_default()
    }

    /// Finds the errors of files, for which no schema is needed.
    pub(crate) fn errors(&self, names: &[String]) -> CheckResult {
        let mut sources = self.sources.clone();
        let mut result = CheckResult::default();
        self.compiled(Some(names), &mut sources, &mut result, |_| false);
        result
    }

    /// Compiles, lints and compares all files. The errors are passed to `publish` as soon as they are known. Returns `None` if
    /// `is_cancelled` returns `true` between two steps.
    pub(crate) fn all(
        &mut self,
        publish: impl FnOnce(&Findings),
        mut is_cancelled: impl FnMut() -> bool,
    ) -> Option<CheckResult> {
        let mut result = CheckResult { open: self.open.clone(), ..CheckResult::default() };
        let baseline = self.baseline.take().unwrap_or_else(|| self.older_versions());
        let mut sources = self.baseline.insert(baseline).sources.clone();
        let workspace = self.compiled(None, &mut sources, &mut result, |errors| {
            publish(errors);
            !is_cancelled()
        })?;
        if is_cancelled() {
            return None;
        }
        let findings = self.lint(&workspace, &mut sources, |path| self.open.contains(path), &mut result);
        if is_cancelled() {
            return None;
        }
        let workspace =
            if workspace.has_invalid_files() { workspace } else { self.compare(workspace, &mut sources, &mut result)? };
        self.finish(workspace, sources, findings, &mut result);
        Some(result)
    }

    /// Adds the schema, and the fixes to plan later.
    fn finish(&self, workspace: Workspace, sources: Sources, mut findings: Vec<Finding>, result: &mut CheckResult) {
        if workspace.has_invalid_files() {
            // A new name needs the references of all files.
            findings.retain(|finding| finding.change.as_ref().is_none_or(|change| !change.is_renaming()));
        }
        let linked = LinkedSchema { schema: Arc::new(workspace.schema), revision: self.revision };
        let schema = Arc::clone(&linked.schema);
        result.pending = PendingFixes::new(schema, sources, findings, self.encoding);
        result.linked = (linked.schema.files.len() <= MAX_KEPT).then_some(linked);
    }

    /// Compiles files, or all. `is_wanted` gets their errors, and there is no schema if it returns `false`.
    fn compiled(
        &self,
        only: Option<&[String]>,
        sources: &mut Sources,
        result: &mut CheckResult,
        is_wanted: impl FnOnce(&Findings) -> bool,
    ) -> Option<Workspace> {
        let prepared = self.prepared.again(only)?;
        // An image lacks options of source retention, and then both sides must.
        let prepared = if self.compares_with_image() { prepared } else { prepared.with_source_options() };
        prepared.compile_valid_if(sources, &mut Report::default(), |sources, report| {
            let converter = Converter::new(sources, self.encoding, std::iter::empty());
            // The error of the configuration says why imports are missing.
            let is_shown = |it: &&Diagnostic| !(self.is_misconfigured && it.code == IMPORT_NOT_FOUND);
            add(&converter, Origin::Compiler, report.iter().filter(is_shown), result);
            is_wanted(&result.findings)
        })
    }

    fn compares_with_image(&self) -> bool {
        let olds = self.baseline.as_ref().and_then(|baseline| baseline.olds.as_ref().ok());
        olds.is_some_and(OlderVersions::has_image)
    }

    /// Lints the files of the modules. Returns the findings in files for which `is_wanted` returns `true`.
    fn lint(
        &self,
        workspace: &Workspace,
        sources: &mut Sources,
        is_wanted: impl Fn(&Path) -> bool,
        result: &mut CheckResult,
    ) -> Vec<Finding> {
        let config = &workspace.config;
        let is_configured = config.lint.is_some() || config.modules.iter().any(|module| module.lint.is_some());
        if !is_configured || self.settings.skips_lint {
            return Vec::new();
        }
        let request = LintRequest {
            clock: &clock(workspace),
            input: Some(&self.input),
            limits: None,
            baseline: LintBaseline::Configured,
        };
        let verdict = lint(workspace, sources, request);
        let converter = self.converter(workspace, sources);
        match verdict {
            Ok(verdict) => {
                let findings = verdict.findings.iter().map(|finding| &*finding.diagnostic);
                add(&converter, Origin::Lint, findings, result);
                add(&converter, Origin::Lint, verdict.notes.iter().chain(verdict.violations.iter()), result);
                add(&converter, Origin::Configuration, verdict.failures.iter(), result);
                let file = |finding: &Finding| sources.get(workspace.schema[finding.file].source);
                verdict.findings.into_iter().filter(|it| file(it).path().is_some_and(&is_wanted)).collect()
            }
            Err(report) => {
                add(&converter, Origin::Configuration, report.iter(), result);
                Vec::new()
            }
        }
    }

    /// Compares the schema with the older versions, and returns it.
    fn compare(&self, workspace: Workspace, sources: &mut Sources, result: &mut CheckResult) -> Option<Workspace> {
        let Some(ReadBaselines { olds, .. }) = &self.baseline else { return Some(workspace) };
        let olds = match olds {
            Ok(olds) => olds,
            Err(reason) => {
                result.messages.extend(reason.clone());
                return Some(workspace);
            }
        };
        let new = CompiledVersion { workspace: Box::new(workspace), has_source_options: !olds.has_image() };
        let request = GateRequest {
            input: &self.input,
            options: OpenOptions::default(),
            versions: ComparedVersions::Known(new, olds),
            needed: NeededSchemas::None,
            reports_lost_lines: true,
            taken: &BTreeSet::new(),
        };
        let GateRun { problems, result: compared, .. } = self.gate().run(request, sources);
        match compared {
            Ok(comparison) => {
                let converter = self.converter(&comparison.new, sources);
                let verdicts = comparison.verdicts;
                // The server finds out where imports start; that does not relax the gate.
                let is_guess = |it: &&Diagnostic| self.options.config.is_some() && it.code == code(gate_relaxed());
                let report = verdicts.report();
                let shown = report.iter().chain(verdicts.notes.iter()).filter(|it| !is_guess(it));
                add(&converter, Origin::Breaking, shown, result);
                Some(comparison.new)
            }
            Err(NotJudged { new, reason, .. }) => {
                let new = new?;
                let converter = self.converter(&new, sources);
                let origin =
                    if matches!(reason, NoVerdict::Policy(_)) { Origin::Configuration } else { Origin::Breaking };
                add(&converter, origin, reason.into_report(problems).iter(), result);
                Some(*new)
            }
        }
    }

    /// Returns the gate of the editor, which adds nothing to the configuration.
    fn gate(&self) -> Gate {
        Gate::new(Timestamp::now())
    }

    /// Reads and compiles the older versions.
    fn older_versions(&self) -> ReadBaselines {
        let mut sources = self.sources.clone();
        let request = BaselineRequest {
            change: |_| Ok(Change::default()),
            against: self.settings.against.as_slice(),
            options: OpenOptions { edited: None, config: None, ..self.options.clone() },
            is_required: false,
            if_baseline: false,
            is_beside_change: false,
            // What the editor shows is a change of the newest commit, whether it is saved or not.
            is_edited: true,
            on_input: |_| {},
        };
        let olds = self.gate().older_versions(&self.input, &request, &self.prepared, &mut sources);
        let is_named = self.settings.against.is_some() || !self.prepared.config().breaking.against.is_empty();
        // A commit does not compile without the vendored files that git ignores, which is no fault of the user.
        let is_told = |is_failure: bool| is_named || is_failure && self.options.imports.is_empty();
        let olds = olds.map_err(|missing| is_told(missing.is_failure).then(|| missing.message()));
        ReadBaselines { sources, olds }
    }

    fn converter<'s>(&self, workspace: &'s Workspace, sources: &'s Sources) -> Converter<'s> {
        Converter::new(sources, self.encoding, workspace.schema.files.iter().map(|(_, file)| file.source))
    }
}

fn add<'d>(
    converter: &Converter<'_>,
    origin: Origin,
    diagnostics: impl Iterator<Item = &'d Diagnostic>,
    result: &mut CheckResult,
) {
    let diagnostics: Vec<&Diagnostic> = diagnostics.collect();
    result.messages.extend(converter.add_all(origin, &diagnostics, &mut result.findings));
}

/// Returns the day and the version at which ignores end.
fn clock(workspace: &Workspace) -> Clock {
    Clock::now(workspace.config.current.as_ref().map(|word| word.text.as_str()))
}
