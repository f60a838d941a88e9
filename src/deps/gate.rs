//! The gate on an update of dependencies: the schema with the old lock against the same schema with the new one.

use std::sync::Arc;

use crate::console::Console;
use crate::input::{InputArgs, report_errors};
use crate::outcome::Outcome;
use crate::plugin_limits;
use crate::words::count;
use protoward_deps::DependencyOptions;
use protoward_deps::Lock;
use protoward_gate::{judge, terminal_width};
use protoward_source::{Columns, Report, Sources};
use protoward_workspace::{Dependencies, InvalidSide, OpenOptions, Prepared, Workspace};

/// Compares the schema with the earlier lock and with the new one, and prints the findings. The lock files are not
/// written. Returns `None` after errors, which are reported.
pub(super) fn check(input: &InputArgs, found: &Dependencies, console: &mut Console) -> Option<Outcome> {
    let mut sources = Sources::default();
    let (old, new) = sides(input, found, &mut sources, console)?;
    let policy = match plugin_limits::gate().and_then(|gate| gate.policy_of_configuration(&new)) {
        Ok(policy) => policy,
        Err(report) => {
            console.problems(&report, &sources);
            return None;
        }
    };
    let verdict = judge(&old, &new, &sources, &policy);
    if verdict.failures.has_errors() {
        console.problems(&verdict.failures, &sources);
        return None;
    }
    sources.set_columns(Columns::Measured(terminal_width));
    let (fails, number) = (verdict.fails(), verdict.findings.len());
    let findings = verdict.findings.into_iter().map(|finding| finding.diagnostic);
    let report: Report = findings.chain(verdict.violations.iter().cloned()).collect();
    console.findings(&report, &sources);
    console.print_status(&match number {
        0 => "the update breaks nothing".to_owned(),
        _ => format!("the update has {}", count(number, "breaking change")),
    });
    Some(if fails { Outcome::Findings } else { Outcome::Fine })
}

fn sides(
    input: &InputArgs,
    found: &Dependencies,
    sources: &mut Sources,
    console: &mut Console,
) -> Option<(Workspace, Workspace)> {
    let parsed = input.parse(console)?;
    let options = |lock: &Lock| {
        let options = super::vendor::without_vendored(input.options());
        let lock = Some(Arc::new(lock.clone()));
        let dependencies = DependencyOptions { lock, keeps_lock: true, ..options.dependencies };
        OpenOptions { dependencies, ..options }
    };
    let mut prepare = |options: &OpenOptions, sources: &mut Sources| -> Option<Prepared> {
        report_errors(console, sources, |sources, report| {
            protoward_workspace::prepare(&parsed, options, sources, report)
        })
    };
    let new = prepare(&options(&found.resolution.lock), sources)?;
    let old = OpenOptions { fallback: Some(new.layout()), ..options(&found.earlier) };
    let old = prepare(&old, sources)?;
    match new.compile_with(vec![old], &|_| false, sources) {
        Ok((new, olds)) => Some((olds.into_iter().next()?, new)),
        Err(InvalidSide::New(problems) | InvalidSide::Old(_, problems)) => {
            console.problems(&problems, sources);
            None
        }
    }
}
