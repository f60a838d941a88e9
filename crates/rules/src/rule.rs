use super::comparison::{Comparison, Pair};
use super::finding::Findings;
use protoward_schema::{EnumId, FieldId, FileId, MessageId, MethodId, ServiceId};

/// A group of rules with one promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Generated code keeps compiling, file by file.
    File,
    /// Generated code keeps compiling, package by package.
    Package,
    /// Both encodings, binary and JSON, stay readable.
    WireJson,
    /// The binary encoding stays readable.
    Wire,
    /// What a schema registry asks of its subjects.
    Csr,
    /// What was given once is not given again for something else, as far as a ledger knows.
    History,
    /// Options that clients rely on, such as the paths of an HTTP interface. buf does not have this category.
    Api,
}

impl Category {
    /// The name in a configuration.
    pub const fn id(self) -> &'static str {
        match self {
            Self::File => "FILE",
            Self::Package => "PACKAGE",
            Self::WireJson => "WIRE_JSON",
            Self::Wire => "WIRE",
            Self::Csr => "CSR",
            Self::History => "HISTORY",
            Self::Api => "API",
        }
    }

    /// All of them: those of buf, the strictest first, then our own.
    pub const ALL: [Self; 7] =
        [Self::File, Self::Package, Self::WireJson, Self::Wire, Self::Csr, Self::History, Self::Api];

    /// Whether buf has it.
    pub const fn is_known_to_buf(self) -> bool {
        match self {
            Self::File | Self::Package | Self::WireJson | Self::Wire | Self::Csr => true,
            Self::History | Self::Api => false,
        }
    }
}

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

/// What a rule wants to see: everything, or one matched pair after the other.
#[derive(Clone, Copy)]
pub(super) enum Check {
    Schema(fn(&Comparison<'_>, &mut Findings)),
    File(fn(&Comparison<'_>, Pair<FileId>, &mut Findings)),
    Message(fn(&Comparison<'_>, Pair<MessageId>, &mut Findings)),
    /// Fields of messages, entries of maps, and extensions.
    Field(fn(&Comparison<'_>, Pair<FieldId>, &mut Findings)),
    Enum(fn(&Comparison<'_>, Pair<EnumId>, &mut Findings)),
    Service(fn(&Comparison<'_>, Pair<ServiceId>, &mut Findings)),
    Method(fn(&Comparison<'_>, Pair<MethodId>, &mut Findings)),
    /// Nothing: the rule takes over findings of the rules with these ids, where they tell of one move or rename.
    Move(&'static [&'static str]),
}

/// One rule: what it is called, whom it serves, what it looks at.
pub struct Rule {
    id: &'static str,
    summary: &'static str,
    categories: &'static [Category],
    older: &'static [(ConfigVersion, &'static [Category])],
    doc: &'static str,
    is_own: bool,
    pub(super) check: Check,
}

impl Rule {
    pub(super) const fn new(
        id: &'static str,
        summary: &'static str,
        categories: &'static [Category],
        doc: &'static str,
        check: Check,
    ) -> Self {
        Self { id, summary, categories, older: &[], doc, is_own: false, check }
    }

    /// Says where an older configuration puts the rule, if not where the newest does; nowhere makes it unknown there.
    pub(super) const fn older(mut self, older: &'static [(ConfigVersion, &'static [Category])]) -> Self {
        self.older = older;
        self
    }

    /// Marks a rule of a category of buf that buf does not have. A `buf.yaml` enables it by its id only, so that a category
    /// finds there what it finds in buf.
    pub(super) const fn own(mut self) -> Self {
        self.is_own = true;
        self
    }

    /// `true` for a rule that a `buf.yaml` knows by its id only.
    pub(super) const fn is_own(&self) -> bool {
        self.is_own
    }

    /// Whether buf has the rule, in its newest version.
    pub fn is_known_to_buf(&self) -> bool {
        !self.is_move() && !self.is_own && self.categories.iter().any(|category| category.is_known_to_buf())
    }

    /// The ids of the rules whose findings it takes over, where they tell of one move or rename; none for most rules.
    pub const fn stands_for(&self) -> &'static [&'static str] {
        match self.check {
            Check::Move(ids) => ids,
            _ => &[],
        }
    }

    const fn is_move(&self) -> bool {
        matches!(self.check, Check::Move(_))
    }

    /// The id, as buf writes it.
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// What it finds, in one line.
    pub const fn summary(&self) -> &'static str {
        self.summary
    }

    /// Its page: Markdown, with examples.
    pub const fn doc(&self) -> &'static str {
        self.doc
    }

    /// The categories it belongs to in a configuration of this version; none where that version does not know it.
    pub fn categories(&self, version: ConfigVersion) -> Vec<Category> {
        let is_newest = matches!(version, ConfigVersion::V2 | ConfigVersion::Own);
        if self.is_move() && !is_newest || self.is_own && version != ConfigVersion::Own {
            return Vec::new();
        }
        let older = self.older.iter().find(|(older, _)| *older == version);
        let categories = older.map_or(self.categories, |(_, categories)| categories);
        // The category CSR came with v2, and our own have no other version.
        let known = |category: &&Category| is_newest || !matches!(category, Category::Csr | Category::Api);
        categories.iter().filter(known).copied().collect()
    }

    /// Whether it looks at a ledger, and finds nothing without one.
    pub fn needs_ledger(&self) -> bool {
        self.categories.contains(&Category::History)
    }

    /// Whether it runs where a configuration of this version names no rules.
    pub fn is_default(&self, version: ConfigVersion) -> bool {
        self.categories(version).contains(&Category::File)
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
