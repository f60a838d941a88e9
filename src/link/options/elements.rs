//! Every element that can have options: which statements are its own, and from where their names are looked up.

use super::interpret::{Interpreted, Interpreter};
use super::model::{self, Model, message_body, message_options};
use super::text_format::Context;
use super::{Bytes, Holder, Limited, Options};
use crate::link::collect::{FieldDecl, MessageDecl};
use crate::link::resolve::{self, Lookup};
use crate::link::scopes::Scopes;
use crate::report::Report;
use crate::schema::{Element, FieldId, FileId, MessageId, Parent, qualified};
use crate::source::Sources;
use crate::syntax::ast::{self, CompactOptions, OptionDecl};

/// `map_entry = true`
const MAP_ENTRY: [u8; 2] = [0x38, 0x01];

/// An element whose options are read.
struct Subject<'s> {
    file: FileId,
    holder: Holder,
    /// The last part of the name of the options message.
    kind: &'s str,
    /// The full name of the element: names are looked up beside it, and further out.
    name: &'s str,
}

pub(super) struct Elements<'r, 'a, 't> {
    model: &'r Model<'a, 't>,
    scopes: &'r Scopes,
    sources: &'r Sources,
    report: &'r mut Report,
    retain: bool,
    options: Options,
}

impl<'r, 'a, 't> Elements<'r, 'a, 't> {
    pub(super) fn new(
        model: &'r Model<'a, 't>,
        scopes: &'r Scopes,
        sources: &'r Sources,
        report: &'r mut Report,
        retain: bool,
    ) -> Self {
        Self { model, scopes, sources, report, retain, options: Options::default() }
    }

    pub(super) fn all(mut self) -> Options {
        self.files();
        self.messages();
        self.fields();
        self.oneofs();
        self.enums();
        self.services();
        self.options
    }

    /// Reads the options of one element, and keeps where they came to.
    fn read(&mut self, subject: &Subject<'_>, statements: impl Iterator<Item = &'t OptionDecl>) -> Bytes {
        let mut said = Report::default();
        let interpreted = self.interpret(subject, statements, &mut said);
        self.report.append(said);
        let paths = interpreted.paths.into_iter().map(|(start, path)| ((subject.file, start), path));
        self.options.paths.extend(paths);
        self.options.inside.extend(interpreted.inside.into_iter().map(|start| (subject.file, start)));
        if let Some(features) = interpreted.whole_features {
            self.options.whole_features.insert(subject.holder, features);
        }
        self.options.extended_by.extend(interpreted.extended_by.into_iter().map(|file| (subject.file, file)));
        if !interpreted.limited.is_empty() {
            let limited = interpreted.limited.into_iter();
            let limited = limited.map(|(what, name, value)| Limited { holder: subject.holder, what, name, value });
            self.options.limited.entry(subject.file).or_default().extend(limited);
        }
        interpreted.bytes
    }

    fn interpret(
        &self,
        subject: &Subject<'_>,
        statements: impl Iterator<Item = &'t OptionDecl>,
        report: &mut Report,
    ) -> Interpreted {
        let mut statements = statements.peekable();
        if statements.peek().is_none() {
            return Interpreted::default();
        }
        let Some(message) = self.model.message(&format!("google.protobuf.{}", subject.kind)) else {
            debug_assert!(false, "descriptor.proto is among the files");
            return Interpreted::default();
        };
        let unit = &self.model.units[subject.file.index()];
        let lookup = Lookup { decls: self.model.decls, scopes: self.scopes, file: subject.file };
        let (model, sources) = (self.model, self.sources);
        let cx = Context { model, lookup: &lookup, sources, source: unit.source, text: unit.text };
        Interpreter::new(cx, message, subject.name, self.retain).read(statements, report)
    }

    fn files(&mut self) {
        let model = self.model;
        for (file, decls) in model.decls.files.iter() {
            let package = decls.package.map_or("", |package| model.decls.names.text(package));
            // Names in the options of a file are looked up as if from something in its package.
            let name = qualified(package, "_");
            let subject = Subject { file, holder: element(file), kind: "FileOptions", name: &name };
            let bytes = self.read(&subject, model::file_options(&model.units[file.index()]));
            self.options.files.push(bytes);
        }
    }

    fn messages(&mut self) {
        let model = self.model;
        for (id, message) in model.decls.messages.iter() {
            let name = model.full_name(id);
            let bytes = match message.decl {
                MessageDecl::MapEntry(_) => Some(MAP_ENTRY.into()),
                decl => {
                    let subject = Subject { file: message.file, holder: element(id), kind: "MessageOptions", name };
                    self.read(&subject, message_options(decl))
                }
            };
            self.options.messages.push(bytes);
            self.extension_ranges(id, message.file, name, message_body(message.decl));
        }
    }

    fn extension_ranges(&mut self, id: MessageId, file: FileId, name: &str, body: &'t [ast::Member]) {
        let ranges = body.iter().filter_map(|member| match member {
            ast::Member::Extensions(decl) => Some(decl),
            _ => None,
        });
        for (index, decl) in ranges.enumerate() {
            let subject = Subject { file, holder: Holder::Extensions(id, index), kind: "ExtensionRangeOptions", name };
            if let Some(bytes) = self.read(&subject, compact(decl.options.as_ref())) {
                self.options.extension_ranges.insert((id, index), bytes);
            }
        }
    }

    fn fields(&mut self) {
        let model = self.model;
        for (id, field) in model.decls.fields.iter() {
            let bytes = match field.decl {
                FieldDecl::Field(decl) if decl.options.is_some() => {
                    let name = resolve::full_name(model.decls, id);
                    let text = model.text(field.file);
                    let holder = element(id);
                    let subject = Subject { file: field.file, holder, kind: "FieldOptions", name: &name };
                    self.read(&subject, compact(decl.options.as_ref()).filter(|option| !is_pseudo(option, text)))
                }
                FieldDecl::Field(_) => None,
                FieldDecl::MapKey(decl) | FieldDecl::MapValue(decl) => self.part_of_map(id, decl),
            };
            self.options.fields.push(bytes);
        }
    }

    /// The features of a map go on to its key and its value. What is wrong with them is said of the map.
    fn part_of_map(&self, id: FieldId, decl: &'t ast::FieldDecl) -> Bytes {
        let model = self.model;
        decl.options.as_ref()?;
        let entry = &model.decls.fields[id];
        let text = model.text(entry.file);
        let name = resolve::full_name(model.decls, id);
        let subject = Subject { file: entry.file, holder: element(id), kind: "FieldOptions", name: &name };
        let features = compact(decl.options.as_ref())
            .filter(|option| option.name.first().is_some_and(|part| part.span.of(text) == "features"));
        self.interpret(&subject, features, &mut Report::default()).bytes
    }

    fn oneofs(&mut self) {
        let model = self.model;
        for (id, oneof) in model.decls.oneofs.iter() {
            let name = qualified(model.full_name(oneof.message), model.decls.names.text(oneof.name));
            let file = model.decls.messages[oneof.message].file;
            let subject = Subject { file, holder: element(id), kind: "OneofOptions", name: &name };
            let body = oneof.decl.map_or(&[][..], |decl| &decl.body);
            let statements = body.iter().filter_map(|member| match member {
                ast::OneofMember::Option(decl) => Some(decl),
                ast::OneofMember::Field(_) => None,
            });
            let bytes = self.read(&subject, statements);
            self.options.oneofs.push(bytes);
        }
    }

    fn enums(&mut self) {
        let model = self.model;
        for (id, declared) in model.decls.enums.iter() {
            let name = model.decls.names.text(declared.full_name);
            let subject = Subject { file: declared.file, holder: element(id), kind: "EnumOptions", name };
            let statements = declared.decl.body.iter().filter_map(|member| match member {
                ast::EnumMember::Option(decl) => Some(decl),
                ast::EnumMember::Value(_) | ast::EnumMember::Reserved(_) => None,
            });
            let bytes = self.read(&subject, statements);
            self.options.enums.push(bytes);
        }
        for (id, value) in model.decls.enum_values.iter() {
            let bytes = value.decl.options.as_ref().and_then(|options| {
                let declared = &model.decls.enums[value.parent];
                // A value is named beside its enum.
                let scope = match declared.parent {
                    Parent::File(file) => model.decls.files[file].package.map_or("", |it| model.decls.names.text(it)),
                    Parent::Message(message) => model.full_name(message),
                };
                let name = qualified(scope, model.decls.names.text(value.name));
                let holder = element(id);
                let subject = Subject { file: declared.file, holder, kind: "EnumValueOptions", name: &name };
                self.read(&subject, options.items.iter())
            });
            self.options.enum_values.push(bytes);
        }
    }

    fn services(&mut self) {
        let model = self.model;
        for (id, service) in model.decls.services.iter() {
            let name = model.decls.names.text(service.full_name);
            let subject = Subject { file: service.file, holder: element(id), kind: "ServiceOptions", name };
            let statements = service.decl.body.iter().filter_map(|member| match member {
                ast::ServiceMember::Option(decl) => Some(decl),
                ast::ServiceMember::Method(_) => None,
            });
            let bytes = self.read(&subject, statements);
            self.options.services.push(bytes);
        }
        for (id, method) in model.decls.methods.iter() {
            let service = &model.decls.services[method.service];
            let name = qualified(model.decls.names.text(service.full_name), model.decls.names.text(method.name));
            let subject = Subject { file: service.file, holder: element(id), kind: "MethodOptions", name: &name };
            let bytes = self.read(&subject, method.decl.options.iter());
            // Braces make an options message, even where there is nothing in them.
            let is_bare = method.decl.body.is_some() && method.decl.options.is_empty();
            self.options.methods.push(bytes.or_else(|| is_bare.then(Box::default)));
        }
    }
}

fn element(id: impl Into<Element>) -> Holder {
    Holder::Element(id.into())
}

fn compact(options: Option<&CompactOptions>) -> impl Iterator<Item = &OptionDecl> {
    options.into_iter().flat_map(|options| &options.items)
}

/// `default` and `json_name`, which are parts of the field itself.
fn is_pseudo(option: &OptionDecl, text: &str) -> bool {
    model::is_named(option, "default", text) || model::is_named(option, "json_name", text)
}
