//! What protoc's arguments ask for, once all of them were read.

use indexmap::IndexMap;

use super::editions::Edition;
use super::search::SearchPath;

/// What is asked for.
#[derive(Debug)]
pub(super) enum Request {
    Version,
    Help,
    Notices,
    Work(Box<Arguments>),
}

/// What to compile, and what to make of it.
#[allow(dead_code, reason = "generators and the codec read the rest")]
#[derive(Debug, Default)]
pub(super) struct Arguments {
    /// Where names are looked up.
    pub(super) search: SearchPath,
    /// The files of `--descriptor_set_in`.
    pub(super) descriptor_sets: Vec<String>,
    /// The files, as they were given.
    pub(super) inputs: Vec<String>,
    pub(super) mode: Mode,
    /// What generators write, in the order of the flags.
    pub(super) outputs: Vec<Output>,
    /// The values of `--X_opt`, under X.
    pub(super) options: IndexMap<String, Vec<String>>,
    /// The words of `--X_prefix`, under X.
    pub(super) prefixes: IndexMap<String, Vec<String>>,
    /// The programs of `--plugin`, under their names: `protoc-gen-X`.
    pub(super) plugins: IndexMap<String, String>,
    /// Whether generated files may lead out of their folder.
    pub(super) allow_out_dir_escape: bool,
    /// Whether plugins get `PROTOC_CODEGEN_TRACE=yes` in their environment.
    pub(super) codegen_trace: bool,
    /// The file of `-o`; empty if none is wanted.
    pub(super) descriptor_set: String,
    pub(super) include_imports: bool,
    pub(super) include_source_info: bool,
    pub(super) retain_options: bool,
    /// The file of `--dependency_out`; empty if none is wanted.
    pub(super) dependencies: String,
    pub(super) edition_defaults: EditionDefaults,
    /// What `import` may name, and `import option`.
    pub(super) imports: Allowed,
    pub(super) option_imports: Allowed,
    pub(super) disallow_services: bool,
    pub(super) experimental_editions: bool,
    pub(super) deterministic_output: bool,
    pub(super) error_format: ErrorFormat,
    pub(super) fatal_warnings: bool,
}

/// The one thing that a run is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Mode {
    /// To write files.
    #[default]
    Compile,
    /// To read text and write the bytes of a message of this type.
    Encode(String),
    /// To read the bytes of a message of this type and write text.
    Decode(String),
    /// The same, whatever the message is.
    DecodeRaw,
    PrintFreeFieldNumbers,
}

/// `--X_out=PARAMETER:FOLDER`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Output {
    /// X.
    pub(super) generator: String,
    /// What stands in front of the first colon; `--X_opt` comes behind it.
    pub(super) parameter: String,
    /// The folder, or a `.zip`, `.jar` or `.srcjar`.
    pub(super) folder: String,
}

impl Output {
    /// The flag, as messages name it.
    pub(super) fn flag(&self) -> String {
        format!("--{}_out", self.generator)
    }
}

/// `--edition_defaults_out` and what belongs to it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct EditionDefaults {
    /// Empty where none are wanted.
    pub(super) file: String,
    pub(super) minimum: Option<Edition>,
    pub(super) maximum: Option<Edition>,
}

/// `--direct_dependencies` and `--option_dependencies`, each with the message for what is not in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Allowed {
    /// `None` if everything is allowed.
    pub(super) names: Option<Vec<String>>,
    /// `%s` stands for the import.
    pub(super) message: Option<String>,
}

/// How a place is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum ErrorFormat {
    /// `file:line:column: message`
    #[default]
    Gcc,
    /// `file(line) : error in column=column: message`
    Msvs,
}

impl Arguments {
    /// What the generator of an output is told: its own parameter, then each `--X_opt`.
    pub(super) fn parameter(&self, output: &Output) -> String {
        // An empty option adds nothing but the comma, and that only behind others.
        let joined = |all: String, next: &str| if all.is_empty() { next.to_owned() } else { format!("{all},{next}") };
        let options = self.options.get(&output.generator).into_iter().flatten();
        let options = options.fold(String::new(), |all, option| joined(all, option));
        if options.is_empty() { output.parameter.clone() } else { joined(output.parameter.clone(), &options) }
    }
}
