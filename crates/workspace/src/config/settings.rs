use super::Form;
use super::document::Node;
use super::until::Until;
use protoward_source::{Place, SourceId};

/// A word of the configuration, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub text: String,
    /// Where it is written; `None` where it is a default.
    pub place: Option<Place>,
}

/// Whose meaning the words have: rules and categories differ between the versions of `buf.yaml`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// `version: v1beta1` of `buf.yaml`.
    V1Beta1,
    /// `version: v1` of `buf.yaml`.
    V1,
    /// `version: v2` of `buf.yaml`, and `protoward.toml`.
    #[default]
    V2,
}

/// A checked configuration. Paths are relative to the folder it is for, with `/` between their parts, and never
/// leave it; the folder itself is the empty path.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The file it was read from; `None` where there is none, and everything is as by default.
    pub source: Option<SourceId>,
    /// Whose keys it has; `None` where there is no file.
    pub form: Option<Form>,
    /// Whose meaning its words have.
    pub version: Version,
    /// The version of the schema that is being worked on, which `until` of an ignore may speak of.
    pub current: Option<Word>,
    /// Folders that imports are looked up in; their files are not part of the schema.
    pub include: Vec<Word>,
    /// Modules of a registry that `buf.yaml` names, which are not fetched.
    pub deps: Vec<Word>,
    /// The modules: folders whose files are the schema.
    pub modules: Vec<Module>,
    /// What the gate checks, where a module does not say otherwise.
    pub breaking: Breaking,
    /// What is generated: the tables of `[[generate]]`, as they are written.
    pub generate: Vec<Node>,
    /// Options of files that are set in descriptors for plugins: the table `[managed]`, as it is written.
    pub managed: Option<Node>,
}

/// A folder whose files are part of the schema, and are imported by their paths from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// What it is called, wherever it lies.
    pub name: Option<Word>,
    /// The folder.
    pub path: Word,
    /// Only files below these folders, where there are any.
    pub includes: Vec<Word>,
    /// No files below these folders.
    pub excludes: Vec<Word>,
    /// What the gate checks in this module, where that is not what it checks elsewhere.
    pub breaking: Option<Breaking>,
}

/// What the gate checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breaking {
    /// Whose meaning the words have.
    pub version: Version,
    /// Rules and categories that are checked.
    pub use_: Vec<Word>,
    /// Rules and categories that are not.
    pub except: Vec<Word>,
    /// What is not wanted: `ignore` and `ignore_only`.
    pub ignores: Vec<Ignore>,
    /// How loud rules and categories are, where they are not errors.
    pub severity: Vec<(Word, Level)>,
    /// Whether packages such as `user.v1beta1` may change as they like.
    pub ignore_unstable_packages: bool,
    /// Whether nothing is checked, and that is meant: `disable_builtin` of a `buf.yaml`.
    pub is_off: bool,
    /// What the schema is compared with.
    pub against: Option<Word>,
    /// The ledger that remembers what was there before that.
    pub ledger: Option<Word>,
    /// What an ignore must have.
    pub policy: IgnorePolicy,
    /// `true` where only findings that a message proves fail.
    pub proven: bool,
}

/// What an ignore must have to count; everything is allowed by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IgnorePolicy {
    /// `disallow_comment_ignores`: `true` where comments in sources must not ignore anything.
    pub disallows_comments: bool,
    /// `require_ignore_reason`: `true` where each ignore needs a reason.
    pub requires_reason: bool,
    /// `require_ignore_until`: `true` where each ignore needs an end.
    pub requires_until: bool,
}

/// A decision that some findings are fine. Where it names several things, a finding must fit all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    /// Where it is written.
    pub place: Place,
    /// The file or folder, as it is written; `None` for everything.
    pub path: Option<Word>,
    /// The same, by the name it is imported by from a module.
    pub within: Within,
    /// The rules and categories; none for all of them.
    pub rules: Vec<Word>,
    /// The full name of something: it, and what is in it.
    pub element: Option<Word>,
    /// Why.
    pub reason: Option<Word>,
    /// When it ends.
    pub until: Option<(Word, Until)>,
    /// Whether it is about one change that was made, and not about what may always change.
    pub is_exception: bool,
}

/// What an ignore covers of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Within {
    /// All of it.
    All,
    /// A file or a folder, by the name it is imported by.
    Path(String),
    /// Nothing: it is about another module.
    Nothing,
}

/// How loud a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// It is not asked.
    Off,
    /// What it finds is said, and does not fail.
    Warning,
    /// What it finds fails.
    Error,
}

impl Config {
    /// Whether it is one that buf reads too, and that means here what it means there.
    pub fn is_of_buf(&self) -> bool {
        self.form == Some(Form::Buf)
    }
}

impl Word {
    /// A word that nobody has written.
    pub fn unplaced(text: impl Into<String>) -> Self {
        Self { text: text.into(), place: None }
    }
}

impl Default for Breaking {
    /// The rules of category FILE, everywhere.
    fn default() -> Self {
        Self {
            version: Version::default(),
            use_: vec![Word::unplaced("FILE")],
            except: Vec::new(),
            ignores: Vec::new(),
            severity: Vec::new(),
            ignore_unstable_packages: false,
            is_off: false,
            against: None,
            ledger: None,
            policy: IgnorePolicy::default(),
            proven: false,
        }
    }
}

impl Default for Module {
    /// The folder itself.
    fn default() -> Self {
        Self { name: None, path: Word::unplaced(""), includes: Vec::new(), excludes: Vec::new(), breaking: None }
    }
}

impl Default for Config {
    /// One module, the folder itself.
    fn default() -> Self {
        Self {
            source: None,
            form: None,
            version: Version::default(),
            current: None,
            include: Vec::new(),
            deps: Vec::new(),
            modules: vec![Module::default()],
            breaking: Breaking::default(),
            generate: Vec::new(),
            managed: None,
        }
    }
}
