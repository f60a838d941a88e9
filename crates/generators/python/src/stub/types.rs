//! The notation of types in a stub: what an attribute returns, and what `__init__` accepts for it.

use std::collections::HashMap;

use super::super::names::{self, is_keyword};
use protoward_schema::{
    Cardinality, EnumId, Field, FieldId, FieldType, FileId, MessageId, Name, Scalar, Schema, Shape,
};

/// Messages whose classes have additional methods.
pub(super) const WELL_KNOWN: [&str; 6] = [
    "google.protobuf.Any",
    "google.protobuf.Duration",
    "google.protobuf.FieldMask",
    "google.protobuf.ListValue",
    "google.protobuf.Struct",
    "google.protobuf.Timestamp",
];

/// Messages that can be assigned from Python's `datetime`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TimeMessage {
    Point,
    Span,
}

impl TimeMessage {
    pub(super) fn of(schema: &Schema, id: MessageId) -> Option<Self> {
        match schema.text(schema[id].full_name) {
            "google.protobuf.Timestamp" => Some(Self::Point),
            "google.protobuf.Duration" => Some(Self::Span),
            _ => None,
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Point => "datetime.datetime",
            Self::Span => "datetime.timedelta",
        }
    }
}

/// The names of types in the stub of one file.
pub(super) struct Types<'s> {
    pub(super) schema: &'s Schema,
    pub(super) file: FileId,
    /// The names of the imported modules of other files.
    pub(super) modules: HashMap<FileId, String>,
}

impl Types<'_> {
    pub(super) fn message(&self, id: MessageId) -> String {
        self.named(self.schema[id].file, self.schema[id].full_name)
    }

    pub(super) fn enumeration(&self, id: EnumId) -> String {
        self.named(self.schema[id].file, self.schema[id].full_name)
    }

    fn named(&self, file: FileId, full_name: Name) -> String {
        let name = expression(names::in_package(self.schema, file, full_name));
        if file == self.file {
            return name;
        }
        match self.modules.get(&file) {
            Some(module) => format!("{module}.{name}"),
            None => format!("{}.{name}", module(&names::module(self.schema.text(self.schema[file].path)))),
        }
    }

    /// Returns the type of a field for reading, in the class of the message `within`.
    pub(super) fn field(&self, id: FieldId, within: MessageId) -> String {
        let field = &self.schema[id];
        match self.schema.shape(id) {
            Shape::Map { key, value } => {
                let is_message = self.schema[value].ty.message().is_some();
                let map = if is_message { "MessageMap" } else { "ScalarMap" };
                format!("_containers.{map}[{}, {}]", self.field(key, within), self.field(value, within))
            }
            Shape::Repeated { .. } => {
                let kind = if field.ty.message().is_some() { "Composite" } else { "Scalar" };
                format!("_containers.Repeated{kind}FieldContainer[{}]", self.single(field, within))
            }
            Shape::Single(_) => self.single(field, within),
        }
    }

    /// Returns the type of a field as an argument of the constructor of the message `within`.
    pub(super) fn argument(&self, id: FieldId, within: MessageId) -> String {
        let field = &self.schema[id];
        if let Shape::Map { key, value } = self.schema.shape(id) {
            return format!("_Optional[_Mapping[{}, {}]]", self.field(key, within), self.field(value, within));
        }
        let single = self.single(field, within);
        let given = match field.ty {
            FieldType::Scalar(_) => single,
            FieldType::Enum(_) => format!("_Union[{single}, str]"),
            FieldType::Message(id) | FieldType::Group(id) => match TimeMessage::of(self.schema, id) {
                Some(time) => format!("_Union[{}, {single}, _Mapping]", time.class()),
                None => format!("_Union[{single}, _Mapping]"),
            },
        };
        match field.cardinality {
            Cardinality::Repeated => format!("_Optional[_Iterable[{given}]]"),
            Cardinality::Optional | Cardinality::Required => format!("_Optional[{given}]"),
        }
    }

    /// Returns the type of a single value.
    fn single(&self, field: &Field, within: MessageId) -> String {
        match field.ty {
            FieldType::Scalar(scalar) => of_scalar(scalar).to_owned(),
            FieldType::Enum(id) => self.enumeration(id),
            FieldType::Message(id) | FieldType::Group(id) => self.message_within(id, within),
        }
    }

    /// Returns the name of a message. Inside of a nested class with the same name, it is qualified with its module.
    fn message_within(&self, id: MessageId, within: MessageId) -> String {
        let schema = self.schema;
        let name = self.message(id);
        let is_hidden = id != within && name == schema.text(schema[within].name);
        if is_hidden { format!("{}.{name}", names::module(schema.text(schema[self.file].path))) } else { name }
    }
}

/// Returns the default name of an imported module.
pub(super) fn module(module: &str) -> String {
    format!("_{}", names::last_part(module))
}

const fn of_scalar(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Double | Scalar::Float => "float",
        Scalar::Bool => "bool",
        Scalar::String => "str",
        Scalar::Bytes => "bytes",
        Scalar::Int32
        | Scalar::Int64
        | Scalar::Uint32
        | Scalar::Uint64
        | Scalar::Sint32
        | Scalar::Sint64
        | Scalar::Fixed32
        | Scalar::Fixed64
        | Scalar::Sfixed32
        | Scalar::Sfixed64 => "int",
    }
}

/// Formats a dotted name; a keyword cannot follow a dot.
fn expression(name: &str) -> String {
    let mut parts = name.split('.');
    let first = parts.next().unwrap_or_default();
    let first = if is_keyword(first) { format!("globals()['{first}']") } else { first.to_owned() };
    parts.fold(
        first,
        |outer, part| {
            if is_keyword(part) { format!("getattr({outer}, '{part}')") } else { format!("{outer}.{part}") }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::expression;

    #[test]
    fn spells_types_with_keywords_in_their_name() {
        let expressions = ["A.B", "class.A", "A.in.or", "None.is.B"].map(expression);
        let expected = ["A.B", "globals()['class'].A", "getattr(getattr(A, 'in'), 'or')"];
        assert_eq!(expressions[..3], expected);
        assert_eq!(expressions[3], "getattr(globals()['None'], 'is').B");
    }
}
