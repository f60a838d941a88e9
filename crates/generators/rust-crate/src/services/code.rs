//! The generated code of services, as the generator of Rust returns it, and the pieces that all additions write alike.

use std::collections::BTreeSet;

use protoward_rust::ident::bare;
use protoward_schema::{Element, MethodId, Schema};

pub(super) use protoward_rust::{MethodCode as Method, ServiceCode as Service, ServiceModule};

/// The place of a package in the module tree.
#[derive(Debug, Default)]
pub(super) struct PackagePlace {
    /// The path of the package's module.
    pub(super) path: Vec<String>,
    /// The names of modules of other packages in the package's module.
    pub(super) submodules: BTreeSet<String>,
    /// The path of the items for services in `protoward-runtime`.
    pub(super) grpc: String,
    /// The path of the module for JSON in `protoward-runtime`.
    pub(super) json: String,
    /// The path of the module for REST in `protoward-runtime`.
    pub(super) rest: String,
}

/// Returns the method of the schema that code is for. Code of a service generator of the caller may be for others.
pub(super) fn method_id(schema: &Schema, method: &Method) -> Option<MethodId> {
    let (service, name) = method.path.trim_start_matches('/').split_once('/')?;
    match schema.find(service)? {
        Element::Service(id) => schema[id].methods.iter().copied().find(|&id| schema.text(schema[id].name) == name),
        _ => None,
    }
}

/// Returns the `cfg` attributes for code that needs a client or a server.
pub(super) fn conditions(side: &ServiceModule) -> String {
    side.conditions.iter().map(|condition| format!("    #[cfg({condition})]\n")).collect()
}

/// Returns the `cfg` attributes for code that needs both the client and the server.
pub(super) fn both_conditions(client: &ServiceModule, server: &ServiceModule) -> String {
    let of_client = conditions(client);
    let of_server = conditions(server);
    if of_client == of_server { of_client } else { of_client + &of_server }
}

/// Returns the `cfg` attributes for code that any of these sides needs.
pub(super) fn either_condition(sides: &[&ServiceModule]) -> String {
    let all = |side: &&ServiceModule| format!("all({})", side.conditions.join(", "));
    match sides {
        [] => String::new(),
        [one, others @ ..] if others.iter().all(|other| other.conditions == one.conditions) => conditions(one),
        _ if sides.iter().any(|side| side.conditions.is_empty()) => String::new(),
        _ => format!("    #[cfg(any({}))]\n", sides.iter().map(all).collect::<Vec<_>>().join(", ")),
    }
}

/// Returns a method for an implementation of the trait of servers. `stream` is the type of its response stream.
pub(super) fn trait_method(service: &Service, method: &Method, stream: &str, body: &str) -> String {
    let Method { name, request_type, response_type, .. } = method;
    let receiver = if service.arc_self { "self: ::std::sync::Arc<Self>" } else { "&self" };
    let request =
        if method.is_client_streaming { format!("::tonic::Streaming<{request_type}>") } else { request_type.clone() };
    // If the trait has no type for the stream, the method returns a boxed stream.
    let (declared, response) = match &method.stream {
        Some(name) => (format!("        type {name} = {stream};\n"), format!("Self::{name}")),
        None if method.is_server_streaming => (String::new(), format!("::tonic::codegen::BoxStream<{response_type}>")),
        None => (String::new(), response_type.clone()),
    };
    format!(
        "{declared}        async fn {name}({receiver}, request: ::tonic::Request<{request}>)\n\
         \x20           -> ::core::result::Result<::tonic::Response<{response}>, ::tonic::Status>\n\
         \x20       {{\n            {body}\n        }}\n",
    )
}

/// Returns the name of the constant for a method.
pub(super) fn constant(method: &str) -> String {
    bare(method).to_uppercase()
}
