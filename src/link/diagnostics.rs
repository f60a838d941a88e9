//! What this room says to people.

use super::collect::{Decls, Symbol};
use super::elsewhere::{Elsewhere, Index};
use super::resolve::Found;
use crate::report::{Code, Diagnostic};
use crate::source::Place;

/// What a name was looked up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The type of a field.
    Type,
    /// What a method takes or gives.
    Message,
    /// What an `extend` block extends.
    Extendee,
}

impl Wanted {
    const fn words(self) -> &'static str {
        match self {
            Self::Type => "a message or an enum",
            Self::Message | Self::Extendee => "a message",
        }
    }
}

/// A name that stands for nothing, for the wrong thing, or for something that is not imported.
pub(super) fn name_not_found(
    name: &str,
    place: Place,
    found: Found,
    wanted: Wanted,
    decls: &Decls<'_>,
    elsewhere: &Index<'_>,
) -> Diagnostic {
    let wrong_kind = Code::new("wrong-kind");
    match found {
        Found::Symbol(symbol) => {
            Diagnostic::error(wrong_kind, format!("`{name}` is {}, not {}", kind(symbol), wanted.words()))
                .label(place, format!("{} is wanted here", wanted.words()))
        }
        Found::NotInside(searched) => {
            let searched = decls.full_name(searched);
            Diagnostic::error(Code::new("unknown-name"), format!("there is no `{name}`"))
                .label(place, format!("its first part is `{searched}`, and the rest is not in it"))
                .help(format!("a name is looked for from the inside out; write `.{name}` to start from the outside"))
        }
        Found::Nothing => {
            let diagnostic =
                Diagnostic::error(Code::new("unknown-name"), format!("there is no `{name}`")).label(place, "this name");
            if let Some(Elsewhere { full_name, file }) = elsewhere.find(name) {
                return diagnostic.help(format!("`{full_name}` is declared in `{file}`: add `import \"{file}\";`"));
            }
            match elsewhere.nearest(name)[..] {
                [] => diagnostic.help("check the spelling, or import the file that declares it"),
                ref near => diagnostic.help(format!("did you mean `{}`?", near.join("` or `"))),
            }
        }
    }
}

pub(super) const fn kind(symbol: Symbol) -> &'static str {
    match symbol {
        Symbol::Package => "a package",
        Symbol::Message(_) => "a message",
        Symbol::Field(_) => "a field",
        Symbol::Oneof(_) => "a oneof",
        Symbol::Enum(_) => "an enum",
        Symbol::EnumValue(_) => "a value of an enum",
        Symbol::Service(_) => "a service",
        Symbol::Method(_) => "a method",
    }
}

/// `[unverified_lazy = true]` on an extension.
pub(super) fn lazy_extension(ty: Place) -> Diagnostic {
    Diagnostic::error(Code::new("lazy-extension"), "an extension cannot be `unverified_lazy`")
        .label(ty, "the type of the extension")
        .help("remove the option")
}
