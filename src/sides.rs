//! Both sides of a comparison, according to flags.

use super::codes;
use super::comparison::{AgainstArgs, GateArgs};
use super::console::Console;
use super::guard::working_on;
use super::input::InputArgs;
use super::outcome::Outcome;
use super::service;
use protoward_gate::{
    ComparisonRequest, GoverningPolicy, NewSide, NoSides, NotCompared, PreparedBaseline, Sides, Skipped, Unchanged,
    compile_sides,
};
use protoward_report::Notice;
use protoward_source::Sources;
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
        let side = NewSide { input: &input, config: new.config(), root: new.root(), target: None };
        let mut baselines = self.baselines(side, new.layout(), sources);
        if let (Ok(found), Some(gate)) = (&mut baselines, self.gate) {
            let request = gate.policy_request(self.input, &input, new.root());
            match request.choose(new.config(), found, sources) {
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
        let target = service::target();
        let comparing = ComparisonRequest {
            new: NewSide { target: target.as_ref(), ..new },
            layout,
            against: self.against.named().or(self.otherwise),
            options: self.against.options(self.input),
            is_required: self.is_required,
            if_baseline: self.if_baseline,
            on_input: working_on,
        };
        comparing.baselines(sources)
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
