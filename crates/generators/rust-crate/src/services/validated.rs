//! Servers that validate requests by the rules of `buf.validate`.

use super::code::{Method, Service, trait_method};
use super::requests::Requests;

impl Requests<'_> {
    /// Returns the server of a service that validates requests: a struct that implements its trait.
    pub(super) fn validated(&self, condition: &str, service: &Service, grpc: &str) -> String {
        let methods: String =
            service.methods.iter().map(|method| self.validated_method(service, method, grpc)).collect();
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
             \x20   impl<T: {contract}> {contract} for Validated{contract}<T> {{\n{methods}    }}\n",
            name = service.name,
            contract = service.contract,
        )
    }

    fn validated_method(&self, service: &Service, method: &Method, grpc: &str) -> String {
        let body = format!("{}{}.{}(request).await", self.checking(method, grpc), inner(service), method.name);
        trait_method(service, method, &inner_stream(method), &body)
    }
}

/// Returns the expression of the server that is called.
pub(super) fn inner(service: &Service) -> &'static str {
    if service.arc_self { "::std::sync::Arc::clone(&self.inner)" } else { "self.inner" }
}

/// Returns the type of the response stream of a method of the server that is called.
pub(super) fn inner_stream(method: &Method) -> String {
    method.stream.as_ref().map(|name| format!("T::{name}")).unwrap_or_default()
}
