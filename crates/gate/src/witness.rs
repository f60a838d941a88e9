//! Witnesses of findings. If proof is required, findings that no message demonstrates do not fail.

use protoward_rules::Finding;
use protoward_rules::witness::{NoWitness, Witnesses, evidence};
use protoward_source::Severity;
use protoward_workspace::Workspace;

/// The options for witnesses that a caller adds to the configuration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WitnessOptions {
    /// `true` to attach a witness to each finding, as evidence.
    pub is_shown: bool,
    /// `true` to turn findings into warnings if no message of either version demonstrates them.
    pub is_required: bool,
}

/// Attaches witnesses to findings, as requested by the caller or the configuration.
pub(crate) fn attach(findings: &mut [Finding], proof: WitnessOptions, old: &Workspace, new: &Workspace) {
    let is_required = proof.is_required || new.config.breaking.proven;
    if !proof.is_shown && !is_required {
        return;
    }
    let witnesses = Witnesses::new(&old.schema, &new.schema);
    for finding in findings {
        let found = witnesses.of(finding);
        if proof.is_shown {
            finding.diagnostic.evidence = Some(Box::new(evidence(&found)));
        }
        // What cannot be judged stays an error.
        if let Err(none) = found.as_ref()
            && is_required
            && none.is_judged()
        {
            lower(finding, none);
        }
    }
}

/// Turns a finding into a warning; its message states the reason in every report format.
fn lower(finding: &mut Finding, none: &NoWitness) {
    finding.diagnostic.severity = Severity::Warning;
    let message = &mut finding.diagnostic.message;
    *message = format!("{message} (not proven: {})", none.reason());
}
