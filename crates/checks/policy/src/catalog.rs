//! Catalogs of rules, and the names that a configuration may use.

use crate::{Category, ConfigVersion, Rule};
use protoward_source::nearest;

/// The rules of one kind, such as `breaking`, with the names by which a configuration selects them.
///
/// ```
/// use protoward_policy::{Catalog, Category, ConfigVersion, Rule};
///
/// const BASIC: Category = Category::of_buf("BASIC");
/// static RULES: [Rule; 1] = [Rule::new("PACKAGE_DEFINED", "files have a package", &[BASIC], "# PACKAGE_DEFINED\n")];
///
/// let lint = Catalog::new("lint", &RULES, &[BASIC]);
/// assert_eq!(lint.named(ConfigVersion::V2, "BASIC"), [&RULES[0]]);
/// assert_eq!(lint.mark(), "protoward:lint:ignore");
/// ```
#[derive(Clone, Debug)]
pub struct Catalog {
    name: &'static str,
    rules: Vec<&'static Rule>,
    categories: Vec<Category>,
    retired: Vec<RetiredRule>,
    of_gate: &'static [Rule],
    implied: &'static [ImpliedRule],
    example: &'static str,
    /// The names of the other section, for advice.
    other: Option<OtherSection>,
}

/// The names of the section of a configuration for another kind of rules.
#[derive(Clone, Debug)]
struct OtherSection {
    name: &'static str,
    rules: Vec<&'static str>,
    categories: Vec<&'static str>,
}

/// A rule whose findings are also findings of other rules.
#[derive(Clone, Copy, Debug)]
pub struct ImpliedRule {
    /// The id of the rule that is implied.
    pub id: &'static str,
    /// Sets of rules; those of one set together find every change that the rule finds.
    pub by: &'static [&'static [&'static str]],
}

/// A rule id that buf has retired and that a configuration may still use.
#[derive(Clone, Copy, Debug)]
pub struct RetiredRule {
    /// The id that a configuration may still have.
    pub id: &'static str,
    /// The rules that replace it; none if the checked option no longer exists.
    pub successors: &'static [&'static str],
    /// The configuration versions that may still use it.
    pub versions: &'static [ConfigVersion],
}

impl Catalog {
    /// Creates a catalog of one kind of rules. `name` is the name of its section in a configuration, and part of its
    /// comments.
    pub fn new(
        name: &'static str,
        rules: impl IntoIterator<Item = &'static Rule>,
        categories: &'static [Category],
    ) -> Self {
        let mut rules: Vec<_> = rules.into_iter().collect();
        rules.sort_by_key(|rule| rule.id());
        let example = rules.first().map_or("RULE", |rule| rule.id());
        let categories = categories.to_vec();
        let retired = Vec::new();
        Self { name, rules, categories, retired, of_gate: &[], implied: &[], example, other: None }
    }

    /// Adds retired ids, such as those of a plugin.
    #[must_use]
    pub fn with_retired(mut self, retired: &[RetiredRule]) -> Self {
        self.retired.extend_from_slice(retired);
        self
    }

    /// Adds rules that a configuration defines, with their categories. Ids that the catalog has must have been refused.
    ///
    /// ```
    /// use protoward_policy::{Catalog, ConfigVersion, Rule, RuleDefinition};
    ///
    /// let (id, summary) = ("METHODS_HAVE_AUTH", "methods have an option for authorization");
    /// let rule = Rule::defined(RuleDefinition { id, summary, categories: &["SECURITY"], page: "" });
    /// let lint = Catalog::new("lint", [], &[]).with_defined([rule]);
    /// assert_eq!(lint.named(ConfigVersion::Own, "SECURITY"), [rule]);
    /// ```
    #[must_use]
    pub fn with_defined(mut self, rules: impl IntoIterator<Item = &'static Rule>) -> Self {
        for rule in rules {
            let categories = rule.categories(ConfigVersion::Own);
            let new = categories.into_iter().filter(|one| !self.categories.iter().any(|other| other.id() == one.id()));
            let new: Vec<_> = new.collect();
            self.categories.extend(new);
            self.rules.push(rule);
        }
        self.rules.sort_by_key(|rule| rule.id());
        self
    }

    /// Adds rules about the configuration itself. No engine runs them on a schema, and a policy does not select them.
    #[must_use]
    pub fn with_rules_of_gate(self, of_gate: &'static [Rule]) -> Self {
        Self { of_gate, ..self }
    }

    /// Adds rules that stricter rules imply.
    #[must_use]
    pub fn with_implied(self, implied: &'static [ImpliedRule]) -> Self {
        Self { implied, ..self }
    }

    /// Returns the rules that stricter rules imply.
    pub const fn implied(&self) -> &'static [ImpliedRule] {
        self.implied
    }

    /// Returns the sets of rules that find every change that a rule finds.
    pub(crate) fn implied_by(&self, rule: &Rule) -> &'static [&'static [&'static str]] {
        self.implied.iter().find(|implied| implied.id == rule.id()).map_or(&[], |implied| implied.by)
    }

    /// Returns the rules about the configuration itself.
    pub const fn rules_of_gate(&self) -> &'static [Rule] {
        self.of_gate
    }

    /// Returns `true` for a rule about the configuration itself.
    pub fn is_of_gate(&self, rule: &Rule) -> bool {
        self.of_gate.contains(rule)
    }

    /// Sets the rule id for examples in advice.
    #[must_use]
    pub fn with_example(self, example: &'static str) -> Self {
        Self { example, ..self }
    }

    /// Adds the names of another kind of rules, so that advice can say where they belong.
    #[must_use]
    pub fn with_other(self, other: &Catalog) -> Self {
        let rules = other.rules.iter().copied().chain(other.of_gate).map(|rule| rule.id()).collect();
        let categories = other.categories.iter().map(|category| category.id()).collect();
        Self { other: Some(OtherSection { name: other.name, rules, categories }), ..self }
    }

    /// Returns the meaning of a name that belongs in the section for another kind of rules: `` a rule of `breaking` ``.
    pub(crate) fn elsewhere(&self, name: &str) -> Option<String> {
        let other = self.other.as_ref()?;
        let what = match () {
            () if other.rules.contains(&name) => "rule",
            () if other.categories.contains(&name) => "category",
            () => return None,
        };
        Some(format!("a {what} of `{}`", other.name))
    }

    /// Returns an example of an ignore in a comment.
    pub(crate) fn example_of_ignore(&self, reason: &str) -> String {
        format!("`{} {} {reason}`", self.mark(), self.example)
    }

    /// Returns the name of the section in a configuration.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the prefix of comments that ignore findings.
    pub fn mark(&self) -> String {
        format!("protoward:{}:ignore", self.name)
    }

    /// Returns all rules about schemas, sorted by id.
    pub fn rules(&self) -> &[&'static Rule] {
        &self.rules
    }

    /// Returns all categories, those of rules of plugins included.
    pub fn categories(&self) -> &[Category] {
        &self.categories
    }

    /// Returns the rule with this id, as buf writes it: `FIELD_NO_DELETE`.
    pub fn rule(&self, id: &str) -> Option<&'static Rule> {
        let of_schema = self.rules.binary_search_by_key(&id, |rule| rule.id()).ok().map(|index| self.rules[index]);
        of_schema.or_else(|| self.of_gate.iter().find(|rule| rule.id() == id))
    }

    /// Returns the rules with an id or in a category in a configuration of this version, sorted by id; none if the
    /// name is unknown. A retired id selects its successors.
    pub fn named(&self, version: ConfigVersion, name: &str) -> Vec<&'static Rule> {
        let successors = self.successors(version, name).unwrap_or_default();
        let is_named = |rule: &&'static Rule| {
            let categories = rule.categories(version);
            let is_named =
                rule.id() == name || !name.is_empty() && categories.iter().any(|category| category.id() == name);
            (rule.is_own() || !categories.is_empty()) && is_named || successors.contains(&rule.id())
        };
        let mut named: Vec<_> = self.rules.iter().copied().chain(self.of_gate).filter(is_named).collect();
        named.sort_by_key(|rule| rule.id());
        named
    }

    /// Returns every valid id and category in a configuration of this version that selects a rule.
    pub fn names(&self, version: ConfigVersion) -> Vec<&'static str> {
        let ids = self.rules.iter().copied().chain(self.of_gate).map(|rule| rule.id());
        let names = ids.chain(self.categories.iter().map(|category| category.id()));
        names.filter(|name| !self.named(version, name).is_empty()).collect()
    }

    /// Returns `true` if a configuration of this version may use this id or category, even if it no longer selects a
    /// rule.
    pub fn is_known(&self, version: ConfigVersion, name: &str) -> bool {
        self.successors(version, name).is_some() || !self.named(version, name).is_empty()
    }

    /// Returns the rules of several ids and categories of protoward's own configuration.
    ///
    /// # Errors
    /// Fails for an unknown name; the error suggests the nearest known one.
    pub fn select<I>(&self, names: I) -> Result<Vec<&'static Rule>, UnknownRule>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        let version = ConfigVersion::default();
        let mut rules = Vec::new();
        for name in names {
            let name = name.as_ref();
            if !self.is_known(version, name) {
                let nearest = nearest(name, self.names(version)).first().copied();
                return Err(UnknownRule { name: name.to_owned(), nearest });
            }
            rules.extend(self.named(version, name));
        }
        Ok(unique(rules))
    }

    fn successors(&self, version: ConfigVersion, id: &str) -> Option<&'static [&'static str]> {
        let retired = self.retired.iter().find(|retired| retired.id == id && retired.versions.contains(&version));
        retired.map(|retired| retired.successors)
    }
}

/// Sorts rules by id and removes duplicates.
pub(crate) fn unique(mut rules: Vec<&'static Rule>) -> Vec<&'static Rule> {
    rules.sort_by_key(|rule| rule.id());
    rules.dedup();
    rules
}

/// The error for a name that is neither a rule nor a category.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown rule or category `{name}`{}", self.hint())]
#[non_exhaustive]
pub struct UnknownRule {
    /// The name as the configuration has it.
    pub name: String,
    /// The name that was probably meant.
    pub nearest: Option<&'static str>,
}

impl UnknownRule {
    fn hint(&self) -> String {
        self.nearest.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
    }
}
