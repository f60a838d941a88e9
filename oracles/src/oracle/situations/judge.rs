//! The judgment of an answer: the same verdict, a failure with a reason, or one of the ways to be wrong.

use std::collections::BTreeSet;

/// The answer of the reference.
#[derive(Debug)]
pub(super) enum Reference {
    /// The exit codes of the acceptable comparisons of folders, and their commits and findings.
    Codes { codes: BTreeSet<i32>, commits: Vec<String>, findings: Vec<BTreeSet<String>> },
    /// A commit is compared with itself.
    Itself,
    /// There is no earlier commit.
    First,
    /// The service names a commit that the clone does not have.
    NotFetched,
    /// The service names this branch, which the clone does not have.
    BranchNotFetched(&'static str),
}

impl Reference {
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Codes { codes, commits, .. } => {
                let codes: Vec<String> = codes.iter().map(i32::to_string).collect();
                let short: Vec<&str> = commits.iter().map(|id| &id[..7]).collect();
                format!("reference: {} since {}", codes.join(" or "), short.join(", "))
            }
            Self::Itself => "reference: nothing to compare, which fails".to_owned(),
            Self::First => "reference: there is no earlier commit".to_owned(),
            Self::NotFetched => "reference: the commit that the service names is not in the clone".to_owned(),
            Self::BranchNotFetched(branch) => format!("reference: the branch `{branch}` is not in the clone"),
        }
    }
}

/// The kind of a judgment, from good to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum JudgmentKind {
    Same,
    /// Exit code 1 where something is missing.
    Failed,
    /// The reference cannot compare these folders.
    Undecided,
    /// The exit code 100 with other findings.
    OtherFindings,
    /// A finding where the reference has none.
    FalseAlarm,
    /// Exit code 1 where nothing is missing.
    NeedlessFailure,
    /// A success where the reference has a finding, or without a comparison.
    FalsePass,
}

impl JudgmentKind {
    pub(super) const ALL: [Self; 7] = [
        Self::Same,
        Self::Failed,
        Self::Undecided,
        Self::OtherFindings,
        Self::FalseAlarm,
        Self::NeedlessFailure,
        Self::FalsePass,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Failed => "a reason",
            Self::Undecided => "undecided",
            Self::OtherFindings => "OTHER",
            Self::FalseAlarm => "FALSE ALARM",
            Self::NeedlessFailure => "NEEDLESS",
            Self::FalsePass => "FALSE PASS",
        }
    }

    pub(super) const fn is_difference(self) -> bool {
        matches!(self, Self::OtherFindings | Self::FalseAlarm | Self::NeedlessFailure | Self::FalsePass)
    }
}

pub(super) struct Judgment {
    pub(super) kind: JudgmentKind,
    /// The reference's answer and the output of protoward.
    pub(super) text: String,
}

pub(super) struct Answers<'a> {
    pub(super) code: Option<i32>,
    pub(super) text: &'a str,
    pub(super) reference: &'a Reference,
    pub(super) may_lack_objects: bool,
    pub(super) has_repository: bool,
    pub(super) is_ci: bool,
}

impl Answers<'_> {
    pub(super) fn judge(&self) -> Judgment {
        Judgment { kind: self.kind(), text: String::new() }
    }

    fn kind(&self) -> JudgmentKind {
        // A project without changes has no earlier commit, although other projects are compared with the first commit.
        let is_first = self.text.contains("is the first commit") && self.text.contains(" since ");
        let says_nothing = self.text.contains("nothing was compared") && !is_first;
        match (self.code, self.reference) {
            // Without a repository, only `check` of a developer may go on, and says so.
            (Some(0), _) if !self.has_repository => {
                if says_nothing && !self.is_ci {
                    JudgmentKind::Same
                } else {
                    JudgmentKind::FalsePass
                }
            }
            (Some(1), _) if !self.has_repository => JudgmentKind::Failed,
            (Some(1), Reference::Itself | Reference::NotFetched) => JudgmentKind::Same,
            (Some(1), Reference::BranchNotFetched(branch)) if self.text.contains(branch) => JudgmentKind::Same,
            (Some(0), Reference::First) => JudgmentKind::Same,
            (Some(0), Reference::Itself | Reference::NotFetched | Reference::BranchNotFetched(_)) => {
                JudgmentKind::FalsePass
            }
            (Some(0), Reference::Codes { .. }) if says_nothing => JudgmentKind::FalsePass,
            (Some(100), Reference::Codes { codes, findings: sets, .. }) if codes.contains(&100) => {
                if sets.contains(&findings(self.text)) { JudgmentKind::Same } else { JudgmentKind::OtherFindings }
            }
            (Some(code), Reference::Codes { codes, .. }) if codes.contains(&code) => JudgmentKind::Same,
            (Some(1), _) if self.may_lack_objects && has_reason(self.text) => JudgmentKind::Failed,
            (Some(0 | 100), Reference::Codes { codes, .. }) if codes.iter().all(|it| *it == 1) => {
                JudgmentKind::Undecided
            }
            (Some(0), _) => JudgmentKind::FalsePass,
            (Some(100), _) => JudgmentKind::FalseAlarm,
            (_, _) => JudgmentKind::NeedlessFailure,
        }
    }
}

/// Returns the findings of an output without their places and effects: messages with the id of a rule.
pub(super) fn findings(text: &str) -> BTreeSet<String> {
    let message = |line: &str| {
        let (line, rule) = line.strip_suffix(']')?.rsplit_once(" [")?;
        let is_rule = rule.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
        let message = line.splitn(4, ':').nth(3).filter(|_| is_rule)?;
        // The names of the baselines differ.
        let message = message.split_once(" (breaks ").map_or(message, |(message, _)| message);
        Some(format!("{message} [{rule}]"))
    };
    text.lines().filter_map(message).collect()
}

/// Returns `true` for a finding about files that the first configuration leaves out.
pub(super) fn is_left_out(finding: &str) -> bool {
    finding.contains("left out of the schema from now on")
}

/// Returns `true` if an output has a message with a code.
fn has_reason(text: &str) -> bool {
    text.lines().any(|line| line.ends_with(']') && line.contains(" ["))
}
