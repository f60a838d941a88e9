//! The parsed arguments of protoc.

use std::sync::Arc;

use super::error_format::ErrorFormat;
use indexmap::IndexMap;

use super::editions::Edition;
use super::search::SearchPath;
use super::surroundings::Surroundings;

/// The request of a protoc run.
#[derive(Debug)]
pub(super) enum Request {
    Version,
    Help,
    Notices,
    Work(Box<Arguments>),
}

/// The files to compile, and the outputs to write.
#[allow(dead_code, reason = "generators and the codec read the rest")]
#[derive(Debug, Default)]
pub(super) struct Arguments {
    pub(super) surroundings: Arc<Surroundings>,
    /// The search path for imports.
    pub(super) search: SearchPath,
    /// `true` to look up imports that nothing else has among the common protos.
    pub(super) common_protos: bool,
    /// `true` to keep the modification times of unchanged outputs.
    pub(super) keep_times: bool,
    /// The files of `--descriptor_set_in`.
    pub(super) descriptor_sets: Vec<String>,
    /// The input files as given.
    pub(super) inputs: Vec<String>,
    pub(super) mode: Mode,
    /// The outputs of generators, in the order of flags.
    pub(super) outputs: Vec<Output>,
    /// The values of `--X_opt`, by generator.
    pub(super) options: IndexMap<String, Vec<String>>,
    /// The words of `--X_prefix`, by generator.
    pub(super) prefixes: IndexMap<String, Vec<String>>,
    /// The executables of `--plugin`, by name: `protoc-gen-X`.
    pub(super) plugins: IndexMap<String, String>,
    /// `true` if generated files may be outside of their folder.
    pub(super) allow_out_dir_escape: bool,
    /// `true` to set `PROTOC_CODEGEN_TRACE=yes` for plugins.
    pub(super) codegen_trace: bool,
    /// The file of `-o`; empty if not requested.
    pub(super) descriptor_set: String,
    pub(super) include_imports: bool,
    pub(super) include_source_info: bool,
    pub(super) retain_options: bool,
    /// The file of `--dependency_out`; empty if not requested.
    pub(super) dependencies: String,
    pub(super) edition_defaults: EditionDefaults,
    /// The allowed imports, for `import` and `import option`.
    pub(super) imports: Allowed,
    pub(super) option_imports: Allowed,
    pub(super) disallow_services: bool,
    pub(super) experimental_editions: bool,
    pub(super) deterministic_output: bool,
    pub(super) error_format: ErrorFormat,
    pub(super) fatal_warnings: bool,
}

/// The mode of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Mode {
    /// Write files.
    #[default]
    Compile,
    /// Read text and write the bytes of a message of this type.
    Encode(String),
    /// Read the bytes of a message of this type and write text.
    Decode(String),
    /// Read the bytes of a message without a schema and write text.
    DecodeRaw,
    PrintFreeFieldNumbers,
}

/// `--X_out=PARAMETER:FOLDER`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Output {
    /// The generator: X.
    pub(super) generator: String,
    /// The parameter before the first colon, to which `--X_opt` is appended.
    pub(super) parameter: String,
    /// The folder, or a `.zip`, `.jar` or `.srcjar`.
    pub(super) folder: String,
}

impl Output {
    /// Returns the flag, for messages.
    pub(super) fn flag(&self) -> String {
        format!("--{}_out", self.generator)
    }
}

/// `--edition_defaults_out` and its related flags.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct EditionDefaults {
    /// The output file; empty if not requested.
    pub(super) file: String,
    pub(super) minimum: Option<Edition>,
    pub(super) maximum: Option<Edition>,
}

/// `--direct_dependencies` or `--option_dependencies`, with the message for violations.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Allowed {
    /// `None` if everything is allowed.
    pub(super) names: Option<Vec<String>>,
    /// The message, where `%s` stands for the import.
    pub(super) message: Option<String>,
}

impl Arguments {
    pub(super) fn new(surroundings: Arc<Surroundings>) -> Self {
        Self { search: SearchPath::new(Arc::clone(&surroundings)), surroundings, ..Self::default() }
    }

    /// Returns the parameter of an output: its own, followed by each `--X_opt`.
    pub(super) fn parameter(&self, output: &Output) -> String {
        // An empty option adds only a comma, and only after others.
        let joined = |all: String, next: &str| if all.is_empty() { next.to_owned() } else { format!("{all},{next}") };
        let options = self.options.get(&output.generator).into_iter().flatten();
        let options = options.fold(String::new(), |all, option| joined(all, option));
        if options.is_empty() { output.parameter.clone() } else { joined(output.parameter.clone(), &options) }
    }
}
