//! Diagnostics of duplicate and reserved names.

use super::super::CheckContext;
use crate::codes;
use crate::link::collect::{MessageDecl, ScopedName, Symbol};
use crate::link::diagnostics::kind;
use protoward_schema::Parent;
use protoward_source::paths::System;
use protoward_source::{Diagnostic, Place};

/// The first declaration of a name.
#[derive(Clone, Copy)]
pub(in super::super) struct FirstDeclaration {
    pub(in super::super) symbol: Symbol,
    pub(in super::super) is_elsewhere: bool,
    /// `None` for a package, which has no single declaration.
    pub(in super::super) place: Option<Place>,
}

/// A name that is already declared.
pub(in super::super) fn declared_twice(
    cx: &CheckContext<'_>,
    name: ScopedName<'_>,
    symbol: Symbol,
    again: Place,
    first: FirstDeclaration,
) -> Diagnostic {
    let decls = cx.tables.decls;
    let message = match first.symbol {
        Symbol::Package => format!("`{name}` is already the name of a package"),
        _ => format!("`{name}` is declared twice"),
    };
    let diagnostic = Diagnostic::error(codes::ALREADY_DEFINED, message);
    let is_same_kind = std::mem::discriminant(&symbol) == std::mem::discriminant(&first.symbol);
    let label = match symbol {
        Symbol::Message(id) if matches!(decls.messages[id].decl, MessageDecl::MapEntry(_)) => {
            format!("this map declares the message `{}`", decls.messages[id].name)
        }
        _ if is_same_kind => "declared again".to_owned(),
        _ => format!("declared here as {}", kind(symbol)),
    };
    let diagnostic = diagnostic.label(again, label);
    let diagnostic = match first.place {
        Some(place) if is_same_kind => diagnostic.label(place, "first declared here"),
        // protoc looks at messages before enums and services, in any order of the file.
        Some(place) => diagnostic.label(place, format!("declared here as {}", kind(first.symbol))),
        None => diagnostic,
    };
    let (Symbol::EnumValue(id), false) = (symbol, matches!(first.symbol, Symbol::Package)) else {
        return diagnostic.help(match first.symbol {
            Symbol::Package => "use another name",
            _ => "rename one of them",
        });
    };
    let declared = &decls.enums[decls.enum_values[id].parent];
    let scope = match declared.parent {
        Parent::File(_) if name.scope.is_empty() => "all files without a package".to_owned(),
        Parent::File(_) => format!("the package `{}`", name.scope),
        Parent::Message(message) => format!("`{}`", decls.messages[message].full_name),
    };
    diagnostic.help(format!(
        "an enum value is declared beside its enum, not in it, so that its name must be unique in {scope}; begin it with the name \
         of its enum, as in `{}`",
        prefixed(declared.name, decls.enum_values[id].name)
    ))
}

/// A name that a file of the user and a built-in file declare, mostly because the first is a copy of the second.
pub(in super::super) fn copy_of_built_in(
    cx: &CheckContext<'_>,
    name: ScopedName<'_>,
    mut places: [Place; 2],
) -> Diagnostic {
    if cx.sources.get(places[0].source).is_built_in {
        places.reverse();
    }
    let [copy, built_in] = places.map(|place| cx.sources.get(place.source));
    let diagnostic = Diagnostic::error(
        codes::ALREADY_DEFINED,
        format!("`{name}` is already declared in the built-in file `{}`", built_in.name),
    )
    .label(places[0], "declared here")
    .label(places[1], "the built-in declaration");
    let folder = System::HERE.shown_above(&copy.display, &built_in.name).filter(|it| !it.is_empty());
    diagnostic.help(match folder {
        Some(folder) => format!(
            "import this file as `{}`, with `{folder}` as an include folder, so that it replaces the built-in file",
            built_in.name
        ),
        None => format!(
            "import `{}` instead of this file, or give this file that path in a folder for imports, where it replaces the \
             built-in file",
            built_in.name
        ),
    })
}

/// Returns the value name with the enum's prefix: `COLOR_RED` for `RED` of `Color`.
fn prefixed(declared: &str, value: &str) -> String {
    let mut name = String::new();
    for (index, letter) in declared.char_indices() {
        if letter.is_ascii_uppercase() && index > 0 && !name.ends_with('_') {
            name.push('_');
        }
        name.push(letter.to_ascii_uppercase());
    }
    format!("{name}_{value}")
}

/// A declared name that the same message or enum reserves.
pub(in super::super) fn name_reserved(name: &str, place: Place, reserved: Place) -> Diagnostic {
    Diagnostic::error(codes::RESERVED_NAME, format!("name `{name}` is reserved"))
        .label(place, "used here")
        .label(reserved, "reserved here")
        .help("use another name; old data in JSON or text format may contain this one")
}

/// A name that is reserved twice. protoc reports the message.
pub(in super::super) fn name_reserved_twice(name: &str, again: Place, first: Place, of: Place) -> Diagnostic {
    Diagnostic::error(codes::RESERVED_TWICE, format!("name `{name}` is reserved twice"))
        .label(again, "reserved again")
        .label(first, "reserved here")
        .help("remove one of them")
        .in_protoc(of)
}

/// A reserved string that is not an identifier.
pub(in super::super) fn reserved_name_is_no_name(name: &str, place: Place) -> Diagnostic {
    Diagnostic::warning(codes::RESERVED_NAME, format!("reserved name `{name}` is not an identifier"))
        .label(place, "not an identifier")
        .help("names consist of letters, digits and `_`; write reserved numbers without quotes")
}
