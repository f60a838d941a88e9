//! The first configuration of a schema, compared with the default one, by which changes before it were judged.

use std::collections::{BTreeMap, HashSet};

use super::effect::{Effect, FirstChange};
use super::places::Places;
use super::{ConfigChange, severity, severity_of};
use crate::OlderVersion;
use crate::policy::Policy;
use crate::policy_findings::judge;
use protoward_breaking::Finding;
use protoward_schema::Element;
use protoward_settings::{Breaking, Config};
use protoward_source::{Report, Severity, Sources};
use protoward_workspace::Workspace;

/// Returns what the first configuration permits that the default one reports. It is an error only if a change of the schema
/// passes because of it, so that a configuration can be introduced without the owner of the gate.
pub(super) fn weaker(
    version: &OlderVersion,
    new: &Workspace,
    sources: &Sources,
    policy: &Policy,
    findings: &[Finding],
) -> Report {
    let old = &version.workspace;
    let is = new.compared_config();
    let is_given = policy.options.has_given_configuration;
    let is_first = !is_given && old.inherits_configuration() && old.former_configs().is_empty();
    if !is_first || !version.baseline.lacks_first_configuration() || is_as_buf(is, policy) {
        return Report::default();
    }
    let was = default_of(is);
    let change = ConfigChange { old, new, was: &was, is, policy };
    let effects = change.effects();
    if effects.is_empty() {
        return Report::default();
    }
    let passes = || match change.findings_before(sources) {
        Ok(before) => !elements_with_errors(&before).is_subset(&elements_with_errors(findings)),
        Err(_) => true,
    };
    let severity = if passes() { severity_of(policy) } else { Severity::Warning };
    effects.into_iter().map(|effect| effect.finding(severity)).collect()
}

/// Returns what the first configuration of a schema leaves out. The commit that adopts protoward chooses its modules, so that files
/// without a change are no error, unless they had a configuration of their own.
pub(super) fn left_out(version: &OlderVersion, is: &Config, policy: &Policy) -> Report {
    let files = version.workspace.left_out();
    if files.is_empty() || !version.baseline.shows_left_out_files() || is_as_buf(is, policy) {
        return Report::default();
    }
    let places = Places { was: is, is };
    let mut found: BTreeMap<(FirstChange, Severity), Vec<&str>> = BTreeMap::new();
    for file in files {
        let (change, severity) = match &file.former {
            Some(was) => (FirstChange::Configured, severity(was, is, policy)),
            None if file.is_changed => (FirstChange::Changed, Some(severity_of(policy))),
            None => (FirstChange::Unchanged, Some(Severity::Warning)),
        };
        if let Some(severity) = severity {
            found.entry((change, severity)).or_default().push(&file.path);
        }
    }
    let finding =
        |((change, severity), paths): (_, Vec<&str>)| Effect::first_left_out(&places, &paths, change).finding(severity);
    found.into_iter().map(finding).collect()
}

/// Returns `true` if the findings are those of buf, which does not compare configurations.
fn is_as_buf(is: &Config, policy: &Policy) -> bool {
    policy.is_compat_buf && is.is_of_buf()
}

/// Returns the default configuration with the files of another one.
fn default_of(config: &Config) -> Config {
    let breaking = Breaking { version: config.breaking.version, ..Breaking::default() };
    let of_dependencies = breaking.clone();
    let default = Config { form: config.form, version: config.version, breaking, of_dependencies, ..Config::default() };
    config.with_policy(&default)
}

impl ConfigChange<'_> {
    /// Returns the findings by the old configuration.
    fn findings_before(&self, sources: &Sources) -> Result<Vec<Finding>, Report> {
        let policy = Policy::new(self.was, self.policy.options.clone())?;
        let mut new = self.new.clone();
        new.set_policy(self.was.clone(), self.was.clone());
        Ok(judge(self.old, &new, sources, &policy).findings)
    }
}

/// Returns the elements with errors, by their ids in both versions.
fn elements_with_errors(findings: &[Finding]) -> HashSet<(Option<Element>, Option<Element>)> {
    let errors = findings.iter().filter(|finding| finding.diagnostic.severity == Severity::Error);
    errors.map(|finding| (finding.old_element, finding.element)).collect()
}
