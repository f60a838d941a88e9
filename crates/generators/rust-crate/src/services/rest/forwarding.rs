//! Gateways: implementations of the server's trait that forward calls to a client. With a gateway, routes call another
//! server.

use std::fmt::Write as _;

use super::Rest;
use crate::services::code::{Method, ServiceModule, both_conditions, trait_method};

/// Returns the gateway of a service.
pub(super) fn gateway(rest: &Rest<'_>, client: &ServiceModule, server: &ServiceModule) -> String {
    let service = rest.service;
    let condition = both_conditions(client, server);
    let methods: String = service.methods.iter().map(|method| forwarding(rest, &client.name, method)).collect();
    let mut text = String::new();
    // No trait is named `T`, because the code of tonic has a parameter of this name.
    let _ = write!(
        text,
        "    /// A `{name}` that forwards each call to a client, with its metadata and deadline.\n\
         \x20   ///\n\
         \x20   /// `routes(Arc::new({gateway}::new(client)))` returns a REST interface to a gRPC server.\n\
         {condition}\
         \x20   #[derive(Clone, Debug)]\n\
         \x20   pub struct {gateway}<T> {{\n        client: {client}<T>,\n    }}\n\
         {condition}\
         \x20   impl<T> {gateway}<T> {{\n\
         \x20       /// Creates a gateway to the server that the client calls.\n\
         \x20       pub fn new(client: {client}<T>) -> Self {{\n            {gateway} {{ client }}\n        }}\n    }}\n\
         {condition}\
         \x20   #[::tonic::async_trait]\n\
         \x20   impl<T> {contract} for {gateway}<T>\n\
         \x20   where\n\
         \x20       T: ::tonic::client::GrpcService<::tonic::body::Body> + ::core::clone::Clone + ::core::marker::Send + ::core::marker::Sync + 'static,\n\
         \x20       T::Error: ::core::convert::Into<::tonic::codegen::StdError>,\n\
         \x20       T::Future: ::core::marker::Send,\n\
         \x20       T::ResponseBody: ::tonic::codegen::Body<Data = ::tonic::codegen::Bytes> + ::core::marker::Send + 'static,\n\
         \x20       <T::ResponseBody as ::tonic::codegen::Body>::Error: ::core::convert::Into<::tonic::codegen::StdError> + ::core::marker::Send,\n\
         \x20   {{\n{methods}    }}\n",
        name = service.name,
        gateway = rest.own_name("Gateway"),
        client = client.name,
        contract = service.contract,
    );
    text
}

/// Returns the code of a method of the trait. The syntax of methods would find `Into::into` before a method of this name.
fn forwarding(rest: &Rest<'_>, client: &str, method: &Method) -> String {
    let runtime = &rest.place.rest;
    let name = &method.name;
    let boxed = if method.is_server_streaming && method.stream.is_none() {
        ".map(|answer| answer.map(|stream| ::std::boxed::Box::pin(stream) as _))"
    } else {
        ""
    };
    let result = if method.is_server_streaming { "responses" } else { "response" };
    let body = if method.is_client_streaming {
        format!(
            "let mut client = self.client.clone();\n            \
             let (request, failed) = {runtime}::forward(request);\n            \
             failed.{result}({client}::{name}(&mut client, request)).await{boxed}"
        )
    } else {
        format!(
            "let sent = {runtime}::Sent::of(&request);\n            \
             sent.{result}({client}::{name}(&mut self.client.clone(), request).await){boxed}"
        )
    };
    let response = format!("{runtime}::Responses<{}>", method.response_type);
    trait_method(rest.service, method, &response, &body)
}
