use std::borrow::Cow;
use std::ops::Index;

use super::places::{Comments, Location};
use super::{
    Arena, Cardinality, Element, Enum, EnumId, EnumValue, EnumValueId, Field, FieldId, FieldOwner, FieldType, File,
    FileId, Message, MessageEncoding, MessageId, Method, MethodId, Name, NameMap, Names, Oneof, OneofId, Parent,
    RepeatedEncoding, Service, ServiceId, Shape,
};
use protoward_source::{Place, SourceId};

/// The linked schema of a compilation or an image.
///
/// Elements are indexed by their ids: `schema[message].fields`. Names are interned: `schema.text(name)`.
///
/// ```
/// use protoward::compile::{Inputs, Options, compile};
/// use protoward::source::{MemoryTree, Sources};
/// # use protoward_schema::Element;
/// let tree = MemoryTree::new([("a.proto", "syntax = \"proto3\"; package a; message User { string name = 2; }")]);
/// let mut sources = Sources::default();
/// let schema = compile(&Inputs::tree(tree, ["a.proto"]), &Options::default(), &mut sources).schema;
/// let Some(Element::Message(user)) = schema.find("a.User") else { panic!() };
/// assert_eq!(schema[schema[user].fields[0]].number.0, 2);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// Texts of all names.
    pub names: Names,
    /// Files, in the order of the descriptor set; from a compilation, a file comes behind all that it imports.
    pub files: Arena<File>,
    /// Messages.
    pub messages: Arena<Message>,
    /// Fields and extensions.
    pub fields: Arena<Field>,
    /// Oneofs.
    pub oneofs: Arena<Oneof>,
    /// Enums.
    pub enums: Arena<Enum>,
    /// Values of enums.
    pub enum_values: Arena<EnumValue>,
    /// Services.
    pub services: Arena<Service>,
    /// Methods.
    pub methods: Arena<Method>,
    pub(crate) by_name: NameMap<Element>,
    pub(crate) by_path: NameMap<FileId>,
    /// Files that were asked for, each behind those of them that it imports; empty where the schema is that of an image.
    pub asked_for: Vec<FileId>,
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
    /// The text of a name.
    pub fn text(&self, name: Name) -> &str {
        self.names.text(name)
    }

    /// The message, enum, service or extension with this full name, without a leading dot.
    pub fn find(&self, full_name: &str) -> Option<Element> {
        self.by_name.get(self.names.find(full_name)?)
    }

    /// The message with this full name, without a leading dot.
    pub fn find_message(&self, full_name: &str) -> Option<MessageId> {
        match self.find(full_name)? {
            Element::Message(id) => Some(id),
            _ => None,
        }
    }

    /// The file that others import by this path.
    pub fn find_file(&self, path: &str) -> Option<FileId> {
        self.by_path.get(self.names.find(path)?)
    }

    /// The package of a file; empty where it names none.
    pub fn package(&self, file: FileId) -> &str {
        self[file].package.map_or("", |package| self.text(package))
    }

    /// What a field looks like to a program.
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

    /// Whether a message is the entry that a map field brings along.
    pub fn is_map_entry(&self, id: MessageId) -> bool {
        self[id].options.map_entry() == Some(true)
    }

    /// Returns the map field that brought along an entry message or a field of it, which are not declared by themselves.
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

    /// Whether a field is sent between two tags instead of with its length in front.
    pub fn is_delimited(&self, id: FieldId) -> bool {
        let field = &self[id];
        match field.ty {
            FieldType::Group(_) => true,
            // A map and its entry stay length-prefixed, whatever the file says.
            FieldType::Message(message) => {
                field.features.message_encoding == MessageEncoding::Delimited
                    && !self.is_map_entry(message)
                    && !self.is_map_entry(field.containing())
            }
            FieldType::Scalar(_) | FieldType::Enum(_) => false,
        }
    }

    /// The name in JSON: what the descriptor says, else the lowerCamelCase of the name.
    pub fn json_name(&self, id: FieldId) -> String {
        match self[id].json_name {
            Some(name) => self.text(name).to_owned(),
            None => default_json_name(self.text(self[id].name)).into_owned(),
        }
    }

    /// The name of a field in text: that of its message, where it is a group or looks like one.
    pub fn text_name(&self, id: FieldId) -> &str {
        let field = &self[id];
        match field.ty.message() {
            Some(of) if self.is_group_like(id) => self.text(self[of].name),
            _ => self.text(field.name),
        }
    }

    /// Whether a field could have been declared as a group: it is delimited, and its message is declared beside it and
    /// lends it its name.
    pub fn is_group_like(&self, id: FieldId) -> bool {
        let field = &self[id];
        let Some(of) = field.ty.message().filter(|_| self.is_delimited(id)) else { return false };
        let scope = match field.owner {
            FieldOwner::Message(message) => Parent::Message(message),
            FieldOwner::Extension { scope, .. } => scope,
        };
        self[of].parent == scope && self.text(field.name) == self.text(self[of].name).to_ascii_lowercase()
    }

    /// The file that an element is declared in.
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

    /// The name of an element as it is declared; the path of a file.
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

    /// The name of an element with all that it stands in, without a leading dot; the path of a file.
    ///
    /// A value of an enum is named beside its enum, as in C++: `pkg.VALUE`, not `pkg.Enum.VALUE`.
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

    /// The descriptor path of an element, as `SourceCodeInfo` counts it.
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

    /// The location of a part of an element: `tail` goes on from the element's own descriptor path, so that
    /// `&[1]` is its name and `&[]` all of it.
    pub fn location(&self, element: impl Into<Element>, tail: &[i32]) -> Option<Location<'_>> {
        let element = element.into();
        let mut path = self.path(element);
        path.extend_from_slice(tail);
        self[self.file_of(element)].locations.find(&path)
    }

    /// Where an element stands; its whole file where that is all that is known.
    pub fn place(&self, element: impl Into<Element>) -> Place {
        self.part(element, &[])
    }

    /// Where a part of an element stands, else the element, else the file. See [`location`](Self::location).
    pub fn part(&self, element: impl Into<Element>, tail: &[i32]) -> Place {
        let element = element.into();
        let source = self.source_of(element);
        let location = self.location(element, tail).or_else(|| self.location(element, &[]));
        Place { source, extent: location.map(|location| location.extent) }
    }

    /// The comments around an element; none where the schema came without places.
    pub fn comments(&self, element: impl Into<Element>) -> Comments<'_> {
        self.location(element, &[]).map(|location| location.comments()).unwrap_or_default()
    }

    fn source_of(&self, element: Element) -> SourceId {
        self[self.file_of(element)].source
    }
}

/// `name` inside `scope`.
pub fn qualified(scope: &str, name: &str) -> String {
    if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") }
}

/// `foo_bar` becomes `fooBar`, as protoc makes JSON names: underscores go, and the letter behind one is raised.
pub fn default_json_name(name: &str) -> Cow<'_, str> {
    let Some((first, rest)) = name.split_once('_') else { return Cow::Borrowed(name) };
    let mut json = String::with_capacity(name.len());
    json.push_str(first);
    for part in rest.split('_') {
        let mut letters = part.chars();
        json.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        json.push_str(letters.as_str());
    }
    Cow::Owned(json)
}

#[cfg(test)]
mod tests {
    use super::default_json_name;

    #[test]
    fn json_names_as_protoc_makes_them() {
        assert_eq!(default_json_name("_foo__bar_1"), "FooBar1");
    }
}
