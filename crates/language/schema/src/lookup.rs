//! The schema, and answers that need several of its elements: scopes, names, paths, shapes of fields.

use std::borrow::Cow;
use std::ops::Index;

use super::descriptor::raw;
use super::places::{Comments, Location};
use super::{
    Arena, Cardinality, Element, Enum, EnumId, EnumValue, EnumValueId, Field, FieldId, FieldOwner, FieldType, File,
    FileId, Message, MessageEncoding, MessageId, Method, MethodId, Name, NameMap, NameTable, Oneof, OneofId, Parent,
    RepeatedEncoding, Service, ServiceId, Shape,
};
use protoward_source::{Place, SourceId, count, list};

/// The linked schema of a compilation or an image.
///
/// Elements are indexed by id: `schema[message].fields`. Names are interned: `schema.text(name)`.
///
/// ```
/// use protoward_compiler::Compiler;
/// use protoward_source::{MemoryTree, Sources};
/// # use protoward_schema::Element;
/// let tree = MemoryTree::new([("a.proto", "syntax = \"proto3\"; package a; message User { string name = 2; }")]);
/// let mut sources = Sources::default();
/// let schema = Compiler::new().resolver(tree).load(["a.proto"], &mut sources).link(&sources).schema();
/// let Some(Element::Message(user)) = schema.find("a.User") else { panic!() };
/// assert_eq!(schema[schema[user].fields[0]].number.0, 2);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// The texts of all names.
    pub names: NameTable,
    /// The files in the order of the descriptor set. A compilation has topological order: each file follows its
    /// imports.
    pub files: Arena<File>,
    /// The messages of all files, nested ones and map entries included.
    pub messages: Arena<Message>,
    /// The fields of all messages, and all extensions.
    pub fields: Arena<Field>,
    /// The oneofs of all messages, synthetic ones included.
    pub oneofs: Arena<Oneof>,
    /// The enums of all files, nested ones included.
    pub enums: Arena<Enum>,
    /// The values of all enums.
    pub enum_values: Arena<EnumValue>,
    /// The services of all files.
    pub services: Arena<Service>,
    /// The methods of all services.
    pub methods: Arena<Method>,
    pub(crate) by_name: NameMap<Element>,
    pub(crate) by_path: NameMap<FileId>,
    /// The requested files in topological order; empty for the schema of an image.
    pub requested: Vec<FileId>,
}

macro_rules! index {
    ($($id:ident => $arena:ident: $element:ident),* $(,)?) => {
        $(impl Index<$id> for Schema {
            type Output = $element;
            fn index(&self, id: $id) -> &$element {
                &self.$arena[id]
            }
        })*
    };
}

index! {
    FileId => files: File,
    MessageId => messages: Message,
    FieldId => fields: Field,
    OneofId => oneofs: Oneof,
    EnumId => enums: Enum,
    EnumValueId => enum_values: EnumValue,
    ServiceId => services: Service,
    MethodId => methods: Method,
}

impl Schema {
    /// Returns the text of a name.
    pub fn text(&self, name: Name) -> &str {
        self.names.text(name)
    }

    /// Returns the message, enum, service or extension with this full name, without a leading dot.
    pub fn find(&self, full_name: &str) -> Option<Element> {
        self.by_name.get(self.names.find(full_name)?)
    }

    /// Returns the message with this full name, without a leading dot.
    pub fn find_message(&self, full_name: &str) -> Option<MessageId> {
        match self.find(full_name)? {
            Element::Message(id) => Some(id),
            _ => None,
        }
    }

    /// Returns all elements except files, kind by kind.
    pub fn declarations(&self) -> impl Iterator<Item = Element> {
        (self.messages.ids().map(Element::Message))
            .chain(self.fields.ids().map(Element::Field))
            .chain(self.oneofs.ids().map(Element::Oneof))
            .chain(self.enums.ids().map(Element::Enum))
            .chain(self.enum_values.ids().map(Element::EnumValue))
            .chain(self.services.ids().map(Element::Service))
            .chain(self.methods.ids().map(Element::Method))
    }

    /// Returns the file with this import name.
    pub fn find_file(&self, path: &str) -> Option<FileId> {
        self.by_path.get(self.names.find(path)?)
    }

    /// Returns the package of a file; empty if the file declares none.
    pub fn package(&self, file: FileId) -> &str {
        self[file].package.map_or("", |package| self.text(package))
    }

    /// Returns the shape of a field.
    pub fn shape(&self, id: FieldId) -> Shape {
        let field = &self[id];
        if field.cardinality != Cardinality::Repeated {
            return Shape::Single(field.presence());
        }
        if let Some((key, value)) = self.map_entry(field) {
            return Shape::Map { key, value };
        }
        let packable = match field.ty {
            FieldType::Scalar(scalar) => scalar.is_packable(),
            FieldType::Enum(_) => true,
            FieldType::Message(_) | FieldType::Group(_) => false,
        };
        Shape::Repeated { packed: packable && field.features.repeated_encoding == RepeatedEncoding::Packed }
    }

    fn map_entry(&self, field: &Field) -> Option<(FieldId, FieldId)> {
        let FieldType::Message(entry) = field.ty else { return None };
        match self[entry].fields[..] {
            [key, value] if self.is_map_entry(entry) => Some((key, value)),
            _ => None,
        }
    }

    /// Returns `true` if a message is the synthetic entry of a map field.
    pub fn is_map_entry(&self, id: MessageId) -> bool {
        self[id].options.map_entry() == Some(true)
    }

    /// Returns the map field of a synthetic entry message or of one of its fields.
    pub fn map_field(&self, element: Element) -> Option<FieldId> {
        match element {
            Element::Message(id) => self[id].map_field,
            Element::Field(id) => match self[id].owner {
                FieldOwner::Message(message) => self[message].map_field,
                FieldOwner::Extension { .. } => None,
            },
            _ => None,
        }
    }

    /// Returns the keyword of a scalar type, or the full name of a message or an enum.
    pub fn type_name(&self, ty: FieldType) -> &str {
        match ty {
            FieldType::Scalar(scalar) => scalar.keyword(),
            FieldType::Enum(id) => self.text(self[id].full_name),
            FieldType::Message(id) | FieldType::Group(id) => self.text(self[id].full_name),
        }
    }

    /// Returns the full name of the message that an extension extends, and the number of the extension.
    pub fn extended(&self, id: FieldId) -> Option<(&str, i32)> {
        match self[id].owner {
            FieldOwner::Extension { extendee, .. } => Some((self.text(self[extendee].full_name), self[id].number.0)),
            FieldOwner::Message(_) => None,
        }
    }

    /// Returns `true` if a field is delimited by tags instead of a length.
    pub fn is_delimited(&self, id: FieldId) -> bool {
        let field = &self[id];
        match field.ty {
            FieldType::Group(_) => true,
            // Maps and their entries are always length-delimited.
            FieldType::Message(message) => {
                field.features.message_encoding == MessageEncoding::Delimited
                    && !self.is_map_entry(message)
                    && !self.is_map_entry(field.containing())
            }
            FieldType::Scalar(_) | FieldType::Enum(_) => false,
        }
    }

    /// Returns the number of the type of a field in `google.protobuf.FieldDescriptorProto.Type`. As in reflection, a message with
    /// delimited encoding is a group.
    pub fn type_number(&self, id: FieldId) -> i32 {
        match self[id].ty {
            FieldType::Scalar(scalar) => raw::scalar_number(scalar),
            FieldType::Enum(_) => raw::TYPE_ENUM,
            FieldType::Message(_) | FieldType::Group(_) if self.is_delimited(id) => raw::TYPE_GROUP,
            FieldType::Message(_) | FieldType::Group(_) => raw::TYPE_MESSAGE,
        }
    }

    /// Returns the JSON name: the name in the descriptor, or else the lowerCamelCase form of the field name.
    pub fn json_name(&self, id: FieldId) -> String {
        match self[id].json_name {
            Some(name) => self.text(name).to_owned(),
            None => default_json_name(self.text(self[id].name)).into_owned(),
        }
    }

    /// Returns the name of a field in text format. A group, or a field like a group, has the name of its message.
    pub fn text_name(&self, id: FieldId) -> &str {
        let field = &self[id];
        match field.ty.message() {
            Some(of) if self.is_group_like(id) => self.text(self[of].name),
            _ => self.text(field.name),
        }
    }

    /// Returns `true` if a field could have been declared as a group: the field is delimited, and its message is a
    /// sibling with the corresponding name.
    pub fn is_group_like(&self, id: FieldId) -> bool {
        let field = &self[id];
        let Some(of) = field.ty.message().filter(|_| self.is_delimited(id)) else { return false };
        let scope = match field.owner {
            FieldOwner::Message(message) => Parent::Message(message),
            FieldOwner::Extension { scope, .. } => scope,
        };
        self[of].parent == scope && self.text(field.name) == self.text(self[of].name).to_ascii_lowercase()
    }

    /// Returns the file of an element.
    pub fn file_of(&self, element: Element) -> FileId {
        match element {
            Element::File(id) => id,
            Element::Message(id) => self[id].file,
            Element::Field(id) => self[id].file,
            Element::Oneof(id) => self[self[id].message].file,
            Element::Enum(id) => self[id].file,
            Element::EnumValue(id) => self[self[id].parent].file,
            Element::Service(id) => self[id].file,
            Element::Method(id) => self[self[id].service].file,
        }
    }

    /// Returns the declared name of an element; for a file, its import name.
    pub fn name(&self, element: Element) -> &str {
        self.text(match element {
            Element::File(id) => self[id].path,
            Element::Message(id) => self[id].name,
            Element::Field(id) => self[id].name,
            Element::Oneof(id) => self[id].name,
            Element::Enum(id) => self[id].name,
            Element::EnumValue(id) => self[id].name,
            Element::Service(id) => self[id].name,
            Element::Method(id) => self[id].name,
        })
    }

    /// Returns the term for an element: `message`, `extension`, `enum value`.
    pub fn kind(&self, element: Element) -> &'static str {
        match element {
            Element::File(_) => "file",
            Element::Message(_) => "message",
            Element::Field(id) if self[id].is_extension() => "extension",
            Element::Field(_) => "field",
            Element::Oneof(_) => "oneof",
            Element::Enum(_) => "enum",
            Element::EnumValue(_) => "enum value",
            Element::Service(_) => "service",
            Element::Method(_) => "method",
        }
    }

    /// Returns the full name of an element without a leading dot; for a file, its import name.
    ///
    /// An enum value is a sibling of its enum, as in C++: `pkg.VALUE`, not `pkg.Enum.VALUE`.
    pub fn full_name(&self, element: Element) -> String {
        let scope = match element {
            Element::File(_) => return self.name(element).to_owned(),
            Element::Message(id) => return self.text(self[id].full_name).to_owned(),
            Element::Enum(id) => return self.text(self[id].full_name).to_owned(),
            Element::Service(id) => return self.text(self[id].full_name).to_owned(),
            Element::Field(id) => match self[id].owner {
                FieldOwner::Message(message) => self.text(self[message].full_name),
                FieldOwner::Extension { scope, .. } => self.scope(scope),
            },
            Element::Oneof(id) => self.text(self[self[id].message].full_name),
            Element::EnumValue(id) => self.scope(self[self[id].parent].parent),
            Element::Method(id) => self.text(self[self[id].service].full_name),
        };
        qualified(scope, self.name(element))
    }

    fn scope(&self, parent: Parent) -> &str {
        match parent {
            Parent::File(id) => self.package(id),
            Parent::Message(id) => self.text(self[id].full_name),
        }
    }

    /// Returns the declaration around an element; `None` for a file and for what is directly in one.
    pub fn enclosing(&self, element: Element) -> Option<Element> {
        let message = |parent: Parent| match parent {
            Parent::File(_) => None,
            Parent::Message(id) => Some(id.into()),
        };
        match element {
            Element::File(_) | Element::Service(_) => None,
            Element::Message(id) => message(self[id].parent),
            Element::Enum(id) => message(self[id].parent),
            Element::Field(id) => match self[id].owner {
                FieldOwner::Message(id) => Some(id.into()),
                FieldOwner::Extension { scope, .. } => message(scope),
            },
            Element::Oneof(id) => Some(self[id].message.into()),
            Element::EnumValue(id) => Some(self[id].parent.into()),
            Element::Method(id) => Some(self[id].service.into()),
        }
    }

    /// Returns `true` if an element has the option `deprecated`. Oneofs have no such option.
    pub fn is_deprecated(&self, element: Element) -> bool {
        let option = match element {
            Element::File(id) => self[id].options.deprecated(),
            Element::Message(id) => self[id].options.deprecated(),
            Element::Field(id) => self[id].options.deprecated(),
            Element::Oneof(_) => None,
            Element::Enum(id) => self[id].options.deprecated(),
            Element::EnumValue(id) => self[id].options.deprecated(),
            Element::Service(id) => self[id].options.deprecated(),
            Element::Method(id) => self[id].options.deprecated(),
        };
        option == Some(true)
    }

    /// Returns the descriptor path of an element, as in `SourceCodeInfo`.
    pub fn path(&self, element: Element) -> Vec<i32> {
        let (parent, step, index): (Element, i32, u32) = match element {
            Element::File(_) => return Vec::new(),
            Element::Message(id) => match self[id].parent {
                Parent::File(file) => (file.into(), 4, self[id].index),
                Parent::Message(outer) => (outer.into(), 3, self[id].index),
            },
            Element::Enum(id) => match self[id].parent {
                Parent::File(file) => (file.into(), 5, self[id].index),
                Parent::Message(outer) => (outer.into(), 4, self[id].index),
            },
            Element::Field(id) => match self[id].owner {
                FieldOwner::Message(message) => (message.into(), 2, self[id].index),
                FieldOwner::Extension { scope: Parent::File(file), .. } => (file.into(), 7, self[id].index),
                FieldOwner::Extension { scope: Parent::Message(outer), .. } => (outer.into(), 6, self[id].index),
            },
            Element::Oneof(id) => (self[id].message.into(), 8, self[id].index),
            Element::EnumValue(id) => (self[id].parent.into(), 2, self[id].index),
            Element::Service(id) => (self[id].file.into(), 6, self[id].index),
            Element::Method(id) => (self[id].service.into(), 2, self[id].index),
        };
        let mut path = self.path(parent);
        path.extend_from_slice(&[step, i32::try_from(index).unwrap_or(i32::MAX)]);
        path
    }

    /// Returns the location of a part of an element. `tail` extends the descriptor path of the element: `&[1]` is the
    /// name, `&[]` the whole element.
    pub fn location(&self, element: impl Into<Element>, tail: &[i32]) -> Option<Location<'_>> {
        let element = element.into();
        let mut path = self.path(element);
        path.extend_from_slice(tail);
        self[self.file_of(element)].locations.find(&path)
    }

    /// Returns the location of an element, or the whole file if the location is unknown.
    pub fn place(&self, element: impl Into<Element>) -> Place {
        self.part(element, &[])
    }

    /// Returns the location of a part of an element, or else of the element or file. See [`location`](Self::location).
    pub fn part(&self, element: impl Into<Element>, tail: &[i32]) -> Place {
        let element = element.into();
        let source = self.source_of(element);
        let location = self.location(element, tail).or_else(|| self.location(element, &[]));
        Place { source, extent: location.map(|location| location.extent) }
    }

    /// Returns the comments of an element; none if the schema has no locations.
    pub fn comments(&self, element: impl Into<Element>) -> Comments<'_> {
        self.location(element, &[]).map(|location| location.comments()).unwrap_or_default()
    }

    fn source_of(&self, element: Element) -> SourceId {
        self[self.file_of(element)].source
    }

    /// Returns the declarations without those of imports, in words: `42 messages, 3 enums and 9 services`.
    pub fn contents(&self) -> String {
        let own = |file: FileId| !self[file].is_import;
        // Map entries are messages only internally.
        let messages = self.messages.iter().filter(|(id, it)| own(it.file) && !self.is_map_entry(*id)).count();
        let enums = self.enums.iter().filter(|(_, it)| own(it.file)).count();
        let services: Vec<_> = self.services.iter().filter(|(_, it)| own(it.file)).collect();
        let methods: usize = services.iter().map(|(_, it)| it.methods.len()).sum();
        let counts =
            [(messages, "message"), (enums, "enum"), (services.len(), "service"), (methods, "method")].into_iter();
        let words: Vec<String> =
            counts.filter(|(number, _)| *number > 0).map(|(number, what)| count(number, what)).collect();
        if words.is_empty() { "nothing is declared".to_owned() } else { list(&words) }
    }
}

/// Returns the full name of `name` in `scope`.
pub fn qualified(scope: &str, name: &str) -> String {
    if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") }
}

/// Returns the default JSON name, as protoc derives it: `fooBar` for `foo_bar`. Underscores are removed, and a letter
/// after one becomes upper case.
pub fn default_json_name(name: &str) -> Cow<'_, str> {
    let Some((first, rest)) = name.split_once('_') else { return Cow::Borrowed(name) };
    let mut json = String::with_capacity(name.len());
    json.push_str(first);
    for part in rest.split('_') {
        let mut characters = part.chars();
        json.extend(characters.next().map(|first| first.to_ascii_uppercase()));
        json.push_str(characters.as_str());
    }
    Cow::Owned(json)
}

#[cfg(test)]
mod tests {
    use super::default_json_name;

    #[test]
    fn derives_json_names_as_protoc() {
        assert_eq!(default_json_name("_foo__bar_1"), "FooBar1");
    }
}
