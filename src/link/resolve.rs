//! Names of types become ids, the way protoc finds them: from the innermost scope outwards, and the first part of a name
//! decides where the rest is looked for.

use std::cell::OnceCell;
use std::collections::HashSet;

use super::collect::{Decls, FieldDecl, FieldEntry, FieldScope, Symbol};
use super::diagnostics::{self, Wanted};
use super::elsewhere;
use super::scopes::Scopes;
use super::unit::Unit;
use crate::report::Report;
use crate::schema::{Field, FieldId, FieldType, FileId, IdMap, MessageId, Method, Name, Parent, Scalar, qualified};
use crate::source::Sources;
use crate::syntax::ast::{self, Path};
use crate::syntax::literal;

/// Which symbols end a search.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Anything does.
    All,
    /// Messages and enums; others of the name are passed over.
    Types,
}

impl Wanted {
    const fn mode(self) -> Mode {
        match self {
            Self::Type => Mode::Types,
            Self::Message | Self::Extendee => Mode::All,
        }
    }

    const fn is_met(self, found: Found) -> bool {
        match self {
            Self::Type => matches!(found, Found::Symbol(Symbol::Message(_) | Symbol::Enum(_))),
            Self::Message | Self::Extendee => matches!(found, Found::Symbol(Symbol::Message(_))),
        }
    }
}

/// What a search came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    Symbol(Symbol),
    /// The first part was found here, and the rest is not in it.
    NotInside(Name),
    Nothing,
}

/// Looks names up for one file.
pub(super) struct Lookup<'a, 't> {
    pub(super) decls: &'a Decls<'t>,
    pub(super) scopes: &'a Scopes,
    pub(super) file: FileId,
}

impl Lookup<'_, '_> {
    /// What `name` means inside of the element `within`, by its full name.
    pub(super) fn find(&self, name: &str, within: &str, mode: Mode) -> Found {
        if let Some(absolute) = name.strip_prefix('.') {
            return self.exact(absolute).map_or(Found::Nothing, Found::Symbol);
        }
        let (first, rest) = name.split_once('.').map_or((name, ""), |(first, rest)| (first, rest));
        let mut scope = within;
        loop {
            let Some((outer, _)) = scope.rsplit_once('.') else {
                return self.exact(name).map_or(Found::Nothing, Found::Symbol);
            };
            scope = outer;
            let candidate = qualified(scope, first);
            match self.exact(&candidate) {
                Some(symbol) if rest.is_empty() && (mode == Mode::All || is_type(symbol)) => {
                    return Found::Symbol(symbol);
                }
                Some(symbol) if !rest.is_empty() && is_aggregate(symbol) => {
                    let inside = self.exact(&qualified(&candidate, rest));
                    let searched = self.decls.names.find(&candidate);
                    return match (inside, searched) {
                        (Some(symbol), _) => Found::Symbol(symbol),
                        (None, Some(searched)) => Found::NotInside(searched),
                        (None, None) => Found::Nothing,
                    };
                }
                Some(_) | None => {}
            }
        }
    }

    /// The symbol with this full name, if the file sees it.
    fn exact(&self, full_name: &str) -> Option<Symbol> {
        let name = self.decls.names.find(full_name)?;
        let &(file, symbol) = self.decls.symbols.get(&name)?;
        let is_seen = match symbol {
            Symbol::Package => self.decls.packages[&name].iter().any(|&file| self.scopes.sees(self.file, file)),
            _ => self.scopes.sees(self.file, file),
        };
        is_seen.then_some(symbol)
    }
}

const fn is_type(symbol: Symbol) -> bool {
    matches!(symbol, Symbol::Message(_) | Symbol::Enum(_))
}

const fn is_aggregate(symbol: Symbol) -> bool {
    matches!(symbol, Symbol::Package | Symbol::Message(_) | Symbol::Enum(_) | Symbol::Service(_))
}

/// What names stand for. Where one could not be found there is something harmless in its place, and an error in the
/// report.
#[derive(Debug, Default)]
pub(super) struct Types {
    pub(super) fields: IdMap<Field, FieldType>,
    /// What each extension extends; `None` for other fields.
    pub(super) extendees: IdMap<Field, Option<MessageId>>,
    pub(super) methods: IdMap<Method, Option<(MessageId, MessageId)>>,
    /// Fields whose type could not be found.
    pub(super) unknown: HashSet<FieldId>,
}

/// What stands in the place of a type that could not be found.
const POISON: FieldType = FieldType::Scalar(Scalar::Int32);

/// Looks up the types of fields, what is extended, and what methods take and give.
pub(super) fn resolve(
    units: &[Unit<'_>],
    decls: &Decls<'_>,
    scopes: &Scopes,
    sources: &Sources,
    report: &mut Report,
) -> Types {
    let mut types = Types::default();
    let elsewhere = OnceCell::new();
    let mut look_up = |file: FileId, path: Path, within: &str, wanted: Wanted, say: bool| {
        let unit = &units[file.index()];
        let name = literal::path(unit.text, path);
        let found = Lookup { decls, scopes, file }.find(&name, within, wanted.mode());
        if say && !wanted.is_met(found) {
            let place = sources.place(unit.source, path.span.range());
            let elsewhere = elsewhere.get_or_init(|| elsewhere::Index::new(decls, units));
            report.push(diagnostics::name_not_found(&name, place, found, wanted, decls, elsewhere));
        }
        found
    };
    for (id, field) in decls.fields.iter() {
        let within = full_name(decls, id);
        let text = units[field.file.index()].text;
        let extendee = extendee(field)
            .and_then(|(path, is_first)| message(look_up(field.file, path, &within, Wanted::Extendee, is_first)));
        let ty = match (own_type(field, text), type_name(field)) {
            (Some(ty), _) => ty,
            (None, Some(path)) => match look_up(field.file, path, &within, Wanted::Type, true) {
                Found::Symbol(Symbol::Message(message)) => FieldType::Message(message),
                Found::Symbol(Symbol::Enum(declared)) => FieldType::Enum(declared),
                Found::Symbol(_) | Found::NotInside(_) | Found::Nothing => {
                    types.unknown.insert(id);
                    POISON
                }
            },
            (None, None) => POISON,
        };
        types.fields.push(ty);
        types.extendees.push(extendee);
    }
    for (_, method) in decls.methods.iter() {
        let service = &decls.services[method.service];
        let within = qualified(decls.names.text(service.full_name), decls.names.text(method.name));
        let [input, output] = [method.decl.input.name, method.decl.output.name]
            .map(|path| message(look_up(service.file, path, &within, Wanted::Message, true)));
        types.methods.push(input.zip(output));
    }
    types
}

const fn message(found: Found) -> Option<MessageId> {
    if let Found::Symbol(Symbol::Message(message)) = found { Some(message) } else { None }
}

/// The type of a field that does not name another declaration: a scalar, a group, a map.
fn own_type(field: &FieldEntry<'_>, text: &str) -> Option<FieldType> {
    match (field.own_message, field.decl) {
        (Some(message), FieldDecl::Field(ast::FieldDecl { ty: ast::TypeExpr::Group(_), .. })) => {
            Some(FieldType::Group(message))
        }
        (Some(message), _) => Some(FieldType::Message(message)),
        (None, _) => Scalar::from_keyword(&literal::path(text, type_name(field)?)).map(FieldType::Scalar),
    }
}

/// The name of the type of a field, as it is written.
const fn type_name(field: &FieldEntry<'_>) -> Option<Path> {
    let (FieldDecl::Field(decl) | FieldDecl::MapKey(decl) | FieldDecl::MapValue(decl)) = field.decl;
    match (&decl.ty, field.decl) {
        (ast::TypeExpr::Named(path), FieldDecl::Field(_)) => Some(*path),
        (ast::TypeExpr::Map { key, .. }, FieldDecl::MapKey(_)) => Some(*key),
        (ast::TypeExpr::Map { value, .. }, FieldDecl::MapValue(_)) => Some(*value),
        _ => None,
    }
}

/// What a field extends, and whether it is the first of its block: one wrong extendee is one mistake, however many
/// fields follow.
fn extendee(field: &FieldEntry<'_>) -> Option<(Path, bool)> {
    let FieldScope::Extend { decl: block, .. } = field.scope else { return None };
    let FieldDecl::Field(decl) = field.decl else { return None };
    Some((block.extendee, block.fields.first().is_some_and(|first| std::ptr::eq(first, decl))))
}

/// The name of a field with all that it is declared in.
pub(super) fn full_name(decls: &Decls<'_>, id: FieldId) -> String {
    let field = &decls.fields[id];
    let scope = match field.scope {
        FieldScope::Message(message) => Parent::Message(message),
        FieldScope::Extend { scope, .. } => scope,
    };
    qualified(scope_name(decls, scope), decls.names.text(field.name))
}

/// The full name of what something is declared in; the package, for a file.
fn scope_name<'a>(decls: &'a Decls<'_>, scope: Parent) -> &'a str {
    match scope {
        Parent::File(file) => decls.files[file].package.map_or("", |package| decls.names.text(package)),
        Parent::Message(message) => decls.names.text(decls.messages[message].full_name),
    }
}
