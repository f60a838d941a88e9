//! Services and methods with their names and comments in generated code.

use super::NoModule;
use super::comments::docstring;
use super::modules::Modules;
use protoward_schema::{FileId, MethodId, Schema, ServiceId};

/// A service with the names and texts that all of its code uses.
pub(super) struct Service<'s> {
    pub(super) name: &'s str,
    /// The full name in gRPC paths.
    pub(super) full_name: &'s str,
    pub(super) docstring: String,
    pub(super) methods: Vec<Method<'s>>,
}

/// A method of a service.
pub(super) struct Method<'s> {
    pub(super) name: &'s str,
    pub(super) docstring: String,
    client_streaming: bool,
    pub(super) server_streaming: bool,
    /// The class of request messages.
    pub(super) request: String,
    /// The class of response messages.
    pub(super) response: String,
}

/// Returns the services of a file.
///
/// # Errors
/// Fails if the message of a method cannot be imported.
pub(super) fn of_file<'s>(
    schema: &'s Schema,
    file: FileId,
    modules: &Modules<'_>,
) -> Result<Vec<Service<'s>>, NoModule> {
    schema[file].services.iter().map(|&id| Service::new(schema, id, modules)).collect()
}

impl<'s> Service<'s> {
    fn new(schema: &'s Schema, id: ServiceId, modules: &Modules<'_>) -> Result<Self, NoModule> {
        let service = &schema[id];
        Ok(Self {
            name: schema.text(service.name),
            full_name: schema.text(service.full_name),
            docstring: docstring(&schema.comments(id)),
            methods: service.methods.iter().map(|&id| Method::new(schema, id, modules)).collect::<Result<_, _>>()?,
        })
    }
}

impl<'s> Method<'s> {
    fn new(schema: &'s Schema, id: MethodId, modules: &Modules<'_>) -> Result<Self, NoModule> {
        let method = &schema[id];
        Ok(Self {
            name: schema.text(method.name),
            docstring: docstring(&schema.comments(id)),
            client_streaming: method.client_streaming,
            server_streaming: method.server_streaming,
            request: modules.class(method.input)?,
            response: modules.class(method.output)?,
        })
    }

    /// Returns the name of the request parameter.
    pub(super) fn argument(&self) -> &'static str {
        if self.client_streaming { "request_iterator" } else { "request" }
    }

    /// Returns the streaming kind in function names of grpcio.
    pub(super) fn arity(&self) -> &'static str {
        match (self.client_streaming, self.server_streaming) {
            (false, false) => "unary_unary",
            (false, true) => "unary_stream",
            (true, false) => "stream_unary",
            (true, true) => "stream_stream",
        }
    }
}
