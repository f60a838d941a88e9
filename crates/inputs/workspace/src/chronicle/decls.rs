//! The declarations of one text, with type names as written.

use std::collections::BTreeSet;

use super::features::FieldFeatures;
use protoward_ledger::{Fact, Streaming, TypeKind, TypeName};
use protoward_schema::{Cardinality, Scalar, default_json_name, qualified};
use protoward_syntax::ast::{
    EnumDecl, EnumMember, ExtendDecl, FieldDecl, File, FileItem, ImportKind, Label, Member, MessageDecl, OneofMember,
    OptionDecl, Path, ServiceDecl, ServiceMember, TypeExpr,
};
use protoward_syntax::literal;
use protoward_syntax::options::compact;

/// The declarations of a text.
#[derive(Debug, Default)]
pub(super) struct Decls {
    pub(super) imports: Vec<Import>,
    /// Messages and enums, by full name.
    pub(super) types: Vec<(Box<str>, TypeKind)>,
    pub(super) drafts: Vec<FactDraft>,
    /// The deprecated elements, by full name.
    pub(super) deprecated: BTreeSet<Box<str>>,
    /// The last components of all referenced names.
    pub(super) words: BTreeSet<Box<str>>,
}

/// An import of another file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Import {
    pub(super) name: Box<str>,
    pub(super) is_public: bool,
}

/// A fact, complete or with names to resolve.
#[derive(Debug)]
pub(super) enum FactDraft {
    Ready(Fact),
    Open {
        /// The fact, with names as written.
        fact: Fact,
        /// The innermost scope in which names are resolved.
        scope: Box<str>,
        /// `true` for a message that is encoded as a group.
        is_delimited: bool,
    },
}

impl FactDraft {
    pub(super) const fn fact(&self) -> &Fact {
        match self {
            Self::Ready(fact) | Self::Open { fact, .. } => fact,
        }
    }
}

impl Decls {
    pub(super) fn new(text: &str, file: &File) -> Self {
        let mut reader = Reader { text, decls: Self::default(), features: FieldFeatures::default() };
        let is_edition = file.syntax.as_ref().is_some_and(|syntax| syntax.is_edition);
        let mut package = String::new();
        for item in &file.items {
            match item {
                FileItem::Package(decl) => package = literal::path(text, decl.name).into_owned(),
                FileItem::Option(option) if is_edition => reader.features = reader.features.with(text, option),
                // `import option` makes no types available.
                FileItem::Import(decl) if decl.kind != ImportKind::Option => {
                    let name = String::from_utf8_lossy(&literal::string(text, decl.path)).into();
                    reader.decls.imports.push(Import { name, is_public: decl.kind == ImportKind::Public });
                }
                FileItem::Option(_)
                | FileItem::Import(_)
                | FileItem::Message(_)
                | FileItem::Enum(_)
                | FileItem::Extend(_)
                | FileItem::Service(_) => {}
            }
        }
        for item in &file.items {
            match item {
                FileItem::Message(decl) => reader.message(decl, &package),
                FileItem::Enum(decl) => reader.enumeration(decl, &package),
                FileItem::Extend(decl) => reader.extend(decl, &package),
                FileItem::Service(decl) => reader.service(decl, &package),
                FileItem::Package(_) | FileItem::Option(_) | FileItem::Import(_) => {}
            }
        }
        reader.decls
    }
}

struct Reader<'t> {
    text: &'t str,
    decls: Decls,
    /// The file's default features for fields.
    features: FieldFeatures,
}

impl Reader<'_> {
    fn declare(&mut self, name: &str, kind: TypeKind) {
        if kind != TypeKind::Service {
            self.decls.types.push((name.into(), kind));
        }
        self.decls.drafts.push(FactDraft::Ready(Fact::Type { name: name.into(), kind }));
    }

    /// Notes an element if one of its options deprecates it.
    fn note_deprecated<'o>(&mut self, name: &str, mut options: impl Iterator<Item = &'o OptionDecl>) {
        if options.any(|option| is_deprecation(self.text, option)) {
            self.decls.deprecated.insert(name.into());
        }
    }

    fn message(&mut self, decl: &MessageDecl, scope: &str) {
        let name = qualified(scope, decl.name.of(self.text));
        self.declare(&name, TypeKind::Message);
        self.members(&decl.body, &name);
    }

    /// The parser limits the nesting depth of messages.
    fn members(&mut self, body: &[Member], name: &str) {
        for member in body {
            match member {
                Member::Field(field) => self.field(field, name, None),
                Member::Oneof(oneof) => {
                    for member in &oneof.body {
                        if let OneofMember::Field(field) = member {
                            self.field(field, name, Some(oneof.name.of(self.text)));
                        }
                    }
                }
                Member::Message(decl) => self.message(decl, name),
                Member::Enum(decl) => self.enumeration(decl, name),
                Member::Extend(decl) => self.extend(decl, name),
                Member::Option(option) => self.note_deprecated(name, std::iter::once(&**option)),
                Member::Extensions(_) | Member::Reserved(_) => {}
            }
        }
    }

    fn field(&mut self, field: &FieldDecl, message: &str, oneof: Option<&str>) {
        let Some(read) = self.read(field, message) else { return };
        self.note_deprecated(&qualified(message, &read.name), compact(field.options.as_deref()).iter());
        let json = self.json_name(field).filter(|json| *json != default_json_name(&read.name));
        let fact = Fact::Field {
            message: message.into(),
            number: read.number,
            name: read.name.into(),
            ty: read.ty,
            cardinality: read.cardinality,
            oneof: oneof.map(Into::into),
            json: json.map(Into::into),
        };
        self.push(fact, message, read.is_delimited);
    }

    fn extend(&mut self, decl: &ExtendDecl, scope: &str) {
        let extendee: Box<str> = literal::path(self.text, decl.extendee).into();
        for field in &decl.fields {
            let Some(read) = self.read(field, scope) else { continue };
            let fact = Fact::Extension {
                extendee: extendee.clone(),
                number: read.number,
                name: qualified(scope, &read.name).into(),
                ty: read.ty,
                cardinality: read.cardinality,
            };
            self.note_deprecated(&qualified(scope, &read.name), compact(field.options.as_deref()).iter());
            self.look_up(&extendee);
            self.push(fact, scope, read.is_delimited);
        }
    }

    fn push(&mut self, fact: Fact, scope: &str, is_delimited: bool) {
        let is_open = match &fact {
            Fact::Field { ty: TypeName::Map(_, value), .. } => matches!(**value, TypeName::Named(_)),
            Fact::Field { ty, .. } => matches!(ty, TypeName::Named(_)),
            Fact::Extension { .. } | Fact::Method { .. } => true,
            Fact::Type { .. } | Fact::Value { .. } | Fact::Renamed { .. } => false,
        };
        self.decls.drafts.push(if is_open {
            FactDraft::Open { fact, scope: scope.into(), is_delimited }
        } else {
            FactDraft::Ready(fact)
        });
    }

    /// Reads the common parts of fields and extensions; `None` for an invalid number.
    fn read(&mut self, field: &FieldDecl, scope: &str) -> Option<FieldAttributes> {
        let features = self.features.of_field(self.text, field.options.as_deref());
        let written = field.name.of(self.text);
        let (name, ty) = match &field.ty {
            TypeExpr::Named(path) => (written.to_owned(), self.ty(*path)),
            TypeExpr::Map(map) => {
                let key = Scalar::from_keyword(&literal::path(self.text, map.key))?;
                (written.to_owned(), TypeName::Map(key, Box::new(self.ty(map.value))))
            }
            // The field of a group has the lower-case name of the group.
            TypeExpr::Group(_) => {
                let message = qualified(scope, written);
                self.declare(&message, TypeKind::Message);
                if let Some(body) = field.group_body() {
                    self.members(body, &message);
                }
                (written.to_ascii_lowercase(), TypeName::Group(message.into()))
            }
        };
        let is_map = matches!(ty, TypeName::Map(..));
        let cardinality = match field.label {
            Some(Label::Repeated) => Cardinality::Repeated,
            _ if is_map => Cardinality::Repeated,
            Some(Label::Required) => Cardinality::Required,
            _ if features.is_required == Some(true) => Cardinality::Required,
            Some(Label::Optional) | None => Cardinality::Optional,
        };
        let number = literal::unsigned(field.number.of(self.text)).and_then(|number| i32::try_from(number).ok())?;
        Some(FieldAttributes {
            name,
            number,
            ty,
            cardinality,
            is_delimited: features.is_delimited == Some(true) && !is_map,
        })
    }

    fn ty(&mut self, path: Path) -> TypeName {
        let name = literal::path(self.text, path);
        match Scalar::from_keyword(&name) {
            Some(scalar) => TypeName::Scalar(scalar),
            None => {
                self.look_up(&name);
                TypeName::Named(name.into())
            }
        }
    }

    fn look_up(&mut self, name: &str) {
        let word = last_part(name);
        if !self.decls.words.contains(word) {
            self.decls.words.insert(word.into());
        }
    }

    fn json_name(&self, field: &FieldDecl) -> Option<String> {
        let options = field.options.as_deref()?;
        let is_json_name = |option: &&OptionDecl| match &option.name[..] {
            [part] => !part.is_extension && literal::path(self.text, part.name) == "json_name",
            _ => false,
        };
        let option = options.items.iter().rfind(is_json_name)?;
        Some(String::from_utf8_lossy(&literal::string(self.text, option.value.span)).into_owned())
    }

    fn enumeration(&mut self, decl: &EnumDecl, scope: &str) {
        let name = qualified(scope, decl.name.of(self.text));
        self.declare(&name, TypeKind::Enum);
        for member in &decl.body {
            let value = match member {
                EnumMember::Value(value) => value,
                EnumMember::Option(option) => {
                    self.note_deprecated(&name, std::iter::once(&**option));
                    continue;
                }
                EnumMember::Reserved(_) => continue,
            };
            // Values are siblings of their enum.
            let full_name = qualified(scope, value.name.of(self.text));
            self.note_deprecated(&full_name, compact(value.options.as_deref()).iter());
            let number = literal::signed(self.text, value.number).and_then(|number| i32::try_from(number).ok());
            let Some(number) = number else { continue };
            let fact = Fact::Value { of: name.as_str().into(), number, name: value.name.of(self.text).into() };
            self.decls.drafts.push(FactDraft::Ready(fact));
        }
    }

    fn service(&mut self, decl: &ServiceDecl, scope: &str) {
        let name = qualified(scope, decl.name.of(self.text));
        self.declare(&name, TypeKind::Service);
        for member in &decl.body {
            let method = match member {
                ServiceMember::Method(method) => method,
                ServiceMember::Option(option) => {
                    self.note_deprecated(&name, std::iter::once(&**option));
                    continue;
                }
            };
            self.note_deprecated(&qualified(&name, method.name.of(self.text)), method.options.iter());
            let (input, output) =
                (literal::path(self.text, method.input.name), literal::path(self.text, method.output.name));
            self.look_up(&input);
            self.look_up(&output);
            let fact = Fact::Method {
                service: name.as_str().into(),
                name: method.name.of(self.text).into(),
                streaming: Streaming::new(method.input.stream.is_some(), method.output.stream.is_some()),
                input: input.into(),
                output: output.into(),
            };
            self.push(fact, &name, false);
        }
    }
}

/// The common parts of fields and extensions.
struct FieldAttributes {
    name: String,
    number: i32,
    ty: TypeName,
    cardinality: Cardinality,
    is_delimited: bool,
}

/// Returns `true` for `deprecated = true`.
fn is_deprecation(text: &str, option: &OptionDecl) -> bool {
    let is_named = match &option.name[..] {
        [part] => !part.is_extension && literal::path(text, part.name) == "deprecated",
        _ => false,
    };
    is_named && option.value.span.of(text) == "true"
}

/// Returns the last component of a name: `C` of `a.b.C`.
pub(super) fn last_part(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(_, last)| last)
}
