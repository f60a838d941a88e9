//! Approvals that a change adds for its own findings.

use super::people::person;
use protoward_kit::random::Random;

/// An approval of all findings of a change.
#[derive(Debug, Clone, Copy)]
pub(super) struct DrawnApproval {
    pub(super) kind: ApprovalKind,
    /// The author of the commit that adds it.
    pub(super) author: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ApprovalKind {
    Right,
    /// The text is about another element than the fingerprint.
    OtherText,
    /// The approval has ended.
    Ended,
}

impl DrawnApproval {
    pub(super) fn draw(random: &mut Random) -> Self {
        let kind = match random.below(4) {
            0 => ApprovalKind::OtherText,
            1 => ApprovalKind::Ended,
            _ => ApprovalKind::Right,
        };
        Self { kind, author: person(random) }
    }

    /// Returns a script that approves all findings and commits that. Fails if there is nothing to approve.
    pub(super) fn script(self) -> String {
        let edit = match self.kind {
            ApprovalKind::Right => "s/x/x/",
            ApprovalKind::OtherText => "s/element = \"[^\"]*\"/element = \"p.v1.A\"/",
            ApprovalKind::Ended => "s/ }/, until = \"2020-01-01\" }/",
        };
        format!(
            "findings=$(\"$PROTOWARD\" approve | cut -d' ' -f1)\ntest -n \"$findings\"\nfor finding in $findings; do \
             \"$PROTOWARD\" approve \"$finding\" --reason agreed; done\nsed -i '{edit}' protoward.approvals.toml\n\
             git add -A\ngit -c user.email={} commit -q -m three\n",
            self.author
        )
    }
}
