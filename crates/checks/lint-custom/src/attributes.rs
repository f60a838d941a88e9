//! The attributes of declarations, with their types. `elements.rs` reads them.

use crate::standard_options;
use crate::target::Target;
use crate::types::ObjectType;
use protoward_cel::Type;

/// The type of an attribute, as a table can state it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AttributeType {
    Bool,
    Int,
    Text,
    Texts,
    Object(ObjectType),
    Objects(ObjectType),
}

/// An attribute: its name, its type, and its description.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attribute {
    pub(crate) name: &'static str,
    pub(crate) ty: AttributeType,
    pub(crate) description: &'static str,
}

const fn attribute(name: &'static str, ty: AttributeType, description: &'static str) -> Attribute {
    Attribute { name, ty, description }
}

use AttributeType::{Bool, Int, Object, Objects, Text, Texts};

const FILES: AttributeType = Object(ObjectType::Declaration(Target::File));

const fn declaration(target: Target) -> AttributeType {
    Object(ObjectType::Declaration(target))
}

const fn declarations(target: Target) -> AttributeType {
    Objects(ObjectType::Declaration(target))
}

/// The attributes of every declaration, besides `file`, `options` and `parent`.
pub(crate) const COMMON: &[Attribute] = &[
    attribute("name", Text, "the name; of a file, its import path"),
    attribute("full_name", Text, "the name with package and messages around it; of a file, its import path"),
    attribute("kind", Text, "`\"file\"`, `\"message\"`, …"),
    attribute("package", Text, "the package of the file; empty if there is none"),
    attribute("comment", Text, "the comment directly before the declaration; empty if there is none"),
    attribute("comments", Object(ObjectType::Comments), "all comments"),
    attribute("features", Object(ObjectType::Features), "the resolved features"),
    attribute("deprecated", Bool, "the option `deprecated`; `false` for a oneof"),
];

const FILE: &[Attribute] = &[
    attribute("path", Text, "the import path"),
    attribute("syntax", Text, "`\"proto2\"`, `\"proto3\"` or `\"editions\"`"),
    attribute("edition", Text, "the edition, as in `\"2023\"`; empty for proto2 and proto3"),
    attribute("imports", Objects(ObjectType::Import), "the imports"),
    attribute("messages", declarations(Target::Message), "the messages at the top level"),
    attribute("enums", declarations(Target::Enum), "the enums at the top level"),
    attribute("services", declarations(Target::Service), "the services"),
    attribute("extensions", declarations(Target::Field), "the extensions at the top level"),
];

const MESSAGE: &[Attribute] = &[
    attribute("file", FILES, "the file"),
    attribute("parent", Object(ObjectType::Scope), "the file or the message around it"),
    attribute("is_nested", Bool, "`true` in another message"),
    attribute("fields", declarations(Target::Field), "the fields, also those of oneofs"),
    attribute("oneofs", declarations(Target::Oneof), "the oneofs"),
    attribute("messages", declarations(Target::Message), "the messages in the message"),
    attribute("enums", declarations(Target::Enum), "the enums in the message"),
    attribute("extensions", declarations(Target::Field), "the extensions in the message"),
    attribute("reserved_names", Texts, "the reserved names"),
];

const FIELD: &[Attribute] = &[
    attribute("file", FILES, "the file"),
    attribute("parent", declaration(Target::Message), "the message; of an extension, the extended one"),
    attribute("number", Int, "the number"),
    attribute("json_name", Text, "the name in JSON"),
    attribute("type", Text, "`\"string\"`, the full name of a message or an enum, or `\"map<string, acme.User>\"`"),
    attribute("is_message", Bool, "`true` if the type is a message; `false` for a map"),
    attribute("is_enum", Bool, "`true` if the type is an enum"),
    attribute("is_map", Bool, "`true` for a map"),
    attribute("is_repeated", Bool, "`true` for a list; `false` for a map"),
    attribute("is_extension", Bool, "`true` for an extension"),
    attribute("cardinality", Text, "`\"optional\"`, `\"required\"` or `\"repeated\"`"),
    attribute("presence", Text, "`\"explicit\"`, `\"implicit\"` or `\"required\"`; empty for lists and maps"),
    attribute("oneof", Text, "the name of the oneof; empty outside of one"),
];

const ONEOF: &[Attribute] = &[
    attribute("file", FILES, "the file"),
    attribute("parent", declaration(Target::Message), "the message"),
    attribute("fields", declarations(Target::Field), "the fields"),
];

const ENUM: &[Attribute] = &[
    attribute("file", FILES, "the file"),
    attribute("parent", Object(ObjectType::Scope), "the file or the message around it"),
    attribute("is_nested", Bool, "`true` in a message"),
    attribute("values", declarations(Target::Value), "the values"),
    attribute("reserved_names", Texts, "the reserved names"),
];

const VALUE: &[Attribute] = &[
    attribute("file", FILES, "the file"),
    attribute("parent", declaration(Target::Enum), "the enum"),
    attribute("number", Int, "the number"),
];

const SERVICE: &[Attribute] = &[
    attribute("file", FILES, "the file"),
    attribute("parent", FILES, "the file"),
    attribute("methods", declarations(Target::Method), "the methods"),
];

const METHOD: &[Attribute] = &[
    attribute("file", FILES, "the file"),
    attribute("parent", declaration(Target::Service), "the service"),
    attribute("input", declaration(Target::Message), "the request"),
    attribute("output", declaration(Target::Message), "the response"),
    attribute("client_streaming", Bool, "`true` if the client streams"),
    attribute("server_streaming", Bool, "`true` if the server streams"),
];

const IMPORT: &[Attribute] = &[
    attribute("path", Text, "the import path"),
    attribute("is_public", Bool, "`true` for `import public`"),
    attribute("is_weak", Bool, "`true` for `import weak`"),
];

const COMMENTS: &[Attribute] = &[
    attribute("leading", Text, "the comment directly before the declaration"),
    attribute("trailing", Text, "the comment directly after the declaration"),
    attribute("detached", Texts, "comments before the declaration that a blank line separates"),
];

const FEATURES: &[Attribute] = &[
    attribute("field_presence", Text, "`\"EXPLICIT\"`, `\"IMPLICIT\"` or `\"LEGACY_REQUIRED\"`"),
    attribute("enum_type", Text, "`\"OPEN\"` or `\"CLOSED\"`"),
    attribute("repeated_field_encoding", Text, "`\"PACKED\"` or `\"EXPANDED\"`"),
    attribute("utf8_validation", Text, "`\"VERIFY\"` or `\"NONE\"`"),
    attribute("message_encoding", Text, "`\"LENGTH_PREFIXED\"` or `\"DELIMITED\"`"),
    attribute("json_format", Text, "`\"ALLOW\"` or `\"LEGACY_BEST_EFFORT\"`"),
];

/// Returns the attributes of a type of its own, besides the [common](COMMON) ones of declarations.
pub(crate) const fn own(object: ObjectType) -> &'static [Attribute] {
    match object {
        ObjectType::Declaration(Target::File) => FILE,
        ObjectType::Declaration(Target::Message) => MESSAGE,
        ObjectType::Declaration(Target::Field) => FIELD,
        ObjectType::Declaration(Target::Oneof) => ONEOF,
        ObjectType::Declaration(Target::Enum) => ENUM,
        ObjectType::Declaration(Target::Value) => VALUE,
        ObjectType::Declaration(Target::Service) => SERVICE,
        ObjectType::Declaration(Target::Method) => METHOD,
        ObjectType::Scope | ObjectType::Options(_) => &[],
        ObjectType::Import => IMPORT,
        ObjectType::Comments => COMMENTS,
        ObjectType::Features => FEATURES,
    }
}

/// Returns the attributes of a type with their types, sorted by name.
pub(crate) fn all(object: ObjectType) -> Vec<(&'static str, Type)> {
    let target = match object {
        ObjectType::Declaration(target) => Some(target),
        ObjectType::Scope | ObjectType::Options(_) | ObjectType::Import => None,
        ObjectType::Comments | ObjectType::Features => None,
    };
    let is_declaration = target.is_some() || object == ObjectType::Scope;
    let common = if is_declaration { COMMON } else { &[] };
    let mut all: Vec<_> = common.iter().chain(own(object)).map(|it| (it.name, Type::from(it.ty))).collect();
    if object == ObjectType::Scope {
        let shared = FILE.iter().filter(|one| MESSAGE.iter().any(|other| one.name == other.name));
        all.extend(shared.map(|it| (it.name, Type::from(it.ty))));
    }
    if is_declaration {
        all.push(("options", ObjectType::Options(target).ty()));
    }
    if let ObjectType::Options(Some(target)) = object {
        all.extend(standard_options::of(target).iter().map(|option| (option.name, option.kind.ty())));
    }
    all.sort_by_key(|(name, _)| *name);
    all
}

impl From<AttributeType> for Type {
    fn from(ty: AttributeType) -> Self {
        match ty {
            Bool => Self::Bool,
            Int => Self::Int,
            Text => Self::Text,
            Texts => Self::list(Self::Text),
            Object(object) => object.ty(),
            Objects(object) => Self::list(object.ty()),
        }
    }
}
