//! Gateways: implementations of the server's trait that forward calls to a client. With a gateway, routes call another
//! server.

use std::fmt::Write as _;

use crate::services::code::{Method, MethodTypes, ServerTrait, Service, ServiceModule, conditions};

/// Returns the gateway of a service.
pub(in crate::services) fn gateway(
    service: &Service,
    client: &ServiceModule,
    server: &ServiceModule,
    contract: &ServerTrait,
) -> String {
    let condition = if conditions(client) == conditions(server) {
        conditions(server)
    } else {
        conditions(client) + &conditions(server)
    };
    let methods: String = service
        .methods
        .iter()
        .zip(&contract.calls)
        .map(|(method, call)| trait_method(method, call, contract.arc_self))
        .collect();
    let mut text = String::new();
    let _ = write!(
        text,
        "    /// A `{name}` that forwards each call to a client, with its metadata and deadline.\n\
         \x20   ///\n\
         \x20   /// `routes(Arc::new(Gateway::new(client)))` returns a REST interface to a gRPC server.\n\
         {condition}\
         \x20   #[derive(Clone, Debug)]\n\
         \x20   pub struct Gateway<C> {{\n        client: {client}<C>,\n    }}\n\
         {condition}\
         \x20   impl<C> Gateway<C> {{\n\
         \x20       /// Creates a gateway to the server that the client calls.\n\
         \x20       pub fn new(client: {client}<C>) -> Self {{\n            Gateway {{ client }}\n        }}\n    }}\n\
         {condition}\
         \x20   #[::tonic::async_trait]\n\
         \x20   impl<C> {contract} for Gateway<C>\n\
         \x20   where\n\
         \x20       C: ::tonic::client::GrpcService<::tonic::body::Body> + ::core::clone::Clone + ::core::marker::Send + ::core::marker::Sync + 'static,\n\
         \x20       C::Error: ::core::convert::Into<::tonic::codegen::StdError>,\n\
         \x20       C::Future: ::core::marker::Send,\n\
         \x20       C::ResponseBody: ::tonic::codegen::Body<Data = ::tonic::codegen::Bytes> + ::core::marker::Send + 'static,\n\
         \x20       <C::ResponseBody as ::tonic::codegen::Body>::Error: ::core::convert::Into<::tonic::codegen::StdError> + ::core::marker::Send,\n\
         \x20   {{\n{methods}    }}\n",
        name = service.name,
        client = client.name,
        contract = contract.name,
    );
    text
}

/// Returns the code of a method of the trait.
fn trait_method(method: &Method, call: &MethodTypes, arc_self: bool) -> String {
    let name = &method.name;
    let receiver = if arc_self { "self: ::std::sync::Arc<Self>" } else { "&self" };
    let streaming = format!("::tonic::Streaming<{}>", call.response_type);
    let stream = call.stream.as_ref();
    let stream = stream.map(|stream| format!("        type {stream} = {streaming};\n")).unwrap_or_default();
    let request_type = if call.is_client_streaming {
        format!("::tonic::Streaming<{}>", call.request_type)
    } else {
        call.request_type.clone()
    };
    // If the trait has no type for the stream, the method returns a boxed stream.
    let (response_type, boxed) = match (call.is_server_streaming, &call.stream) {
        (false, _) => (call.response_type.clone(), ""),
        (true, Some(stream)) => (format!("Self::{stream}"), ""),
        (true, None) => (
            format!("::tonic::codegen::BoxStream<{}>", call.response_type),
            ".map(|answer| answer.map(|stream| ::std::boxed::Box::pin(stream) as _))",
        ),
    };
    let body = match call.is_client_streaming {
        true => format!(
            "let mut client = self.client.clone();\n            \
             let (request, failed) = ::protoward_rest::forward(request);\n            \
             failed.or(client.{name}(request)).await{boxed}"
        ),
        false => format!("self.client.clone().{name}(request).await{boxed}"),
    };
    format!(
        "{stream}        async fn {name}({receiver}, request: ::tonic::Request<{request_type}>)\n\
         \x20           -> ::core::result::Result<::tonic::Response<{response_type}>, ::tonic::Status>\n\
         \x20       {{\n            {body}\n        }}\n",
    )
}
