//! Servers that take checked requests: a trait like that of the service, and a server that parses requests and calls it.

use super::code::{Method, Service, trait_method};
use super::requests::Requests;
use super::validated::{inner_call, inner_stream};

impl Requests<'_> {
    /// Returns the trait with checked requests, and the server of the service that calls it.
    pub(super) fn parsed_server(&self, condition: &str, service: &Service, grpc: &str) -> String {
        let declared: String = service.methods.iter().map(|method| self.declared_method(service, method)).collect();
        let methods: String = service.methods.iter().map(|method| self.parsed_method(service, method, grpc)).collect();
        format!(
            "    /// A [`{contract}`] that takes checked requests. [`Parsed{contract}`] makes a server of it.\n\
             {condition}\
             \x20   #[::tonic::async_trait]\n\
             \x20   pub trait Checked{contract}: ::core::marker::Send + ::core::marker::Sync + 'static {{\n{declared}    }}\n\
             \x20   /// A `{name}` that converts each request to its checked type, and calls a [`Checked{contract}`]. A request that cannot be\n\
             \x20   /// converted fails with `INVALID_ARGUMENT`, and the details are a `google.rpc.BadRequest`.\n\
             {condition}\
             \x20   #[derive(Debug)]\n\
             \x20   pub struct Parsed{contract}<T> {{\n        inner: ::std::sync::Arc<T>,\n    }}\n\
             {condition}\
             \x20   impl<T> Parsed{contract}<T> {{\n\
             \x20       /// Creates a server that calls `inner` with checked requests.\n\
             \x20       pub fn new(inner: T) -> Self {{\n            Self::from_arc(::std::sync::Arc::new(inner))\n        }}\n\
             \x20       /// Creates a server like [`new`](Self::new) from a shared one.\n\
             \x20       pub fn from_arc(inner: ::std::sync::Arc<T>) -> Self {{\n            Self {{ inner }}\n        }}\n    }}\n\
             {condition}\
             \x20   #[::tonic::async_trait]\n\
             \x20   impl<T: Checked{contract}> {contract} for Parsed{contract}<T> {{\n{methods}    }}\n",
            name = service.name,
            contract = service.contract,
        )
    }

    /// Returns the declaration of a method in the trait.
    fn declared_method(&self, service: &Service, method: &Method) -> String {
        let Method { name, request_type, response_type, .. } = method;
        let receiver = if service.arc_self { "self: ::std::sync::Arc<Self>" } else { "&self" };
        let request = match (self.checked_type(method), method.is_client_streaming) {
            (Some(checked), true) => format!("::tonic::codegen::BoxStream<{checked}>"),
            (Some(checked), false) => checked,
            (None, true) => format!("::tonic::Streaming<{request_type}>"),
            (None, false) => request_type.clone(),
        };
        let (stream, response) = match &method.stream {
            Some(stream) => (
                format!(
                    "        /// The responses of `{proto}`.\n        \
                     type {stream}: ::tonic::codegen::tokio_stream::Stream<Item = ::core::result::Result<{response_type}, ::tonic::Status>>\n            \
                     + ::core::marker::Send + 'static;\n",
                    proto = method.proto_name(),
                ),
                format!("Self::{stream}"),
            ),
            None if method.is_server_streaming => {
                (String::new(), format!("::tonic::codegen::BoxStream<{response_type}>"))
            }
            None => (String::new(), response_type.clone()),
        };
        format!(
            "{stream}        /// Answers a call of `{proto}`.\n        \
             async fn {name}({receiver}, request: ::tonic::Request<{request}>)\n            \
             -> ::core::result::Result<::tonic::Response<{response}>, ::tonic::Status>;\n",
            proto = method.proto_name(),
        )
    }

    fn parsed_method(&self, service: &Service, method: &Method, grpc: &str) -> String {
        let judged = if self.checked_type(method).is_none() {
            self.checking(method, grpc)
        } else if method.is_client_streaming {
            format!(
                "let in_json = {grpc}::JsonPaths::are_wanted(&request);\n            \
                 let request = request.map(|requests| {grpc}::parsed(requests, move |request| parse(request, in_json)));\n            "
            )
        } else {
            format!(
                "let in_json = {grpc}::JsonPaths::are_wanted(&request);\n            \
                 let (metadata, extensions, request) = request.into_parts();\n            \
                 let request = ::tonic::Request::from_parts(metadata, extensions, parse(request, in_json)?);\n            "
            )
        };
        let call = inner_call(service, &format!("Checked{}", service.contract), method);
        let body = format!("{judged}{call}.await");
        trait_method(service, method, &inner_stream(method), &body)
    }
}
