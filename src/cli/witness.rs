//! `--witness`: below each finding, a message that shows it.

use crate::breaking::Finding;
use crate::schema::Schema;
use crate::witness::{Witnesses, evidence};

/// Gives each finding its witness, or the reason why it has none.
pub(super) fn attach(findings: &mut [Finding], old: &Schema, new: &Schema) {
    let witnesses = Witnesses::new(old, new);
    for finding in findings {
        finding.diagnostic.evidence = Some(Box::new(evidence(&witnesses.of(finding))));
    }
}
