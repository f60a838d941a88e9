//! Clients over HTTP: structs with the methods of tonic's client.

use super::{JsonType, Rest, kind};
use crate::services::code::{PackagePlace, ServiceModule, conditions, constant};

/// The generated type that reads responses.
pub(super) const TOLERANT: &str = "Tolerant";

/// Returns the client of a service. It is generated under the conditions of tonic's client.
pub(super) fn client(rest: &Rest<'_>, client: &ServiceModule) -> String {
    let condition = conditions(client);
    let tolerant = if rest.methods.iter().any(|bound| rest.json(bound).answer == JsonType::Tolerant) {
        tolerant(&condition, &rest.own_name(TOLERANT), rest.place)
    } else {
        String::new()
    };
    format!(
        "    /// A client of `{service}` over HTTP, as defined by its `google.api.http` rules. It has the methods of `{client}` that\n\
         \x20   /// have such a rule.\n\
         {condition}\
         \x20   #[derive(Clone, Debug)]\n\
         \x20   pub struct {name}<C> {{\n        channel: {runtime}::client::RestChannel<C>,\n    }}\n\
         {condition}\
         \x20   impl<C> {name}<C>\n\
         \x20   where\n\
         \x20       C: ::tonic::client::GrpcService<::tonic::body::Body>,\n\
         \x20       C::ResponseBody: ::tonic::codegen::Body<Data = ::tonic::codegen::Bytes> + ::core::marker::Send + 'static,\n\
         \x20       <C::ResponseBody as ::tonic::codegen::Body>::Error: ::core::convert::Into<::tonic::codegen::StdError>,\n\
         \x20   {{\n\
         \x20       /// Creates a client of the server that a channel calls.\n\
         \x20       pub fn new(channel: {runtime}::client::RestChannel<C>) -> Self {{\n            {name} {{ channel }}\n        }}\n\
         {methods}    }}\n\
         {tolerant}",
        runtime = rest.place.rest,
        service = rest.service.name,
        client = client.name,
        name = format!("{}RestClient", rest.service.contract),
        methods =
            rest.methods.iter().filter(|it| !it.bindings.is_empty()).map(|it| method(rest, it)).collect::<String>(),
    )
}

/// Returns the type that reads responses of servers with a newer schema. Messages of other crates have no such type.
fn tolerant(condition: &str, name: &str, place: &PackagePlace) -> String {
    let PackagePlace { json, rest, .. } = place;
    format!(
        "    /// The JSON of responses, without unknown fields and enum values: the schema of the server may be newer.\n\
         {condition}\
         \x20   enum {name} {{}}\n\
         {condition}\
         \x20   impl<T: {json}::Message> {rest}::Json<T> for {name} {{\n\
         \x20       fn read<'de, D: ::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<T, D::Error> {{\n\
         \x20           let options = {json}::Options {{ ignore_unknown: true, ..{json}::Options::generated::<T>() }};\n\
         \x20           ::serde::de::DeserializeSeed::deserialize(options.read::<T>(), deserializer)\n        }}\n\
         \x20       fn write<S: ::serde::Serializer>(message: &T, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {{\n\
         \x20           {json}::write(message, serializer)\n        }}\n    }}\n"
    )
}

/// Returns the code of a method, whose name and types are those of tonic's client.
fn method(rest: &Rest<'_>, bound: &super::BoundMethod<'_>) -> String {
    let call = bound.method;
    let json = rest.json(bound);
    let (request, into) = if call.is_client_streaming {
        (format!("::tonic::IntoStreamingRequest<Message = {}>", call.request_type), "into_streaming_request")
    } else {
        (format!("::tonic::IntoRequest<{}>", call.request_type), "into_request")
    };
    let response = if call.is_server_streaming {
        format!("::tonic::Streaming<{}>", call.response_type)
    } else {
        call.response_type.clone()
    };
    format!(
        "        /// Calls `{proto_name}`.\n\
         \x20       pub async fn {name}(&mut self, request: impl {request})\n\
         \x20           -> ::core::result::Result<::tonic::Response<{response}>, ::tonic::Status>\n\
         \x20       {{\n\
         \x20           self.channel.{kind}::<{input}, {output}, _, _>(&rules::{constant}, request.{into}()).await\n        }}\n",
        proto_name = call.proto_name(),
        name = call.name,
        kind = kind(call),
        input = rest.json_path(json.request),
        output = rest.json_path(json.answer),
        constant = constant(&call.name),
    )
}
