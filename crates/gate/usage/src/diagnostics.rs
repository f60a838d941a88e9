//! Diagnostics about the sources of a crate.

use std::fmt::Display;
use std::path::Path;

use super::codes;
use protoward_source::paths::shown;
use protoward_source::{Diagnostic, Place};

/// The reason why code may use any member of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum WholeUse {
    /// JSON has the names of all members.
    Json,
    /// A macro makes names that are not in the code.
    MadeNames,
    /// Members are found by their names or numbers at run time.
    Reflection,
}

pub(crate) fn unreadable(path: &Path, error: &dyn Display) -> Diagnostic {
    Diagnostic::error(codes::CRATE_SOURCES, format!("cannot read `{}`: {error}", shown(path)))
}

pub(crate) fn no_crate(folder: &Path) -> Diagnostic {
    let message = format!("`{}` has no `Cargo.toml`", shown(folder));
    Diagnostic::error(codes::CRATE_SOURCES, message).help("name the folder of a crate, or of a Cargo workspace")
}

pub(crate) fn bad_manifest(place: Place, error: &str) -> Diagnostic {
    Diagnostic::error(codes::CRATE_SOURCES, format!("this manifest is not valid TOML: {error}")).label(place, "here")
}

pub(crate) fn no_sources(manifest: &Path) -> Diagnostic {
    let message = format!("the crate of `{}` has no source files", shown(manifest));
    Diagnostic::error(codes::CRATE_SOURCES, message).help(
        "targets are read from `src`, from `tests`, `examples` and `benches`, and from the sections of the manifest",
    )
}

pub(crate) fn bad_syntax(place: Place, error: &str) -> Diagnostic {
    // The lexer has one message for all errors.
    let error = if error.contains("token stream") { "a bracket or a literal does not end" } else { error };
    Diagnostic::error(codes::CRATE_SOURCES, format!("this file is not valid Rust: {error}"))
        .label(place, "here")
        .help("correct the file, so that all uses in it are found")
}

pub(crate) fn nested_too_deeply(place: Place) -> Diagnostic {
    Diagnostic::error(codes::CRATE_SOURCES, "brackets are nested too deeply")
        .label(place, "here")
        .help("move the inner code into a function")
}

pub(crate) fn missing_module(place: Place, name: &str, tried: &[String]) -> Diagnostic {
    let tried = tried.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(" and ");
    Diagnostic::warning(codes::CRATE_SOURCES, format!("the module `{name}` has no file: looked for {tried}"))
        .label(place, "uses in this module are not known")
        .help("if a build writes the file, build the crate first")
}

/// Warns about code that may use any member of a message, for one reason, at the first place.
pub(crate) fn whole(place: Place, word: &str, why: WholeUse, count: usize) -> Diagnostic {
    let (words, help) = match why {
        WholeUse::Json => ("may read or write the JSON of a message", "if it does not, `--typed` leaves it out"),
        WholeUse::MadeNames => ("makes names that are not in the code", "write the names in the code"),
        WholeUse::Reflection => {
            ("finds members at run time", "if it does so only in messages of other schemas, `--typed` leaves it out")
        }
    };
    let more = match count {
        0 | 1 => String::new(),
        more => format!(", here and in {}", protoward_source::count(more - 1, "more place")),
    };
    let message = format!("`{word}` {words}{more}: all members of all used types count as used");
    Diagnostic::warning(codes::UNKNOWN_USES, message).label(place, "here").help(help)
}

pub(crate) fn no_uses(name: &str) -> Diagnostic {
    Diagnostic::error(codes::NO_USES, format!("`{name}` uses nothing of the schema")).help(
        "name the crate that uses the generated code, and the schema that the code is generated from; a consumer that uses \
         nothing does not need an entry in `[consumers]`",
    )
}
