//! Clients: a struct around a channel, with an asynchronous method for each method of the service.

use super::{Method, Service, document};
use crate::layout::Writer;

impl Service<'_> {
    pub(super) fn client(&self, writer: &mut Writer) {
        let name = format!("{}Client", self.name);
        self.open_module("client", &self.settings.client_attributes.modules, writer);
        writer.line("use tonic::codegen::http::Uri;");
        document(&self.comment, writer);
        self.attributes("client_attribute", &self.settings.client_attributes.structs, &self.path_name, writer);
        writer.line("#[derive(Debug, Clone)]");
        writer.word(&format!("pub struct {name}<T> {{"));
        writer.open();
        writer.line("inner: tonic::client::Grpc<T>,");
        writer.close("}");
        if self.settings.build_transport {
            writer.impl_of(&[], &format!("{name}<tonic::transport::Channel>"));
            writer.open_block();
            writer.lines(CONNECT);
            writer.close("}");
        }
        writer.impl_of(&["T"], &format!("{name}<T>"));
        writer.newline();
        writer.lines(&bounds(self.runtime.body()));
        writer.indent();
        writer.lines(NEW);
        with_interceptor(&name, self.runtime.body(), writer);
        writer.lines(SETTINGS);
        self.methods.iter().for_each(|method| self.call(method, writer));
        writer.close("}");
        writer.close("}");
    }

    /// Writes the client method that calls a service method.
    fn call(&self, method: &Method<'_>, writer: &mut Writer) {
        let Method { request, response, .. } = method;
        let (argument, into_request) = if method.client_streaming {
            (format!("request: impl tonic::IntoStreamingRequest<Message = {request}>"), "into_streaming_request")
        } else {
            (format!("request: impl tonic::IntoRequest<{request}>"), "into_request")
        };
        let response =
            if method.server_streaming { format!("tonic::codec::Streaming<{response}>") } else { response.clone() };
        let (call, _) = method.kind();
        document(&method.comment, writer);
        if method.is_deprecated {
            writer.line("#[deprecated]");
        }
        let output = format!("std::result::Result<tonic::Response<{response}>, tonic::Status>");
        writer.signature(&format!("pub async fn {}", method.name), &[], &["&mut self", &argument], Some(&output));
        writer.open_block();
        writer.lines(READY);
        self.codec(writer);
        writer.word("let path = http::uri::PathAndQuery::from_static");
        writer.arguments(&[&format!("\"/{}/{}\"", self.path_name, method.proto_name)]);
        writer.end_line(";");
        writer.line(&format!("let mut req = request.{into_request}();"));
        self.set_method(method, writer);
        writer.line(&format!("self.inner.{call}(req, path, codec).await"));
        writer.close("}");
    }

    fn set_method(&self, method: &Method<'_>, writer: &mut Writer) {
        writer.begin(crate::layout::INDENT);
        writer.word("req.extensions_mut()");
        writer.soft_break();
        writer.word(".insert");
        writer.list(("(", ")"), [()], |writer, ()| {
            writer.word("GrpcMethod::new");
            writer.arguments(&[&format!("\"{}\"", self.path_name), &format!("\"{}\"", method.proto_name)]);
        });
        writer.end();
        writer.end_line(";");
    }
}

fn with_interceptor(name: &str, body: &str, writer: &mut Writer) {
    let output = format!("{name}<InterceptedService<T, F>>");
    writer.signature("pub fn with_interceptor", &["F"], &["inner: T", "interceptor: F"], Some(&output));
    writer.newline();
    writer.lines(&interceptor_bounds(body));
    writer.indent();
    writer.word(&format!("{name}::new"));
    writer.list(("(", ")"), [()], |writer, ()| {
        writer.word("InterceptedService::new");
        writer.arguments(&["inner", "interceptor"]);
    });
    writer.newline();
    writer.close("}");
}

const CONNECT: &str = "\
/// Attempt to create a new client by connecting to a given endpoint.
pub async fn connect<D>(dst: D) -> Result<Self, tonic::transport::Error>
where
    D: TryInto<tonic::transport::Endpoint>,
    D::Error: Into<StdError>,
{
    let conn = tonic::transport::Endpoint::new(dst)?.connect().await?;
    Ok(Self::new(conn))
}";

fn bounds(body: &str) -> String {
    format!(
        "\
where
    T: tonic::client::GrpcService<{body}>,
    T::Error: Into<StdError>,
    T::ResponseBody: Body<Data = Bytes> + std::marker::Send + 'static,
    <T::ResponseBody as Body>::Error: Into<StdError> + std::marker::Send,
{{"
    )
}

const NEW: &str = "\
pub fn new(inner: T) -> Self {
    let inner = tonic::client::Grpc::new(inner);
    Self { inner }
}
pub fn with_origin(inner: T, origin: Uri) -> Self {
    let inner = tonic::client::Grpc::with_origin(inner, origin);
    Self { inner }
}";

fn interceptor_bounds(body: &str) -> String {
    format!(
        "\
where
    F: tonic::service::Interceptor,
    T::ResponseBody: Default,
    T: tonic::codegen::Service<
        http::Request<{body}>,
        Response = http::Response<
            <T as tonic::client::GrpcService<{body}>>::ResponseBody,
        >,
    >,
    <T as tonic::codegen::Service<
        http::Request<{body}>,
    >>::Error: Into<StdError> + std::marker::Send + std::marker::Sync,
{{"
    )
}

const SETTINGS: &str = "\
/// Compress requests with the given encoding.
///
/// This requires the server to support it otherwise it might respond with an
/// error.
#[must_use]
pub fn send_compressed(mut self, encoding: CompressionEncoding) -> Self {
    self.inner = self.inner.send_compressed(encoding);
    self
}
/// Enable decompressing responses.
#[must_use]
pub fn accept_compressed(mut self, encoding: CompressionEncoding) -> Self {
    self.inner = self.inner.accept_compressed(encoding);
    self
}
/// Limits the maximum size of a decoded message.
///
/// Default: `4MB`
#[must_use]
pub fn max_decoding_message_size(mut self, limit: usize) -> Self {
    self.inner = self.inner.max_decoding_message_size(limit);
    self
}
/// Limits the maximum size of an encoded message.
///
/// Default: `usize::MAX`
#[must_use]
pub fn max_encoding_message_size(mut self, limit: usize) -> Self {
    self.inner = self.inner.max_encoding_message_size(limit);
    self
}";

const READY: &str = "\
self.inner
    .ready()
    .await
    .map_err(|e| {
        tonic::Status::unknown(
            format!(\"Service was not ready: {}\", e.into()),
        )
    })?;";
