//! A configuration that is governed by another one: it keeps its files and modules, and has the rules of the other.

use super::check::in_module;
use super::settings::{Breaking, Config, Module};

impl Config {
    /// Returns this configuration with the rules, plugins, severities, ignores, requirements, approvers and deprecation
    /// periods of another one. A module has those of the other's module with the same name or folder, or else those of its
    /// section `breaking`. The modules, the baseline and the ledger stay.
    #[must_use]
    pub fn with_policy(&self, policy: &Self) -> Self {
        let settings = |breaking: &Breaking, path: &str| Breaking {
            against: self.breaking.against.clone(),
            ledger: self.breaking.ledger.clone(),
            policy_from: self.breaking.policy_from.clone(),
            ..in_module(breaking, path, policy.version, policy.form)
        };
        let module = |module: &Module| {
            let name = |module: &Module| module.name.as_ref().map(|name| name.text.clone());
            let is_named = |other: &&Module| name(module).is_some() && name(module) == name(other);
            let has_path = |other: &&Module| module.path.text == other.path.text;
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
            modules: self.modules.iter().map(module).collect(),
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
