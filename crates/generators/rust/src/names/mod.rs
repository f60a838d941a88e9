//! The Rust names of all elements.
//!
//! They are chosen before any code is written, because a name depends on its neighbors, and code refers to types that are written
//! later. The names are those of prost-build; where these would clash, the settings decide whether they are changed.

mod members;
mod name_allocator;
mod scopes;
mod services;

use std::collections::BTreeMap;

use protoward_schema::{
    Enum, EnumId, EnumValue, EnumValueId, Field, FieldId, FileId, IdMap, Message, MessageId, Method, MethodId, Oneof,
    OneofId, Schema, Service, ServiceId,
};

pub use name_allocator::NameAllocator;

use crate::externs::Externs;
use crate::ident::{constant, module_of_package, upper_camel, without_prefix};
use crate::runtime::Runtime;
use crate::settings::RustSettings;

/// The Rust names of all elements of a schema.
#[derive(Debug)]
pub(crate) struct RustNames {
    /// Whether clashing names are changed.
    are_distinct: bool,
    /// The function that spells the names of modules if `are_distinct` is `false`.
    spelling: fn(&str) -> String,
    messages: IdMap<Message, MessageNames>,
    enums: IdMap<Enum, String>,
    values: IdMap<EnumValue, String>,
    fields: IdMap<Field, String>,
    oneofs: IdMap<Oneof, OneofNames>,
    services: IdMap<Service, String>,
    methods: IdMap<Method, String>,
}

#[derive(Debug)]
struct MessageNames {
    ty: String,
    /// The module of the nested types of the message.
    module: String,
    /// The path of that module, if it is also the module of a package.
    merged: Option<Vec<String>>,
}

#[derive(Debug)]
struct OneofNames {
    ty: String,
    field: String,
}

impl RustNames {
    /// Returns the names that the settings ask for.
    pub(crate) fn chosen(schema: &Schema, files: &[FileId], settings: &RustSettings, externs: &Externs) -> Self {
        if settings.prost_names {
            Self::of_prost(schema, settings)
        } else {
            Self::distinct(schema, files, settings, externs)
        }
    }

    /// Returns the names that prost-build and tonic-build use, even if they clash.
    fn of_prost(schema: &Schema, settings: &RustSettings) -> Self {
        let text = |name| schema.text(name);
        let spelling = settings.spelling();
        let snake = |name| spelling(text(name));
        let message = |message: &Message| MessageNames {
            ty: upper_camel(text(message.name)),
            module: snake(message.name),
            merged: None,
        };
        let value = |value: &EnumValue| {
            let name = upper_camel(text(value.name));
            if settings.retain_enum_prefix {
                name
            } else {
                without_prefix(&upper_camel(text(schema[value.parent].name)), &name)
            }
        };
        let field = |field: &Field| match field.oneof.filter(|_| !field.proto3_optional) {
            Some(_) => upper_camel(text(field.name)),
            None if field.is_extension() => constant(text(field.name)),
            None => snake(field.name),
        };
        Self {
            are_distinct: false,
            spelling,
            messages: schema.messages.iter().map(|(_, it)| message(it)).collect(),
            enums: schema.enums.iter().map(|(_, it)| upper_camel(text(it.name))).collect(),
            values: schema.enum_values.iter().map(|(_, it)| value(it)).collect(),
            fields: schema.fields.iter().map(|(_, it)| field(it)).collect(),
            oneofs: schema
                .oneofs
                .iter()
                .map(|(_, it)| OneofNames { ty: oneof_type(schema, it, settings.runtime), field: snake(it.name) })
                .collect(),
            services: schema.services.iter().map(|(_, it)| upper_camel(text(it.name))).collect(),
            methods: schema.methods.iter().map(|(_, it)| snake(it.name)).collect(),
        }
    }

    /// Returns the names that prost-build and tonic-build use, changed where names in the generated files would clash.
    fn distinct(schema: &Schema, files: &[FileId], settings: &RustSettings, externs: &Externs) -> Self {
        let mut names = Self { are_distinct: true, ..Self::of_prost(schema, settings) };
        schema.enums.ids().for_each(|id| names.disambiguate_values(schema, id));
        scopes::make_distinct(&mut names, schema, files, settings, externs);
        names
    }

    /// Makes the names of enum values distinct. A value with the number of an earlier one has no variant, and uses its name.
    fn disambiguate_values(&mut self, schema: &Schema, id: EnumId) {
        let mut used_names = NameAllocator::default();
        for (value, first) in with_first(schema, id) {
            self.values[value] = if value == first {
                used_names.allocate(std::mem::take(&mut self.values[value]))
            } else {
                self.values[first].clone()
            };
        }
    }

    /// Returns the type name of a message.
    pub(crate) fn message(&self, id: MessageId) -> &str {
        &self.messages[id].ty
    }

    /// Returns the module name for the nested types of a message.
    pub(crate) fn module(&self, id: MessageId) -> &str {
        &self.messages[id].module
    }

    /// Returns the type name of an enum.
    pub(crate) fn enumeration(&self, id: EnumId) -> &str {
        &self.enums[id]
    }

    /// Returns the variant of an enum value. For an alias, returns the variant of the first value with the same number.
    pub(crate) fn value(&self, id: EnumValueId) -> &str {
        &self.values[id]
    }

    /// Returns the name of a struct field, of a variant if the field is in a oneof, or of the constant of an extension.
    pub(crate) fn field(&self, id: FieldId) -> &str {
        &self.fields[id]
    }

    /// Returns the type name of a oneof.
    pub(crate) fn oneof_type(&self, id: OneofId) -> &str {
        &self.oneofs[id].ty
    }

    /// Returns the name of the struct field that holds a oneof.
    pub(crate) fn oneof_field(&self, id: OneofId) -> &str {
        &self.oneofs[id].field
    }

    /// Returns the trait name of a service, which its other names begin with.
    pub(crate) fn service(&self, id: ServiceId) -> &str {
        &self.services[id]
    }

    /// Returns the name of a service method.
    pub(crate) fn method(&self, id: MethodId) -> &str {
        &self.methods[id]
    }

    /// Returns the module path for the nested types of a message, if it is also the module path of a package.
    pub(crate) fn merged(&self, id: MessageId) -> Option<&[String]> {
        self.messages[id].merged.as_deref()
    }

    /// Returns the module path of a package.
    pub(crate) fn package_path(&self, package: &str) -> Vec<String> {
        if self.are_distinct {
            package_path(package)
        } else {
            package.split('.').filter(|part| !part.is_empty()).map(self.spelling).collect()
        }
    }
}

/// Returns the module path of a package, outermost module first. A part gets a trailing `_` if it is not a valid name.
pub fn package_path(package: &str) -> Vec<String> {
    package.split('.').filter(|part| !part.is_empty()).map(module_of_package).collect()
}

/// Returns the type name that prost-build uses for a oneof. Since prost 0.14, a oneof gets the suffix `OneOf` if a nested type
/// of the message has its name, including map entries.
fn oneof_type(schema: &Schema, oneof: &Oneof, runtime: Runtime) -> String {
    let name = upper_camel(schema.text(oneof.name));
    if !runtime.renames_oneofs() {
        return name;
    }
    let message = &schema[oneof.message];
    let messages = message.messages.iter().map(|&id| schema[id].name);
    let enums = message.enums.iter().map(|&id| schema[id].name);
    let is_taken = messages.chain(enums).any(|nested| upper_camel(schema.text(nested)) == name);
    if is_taken { name + "OneOf" } else { name }
}

/// Returns the values of an enum, each with the first value of the same number. An alias differs from its first value.
fn with_first(schema: &Schema, id: EnumId) -> impl Iterator<Item = (EnumValueId, EnumValueId)> {
    let mut first: BTreeMap<i32, EnumValueId> = BTreeMap::new();
    schema[id].values.iter().map(move |&value| (value, *first.entry(schema[value].number).or_insert(value)))
}

/// Returns the values of an enum that become variants: the first value of each number.
pub(crate) fn first_values(schema: &Schema, id: EnumId) -> impl Iterator<Item = EnumValueId> {
    with_first(schema, id).filter(|(value, first)| value == first).map(|(value, _)| value)
}
