//! The inputs and the first results of a generator, which all constructs read, and the paths of types between modules.

use protoward_schema::{Element, FileId, MessageId, Parent, Schema};

use crate::externs::Externs;
use crate::field_types::FieldTypes;
use crate::names::RustNames;
use crate::settings::RustSettings;
use crate::type_properties::TypeProperties;

/// The input of the code generator and the results of its first steps.
#[derive(Debug)]
pub(crate) struct RustContext<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) settings: &'a RustSettings,
    pub(crate) names: RustNames,
    pub(crate) type_properties: TypeProperties,
    pub(crate) externs: Externs,
    pub(crate) field_types: FieldTypes,
}

/// The module that contains the code: a package, and the messages whose nested types the module has.
#[derive(Clone, Debug)]
pub(crate) struct Scope<'a> {
    pub(crate) package: &'a str,
    /// The messages, outermost first.
    pub(crate) messages: Vec<MessageId>,
}

impl<'a> Scope<'a> {
    /// Returns the module that an element is declared in.
    pub(crate) fn of(schema: &'a Schema, file: FileId, mut parent: Parent) -> Self {
        let mut messages = Vec::new();
        while let Parent::Message(id) = parent {
            messages.push(id);
            parent = schema[id].parent;
        }
        messages.reverse();
        Self { package: schema.package(file), messages }
    }

    fn parts(&self, schema: &'a Schema) -> impl Iterator<Item = &'a str> {
        let package = self.package.split('.').filter(|part| !part.is_empty());
        package.chain(self.messages.iter().map(|&id| schema.text(schema[id].name)))
    }
}

impl<'a> RustContext<'a> {
    /// Returns the full name of an element with a leading dot, as in the paths of settings.
    pub(crate) fn path(&self, element: impl Into<Element>) -> String {
        format!(".{}", self.schema.full_name(element.into()))
    }

    /// Returns the path of the type of a message, relative to a module.
    pub(crate) fn message_type(&self, from: &Scope<'_>, id: MessageId) -> String {
        let message = &self.schema[id];
        let full_name = format!(".{}", self.schema.text(message.full_name));
        let extern_type = self.externs.find(&full_name);
        extern_type.unwrap_or_else(|| {
            let scope = Scope::of(self.schema, message.file, message.parent);
            self.relative(from, &scope, self.names.message(id))
        })
    }

    /// Returns the path of the type of an enum, relative to a module.
    pub(crate) fn enum_type(&self, from: &Scope<'_>, id: protoward_schema::EnumId) -> String {
        let declared = &self.schema[id];
        let full_name = format!(".{}", self.schema.text(declared.full_name));
        let extern_type = self.externs.find(&full_name);
        extern_type.unwrap_or_else(|| {
            let scope = Scope::of(self.schema, declared.file, declared.parent);
            self.relative(from, &scope, self.names.enumeration(id))
        })
    }

    /// Returns the path of a type in the module `to`, relative to the module `from`. Modules are compared by protobuf names.
    fn relative(&self, from: &Scope<'_>, to: &Scope<'a>, ty: &str) -> String {
        let common = from.parts(self.schema).zip(to.parts(self.schema)).take_while(|(from, to)| from == to).count();
        let mut path = "super::".repeat(from.parts(self.schema).count() - common);
        let packages = self.names.package_path(to.package).into_iter();
        let modules = packages.chain(to.messages.iter().map(|&id| self.names.module(id).to_owned()));
        for module in modules.skip(common) {
            path.push_str(&module);
            path.push_str("::");
        }
        path + ty
    }
}
