use std::path::PathBuf;

use super::against::AgainstArgs;
use super::comparison::{GateArgs, judged};
use super::console::Console;
use super::diagnostics;
use super::input::{InputArgs, reference};
use super::outcome::Outcome;
use super::sides::SideArgs;
use super::words::count;
use protoward_gate::{APPROVALS_FILE_NAME, Approval, ApprovalScope, Approvals, Sides, Unchanged, Verdicts};
use protoward_output::write_files;
use protoward_policy::IgnoreEnd;
use protoward_rules::Finding;
use protoward_source::{Sources, nearest};
use protoward_workspace::Workspace;

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

/// The findings of a comparison, approved ones included.
struct Compared {
    new: Workspace,
    approvals: Approvals,
    verdict: Verdicts,
}

impl Compared {
    fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.verdict.findings().chain(self.verdict.ignored.iter().map(|(finding, _)| finding))
    }

    fn path(&self) -> PathBuf {
        let root = self.new.root.clone().unwrap_or_default();
        if root.as_os_str() == "." { PathBuf::from(APPROVALS_FILE_NAME) } else { root.join(APPROVALS_FILE_NAME) }
    }
}

impl Approve {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let mut sources = Sources::default();
        let compared = match self.compared(&mut sources, console) {
            Ok(compared) => compared,
            Err(outcome) => return outcome,
        };
        if self.prune {
            return prune(&compared, console);
        }
        if self.fingerprints.is_empty() {
            return list(&compared, console);
        }
        match self.added(&compared) {
            Ok(added) => {
                let all: Vec<Approval> = compared.approvals.all.iter().cloned().chain(added).collect();
                let text = format!("approved {}", count(self.fingerprints.len(), "finding"));
                write(&compared, &all, &text, console)
            }
            Err(unknown) => {
                let all = compared.verdict.findings().filter_map(|it| it.diagnostic.fingerprint.as_deref());
                let near = nearest(unknown, all).first().map(|near| (*near).to_owned());
                console.problem(diagnostics::unknown_fingerprint(unknown, near.as_deref()));
                Outcome::Failed
            }
        }
    }

    fn compared(&self, sources: &mut Sources, console: &mut Console) -> Result<Compared, Outcome> {
        let Self { against, gate, .. } = self;
        let input = &self.input.clone().map(InputArgs::of).unwrap_or_default();
        let gate = gate.opened(input, console)?;
        let (is_required, if_baseline) = (true, false);
        let args = SideArgs { input, against, otherwise: None, is_required, if_baseline, gate: Some(&gate) };
        let Sides { olds, new, .. } = args.sides(Unchanged::Kept, sources, console)?;
        let (policy, verdict) = judged(&gate, input, (&olds, &new), sources, console)?;
        let approvals = policy.approvals().clone();
        Ok(Compared { new, approvals, verdict })
    }

    /// Returns the new approvals.
    ///
    /// # Errors
    /// Fails for a fingerprint that no finding has.
    fn added<'a>(&'a self, compared: &Compared) -> Result<Vec<Approval>, &'a str> {
        let approval = |fingerprint: &'a String| {
            let is_meant = |finding: &&Finding| finding.diagnostic.fingerprint.as_ref() == Some(fingerprint);
            let finding = compared.findings().find(is_meant).ok_or(fingerprint.as_str())?;
            let subject = finding.diagnostic.subject.as_ref();
            Ok(Approval {
                finding: fingerprint.clone(),
                rule: finding.rule.id().to_owned(),
                element: subject.and_then(|subject| subject.element.clone()).unwrap_or_default(),
                reason: self.reason.clone().unwrap_or_default(),
                until: self.until.clone(),
                scope: match self.scope {
                    Scope::Pr => ApprovalScope::Pr,
                    Scope::Release => ApprovalScope::Release,
                    Scope::Always => ApprovalScope::Always,
                },
                place: None,
            })
        };
        self.fingerprints.iter().map(approval).collect()
    }
}

fn list(compared: &Compared, console: &mut Console) -> Outcome {
    let line = |finding: &Finding| {
        let fingerprint = finding.diagnostic.fingerprint.as_deref().unwrap_or_default();
        format!("{fingerprint} {}: {}", finding.rule.id(), finding.diagnostic.message)
    };
    for finding in compared.verdict.findings() {
        console.print(&format!("{}\n", line(finding)));
    }
    let reason = |finding: &Finding| {
        let fingerprint = finding.diagnostic.fingerprint.as_ref()?;
        compared.approvals.all.iter().find(|approval| approval.finding == *fingerprint)
    };
    let mut approved = 0;
    for (finding, _) in &compared.verdict.ignored {
        if let Some(approval) = reason(finding) {
            console.print(&format!("{} (approved: {})\n", line(finding), approval.reason));
            approved += 1;
        }
    }
    let open = compared.verdict.len();
    console.print_status(&format!("{} to approve, {approved} approved", count(open, "finding")));
    Outcome::Fine
}

fn prune(compared: &Compared, console: &mut Console) -> Outcome {
    let stale: Vec<Approval> = compared.approvals.stale(compared.findings()).into_iter().cloned().collect();
    if stale.is_empty() {
        console.print_status("no approval is stale");
        return Outcome::Fine;
    }
    let kept: Vec<Approval> =
        compared.approvals.all.iter().filter(|approval| !stale.contains(approval)).cloned().collect();
    write(compared, &kept, &format!("removed {}", count(stale.len(), "stale approval")), console)
}

fn write(compared: &Compared, all: &[Approval], done: &str, console: &mut Console) -> Outcome {
    let path = compared.path();
    match write_files(vec![(path.clone(), Approvals::text(all).into_bytes())]) {
        Ok(()) => {
            console.print_status(&format!("{done} in {}", path.display()));
            Outcome::Fine
        }
        Err(diagnostic) => {
            console.problem(*diagnostic);
            Outcome::Failed
        }
    }
}
