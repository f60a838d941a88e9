//! What this room says to people.

use super::files::Target;
use super::find::Found;
use crate::report::{Code, Diagnostic};
use crate::source::{InputError, Place, ReadError, SourceId};

impl From<InputError> for Diagnostic {
    fn from(error: InputError) -> Self {
        with_help(Self::error(code(&error), error.to_string()), error.help())
    }
}

/// The codes say whether there is no history to compare with, one that was cut off, or something else is wrong.
fn code(error: &InputError) -> Code {
    match error {
        InputError::NoRepository { .. } => Code::new("no-repository"),
        InputError::NoCommits { .. } => Code::new("no-commits"),
        InputError::NoAncestor { .. } => Code::new("no-ancestor"),
        InputError::Shallow { .. } => Code::new("shallow-clone"),
        InputError::NoRevisionFound { .. } | InputError::NoCommit { .. } => Code::new("revision-not-found"),
        InputError::NotFound { .. } | InputError::NotInCommit { .. } => Code::new("input-not-found"),
        InputError::Tree(_) | InputError::Io { .. } | InputError::BadObject { .. } => Code::new("unreadable"),
        _ => Code::new("input"),
    }
}

fn with_help(diagnostic: Diagnostic, help: Option<String>) -> Diagnostic {
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

pub(super) fn unreadable(error: &ReadError, place: Option<Place>) -> Diagnostic {
    let diagnostic = Diagnostic::error(Code::new("unreadable"), error.to_string());
    let diagnostic = match place {
        Some(place) => diagnostic.label(place, "asked for here"),
        None => diagnostic,
    };
    with_help(diagnostic, error.help())
}

pub(super) fn name_in_two_modules(found: &Found, first: &Target, second: &Target) -> Diagnostic {
    let (here, there) = (found.tree.display(&first.path), found.tree.display(&second.path));
    let message = format!("`{}` is in two modules: `{here}` and `{there}`", first.name);
    let mut diagnostic = Diagnostic::error(Code::new("name-in-two-modules"), message);
    for target in [second, first] {
        if let Some(place) = found.config.modules[target.module].path.place {
            diagnostic = diagnostic.label(place, "a module that has it");
        }
    }
    diagnostic.help("an import could mean either; rename one of the files, or leave it out with `excludes`")
}

pub(super) fn no_files(looked_in: &[String], narrowed: bool) -> Diagnostic {
    let places: Vec<String> = looked_in
        .iter()
        .map(|place| if place.is_empty() { "this folder".to_owned() } else { format!("`{place}`") })
        .collect();
    let message = format!("there are no `.proto` files in {}", places.join(", "));
    let help = match narrowed {
        true => "the folder, `--path` and `--exclude-path` leave none of the files of the modules",
        false => "name the folder that has them",
    };
    Diagnostic::error(Code::new("no-files"), message).help(help)
}

pub(super) fn empty_image(image: SourceId) -> Diagnostic {
    Diagnostic::error(Code::new("no-files"), "the image has no files")
        .label(Place::whole(image), "")
        .help("build it again, with `protoward build -o`, `buf build -o` or `protoc -o`")
}
