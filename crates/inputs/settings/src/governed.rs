//! A configuration that is governed by another one: it keeps its files and modules, and has the rules of the other.

use super::check::in_module;
use super::settings::{Breaking, Config, Module};

impl Config {
    /// Returns this configuration with the rules, plugins, severities, ignores, requirements, approvers and deprecation
    /// periods of another one. A module has those of the other's module with the same name or folder, or else those of its
    /// section `breaking`. The modules, the baseline and the ledger stay.
    #[must_use]
    pub fn with_policy(&self, policy: &Self) -> Self {
        self.with_policy_of(policy, &[])
    }

    /// Returns this configuration with the policy of another one, as [`with_policy`](Self::with_policy) does. A module with an
    /// earlier one in `before` has the policy for the name and the folder of that.
    #[must_use]
    pub fn with_policy_of(&self, policy: &Self, before: &[Option<&Module>]) -> Self {
        let settings = |breaking: &Breaking, path: &str| Breaking {
            against: self.breaking.against.clone(),
            ledger: self.breaking.ledger.clone(),
            policy_from: self.breaking.policy_from.clone(),
            ..in_module(breaking, path, policy.version, policy.form)
        };
        let module = |(index, module): (usize, &Module)| {
            let known = before.get(index).copied().flatten().unwrap_or(module);
            let is_named = |other: &&Module| known.shares_name(other);
            let has_path = |other: &&Module| known.path.text == other.path.text;
            let same = policy.modules.iter().find(is_named).or_else(|| policy.modules.iter().find(has_path));
            let breaking = match same {
                Some(same) => same.breaking.as_ref().unwrap_or(&policy.breaking),
                None => &policy.of_dependencies,
            };
            Module { breaking: Some(settings(breaking, &module.path.text)), ..module.clone() }
        };
        Self {
            form: policy.form,
            version: policy.version,
            current: policy.current.clone().or_else(|| self.current.clone()),
            modules: self.modules.iter().enumerate().map(module).collect(),
            breaking: settings(&policy.of_dependencies, ""),
            of_dependencies: settings(&policy.of_dependencies, ""),
            approvals: policy.approvals.clone(),
            deprecation: policy.deprecation.clone(),
            stability: policy.stability.clone(),
            plugins: policy.plugins.clone(),
            policies: policy.policies.clone(),
            keys: policy.keys.clone(),
            ..self.clone()
        }
    }
}
