//! The elements of a file that can have options: their statements, and the scopes for name lookup.

use super::interpret::Interpreter;
use super::model::{self, ElementKind, Model, OptionsContext, message_options};
use super::{Bytes, OfFile, OptionsHolder};
use crate::link::collect::{Declared, FieldDecl, FieldEntry, MessageDecl};
use crate::link::resolve::{Lookup, Scope};
use crate::link::scopes::Scopes;
use protoward_schema::{Element, FieldId, FileId, MessageId};
use protoward_source::Sources;
use protoward_syntax::ast::{self, OptionDecl};
use protoward_syntax::options;

/// `map_entry = true`
const MAP_ENTRY: [u8; 2] = [0x38, 0x01];

/// Interprets the options of one file, independently of other files, so that threads can run in parallel. Strips
/// options of source retention unless `retain`. `scopes` must be the scopes for options.
pub(in super::super) fn file(
    model: &Model<'_, '_>,
    scopes: &Scopes,
    file: FileId,
    sources: &Sources,
    retain: bool,
) -> OfFile {
    let unit = &model.units[file.index()];
    let lookup = Lookup { decls: model.decls, scopes, file };
    let cx = OptionsContext { model, lookup: &lookup, sources, source: unit.source, text: unit.text };
    let declared = &model.decls.files[file].all;
    let mut elements = Elements {
        model,
        declared,
        text: unit.text,
        interpreter: Interpreter::new(cx, retain),
        options: OfFile::new(declared),
    };
    elements.options.file =
        elements.read(OptionsOwner::new(ElementKind::File, file), Scope::File, &mut model::file_options(unit));
    elements.messages();
    elements.fields();
    elements.oneofs();
    elements.enums();
    elements.services();
    let Elements { interpreter, mut options, .. } = elements;
    (options.notes, options.reports) = interpreter.finish_file();
    options
}

/// An element whose options are interpreted.
struct OptionsOwner {
    kind: ElementKind,
    holder: OptionsHolder,
}

impl OptionsOwner {
    fn new(kind: ElementKind, element: impl Into<Element>) -> Self {
        Self { kind, holder: OptionsHolder::Element(element.into()) }
    }
}

struct Elements<'c, 'a, 't> {
    model: &'c Model<'a, 't>,
    declared: &'a Declared,
    text: &'t str,
    interpreter: Interpreter<'c, 'a, 't>,
    options: OfFile,
}

impl<'a, 't> Elements<'_, 'a, 't> {
    /// Interprets the options of an element that is declared in `scope`.
    fn read(
        &mut self,
        subject: OptionsOwner,
        scope: Scope,
        statements: &mut dyn Iterator<Item = &'t OptionDecl>,
    ) -> Bytes {
        let OptionsOwner { kind, holder } = subject;
        let mut statements = statements.peekable();
        statements.peek()?;
        // A user's own `descriptor.proto` may lack the message.
        let message = self.model.options_message(kind)?;
        self.interpreter.read(message, holder, scope, &mut statements)
    }

    fn messages(&mut self) {
        let model = self.model;
        for (id, message) in model.decls.messages.slice(self.declared.messages.clone()) {
            let scope = message.parent.into();
            let bytes = match message.decl {
                MessageDecl::MapEntry(_) => Some(MAP_ENTRY.into()),
                decl => self.read(OptionsOwner::new(ElementKind::Message, id), scope, &mut message_options(decl)),
            };
            self.options.messages.push(bytes);
            self.extension_ranges(id, scope, message.decl.body());
        }
    }

    fn extension_ranges(&mut self, id: MessageId, scope: Scope, body: &'t [ast::Member]) {
        let ranges = body.iter().filter_map(|member| match member {
            ast::Member::Extensions(decl) => Some(decl),
            _ => None,
        });
        for (index, decl) in ranges.enumerate() {
            let holder = OptionsHolder::Extensions(id, index);
            let subject = OptionsOwner { kind: ElementKind::ExtensionRange, holder };
            if let Some(bytes) = self.read(subject, scope, &mut options::compact(decl.options.as_deref()).iter()) {
                self.options.extension_ranges.push((holder, bytes));
            }
        }
    }

    fn fields(&mut self) {
        let model = self.model;
        for (id, field) in model.decls.fields.slice(self.declared.fields.clone()) {
            let bytes = self.field(id, field);
            self.options.fields.push(bytes);
        }
    }

    fn field(&mut self, id: FieldId, field: &FieldEntry<'t>) -> Bytes {
        let scope = field.scope().parent().into();
        let text = self.text;
        match field.decl() {
            FieldDecl::Field(decl) => {
                let mut options = decl.options.as_ref()?.items.iter().filter(|option| !is_pseudo(option, text));
                self.read(OptionsOwner::new(ElementKind::Field, id), scope, &mut options)
            }
            FieldDecl::MapKey(decl) | FieldDecl::MapValue(decl) => self.part_of_map(id, scope, decl),
        }
    }

    /// Copies the features of a map to its key or value. Errors are reported for the map only, and the copies have no
    /// locations.
    fn part_of_map(&mut self, id: FieldId, scope: Scope, decl: &'t ast::FieldDecl) -> Bytes {
        let text = self.text;
        let is_feature =
            |option: &&OptionDecl| option.name.first().is_some_and(|part| part.span.of(text) == "features");
        let options = options::compact(decl.options.as_deref());
        options.iter().find(is_feature)?;
        self.interpreter.aside(|interpreter| {
            let message = self.model.options_message(ElementKind::Field)?;
            interpreter.read(message, OptionsHolder::Element(id.into()), scope, &mut options.iter().filter(is_feature))
        })
    }

    fn oneofs(&mut self) {
        let model = self.model;
        for (id, oneof) in model.decls.oneofs.slice(self.declared.oneofs.clone()) {
            let body = oneof.decl.map_or(&[][..], |decl| &decl.body);
            let mut statements = options::statements(body);
            let bytes =
                self.read(OptionsOwner::new(ElementKind::Oneof, id), Scope::Message(oneof.message), &mut statements);
            self.options.oneofs.push(bytes);
        }
    }

    fn enums(&mut self) {
        let model = self.model;
        for (id, declared) in model.decls.enums.slice(self.declared.enums.clone()) {
            let mut statements = options::statements(&declared.decl.body);
            let bytes = self.read(OptionsOwner::new(ElementKind::Enum, id), declared.parent.into(), &mut statements);
            self.options.enums.push(bytes);
        }
        for (id, value) in model.decls.enum_values.slice(self.declared.enum_values.clone()) {
            // Value names are siblings of their enum, so options are looked up in the scope of the enum.
            let scope = model.decls.enums[value.parent].parent.into();
            let mut options = options::compact(value.decl.options.as_deref()).iter();
            let bytes = self.read(OptionsOwner::new(ElementKind::EnumValue, id), scope, &mut options);
            self.options.enum_values.push(bytes);
        }
    }

    fn services(&mut self) {
        let model = self.model;
        for (id, service) in model.decls.services.slice(self.declared.services.clone()) {
            let mut statements = options::statements(&service.decl.body);
            let bytes = self.read(OptionsOwner::new(ElementKind::Service, id), Scope::File, &mut statements);
            self.options.services.push(bytes);
        }
        for (id, method) in model.decls.methods.slice(self.declared.methods.clone()) {
            let scope = Scope::Service(method.service);
            let bytes = self.read(OptionsOwner::new(ElementKind::Method, id), scope, &mut method.decl.options.iter());
            // Empty braces after a method also create an options message.
            let is_bare = method.decl.body.is_some() && method.decl.options.is_empty();
            self.options.methods.push(bytes.or_else(|| is_bare.then(Box::default)));
        }
    }
}

/// Returns `true` if a statement is `default` or `json_name`, which are properties of the field.
fn is_pseudo(option: &OptionDecl, text: &str) -> bool {
    model::is_named(option, "default", text) || model::is_named(option, "json_name", text)
}
