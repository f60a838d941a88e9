//! The Rust names of schema elements, for programs that read code which uses them.

use protoward_schema::{Element, FieldOwner, FileId, Parent, Schema};

use crate::context::Scope;
use crate::externs::Externs;
use crate::ident::service_module;
use crate::names::RustNames;
use crate::paths::ExternPathError;
use crate::settings::RustSettings;
use crate::tree;

/// The prefixes of the methods that prost-derive and the setters add for a field: `status` has `set_status()`.
pub const FIELD_METHODS: &[&str] = &["get", "insert", "push", "set", "with"];

/// The Rust names of the elements of a schema.
///
/// ```
/// use protoward_compiler::{Compiler, MemoryTree};
/// use protoward_rust::{ItemNames, RustSettings};
/// use protoward_schema::Element;
///
/// let text = "syntax = \"proto3\"; package shop.v1; message Order { message Item { string type = 1; } }";
/// let compiled = Compiler::new().resolver(MemoryTree::new([("a.proto", text)])).compile(["a.proto"])?;
/// let schema = compiled.schema();
/// let files: Vec<_> = schema.files.ids().collect();
/// let settings = RustSettings::default();
/// let names = ItemNames::new(schema, &files, &settings)?;
/// let Some(Element::Message(item)) = schema.find("shop.v1.Order.Item") else { panic!("the text declares it") };
/// assert_eq!(names.path(item.into()), ["shop", "v1", "order", "Item"]);
/// assert_eq!(names.name(schema[item].fields[0].into()), "r#type");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct ItemNames<'a> {
    schema: &'a Schema,
    names: RustNames,
    nameless: &'a str,
}

impl<'a> ItemNames<'a> {
    /// Chooses the names of all elements, as [`Generator`](crate::Generator) does.
    ///
    /// # Errors
    /// Returns an error if an `extern_path` is given twice, has an empty part or does not begin with a dot.
    pub fn new(schema: &'a Schema, files: &[FileId], settings: &'a RustSettings) -> Result<Self, ExternPathError> {
        let names = RustNames::chosen(schema, files, settings, &Externs::new(schema, settings)?);
        Ok(Self { schema, names, nameless: settings.default_file_stem() })
    }

    /// Returns the modules around the item of an element, outermost first. Those of a oneof include the module of its message.
    pub fn module(&self, element: Element) -> Vec<String> {
        let schema = self.schema;
        let parent = match element {
            Element::Message(id) => schema[id].parent,
            Element::Enum(id) => schema[id].parent,
            Element::EnumValue(id) => schema[schema[id].parent].parent,
            Element::Field(id) => match schema[id].owner {
                FieldOwner::Message(message) => Parent::Message(message),
                FieldOwner::Extension { scope, .. } => scope,
            },
            Element::Oneof(id) => Parent::Message(schema[id].message),
            Element::File(_) | Element::Service(_) | Element::Method(_) => Parent::File(schema.file_of(element)),
        };
        let scope = Scope::of(schema, schema.file_of(element), parent);
        let mut modules = self.package(scope.package);
        modules.extend(scope.messages.iter().map(|&message| self.names.module(message).to_owned()));
        modules
    }

    /// Returns the path of the item of a message, an enum, a oneof, an extension or the trait of a service.
    pub fn path(&self, element: Element) -> Vec<String> {
        let mut path = self.module(element);
        path.push(self.name(element).to_owned());
        path
    }

    /// Returns the name of an item, a variant, a method, or a field of a struct. That of a oneof is the name of its type, and
    /// that of a file is empty.
    pub fn name(&self, element: Element) -> &str {
        match element {
            Element::File(_) => "",
            Element::Message(id) => self.names.message(id),
            Element::Field(id) => self.names.field(id),
            Element::Oneof(id) => self.names.oneof_type(id),
            Element::Enum(id) => self.names.enumeration(id),
            Element::EnumValue(id) => self.names.value(id),
            Element::Service(id) => self.names.service(id),
            Element::Method(id) => self.names.method(id),
        }
    }

    /// Returns the name of the struct field that holds a oneof; for other elements, their name.
    pub fn field(&self, element: Element) -> &str {
        match element {
            Element::Oneof(id) => self.names.oneof_field(id),
            other => self.name(other),
        }
    }

    /// Returns the start of the names of the modules of a service: `orders` for `orders_client` and `orders_server`.
    pub fn service_module(&self, element: Element) -> String {
        service_module(self.name(element))
    }

    /// Returns the module path of a package.
    pub fn package(&self, package: &str) -> Vec<String> {
        self.names.package_path(package)
    }

    /// Returns the name of the file with the code of a package.
    pub fn file(&self, package: &str) -> String {
        tree::file_of(&self.package(package), self.nameless)
    }
}
