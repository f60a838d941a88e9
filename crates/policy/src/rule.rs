//! Rules and their categories, as far as a policy looks at them.

/// The configuration that names rules: a version of `buf.yaml`, or our own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConfigVersion {
    /// `version: v1beta1`
    V1Beta1,
    /// `version: v1`
    V1,
    /// `version: v2`
    V2,
    /// `protoward.toml`, or no configuration: the rules of buf's newest version, and our own beside them.
    #[default]
    Own,
}

impl ConfigVersion {
    /// `true` for versions that have everything that buf's newest version has.
    const fn is_newest(self) -> bool {
        matches!(self, Self::V2 | Self::Own)
    }
}

/// A group of rules with one promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Category {
    id: &'static str,
    is_of_buf: bool,
    is_new: bool,
    is_default: bool,
    needs_ledger: bool,
}

impl Category {
    /// A category that buf has in every version of its configuration.
    pub const fn of_buf(id: &'static str) -> Self {
        Self { id, is_of_buf: true, is_new: false, is_default: false, needs_ledger: false }
    }

    /// A category that buf does not have.
    pub const fn own(id: &'static str) -> Self {
        Self { is_of_buf: false, ..Self::of_buf(id) }
    }

    /// Makes the category unknown to configurations before v2.
    #[must_use]
    pub const fn since_v2(self) -> Self {
        Self { is_new: true, ..self }
    }

    /// Marks the category whose rules run where a configuration names none.
    #[must_use]
    pub const fn by_default(self) -> Self {
        Self { is_default: true, ..self }
    }

    /// Marks a category whose rules look at a ledger. Its rules run where there is a ledger, also when nobody names them.
    #[must_use]
    pub const fn with_ledger(self) -> Self {
        Self { needs_ledger: true, ..self }
    }

    /// The name in a configuration.
    pub const fn id(self) -> &'static str {
        self.id
    }

    /// `true` where buf has the category.
    pub const fn is_known_to_buf(self) -> bool {
        self.is_of_buf
    }

    /// `true` where the rules of the category look at a ledger.
    pub const fn needs_ledger(self) -> bool {
        self.needs_ledger
    }
}

/// A rule: its id, its categories and its page. What it looks at is the business of the engine that runs it.
pub struct Rule {
    id: &'static str,
    summary: &'static str,
    categories: &'static [Category],
    older: &'static [(ConfigVersion, &'static [Category])],
    page: &'static str,
    is_own: bool,
    stands_for: &'static [&'static str],
}

impl Rule {
    /// A rule that has the same categories in all versions of the configuration.
    pub const fn new(
        id: &'static str,
        summary: &'static str,
        categories: &'static [Category],
        page: &'static str,
    ) -> Self {
        Self { id, summary, categories, older: &[], page, is_own: false, stands_for: &[] }
    }

    /// Sets the categories of older configurations, where they differ from the newest. A version without any category does
    /// not know the rule.
    #[must_use]
    pub const fn older(self, older: &'static [(ConfigVersion, &'static [Category])]) -> Self {
        Self { older, ..self }
    }

    /// Marks a rule of a category of buf that buf does not have. A `buf.yaml` enables it by its id only, so that a category
    /// finds there what it finds in buf.
    #[must_use]
    pub const fn own(self) -> Self {
        Self { is_own: true, ..self }
    }

    /// Makes the rule take over findings of the rules with these ids, where several of them have one cause.
    #[must_use]
    pub const fn standing_for(self, ids: &'static [&'static str]) -> Self {
        Self { stands_for: ids, ..self }
    }

    /// The id, as buf writes it.
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// The description of the rule, in one line.
    pub const fn summary(&self) -> &'static str {
        self.summary
    }

    /// Its page: Markdown, with examples.
    pub const fn page(&self) -> &'static str {
        self.page
    }

    /// `true` for a rule that a `buf.yaml` knows by its id only.
    pub const fn is_own(&self) -> bool {
        self.is_own
    }

    /// The ids of the rules whose findings it takes over; none for most rules.
    pub const fn stands_for(&self) -> &'static [&'static str] {
        self.stands_for
    }

    /// `true` where buf has the rule, in its newest version.
    pub fn is_known_to_buf(&self) -> bool {
        self.stands_for.is_empty() && !self.is_own && self.categories.iter().any(|category| category.is_known_to_buf())
    }

    /// `true` where it looks at a ledger, and finds nothing without one.
    pub fn needs_ledger(&self) -> bool {
        self.categories.iter().any(|category| category.needs_ledger())
    }

    /// Returns the categories it belongs to in a configuration of this version; none where that version does not know it.
    pub fn categories(&self, version: ConfigVersion) -> Vec<Category> {
        let is_newest = version.is_newest();
        if !self.stands_for.is_empty() && !is_newest || self.is_own && version != ConfigVersion::Own {
            return Vec::new();
        }
        let older = self.older.iter().find(|(older, _)| *older == version);
        let categories = older.map_or(self.categories, |(_, categories)| categories);
        categories.iter().filter(|category| is_newest || !category.is_new).copied().collect()
    }

    /// Returns `true` where it runs if a configuration of this version names no rules.
    pub fn is_default(&self, version: ConfigVersion) -> bool {
        self.categories(version).iter().any(|category| category.is_default)
    }
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
