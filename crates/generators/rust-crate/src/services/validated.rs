//! Servers that validate requests by the rules of `buf.validate`.

use super::code::{Method, Service, ServiceModule, conditions, method_id, trait_method};
use protoward_schema::{IdSet, Message, Schema};

/// The messages whose requests are validated. Requests without rules are passed on at once.
pub(super) struct RequestRules<'a> {
    pub(super) schema: &'a Schema,
    pub(super) messages: IdSet<Message>,
    /// The path of the crate `protoward_runtime`.
    pub(super) runtime: &'a str,
}

impl RequestRules<'_> {
    /// Returns `true` if the requests of a method have rules.
    fn has_rules(&self, method: &Method) -> bool {
        method_id(self.schema, method).is_some_and(|id| self.messages.contains(self.schema[id].input))
    }

    /// Returns the server of a service: a struct that implements its trait. `grpc` is the path of the items for services in
    /// `protoward-runtime`.
    pub(super) fn server(&self, server: &ServiceModule, service: &Service, grpc: &str) -> String {
        let condition = conditions(server);
        let methods: String = service.methods.iter().map(|method| self.method(service, method, grpc)).collect();
        let has_rules = service.methods.iter().any(|method| self.has_rules(method));
        let check = if has_rules { self.check(&condition) } else { String::new() };
        format!(
            "    /// A `{name}` that validates each request, and calls another one. A request that breaks a rule of `buf.validate` fails\n\
             \x20   /// with `INVALID_ARGUMENT`, and the details are a `google.rpc.BadRequest`.\n\
             {condition}\
             \x20   #[derive(Debug)]\n\
             \x20   pub struct Validated{contract}<T> {{\n        inner: ::std::sync::Arc<T>,\n    }}\n\
             {condition}\
             \x20   impl<T> Validated{contract}<T> {{\n\
             \x20       /// Creates a server that calls another one with valid requests.\n\
             \x20       pub fn new(inner: ::std::sync::Arc<T>) -> Self {{\n            Self {{ inner }}\n        }}\n    }}\n\
             {condition}\
             \x20   #[::tonic::async_trait]\n\
             \x20   impl<T: {contract}> {contract} for Validated{contract}<T> {{\n{methods}    }}\n\
             {check}",
            name = service.name,
            contract = service.contract,
        )
    }

    fn method(&self, service: &Service, method: &Method, grpc: &str) -> String {
        let inner = if service.arc_self { "::std::sync::Arc::clone(&self.inner)" } else { "self.inner" };
        let check = if !self.has_rules(method) {
            String::new()
        } else if method.is_client_streaming {
            format!(
                "let in_json = {grpc}::JsonPaths::are_wanted(&request);\n            \
                 let request = request.map(|requests| {{\n                \
                 {grpc}::checked(requests, move |request| check(request, in_json))\n            }});\n            "
            )
        } else {
            format!("check(request.get_ref(), {grpc}::JsonPaths::are_wanted(&request))?;\n            ")
        };
        let body = format!("{check}{inner}.{}(request).await", method.name);
        let stream = method.stream.as_ref().map(|name| format!("T::{name}")).unwrap_or_default();
        trait_method(service, method, &stream, &body)
    }

    /// Returns the function that validates a request.
    fn check(&self, condition: &str) -> String {
        format!(
            "    /// Validates a request. If it was JSON, the error names fields as JSON does.\n\
             {condition}\
             \x20   fn check<M: {validate}::Validate>(request: &M, in_json: bool) -> ::core::result::Result<(), ::tonic::Status> {{\n        \
             request.validate().map_err(|error| {{\n            \
             let parts = if in_json {{ {validate}::StatusParts::with_json_paths(&error) }} else {{ error.into() }};\n            \
             ::tonic::Status::with_details(parts.code.into(), parts.message, parts.details.into())\n        }})\n    }}\n",
            validate = format!("{}::validate", self.runtime),
        )
    }
}
