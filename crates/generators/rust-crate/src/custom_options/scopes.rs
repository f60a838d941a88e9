//! The custom options that are set on each declaration, as a tree along which the modules of constants are nested.

use super::CustomOptionSettings;
use protoward_dynamic::retention::SourceOnly;
use protoward_dynamic::{Codec, Content};
use protoward_schema::{Element, EnumId, FieldId, FileId, MessageId, Schema, ServiceId};

/// A declaration with options, or with nested declarations that have options.
#[derive(Debug)]
pub(super) struct Scope {
    pub(super) name: String,
    /// The description in the generated documentation.
    pub(super) about: String,
    pub(super) options: Vec<(FieldId, Content)>,
    pub(super) nested: Vec<Scope>,
}

impl Scope {
    /// Returns the extensions that are set on the declaration and on nested ones.
    pub(super) fn options(&self) -> Vec<FieldId> {
        let nested = self.nested.iter().flat_map(Scope::options);
        self.options.iter().map(|(id, _)| *id).chain(nested).collect()
    }

    fn is_empty(&self) -> bool {
        self.options.is_empty() && self.nested.is_empty()
    }
}

/// Finds the options of declarations.
pub(super) struct Scopes<'s> {
    codec: Codec<'s>,
    source_only: SourceOnly,
    settings: &'s CustomOptionSettings,
}

impl<'s> Scopes<'s> {
    pub(super) fn new(schema: &'s Schema, settings: &'s CustomOptionSettings) -> Self {
        Self { codec: Codec::new(schema).keeping_entries(), source_only: SourceOnly::of(schema), settings }
    }

    pub(super) const fn codec(&self) -> &Codec<'s> {
        &self.codec
    }

    /// Returns the declarations with options in the files of a package. The last scope has the options of the files
    /// themselves.
    pub(super) fn of_files(&self, files: &[FileId]) -> Vec<Scope> {
        let schema = self.codec.schema();
        let mut found = Vec::new();
        for &id in files {
            let file = &schema[id];
            found.extend(file.messages.iter().map(|&id| self.message(id)));
            found.extend(file.enums.iter().map(|&id| self.enumeration(id)));
            found.extend(file.services.iter().map(|&id| self.service(id)));
            found.extend(file.extensions.iter().map(|&id| self.field(id)));
        }
        let files = files.iter().map(|&id| self.file(id)).filter(|scope| !scope.is_empty()).collect();
        let about = "Options of files.".to_owned();
        found.push(Scope { name: FILES_MODULE.to_owned(), about, options: Vec::new(), nested: files });
        found.retain(|scope| !scope.is_empty());
        found
    }

    fn file(&self, id: FileId) -> Scope {
        let path = self.codec.schema().name(id.into());
        let stem = path.strip_suffix(".proto").unwrap_or(path);
        let name = stem.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect();
        Scope { name, ..self.scope(id.into(), "file", Vec::new()) }
    }

    /// Recurses as deep as messages nest. The compiler limits that depth.
    fn message(&self, id: MessageId) -> Scope {
        let schema = self.codec.schema();
        let message = &schema[id];
        let fields = message.fields.iter().map(|&id| self.field(id));
        let oneofs = message.oneofs.iter().map(|&id| self.scope(id.into(), "oneof", Vec::new()));
        let messages = message.messages.iter().filter(|&&id| !schema.is_map_entry(id)).map(|&id| self.message(id));
        let enums = message.enums.iter().map(|&id| self.enumeration(id));
        let extensions = message.extensions.iter().map(|&id| self.field(id));
        let nested = fields.chain(oneofs).chain(messages).chain(enums).chain(extensions).collect();
        self.scope(id.into(), "message", nested)
    }

    fn field(&self, id: FieldId) -> Scope {
        let kind = if self.codec.schema()[id].is_extension() { "extension" } else { "field" };
        self.scope(id.into(), kind, Vec::new())
    }

    fn enumeration(&self, id: EnumId) -> Scope {
        let values = self.codec.schema()[id].values.iter();
        let values = values.map(|&id| self.scope(id.into(), "value", Vec::new())).collect();
        self.scope(id.into(), "enum", values)
    }

    fn service(&self, id: ServiceId) -> Scope {
        let methods = self.codec.schema()[id].methods.iter();
        let methods = methods.map(|&id| self.scope(id.into(), "method", Vec::new())).collect();
        self.scope(id.into(), "service", methods)
    }

    fn scope(&self, element: Element, kind: &str, mut nested: Vec<Scope>) -> Scope {
        let schema = self.codec.schema();
        nested.retain(|scope| !scope.is_empty());
        Scope {
            name: schema.name(element).to_owned(),
            about: format!("Options of the {kind} `{}`.", schema.full_name(element)),
            options: self.options(element),
            nested,
        }
    }

    /// Returns the selected options of a declaration, in the order of their numbers. Returns none if the bytes cannot
    /// be decoded.
    fn options(&self, element: Element) -> Vec<(FieldId, Content)> {
        let schema = self.codec.schema();
        let (kind, bytes) = match element {
            Element::File(id) => ("FileOptions", schema[id].options.bytes()),
            Element::Message(id) => ("MessageOptions", schema[id].options.bytes()),
            Element::Field(id) => ("FieldOptions", schema[id].options.bytes()),
            Element::Oneof(id) => ("OneofOptions", schema[id].options.bytes()),
            Element::Enum(id) => ("EnumOptions", schema[id].options.bytes()),
            Element::EnumValue(id) => ("EnumValueOptions", schema[id].options.bytes()),
            Element::Service(id) => ("ServiceOptions", schema[id].options.bytes()),
            Element::Method(id) => ("MethodOptions", schema[id].options.bytes()),
        };
        let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty()) else { return Vec::new() };
        // A schema without the options message has no extensions of it.
        let Some(ty) = schema.find_message(&format!("google.protobuf.{kind}")) else { return Vec::new() };
        let Ok(mut options) = self.codec.decode_partial(ty, bytes) else { return Vec::new() };
        self.source_only.take_from(schema, &mut options);
        let custom = options.iter().filter(|(_, id, _)| schema[*id].is_extension());
        let selected = custom.filter(|(_, id, _)| self.settings.has(&schema.full_name((*id).into())));
        selected.map(|(_, id, content)| (id, content.clone())).collect()
    }
}

/// The name of the module for options of files, unless another module has that name.
const FILES_MODULE: &str = "files";
