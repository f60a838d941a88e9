//! Diagnostics about entries of a configuration: output folders, options and paths of files.

use protoward_output::output_with_help;
use protoward_rust::diagnostics::GENERATE;
use protoward_rust::{Runtime, UnknownRuntime};
use protoward_schema::Schema;
use protoward_source::Diagnostic;

/// The maximum number of files in a suggestion.
const MAX_PROPOSALS: usize = 3;

pub(crate) fn out_leaves_root(out: &str) -> Box<Diagnostic> {
    output_with_help(
        format!("the output folder `{out}` is not below the folder of the configuration"),
        "use a path relative to that folder, without `..`",
    )
}

/// Returns the error for an unknown value of `runtime`.
pub(crate) fn unknown_runtime(why: &UnknownRuntime) -> Box<Diagnostic> {
    let names = Runtime::ALL.map(|it| format!("`tonic-{}`", it.tonic())).join(", ");
    Box::new(
        Diagnostic::error(GENERATE, format!("unknown `runtime`: `{}`", why.0))
            .help(format!("use one of {names}; or `prost-0.13` or `prost-0.14`, for messages alone")),
    )
}

pub(crate) fn no_such_files(path: &str, schema: &Schema) -> Box<Diagnostic> {
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or(path);
    let files = schema.files.iter().map(|(_, file)| schema.text(file.path));
    let alike: Vec<String> =
        files.filter(|file| file.contains(last)).take(MAX_PROPOSALS).map(|file| format!("`{file}`")).collect();
    let help = if alike.is_empty() {
        "use the paths of imports".to_owned()
    } else {
        format!("use the paths of imports, such as {}", alike.join(" or "))
    };
    Box::new(
        Diagnostic::error(GENERATE, format!("`{path}` is neither a file of the schema nor a folder with one"))
            .help(help),
    )
}

/// Returns the warning that no code is generated, because `extern_path` covers all types.
pub(crate) fn extern_path_of_everything() -> Diagnostic {
    Diagnostic::warning(GENERATE, "no code to generate: `extern_path` covers all types of these files")
        .help("leave out these files, or the path")
}
