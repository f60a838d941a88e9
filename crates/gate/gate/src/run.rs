//! The run of the gate: from a request to the verdict on each finding.

use std::sync::Arc;

use crate::approvals::Approvals;
use crate::baseline::PreparedBaseline;
use crate::comparing::{
    BaselineRequest, NoSides, OlderVersion, SchemaSide, Sides, Unchanged, compile_sides, without_baselines,
    without_schemas,
};
use crate::compile_olds::compile_olds;
use crate::diagnostics;
use crate::not_compared::{NotCompared, NotComparedReason, SameVersion};
use crate::older::compile_deleted;
use crate::policy::{Policy, UnreadablePolicy};
use crate::policy_origin::GoverningPolicy;
use crate::request::{ComparedVersions, CompiledVersion, GateRequest, NeededSchemas, OlderVersions};
use crate::verdicts::Verdicts;
use crate::window::{ComparedSides, compile_new};
use crate::{Gate, PolicyInput};
use protoward_inputs::Input;
use protoward_policy::Clock;
use protoward_source::{Report, Sources};
use protoward_workspace::{Prepared, Workspace, prepare};

/// The result of a run.
#[non_exhaustive]
pub struct GateRun {
    /// Problems of the configuration, and of the files that decide about findings.
    pub problems: Report,
    /// The comparison, or the reason why there is none.
    pub result: Result<Comparison, NotJudged>,
}

/// A comparison that was made.
#[non_exhaustive]
pub struct Comparison {
    /// The older versions. Their schemas are empty unless the request needs them.
    pub olds: Arc<[OlderVersion]>,
    /// The new version; the schema that the caller compiled, if it did.
    pub new: Workspace,
    /// The findings, and the decisions about them.
    pub verdicts: Verdicts,
    /// The number of findings that were left out because another project has taken over their files.
    pub moved: usize,
    /// The versions where the work began that are no baselines.
    origins: Arc<[OlderVersion]>,
    gate: Gate,
    policy: Policy,
    /// `true` if the older versions were compared one after the other, so that what was renamed between them is not known.
    is_apart: bool,
}

/// A new version without a verdict.
#[derive(Debug)]
#[non_exhaustive]
pub struct NotJudged {
    /// The new version, if the caller compiled it.
    pub new: Option<Box<Workspace>>,
    /// The reason, of which the exit code depends on the variant.
    pub reason: NoVerdict,
}

/// The reason why there is no verdict.
#[derive(Debug)]
#[non_exhaustive]
pub enum NoVerdict {
    /// The new version cannot be read or compiled.
    NewVersion(Report),
    /// Nothing was compared, which is a failure only if the comparison is required.
    NotCompared(NotCompared),
    /// A part of the policy that cannot be read. The problems of the run have the errors.
    Policy(UnreadablePolicy),
    /// Findings are missing, because check plugins failed, or because a baseline does not compile.
    Incomplete {
        /// The findings that there are.
        findings: Report,
        /// The errors because of which others are missing.
        failures: Report,
    },
}

impl NoVerdict {
    /// Returns `true` if a baseline does not compile.
    const fn is_invalid_baseline(&self) -> bool {
        matches!(self, Self::NotCompared(NotCompared { reason: NotComparedReason::Invalid(_), .. }))
    }

    /// Returns the reason as diagnostics; `problems` are those of the run.
    pub fn into_report(self, problems: Report) -> Report {
        match self {
            Self::NewVersion(report) => problems.into_iter().chain(report).collect(),
            Self::Incomplete { findings, failures } => problems.into_iter().chain(findings).chain(failures).collect(),
            Self::NotCompared(reason) => reason.reason.report(),
            Self::Policy(_) => problems,
        }
    }
}

impl Comparison {
    /// Returns the approvals that the policy has.
    pub const fn approvals(&self) -> &Approvals {
        self.policy.approvals()
    }

    /// Returns the day and the version at which approvals end.
    pub(crate) const fn clock(&self) -> &Clock {
        &self.policy.options.clock
    }

    /// Compares another new version with the same older versions, by the same policy.
    ///
    /// # Errors
    /// Fails if a check plugin fails.
    pub fn judge_again(&self, new: &Workspace, sources: &Sources) -> Result<Verdicts, Report> {
        let mut verdicts = Verdicts::new(&self.olds, new, sources, &self.policy).with_relaxed_since(
            &self.origins,
            new,
            sources,
            &self.policy,
        );
        self.gate.complete(&mut verdicts, &self.olds, new);
        if verdicts.failures.has_errors() { Err(verdicts.failures) } else { Ok(verdicts) }
    }

    /// Returns the displayed paths of the older files that were compared.
    pub fn older_files(&self, sources: &Sources) -> Vec<String> {
        let files = self.olds.iter().flat_map(|old| old.workspace.schema.files.iter());
        files.filter(|(_, file)| !file.is_import).map(|(_, file)| sources.get(file.source).display.clone()).collect()
    }
}

/// The baselines of a schema, and the policy that governs.
struct GovernedBaselines {
    /// The policy, if it is not that of the configuration.
    policy: Option<GoverningPolicy>,
    found: Vec<PreparedBaseline>,
    /// The versions where the work began that are no baselines.
    origins: Arc<[OlderVersion]>,
}

/// Versions that can be compared.
struct OpenedVersions {
    sides: ComparedSides,
    /// The versions where the work began that are no baselines.
    origins: Arc<[OlderVersion]>,
    /// The new version as the caller compiled it, if it was compiled again for the comparison.
    original: Option<Workspace>,
}

impl NotJudged {
    /// Creates the result for a new version that the caller did not compile.
    fn without_version(reason: impl Into<NoVerdict>) -> Self {
        Self { new: None, reason: reason.into() }
    }
}

impl From<NotCompared> for NoVerdict {
    fn from(reason: NotCompared) -> Self {
        Self::NotCompared(reason)
    }
}

impl From<NoSides> for NoVerdict {
    fn from(no_sides: NoSides) -> Self {
        match no_sides {
            NoSides::New(report) => Self::NewVersion(report),
            NoSides::Old(reason) => Self::NotCompared(reason),
        }
    }
}

impl Gate {
    /// Compares a schema with its baselines, and decides about the findings:
    ///
    /// 1. It finds the baselines, and the policy that governs: a change does not choose the rules that it is judged by.
    /// 2. It compiles all versions together, as far as rules need them.
    /// 3. It reads the files that decide about findings: the ledger, approvals, and uses of consumers.
    /// 4. It compares. The policy, its ignores and approvals decide about each finding.
    /// 5. It adds witnesses, and the verdict of a schema registry.
    pub fn run(&self, mut request: GateRequest<'_>, sources: &mut Sources) -> GateRun {
        let mut problems = Report::default();
        let versions = std::mem::replace(&mut request.versions, ComparedVersions::Deleted(&[], &[]));
        let is_deleted = matches!(versions, ComparedVersions::Deleted(..));
        let baselines = if let ComparedVersions::Input(baselines) = &versions { Some(baselines.clone()) } else { None };
        let opened = self.open(&request, versions, sources, &mut problems);
        let result = opened.and_then(|opened| self.judge(&request, opened, is_deleted, sources, &mut problems));
        match (result, baselines) {
            (Err(NotJudged { reason, .. }), Some(baselines)) if reason.is_invalid_baseline() => {
                self.run_completely(&request, baselines, sources)
            }
            // An element that no release has may have another name there, which only a joint comparison shows.
            (Ok(comparison), Some(baselines)) if comparison.is_apart && comparison.verdicts.has_unreleased => {
                self.run_completely(&request, baselines, sources)
            }
            (result, _) => GateRun { problems, result },
        }
    }

    /// Compares a schema with what compiles of its baselines, and with all of them together. That takes longer, because each version is
    /// compiled completely.
    fn run_completely(
        &self,
        request: &GateRequest<'_>,
        baselines: BaselineRequest<'_>,
        sources: &mut Sources,
    ) -> GateRun {
        let mut problems = Report::default();
        let new = prepare(request.input, &request.options, sources, &mut problems);
        let new = new.and_then(|new| new.with_source_options().compile(sources, &mut problems));
        let result = match new {
            Some(workspace) => {
                let new = CompiledVersion { workspace: Box::new(workspace), has_source_options: true };
                self.open(request, ComparedVersions::Compiled(new, baselines), sources, &mut problems)
                    .and_then(|opened| self.judge(request, opened, false, sources, &mut problems))
            }
            None => Err(NotJudged::without_version(NoVerdict::NewVersion(std::mem::take(&mut problems)))),
        };
        GateRun { problems, result }
    }

    /// Reads the policy, and compares opened versions.
    fn judge(
        &self,
        request: &GateRequest<'_>,
        opened: OpenedVersions,
        is_deleted: bool,
        sources: &mut Sources,
        problems: &mut Report,
    ) -> Result<Comparison, NotJudged> {
        let OpenedVersions { sides, origins, original } = opened;
        let is_apart = matches!(sides, ComparedSides::Waiting(_));
        let (sides, judged) = match sides {
            ComparedSides::Compiled(sides) => {
                let Sides { olds, new } = &sides;
                let policy = self.policy(request, [olds, &origins], new, sources, problems);
                let judged = policy.map(|policy| (Verdicts::new(olds, new, sources, &policy), policy));
                (sides, judged)
            }
            ComparedSides::Waiting(mut window) => {
                let Sides { olds, new } = window.sides();
                // Errors of older versions come before those of the policy.
                let mut of_policy = Report::default();
                let policy = self.policy(request, [olds, &origins], new, sources, &mut of_policy);
                let judged = match policy {
                    Ok(policy) => window.verdicts(sources, &policy).map(|verdicts| Ok((verdicts, policy))),
                    Err(reason) => window.check(sources).map(|()| Err(reason)),
                };
                problems.append(of_policy);
                (window.into_sides(), judged.unwrap_or_else(|reason| Err(reason.into())))
            }
        };
        let Sides { olds, new } = sides;
        if let Some(service) = olds.iter().find_map(|old| old.baseline.silent_service()) {
            problems.push(diagnostics::newest_commit_only(service));
        }
        problems.append(compared_with_itself(&olds));
        let judged = judged.and_then(|(verdicts, policy)| {
            let mut verdicts = verdicts.with_relaxed_since(&origins, &new, sources, &policy);
            let mut moved = 0;
            if is_deleted {
                moved = verdicts.leave_out_moved(request.taken, sources);
                // The ignores of a configuration that is gone cannot be changed.
                verdicts.notes = Report::default();
            }
            self.complete(&mut verdicts, &olds, &new);
            Ok((complete_verdicts(verdicts)?, policy, moved))
        });
        let new = original.unwrap_or(new);
        match judged {
            Ok((verdicts, policy, moved)) => {
                Ok(Comparison { olds, new, verdicts, moved, origins, gate: self.clone(), policy, is_apart })
            }
            Err(reason) => Err(NotJudged { new: Some(Box::new(new)), reason }),
        }
    }

    /// Reads and compiles the older versions of a schema.
    ///
    /// # Errors
    /// Fails if there is no baseline, or if one cannot be read or compiled.
    pub fn older_versions(
        &self,
        input: &Input,
        baselines: &BaselineRequest<'_>,
        new: &Prepared,
        sources: &mut Sources,
    ) -> Result<OlderVersions, NotCompared> {
        let side = SchemaSide::of(new);
        let GovernedBaselines { policy, found, origins } = self.governed_baselines(input, baselines, side, sources)?;
        let olds = compile_olds_beside(new.is_image(), found, None, sources)?;
        Ok(OlderVersions { olds: olds.into(), origins, policy })
    }

    /// Finds the baselines of a schema, the versions where the work on it began, and the policy that governs.
    fn governed_baselines(
        &self,
        input: &Input,
        baselines: &BaselineRequest<'_>,
        side: SchemaSide<'_>,
        sources: &mut Sources,
    ) -> Result<GovernedBaselines, NotCompared> {
        let mut found = baselines.baselines(input, side.clone(), self.now, sources)?;
        let mut origins = baselines.origins(input, side.clone(), &found, sources);
        let policy = self.governing_policy(input, &side, [&mut found, &mut origins], sources);
        let policy = policy.map_err(NotCompared::unreadable)?;
        Ok(GovernedBaselines { policy, found, origins: without_schemas(origins, sources) })
    }

    /// Opens the versions of a request.
    fn open(
        &self,
        request: &GateRequest<'_>,
        versions: ComparedVersions<'_>,
        sources: &mut Sources,
        problems: &mut Report,
    ) -> Result<OpenedVersions, NotJudged> {
        match versions {
            ComparedVersions::Input(baselines) => {
                let Some(new) = prepare(request.input, &request.options, sources, problems) else {
                    return Err(NotJudged::without_version(NoVerdict::NewVersion(std::mem::take(problems))));
                };
                let sides = self.compile(request, new, &baselines, sources);
                let (sides, origins) = sides.map_err(NotJudged::without_version)?;
                Ok(OpenedVersions { sides, origins, original: None })
            }
            ComparedVersions::Compiled(mut new, baselines) => {
                match self.compile_baselines(request, &mut new, &baselines, sources) {
                    Ok(olds) => self.beside_compiled(request, new, olds, sources, problems),
                    Err(reason) => Err(NotJudged { new: Some(new.workspace), reason: reason.into() }),
                }
            }
            ComparedVersions::Known(mut new, known) => {
                new.govern(known.policy.clone());
                let known = [&known.olds, &known.origins].map(Arc::clone);
                self.beside_compiled(request, new, known, sources, problems)
            }
            ComparedVersions::Deleted(versions, except) => {
                let of = (request.input, &request.options);
                let sides = compile_deleted(versions.to_vec(), except, of, sources);
                let sides =
                    sides.and_then(|sides| sides.ok_or_else(|| NotCompared::skipped(NotComparedReason::NoFiles)));
                let sides = sides.map_err(NotJudged::without_version)?;
                let sides = ComparedSides::Compiled(sides);
                Ok(OpenedVersions { sides, origins: Arc::default(), original: None })
            }
        }
    }

    /// Finds the baselines of a prepared input, and the versions where the work began, and sets the policy that governs.
    pub(crate) fn govern(
        &self,
        input: &Input,
        new: &mut Prepared,
        baselines: &BaselineRequest<'_>,
        sources: &mut Sources,
    ) -> Result<(Vec<PreparedBaseline>, Arc<[OlderVersion]>), NotCompared> {
        let GovernedBaselines { policy, found, origins } =
            self.governed_baselines(input, baselines, SchemaSide::of(new), sources)?;
        if let Some(GoverningPolicy { applied, compared }) = policy {
            new.set_policy(applied, compared);
        }
        Ok((found, origins))
    }

    /// Compiles a prepared input together with its baselines, beside the versions where the work began.
    fn compile(
        &self,
        request: &GateRequest<'_>,
        mut new: Prepared,
        baselines: &BaselineRequest<'_>,
        sources: &mut Sources,
    ) -> Result<(ComparedSides, Arc<[OlderVersion]>), NoSides> {
        let (found, origins) = match self.govern(request.input, &mut new, baselines, sources) {
            Ok(found) => found,
            Err(reason) => return Err(without_baselines(new, reason, sources)),
        };
        let keeps_all = request.needed == NeededSchemas::All || self.needs_unchanged_files(new.config());
        let unchanged = if keeps_all { Unchanged::Kept } else { Unchanged::LeftOut };
        let sides = if request.needed == NeededSchemas::None && !self.needs_old_schemas(new.config()) {
            compile_new(new, found, unchanged, sources)?
        } else {
            ComparedSides::Compiled(compile_sides(new, found, unchanged, sources)?)
        };
        Ok((sides, origins))
    }

    /// Compiles the baselines of a compiled schema, and sets the policy that governs. Returns them, and the versions where the work
    /// began.
    fn compile_baselines(
        &self,
        request: &GateRequest<'_>,
        new: &mut CompiledVersion,
        baselines: &BaselineRequest<'_>,
        sources: &mut Sources,
    ) -> Result<[Arc<[OlderVersion]>; 2], NotCompared> {
        let side = SchemaSide::of_workspace(&new.workspace);
        let GovernedBaselines { policy, found, origins } =
            self.governed_baselines(request.input, baselines, side, sources)?;
        let olds = compile_olds_beside(new.workspace.is_image(), found, Some(&new.workspace), sources)?;
        new.govern(policy);
        Ok([olds.into(), origins])
    }

    /// Returns a compiled schema with older versions. If one of these is an image, which lacks options of source retention, the
    /// schema is compiled again without them.
    fn beside_compiled(
        &self,
        request: &GateRequest<'_>,
        new: CompiledVersion,
        [olds, origins]: [Arc<[OlderVersion]>; 2],
        sources: &mut Sources,
        problems: &mut Report,
    ) -> Result<OpenedVersions, NotJudged> {
        let CompiledVersion { workspace, has_source_options } = new;
        let has_image = olds.iter().any(|old| old.workspace.is_image());
        if !has_image || workspace.is_image() || !has_source_options {
            let sides = ComparedSides::Compiled(Sides { olds, new: *workspace });
            return Ok(OpenedVersions { sides, origins, original: None });
        }
        let mut report = Report::default();
        match protoward_workspace::open(request.input, &request.options, sources, &mut report) {
            Some(mut plain) => {
                plain.set_policy(workspace.config.clone(), workspace.compared_config().clone());
                let sides = ComparedSides::Compiled(Sides { olds, new: plain });
                Ok(OpenedVersions { sides, origins, original: Some(*workspace) })
            }
            None => {
                problems.append(report);
                Err(NotJudged { new: Some(workspace), reason: NoVerdict::NewVersion(Report::default()) })
            }
        }
    }

    /// Reads the policy of a comparison.
    fn policy(
        &self,
        request: &GateRequest<'_>,
        [olds, origins]: [&[OlderVersion]; 2],
        new: &Workspace,
        sources: &mut Sources,
        problems: &mut Report,
    ) -> Result<Policy, NoVerdict> {
        let GateRequest { input, reports_lost_lines, .. } = *request;
        let of = PolicyInput { input, options: request.options.clone(), olds, origins, new, reports_lost_lines };
        self.read_policy(of, sources, problems).map_err(NoVerdict::Policy)
    }
}

impl CompiledVersion {
    /// Sets the policy that governs.
    fn govern(&mut self, policy: Option<GoverningPolicy>) {
        if let Some(GoverningPolicy { applied, compared }) = policy {
            self.workspace.set_policy(applied, compared);
        }
    }
}

/// Compiles baselines, with options of source retention unless a side is an image. `new` has the corrected texts of files with errors;
/// `None` while these are edited.
fn compile_olds_beside(
    is_new_image: bool,
    found: Vec<PreparedBaseline>,
    new: Option<&Workspace>,
    sources: &mut Sources,
) -> Result<Vec<OlderVersion>, NotCompared> {
    let with_source_options = !is_new_image && !found.iter().any(PreparedBaseline::is_image);
    compile_olds(found, with_source_options, new, sources).map_err(NotCompared::unreadable)
}

/// Returns a warning for each older version that is the new one.
pub(crate) fn compared_with_itself(olds: &[OlderVersion]) -> Report {
    let same = olds.iter().filter(|old| old.baseline.is_input);
    let same = same.map(|old| SameVersion::Input { reference: old.baseline.text().to_owned() });
    same.map(|same| diagnostics::baseline_is_input(&same)).collect()
}

/// Returns verdicts that lack no findings.
fn complete_verdicts(mut verdicts: Verdicts) -> Result<Verdicts, NoVerdict> {
    if verdicts.failures.has_errors() {
        let failures = std::mem::take(&mut verdicts.failures);
        return Err(NoVerdict::Incomplete { findings: verdicts.take_report(), failures });
    }
    match verdicts.unrelated.pop() {
        Some(unrelated) => Err(NoVerdict::NotCompared(NotCompared::failed(NotComparedReason::Unrelated(unrelated)))),
        None => Ok(verdicts),
    }
}
