//! Witnesses of findings. If proof is required, findings without a witness do not fail; if a direction is selected, those
//! without a witness in that direction do not.

use protoward_breaking::Finding;
use protoward_breaking::witness::{Witnesses, evidence};
use protoward_source::{Directions, Severity};
use protoward_workspace::Workspace;

/// The options for witnesses that a caller adds to the configuration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WitnessOptions {
    /// `true` to attach a witness to each finding, as evidence.
    pub is_shown: bool,
    /// `true` to turn findings into warnings if no message of either version demonstrates them.
    pub is_required: bool,
    /// The directions in which findings fail; findings in other directions become warnings. `None` for those of the
    /// configuration.
    pub directions: Option<Directions>,
}

/// Attaches witnesses and directions to findings, as requested by the caller or the configuration.
pub(crate) fn attach(findings: &mut [Finding], proof: WitnessOptions, old: &Workspace, new: &Workspace) {
    let config = &new.config.breaking;
    let is_required = proof.is_required || config.proven;
    let selected = proof.directions.or(config.directions);
    if !proof.is_shown && !is_required && selected.is_none() {
        return;
    }
    let witnesses = Witnesses::new(&old.schema, &new.schema);
    for finding in findings {
        if proof.is_shown || is_required {
            let found = witnesses.of(finding);
            if proof.is_shown {
                finding.diagnostic.evidence = Some(Box::new(evidence(&found)));
            }
            // What cannot be judged stays an error.
            if let Err(none) = found.as_ref()
                && is_required
                && none.is_judged()
            {
                lower(finding, &format!("not proven: {}", none.reason()));
            }
        }
        if proof.is_shown || selected.is_some() {
            let directions = witnesses.directions(finding);
            finding.diagnostic.directions = Some(directions);
            if let Some(selected) = selected.filter(|selected| !selected.overlap(directions)) {
                lower(finding, &format!("not {}: {}", selected.name(), who_breaks(directions)));
            }
        }
    }
}

/// Returns the reason why a finding in other directions does not fail.
const fn who_breaks(directions: Directions) -> &'static str {
    match directions {
        Directions { forward: true, .. } => "it breaks old readers of new messages",
        Directions { backward: true, .. } => "it breaks new readers of old messages",
        Directions { backward: false, forward: false } => "it breaks source code, and no message",
    }
}

/// Turns a finding into a warning; its message states the reason in every report format.
fn lower(finding: &mut Finding, reason: &str) {
    if finding.diagnostic.severity == Severity::Error {
        finding.diagnostic.severity = Severity::Warning;
        let message = &mut finding.diagnostic.message;
        *message = format!("{message} ({reason})");
    }
}
