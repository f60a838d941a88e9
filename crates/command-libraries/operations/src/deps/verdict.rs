//! The verdict on an update: the schema with the earlier lock against the same schema with the new one.

use std::collections::BTreeSet;
use std::sync::Arc;

use protoward_deps::Lock;
use protoward_gate::{ComparedVersions, CompiledVersion, Gate, GateRequest, GateRun, NeededSchemas, OlderVersions};
use protoward_source::{Report, Sources};
use protoward_workspace::{Dependencies, InvalidSide, OpenOptions, Prepared, Workspace};

use crate::deps::DependencyProject;

/// The verdict on an update of dependencies.
#[derive(Clone, Debug)]
pub struct UpdateVerdict {
    /// The breaking changes, and the violations of the policy.
    pub findings: Report,
    /// The number of breaking changes.
    pub breaking_changes: usize,
    /// `true` if the update must not be made.
    pub fails: bool,
}

/// Compares the schema with the earlier lock and with the new one. The lock files are not written. Returns `None` after errors.
pub(crate) fn verdict(
    project: &DependencyProject,
    found: &Dependencies,
    gate: &Gate,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<UpdateVerdict> {
    let (old, new) = sides(project, found, sources, report)?;
    let old = OlderVersions::of_schema(old, "the earlier lock", &project.input);
    let new = CompiledVersion { workspace: Box::new(new), has_source_options: true };
    let request = GateRequest {
        input: &project.input,
        options: project.options.clone(),
        versions: ComparedVersions::Known(new, &old),
        needed: NeededSchemas::None,
        reports_lost_lines: false,
        taken: &BTreeSet::new(),
    };
    let GateRun { problems, result, .. } = gate.run(request, sources);
    match result {
        Ok(comparison) => {
            report.append(problems);
            let mut verdicts = comparison.verdicts;
            let fails = verdicts.fails();
            let breaking_changes = verdicts.len();
            Some(UpdateVerdict { findings: verdicts.take_report(), breaking_changes, fails })
        }
        Err(not_judged) => {
            report.append(not_judged.reason.into_report(problems));
            None
        }
    }
}

fn sides(
    project: &DependencyProject,
    found: &Dependencies,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<(Workspace, Workspace)> {
    let options = |lock: &Lock| {
        let lock = Some(Arc::new(lock.clone()));
        project.with_cache(|options| (options.lock, options.keeps_lock) = (lock, true)).options
    };
    let mut prepare = |options: &OpenOptions, sources: &mut Sources| -> Option<Prepared> {
        protoward_workspace::prepare(&project.input, options, sources, report)
    };
    let new = prepare(&options(&found.resolution.lock), sources)?;
    let old = prepare(&OpenOptions { fallback: Some(new.layout()), ..options(&found.earlier) }, sources)?;
    match new.compile_with(vec![old], &|_| false, sources) {
        Ok((new, olds)) => Some((olds.into_iter().next()?, new)),
        Err(InvalidSide::New(problems) | InvalidSide::Old(_, problems)) => {
            report.append(problems);
            None
        }
    }
}
