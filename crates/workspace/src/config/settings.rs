use super::Form;
use super::document::Node;
use protoward_policy::{Settings, Word};
use protoward_source::SourceId;

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
    /// The rules that run, their severities, and what they ignore.
    pub settings: Settings,
    /// What the schema is compared with.
    pub against: Option<Word>,
    /// The ledger that remembers what was there before that.
    pub ledger: Option<Word>,
    /// `true` where only findings that a message proves fail.
    pub proven: bool,
}

impl Config {
    /// Whether it is one that buf reads too, and that means here what it means there.
    pub fn is_of_buf(&self) -> bool {
        self.form == Some(Form::Buf)
    }
}

impl Default for Breaking {
    /// The rules of category FILE, everywhere.
    fn default() -> Self {
        let settings = Settings::using(["FILE"]);
        Self { version: Version::default(), settings, against: None, ledger: None, proven: false }
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
