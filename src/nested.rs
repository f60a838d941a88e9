//! Several projects in one run: each folder with a configuration, below an input without one.

use super::against::AgainstArgs;
use super::comparison::GateArgs;
use super::console::Console;
use super::input::InputArgs;
use super::now;
use super::outcome::Outcome;
use super::{ci, codes};
use protoward_gate::{NoParts, PartState, Parts, PartsRequest, unused_configurations};
use protoward_report::Notice;
use protoward_source::Sources;

/// The flags for the projects below an input.
#[derive(Debug, clap::Args)]
pub(super) struct NestedArgs {
    /// Use one configuration for all of INPUT: otherwise, if INPUT has none, each folder with one is checked by its own rules
    #[arg(long)]
    no_nested: bool,
}

/// A part of the input with its own rules, and its arguments.
#[derive(Clone, Debug)]
pub(super) struct PartArgs {
    /// The name for messages.
    pub(super) name: String,
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

impl NestedArgs {
    /// Returns the parts of an input in order, deleted ones last; `None` if the input is compared as a whole.
    ///
    /// # Errors
    /// Fails if the folders cannot be listed; the error is already reported.
    pub(super) fn parts(&self, of: Comparing<'_>, console: &mut Console) -> Result<Option<Vec<PartArgs>>, Outcome> {
        // The command itself reports an input that does not exist.
        let Ok(input) = of.input.reference() else { return Ok(None) };
        if of.input.has_config() {
            return Ok(None);
        }
        let (paths, exclude_paths) = of.input.selected_paths();
        let change = ci::change(false).ok();
        let request = PartsRequest {
            input: &input,
            named: of.input.input(),
            paths,
            exclude_paths,
            against: of.against.named(),
            is_whole: self.no_nested,
            if_baseline: of.gate.if_baseline,
            limit_to_input_files: of.gate.limit_to_input_files,
            ledger: of.gate.ledger_file(),
            change: change.as_ref(),
            now: now::timestamp(),
        };
        match request.parts() {
            Ok(Parts { parts, left_out }) => {
                left_out.into_iter().for_each(|note| report_left_out(note, console));
                Ok(parts.map(|parts| parts.into_iter().map(|part| of.part(part)).collect()))
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
}

impl Comparing<'_> {
    fn part(&self, part: protoward_gate::Part) -> PartArgs {
        let is_others = part.is_others();
        let input = self.input.part(part.input, part.named, part.paths, part.exclude_paths);
        let against = self.against.of_part(part.against, part.is_beside_change);
        PartArgs { name: part.name, is_others, input, against, state: part.state }
    }
}

/// Says which configurations a command without parts does not use.
pub(super) fn note_left_out(input: &InputArgs, why: &str, console: &mut Console) {
    let found = input.reference().ok().filter(|_| !input.has_config());
    if let Some(note) = found.and_then(|input| unused_configurations(&input, why)) {
        report_left_out(note, console);
    }
}

/// Says which configurations do not apply.
fn report_left_out(note: String, console: &mut Console) {
    console.print_status(&note);
    console.notice(Notice::note(codes::NESTED_CONFIGURATIONS, note));
}
