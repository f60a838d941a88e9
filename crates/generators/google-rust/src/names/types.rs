//! Names of messages, enums and oneofs, and of their modules.

use super::case::{camel, snake};
use super::keywords::identifier;
use protoward_schema::{EnumId, FieldId, MessageId, MethodId, OneofId, Parent, Schema, ServiceId};

/// Returns the struct of a message.
pub(crate) fn message(schema: &Schema, id: MessageId) -> String {
    let message = &schema[id];
    let name = schema.text(message.name);
    typed(schema, message.parent, name, name)
}

/// Returns the struct of an enum.
pub(crate) fn enumeration(schema: &Schema, id: EnumId) -> String {
    let it = &schema[id];
    let name = schema.text(it.name);
    typed(schema, it.parent, name, &camel(name))
}

/// Returns the module of the declarations in a message.
pub(crate) fn module(schema: &Schema, id: MessageId) -> String {
    identifier(&snake(schema.text(schema[id].name))).into_owned()
}

/// Returns the start of the names of the enums of a oneof: `Kind` in `KindCase`.
pub(crate) fn oneof(schema: &Schema, id: OneofId) -> String {
    camel(schema.text(schema[id].name))
}

/// Returns the name of the methods of a oneof.
pub(crate) fn oneof_getter(schema: &Schema, id: OneofId) -> String {
    identifier(schema.text(schema[id].name)).into_owned()
}

/// Returns the variant of a field in the enums of its oneof.
pub(crate) fn variant(schema: &Schema, id: FieldId) -> String {
    identifier(&camel(schema.text(schema[id].name))).into_owned()
}

/// Returns the name of a service in types: `Greeter` in `GreeterClient`.
pub(crate) fn service(schema: &Schema, id: ServiceId) -> String {
    identifier(&camel(schema.text(schema[id].name))).into_owned()
}

/// Returns the start of the names of the modules of a service: `greeter` in `greeter_client`.
pub(crate) fn service_module(schema: &Schema, id: ServiceId) -> String {
    snake(&service(schema, id))
}

/// Returns the function of a method.
pub(crate) fn method(schema: &Schema, id: MethodId) -> String {
    identifier(&snake(schema.text(schema[id].name))).into_owned()
}

/// Returns the static with the mini table of a message: its full name, with underscores and dots replaced.
pub(crate) fn mini_table(schema: &Schema, id: MessageId) -> String {
    let full_name = schema.text(schema[id].full_name);
    format!("{}_msg_init", full_name.replace('_', "_0").replace('.', "__"))
}

/// Returns a type name that is no keyword, unless the declared name is that of the view of a message in the same scope.
fn typed(schema: &Schema, parent: Parent, declared: &str, name: &str) -> String {
    let is_view = declared.strip_suffix("View").is_some_and(|viewed| has_message(schema, parent, viewed));
    if is_view { format!("{name}_") } else { identifier(name).into_owned() }
}

fn has_message(schema: &Schema, parent: Parent, name: &str) -> bool {
    let siblings = match parent {
        Parent::File(file) => &schema[file].messages,
        Parent::Message(message) => &schema[message].messages,
    };
    siblings.iter().any(|&id| schema.text(schema[id].name) == name)
}
