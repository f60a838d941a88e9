use super::document::Node;
use crate::source::{Place, SourceId};

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
    /// Whose meaning its words have.
    pub version: Version,
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
}

/// A folder whose files are part of the schema, and are imported by their paths from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
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
    /// Rules and categories that are checked.
    pub use_: Vec<Word>,
    /// Rules and categories that are not.
    pub except: Vec<Word>,
    /// Files and folders that are not checked, by the names they are imported by; the empty one is everything.
    pub ignore: Vec<Word>,
    /// Files and folders that are not checked by one rule or category, named likewise.
    pub ignore_only: Vec<(Word, Vec<Word>)>,
    /// Whether packages such as `user.v1beta1` may change as they like.
    pub ignore_unstable_packages: bool,
    /// What the schema is compared with.
    pub against: Option<Word>,
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
            use_: vec![Word::unplaced("FILE")],
            except: Vec::new(),
            ignore: Vec::new(),
            ignore_only: Vec::new(),
            ignore_unstable_packages: false,
            against: None,
        }
    }
}

impl Default for Module {
    /// The folder itself.
    fn default() -> Self {
        Self { path: Word::unplaced(""), includes: Vec::new(), excludes: Vec::new(), breaking: None }
    }
}

impl Default for Config {
    /// One module, the folder itself.
    fn default() -> Self {
        Self {
            source: None,
            version: Version::default(),
            include: Vec::new(),
            deps: Vec::new(),
            modules: vec![Module::default()],
            breaking: Breaking::default(),
            generate: Vec::new(),
        }
    }
}
