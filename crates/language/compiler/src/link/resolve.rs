//! Resolution of type names to ids with protoc's algorithm: scopes are searched from the inside out, and the first
//! component of a name decides where the rest is looked up.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::collect::{
    Decls, FieldDecl, FieldEntry, FieldScope, MessagesByField, PackageId, Resolution, Symbol, Target,
};
use super::diagnostics::{self, NameHints, NameUse};
use super::proposals;
use super::scopes::Scopes;
use super::unit::CompilationUnit;
use crate::lookup::HashMap;
use protoward_schema::{
    Edition, Field, FieldId, FieldType, File, FileId, Id, IdMap, IdSet, MessageId, Method, Parent, Scalar, ServiceId,
    Syntax, qualified,
};
use protoward_source::{Place, Report, Sources, parallel};
use protoward_syntax::ast::{self, Path};
use protoward_syntax::literal;

/// The kinds of symbols that end a search.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Mode {
    /// Any symbol ends the search, even one of a wrong kind.
    All,
    /// Messages and enums. Other symbols are skipped.
    Types,
}

impl NameUse {
    const fn mode(self) -> Mode {
        match self {
            Self::Type | Self::MapPart => Mode::Types,
            Self::Message | Self::Extendee => Mode::All,
        }
    }

    const fn is_met(self, found: Resolution) -> bool {
        match self {
            Self::Type | Self::MapPart => matches!(found, Resolution::Symbol(Symbol::Message(_) | Symbol::Enum(_))),
            Self::Message | Self::Extendee => matches!(found, Resolution::Symbol(Symbol::Message(_))),
        }
    }
}

/// The scope in which a search starts.
#[derive(Clone, Copy)]
pub(super) enum Scope {
    /// The top level of the file.
    File,
    Message(MessageId),
    Service(ServiceId),
}

impl From<Parent> for Scope {
    fn from(parent: Parent) -> Self {
        match parent {
            Parent::File(_) => Self::File,
            Parent::Message(message) => Self::Message(message),
        }
    }
}

/// Name lookup for one file.
#[derive(Clone, Copy)]
pub(super) struct Lookup<'a, 't> {
    pub(super) decls: &'a Decls<'t>,
    pub(super) scopes: &'a Scopes,
    pub(super) file: FileId,
}

impl Lookup<'_, '_> {
    /// Looks up `name` in the scope of the element with full name `within`.
    pub(super) fn find(&self, name: &str, within: &str, mode: Mode) -> Resolution {
        let scope = within.rsplit_once('.').and_then(|(scope, _)| self.decls.find(scope));
        let scope = match scope {
            Some(Target::Declared(_, Symbol::Message(message))) => Scope::Message(message),
            Some(Target::Declared(_, Symbol::Service(service))) => Scope::Service(service),
            Some(_) | None => Scope::File,
        };
        self.find_from(name, scope, mode)
    }

    /// Looks up `name` in the scopes of the element `within` of any file. Visibility is that of this file.
    pub(super) fn find_around(&self, name: &str, within: &str, mode: Mode) -> Resolution {
        let (first, rest) = split(name);
        let mut scope = within;
        while let Some((outer, _)) = scope.rsplit_once('.') {
            scope = outer;
            let candidate = self.decls.find(&qualified(scope, first)).filter(|&candidate| self.sees(candidate));
            if let Some(found) = candidate.and_then(|candidate| self.decide(candidate, rest, mode)) {
                return found;
            }
        }
        self.exact(name)
    }

    /// Looks up `name` in a scope of this file.
    pub(super) fn find_from(&self, name: &str, scope: Scope, mode: Mode) -> Resolution {
        self.find_noting(name, scope, mode, &mut Vec::new())
    }

    /// Looks up `name` in a scope of this file. Adds the files of skipped symbols to `passed_over`, because protoc
    /// counts them as used.
    pub(super) fn find_noting(
        &self,
        name: &str,
        scope: Scope,
        mode: Mode,
        passed_over: &mut Vec<FileId>,
    ) -> Resolution {
        if let Some(absolute) = name.strip_prefix('.') {
            return self.exact(absolute);
        }
        self.in_declarations(name, scope, mode).unwrap_or_else(|| self.in_packages(name, mode, passed_over))
    }

    /// Searches the enclosing declarations from the inside out.
    pub(super) fn in_declarations(&self, name: &str, scope: Scope, mode: Mode) -> Option<Resolution> {
        let (first, rest) = split(name);
        let mut scope = scope;
        loop {
            let (symbol, outer) = match scope {
                Scope::File => return None,
                Scope::Message(message) => (Symbol::Message(message), self.decls.messages[message].parent.into()),
                Scope::Service(service) => (Symbol::Service(service), Scope::File),
            };
            let candidate = self.decls.member(Target::Declared(self.file, symbol), first);
            if let Some(found) = candidate.and_then(|candidate| self.decide(candidate, rest, mode)) {
                return Some(found);
            }
            scope = outer;
        }
    }

    /// Searches the enclosing packages from the inside out.
    fn in_packages(&self, name: &str, mode: Mode, passed_over: &mut Vec<FileId>) -> Resolution {
        let (first, rest) = split(name);
        let mut package = self.decls.files[self.file].package_id;
        while package != PackageId::ROOT {
            let symbols = &self.decls.symbols;
            let declared = symbols.top_level(package, first).map(|(file, symbol)| Target::Declared(file, symbol));
            let inside = || symbols.package_inside(package, first).map(Target::Package);
            let is_seen = |it: &Target| match *it {
                Target::Declared(file, _) if rest.is_some() => self.scopes.sees_first_part(self.file, file),
                it => self.sees(it),
            };
            let seen = declared.filter(is_seen).or_else(|| inside().filter(is_seen));
            if let Some(candidate) = seen {
                match (self.decide(candidate, rest, mode), candidate) {
                    (Some(found), _) => return found,
                    (None, Target::Declared(file, _)) if file != self.file => passed_over.push(file),
                    (None, _) => {}
                }
            }
            package = symbols.around(package);
        }
        self.exact(name)
    }

    /// Resolves the rest of a name in a candidate for its first component; `None` to continue the search further out.
    fn decide(&self, candidate: Target, rest: Option<&str>, mode: Mode) -> Option<Resolution> {
        match rest {
            None if mode == Mode::All || is_type(candidate) => Some(Resolution::Symbol(symbol(candidate))),
            Some(rest) if is_aggregate(candidate) => {
                let inside = self.decls.find_inside(candidate, rest).filter(|&inside| self.sees(inside));
                Some(inside.map_or(Resolution::NotInside(candidate), |inside| Resolution::Symbol(symbol(inside))))
            }
            Some(_) | None => None,
        }
    }

    /// Looks up a full name, subject to visibility.
    fn exact(&self, full_name: &str) -> Resolution {
        let found = self.decls.find(full_name).filter(|&found| self.sees(found));
        found.map_or(Resolution::Nothing, |found| Resolution::Symbol(symbol(found)))
    }

    fn sees(&self, target: Target) -> bool {
        match target {
            Target::Package(package) => self.scopes.sees_package(self.file, self.decls.symbols.files(package)),
            Target::Declared(file, _) => self.scopes.sees(self.file, file),
        }
    }
}

/// Splits a name into its first component and the rest.
fn split(name: &str) -> (&str, Option<&str>) {
    name.split_once('.').map_or((name, None), |(first, rest)| (first, Some(rest)))
}

const fn symbol(target: Target) -> Symbol {
    match target {
        Target::Package(_) => Symbol::Package,
        Target::Declared(_, symbol) => symbol,
    }
}

const fn is_type(target: Target) -> bool {
    matches!(target, Target::Declared(_, Symbol::Message(_) | Symbol::Enum(_)))
}

const fn is_aggregate(target: Target) -> bool {
    matches!(
        target,
        Target::Package(_) | Target::Declared(_, Symbol::Message(_) | Symbol::Enum(_) | Symbol::Service(_))
    )
}

/// Resolved type names. An unresolved name has a placeholder type here and an error in the report.
pub(super) struct Types {
    pub(super) fields: IdMap<Field, FieldType>,
    /// The extended message of each extension, if resolved.
    pub(super) extendees: MessagesByField,
    pub(super) methods: IdMap<Method, Option<(MessageId, MessageId)>>,
    /// The fields with unresolved types.
    pub(super) unknown: IdSet<Field>,
    /// For each file, the files whose symbols its lookups skipped, sorted.
    pub(super) passed_over: IdMap<File, Vec<FileId>>,
    /// The files that use a declaration whose name belongs to another file, which has the error.
    pub(super) displaced: Vec<FileId>,
}

/// The placeholder for an unresolved type.
const POISON: FieldType = FieldType::Scalar(Scalar::Int32);

/// Maximum number of names per file for which similar names are searched. Each search visits all types.
const MOST_PROPOSALS: u32 = 200;

/// Collected files and declarations, the input of later passes.
#[derive(Clone, Copy)]
pub(super) struct Collected<'a, 't> {
    pub(super) units: &'a [CompilationUnit<'t>],
    pub(super) decls: &'a Decls<'t>,
    pub(super) sources: &'a Sources,
    pub(super) threads: usize,
}

/// Resolves the types of fields, the extended messages, and the types of methods. With `blame_imports`, consequences of other
/// errors are reported too, as protoc does.
pub(super) fn resolve(
    collected: Collected<'_, '_>,
    scopes: &Scopes,
    blame_imports: bool,
    report: &mut Report,
) -> Types {
    let Collected { units, decls, sources, threads } = collected;
    let index = OnceLock::new();
    let look_up = |position: usize| {
        let file = Id::new(position);
        let unit = &units[position];
        let lookup = Lookup { decls, scopes, file };
        let index = &index;
        let known = HashMap::default();
        let proposals = MOST_PROPOSALS;
        let passed_over = Vec::new();
        let resolver = Resolver {
            lookup,
            units,
            unit,
            sources,
            index,
            known,
            passed_over,
            has_displaced: false,
            proposals,
            blame_imports,
        };
        resolver.file()
    };
    let mut types = Types {
        fields: IdMap::with_capacity(decls.fields.len()),
        extendees: MessagesByField::default(),
        methods: IdMap::with_capacity(decls.methods.len()),
        unknown: IdSet::default(),
        passed_over: IdMap::with_capacity(units.len()),
        displaced: Vec::new(),
    };
    parallel::each(units.len(), threads, look_up, |file| {
        types.fields.append(file.fields);
        types.extendees.append(file.extendees);
        types.methods.append(file.methods);
        types.unknown.extend(file.unknown);
        let id = types.passed_over.push(file.passed_over);
        types.displaced.extend(file.is_displaced.then_some(id));
        report.append(file.report);
    });
    types
}

/// The resolved names of one file.
#[derive(Default)]
struct FileTypes {
    fields: Vec<FieldType>,
    extendees: Vec<(FieldId, MessageId)>,
    methods: Vec<Option<(MessageId, MessageId)>>,
    unknown: Vec<FieldId>,
    passed_over: Vec<FileId>,
    is_displaced: bool,
    report: Report,
}

/// The name resolver of one file.
struct Resolver<'a, 't> {
    lookup: Lookup<'a, 't>,
    units: &'a [CompilationUnit<'t>],
    unit: &'a CompilationUnit<'t>,
    sources: &'a Sources,
    /// Built when the first name is not found.
    index: &'a OnceLock<proposals::Index<'a>>,
    /// A cache of type names at the top level of the file. Most names occur more than once.
    known: HashMap<&'t str, Resolution>,
    /// The files of skipped symbols.
    passed_over: Vec<FileId>,
    /// `true` if the file uses a declaration whose name belongs to another file.
    has_displaced: bool,
    /// The number of names for which similar names may still be searched.
    proposals: u32,
    /// `true` to report the consequences of errors, as protoc does.
    blame_imports: bool,
}

impl<'a, 't> Resolver<'a, 't> {
    fn file(mut self) -> FileTypes {
        let decls = self.lookup.decls;
        let all = &decls.files[self.lookup.file].all;
        let mut types = FileTypes::default();
        types.fields.reserve_exact(all.fields.len());
        for (id, field) in decls.fields.slice(all.fields.clone()) {
            self.field(id, field, &mut types);
        }
        for (_, method) in decls.methods.slice(all.methods.clone()) {
            let scope = Scope::Service(method.service);
            let [input, output] = [method.decl.input.name, method.decl.output.name]
                .map(|path| message(self.look_up(path, scope, NameUse::Message, true, &mut types.report)));
            types.methods.push(input.zip(output));
        }
        types.is_displaced = self.has_displaced;
        types.passed_over = self.passed_over;
        types.passed_over.sort();
        types.passed_over.dedup();
        types
    }

    fn field(&mut self, id: FieldId, field: &FieldEntry<'t>, types: &mut FileTypes) {
        let scope = field.scope().parent().into();
        let extendee = extendee(field).and_then(|(path, is_first)| {
            message(self.look_up(path, scope, NameUse::Extendee, is_first, &mut types.report))
        });
        let own_message = || self.lookup.decls.own_messages.get(id);
        let ty = match (own_type(field, own_message, self.unit), type_name(field)) {
            (Some(ty), _) => ty,
            (None, Some(path)) => match self.look_up(path, scope, type_use(field), true, &mut types.report) {
                Resolution::Symbol(Symbol::Message(message)) => FieldType::Message(message),
                Resolution::Symbol(Symbol::Enum(declared)) => FieldType::Enum(declared),
                Resolution::Symbol(_) | Resolution::NotInside(_) | Resolution::Nothing => {
                    types.unknown.push(id);
                    POISON
                }
            },
            (None, None) => POISON,
        };
        types.fields.push(ty);
        types.extendees.extend(extendee.map(|extendee| (id, extendee)));
    }

    fn look_up(
        &mut self,
        path: Path,
        scope: Scope,
        name_use: NameUse,
        is_reported: bool,
        report: &mut Report,
    ) -> Resolution {
        let name = literal::path(self.unit.text, path);
        let found = match &name {
            Cow::Borrowed(name) if matches!(name_use, NameUse::Type | NameUse::MapPart) => self.find_type(name, scope),
            name => self.lookup.find_noting(name, scope, name_use.mode(), &mut self.passed_over),
        };
        let is_wrong = is_reported && !name_use.is_met(found);
        let is_displaced = is_wrong && !self.blame_imports && self.is_displaced(&name);
        self.has_displaced |= is_displaced;
        if is_wrong && !is_displaced {
            let place = self.sources.place(self.unit.source, path.span.range());
            let Lookup { decls, scopes, file } = self.lookup;
            let sees = |other| scopes.sees(file, other);
            let new_import = |path: &str| self.unit.new_import(self.sources, path);
            let package = decls.files[file].package.unwrap_or_default();
            let index = self.index();
            let proposals = &mut self.proposals;
            let hints = NameHints { decls, package, index, sees: &sees, new_import: &new_import, proposals };
            let diagnostic = diagnostics::name_not_found(&name, place, found, name_use, hints);
            // protoc converts a map to a message and loses the location of its types.
            let nowhere = Place::whole(self.unit.source);
            report.push(if name_use == NameUse::MapPart { diagnostic.in_protoc(nowhere) } else { diagnostic });
        }
        found
    }

    fn index(&self) -> &'a proposals::Index<'a> {
        self.index.get_or_init(|| proposals::Index::new(self.lookup.decls, self.units))
    }

    /// Returns `true` for a type that this file or one of its imports declares, but that belongs to another file which declares it
    /// too. The duplicate is reported, and one mistake is enough.
    fn is_displaced(&self, name: &str) -> bool {
        let Lookup { decls, scopes, file } = self.lookup;
        self.index().ending_with(name).any(|declared| {
            let is_visible = declared.id.is_some_and(|it| scopes.sees(file, it));
            is_visible
                && decls
                    .find(declared.full_name)
                    .is_some_and(|target| matches!(target, Target::Declared(owner, _) if Some(owner) != declared.id))
        })
    }

    fn find_type(&mut self, name: &'t str, scope: Scope) -> Resolution {
        if !name.starts_with('.')
            && let Some(found) = self.lookup.in_declarations(name, scope, Mode::Types)
        {
            return found;
        }
        let lookup = self.lookup;
        let passed_over = &mut self.passed_over;
        let find = || lookup.find_noting(name, Scope::File, Mode::Types, passed_over);
        *self.known.entry(name).or_insert_with(find)
    }
}

const fn message(found: Resolution) -> Option<MessageId> {
    if let Resolution::Symbol(Symbol::Message(message)) = found { Some(message) } else { None }
}

/// Returns the type of a field that needs no name lookup: a scalar, a group, or a map.
fn own_type(
    field: &FieldEntry<'_>,
    own_message: impl Fn() -> Option<MessageId>,
    unit: &CompilationUnit<'_>,
) -> Option<FieldType> {
    match field.decl() {
        FieldDecl::Field(ast::FieldDecl { ty: ast::TypeExpr::Group(_), .. }) => own_message().map(FieldType::Group),
        FieldDecl::Field(ast::FieldDecl { ty: ast::TypeExpr::Map(_), .. }) => own_message().map(FieldType::Message),
        FieldDecl::Field(_) | FieldDecl::MapKey(_) | FieldDecl::MapValue(_) => {
            let name = literal::path(unit.text, type_name(field)?);
            let scalar = match unit.syntax {
                Syntax::Edition(Edition::UNSTABLE) => Scalar::from_unstable_keyword(&name),
                _ => Scalar::from_keyword(&name),
            };
            scalar.map(FieldType::Scalar)
        }
    }
}

const fn type_use(field: &FieldEntry<'_>) -> NameUse {
    match field.decl() {
        FieldDecl::Field(_) => NameUse::Type,
        FieldDecl::MapKey(_) | FieldDecl::MapValue(_) => NameUse::MapPart,
    }
}

/// Returns the type name of a field as written.
const fn type_name(field: &FieldEntry<'_>) -> Option<Path> {
    let (FieldDecl::Field(decl) | FieldDecl::MapKey(decl) | FieldDecl::MapValue(decl)) = field.decl();
    match (&decl.ty, field.decl()) {
        (ast::TypeExpr::Named(path), FieldDecl::Field(_)) => Some(*path),
        (ast::TypeExpr::Map(map), FieldDecl::MapKey(_)) => Some(map.key),
        (ast::TypeExpr::Map(map), FieldDecl::MapValue(_)) => Some(map.value),
        _ => None,
    }
}

/// Returns the extendee of a field, and whether the field is the first of its block. A wrong extendee is reported once
/// per block.
fn extendee(field: &FieldEntry<'_>) -> Option<(Path, bool)> {
    let FieldScope::Extend { decl: block, .. } = field.scope() else { return None };
    let FieldDecl::Field(decl) = field.decl() else { return None };
    Some((block.extendee, block.fields.first().is_some_and(|first| std::ptr::eq(first, decl))))
}

/// Returns the full name of a field.
pub(super) fn full_name(decls: &Decls<'_>, id: FieldId) -> String {
    let field = &decls.fields[id];
    qualified(decls.scope_name(field.scope().parent()), field.name)
}
