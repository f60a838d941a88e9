//! Names of rules of a `buf.yaml` in words that select the same rules in a `protoward.toml`.

use protoward_policy::{Catalog, ConfigVersion, PolicySettings, Rule};
use protoward_settings::Version;

/// The version of names in a `protoward.toml`.
const OWN: ConfigVersion = ConfigVersion::Own;

/// The names of one kind of rules in a version of `buf.yaml`.
#[derive(Clone, Copy)]
pub(crate) struct RuleNames {
    catalog: &'static Catalog,
    version: ConfigVersion,
}

/// The rules of settings, in words of a `protoward.toml`.
pub(crate) struct AdoptedRules {
    pub(crate) used: Vec<String>,
    pub(crate) except: Vec<String>,
    /// The rules that only an older version of buf has.
    pub(crate) lost: Vec<String>,
}

impl RuleNames {
    pub(crate) const fn new(catalog: &'static Catalog, version: Version) -> Self {
        let version = match version {
            Version::V1Beta1 => ConfigVersion::V1Beta1,
            Version::V1 => ConfigVersion::V1,
            Version::V2 => ConfigVersion::V2,
        };
        Self { catalog, version }
    }

    /// Returns the names of the rules that settings use and except. Rules of buf that a category has in addition are excepted;
    /// those that buf does not know are not.
    pub(crate) fn adopted(self, settings: &PolicySettings) -> AdoptedRules {
        let words: Vec<&str> = settings.use_.iter().map(|word| &*word.text).collect();
        let wanted: Vec<&Rule> = words.iter().flat_map(|word| self.catalog.named(self.version, word)).collect();
        let mut used: Vec<String> = words.iter().flat_map(|word| self.used(word)).collect();
        used.dedup();
        let mut except: Vec<String> = settings.except.iter().flat_map(|word| self.exactly(&word.text)).collect();
        let selected = used.iter().flat_map(|word| self.catalog.named(OWN, word));
        let more = selected.filter(|rule| !rule.is_own() && rule.stands_for().is_empty() && !wanted.contains(rule));
        except.extend(more.map(|rule| rule.id().to_owned()));
        let mut known = std::collections::BTreeSet::new();
        except.retain(|word| known.insert(word.clone()));
        let lost = wanted.into_iter().filter(|rule| !self.is_kept(rule));
        let lost: std::collections::BTreeSet<String> = lost.map(|rule| rule.id().to_owned()).collect();
        AdoptedRules { used, except, lost: lost.into_iter().collect() }
    }

    /// Returns names that cover all rules of a name, and perhaps more.
    fn used(self, word: &str) -> Vec<String> {
        let rules = self.kept(word);
        // A rule of a plugin is in no catalog.
        if !self.catalog.is_known(self.version, word) || self.covers(word, &rules) && !rules.is_empty() {
            return vec![word.to_owned()];
        }
        let more = |name: &str| of_buf(&self.catalog.named(OWN, name)) - of_buf(&rules);
        let categories = self.catalog.categories().iter().map(|category| category.id());
        let around = categories.filter(|name| !name.is_empty() && self.covers(name, &rules));
        let nearest = around.min_by_key(|name| more(name)).filter(|name| more(name) < rules.len());
        match nearest.filter(|_| rules.len() > 1) {
            Some(category) => vec![category.to_owned()],
            None => ids(&rules),
        }
    }

    /// Returns names that select the rules of a name, and no other rule that buf has.
    pub(crate) fn exactly(self, word: &str) -> Vec<String> {
        let rules = self.kept(word);
        let is_same = self.covers(word, &rules) && of_buf(&self.catalog.named(OWN, word)) == of_buf(&rules);
        if !self.catalog.is_known(self.version, word) || is_same && !rules.is_empty() {
            return vec![word.to_owned()];
        }
        ids(&rules)
    }

    /// Returns the rules of a name that a `protoward.toml` can select.
    fn kept(self, word: &str) -> Vec<&'static Rule> {
        self.catalog.named(self.version, word).into_iter().filter(|rule| self.is_kept(rule)).collect()
    }

    fn is_kept(self, rule: &Rule) -> bool {
        self.catalog.named(OWN, rule.id()).contains(&rule)
    }

    fn covers(self, name: &str, rules: &[&'static Rule]) -> bool {
        let own = self.catalog.named(OWN, name);
        rules.iter().all(|rule| own.contains(rule))
    }
}

/// Returns the number of rules that buf has.
fn of_buf(rules: &[&'static Rule]) -> usize {
    rules.iter().filter(|rule| !rule.is_own() && rule.stands_for().is_empty()).count()
}

fn ids(rules: &[&'static Rule]) -> Vec<String> {
    rules.iter().map(|rule| rule.id().to_owned()).collect()
}
