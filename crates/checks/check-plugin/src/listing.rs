//! The rules of a plugin, validated.

use std::collections::BTreeSet;

use crate::messages::{ListedCategory, ListedRule};

/// The rules of a plugin, sorted by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Listing {
    /// The rules, including deprecated ones, which are not run.
    pub rules: Vec<PluginRule>,
    /// The ids of all categories.
    pub categories: Vec<String>,
}

/// A rule of a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PluginRule {
    /// The id, by which configurations name the rule.
    pub id: String,
    /// The ids of its categories.
    pub categories: Vec<String>,
    /// `true` if the rule runs when a configuration names no rules.
    pub is_default: bool,
    /// The purpose, as a sentence.
    pub purpose: String,
    /// The subject of the rule.
    pub kind: RuleKind,
    /// The ids of the rules that replace a deprecated rule; `None` for other rules.
    pub replaced_by: Option<Vec<String>>,
}

/// The subject of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleKind {
    /// One version of a schema.
    Lint,
    /// The change from one version of a schema to another.
    Breaking,
}

impl Listing {
    /// Validates the rules and categories of a plugin, as buf does. Ids must also have the form that the protocol requires,
    /// because configurations and comments name them.
    pub(crate) fn new(rules: Vec<ListedRule>, categories: &[ListedCategory]) -> Result<Self, String> {
        let mut ids = BTreeSet::new();
        for category in categories {
            check_id("category", &category.id)?;
            if category.purpose.is_empty() {
                return Err(format!("its category `{}` has no purpose", category.id));
            }
            if !ids.insert(category.id.clone()) {
                return Err(format!("it lists the category `{}` twice", category.id));
            }
        }
        let known: BTreeSet<String> = ids.clone();
        let mut checked = Vec::new();
        for rule in rules {
            check_id("rule", &rule.id)?;
            if known.contains(&rule.id) {
                return Err(format!("`{}` is both a rule and a category of it", rule.id));
            }
            if !ids.insert(rule.id.clone()) {
                return Err(format!("it lists the rule `{}` twice", rule.id));
            }
            checked.push(PluginRule::new(rule, &known)?);
        }
        checked.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(Self { rules: checked, categories: known.into_iter().collect() })
    }

    /// Returns the rule with this id.
    pub fn rule(&self, id: &str) -> Option<&PluginRule> {
        self.rules.iter().find(|rule| rule.id == id)
    }
}

impl PluginRule {
    fn new(rule: ListedRule, categories: &BTreeSet<String>) -> Result<Self, String> {
        let ListedRule { id, categories: own, is_default, purpose, kind, is_deprecated, replacements } = rule;
        if purpose.is_empty() {
            return Err(format!("its rule `{id}` has no purpose"));
        }
        if let Some(unknown) = own.iter().find(|category| !categories.contains(*category)) {
            return Err(format!("its rule `{id}` is in the category `{unknown}`, which it does not list"));
        }
        if is_deprecated && is_default {
            return Err(format!("its rule `{id}` is deprecated, and runs by default"));
        }
        if !is_deprecated && !replacements.is_empty() {
            return Err(format!("its rule `{id}` has replacements, and is not deprecated"));
        }
        let kind = match kind {
            1 => RuleKind::Lint,
            2 => RuleKind::Breaking,
            other => return Err(format!("its rule `{id}` has the type {other}, which is neither lint nor breaking")),
        };
        let replaced_by = is_deprecated.then_some(replacements);
        Ok(Self { id, categories: own, is_default, purpose, kind, replaced_by })
    }
}

/// Checks the form of an id: 3 to 64 capital letters, digits and underscores, without underscores at the ends.
fn check_id(what: &str, id: &str) -> Result<(), String> {
    let is_inside = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    let is_right =
        (3..=64).contains(&id.len()) && id.bytes().all(is_inside) && !id.starts_with('_') && !id.ends_with('_');
    if is_right {
        Ok(())
    } else {
        Err(format!(
            "`{id}` is not an id of a {what}: an id has 3 to 64 capital letters, digits and underscores, and begins and ends with \
             a letter or a digit"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(id: &str) -> ListedRule {
        ListedRule { id: id.to_owned(), purpose: "Checks.".to_owned(), kind: 1, ..ListedRule::default() }
    }

    fn category(id: &str) -> ListedCategory {
        ListedCategory { id: id.to_owned(), purpose: "A category.".to_owned() }
    }

    fn error(rules: Vec<ListedRule>, categories: &[ListedCategory]) -> String {
        Listing::new(rules, categories).expect_err("it is invalid")
    }

    #[test]
    fn sorts_rules() {
        let listing = Listing::new(vec![rule("BBB"), rule("AAA")], &[category("CAT")]).expect("it is valid");
        assert_eq!(listing.rules.iter().map(|rule| rule.id.as_str()).collect::<Vec<_>>(), ["AAA", "BBB"]);
        assert_eq!(listing.rule("BBB").map(|rule| rule.kind), Some(RuleKind::Lint));
    }

    #[test]
    fn rejects_invalid_lists() {
        assert!(error(vec![rule("AAA"), rule("AAA")], &[]).contains("twice"));
        assert!(error(vec![], &[category("CAT"), category("CAT")]).contains("twice"));
        assert!(error(vec![rule("CAT")], &[category("CAT")]).contains("both a rule and a category"));
        for id in ["", "AB", "abc", "A B", "_AB", "AB_", "Ä_B", &"A".repeat(65)] {
            assert!(error(vec![rule(id)], &[]).contains("is not an id"), "{id}");
        }
        let with = |change: fn(&mut ListedRule)| {
            let mut rule = rule("AAA");
            change(&mut rule);
            error(vec![rule], &[category("CAT")])
        };
        assert!(with(|rule| rule.categories = vec!["OTHER".to_owned()]).contains("does not list"));
        assert!(with(|rule| rule.purpose.clear()).contains("no purpose"));
        assert!(with(|rule| rule.kind = 0).contains("type 0"));
        assert!(with(|rule| (rule.is_deprecated, rule.is_default) = (true, true)).contains("by default"));
        assert!(with(|rule| rule.replacements = vec!["BBB".to_owned()]).contains("not deprecated"));
    }
}
