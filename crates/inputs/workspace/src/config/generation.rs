use super::LocatedText;
use protoward_image::managed::Rules;
use protoward_source::{Place, SourceId};

/// The configured generation: a `buf.gen.yaml`, or the plugins in a `protoward.toml`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Generation {
    /// The source file.
    pub source: Option<SourceId>,
    /// The plugins, in source order.
    pub plugins: Vec<PluginSetting>,
    /// File options to set in descriptors.
    pub managed: Rules,
    /// The default inputs; empty for the working directory.
    pub inputs: Vec<InputSetting>,
    /// The types to generate, with their dependencies, for inputs that name none themselves.
    pub types: Vec<LocatedText>,
    /// `true` to delete other files from the output folders.
    pub clean: bool,
}

/// A configured plugin.
#[derive(Clone, Debug, PartialEq)]
pub struct PluginSetting {
    /// The place in the configuration.
    pub place: Place,
    /// The kind of plugin.
    pub runs: Runs,
    /// The output folder, `.zip` or `.jar`.
    pub out: LocatedText,
    /// The options to pass.
    pub options: Vec<String>,
    /// The grouping of files into requests.
    pub strategy: Strategy,
    /// `true` to generate imported files too.
    pub include_imports: bool,
    /// `true` to generate well-known types too.
    pub include_wkt: bool,
    /// The types to generate, with their dependencies.
    pub types: Vec<LocatedText>,
    /// The types to exclude.
    pub exclude_types: Vec<LocatedText>,
}

/// The implementation of a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runs {
    /// A program with its first arguments.
    Program(Vec<LocatedText>),
    /// The plugin `protoc-gen-NAME`, or else the generator built into protoc.
    Named(Builtin),
    /// A generator built into protoc.
    Builtin(Builtin),
}

/// A generator that may be built into protoc.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Builtin {
    /// The language.
    pub name: LocatedText,
    /// The protoc to run, with its first arguments; empty for the default.
    pub protoc: Vec<LocatedText>,
}

/// The grouping of files into requests of a plugin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strategy {
    /// One request per folder.
    #[default]
    Directory,
    /// One request for all files.
    All,
}

/// An input to generate from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputSetting {
    /// The input as written on the command line.
    pub reference: LocatedText,
    /// Included paths.
    pub paths: Vec<LocatedText>,
    /// Excluded paths.
    pub exclude_paths: Vec<LocatedText>,
    /// The types to generate, with their dependencies.
    pub types: Vec<LocatedText>,
    /// The types to exclude.
    pub exclude_types: Vec<LocatedText>,
}

impl Strategy {
    pub(super) const ALL: [(&'static str, Self); 2] = [("directory", Self::Directory), ("all", Self::All)];
}
