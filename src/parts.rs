//! The parts of a comparison: the projects of both sides, each with its own rules and baselines.

use std::collections::BTreeSet;

use super::against::AgainstArgs;
use super::console::Console;
use super::gate_args::GateArgs;
use super::input::InputArgs;
use super::outcome::Outcome;
use super::projects::report_unused;
use super::{environment, staged};
use protoward_gate::{ComparedVersions, GateRequest, NeededSchemas, NoParts, PartState, Parts, PartsRequest};
use protoward_inputs::Input;
use protoward_source::Sources;
use protoward_workspace::SelectedInput;

/// A part of the input with its own rules, and its arguments.
#[derive(Clone, Debug)]
pub(super) struct PartArgs {
    /// The name of the project in messages, or the input as the user named it.
    pub(super) name: String,
    /// `true` for the files that belong to no project.
    pub(super) is_others: bool,
    pub(super) input: InputArgs,
    pub(super) against: AgainstArgs,
    pub(super) state: PartState,
}

/// The command-line arguments that decide about parts.
#[derive(Clone, Copy)]
pub(super) struct Comparing<'a> {
    pub(super) input: &'a InputArgs,
    pub(super) against: &'a AgainstArgs,
    pub(super) gate: &'a GateArgs,
}

/// The parts of an input, each with its own rules and baselines.
pub(super) enum InputParts {
    /// The input is one project.
    Whole(Box<PartArgs>),
    /// The projects in order, deleted ones last.
    Several(Vec<PartArgs>),
    /// With `--staged`: neither the index nor the last commit has a `.proto` file.
    Nothing,
}

impl Comparing<'_> {
    /// Returns the parts of the input.
    ///
    /// # Errors
    /// Fails if the folders cannot be listed; the error is already reported.
    pub(super) fn parts(&self, console: &mut Console) -> Result<InputParts, Outcome> {
        // The command itself reports an input that does not exist.
        let Ok(input) = self.input.reference() else { return Ok(self.whole(self.input.clone())) };
        if staged::is_nothing(&input, console) {
            return Ok(InputParts::Nothing);
        }
        if self.input.has_config() {
            return Ok(self.whole(self.input.clone()));
        }
        let options = self.input.options();
        let change = environment::change(false).ok();
        let request = PartsRequest {
            selected: SelectedInput { input: &input, named: self.input.input(), options: &options },
            against: self.against.named(),
            is_whole: self.input.no_nested(),
            if_baseline: self.gate.if_baseline,
            limit_to_input_files: self.gate.limit_to_input_files,
            ledger: self.gate.ledger_file(),
            change: change.as_ref(),
            now: environment::now(),
        };
        match request.parts() {
            Ok(Parts { parts, unused, opened }) => {
                unused.iter().for_each(|unused| report_unused(unused, console));
                let several = |parts: Vec<_>| InputParts::Several(parts.into_iter().map(|it| self.part(it)).collect());
                Ok(parts.map_or_else(|| self.whole(self.input.opened(opened)), several))
            }
            Err(NoParts::Invalid(report)) => {
                console.problems(&report, &Sources::default());
                Err(Outcome::Failed)
            }
            Err(NoParts::NotCompared(report)) => {
                console.not_compared(&report, &Sources::default());
                Err(Outcome::Failed)
            }
        }
    }

    /// Returns the input as its only part.
    fn whole(&self, input: InputArgs) -> InputParts {
        InputParts::Whole(Box::new(PartArgs {
            name: self.input.input().to_owned(),
            is_others: false,
            against: self.against.of_project(&input),
            input,
            state: PartState::Kept,
        }))
    }

    fn part(&self, part: protoward_gate::InputPart) -> PartArgs {
        let name = part.project.name.clone();
        let is_others = part.project.is_others();
        let input = self.input.project(part.project);
        let against = self.against.of_part(part.against, part.is_beside_change);
        PartArgs { name, is_others, input, against, state: part.state }
    }
}

impl PartArgs {
    /// Returns the request to read the part, and to compare it.
    pub(super) fn request<'a>(
        &'a self,
        input: &'a Input,
        needed: NeededSchemas,
        if_baseline: bool,
        taken: &'a BTreeSet<String>,
    ) -> GateRequest<'a> {
        let versions = match &self.state {
            PartState::Deleted(versions, except) => ComparedVersions::Deleted(versions, except),
            state @ (PartState::Kept | PartState::New) => {
                let if_baseline = if_baseline || matches!(state, PartState::New);
                ComparedVersions::Input(self.against.baselines(&self.input, true, if_baseline))
            }
        };
        let options = match self.state {
            PartState::Deleted(..) => self.against.options(&self.input),
            PartState::Kept | PartState::New => self.input.options(),
        };
        GateRequest { input, options, versions, needed, reports_lost_lines: true, taken }
    }
}
