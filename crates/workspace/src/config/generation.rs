use super::Word;
use protoward_image::managed::Rules;
use protoward_source::{Place, SourceId};

/// What is generated: a `buf.gen.yaml`, or what a `protoward.toml` says about other generators than its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Generation {
    /// The file that it was read from.
    pub source: Option<SourceId>,
    /// What generates, in the order in which it is written.
    pub plugins: Vec<PluginSetting>,
    /// Options of files that are set in descriptors.
    pub managed: Rules,
    /// What is worked on, where nobody says otherwise; nothing for the folder one is in.
    pub inputs: Vec<InputSetting>,
    /// Only these types and what they need, of every input that names none itself.
    pub types: Vec<Word>,
    /// Whether outputs hold nothing but what is generated.
    pub clean: bool,
}

/// One thing that generates.
#[derive(Clone, Debug, PartialEq)]
pub struct PluginSetting {
    /// Where it is written.
    pub place: Place,
    /// What it is.
    pub runs: Runs,
    /// The folder, `.zip` or `.jar`.
    pub out: Word,
    /// What it is told.
    pub options: Vec<String>,
    /// Which files it is given at once.
    pub strategy: Strategy,
    /// Whether it generates from imported files as well.
    pub include_imports: bool,
    /// And from well-known types.
    pub include_wkt: bool,
    /// Only these types and what they need.
    pub types: Vec<Word>,
    /// Without these types.
    pub exclude_types: Vec<Word>,
}

/// What generates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runs {
    /// A program and its first arguments.
    Program(Vec<Word>),
    /// The plugin `protoc-gen-NAME`; where there is none, what is built into protoc.
    Named(Builtin),
    /// What is built into protoc.
    Builtin(Builtin),
}

/// What may be built into protoc.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Builtin {
    /// The language.
    pub name: Word,
    /// The protoc to run, and its first arguments; empty where nobody says which.
    pub protoc: Vec<Word>,
}

/// Which files a plugin is given at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strategy {
    /// Those of one folder.
    #[default]
    Directory,
    /// All of them.
    All,
}

/// Something to generate from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputSetting {
    /// As it would be written on the command line.
    pub reference: Word,
    /// Only files at or below these paths.
    pub paths: Vec<Word>,
    /// No files at or below these paths.
    pub exclude_paths: Vec<Word>,
    /// Only these types and what they need.
    pub types: Vec<Word>,
    /// Without these types.
    pub exclude_types: Vec<Word>,
}

impl Strategy {
    pub(super) const ALL: [(&'static str, Self); 2] = [("directory", Self::Directory), ("all", Self::All)];
}
