//! Diagnostics of type names that do not resolve, with proposals, and of imports with errors.

use std::iter::successors;

use super::collect::{Decls, Resolution, Symbol, Target};
use super::proposals::{Index, TypeProposal};
use crate::codes;
use protoward_schema::{FileId, qualified};
use protoward_source::{Diagnostic, Edit, FixSafety, Place};

/// The expected kind of declaration in a name lookup.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum NameUse {
    /// The type of a field.
    Type,
    /// The type of a map key or map value.
    MapPart,
    /// The request or response type of a method.
    Message,
    /// The message that an `extend` block extends.
    Extendee,
}

impl NameUse {
    const fn suggestion(self) -> &'static str {
        match self {
            Self::Type | Self::MapPart => "the type of a field is a scalar type, a message or an enum",
            Self::Message => "requests and responses are messages: declare a message with the value as a field",
            Self::Extendee => "only messages can be extended",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Type | Self::MapPart => "a message or an enum",
            Self::Message | Self::Extendee => "a message",
        }
    }
}

/// The inputs for proposals in diagnostics of unknown names.
pub(super) struct NameHints<'a, 't> {
    pub(super) decls: &'a Decls<'t>,
    /// The package of the file.
    pub(super) package: &'a str,
    pub(super) index: &'a Index<'a>,
    /// Returns `true` if the file with the name can see another file.
    pub(super) sees: &'a dyn Fn(FileId) -> bool,
    /// Returns the edit that imports a file.
    pub(super) new_import: &'a dyn Fn(&str) -> Edit,
    /// The number of names for which similar names may still be searched.
    pub(super) proposals: &'a mut u32,
}

/// A name that is unknown, of the wrong kind, or not imported.
pub(super) fn name_not_found(
    name: &str,
    place: Place,
    found: Resolution,
    name_use: NameUse,
    mut hints: NameHints<'_, '_>,
) -> Diagnostic {
    match found {
        Resolution::Symbol(symbol) => {
            let message = format!("`{name}` is {}, not {}", kind(symbol), name_use.words());
            Diagnostic::error(codes::WRONG_KIND, message)
                .label(place, format!("expected {}", name_use.words()))
                .help(name_use.suggestion())
        }
        Resolution::NotInside(searched) => {
            let searched = hints.decls.full_name(searched);
            hints
                .inside(name, searched, name_use)
                .diagnostic(name, place)
                .label(place, format!("the first part resolves to `{searched}`, which does not contain the rest"))
        }
        Resolution::Nothing => hints.anywhere(name, name_use).diagnostic(name, place).label(place, "not found"),
    }
}

/// An explanation of an unknown name.
enum NameAdvice {
    Help(String),
    /// Names that may be meant.
    Near(Vec<String>),
    /// The type exists in a file that is not imported.
    NotImported {
        full_name: String,
        file: String,
        import: Edit,
        /// Unsafe if other types may be meant too.
        safety: FixSafety,
    },
    /// A type of another name exists in a file that is not imported.
    Elsewhere {
        full_name: String,
        file: String,
        import: Edit,
    },
}

impl NameAdvice {
    fn diagnostic(self, name: &str, place: Place) -> Diagnostic {
        let unknown = || Diagnostic::error(codes::UNKNOWN_NAME, format!("cannot find `{name}`"));
        match self {
            Self::Help(help) => unknown().help(help),
            Self::Near(names) => unknown().did_you_mean(place, &names),
            Self::NotImported { full_name, file, import, safety } => {
                let diagnostic = Diagnostic::error(codes::UNKNOWN_NAME, not_imported(&full_name, &file));
                diagnostic.help(add_import(&file)).edit(safety, import.place, import.text)
            }
            Self::Elsewhere { full_name, file, import } => unknown()
                .help(format!("if you mean `{full_name}`, {} and write its full name", add_import(&file)))
                .edit(FixSafety::Unsafe, import.place, import.text)
                .edit(FixSafety::Unsafe, place, full_name),
        }
    }
}

/// The message for a declaration in a file that is not imported.
pub(super) fn not_imported(full_name: &str, file: &str) -> String {
    format!("`{full_name}` is declared in `{file}`, which is not imported")
}

pub(super) fn add_import(file: &str) -> String {
    format!("add `import \"{file}\";`")
}

impl<'a> NameHints<'a, '_> {
    /// Explains a name whose first component was found without the rest.
    fn inside(&mut self, name: &str, searched: &str, name_use: NameUse) -> NameAdvice {
        let (before, last) = name.rsplit_once('.').unwrap_or(("", name));
        let rest = name.split_once('.').map_or("", |(_, rest)| rest);
        let meant = format!("{searched}.{rest}");
        let around = meant.rsplit_once('.').map_or("", |(around, _)| around);
        if self.symbol(name).is_some_and(is_type) {
            let help = "names are resolved from the innermost scope; write";
            return NameAdvice::Help(format!("{help} `.{name}` to start from the outermost"));
        }
        if let Some(Symbol::Enum(_)) = self.symbol(around) {
            return NameAdvice::Help(format!("`{around}` is an enum, and its members are not types: write `{before}`"));
        }
        if let Some(found) = self.index.exactly(&meant) {
            return self.import(found, Some(FixSafety::Safe));
        }
        let near = self.nearest(last, name_use);
        match near.into_iter().find(|near| self.symbol(&format!("{around}.{near}")).is_some_and(is_type)) {
            Some(near) => NameAdvice::Near(vec![format!("{before}.{near}")]),
            None => NameAdvice::Help(format!(
                "names are resolved from the innermost scope; check the part after `{before}`"
            )),
        }
    }

    /// Explains a name without any match.
    fn anywhere(&mut self, name: &str, name_use: NameUse) -> NameAdvice {
        // A type that only needs the import comes before those that need another name too.
        let mut reached = self.index.ending_with(name).filter(|it| self.reaches(name, it.full_name));
        let (first, second) = (reached.next(), reached.next());
        if let Some(found) = first.or_else(|| self.index.find(name)) {
            let safety = if second.is_none() { FixSafety::Safe } else { FixSafety::Unsafe };
            return self.import(found, self.reaches(name, found.full_name).then_some(safety));
        }
        // A name with a package means a type of a similar full name.
        if name.contains('.') {
            let near = self.nearest_in_full(name);
            return match near.first() {
                Some(&first) if !first.id.is_some_and(self.sees) => self.import(first, None),
                Some(_) => NameAdvice::Near(near.iter().map(|it| it.full_name.to_owned()).collect()),
                None => NameAdvice::Help("check the spelling, or import the file that declares it".to_owned()),
            };
        }
        match self.nearest(name, name_use)[..] {
            [] => NameAdvice::Help("check the spelling, or import the file that declares it".to_owned()),
            ref near => NameAdvice::Near(near.iter().map(|&name| name.to_owned()).collect()),
        }
    }

    /// Returns `true` if a name means the type with a full name once its file is imported: in the package, or in one around it.
    fn reaches(&self, name: &str, full_name: &str) -> bool {
        let absolute = name.strip_prefix('.');
        let mut packages = successors(Some(self.package), |package| {
            (!package.is_empty()).then(|| package.rsplit_once('.').map_or("", |(outer, _)| outer))
        });
        absolute == Some(full_name)
            || absolute.is_none() && packages.any(|package| qualified(package, name) == full_name)
    }

    /// Explains that a type exists: the import or the full name to use. `safety` is that of the import; `None` if it is not enough.
    fn import(&self, found: TypeProposal<'_>, safety: Option<FixSafety>) -> NameAdvice {
        let TypeProposal { full_name, file, id } = found;
        match (id.is_some_and(self.sees), safety) {
            (true, _) => NameAdvice::Near(vec![full_name.to_owned()]),
            (false, Some(safety)) => {
                let import = (self.new_import)(file);
                NameAdvice::NotImported { full_name: full_name.to_owned(), file: file.to_owned(), import, safety }
            }
            (false, None) => {
                let import = (self.new_import)(file);
                NameAdvice::Elsewhere { full_name: full_name.to_owned(), file: file.to_owned(), import }
            }
        }
    }

    /// Returns the types with similar full names, as long as the file's budget of proposals lasts. If the file sees some of them,
    /// there are only these.
    fn nearest_in_full(&mut self, name: &str) -> Vec<TypeProposal<'a>> {
        let Some(left) = self.proposals.checked_sub(1) else { return Vec::new() };
        *self.proposals = left;
        let mut near = self.index.nearest_in_full(name.trim_start_matches('.'));
        if near.iter().any(|it| it.id.is_some_and(self.sees)) {
            near.retain(|it| it.id.is_some_and(self.sees));
        }
        near
    }

    /// Returns similar names, as long as the file's budget of proposals lasts.
    fn nearest(&mut self, name: &str, name_use: NameUse) -> Vec<&'a str> {
        match self.proposals.checked_sub(1) {
            Some(left) => {
                *self.proposals = left;
                self.index.nearest(name, matches!(name_use, NameUse::Type | NameUse::MapPart))
            }
            None => Vec::new(),
        }
    }

    fn symbol(&self, full_name: &str) -> Option<Symbol> {
        match self.decls.find(full_name)? {
            Target::Declared(_, symbol) => Some(symbol),
            Target::Package(_) => Some(Symbol::Package),
        }
    }
}

const fn is_type(symbol: Symbol) -> bool {
    matches!(symbol, Symbol::Message(_) | Symbol::Enum(_))
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

/// An import of a file with errors.
pub(super) fn import_with_errors(name: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::IMPORT_WITH_ERRORS, format!("`{name}` was not found or had errors"))
        .label(place, "imported here")
        .help("fix the errors of that file first")
}
