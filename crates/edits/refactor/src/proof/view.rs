//! A schema with the names that a refactoring gives it, so that both sides of the proof can be compared.

use std::collections::BTreeSet;

use super::changes::Changes;
use super::fact::Fact;
use protoward_schema::{
    Element, EnumId, FeatureSet, FieldId, FieldOwner, FieldType, FileId, Import, MessageId, Name, OneofId, Parent,
    Schema, default_json_name, qualified,
};

/// A schema with the names that a refactoring gives it. The new schema is seen without changes.
pub(super) struct View<'a> {
    pub(super) schema: &'a Schema,
    pub(super) changes: &'a Changes,
    /// The keys of elements that the refactoring moves, which are in no list of their scope.
    pub(super) moved: &'a BTreeSet<String>,
    /// The files whose contents may differ.
    pub(super) files: &'a BTreeSet<String>,
}

/// A property of an element, by its name.
pub(super) type Facts = Vec<(&'static str, Fact)>;

impl View<'_> {
    /// Returns the declared name of an element.
    fn name(&self, element: Element) -> String {
        if let Some(name) = self.changes.names.get(&element) {
            return name.clone();
        }
        if let Some(moved) = self.changes.moved.get(&element) {
            return moved.rsplit('.').next().unwrap_or_default().to_owned();
        }
        // The field of a group has the lower-case name of its message.
        if let Element::Field(id) = element
            && let FieldType::Group(message) = self.schema[id].ty
            && self.changes.names.contains_key(&message.into())
        {
            return self.name(message.into()).to_ascii_lowercase();
        }
        self.schema.name(element).to_owned()
    }

    fn package(&self, file: FileId) -> &str {
        self.changes.packages.get(&file).map_or_else(|| self.schema.package(file), String::as_str)
    }

    /// Returns the full name of an element. What the compiler makes is named after the field that it is made for.
    pub(super) fn full_name(&self, element: Element) -> String {
        let schema = self.schema;
        if let Some(moved) = self.changes.moved.get(&element) {
            return moved.clone();
        }
        let scope = |parent: Parent| match parent {
            Parent::File(file) => self.package(file).to_owned(),
            Parent::Message(id) => self.full_name(id.into()),
        };
        let scope = match element {
            Element::File(_) => String::new(),
            Element::Message(id) => match schema[id].map_field {
                Some(field) => return format!("{}#entry", self.full_name(field.into())),
                None => scope(schema[id].parent),
            },
            Element::Enum(id) => scope(schema[id].parent),
            Element::Service(id) => self.package(schema[id].file).to_owned(),
            Element::Field(id) => match schema[id].owner {
                FieldOwner::Message(message) => self.full_name(message.into()),
                FieldOwner::Extension { scope: parent, .. } => scope(parent),
            },
            Element::Oneof(id) => match (schema[id].synthetic, schema[id].fields.first()) {
                (true, Some(&field)) => return format!("{}#oneof", self.full_name(field.into())),
                _ => self.full_name(schema[id].message.into()),
            },
            // Unlike in the language, so that values of two enums are not confused.
            Element::EnumValue(id) => self.full_name(schema[id].parent.into()),
            Element::Method(id) => self.full_name(schema[id].service.into()),
        };
        qualified(&scope, &self.name(element))
    }

    /// Returns the kind and the full name of an element.
    pub(super) fn key(&self, element: Element) -> String {
        let kind = match element {
            Element::File(_) => "file",
            Element::Message(_) => "message",
            Element::Field(_) => "field",
            Element::Oneof(_) => "oneof",
            Element::Enum(_) => "enum",
            Element::EnumValue(_) => "value",
            Element::Service(_) => "service",
            Element::Method(_) => "method",
        };
        format!("{kind} {}", self.full_name(element))
    }

    /// Returns all properties of an element.
    pub(super) fn facts(&self, element: Element) -> Facts {
        let mut facts = match element {
            Element::File(id) => self.file(id),
            Element::Message(id) => self.message(id),
            Element::Field(id) => self.field(id),
            Element::Oneof(id) => self.oneof(id),
            Element::Enum(id) => self.enumeration(id),
            Element::EnumValue(id) => {
                let value = &self.schema[id];
                let number = self.changes.numbers.get(&element).copied().unwrap_or(value.number);
                let options = Fact::options(value.options.bytes());
                vec![("the number", Fact::of(number)), ("the options", options), features(value.features)]
            }
            Element::Service(id) => {
                let service = &self.schema[id];
                let options = Fact::options(service.options.bytes());
                vec![("the methods", self.list(&service.methods)), ("the options", options), features(service.features)]
            }
            Element::Method(id) => {
                let method = &self.schema[id];
                let streams = (method.client_streaming, method.server_streaming);
                vec![
                    ("the request", Fact::Text(self.full_name(method.input.into()))),
                    ("the response", Fact::Text(self.full_name(method.output.into()))),
                    ("the streams", Fact::of(streams)),
                    ("the options", Fact::options(method.options.bytes())),
                    features(method.features),
                ]
            }
        };
        if !matches!(element, Element::File(_)) {
            facts.push(("the file", Fact::Text(self.home(element))));
            let comments = self.schema.comments(element);
            facts.push(("the comment above", Fact::comment(comments.leading)));
            facts.push(("the comment behind", Fact::comment(comments.trailing)));
        }
        facts
    }

    /// Returns the file of an element.
    fn home(&self, element: Element) -> String {
        let mut at = Some(element);
        while let Some(element) = at {
            if let Some(home) = self.changes.homes.get(&element) {
                return home.clone();
            }
            at = self.schema.enclosing(element);
        }
        self.schema.name(self.schema.file_of(element).into()).to_owned()
    }

    /// Returns the names of elements in their order, without those that move.
    fn list<T: Copy + Into<Element>>(&self, elements: &[T]) -> Fact {
        let keys = elements.iter().map(|&it| self.key(it.into()));
        Fact::List(keys.filter(|key| !self.moved.contains(key)).collect())
    }

    fn texts(&self, names: &[Name]) -> Fact {
        Fact::List(names.iter().map(|&name| self.schema.text(name).to_owned()).collect())
    }

    fn file(&self, id: FileId) -> Facts {
        let file = &self.schema[id];
        let mut facts = vec![
            ("the package", Fact::Text(self.package(id).to_owned())),
            ("the syntax", Fact::of(file.syntax)),
            ("the options", Fact::options(file.options.bytes())),
            features(file.features),
        ];
        if !self.files.contains(self.schema.name(id.into())) {
            let imports = |all: &[Import]| {
                let import = |it: &Import| format!("{} {} {}", self.schema.text(it.path), it.public, it.weak);
                Fact::List(all.iter().map(import).collect())
            };
            facts.push(("the imports", imports(&file.imports)));
            facts.push(("the imports for options", imports(&file.option_imports)));
            facts.push(("the messages", self.list(&file.messages)));
            facts.push(("the enums", self.list(&file.enums)));
            facts.push(("the services", self.list(&file.services)));
            facts.push(("the extensions", self.list(&file.extensions)));
        }
        facts
    }

    fn message(&self, id: MessageId) -> Facts {
        let message = &self.schema[id];
        let ranges = message.extension_ranges.iter();
        let mut facts = vec![
            ("the fields", self.list(&message.fields)),
            ("the oneofs", self.list(&message.oneofs)),
            ("the nested messages", self.list(&message.messages)),
            ("the nested enums", self.list(&message.enums)),
            ("the nested extensions", self.list(&message.extensions)),
            ("the extension ranges", Fact::of(ranges.clone().map(|it| it.numbers).collect::<Vec<_>>())),
            ("the reserved numbers", Fact::of(&message.reserved_ranges)),
            ("the reserved names", self.texts(&message.reserved_names)),
            ("the visibility", Fact::of(message.visibility)),
            ("the options", Fact::options(message.options.bytes())),
            features(message.features),
        ];
        facts.extend(ranges.map(|it| ("the options of an extension range", Fact::options(it.options.bytes()))));
        facts
    }

    fn oneof(&self, id: OneofId) -> Facts {
        let oneof = &self.schema[id];
        vec![
            ("the fields", self.list(&oneof.fields)),
            ("whether it is declared", Fact::of(oneof.synthetic)),
            ("the options", Fact::options(oneof.options.bytes())),
            features(oneof.features),
        ]
    }

    fn enumeration(&self, id: EnumId) -> Facts {
        let declared = &self.schema[id];
        let mut values = Vec::new();
        for &value in &declared.values {
            values.push(self.key(value.into()));
            if self.changes.aliases.contains(&value) {
                values.push(format!("value {}", qualified(&self.full_name(id.into()), self.schema.name(value.into()))));
            }
        }
        let allows = declared.options.allow_alias() == Some(true)
            || declared.values.iter().any(|value| self.changes.aliases.contains(value));
        vec![
            ("the values", Fact::List(values)),
            ("the reserved numbers", Fact::of(&declared.reserved_ranges)),
            ("the reserved names", self.texts(&declared.reserved_names)),
            ("the visibility", Fact::of(declared.visibility)),
            ("whether it has aliases", Fact::of(allows)),
            ("the options", Fact::options_without(declared.options.bytes(), 2)),
            features(declared.features),
        ]
    }

    fn field(&self, id: FieldId) -> Facts {
        let field = &self.schema[id];
        let ty = match field.ty {
            FieldType::Scalar(scalar) => scalar.keyword().to_owned(),
            FieldType::Enum(of) => format!("enum {}", self.full_name(of.into())),
            FieldType::Message(of) => format!("message {}", self.full_name(of.into())),
            FieldType::Group(of) => format!("group {}", self.full_name(of.into())),
        };
        let extended = match field.owner {
            FieldOwner::Message(_) => String::new(),
            FieldOwner::Extension { extendee, .. } => self.full_name(extendee.into()),
        };
        let number = self.changes.numbers.get(&id.into()).copied().unwrap_or(field.number.0);
        let (json, is_explicit) = self.json_name(id);
        vec![
            ("the number", Fact::of(number)),
            ("the label", Fact::of((field.cardinality, field.proto3_optional))),
            ("the type", Fact::Text(ty)),
            ("the extended message", Fact::Text(extended)),
            ("the oneof", Fact::Text(field.oneof.map(|oneof| self.full_name(oneof.into())).unwrap_or_default())),
            ("the default", Fact::Text(self.default(id))),
            ("the JSON name", Fact::Text(json)),
            ("whether it sets its JSON name", Fact::Choice(is_explicit)),
            ("the options", Fact::options(field.options.bytes())),
            features(field.features),
        ]
    }

    /// Returns the JSON name of a field. It is explicit or derived, unless the refactoring keeps it either way.
    fn json_name(&self, id: FieldId) -> (String, Option<bool>) {
        let field = &self.schema[id];
        let is_explicit = field.json_name.is_some() && !field.json_name_made;
        match () {
            () if self.changes.kept_json.contains(&id) => (self.schema.json_name(id), None),
            () if is_explicit => (self.schema.json_name(id), Some(true)),
            () => (default_json_name(&self.name(id.into())).into_owned(), Some(false)),
        }
    }

    fn default(&self, id: FieldId) -> String {
        let field = &self.schema[id];
        let Some(default) = &field.default else { return "none".to_owned() };
        let written = String::from_utf8_lossy(default).into_owned();
        let FieldType::Enum(of) = field.ty else { return format!("{default:?}") };
        let value = self.schema[of].values.iter().find(|&&value| self.schema.name(value.into()) == written);
        value.map_or(written, |&value| self.name(value.into()))
    }
}

fn features(set: FeatureSet) -> (&'static str, Fact) {
    ("the features", Fact::of(set))
}
