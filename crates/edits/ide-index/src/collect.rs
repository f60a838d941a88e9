//! Collects the declarations and references of a syntax tree.

use std::sync::{Arc, OnceLock};

use crate::aggregate;
use crate::file::{
    Declaration, DeclarationId, DeclarationKind, File, Import, OptionsMessage, Reference, ReferenceKind, ValueOf,
};
use protoward_syntax::ast::{
    self, CommentLocations, EnumDecl, EnumMember, ExtendDecl, FieldDecl, FileItem, Member, MessageDecl, OneofDecl,
    OneofMember, OptionDecl, Path, ServiceDecl, ServiceMember, Span, TypeExpr, ValueKind,
};
use protoward_syntax::options::compact;
use protoward_syntax::{Parsed, literal};

impl File {
    /// Reads a text, which may have any errors.
    pub fn new(name: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let parsed = protoward_syntax::parse(&text);
        Self::of_tree(name, text, &parsed)
    }

    /// Collects the tables of a text that has been parsed.
    pub fn of_tree(name: impl Into<String>, text: impl Into<Arc<str>>, parsed: &Parsed) -> Self {
        collect(name.into(), text.into(), &parsed.file)
    }
}

/// Returns the tables of a file.
fn collect(name: String, text: Arc<str>, tree: &ast::File) -> File {
    let package = tree.package().map(|package| literal::path(&text, package.name).into_owned()).unwrap_or_default();
    let file = File {
        name,
        text: Arc::clone(&text),
        package,
        package_name: tree.package().map(|package| package.name),
        imports: Vec::new(),
        declarations: Vec::new(),
        references: Vec::new(),
        import_end: tree.import_end(&text),
        line_starts: OnceLock::new(),
    };
    let mut collector = Collector { text: &text, file };
    tree.items.iter().for_each(|item| collector.item(item));
    let mut file = collector.file;
    // A grown vector has up to twice the capacity that it needs, and all files stay in memory.
    file.declarations.shrink_to_fit();
    file.references.shrink_to_fit();
    file
}

/// The tables of the file so far.
struct Collector<'t> {
    text: &'t str,
    file: File,
}

/// A declaration with its parts that every kind has.
struct Named {
    kind: DeclarationKind,
    name: Span,
    span: Span,
    around: CommentLocations,
}

impl Collector<'_> {
    fn item(&mut self, item: &FileItem) {
        match item {
            FileItem::Package(_) => {}
            FileItem::Import(import) => self.file.imports.push(Import {
                name: literal::string_lossy(self.text, import.path).into_owned(),
                kind: import.kind,
                span: import.span,
                path: import.path,
            }),
            FileItem::Option(option) => self.option(option, OptionsMessage::File, None, None),
            FileItem::Message(message) => self.message(message, None),
            FileItem::Enum(declared) => self.enumeration(declared, None),
            FileItem::Extend(extend) => self.extend(extend, None),
            FileItem::Service(service) => self.service(service),
        }
    }

    fn declare(&mut self, named: Named, parent: Option<DeclarationId>) -> DeclarationId {
        let Named { kind, name, span, around } = named;
        self.file.add(Declaration { kind, name, span, parent, around })
    }

    fn refer(&mut self, path: Path, kind: ReferenceKind, scope: Option<DeclarationId>, owner: Option<DeclarationId>) {
        self.file.references.push(Reference { path, kind, scope, owner });
    }

    fn message(&mut self, message: &MessageDecl, parent: Option<DeclarationId>) {
        let MessageDecl { span, around, name, body, .. } = message;
        let named = Named { kind: DeclarationKind::Message, name: *name, span: *span, around: *around };
        let id = self.declare(named, parent);
        self.members(body, id);
    }

    fn members(&mut self, body: &[Member], message: DeclarationId) {
        let parent = self.file.get(message).parent;
        for member in body {
            match member {
                Member::Field(field) => self.field(field, DeclarationKind::Field, Some(message)),
                Member::Oneof(oneof) => self.oneof(oneof, message),
                Member::Message(nested) => self.message(nested, Some(message)),
                Member::Enum(nested) => self.enumeration(nested, Some(message)),
                Member::Extend(extend) => self.extend(extend, Some(message)),
                Member::Extensions(extensions) => compact(extensions.options.as_deref()).iter().for_each(|option| {
                    self.option(option, OptionsMessage::ExtensionRange, Some(message), Some(message))
                }),
                Member::Reserved(_) => {}
                Member::Option(option) => self.option(option, OptionsMessage::Message, parent, Some(message)),
            }
        }
    }

    fn oneof(&mut self, oneof: &OneofDecl, message: DeclarationId) {
        let OneofDecl { span, around, name, body } = oneof;
        let named = Named { kind: DeclarationKind::Oneof, name: *name, span: *span, around: *around };
        let id = self.declare(named, Some(message));
        for member in body {
            match member {
                OneofMember::Field(field) => self.field(field, DeclarationKind::Field, Some(id)),
                OneofMember::Option(option) => self.option(option, OptionsMessage::Oneof, Some(message), Some(id)),
            }
        }
    }

    fn extend(&mut self, extend: &ExtendDecl, scope: Option<DeclarationId>) {
        self.refer(extend.extendee, ReferenceKind::Extendee, scope, None);
        extend.fields.iter().for_each(|field| self.field(field, DeclarationKind::Extension, scope));
    }

    /// Adds a field of a message, a oneof or a file. A group is one declaration, which is a message and a field.
    fn field(&mut self, field: &FieldDecl, kind: DeclarationKind, parent: Option<DeclarationId>) {
        let kind = if matches!(field.ty, TypeExpr::Group(_)) { DeclarationKind::Group } else { kind };
        let id = self.declare(Named { kind, name: field.name, span: field.span, around: field.around }, parent);
        match &field.ty {
            TypeExpr::Named(path) => self.field_type(*path, ReferenceKind::FieldType, parent, id),
            TypeExpr::Map(map) => self.field_type(map.value, ReferenceKind::MapValueType, parent, id),
            TypeExpr::Group(_) => {}
        }
        for option in compact(field.options.as_deref()) {
            let is_default = option.value.kind == ValueKind::Identifier && option.name_span.of(self.text) == "default";
            self.option(option, OptionsMessage::Field, parent, Some(id));
            if is_default {
                let path = Path { span: option.value.span, plain: true };
                self.refer(path, ReferenceKind::Value(ValueOf::Owner), parent, Some(id));
            }
        }
        if let Some(body) = field.group_body() {
            self.members(body, id);
        }
    }

    fn field_type(&mut self, path: Path, kind: ReferenceKind, scope: Option<DeclarationId>, owner: DeclarationId) {
        if !is_scalar(path.span.of(self.text)) {
            self.refer(path, kind, scope, Some(owner));
        }
    }

    fn enumeration(&mut self, declared: &EnumDecl, parent: Option<DeclarationId>) {
        let EnumDecl { span, around, name, body, .. } = declared;
        let id = self.declare(Named { kind: DeclarationKind::Enum, name: *name, span: *span, around: *around }, parent);
        for member in body {
            match member {
                EnumMember::Value(value) => {
                    let kind = DeclarationKind::EnumValue;
                    let named = Named { kind, name: value.name, span: value.span, around: value.around };
                    let value_id = self.declare(named, Some(id));
                    compact(value.options.as_deref())
                        .iter()
                        .for_each(|option| self.option(option, OptionsMessage::EnumValue, Some(id), Some(value_id)));
                }
                EnumMember::Reserved(_) => {}
                EnumMember::Option(option) => self.option(option, OptionsMessage::Enum, parent, Some(id)),
            }
        }
    }

    fn service(&mut self, service: &ServiceDecl) {
        let ServiceDecl { span, around, name, body } = service;
        let id =
            self.declare(Named { kind: DeclarationKind::Service, name: *name, span: *span, around: *around }, None);
        for member in body {
            match member {
                ServiceMember::Method(method) => {
                    let kind = DeclarationKind::Method;
                    let named = Named { kind, name: method.name, span: method.span, around: method.around };
                    let method_id = self.declare(named, Some(id));
                    for path in [method.input.name, method.output.name] {
                        self.refer(path, ReferenceKind::MethodType, Some(id), Some(method_id));
                    }
                    method
                        .options
                        .iter()
                        .for_each(|option| self.option(option, OptionsMessage::Method, Some(id), Some(method_id)));
                }
                ServiceMember::Option(option) => self.option(option, OptionsMessage::Service, None, Some(id)),
            }
        }
    }

    /// Adds the names in an option of the message `options` of `descriptor.proto`.
    ///
    /// As in protoc, the lookup starts in the scope around the declaration with the option.
    fn option(
        &mut self,
        option: &OptionDecl,
        options: OptionsMessage,
        scope: Option<DeclarationId>,
        owner: Option<DeclarationId>,
    ) {
        let mut of = ValueOf::Options(options);
        for part in &option.name {
            let kind = if part.is_extension { ReferenceKind::Extension } else { ReferenceKind::Member(of) };
            of = ValueOf::Reference(self.file.references.len() as u32);
            self.refer(part.name, kind, scope, owner);
        }
        let value = option.value;
        match value.kind {
            ValueKind::Identifier if option.name_span.of(self.text) != "default" => {
                self.refer(Path { span: value.span, plain: true }, ReferenceKind::Value(of), scope, owner);
            }
            ValueKind::Aggregate => {
                let base = Reference {
                    path: Path { span: value.span, plain: true },
                    kind: ReferenceKind::Value(of),
                    scope,
                    owner,
                };
                aggregate::references(self.text, base, &mut self.file.references);
            }
            _ => {}
        }
    }
}

fn is_scalar(name: &str) -> bool {
    SCALARS.contains(&name)
}

/// The names of the scalar types.
pub(crate) const SCALARS: [&str; 15] = [
    "double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32",
    "sfixed64", "bool", "string", "bytes",
];
