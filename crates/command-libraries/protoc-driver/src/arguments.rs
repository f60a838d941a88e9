//! The parsed arguments of protoc, and the compiled files with them.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::errors::ErrorFormat;
use crate::search::SearchPath;
use crate::surroundings::Surroundings;
use protoward_plugin::GeneratorInput;
use protoward_schema::{Edition, FileId, Schema};
use protoward_source::Sources;

/// The request of a protoc run.
#[derive(Debug)]
pub(crate) enum Request {
    Version,
    Help,
    Notices,
    Work(Box<Arguments>),
}

/// The files to compile, and the outputs to write.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    pub(crate) surroundings: Arc<Surroundings>,
    /// The search path for imports.
    pub(crate) search: SearchPath,
    /// `true` to look up imports that nothing else has among the common protos.
    pub(crate) common_protos: bool,
    /// `true` to keep the modification times of unchanged outputs.
    pub(crate) keep_times: bool,
    /// The paths of `--descriptor_set_in`, in order of precedence.
    pub(crate) descriptor_sets: Vec<String>,
    /// The input files as given.
    pub(crate) inputs: Vec<String>,
    pub(crate) mode: Mode,
    /// The outputs of generators, in the order of flags.
    pub(crate) outputs: Vec<Output>,
    /// The values of `--X_opt`, by generator.
    pub(crate) options: IndexMap<String, Vec<String>>,
    /// The words of `--X_prefix`, by generator.
    pub(crate) prefixes: IndexMap<String, Vec<String>>,
    /// The executables of `--plugin`, by name: `protoc-gen-X`.
    pub(crate) plugins: IndexMap<String, String>,
    /// `true` if generated files may be outside of their folder.
    pub(crate) allow_out_dir_escape: bool,
    /// `true` to set `PROTOC_CODEGEN_TRACE=yes` for plugins.
    pub(crate) codegen_trace: bool,
    /// The file of `-o`; empty if not requested.
    pub(crate) descriptor_set: String,
    pub(crate) include_imports: bool,
    pub(crate) include_source_info: bool,
    pub(crate) retain_options: bool,
    /// The file of `--dependency_out`; empty if not requested.
    pub(crate) dependencies: String,
    pub(crate) edition_defaults: EditionDefaults,
    /// The allowed imports, for `import` and `import option`.
    pub(crate) imports: Allowed,
    pub(crate) option_imports: Allowed,
    pub(crate) disallow_services: bool,
    pub(crate) experimental_editions: bool,
    pub(crate) deterministic_output: bool,
    pub(crate) error_format: ErrorFormat,
    pub(crate) fatal_warnings: bool,
}

/// The mode of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Compile, and write the requested files.
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

/// An output of a generator, of the flag `--X_out=PARAMETER:FOLDER`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Output {
    /// The name of the generator: X in the flag.
    pub(crate) generator: String,
    /// The parameter before the first colon, to which `--X_opt` is appended.
    pub(crate) parameter: String,
    /// The folder, or a `.zip`, `.jar` or `.srcjar`.
    pub(crate) folder: String,
}

impl Output {
    /// Returns the flag, for messages.
    pub(crate) fn flag(&self) -> String {
        format!("--{}_out", self.generator)
    }
}

/// `--edition_defaults_out` and its related flags.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct EditionDefaults {
    /// The output file; empty if not requested.
    pub(crate) file: String,
    pub(crate) minimum: Option<Edition>,
    pub(crate) maximum: Option<Edition>,
}

/// `--direct_dependencies` or `--option_dependencies`, with the message for violations.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Allowed {
    /// `None` if everything is allowed.
    pub(crate) names: Option<Vec<String>>,
    /// The message, where `%s` stands for the import.
    pub(crate) message: Option<String>,
}

impl Arguments {
    pub(crate) fn new(surroundings: Arc<Surroundings>) -> Self {
        Self { search: SearchPath::new(Arc::clone(&surroundings)), surroundings, ..Self::default() }
    }

    /// Returns the parameter of an output: its own, followed by each `--X_opt`.
    pub(crate) fn parameter(&self, output: &Output) -> String {
        // An empty option adds only a comma, and only after others.
        let joined = |all: String, next: &str| if all.is_empty() { next.to_owned() } else { format!("{all},{next}") };
        let options = self.options.get(&output.generator).into_iter().flatten();
        let options = options.fold(String::new(), |all, option| joined(all, option));
        if options.is_empty() { output.parameter.clone() } else { joined(output.parameter.clone(), &options) }
    }
}

/// Compiled files and the outputs that are requested of them.
pub(crate) struct Job<'a> {
    pub(crate) arguments: &'a Arguments,
    /// The names of the inputs, including repetitions.
    pub(crate) names: &'a [String],
    pub(crate) subject: &'a Arc<GeneratorInput>,
    pub(crate) sources: &'a Sources,
}

impl Job<'_> {
    pub(crate) fn schema(&self) -> &Schema {
        &self.subject.schema
    }

    /// Returns the input files in order, including repetitions.
    pub(crate) fn files(&self) -> impl Iterator<Item = FileId> {
        self.names.iter().map(|name| self.schema().find_file(name).expect("what was asked for was compiled"))
    }
}
