//! Both sides of a comparison, according to flags.

use super::against::AgainstArgs;
use super::codes;
use super::comparison::GateArgs;
use super::console::Console;
use super::guard::working_on;
use super::input::InputArgs;
use super::outcome::Outcome;
use super::{now, service};
use protoward_gate::{
    ComparisonRequest, GoverningPolicy, NewSide, NoSides, NotCompared, PreparedBaseline, Sides, Skipped, Unchanged,
    compile_sides,
};
use protoward_report::Notice;
use protoward_source::{Report, Sources};
use protoward_workspace::inputs::{Change, Input};
use protoward_workspace::{Layout, Prepared};

/// Flags that select what to compare.
#[derive(Clone, Copy)]
pub(super) struct SideArgs<'a> {
    pub(super) input: &'a InputArgs,
    pub(super) against: &'a AgainstArgs,
    /// The baseline if no flag names one; it overrides the configuration.
    pub(super) otherwise: Option<&'a str>,
    /// `true` if the command is about a comparison, `false` if that is one of several tasks.
    pub(super) is_required: bool,
    /// `true` if a missing baseline is no failure.
    pub(super) if_baseline: bool,
    /// The flags of the gate; `None` for a command without a policy.
    pub(super) gate: Option<&'a GateArgs>,
}

impl SideArgs<'_> {
    /// Returns both sides of the comparison, or the outcome of the command if that is impossible. `unchanged` is
    /// called when the configuration is known.
    pub(super) fn sides(
        self,
        unchanged: impl Fn(&Prepared) -> Unchanged,
        sources: &mut Sources,
        console: &mut Console,
    ) -> Result<Sides, Outcome> {
        let input = self.input.parse(console).ok_or(Outcome::Failed)?;
        let mut new = self.input.prepare(&input, sources, console).ok_or(Outcome::Failed)?;
        let side = NewSide {
            input: &input,
            config: new.config(),
            root: new.root(),
            change: &Change::default(),
            now: now::timestamp(),
        };
        let mut baselines = self.baselines(side, new.layout(), sources);
        if let Ok(found) = &mut baselines {
            match self.policy(side, found, sources) {
                Ok(None) => {}
                Ok(Some(GoverningPolicy { applied, compared })) => new.set_policy(applied, compared),
                Err(report) => {
                    console.problems(&report, sources);
                    return Err(Outcome::Failed);
                }
            }
        }
        let unchanged = unchanged(&new);
        compile_sides(new, baselines, unchanged, sources).map_err(|NoSides { new, not_compared, .. }| {
            console.problems(&new, sources);
            not_compared.map_or(Outcome::Failed, |not_compared| report_not_compared(not_compared, sources, console))
        })
    }

    /// Returns at least one baseline.
    pub(super) fn baselines(
        self,
        new: NewSide<'_>,
        layout: Layout,
        sources: &mut Sources,
    ) -> Result<Vec<PreparedBaseline>, NotCompared> {
        let against = &self.references();
        let is_named = !against.is_empty() || !new.config.breaking.against.is_empty();
        let change = service::change(is_named).map_err(|problem| NotCompared::Failed(Report::from_iter([*problem])))?;
        let comparing = ComparisonRequest {
            new: NewSide { change: &change, ..new },
            layout,
            against,
            options: self.against.options(self.input),
            is_required: self.is_required,
            if_baseline: self.if_baseline,
            is_beside_change: self.against.is_beside_change,
            on_input: working_on,
        };
        let mut found = comparing.baselines(sources)?;
        for commit in self.merged_commits(new.input)? {
            let against = [format!("git:{}", commit.get(..12).unwrap_or(&commit))];
            let options = self.against.options(self.input);
            // A branch without the schema has nothing to compare with.
            let merged = ComparisonRequest { against: &against, options, if_baseline: true, ..comparing.clone() };
            match merged.baselines(sources) {
                Ok(merged) => found.extend(merged),
                Err(NotCompared::Skipped(_)) => {}
                Err(failed) => return Err(failed),
            }
        }
        Ok(found)
    }

    /// Returns the policy of the comparison if it is not that of the new configuration.
    pub(super) fn policy(
        self,
        new: NewSide<'_>,
        found: &mut [PreparedBaseline],
        sources: &mut Sources,
    ) -> Result<Option<GoverningPolicy>, Report> {
        match self.gate {
            Some(gate) => gate.policy_request(self.input, new.input, new.root).choose(new.config, found, sources),
            None => Ok(None),
        }
    }

    /// Returns the named baselines, or else those of the command.
    fn references(self) -> Vec<String> {
        match self.against.named() {
            [] => self.otherwise.map(str::to_owned).into_iter().collect(),
            named => named.to_vec(),
        }
    }

    /// Returns the other parents of the commit that is about to be made, if its first parent is a baseline.
    fn merged_commits(&self, input: &Input) -> Result<Vec<String>, NotCompared> {
        let is_parent = self.references().iter().all(|named| named == "git:HEAD");
        if !self.input.is_staged() || !is_parent {
            return Ok(Vec::new());
        }
        input.merged_commits().map_err(|error| NotCompared::Failed(Report::from_iter([error.into()])))
    }
}

fn report_not_compared(not_compared: NotCompared, sources: &Sources, console: &mut Console) -> Outcome {
    match not_compared {
        NotCompared::Failed(report) => {
            console.not_compared(&report, sources);
            Outcome::Failed
        }
        NotCompared::Skipped(skipped) => {
            console.set_title(&skipped.message);
            console.print_status(&skipped.message);
            if let Some(help) = &skipped.help {
                console.print_status(&format!("  help: {help}"));
            }
            console.notice(notice(skipped));
            Outcome::Fine
        }
    }
}

/// Converts a skipped comparison to a notice for reports.
pub(super) fn notice(skipped: Skipped) -> Notice {
    Notice::note(codes::NOT_COMPARED, skipped.message).help(skipped.help)
}
