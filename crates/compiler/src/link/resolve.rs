//! Names of types become ids, the way protoc finds them: from the innermost scope outwards, and the first part of a name
//! decides where the rest is looked for.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::collect::{Decls, FieldDecl, FieldEntry, FieldScope, HashMap, PackageId, Symbol, Target};
use super::diagnostics::{self, Hints, Wanted};
use super::elsewhere;
use super::scopes::Scopes;
use super::unit::Unit;
use protoward_schema::{
    Edition, Field, FieldId, FieldType, FileId, Id, IdMap, MessageId, Method, Parent, Scalar, ServiceId, Syntax,
    qualified,
};
use protoward_source::{Place, Report, Sources, parallel};
use protoward_syntax::ast::{self, Path};
use protoward_syntax::literal;

/// Which symbols end a search.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Mode {
    /// Anything does.
    All,
    /// Messages and enums; others of the name are passed over.
    Types,
}

impl Wanted {
    const fn mode(self) -> Mode {
        match self {
            Self::Type | Self::MapPart => Mode::Types,
            Self::Message | Self::Extendee => Mode::All,
        }
    }

    const fn is_met(self, found: Found) -> bool {
        match self {
            Self::Type | Self::MapPart => matches!(found, Found::Symbol(Symbol::Message(_) | Symbol::Enum(_))),
            Self::Message | Self::Extendee => matches!(found, Found::Symbol(Symbol::Message(_))),
        }
    }
}

/// What a search came to.
#[derive(Clone, Copy)]
pub(super) enum Found {
    Symbol(Symbol),
    /// The first part was found here, and the rest is not in it.
    NotInside(Target),
    Nothing,
}

/// Where a search begins.
#[derive(Clone, Copy)]
pub(super) enum Scope {
    /// At the top level of the file that looks.
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

/// Looks names up for one file.
#[derive(Clone, Copy)]
pub(super) struct Lookup<'a, 't> {
    pub(super) decls: &'a Decls<'t>,
    pub(super) scopes: &'a Scopes,
    pub(super) file: FileId,
}

impl Lookup<'_, '_> {
    /// What `name` means inside of the element `within`, by its full name.
    pub(super) fn find(&self, name: &str, within: &str, mode: Mode) -> Found {
        let scope = within.rsplit_once('.').and_then(|(scope, _)| self.decls.find(scope));
        let scope = match scope {
            Some(Target::Declared(_, Symbol::Message(message))) => Scope::Message(message),
            Some(Target::Declared(_, Symbol::Service(service))) => Scope::Service(service),
            Some(_) | None => Scope::File,
        };
        self.find_from(name, scope, mode)
    }

    /// What `name` means inside of the element `within` of any file, by its full name: the scopes are those of that
    /// element, and what is seen is what this file sees.
    pub(super) fn find_around(&self, name: &str, within: &str, mode: Mode) -> Found {
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

    /// What `name` means inside of something that this file declares.
    pub(super) fn find_from(&self, name: &str, scope: Scope, mode: Mode) -> Found {
        self.find_noting(name, scope, mode, &mut Vec::new())
    }

    /// The same, which notes the files of what it finds and passes over, as it is not what is wanted: for protoc
    /// they are used.
    pub(super) fn find_noting(&self, name: &str, scope: Scope, mode: Mode, passed_over: &mut Vec<FileId>) -> Found {
        if let Some(absolute) = name.strip_prefix('.') {
            return self.exact(absolute);
        }
        self.in_declarations(name, scope, mode).unwrap_or_else(|| self.in_packages(name, mode, passed_over))
    }

    /// Goes outwards, from what is around the use to the top level of the file.
    pub(super) fn in_declarations(&self, name: &str, scope: Scope, mode: Mode) -> Option<Found> {
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

    /// Goes outwards, from the package of the file to what has no package.
    fn in_packages(&self, name: &str, mode: Mode, passed_over: &mut Vec<FileId>) -> Found {
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

    /// What is found where the first part of a name is this; nothing, where the search goes on further out.
    fn decide(&self, candidate: Target, rest: Option<&str>, mode: Mode) -> Option<Found> {
        match rest {
            None if mode == Mode::All || is_type(candidate) => Some(Found::Symbol(symbol(candidate))),
            Some(rest) if is_aggregate(candidate) => {
                let inside = self.decls.find_inside(candidate, rest).filter(|&inside| self.sees(inside));
                Some(inside.map_or(Found::NotInside(candidate), |inside| Found::Symbol(symbol(inside))))
            }
            Some(_) | None => None,
        }
    }

    /// What has this full name, if the file sees it.
    fn exact(&self, full_name: &str) -> Found {
        let found = self.decls.find(full_name).filter(|&found| self.sees(found));
        found.map_or(Found::Nothing, |found| Found::Symbol(symbol(found)))
    }

    fn sees(&self, target: Target) -> bool {
        match target {
            Target::Package(package) => self.scopes.sees_package(self.file, self.decls.symbols.files(package)),
            Target::Declared(file, _) => self.scopes.sees(self.file, file),
        }
    }
}

/// The first part of a name, and what stands behind it.
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

/// What names stand for. Where one could not be found there is something harmless in its place, and an error in the
/// report.
pub(super) struct Types {
    pub(super) fields: IdMap<Field, FieldType>,
    /// What each extension extends, if it was found.
    pub(super) extendees: BTreeMap<FieldId, MessageId>,
    pub(super) methods: IdMap<Method, Option<(MessageId, MessageId)>>,
    /// Fields whose type could not be found.
    pub(super) unknown: BTreeSet<FieldId>,
    /// The files whose declarations were passed over in the searches of a file.
    pub(super) passed_over: BTreeSet<(FileId, FileId)>,
}

/// What stands in the place of a type that could not be found.
const POISON: FieldType = FieldType::Scalar(Scalar::Int32);

/// How many names of a file get proposals: where more are wrong nobody reads them all, and each search takes as long as
/// there are types.
const MOST_PROPOSALS: u32 = 200;

/// Files with their declarations: what later passes read.
#[derive(Clone, Copy)]
pub(super) struct Collected<'a, 't> {
    pub(super) units: &'a [Unit<'t>],
    pub(super) decls: &'a Decls<'t>,
    pub(super) sources: &'a Sources,
    /// The number of threads.
    pub(super) threads: usize,
}

/// Looks up the types of fields, what is extended, and what methods take and give.
pub(super) fn resolve(collected: Collected<'_, '_>, scopes: &Scopes, report: &mut Report) -> Types {
    let Collected { units, decls, sources, threads } = collected;
    let elsewhere = OnceLock::new();
    let look_up = |index: usize| {
        let (file, unit) = (Id::new(index), &units[index]);
        let lookup = Lookup { decls, scopes, file };
        let (elsewhere, known, proposals) = (&elsewhere, HashMap::default(), MOST_PROPOSALS);
        let passed_over = Vec::new();
        let resolver = Resolver { lookup, units, unit, sources, elsewhere, known, passed_over, proposals };
        resolver.file()
    };
    let mut types = Types {
        fields: IdMap::with_capacity(decls.fields.len()),
        extendees: BTreeMap::new(),
        methods: IdMap::with_capacity(decls.methods.len()),
        unknown: BTreeSet::new(),
        passed_over: BTreeSet::new(),
    };
    let mut next = 0;
    parallel::each(units.len(), threads, look_up, |file| {
        types.fields.append(file.fields);
        types.extendees.extend(file.extendees);
        types.methods.append(file.methods);
        types.unknown.extend(file.unknown);
        types.passed_over.extend(file.passed_over.iter().map(|&other| (Id::new(next), other)));
        report.append(file.said);
        next += 1;
    });
    types
}

/// What the names of one file stand for.
#[derive(Default)]
struct FileTypes {
    fields: Vec<FieldType>,
    extendees: Vec<(FieldId, MessageId)>,
    methods: Vec<Option<(MessageId, MessageId)>>,
    unknown: Vec<FieldId>,
    passed_over: Vec<FileId>,
    said: Report,
}

/// Looks up the names of one file.
struct Resolver<'a, 't> {
    lookup: Lookup<'a, 't>,
    units: &'a [Unit<'t>],
    unit: &'a Unit<'t>,
    sources: &'a Sources,
    /// Made when the first name is not found.
    elsewhere: &'a OnceLock<elsewhere::Index<'a>>,
    /// What names of types mean at the top level of the file: most are used more than once.
    known: HashMap<&'t str, Found>,
    /// The files of what was found and is not what is wanted.
    passed_over: Vec<FileId>,
    /// How many more names of this file get proposals.
    proposals: u32,
}

impl<'t> Resolver<'_, 't> {
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
                .map(|path| message(self.look_up(path, scope, Wanted::Message, true, &mut types.said)));
            types.methods.push(input.zip(output));
        }
        types.passed_over = self.passed_over;
        types
    }

    fn field(&mut self, id: FieldId, field: &FieldEntry<'t>, types: &mut FileTypes) {
        let scope = field.scope().parent().into();
        let extendee = extendee(field).and_then(|(path, is_first)| {
            message(self.look_up(path, scope, Wanted::Extendee, is_first, &mut types.said))
        });
        let own_message = || self.lookup.decls.own_messages.get(&id).copied();
        let ty = match (own_type(field, own_message, self.unit), type_name(field)) {
            (Some(ty), _) => ty,
            (None, Some(path)) => match self.look_up(path, scope, wanted_type(field), true, &mut types.said) {
                Found::Symbol(Symbol::Message(message)) => FieldType::Message(message),
                Found::Symbol(Symbol::Enum(declared)) => FieldType::Enum(declared),
                Found::Symbol(_) | Found::NotInside(_) | Found::Nothing => {
                    types.unknown.push(id);
                    POISON
                }
            },
            (None, None) => POISON,
        };
        types.fields.push(ty);
        types.extendees.extend(extendee.map(|extendee| (id, extendee)));
    }

    fn look_up(&mut self, path: Path, scope: Scope, wanted: Wanted, say: bool, said: &mut Report) -> Found {
        let name = literal::path(self.unit.text, path);
        let found = match &name {
            Cow::Borrowed(name) if matches!(wanted, Wanted::Type | Wanted::MapPart) => self.find_type(name, scope),
            name => self.lookup.find_noting(name, scope, wanted.mode(), &mut self.passed_over),
        };
        if say && !wanted.is_met(found) {
            let place = self.sources.place(self.unit.source, path.span.range());
            let elsewhere = self.elsewhere.get_or_init(|| elsewhere::Index::new(self.lookup.decls, self.units));
            let Lookup { decls, scopes, file } = self.lookup;
            let sees = |other| scopes.sees(file, other);
            let hints = Hints { decls, elsewhere, sees: &sees, proposals: &mut self.proposals };
            let diagnostic = diagnostics::name_not_found(&name, place, found, wanted, hints);
            // protoc has made a message of a map, and does not know where the types in it stand.
            let nowhere = Place::whole(self.unit.source);
            said.push(if wanted == Wanted::MapPart { diagnostic.in_protoc(nowhere) } else { diagnostic });
        }
        found
    }

    fn find_type(&mut self, name: &'t str, scope: Scope) -> Found {
        if !name.starts_with('.')
            && let Some(found) = self.lookup.in_declarations(name, scope, Mode::Types)
        {
            return found;
        }
        let (lookup, passed_over) = (self.lookup, &mut self.passed_over);
        let find = || lookup.find_noting(name, Scope::File, Mode::Types, passed_over);
        *self.known.entry(name).or_insert_with(find)
    }
}

const fn message(found: Found) -> Option<MessageId> {
    if let Found::Symbol(Symbol::Message(message)) = found { Some(message) } else { None }
}

/// The type of a field that does not name another declaration: a scalar, a group, a map.
fn own_type(field: &FieldEntry<'_>, own_message: impl Fn() -> Option<MessageId>, unit: &Unit<'_>) -> Option<FieldType> {
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

const fn wanted_type(field: &FieldEntry<'_>) -> Wanted {
    match field.decl() {
        FieldDecl::Field(_) => Wanted::Type,
        FieldDecl::MapKey(_) | FieldDecl::MapValue(_) => Wanted::MapPart,
    }
}

/// The name of the type of a field, as it is written.
const fn type_name(field: &FieldEntry<'_>) -> Option<Path> {
    let (FieldDecl::Field(decl) | FieldDecl::MapKey(decl) | FieldDecl::MapValue(decl)) = field.decl();
    match (&decl.ty, field.decl()) {
        (ast::TypeExpr::Named(path), FieldDecl::Field(_)) => Some(*path),
        (ast::TypeExpr::Map(map), FieldDecl::MapKey(_)) => Some(map.key),
        (ast::TypeExpr::Map(map), FieldDecl::MapValue(_)) => Some(map.value),
        _ => None,
    }
}

/// What a field extends, and whether it is the first of its block: one wrong extendee is one mistake, however many
/// fields follow.
fn extendee(field: &FieldEntry<'_>) -> Option<(Path, bool)> {
    let FieldScope::Extend { decl: block, .. } = field.scope() else { return None };
    let FieldDecl::Field(decl) = field.decl() else { return None };
    Some((block.extendee, block.fields.first().is_some_and(|first| std::ptr::eq(first, decl))))
}

/// The name of a field with all that it is declared in.
pub(super) fn full_name(decls: &Decls<'_>, id: FieldId) -> String {
    let field = &decls.fields[id];
    qualified(decls.scope_name(field.scope().parent()), field.name)
}
