use super::against::AgainstArgs;
use super::comparison::{GateArgs, judged};
use super::console::Console;
use super::input::{InputArgs, reference};
use super::outcome::Outcome;
use super::sides::SideArgs;
use super::words::count;
use protoward_gate::{ApprovalList, ApprovalScope, ApprovalText, Sides, Unchanged};
use protoward_policy::IgnoreEnd;
use protoward_rules::Finding;
use protoward_source::Sources;

/// Approve single breaking changes by their fingerprints, in `protoward.approvals.toml`
///
/// Without a fingerprint, lists the findings with their fingerprints. An approval covers exactly one change: a further change of
/// the same element is another finding. The file is next to the configuration, and has one line for each approval.
#[derive(Debug, clap::Args)]
pub(super) struct Approve {
    /// The fingerprints of the findings to approve
    #[arg(value_name = "FINGERPRINT", requires = "reason", conflicts_with = "prune")]
    fingerprints: Vec<String>,

    /// The reason, for those who read the file later
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,

    /// The last day of the approvals, or the first version without them
    #[arg(long, value_name = "DATE|VERSION", value_parser = end)]
    until: Option<IgnoreEnd>,

    /// The changes in which the approvals count
    #[arg(long, value_enum, default_value_t = Scope::Release)]
    scope: Scope,

    /// Remove stale approvals: those that no finding has
    #[arg(long)]
    prune: bool,

    /// The schema [default: the working directory]
    #[arg(long, value_name = "INPUT", value_parser = reference)]
    input: Option<String>,

    #[command(flatten)]
    against: AgainstArgs,

    #[command(flatten)]
    gate: GateArgs,
}

/// The scope of an approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Scope {
    /// The change that adds the approval
    Pr,
    /// Until all baselines have the change
    Release,
    /// Without an end
    Always,
}

fn end(text: &str) -> Result<IgnoreEnd, String> {
    IgnoreEnd::parse(text).ok_or_else(|| format!("it is neither a day nor a version; {}", protoward_policy::END_FORMS))
}

impl Approve {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let mut sources = Sources::default();
        let list = match self.list(&mut sources, console) {
            Ok(list) => list,
            Err(outcome) => return outcome,
        };
        let done = match () {
            () if self.prune => list.prune().map(|removed| match removed {
                0 => "no approval is stale".to_owned(),
                _ => format!("removed {} in {}", count(removed, "stale approval"), list.path().display()),
            }),
            () if self.fingerprints.is_empty() => {
                print(&list, console);
                return Outcome::Fine;
            }
            () => list.approve(&self.fingerprints, &self.text()).map(|()| {
                let approved = count(self.fingerprints.len(), "finding");
                format!("approved {approved} in {}", list.path().display())
            }),
        };
        match done {
            Ok(done) => {
                console.print_status(&done);
                Outcome::Fine
            }
            Err(problem) => {
                console.problem(*problem);
                Outcome::Failed
            }
        }
    }

    /// Returns the findings of the comparison.
    fn list(&self, sources: &mut Sources, console: &mut Console) -> Result<ApprovalList, Outcome> {
        let Self { against, gate, .. } = self;
        let input = &self.input.clone().map(InputArgs::of).unwrap_or_default();
        let gate = gate.opened(input, console)?;
        let (is_required, if_baseline) = (true, false);
        let args = SideArgs { input, against, otherwise: None, is_required, if_baseline, gate: Some(&gate) };
        let Sides { olds, new, .. } = args.sides(Unchanged::Kept, sources, console)?;
        let (policy, verdict) = judged(&gate, input, (&olds, &new), sources, console)?;
        Ok(ApprovalList::new(&new, policy.approvals().clone(), verdict))
    }

    fn text(&self) -> ApprovalText {
        ApprovalText {
            reason: self.reason.clone().unwrap_or_default(),
            until: self.until.clone(),
            scope: match self.scope {
                Scope::Pr => ApprovalScope::Pr,
                Scope::Release => ApprovalScope::Release,
                Scope::Always => ApprovalScope::Always,
            },
        }
    }
}

/// Prints the findings, then those that are approved.
fn print(list: &ApprovalList, console: &mut Console) {
    let line = |finding: &Finding| {
        let fingerprint = finding.diagnostic.fingerprint.as_deref().unwrap_or_default();
        format!("{fingerprint} {}: {}", finding.rule.id(), finding.diagnostic.message)
    };
    let (mut open, mut approved) = (0, 0);
    for finding in list.open() {
        console.print(&format!("{}\n", line(finding)));
        open += 1;
    }
    for (finding, reason) in list.approved() {
        console.print(&format!("{} (approved: {reason})\n", line(finding)));
        approved += 1;
    }
    console.print_status(&format!("{} to approve, {approved} approved", count(open, "finding")));
}
