//! What everything is called in Rust, decided before anything is written.

mod members;
mod scopes;
mod services;
mod taken;

use std::collections::HashMap;

use protoward_schema::{
    Enum, EnumId, EnumValue, EnumValueId, Field, FieldId, FileId, IdMap, Message, MessageId, Method, MethodId, Oneof,
    OneofId, Schema, Service, ServiceId,
};

pub use taken::Taken;
use taken::is_name;

use crate::externs::Externs;
use crate::ident::{constant, snake, upper_camel, without_prefix};
use crate::runtime::Runtime;
use crate::settings::Settings;

/// The modules that are written beside the code: neither a package nor what is nested in a message is called so.
pub const BESIDE: &[&str] = &["protoward_enums", "protoward_grpc", "protoward_json", "protoward_unknown"];

/// The names of all elements of a schema.
#[derive(Debug)]
pub(crate) struct Names {
    /// Whether names that would clash are changed.
    are_distinct: bool,
    /// What spells the names of modules, where they are not.
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
    /// The module of what is nested in the message.
    module: String,
    /// The path of that module where it is the module of a package too.
    merged: Option<Vec<String>>,
}

#[derive(Debug)]
struct OneofNames {
    ty: String,
    field: String,
}

impl Names {
    /// The names that prost-build and tonic-build give, whether they clash or not.
    pub(crate) fn of_prost(schema: &Schema, settings: &Settings) -> Self {
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
            match settings.retain_enum_prefix {
                true => name,
                false => without_prefix(&upper_camel(text(schema[value.parent].name)), &name),
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

    /// The names that prost-build and tonic-build give, changed where those that are generated of files would clash.
    pub(crate) fn distinct(schema: &Schema, files: &[FileId], settings: &Settings, externs: &Externs) -> Self {
        let mut names = Self { are_distinct: true, ..Self::of_prost(schema, settings) };
        schema.enums.ids().for_each(|id| names.separate_values(schema, id));
        scopes::separate(&mut names, schema, files, settings, externs);
        names
    }

    /// Names the values of an enum apart. A value that has the number of another has no variant, and the name of the other.
    fn separate_values(&mut self, schema: &Schema, id: EnumId) {
        let mut taken = Taken::default();
        let mut first: HashMap<i32, EnumValueId> = HashMap::new();
        for &value in &schema[id].values {
            self.values[value] = match first.get(&schema[value].number) {
                Some(&first) => self.values[first].clone(),
                None => taken.take(std::mem::take(&mut self.values[value])),
            };
            first.entry(schema[value].number).or_insert(value);
        }
    }

    /// The type of a message.
    pub(crate) fn message(&self, id: MessageId) -> &str {
        &self.messages[id].ty
    }

    /// The module of what is nested in a message.
    pub(crate) fn module(&self, id: MessageId) -> &str {
        &self.messages[id].module
    }

    /// The type of an enum.
    pub(crate) fn enumeration(&self, id: EnumId) -> &str {
        &self.enums[id]
    }

    /// The variant of a value of an enum; of one without a variant, that of the value with the same number.
    pub(crate) fn value(&self, id: EnumValueId) -> &str {
        &self.values[id]
    }

    /// The field of a struct, the variant where the field is in a oneof, or the constant of an extension.
    pub(crate) fn field(&self, id: FieldId) -> &str {
        &self.fields[id]
    }

    /// The type of a oneof.
    pub(crate) fn oneof_type(&self, id: OneofId) -> &str {
        &self.oneofs[id].ty
    }

    /// The field that holds a oneof.
    pub(crate) fn oneof_field(&self, id: OneofId) -> &str {
        &self.oneofs[id].field
    }

    /// The trait of a service, and the beginning of its other names.
    pub(crate) fn service(&self, id: ServiceId) -> &str {
        &self.services[id]
    }

    /// A method of a service.
    pub(crate) fn method(&self, id: MethodId) -> &str {
        &self.methods[id]
    }

    /// The path of the module of what is nested in a message, where it is the module of a package too.
    pub(crate) fn merged(&self, id: MessageId) -> Option<&[String]> {
        self.messages[id].merged.as_deref()
    }

    /// The path of the module of a package.
    pub(crate) fn package_path(&self, package: &str) -> Vec<String> {
        match self.are_distinct {
            true => package_path(package),
            false => package.split('.').filter(|part| !part.is_empty()).map(self.spelling).collect(),
        }
    }
}

/// Returns the path of the module of a package, from the outermost module in. Parts that would be no names, or those of
/// [other modules](BESIDE), have a `_` at the end.
pub fn package_path(package: &str) -> Vec<String> {
    let part = |part: &str| {
        let module = snake(part);
        match () {
            () if !is_name(&module) => format!("{part}_"),
            () if BESIDE.contains(&&*module) => format!("{module}_"),
            () => module,
        }
    };
    package.split('.').filter(|part| !part.is_empty()).map(part).collect()
}

/// The type of a oneof as prost-build names it; in later versions, apart from types that are nested beside it, entries of maps
/// included.
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
