//! Servers: the trait that users implement, and the struct that selects one of its methods by the path of a request.

use super::{Method, Service, document};
use crate::layout::{INDENT, Writer};

impl Service<'_> {
    pub(super) fn server(&self, writer: &mut Writer) {
        let name = format!("{}Server", self.name);
        self.open_module("server", &self.settings.server_attributes.modules, writer);
        self.server_trait(writer);
        document(&self.comment, writer);
        self.attributes("server_attribute", &self.settings.server_attributes.structs, &self.path_name, writer);
        writer.line("#[derive(Debug)]");
        writer.line(&format!("pub struct {name}<T> {{"));
        writer.lines(FIELDS);
        writer.impl_of(&["T"], &format!("{name}<T>"));
        writer.open_block();
        writer.lines(METHODS);
        writer.close("}");
        self.dispatch(&name, writer);
        writer.impl_for(&["T"], "Clone", &format!("{name}<T>"));
        writer.open_block();
        writer.lines(CLONE);
        writer.close("}");
        writer.line("/// Generated gRPC service name");
        writer.line(&format!("pub const SERVICE_NAME: &str = \"{}\";", self.path_name));
        writer.impl_for(&["T"], "tonic::server::NamedService", &format!("{name}<T>"));
        writer.open_block();
        writer.line("const NAME: &'static str = SERVICE_NAME;");
        writer.close("}");
        writer.close("}");
    }

    fn server_trait(&self, writer: &mut Writer) {
        writer.line(&format!(
            "/// Generated trait containing gRPC methods that should be implemented for use with {}Server.",
            self.name
        ));
        self.attributes("trait_attribute", &self.settings.server_attributes.traits, self.name, writer);
        if self.allows_odd_types {
            writer.line("#[allow(non_camel_case_types)]");
        }
        writer.line("#[async_trait]");
        let head = format!("pub trait {}: std::marker::Send + std::marker::Sync + 'static {{", self.name);
        if self.methods.is_empty() {
            writer.line(&format!("{head}}}"));
            return;
        }
        writer.word(&head);
        writer.open();
        self.methods.iter().for_each(|method| self.trait_method(method, writer));
        writer.close("}");
    }

    fn trait_method(&self, method: &Method<'_>, writer: &mut Writer) {
        let has_stub = self.settings.generate_default_stubs;
        let stream = format!("{}Stream", method.proto_name);
        if method.server_streaming && !has_stub {
            writer.line(&format!("/// Server streaming response type for the {} method.", method.proto_name));
            stream_type(&stream, &method.response, writer);
        }
        document(&method.comment, writer);
        let receiver = if self.settings.use_arc_self { "self: std::sync::Arc<Self>" } else { "&self" };
        let request = format!("request: tonic::Request<{}>", method.sent());
        let response = match (method.server_streaming, has_stub) {
            (true, true) => format!("BoxStream<{}>", method.response),
            (true, false) => format!("Self::{stream}"),
            (false, _) => method.response.clone(),
        };
        let output = format!("std::result::Result<tonic::Response<{response}>, tonic::Status>");
        writer.signature(&format!("async fn {}", method.name), &[], &[receiver, &request], Some(&output));
        if has_stub {
            writer.open_block();
            writer.line("Err(tonic::Status::unimplemented(\"Not yet implemented\"))");
            writer.close("}");
        } else {
            writer.end_line(";");
        }
    }

    /// Writes the implementation of `tower::Service`, which selects the method by path.
    fn dispatch(&self, name: &str, writer: &mut Writer) {
        writer.impl_for(&["T", "B"], "tonic::codegen::Service<http::Request<B>>", &format!("{name}<T>"));
        writer.newline();
        writer.line("where");
        writer.line(&format!("    T: {},", self.name));
        writer.lines(BODY);
        writer.indent();
        writer.line(&format!("type Response = http::Response<{}>;", self.runtime.body()));
        writer.lines(SERVICE);
        writer.indent();
        writer.indent();
        for method in &self.methods {
            writer.word(&format!("\"/{}/{}\" => {{", self.path_name, method.proto_name));
            writer.open();
            self.handler(method, writer);
            writer.close("}");
        }
        self.unimplemented(writer);
        writer.close("}");
        writer.close("}");
        writer.close("}");
    }

    /// Writes the response to requests for methods that the service does not have.
    fn unimplemented(&self, writer: &mut Writer) {
        writer.word("_ => {");
        writer.open();
        writer.word("Box::pin(async move {");
        writer.open();
        writer.word("let mut response = http::Response::new");
        writer.arguments(&[self.runtime.empty_body()]);
        writer.end_line(";");
        writer.lines(UNIMPLEMENTED);
        writer.close("})");
        writer.close("}");
    }
}

impl Method<'_> {
    /// Returns the type that a server receives: a message, or a stream of messages.
    pub(super) fn sent(&self) -> String {
        if self.client_streaming { format!("tonic::Streaming<{}>", self.request) } else { self.request.clone() }
    }
}

fn stream_type(name: &str, response: &str, writer: &mut Writer) {
    writer.begin(INDENT);
    writer.word(&format!("type {name}: "));
    writer.ty(&format!("tonic::codegen::tokio_stream::Stream<Item = std::result::Result<{response}, tonic::Status>>"));
    for bound in ["std::marker::Send", "'static"] {
        writer.space();
        writer.word(&format!("+ {bound}"));
    }
    writer.word(";");
    writer.end();
    writer.newline();
}

const FIELDS: &str = "    \
    inner: Arc<T>,
    accept_compression_encodings: EnabledCompressionEncodings,
    send_compression_encodings: EnabledCompressionEncodings,
    max_decoding_message_size: Option<usize>,
    max_encoding_message_size: Option<usize>,
}";

const METHODS: &str = "\
pub fn new(inner: T) -> Self {
    Self::from_arc(Arc::new(inner))
}
pub fn from_arc(inner: Arc<T>) -> Self {
    Self {
        inner,
        accept_compression_encodings: Default::default(),
        send_compression_encodings: Default::default(),
        max_decoding_message_size: None,
        max_encoding_message_size: None,
    }
}
pub fn with_interceptor<F>(
    inner: T,
    interceptor: F,
) -> InterceptedService<Self, F>
where
    F: tonic::service::Interceptor,
{
    InterceptedService::new(Self::new(inner), interceptor)
}
/// Enable decompressing requests with the given encoding.
#[must_use]
pub fn accept_compressed(mut self, encoding: CompressionEncoding) -> Self {
    self.accept_compression_encodings.enable(encoding);
    self
}
/// Compress responses with the given encoding, if the client supports it.
#[must_use]
pub fn send_compressed(mut self, encoding: CompressionEncoding) -> Self {
    self.send_compression_encodings.enable(encoding);
    self
}
/// Limits the maximum size of a decoded message.
///
/// Default: `4MB`
#[must_use]
pub fn max_decoding_message_size(mut self, limit: usize) -> Self {
    self.max_decoding_message_size = Some(limit);
    self
}
/// Limits the maximum size of an encoded message.
///
/// Default: `usize::MAX`
#[must_use]
pub fn max_encoding_message_size(mut self, limit: usize) -> Self {
    self.max_encoding_message_size = Some(limit);
    self
}";

const BODY: &str = "    \
    B: Body + std::marker::Send + 'static,
    B::Error: Into<StdError> + std::marker::Send + 'static,
{";

const SERVICE: &str = "\
type Error = std::convert::Infallible;
type Future = BoxFuture<Self::Response, Self::Error>;
fn poll_ready(
    &mut self,
    _cx: &mut Context<'_>,
) -> Poll<std::result::Result<(), Self::Error>> {
    Poll::Ready(Ok(()))
}
fn call(&mut self, req: http::Request<B>) -> Self::Future {
    match req.uri().path() {";

const UNIMPLEMENTED: &str = "\
let headers = response.headers_mut();
headers
    .insert(
        tonic::Status::GRPC_STATUS,
        (tonic::Code::Unimplemented as i32).into(),
    );
headers
    .insert(
        http::header::CONTENT_TYPE,
        tonic::metadata::GRPC_CONTENT_TYPE,
    );
Ok(response)";

const CLONE: &str = "\
fn clone(&self) -> Self {
    let inner = self.inner.clone();
    Self {
        inner,
        accept_compression_encodings: self.accept_compression_encodings,
        send_compression_encodings: self.send_compression_encodings,
        max_decoding_message_size: self.max_decoding_message_size,
        max_encoding_message_size: self.max_encoding_message_size,
    }
}";
