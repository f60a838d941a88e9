//! The version of the next release: the largest bump that the changes since the last release require.

use std::collections::BTreeSet;

use protoward_breaking::release::{self, Release, ReleaseVersion};
use protoward_source::{Report, Sources};

use crate::baseline::PreparedBaseline;
use crate::comparing::{BaselineRequest, OlderVersion, Sides, Unchanged, compile_sides, without_baselines};
use crate::diagnostics;
use crate::gate::Gate;
use crate::not_compared::{NotCompared, NotComparedReason};
use crate::policy_findings::judge;
use crate::relaxed::relaxed;
use crate::run::{NoVerdict, compared_with_itself};
use protoward_inputs::Input;
use protoward_workspace::{OpenOptions, prepare};

/// The next release of a schema, compared with the last one.
#[derive(Clone, Debug)]
pub struct NextRelease {
    /// The version bump with its reasons.
    pub release: Release,
    /// The version of the last release, if it is known.
    pub current: Option<ReleaseVersion>,
    /// The name of the last release.
    pub against: String,
    /// The relaxations of the gate since the last release, because of which the bump may be too small.
    pub relaxed: Report,
    /// Warnings about the comparison.
    pub notes: Report,
}

impl NextRelease {
    /// Returns the next version, if the current one is known and not the last possible one.
    pub fn version(&self) -> Option<ReleaseVersion> {
        self.current.as_ref()?.next(self.release.bump)
    }
}

impl Gate {
    /// Computes the next release by the policy that governs the comparison, without approvals, a ledger and consumers. Without
    /// `current`, the version of the last release follows from its tag.
    ///
    /// # Errors
    /// Fails if the configuration names an unknown rule, if the comparison is not possible, if there are several last releases, or
    /// if no version follows the current one.
    pub fn next_release(
        &self,
        (input, options): (&Input, &OpenOptions),
        baselines: &BaselineRequest<'_>,
        current: Option<ReleaseVersion>,
        sources: &mut Sources,
    ) -> Result<NextRelease, NoVerdict> {
        let mut report = Report::default();
        let Some(mut new) = prepare(input, options, sources, &mut report) else {
            return Err(NoVerdict::NewVersion(report));
        };
        let governed = self.govern(input, &mut new, baselines, sources);
        let governed = governed.and_then(|(found, _)| one_release(found, baselines));
        let Sides { olds, new } = match governed {
            // The advice for packages needs all packages.
            Ok(found) => compile_sides(new, found, Unchanged::Kept, sources)?,
            Err(reason) => return Err(without_baselines(new, reason, sources).into()),
        };
        let notes = compared_with_itself(&olds);
        let policy = self.policy_of_configuration(&new).map_err(incomplete)?;
        let release = |old: &OlderVersion| {
            let verdict = judge(&old.workspace, &new, sources, &policy);
            if verdict.failures.has_errors() {
                return Err(incomplete(verdict.failures));
            }
            let relaxed = relaxed(old, &new, sources, &policy, &verdict.findings);
            Ok((release::judge(&old.workspace.schema, &new.schema, &verdict.findings), relaxed))
        };
        // Only a merge base after criss-cross merges stands for several commits.
        let releases = olds.iter().map(|old| Ok((release(old)?, old))).rev().collect::<Result<Vec<_>, NoVerdict>>()?;
        let largest = releases.into_iter().max_by_key(|((release, _), _)| release.bump);
        let ((release, relaxed), OlderVersion { workspace: old, baseline, .. }) =
            largest.ok_or_else(|| NoVerdict::NotCompared(NotCompared::failed(NotComparedReason::NoBaseline)))?;
        let asked = || old.origin.commit.as_ref().and_then(|commit| ReleaseVersion::of_name(&commit.asked));
        let current = current.or_else(|| of_reference(baseline.text())).or_else(asked);
        let next = NextRelease { release, current, against: baseline.named(old), relaxed, notes };
        match (&next.current, next.version()) {
            (Some(current), None) => Err(incomplete(Report::from_iter([diagnostics::no_next_version(current)]))),
            _ => Ok(next),
        }
    }
}

/// Returns the baselines of the last release.
///
/// # Errors
/// Fails if the request names several releases, of which one is the last.
fn one_release(
    found: Vec<PreparedBaseline>,
    request: &BaselineRequest<'_>,
) -> Result<Vec<PreparedBaseline>, NotCompared> {
    let named: BTreeSet<&String> = request.against.iter().collect();
    let releases = found.iter().filter(|old| old.baseline.is_release()).count();
    if named.len() > 1 || releases > 1 {
        let problem = diagnostics::several_last_releases();
        return Err(NotCompared::unreadable(Report::from_iter([problem])));
    }
    Ok(found)
}

/// Returns the reason why no release can be advised. Without all findings, those that there are say nothing about it.
fn incomplete(failures: Report) -> NoVerdict {
    NoVerdict::Incomplete { findings: Report::default(), failures }
}

/// Returns the version in a reference to a tag: `git:v1.4.2`, `.git#tag=proto/1.4.2`.
fn of_reference(against: &str) -> Option<ReleaseVersion> {
    let revision = against.strip_prefix("git:").or_else(|| {
        let options = against.split_once('#')?.1;
        options.split(',').find_map(|option| option.strip_prefix("tag=").or_else(|| option.strip_prefix("ref=")))
    })?;
    ReleaseVersion::of_name(revision)
}

#[cfg(test)]
mod tests {
    use super::of_reference;

    #[test]
    fn parses_the_version_of_a_tag() {
        let of = |against: &str| of_reference(against).map(|version| version.to_string());
        assert_eq!(of("git:v1.4.2").as_deref(), Some("v1.4.2"));
        assert_eq!(of("git:proto/1.4.2-rc.1").as_deref(), Some("1.4.2-rc.1"));
        assert_eq!(of(".git#tag=v2.0.0,subdir=proto").as_deref(), Some("v2.0.0"));
        assert_eq!(of("git:release-1.4.2-rc.1").as_deref(), Some("1.4.2-rc.1"));
        assert_eq!(of("git:user-api-v2.0.0").as_deref(), Some("v2.0.0"));
        assert_eq!(of("git:HEAD~1"), None);
        assert_eq!(of("old.binpb"), None);
    }
}
