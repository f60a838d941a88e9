//! Both sides of a comparison, according to flags.

use super::against::AgainstArgs;
use super::codes;
use super::console::Console;
use super::guard::working_on;
use super::input::InputArgs;
use super::outcome::Outcome;
use super::{ci, now};
use protoward_gate::{
    BaselineRequest, ComparedSides, Gate, GovernedBaselines, NoSides, NotCompared, SchemaSide, Sides, Skipped,
    Unchanged,
};
use protoward_report::Notice;
use protoward_source::{Report, Sources};
use protoward_workspace::Prepared;
use protoward_workspace::config::Config;
use protoward_workspace::inputs::{Change, Input};

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
    /// The gate; `None` for a command without a policy.
    pub(super) gate: Option<&'a Gate>,
}

impl SideArgs<'_> {
    /// Returns both sides of the comparison, or the outcome of the command if that is impossible. `unchanged` is kept if the
    /// configuration needs all files.
    pub(super) fn sides(
        self,
        unchanged: Unchanged,
        sources: &mut Sources,
        console: &mut Console,
    ) -> Result<Sides, Outcome> {
        let input = self.input.parse(console).ok_or(Outcome::Failed)?;
        let new = self.input.prepare(&input, sources, console).ok_or(Outcome::Failed)?;
        let sides = self.compiled(&input, new, unchanged, sources);
        sides.map_err(|no_sides| report_no_sides(no_sides, sources, console))
    }

    /// Returns both sides of the comparison like [`sides`](Self::sides), without unchanged files. Older versions are not compiled yet if
    /// nothing needs their schemas after the comparison.
    pub(super) fn window(
        self,
        gate: &Gate,
        sources: &mut Sources,
        console: &mut Console,
    ) -> Result<ComparedSides, Outcome> {
        let input = self.input.parse(console).ok_or(Outcome::Failed)?;
        let new = self.input.prepare(&input, sources, console).ok_or(Outcome::Failed)?;
        let against = self.references();
        let sides = match self.change(&against, new.config()) {
            Ok(change) => gate.window(&self.request(&input, &change, &against), new, sources),
            Err(report) => Err(NoSides::failed(report)),
        };
        sides.map_err(|no_sides| report_no_sides(no_sides, sources, console))
    }

    /// Compiles both sides.
    pub(super) fn compiled(
        self,
        input: &Input,
        new: Prepared,
        unchanged: Unchanged,
        sources: &mut Sources,
    ) -> Result<Sides, NoSides> {
        let against = self.references();
        let change = match self.change(&against, new.config()) {
            Ok(change) => change,
            Err(report) => return Err(NoSides::failed(report)),
        };
        let request = self.request(input, &change, &against);
        match self.gate {
            Some(gate) => gate.sides(&request, new, unchanged, sources),
            None => request.sides(new, unchanged, now::timestamp(), sources),
        }
    }

    /// Returns the baselines of a schema, and the policy that governs.
    pub(super) fn baselines(
        self,
        input: &Input,
        side: SchemaSide<'_>,
        sources: &mut Sources,
    ) -> Result<GovernedBaselines, NotCompared> {
        let against = self.references();
        let change = self.change(&against, side.config).map_err(NotCompared::Failed)?;
        let request = self.request(input, &change, &against);
        match self.gate {
            Some(gate) => gate.baselines(&request, side, sources),
            None => {
                let found = request.baselines(side, now::timestamp(), sources)?;
                Ok(GovernedBaselines { found, policy: None })
            }
        }
    }

    fn request<'r>(&self, input: &'r Input, change: &'r Change, against: &'r [String]) -> BaselineRequest<'r> {
        BaselineRequest {
            input,
            change,
            against,
            options: self.against.options(self.input),
            is_required: self.is_required,
            if_baseline: self.if_baseline,
            is_beside_change: self.against.is_beside_change,
            on_input: working_on,
        }
    }

    /// Returns the change as the CI service describes it. If something names a baseline, the description may be invalid.
    fn change(&self, against: &[String], config: &Config) -> Result<Change, Report> {
        let is_named = !against.is_empty() || !config.breaking.against.is_empty();
        Ok(ci::change(is_named)?)
    }

    /// Returns the named baselines, or else those of the command.
    fn references(&self) -> Vec<String> {
        match self.against.named() {
            [] => self.otherwise.map(str::to_owned).into_iter().collect(),
            named => named.to_vec(),
        }
    }
}

fn report_no_sides(no_sides: NoSides, sources: &Sources, console: &mut Console) -> Outcome {
    let NoSides { new, not_compared, .. } = no_sides;
    console.problems(&new, sources);
    not_compared.map_or(Outcome::Failed, |not_compared| report_not_compared(not_compared, sources, console))
}

pub(super) fn report_not_compared(not_compared: NotCompared, sources: &Sources, console: &mut Console) -> Outcome {
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
