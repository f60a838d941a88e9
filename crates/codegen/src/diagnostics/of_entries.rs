//! What is said about what a configuration asks for.

use std::io;

use super::{GENERATE, of_one_enum, output_with_help, reason};
use crate::settings::Plugin;
use protoward_schema::Schema;
use protoward_source::Diagnostic;

/// How many files are proposed.
const MAX_PROPOSALS: usize = 3;

pub(crate) fn out_leaves_root(out: &str) -> Box<Diagnostic> {
    output_with_help(
        format!("the output folder `{out}` is not below the folder of the configuration"),
        "write `out` as a path from there, without `..`",
    )
}

pub(crate) fn no_such_files(path: &str, schema: &Schema) -> Box<Diagnostic> {
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or(path);
    let files = schema.files.iter().map(|(_, file)| schema.text(file.path));
    let alike: Vec<String> =
        files.filter(|file| file.contains(last)).take(MAX_PROPOSALS).map(|file| format!("`{file}`")).collect();
    let help = match alike.is_empty() {
        true => "write files and folders by the names that imports use".to_owned(),
        false => format!("write them by the names that imports use, such as {}", alike.join(" or ")),
    };
    Box::new(Diagnostic::error(GENERATE, format!("no file of the schema is `{path}`, or lies in it")).help(help))
}

pub(crate) fn generator_failed(plugin: Plugin, error: &io::Error) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(GENERATE, format!("{} did not generate: {error}", plugin.name())))
}

/// A panic of a generator. Where it names two values of one enum, they are looked up.
pub(crate) fn generator_panicked(plugin: Plugin, panic: &str, schema: &Schema) -> Box<Diagnostic> {
    if let Some(diagnostic) = of_one_enum(panic, schema) {
        return diagnostic;
    }
    let message = format!("{} did not generate: {}", plugin.name(), reason(panic));
    Box::new(Diagnostic::error(GENERATE, message).help("look for an option with Rust code in it that is not right"))
}
