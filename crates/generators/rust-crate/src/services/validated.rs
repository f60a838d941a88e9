//! Servers and clients that validate requests by the rules of `buf.validate`.

use super::code::{Method, Service, ServiceModule, conditions, trait_method};
use super::requests::Requests;

impl Requests<'_> {
    /// Returns the server of a service that validates requests: a struct that implements its trait.
    pub(super) fn validated_server(&self, condition: &str, service: &Service, grpc: &str) -> String {
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
             \x20       pub fn new(inner: T) -> Self {{\n            Self::from_arc(::std::sync::Arc::new(inner))\n        }}\n\
             \x20       /// Creates a server like [`new`](Self::new) from a shared one.\n\
             \x20       pub fn from_arc(inner: ::std::sync::Arc<T>) -> Self {{\n            Self {{ inner }}\n        }}\n    }}\n\
             {condition}\
             \x20   #[::tonic::async_trait]\n\
             \x20   impl<T: {contract}> {contract} for Validated{contract}<T> {{\n{methods}    }}\n",
            name = service.name,
            contract = service.contract,
        )
    }

    fn validated_method(&self, service: &Service, method: &Method, grpc: &str) -> String {
        let call = inner_call(service, &service.contract, method);
        let body = format!("{}{call}.await", self.checking(method, grpc));
        trait_method(service, method, &inner_stream(method), &body)
    }

    /// Returns the client of a service: a struct with its methods.
    pub(super) fn validated_client(&self, client: &ServiceModule, service: &Service, grpc: &str) -> String {
        let condition = conditions(client);
        let methods: String =
            service.methods.iter().map(|method| self.client_method(&client.name, method, grpc)).collect();
        format!(
            "    /// A client of `{service}` that validates each request before it is sent. A request that breaks a rule of `buf.validate`\n\
             \x20   /// fails with `INVALID_ARGUMENT`, as a server with [`Validated{contract}`] does; in a stream, it ends the call.\n\
             {condition}\
             \x20   #[derive(Clone, Debug)]\n\
             \x20   pub struct Validated{name}<T> {{\n        inner: {name}<T>,\n    }}\n\
             {condition}\
             \x20   impl<T> Validated{name}<T>\n    where\n\
             \x20       T: ::tonic::client::GrpcService<::{body}>,\n\
             \x20       T::Error: Into<::tonic::codegen::StdError>,\n\
             \x20       T::ResponseBody: ::tonic::codegen::Body<Data = ::tonic::codegen::Bytes> + Send + 'static,\n\
             \x20       <T::ResponseBody as ::tonic::codegen::Body>::Error: Into<::tonic::codegen::StdError> + Send,\n    {{\n\
             \x20       /// Creates a client that sends valid requests with another one.\n\
             \x20       pub fn new(inner: {name}<T>) -> Self {{\n            Self {{ inner }}\n        }}\n\
             {methods}    }}\n",
            service = service.name,
            contract = service.contract,
            name = client.name,
            body = self.body,
        )
    }

    fn client_method(&self, client: &str, method: &Method, grpc: &str) -> String {
        let Method { name, path, request_type, response_type, is_client_streaming, is_server_streaming, .. } = method;
        let response = if *is_server_streaming {
            format!("::tonic::Response<::tonic::Streaming<{response_type}>>")
        } else {
            format!("::tonic::Response<{response_type}>")
        };
        let request = if *is_client_streaming {
            format!("impl ::tonic::IntoStreamingRequest<Message = {request_type}>")
        } else {
            format!("impl ::tonic::IntoRequest<{request_type}>")
        };
        // Not the syntax of methods, as for servers.
        let call = format!("{client}::{name}(&mut self.inner, request)");
        let body = match (self.has_rules(method), *is_client_streaming) {
            (false, _) => format!("{call}.await"),
            (true, false) => format!(
                "let request = request.into_request();\n            \
                 check(request.get_ref(), false)?;\n            \
                 {call}.await"
            ),
            (true, true) => format!(
                "let (request, refusal) = {grpc}::checked_requests(request.into_streaming_request(), |request| check(request, false));\n            \
                 refusal.{or}({call}).await",
                or = if *is_server_streaming { "or_stream" } else { "or" },
            ),
        };
        format!(
            "        /// Calls `{method}` with valid requests.\n\
             \x20       pub async fn {name}(&mut self, request: {request})\n\
             \x20           -> ::core::result::Result<{response}, ::tonic::Status>\n\
             \x20       {{\n            {body}\n        }}\n",
            method = path.trim_start_matches('/'),
        )
    }
}

/// Returns the call of a method of the server in `self.inner`, whose trait is `contract`. The syntax of methods would find
/// `Into::into` before a method of this name.
pub(super) fn inner_call(service: &Service, contract: &str, method: &Method) -> String {
    let inner = if service.arc_self { "::std::sync::Arc::clone(&self.inner)" } else { "&*self.inner" };
    format!("<T as {contract}>::{}({inner}, request)", method.name)
}

/// Returns the type of the response stream of a method of the server that is called.
pub(super) fn inner_stream(method: &Method) -> String {
    method.stream.as_ref().map(|name| format!("T::{name}")).unwrap_or_default()
}
