//! Rules and categories, as a policy sees them.

use std::sync::{Mutex, PoisonError};

/// The configuration format that names rules: a version of `buf.yaml`, or protoward's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConfigVersion {
    /// `version: v1beta1`
    V1Beta1,
    /// `version: v1`
    V1,
    /// `version: v2`
    V2,
    /// `protoward.toml`, or no configuration: the rules of buf's newest version and those of protoward.
    #[default]
    Own,
}

impl ConfigVersion {
    /// Returns `true` for versions that have all features of buf's newest version.
    const fn is_newest(self) -> bool {
        matches!(self, Self::V2 | Self::Own)
    }
}

/// A group of rules with a common guarantee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Category {
    id: &'static str,
    is_of_buf: bool,
    is_new: bool,
    is_default: bool,
    needs_ledger: bool,
}

impl Category {
    /// Creates a category that buf has in every configuration version.
    pub const fn of_buf(id: &'static str) -> Self {
        Self { id, is_of_buf: true, is_new: false, is_default: false, needs_ledger: false }
    }

    /// Creates a category that buf does not have.
    pub const fn own(id: &'static str) -> Self {
        Self { is_of_buf: false, ..Self::of_buf(id) }
    }

    /// Creates the category of rules of buf that only their ids select. No configuration names it.
    pub const fn unnamed() -> Self {
        Self::of_buf("")
    }

    /// Hides the category from configurations before v2.
    #[must_use]
    pub const fn since_v2(self) -> Self {
        Self { is_new: true, ..self }
    }

    /// Marks the category whose rules run by default.
    #[must_use]
    pub const fn by_default(self) -> Self {
        Self { is_default: true, ..self }
    }

    /// Marks a category whose rules need a ledger. They run whenever there is a ledger, even if no configuration
    /// names them.
    #[must_use]
    pub const fn with_ledger(self) -> Self {
        Self { needs_ledger: true, ..self }
    }

    /// Returns the name in a configuration.
    pub const fn id(self) -> &'static str {
        self.id
    }

    /// Returns `true` if buf has the category.
    pub const fn is_known_to_buf(self) -> bool {
        self.is_of_buf
    }

    /// Returns `true` if the rules of the category need a ledger.
    pub const fn needs_ledger(self) -> bool {
        self.needs_ledger
    }
}

/// A rule: its id, its categories and its page. The engine that runs it defines the check.
pub struct Rule {
    id: &'static str,
    summary: &'static str,
    categories: &'static [Category],
    older: &'static [(ConfigVersion, &'static [Category])],
    page: &'static str,
    is_own: bool,
    is_defined: bool,
    /// For a rule of a plugin, `true` if it runs when a configuration names no rules.
    of_plugin: Option<bool>,
    stands_for: &'static [&'static str],
}

/// A rule that a configuration defines, with the texts of a [`Rule`].
#[derive(Clone, Copy, Debug)]
pub struct RuleDefinition<'a> {
    /// The id, by which configurations name the rule.
    pub id: &'a str,
    /// The description in one line.
    pub summary: &'a str,
    /// The categories by which the configuration can exclude or ignore the rule; unknown ones become new categories.
    pub categories: &'a [&'a str],
    /// The page of `explain`, in Markdown.
    pub page: &'a str,
}

/// The rules of all configurations that this process has read.
static DEFINED: Mutex<Vec<&'static Rule>> = Mutex::new(Vec::new());

impl Rule {
    /// Creates a rule with the same categories in all configuration versions.
    pub const fn new(
        id: &'static str,
        summary: &'static str,
        categories: &'static [Category],
        page: &'static str,
    ) -> Self {
        Self {
            id,
            summary,
            categories,
            older: &[],
            page,
            is_own: false,
            is_defined: false,
            of_plugin: None,
            stands_for: &[],
        }
    }

    /// Returns the rule with this definition. The rule lives as long as the process, as the rules of the program do;
    /// equal definitions share a rule, so that a configuration can be read many times.
    pub fn defined(definition: RuleDefinition<'_>) -> &'static Self {
        Self::living(definition, None)
    }

    /// Returns the rule of a plugin with this definition. With `is_default`, it runs when a configuration names no rules.
    /// Rules of plugins live as long as the process, too.
    pub fn of_plugin(definition: RuleDefinition<'_>, is_default: bool) -> &'static Self {
        Self::living(definition, Some(is_default))
    }

    /// Returns the rules of all configurations and plugins that this process has read.
    pub fn all_living() -> Vec<&'static Self> {
        DEFINED.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn living(definition: RuleDefinition<'_>, of_plugin: Option<bool>) -> &'static Self {
        let RuleDefinition { id, summary, categories, page } = definition;
        let mut defined = DEFINED.lock().unwrap_or_else(PoisonError::into_inner);
        let is_same = |rule: &&&'static Self| {
            let own = rule.categories.iter().map(|category| category.id);
            let is_same_text = rule.id == id && rule.summary == summary && rule.page == page;
            is_same_text && rule.of_plugin == of_plugin && own.eq(categories.iter().copied().chain(unnamed(of_plugin)))
        };
        if let Some(rule) = defined.iter().find(is_same) {
            return rule;
        }
        let leak = |text: &str| -> &'static str { Box::leak(Box::from(text)) };
        let categories = categories.iter().copied().chain(unnamed(of_plugin));
        let categories: Vec<_> = categories.map(|category| Category::own(leak(category))).collect();
        let rule = Self::new(leak(id), leak(summary), Box::leak(categories.into_boxed_slice()), leak(page));
        let rule = match of_plugin {
            None => Self { is_defined: true, ..rule.own() },
            Some(_) => Self { of_plugin, ..rule },
        };
        let rule: &'static Self = Box::leak(Box::new(rule));
        defined.push(rule);
        rule
    }

    /// Sets the categories in older configuration versions. A version without categories does not know the rule.
    #[must_use]
    pub const fn older(self, older: &'static [(ConfigVersion, &'static [Category])]) -> Self {
        Self { older, ..self }
    }

    /// Marks a rule in a category of buf that buf does not have. A `buf.yaml` enables it only by id, so that its
    /// categories find exactly what they find in buf.
    #[must_use]
    pub const fn own(self) -> Self {
        Self { is_own: true, ..self }
    }

    /// Makes the rule replace findings of the rules with these ids that have one common cause.
    #[must_use]
    pub const fn standing_for(self, ids: &'static [&'static str]) -> Self {
        Self { stands_for: ids, ..self }
    }

    /// Returns the id, as buf writes it.
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// Returns the description in one line.
    pub const fn summary(&self) -> &'static str {
        self.summary
    }

    /// Returns the page: Markdown with examples.
    pub const fn page(&self) -> &'static str {
        self.page
    }

    /// Returns `true` for a rule that a `buf.yaml` enables only by id.
    pub const fn is_own(&self) -> bool {
        self.is_own
    }

    /// Returns `true` for a rule that a configuration defines. It runs unless the configuration excludes it.
    pub const fn is_defined(&self) -> bool {
        self.is_defined
    }

    /// Returns `true` for a rule of a plugin.
    pub const fn is_of_plugin(&self) -> bool {
        self.of_plugin.is_some()
    }

    /// Returns the ids of the rules whose findings it replaces; empty for most rules.
    pub const fn stands_for(&self) -> &'static [&'static str] {
        self.stands_for
    }

    /// Returns `true` for a rule whose findings replace those of other rules. What is replaced decides about severity
    /// and ignores, unless these name the id of the rule.
    pub const fn is_move(&self) -> bool {
        !self.stands_for.is_empty()
    }

    /// Returns `true` for a rule about the deletion of an element, or of a file or package around it. Their ids say so.
    pub fn is_deletion(&self) -> bool {
        self.id.contains("NO_DELETE")
    }

    /// Returns `true` if the newest version of buf has the rule.
    pub fn is_known_to_buf(&self) -> bool {
        self.stands_for.is_empty() && !self.is_own && self.categories.iter().any(|category| category.is_known_to_buf())
    }

    /// Returns `true` if the rule needs a ledger and finds nothing without one.
    pub fn needs_ledger(&self) -> bool {
        self.categories.iter().any(|category| category.needs_ledger())
    }

    /// Returns the categories of the rule in a configuration of this version; empty if the rule is unknown there.
    pub fn categories(&self, version: ConfigVersion) -> Vec<Category> {
        let is_newest = version.is_newest();
        if !self.stands_for.is_empty() && !is_newest || self.is_own && version != ConfigVersion::Own {
            return Vec::new();
        }
        let older = self.older.iter().find(|(older, _)| *older == version);
        let categories = older.map_or(self.categories, |(_, categories)| categories);
        categories.iter().filter(|category| is_newest || !category.is_new).copied().collect()
    }

    /// Returns `true` if the rule runs when a configuration of this version names no rules.
    pub fn is_default(&self, version: ConfigVersion) -> bool {
        self.of_plugin == Some(true) || self.categories(version).iter().any(|category| category.is_default)
    }
}

/// Returns the category of all rules of plugins. It has no name, so that an id selects a rule without categories.
fn unnamed(of_plugin: Option<bool>) -> Option<&'static str> {
    of_plugin.map(|_| Category::unnamed().id())
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}
