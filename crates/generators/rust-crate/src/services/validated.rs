//! Servers and clients that validate requests by the rules of `buf.validate`.

use super::code::{Method, Service, ServiceModule, conditions, either_condition, method_id, trait_method};
use protoward_schema::{IdSet, Message, Schema};

/// The messages whose requests are validated. Requests without rules are passed on at once.
pub(super) struct RequestRules<'a> {
    pub(super) schema: &'a Schema,
    pub(super) messages: IdSet<Message>,
    /// The path of the crate `protoward_runtime`.
    pub(super) runtime: &'a str,
    /// The type of the bodies of requests in this version of tonic.
    pub(super) body: &'static str,
}

impl RequestRules<'_> {
    /// Returns `true` if the requests of a method have rules.
    fn has_rules(&self, method: &Method) -> bool {
        method_id(self.schema, method).is_some_and(|id| self.messages.contains(self.schema[id].input))
    }

    /// Returns the server and the client of a service. `grpc` is the path of the items for services in `protoward-runtime`.
    pub(super) fn code(&self, service: &Service, grpc: &str) -> String {
        let mut text = String::new();
        if let Some(server) = &service.server {
            text.push_str(&self.server(server, service, grpc));
        }
        if let Some(client) = &service.client {
            text.push_str(&self.client(client, service, grpc));
        }
        let sides: Vec<&ServiceModule> = service.server.iter().chain(&service.client).collect();
        if !sides.is_empty() && service.methods.iter().any(|method| self.has_rules(method)) {
            text.push_str(&self.check(&either_condition(&sides)));
        }
        text
    }

    /// Returns the server of a service: a struct that implements its trait.
    fn server(&self, server: &ServiceModule, service: &Service, grpc: &str) -> String {
        let condition = conditions(server);
        let methods: String = service.methods.iter().map(|method| self.method(service, method, grpc)).collect();
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

    /// Returns the client of a service: a struct with its methods.
    fn client(&self, client: &ServiceModule, service: &Service, grpc: &str) -> String {
        let condition = conditions(client);
        let methods: String = service.methods.iter().map(|method| self.client_method(method, grpc)).collect();
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

    fn client_method(&self, method: &Method, grpc: &str) -> String {
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
        let body = match (self.has_rules(method), *is_client_streaming) {
            (false, _) => format!("self.inner.{name}(request).await"),
            (true, false) => format!(
                "let request = request.into_request();\n            \
                 check(request.get_ref(), false)?;\n            \
                 self.inner.{name}(request).await"
            ),
            (true, true) => format!(
                "let (request, refusal) = {grpc}::checked_requests(request.into_streaming_request(), |request| check(request, false));\n            \
                 refusal.{or}(self.inner.{name}(request)).await",
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
