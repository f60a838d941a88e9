//! The server code that handles requests for one method: a local struct that adapts the user's trait to that of tonic.

use super::{Method, Service};
use crate::layout::{INDENT, Writer};

impl Service<'_> {
    pub(super) fn handler(&self, method: &Method<'_>, writer: &mut Writer) {
        let name = format!("{}Svc", method.proto_name);
        let bound = format!("T: {}", self.name);
        writer.line("#[allow(non_camel_case_types)]");
        writer.tuple_struct(&name, &bound, "pub Arc<T>");
        self.adapter(method, &name, &bound, writer);
        writer.lines(BEFORE);
        writer.indent();
        writer.word(&format!("let method = {name}"));
        writer.arguments(&["inner"]);
        writer.end_line(";");
        self.codec(writer);
        writer.lines(CONFIGURED);
        writer.line(&format!("let res = grpc.{}(method, req).await;", method.kind().0));
        writer.line("Ok(res)");
        writer.close("};");
        writer.line("Box::pin(fut)");
    }

    /// Writes the implementation of the trait that tonic calls, for the struct of the method.
    fn adapter(&self, method: &Method<'_>, name: &str, bound: &str, writer: &mut Writer) {
        let Method { request, response, .. } = method;
        writer.impl_for(&[bound], &format!("tonic::server::{}<{request}>", method.kind().1), &format!("{name}<T>"));
        writer.open_block();
        writer.type_alias("Response", response);
        let mut answer = "Self::Response";
        if method.server_streaming {
            answer = "Self::ResponseStream";
            let stream = if self.settings.generate_default_stubs {
                format!("BoxStream<{response}>")
            } else {
                format!("T::{}Stream", method.proto_name)
            };
            writer.type_alias("ResponseStream", &stream);
        }
        writer.type_alias("Future", &format!("BoxFuture<tonic::Response<{answer}>, tonic::Status>"));
        let argument = format!("request: tonic::Request<{}>", method.sent());
        writer.signature("fn call", &[], &["&mut self", &argument], Some("Self::Future"));
        writer.open_block();
        writer.line("let inner = Arc::clone(&self.0);");
        writer.word("let fut = async move ");
        writer.begin(INDENT);
        writer.word("{");
        writer.space();
        let inner = if self.settings.use_arc_self { "inner" } else { "&inner" };
        writer.begin(INDENT);
        writer.word(&format!("<T as {}>::{}", self.name, method.name));
        writer.arguments(&[inner, "request"]);
        writer.soft_break();
        writer.word(".await");
        writer.end();
        writer.closing_space();
        writer.word("}");
        writer.end();
        writer.end_line(";");
        writer.line("Box::pin(fut)");
        writer.close("}");
        writer.close("}");
    }
}

impl Method<'_> {
    /// Returns the methods of `tonic::server::Grpc` and `tonic::client::Grpc` for the calls, and the trait of the server's
    /// argument.
    pub(super) const fn kind(&self) -> (&'static str, &'static str) {
        match (self.client_streaming, self.server_streaming) {
            (false, false) => ("unary", "UnaryService"),
            (false, true) => ("server_streaming", "ServerStreamingService"),
            (true, false) => ("client_streaming", "ClientStreamingService"),
            (true, true) => ("streaming", "StreamingService"),
        }
    }
}

const BEFORE: &str = "\
let accept_compression_encodings = self.accept_compression_encodings;
let send_compression_encodings = self.send_compression_encodings;
let max_decoding_message_size = self.max_decoding_message_size;
let max_encoding_message_size = self.max_encoding_message_size;
let inner = self.inner.clone();
let fut = async move {";

const CONFIGURED: &str = "\
let mut grpc = tonic::server::Grpc::new(codec)
    .apply_compression_config(
        accept_compression_encodings,
        send_compression_encodings,
    )
    .apply_max_message_size_config(
        max_decoding_message_size,
        max_encoding_message_size,
    );";
