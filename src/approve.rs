//! `protoward approve`: each fingerprint is approved in the project that has its finding.

use std::collections::BTreeSet;

use super::against::AgainstArgs;
use super::console::Console;
use super::environment;
use super::gate_args::GateArgs;
use super::input::{InputArgs, InputFlags, reference};
use super::outcome::Outcome;
use super::parts::{Comparing, InputParts, PartArgs};
use super::parts_report::report_no_verdict;
use protoward_breaking::Finding;
use protoward_gate::{
    ApprovalList, ApprovalScope, ApprovalText, GateRun, NeededSchemas, NotJudged, unknown_fingerprint,
};
use protoward_inputs::Input;
use protoward_operations::fix::writable;
use protoward_policy::{Clock, IgnoreEnd};
use protoward_source::paths::shown;
use protoward_source::{Diagnostic, Sources, count};

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
    flags: InputFlags,

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

/// Parses the value of `--until`. The version of the schema, at which other approvals end, is not known yet.
fn end(text: &str) -> Result<IgnoreEnd, String> {
    let end = IgnoreEnd::parse(text)
        .ok_or_else(|| format!("it is neither a day nor a version; {}", protoward_policy::END_FORMS))?;
    match Clock::at(environment::now(), None).ended(&end) {
        Some(_) => Err("it is in the past, so that the approval would have no effect".to_owned()),
        None => Ok(end),
    }
}

impl Approve {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let input = &InputArgs::of_flags(self.input.clone(), self.flags.clone());
        let parts = match (Comparing { input, against: &self.against, gate: &self.gate }).parts(console) {
            Ok(InputParts::Nothing) => Vec::new(),
            Ok(InputParts::Whole(part)) => vec![*part],
            Ok(InputParts::Several(parts)) => parts,
            Err(outcome) => return outcome,
        };
        let mut sources = Sources::default();
        let mut lists = Vec::new();
        let mut taken = BTreeSet::new();
        for part in &parts {
            match self.list(part, &mut taken, &mut sources, console) {
                Ok(list) => lists.push((part.name.as_str(), list)),
                // A part without a baseline has nothing to approve; the others may have.
                Err(outcome) if outcome != Outcome::Fine => return outcome,
                Err(_) => {}
            }
        }
        if let (true, Some(fingerprint)) = (lists.is_empty(), self.fingerprints.first()) {
            console.problem(unknown_fingerprint(fingerprint, None));
            return Outcome::Failed;
        }
        if lists.is_empty() {
            return Outcome::Fine;
        }
        let done = if self.prune {
            lists.iter().try_for_each(|(_, list)| {
                let removed = list.prune()?;
                console.print_status(&match removed {
                    0 => "no approval is stale".to_owned(),
                    _ => format!("removed {} in {}", count(removed, "stale approval"), shown(&list.path())),
                });
                Ok(())
            })
        } else if self.fingerprints.is_empty() {
            let is_one = lists.len() == 1;
            lists.iter().for_each(|(name, list)| print(list, (!is_one).then_some(*name), &sources, console));
            Ok(())
        } else {
            self.approve(&lists, console)
        };
        match done {
            Ok(()) => Outcome::Fine,
            Err(problem) => {
                let problem: Box<Diagnostic> = problem;
                console.problem(*problem);
                Outcome::Failed
            }
        }
    }

    /// Approves each fingerprint in the project that has the finding. The last project reports those that none has, before anything
    /// is written.
    fn approve(&self, lists: &[(&str, ApprovalList)], console: &mut Console) -> Result<(), Box<Diagnostic>> {
        let mut rest: BTreeSet<&str> = self.fingerprints.iter().map(String::as_str).collect();
        let mut edited = Vec::new();
        for (at, (_, list)) in lists.iter().enumerate() {
            let is_last = at + 1 == lists.len();
            let (own, others) = rest.into_iter().partition(|fingerprint| is_last || list.has(fingerprint));
            rest = others;
            let own: BTreeSet<&str> = own;
            if !own.is_empty() {
                edited.push((list.with_approved(&own, &self.text())?, own.len()));
            }
        }
        for (file, approved) in edited {
            file.write()?;
            console.print_status(&format!("approved {} in {}", count(approved, "finding"), shown(&file.path())));
        }
        Ok(())
    }

    /// Compares a part, and returns its findings with their approvals. Errors are reported.
    /// `taken` has the older files that were compared with other parts.
    fn list(
        &self,
        part: &PartArgs,
        taken: &mut BTreeSet<String>,
        sources: &mut Sources,
        console: &mut Console,
    ) -> Result<ApprovalList, Outcome> {
        let gate = self.gate.opened(&part.input, console)?;
        let input = part.input.parse(console).ok_or(Outcome::Failed)?;
        let is_edited = self.prune || !self.fingerprints.is_empty();
        if is_edited && matches!(input, Input::Git(_) | Input::At { .. } | Input::Archive(_)) {
            writable(&input).map_err(|problem| {
                console.problem(*problem);
                Outcome::Failed
            })?;
        }
        let GateRun { problems, result, .. } =
            gate.run(part.request(&input, NeededSchemas::All, false, taken), sources);
        console.problems(&problems, sources);
        match result {
            Ok(comparison) => {
                taken.extend(comparison.older_files(sources));
                Ok(ApprovalList::new(comparison))
            }
            Err(NotJudged { reason, .. }) => Err(report_no_verdict(reason, sources, console).report(sources, console)),
        }
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

/// Prints the findings of a project, then those that are approved. Programs have the fingerprints in the findings.
fn print(list: &ApprovalList, project: Option<&str>, sources: &Sources, console: &mut Console) {
    let line = |finding: &Finding| {
        let fingerprint = finding.diagnostic.fingerprint.as_deref().unwrap_or_default();
        format!("{fingerprint} {}: {}", finding.rule.id(), finding.diagnostic.message)
    };
    let mut lines: Vec<String> = list.open().map(line).collect();
    let open = lines.len();
    lines.extend(list.approved().map(|(finding, reason)| format!("{} (approved: {reason})", line(finding))));
    let approved = lines.len() - open;
    console.listed(&lines, &list.open().map(|finding| finding.diagnostic.clone()).collect(), sources);
    let project = project.map(|name| format!("{name}: ")).unwrap_or_default();
    let summary = format!("{project}{} to approve, {approved} approved", count(open, "finding"));
    console.set_title(&summary);
    console.print_status(&summary);
}
