//! A comparison with several older versions, one after the other: each is compiled with the files that its own comparison
//! needs, and freed after it.
//!
//! A window of many releases needs no more memory in this way than one of two.

use crate::Policy;
use crate::baseline::PreparedBaseline;
use crate::comparing::{NoSides, OlderVersion, Sides, Unchanged, keep, unzipped};
use crate::not_compared::NotCompared;
use crate::verdicts::Verdicts;
use crate::version_verdict::VersionVerdict;
use protoward_source::{Report, Sources, parallel};
use protoward_workspace::{CompiledNew, Prepared, WaitingOld, Workspace};

/// Both sides of a comparison, or a window whose older versions are not compiled yet.
#[derive(Debug)]
pub(crate) enum ComparedSides {
    /// All versions are compiled, together with the unchanged files that rules need.
    Compiled(Sides),
    /// Only the new version is compiled.
    Waiting(Window),
}

/// Compiles the new side. The baselines are compiled too, or only read if each can be compiled on its own.
///
/// # Errors
/// Fails if a side that is compiled is invalid.
pub(crate) fn compile_new(
    new: Prepared,
    baselines: Vec<PreparedBaseline>,
    unchanged: Unchanged,
    sources: &mut Sources,
) -> Result<ComparedSides, NoSides> {
    let (baselines, prepared) = unzipped(baselines);
    match new.compile_first(prepared, &keep(unchanged), sources) {
        Ok(CompiledNew::Together(new, workspaces)) => {
            Ok(ComparedSides::Compiled(Sides::new(new, workspaces, baselines)))
        }
        Ok(CompiledNew::Waiting(new, waiting)) => {
            let workspaces = waiting.iter().map(|old| old.without_schema(sources)).collect();
            Ok(ComparedSides::Waiting(Window::new(Sides::new(new, workspaces, baselines), waiting)))
        }
        Err(invalid) => Err(NoSides::invalid(invalid, &baselines)),
    }
}

/// A new version with older ones that are read and not compiled yet.
#[derive(Debug)]
pub(crate) struct Window {
    /// The older versions have no schemas.
    sides: Sides,
    waiting: Vec<WaitingOld>,
}

impl Window {
    pub(crate) const fn new(sides: Sides, waiting: Vec<WaitingOld>) -> Self {
        Self { sides, waiting }
    }

    /// Returns both sides. The schemas of the older versions are empty.
    pub(crate) const fn sides(&self) -> &Sides {
        &self.sides
    }

    /// Returns both sides by value. The schemas of the older versions are empty.
    pub(crate) fn into_sides(self) -> Sides {
        self.sides
    }

    /// Compares the schema with each older version, as [`Verdicts::new`] does.
    ///
    /// # Errors
    /// Fails if an older version does not compile.
    pub(crate) fn verdicts(&mut self, sources: &mut Sources, policy: &Policy) -> Result<Verdicts, NotCompared> {
        let each = self.each(sources, |old, new, sources| VersionVerdict::new(old, new, sources, policy))?;
        Ok(Verdicts::together(&self.sides.olds, &self.sides.new, policy, each))
    }

    /// Compiles each older version, and compares nothing.
    ///
    /// # Errors
    /// Fails if an older version does not compile.
    pub(crate) fn check(&mut self, sources: &mut Sources) -> Result<(), NotCompared> {
        self.each(sources, |_, _, _| ()).map(|_| ())
    }

    /// Returns the results of `work` for each older version. It works on one version while the next is compiled.
    fn each<R: Send>(
        &mut self,
        sources: &mut Sources,
        work: impl Fn(&OlderVersion, &Workspace, &Sources) -> R + Sync,
    ) -> Result<Vec<R>, NotCompared> {
        let Sides { olds, new } = &self.sides;
        let mut waiting = std::mem::take(&mut self.waiting).into_iter().zip(olds.iter());
        let mut compile = |sources: &mut Sources| -> Option<Result<OlderVersion, NotCompared>> {
            let (waiting, OlderVersion { baseline, .. }) = waiting.next()?;
            let compiled = waiting.load(new, sources).compile(sources);
            // Warnings about an old side are dropped, because it can no longer be changed.
            let failed = |problems: Report| NotCompared::invalid(baseline.explain_errors(problems));
            let version =
                |workspace| OlderVersion { workspace, baseline: baseline.clone(), problems: Report::default() };
            Some(compiled.map(version).map_err(failed))
        };
        let mut results = Vec::new();
        let mut next = compile(sources);
        while let Some(old) = next {
            let old = old?;
            // The texts of the next version are added meanwhile.
            let known = sources.clone();
            let work = || {
                let result = work(&old, new, &known);
                drop(old);
                result
            };
            let (result, compiled) = parallel::both(parallel::threads(None), work, || compile(sources));
            results.push(result);
            next = compiled;
        }
        Ok(results)
    }
}
