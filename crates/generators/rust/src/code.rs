//! The Rust names of messages and enums, for code that is written next to that of the generator.

use protoward_schema::{Element, EnumId, EnumValueId, FieldId, MessageId, Parent, Shape};

use crate::Generator;
use crate::context::{RustContext, Scope};
use crate::field::FieldCount;
use crate::names::first_values;

/// The Rust struct of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MessageCode {
    /// The path of the struct from the module of its package.
    pub path: String,
    /// The fields, in declaration order, with their struct members.
    pub members: Vec<(FieldId, MemberCode)>,
}

/// The Rust enum of a protobuf enum.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EnumCode {
    /// The path of the enum from the module of its package.
    pub path: String,
    /// The first value of each number, in declaration order, with its variant.
    pub variants: Vec<(EnumValueId, String)>,
}

/// The struct member that holds a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberCode {
    /// The name of the struct field. For a field in a oneof, this is the struct field of the oneof.
    pub name: String,
    /// The path of the variant from the module of the package, if the field is in a oneof.
    pub variant: Option<String>,
    /// Whether the struct field is an `Option`.
    pub is_option: bool,
    /// Whether the value is in a `Box`.
    pub is_boxed: bool,
    /// The type of one value, as written in the module of the field. For a map, the type of its values.
    pub ty: String,
}

impl Generator<'_> {
    /// Returns the struct of a message, or `None` if none is generated: it is extern, or a map entry.
    pub fn message(&self, id: MessageId) -> Option<MessageCode> {
        let context = &self.context;
        let is_generated = self.has(Element::Message(id)) && !context.schema.is_map_entry(id);
        is_generated.then(|| MessageCode {
            path: context.path_in_package(Element::Message(id)),
            members: context.schema[id].fields.iter().map(|&field| (field, context.member_of(id, field))).collect(),
        })
    }

    /// Returns the Rust enum of a protobuf enum, or `None` if none is generated.
    pub fn enumeration(&self, id: EnumId) -> Option<EnumCode> {
        let context = &self.context;
        let variant = |value: EnumValueId| (value, context.names.value(value).to_owned());
        self.has(Element::Enum(id)).then(|| EnumCode {
            path: context.path_in_package(Element::Enum(id)),
            variants: first_values(context.schema, id).map(variant).collect(),
        })
    }

    /// Returns the path of the crate `prost` in the code.
    pub fn prost(&self) -> &str {
        self.context.settings.prost()
    }

    /// Returns the path of the module of a package.
    pub fn package_path(&self, package: &str) -> Vec<String> {
        self.context.names.package_path(package)
    }

    /// Returns the path of a message or an enum from the root of all modules.
    pub fn type_path(&self, element: Element) -> Vec<String> {
        let context = &self.context;
        let package = context.schema.package(context.schema.file_of(element));
        let mut path = self.package_path(package);
        path.extend(context.path_in_package(element).split("::").map(str::to_owned));
        path
    }

    /// Returns `true` if another crate has a message or an enum.
    pub fn is_extern(&self, ty: Element) -> bool {
        self.context.externs.has(&self.context.path(ty))
    }

    /// Returns `true` if another crate has a package.
    pub fn is_extern_package(&self, package: &str) -> bool {
        self.context.externs.has(&format!(".{package}"))
    }

    /// Returns the path of a message or an enum that another crate has. Returns `None` if the code is generated, or if two types
    /// would have this path.
    pub fn extern_path(&self, ty: Element) -> Option<String> {
        let name = self.context.path(ty);
        let externs = &self.context.externs;
        externs.find(&name).filter(|_| externs.clash(&name).is_none())
    }

    /// Returns the path of the module for the nested types of a message, from the root of all modules.
    pub fn nested_path(&self, id: MessageId) -> Vec<String> {
        let mut path = self.type_path(Element::Message(id));
        path.pop();
        path.push(self.context.names.module(id).to_owned());
        path
    }

    /// Returns the module paths that a package and the nested types of a message share.
    pub fn merged_paths(&self) -> impl Iterator<Item = &[String]> {
        self.context.schema.messages.ids().filter_map(|id| self.context.names.merged(id))
    }

    fn has(&self, element: Element) -> bool {
        self.is_generated[self.context.schema.file_of(element)] && !self.is_extern(element)
    }
}

impl RustContext<'_> {
    /// Returns the path of a type from the module of its package.
    fn path_in_package(&self, element: Element) -> String {
        let schema = self.schema;
        let (parent, name) = match element {
            Element::Message(id) => (schema[id].parent, self.names.message(id)),
            Element::Enum(id) => (schema[id].parent, self.names.enumeration(id)),
            _ => return String::new(),
        };
        let scope = Scope::of(schema, schema.file_of(element), parent);
        let modules = scope.messages.iter().map(|&id| self.names.module(id));
        modules.chain([name]).collect::<Vec<_>>().join("::")
    }

    /// Returns the struct member of a field of a message, as if the message were generated.
    pub(crate) fn member_of(&self, message: MessageId, id: FieldId) -> MemberCode {
        let schema = self.schema;
        let field = &schema[id];
        let path = self.path(message);
        let oneof = self.oneof_of(id);
        let parent = if oneof.is_some() { Parent::Message(message) } else { schema[message].parent };
        let scope = Scope::of(schema, field.file, parent);
        let ty = match schema.shape(id) {
            Shape::Map { value, .. } => self.field_type(&scope, value, &format!("{path}.value")),
            Shape::Single(_) | Shape::Repeated { .. } => self.field_type(&scope, id, &self.member(&path, id)),
        };
        let is_boxed = self.is_boxed(id);
        match oneof {
            Some(oneof) => {
                let modules = self.path_in_package(Element::Message(message));
                let outer = modules.rsplit_once("::").map_or(String::new(), |(outer, _)| format!("{outer}::"));
                let module = self.names.module(message);
                let ty_of_oneof = self.names.oneof_type(oneof);
                MemberCode {
                    name: self.names.oneof_field(oneof).to_owned(),
                    variant: Some(format!("{outer}{module}::{ty_of_oneof}::{}", self.names.field(id))),
                    is_option: true,
                    is_boxed,
                    ty,
                }
            }
            None => MemberCode {
                name: self.names.field(id).to_owned(),
                variant: None,
                is_option: self.count(id) == FieldCount::Optional,
                is_boxed,
                ty,
            },
        }
    }
}
