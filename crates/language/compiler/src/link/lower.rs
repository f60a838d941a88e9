//! Last pass: converts the tables to descriptors, from which the schema is built.

use std::borrow::Cow;

use super::collect::{Decls, FieldDecl, FieldScope, MessageDecl};
use super::defaults;
use super::features::Features;
use super::options::Options;
use super::resolve::Types;
use super::unit::CompilationUnit;
use protoward_schema::descriptor::raw;
use protoward_schema::ranges::MAX_FIELD;
use protoward_schema::{EnumId, FieldId, FieldType, FileId, MessageId, OneofId, ServiceId, Syntax, default_json_name};
use protoward_syntax::ast::{self, Span};
use protoward_syntax::{literal, options};

/// Returns `default` and `json_name`, which are written like options and are not options.
pub(super) fn pseudo_options(decl: &ast::FieldDecl) -> impl Iterator<Item = &ast::OptionDecl> {
    options::compact(decl.options.as_deref())
        .iter()
        .filter(|option| matches!(option.name[..], [part] if !part.is_extension))
}

/// The tables of all passes.
#[derive(Clone, Copy)]
pub(super) struct PassTables<'a> {
    pub(super) units: &'a [CompilationUnit<'a>],
    pub(super) decls: &'a Decls<'a>,
    pub(super) types: &'a Types,
    pub(super) options: &'a Options,
    pub(super) features: &'a Features,
}

impl<'a> PassTables<'a> {
    /// Returns the descriptor of a file, without source info.
    pub(super) fn file(self, id: FileId) -> raw::File<'a> {
        let unit = &self.units[id.index()];
        let decls = &self.decls.files[id];
        let mut file = raw::File {
            name: unit.name,
            package: decls.package,
            messages: decls.messages.iter().map(|&message| self.message(message)).collect::<Vec<_>>(),
            enums: decls.enums.iter().map(|&declared| self.enumeration(declared)).collect::<Vec<_>>(),
            services: decls.services.iter().map(|&service| self.service(service)).collect::<Vec<_>>(),
            extensions: decls.extensions.iter().map(|&field| self.field(field)).collect::<Vec<_>>(),
            options: self.options.files.get(id),
            ..raw::File::default()
        };
        match unit.syntax {
            Syntax::Proto2 => {}
            Syntax::Proto3 => file.syntax = Some("proto3"),
            Syntax::Edition(edition) => (file.syntax, file.edition) = (Some("editions"), Some(edition.0)),
        }
        for (decl, _) in unit.import_decls() {
            let path = self.string(id, decl.path);
            let index = file.dependencies.len() as i32;
            match decl.kind {
                ast::ImportKind::Option => {
                    file.option_dependencies.push(path);
                    continue;
                }
                ast::ImportKind::Public => file.public_dependencies.push(index),
                ast::ImportKind::Weak => file.weak_dependencies.push(index),
                ast::ImportKind::Plain => {}
            }
            file.dependencies.push(path);
        }
        file
    }

    fn message(self, id: MessageId) -> raw::Message<'a> {
        let entry = &self.decls.messages[id];
        let text = self.units[entry.file.index()].text;
        let mut message = raw::Message {
            name: entry.name,
            fields: entry.fields.iter().map(|&field| self.field(field)).collect::<Vec<_>>(),
            messages: entry.rest().messages.iter().map(|&nested| self.message(nested)).collect::<Vec<_>>(),
            enums: entry.rest().enums.iter().map(|&declared| self.enumeration(declared)).collect::<Vec<_>>(),
            extensions: entry.rest().extensions.iter().map(|&field| self.field(field)).collect::<Vec<_>>(),
            oneofs: entry.rest().oneofs.iter().map(|&oneof| self.oneof(oneof)).collect::<Vec<_>>(),
            options: self.options.messages.get(id),
            visibility: match entry.decl {
                MessageDecl::Message(decl) => visibility(decl.visibility),
                MessageDecl::Group(_) | MessageDecl::MapEntry(_) => 0,
            },
            ..raw::Message::default()
        };
        let highest = if self.is_message_set(id) { i32::MAX - 1 } else { MAX_FIELD };
        let mut statements = 0;
        for member in entry.decl.body() {
            match member {
                ast::Member::Extensions(decl) => {
                    let options = self.options.extension_range(id, statements);
                    statements += 1;
                    let ranges = decl.ranges.iter().map(|range| exclusive(text, range, highest));
                    message.extension_ranges.extend(ranges.map(|range| raw::Range { options, ..range }));
                }
                ast::Member::Reserved(decl) => match &decl.what {
                    ast::Reserved::Numbers(ranges) => {
                        let ranges = ranges.iter().map(|range| exclusive(text, range, highest));
                        message.reserved_ranges.extend(ranges);
                    }
                    names => message.reserved_names.append(&mut self.reserved_names(entry.file, names)),
                },
                _ => {}
            }
        }
        message
    }

    fn is_message_set(self, id: MessageId) -> bool {
        let options = protoward_schema::MessageOptions::new(self.options.messages.get(id));
        options.message_set_wire_format() == Some(true)
    }

    fn reserved_names(self, file: FileId, names: &'a ast::Reserved) -> Vec<Cow<'a, str>> {
        match names {
            ast::Reserved::Numbers(_) => Vec::new(),
            ast::Reserved::Strings(spans) => spans.iter().map(|&span| self.string(file, span)).collect::<Vec<_>>(),
            ast::Reserved::Identifiers(spans) => {
                spans.iter().map(|span| span.of(self.units[file.index()].text).into()).collect::<Vec<_>>()
            }
        }
    }

    fn string(self, file: FileId, span: Span) -> Cow<'a, str> {
        literal::string_lossy(self.units[file.index()].text, span)
    }

    fn oneof(self, id: OneofId) -> raw::RawNamed<'a> {
        let name = self.decls.oneofs[id].name;
        raw::RawNamed { name, options: self.options.oneofs.get(id) }
    }

    fn field(self, id: FieldId) -> raw::RawField<'a> {
        let entry = &self.decls.fields[id];
        let (number, label) = match entry.decl() {
            FieldDecl::MapKey(_) => (1, 1),
            FieldDecl::MapValue(_) => (2, 1),
            FieldDecl::Field(decl) => (self.number(entry.file, decl.number), label(decl)),
        };
        let extendee = match entry.scope() {
            FieldScope::Message(_) => None,
            FieldScope::Extend { .. } => {
                self.types.extendees.get(id).map(|message| self.decls.messages[message].full_name)
            }
        };
        let (ty, type_name) = match self.types.fields[id] {
            FieldType::Scalar(scalar) => (raw::scalar_number(scalar), None),
            FieldType::Enum(declared) => (raw::TYPE_ENUM, Some(self.decls.enums[declared].full_name)),
            FieldType::Message(message) => (raw::TYPE_MESSAGE, Some(self.decls.messages[message].full_name)),
            FieldType::Group(message) => (raw::TYPE_GROUP, Some(self.decls.messages[message].full_name)),
        };
        let (json_name, default) = self.pseudo(id);
        raw::RawField {
            name: entry.name,
            extendee,
            number,
            label,
            ty,
            type_name,
            default,
            options: self.options.fields.get(id),
            oneof_index: entry.oneof().map(|oneof| self.decls.oneofs[oneof].index as i32),
            json_name_made: json_name.is_none(),
            json_name: Some(json_name.unwrap_or_else(|| default_json_name(entry.name))),
            proto3_optional: entry.proto3_optional,
        }
    }

    /// Returns the `json_name` and the default value of a field.
    fn pseudo(self, id: FieldId) -> (Option<Cow<'a, str>>, Option<Cow<'a, [u8]>>) {
        let entry = &self.decls.fields[id];
        let FieldDecl::Field(decl) = entry.decl() else { return (None, None) };
        let text = self.units[entry.file.index()].text;
        let mut json_name = None;
        let mut default = None;
        for option in pseudo_options(decl) {
            match option.name_span.of(text) {
                "json_name" => json_name = Some(self.string(entry.file, option.value.span)),
                "default" => default = Some(defaults::default(text, &option.value, self.types.fields[id]).into()),
                _ => {}
            }
        }
        (json_name, default)
    }

    fn enumeration(self, id: EnumId) -> raw::Enum<'a> {
        let entry = &self.decls.enums[id];
        let text = self.units[entry.file.index()].text;
        let mut declared = raw::Enum {
            name: entry.name,
            options: self.options.enums.get(id),
            visibility: visibility(entry.decl.visibility),
            ..raw::Enum::default()
        };
        for &value in &entry.values {
            let entry = &self.decls.enum_values[value];
            let number = literal::signed(text, entry.decl.number).and_then(|number| i32::try_from(number).ok());
            declared.values.push(raw::EnumValue {
                name: entry.name,
                number: number.unwrap_or_default(),
                options: self.options.enum_values.get(value),
            });
        }
        for member in &entry.decl.body {
            let ast::EnumMember::Reserved(decl) = member else { continue };
            match &decl.what {
                ast::Reserved::Numbers(ranges) => {
                    declared.reserved_ranges.extend(ranges.iter().map(|range| inclusive(text, range, i32::MAX)));
                }
                names => declared.reserved_names.append(&mut self.reserved_names(entry.file, names)),
            }
        }
        declared
    }

    fn service(self, id: ServiceId) -> raw::Service<'a> {
        let entry = &self.decls.services[id];
        let methods = entry.methods.iter().map(|&method| {
            let decl = self.decls.methods[method].decl;
            let name = |message: MessageId| self.decls.messages[message].full_name;
            let (input, output) = self.types.methods[method].map_or(("", ""), |(a, b)| (name(a), name(b)));
            raw::Method {
                name: self.decls.methods[method].name,
                input,
                output,
                options: self.options.methods.get(method),
                client_streaming: decl.input.stream.is_some(),
                server_streaming: decl.output.stream.is_some(),
            }
        });
        raw::Service { name: entry.name, methods: methods.collect::<Vec<_>>(), options: self.options.services.get(id) }
    }

    fn number(self, file: FileId, span: Span) -> i32 {
        let number = literal::signed(self.units[file.index()].text, span);
        number.and_then(|number| i32::try_from(number).ok()).unwrap_or_default()
    }
}

const fn label(decl: &ast::FieldDecl) -> i32 {
    match (&decl.ty, decl.label) {
        (ast::TypeExpr::Map { .. }, _) | (_, Some(ast::Label::Repeated)) => 3,
        (_, Some(ast::Label::Required)) => 2,
        (_, Some(ast::Label::Optional) | None) => 1,
    }
}

const fn visibility(decl: Option<ast::VisibilityDecl>) -> i32 {
    match decl {
        None => 0,
        Some(ast::VisibilityDecl { is_export: false, .. }) => 1,
        Some(ast::VisibilityDecl { is_export: true, .. }) => 2,
    }
}

/// Returns a range in the form of enums, with an inclusive end.
fn inclusive<'a>(text: &str, range: &ast::RangeDecl, highest: i32) -> raw::Range<'a> {
    let number = |span: Span| match span.of(text) {
        "max" => highest,
        _ => literal::signed(text, span).and_then(|number| i32::try_from(number).ok()).unwrap_or_default(),
    };
    raw::Range { start: number(range.start), end: number(range.end), options: None }
}

/// Returns a range in the form of messages, with an exclusive end.
fn exclusive<'a>(text: &str, range: &ast::RangeDecl, highest: i32) -> raw::Range<'a> {
    let range = inclusive(text, range, highest);
    raw::Range { end: range.end.saturating_add(1), ..range }
}
