//! `--witness` and `--proven`: below each finding, a message that shows it; what no message shows does not fail.

use super::comparison::GateArgs;
use protoward_rules::Finding;
use protoward_rules::witness::{NoWitness, Witnesses, evidence};
use protoward_source::Severity;
use protoward_workspace::Workspace;

/// Looks for the witnesses of findings, as far as the flags and the configuration ask for them.
pub(super) fn attach(findings: &mut [Finding], gate: &GateArgs, old: &Workspace, new: &Workspace) {
    let is_proof_wanted = gate.proven || new.config.breaking.proven;
    if !gate.witness && !is_proof_wanted {
        return;
    }
    let witnesses = Witnesses::new(&old.schema, &new.schema);
    for finding in findings {
        let found = witnesses.of(finding);
        if gate.witness {
            finding.diagnostic.evidence = Some(Box::new(evidence(&found)));
        }
        if let Err(none) = found.as_ref()
            && is_proof_wanted
        {
            lower(finding, none);
        }
    }
}

/// Makes a warning of a finding; its message says so in every form of report.
fn lower(finding: &mut Finding, none: &NoWitness) {
    finding.diagnostic.severity = Severity::Warning;
    let message = &mut finding.diagnostic.message;
    *message = format!("{message} (not proven: {})", none.reason());
}
