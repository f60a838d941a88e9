//! Code generation as a `buf.gen.yaml` or a `protoward.toml` configures it. The values are checked, and nothing is resolved:
//! plugins are not looked up, and inputs are not opened.

use protoward_image::managed::Rules;
use protoward_source::{LocatedText, Place, SourceId};

/// The configured generation: a `buf.gen.yaml`, or the plugins in a `protoward.toml`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Generation {
    /// The file that configures the generation; `None` if no file does.
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

/// A generator to run, with its output and its options.
#[derive(Clone, Debug, PartialEq)]
pub struct PluginSetting {
    /// The place in the configuration.
    pub place: Place,
    /// The program or the built-in generator.
    pub runs: Runs,
    /// The output folder, `.zip` or `.jar`.
    pub out: LocatedText,
    /// The options to pass, as with `--NAME_opt` of protoc.
    pub options: Vec<String>,
    /// The grouping of files into requests.
    pub strategy: Strategy,
    /// `true` to generate imported files too.
    pub include_imports: bool,
    /// `true` to generate well-known types too.
    pub include_wkt: bool,
    /// The types to generate, with their dependencies.
    pub types: Vec<LocatedText>,
    /// The full names of types to leave out.
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
    /// The name of the language, as in `--NAME_out` of protoc.
    pub name: LocatedText,
    /// The protoc to run, with its first arguments; empty for the default.
    pub protoc: Vec<LocatedText>,
}

/// The grouping of files into requests of a plugin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strategy {
    /// One request for the files of each folder. This is the default of buf.
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
    /// Included files and folders; empty for all.
    pub paths: Vec<LocatedText>,
    /// Excluded files and folders.
    pub exclude_paths: Vec<LocatedText>,
    /// The types to generate, with their dependencies.
    pub types: Vec<LocatedText>,
    /// The full names of types to leave out.
    pub exclude_types: Vec<LocatedText>,
}

impl Strategy {
    pub(super) const ALL: [(&'static str, Self); 2] = [("directory", Self::Directory), ("all", Self::All)];
}
