//! Effects of policies: those that a change removes, and those that find less.

use super::effect::{Effect, clause};
use super::places::Places;
use super::{ConfigChange, covers, plugins};
use protoward_policy::{ConfigVersion, Ignore, IgnoreScope, PolicySettings, PolicySide, relaxations};
use protoward_settings::{PolicyRules, PolicySetting};

impl ConfigChange<'_> {
    /// Returns the effects of the policies that the old configuration adds. A policy that could not be read found nothing.
    pub(super) fn effects_of_policies(&self, places: &Places<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        for (index, before) in self.was.policies.iter().enumerate() {
            let Ok(was) = before.rules() else { continue };
            let name = &before.name.text;
            match self.is.policies.iter().find(|policy| policy.name.text == *name) {
                Some(now) => effects.extend(now.rules().ok().into_iter().flat_map(|is| self.weaker(now, was, is))),
                None => {
                    let key = if self.was.is_of_buf() { "policies" } else { "policy" };
                    let place = places.key_of_old(&format!("{key}[{index}]"));
                    effects.push(Effect::of_key(format!("the policy `{name}` no longer applies"), place));
                }
            }
        }
        effects
    }

    /// Returns what a policy no longer finds.
    fn weaker(&self, now: &PolicySetting, was: &PolicyRules, is: &PolicyRules) -> Vec<Effect> {
        let catalog = &self.policy.catalog;
        let known = |settings: &PolicySettings| settings.known_to(catalog, ConfigVersion::V2);
        let settings = [known(&was.breaking), known(&is.breaking)];
        let side = |settings| PolicySide {
            settings,
            version: ConfigVersion::V2,
            has_ledger: self.policy.options.ledger.is_some(),
            clock: &self.policy.options.clock,
        };
        let region = |ignore: &Ignore| match &ignore.within {
            IgnoreScope::All => Some(String::new()),
            IgnoreScope::Path(path) => Some(path.clone()),
            IgnoreScope::Nothing => None,
        };
        let covered = |ignore: &Ignore, own: &Ignore| covers(region(ignore), region(own));
        let found = relaxations(catalog, side(&settings[0]), side(&settings[1]), &covered);
        let of_plugins =
            plugins::changes([self.old, self.new], &was.plugins, &is.plugins).into_iter().map(|(_, message)| message);
        let messages = found.iter().map(clause).chain(of_plugins);
        let place = || now.name.place.map_or(super::places::RelaxedPlace { is: None, was: None }, Into::into);
        messages.map(|it| Effect::of_key(format!("{it} by the policy `{}`", now.name.text), place())).collect()
    }
}
