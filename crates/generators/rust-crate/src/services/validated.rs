//! Servers that validate requests by the rules of `buf.validate`.

use super::code::{Method, Service, ServiceModule, conditions, method_id, trait_method};
use protoward_rust::additions::validate::RULES;
use protoward_schema::{IdSet, Message, Schema};

/// The messages whose requests are validated. Requests without rules are passed on at once.
pub(super) struct RequestRules<'a> {
    pub(super) schema: &'a Schema,
    pub(super) messages: IdSet<Message>,
    /// The path of the crate `prost`.
    pub(super) prost: &'a str,
}

impl<'a> RequestRules<'a> {
    /// Returns the full name of the type of a request, if it has rules.
    fn request(&self, method: &Method) -> Option<&'a str> {
        let input = self.schema[method_id(self.schema, method)?].input;
        self.messages.contains(input).then(|| self.schema.text(self.schema[input].full_name))
    }

    /// Returns the server of a service: a struct that implements its trait. `runtime` is the path of the items for services in
    /// `protoward-runtime`.
    pub(super) fn server(&self, server: &ServiceModule, service: &Service, runtime: &str) -> String {
        let condition = conditions(server);
        let methods: String = service.methods.iter().map(|method| self.method(service, method, runtime)).collect();
        let check = if service.methods.iter().any(|method| self.request(method).is_some()) {
            self.check(&condition)
        } else {
            String::new()
        };
        format!(
            "    /// A `{name}` that validates each request, and calls another one. A request that breaks a rule of `buf.validate` fails\n\
             \x20   /// with `INVALID_ARGUMENT`, and the details are a `google.rpc.BadRequest`.\n\
             {condition}\
             \x20   #[derive(Debug)]\n\
             \x20   pub struct Validated{contract}<T> {{\n        inner: ::std::sync::Arc<T>,\n    }}\n\
             {condition}\
             \x20   impl<T> Validated{contract}<T> {{\n\
             \x20       /// Creates a server that calls another one with valid requests.\n\
             \x20       pub fn new(inner: impl ::core::convert::Into<::std::sync::Arc<T>>) -> Self {{\n            \
             Self {{ inner: inner.into() }}\n        }}\n    }}\n\
             {condition}\
             \x20   #[::tonic::async_trait]\n\
             \x20   impl<T: {contract}> {contract} for Validated{contract}<T> {{\n{methods}    }}\n\
             {check}",
            name = service.name,
            contract = service.contract,
        )
    }

    fn method(&self, service: &Service, method: &Method, runtime: &str) -> String {
        let inner = if service.arc_self { "::std::sync::Arc::clone(&self.inner)" } else { "self.inner" };
        let check = match self.request(method) {
            None => String::new(),
            Some(name) if method.is_client_streaming => format!(
                "let request = request.map(|requests| {runtime}::checked(requests, |request| check({name:?}, request)));\n            "
            ),
            Some(name) => format!("check({name:?}, request.get_ref())?;\n            "),
        };
        let body = format!("{check}{inner}.{}(request).await", method.name);
        let stream = method.stream.as_ref().map(|name| format!("T::{name}")).unwrap_or_default();
        trait_method(service, method, &stream, &body)
    }

    /// Returns the function that validates a request.
    fn check(&self, condition: &str) -> String {
        format!(
            "    /// Validates a request of the type with a full name.\n\
             {condition}\
             \x20   fn check<M: {prost}::Message>(full_name: &str, request: &M) -> ::core::result::Result<(), ::tonic::Status> {{\n        \
             let validated = super::{RULES}.validate_wire(full_name, &{prost}::Message::encode_to_vec(request));\n        \
             validated.map_err(|error: ::prost_protovalidate::Error| ::tonic::Status::from(error))\n    }}\n",
            prost = self.prost,
        )
    }
}
