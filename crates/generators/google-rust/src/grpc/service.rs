//! The client and the server of a service.

use super::paths::Paths;
use crate::error::Unmapped;
use crate::names::types;
use crate::template::fill;
use protoward_schema::{Element, Method, MethodId, Schema, ServiceId};

const CLIENT: &str = include_str!("../templates/grpc/client.txt");
const CLIENT_METHOD: &str = include_str!("../templates/grpc/method_client.txt");
const CLIENT_STREAMING_METHOD: &str = include_str!("../templates/grpc/method_client_streaming.txt");
const SERVER: &str = include_str!("../templates/grpc/server.txt");
const SERVER_METHOD: &str = include_str!("../templates/grpc/method_server.txt");
const ARM: &str = include_str!("../templates/grpc/arm.txt");

/// Writes the code of a service.
pub(super) fn write(paths: &Paths<'_>, id: ServiceId, client_only: bool, page: &mut String) -> Result<(), Unmapped> {
    let schema = paths.schema;
    let service = &schema[id];
    let name = types::service(schema, id);
    let module = types::service_module(schema, id);
    let methods =
        service.methods.iter().map(|&id| MethodNames::new(paths, id, &name)).collect::<Result<Vec<_>, _>>()?;
    let lines = comment_lines(schema, id);
    let doc = indented(&lines, "    ");
    let body = texts(&methods, MethodNames::client).join("\n");
    let module_of_client = format!("{module}_client");
    fill(page, CLIENT, &[("module", &module_of_client), ("service", &name), ("doc", &doc), ("methods", &body)]);
    if !client_only {
        let doc = indented_once(&lines, "    ");
        let body = texts(&methods, MethodNames::server).join("\n");
        let arms = texts(&methods, MethodNames::arm).concat();
        let module_of_server = format!("{module}_server");
        let values = [
            ("module", &*module_of_server),
            ("service", &name),
            ("service_name", schema.text(service.full_name)),
            ("doc", &doc),
            ("methods", &body),
            ("arms", &arms),
        ];
        page.push('\n');
        fill(page, SERVER, &values);
    }
    Ok(())
}

/// Returns the text that `write` returns for each method.
fn texts<'a>(methods: &[MethodNames<'a>], write: impl Fn(&MethodNames<'a>) -> String) -> Vec<String> {
    methods.iter().map(write).collect()
}

/// The names in the code of a method.
struct MethodNames<'a> {
    method: &'a Method,
    service: &'a str,
    service_name: &'a str,
    method_name: &'a str,
    ident: String,
    request: String,
    response: String,
    comment: Vec<String>,
}

impl<'a> MethodNames<'a> {
    fn new(paths: &Paths<'a>, id: MethodId, service: &'a str) -> Result<Self, Unmapped> {
        let schema = paths.schema;
        let method = &schema[id];
        Ok(Self {
            method,
            service,
            service_name: schema.text(schema[method.service].full_name),
            method_name: schema.text(method.name),
            ident: types::method(schema, id),
            request: paths.message(method.input)?,
            response: paths.message(method.output)?,
            comment: comment_lines(schema, id),
        })
    }

    fn client(&self) -> String {
        let (template, builder) = match (self.method.client_streaming, self.method.server_streaming) {
            (false, false) => (CLIENT_METHOD, "UnaryCallBuilder"),
            (false, true) => (CLIENT_METHOD, "ServerStreamingCallBuilder"),
            (true, false) => (CLIENT_STREAMING_METHOD, "ClientStreamingCallBuilder"),
            (true, true) => (CLIENT_STREAMING_METHOD, "BidiCallBuilder"),
        };
        let mut text = indented(&self.comment, "        ");
        if self.method.options.deprecated() == Some(true) {
            text.push_str("        #[deprecated]\n");
        }
        self.fill(&mut text, template, &[("builder", builder)]);
        text
    }

    fn server(&self) -> String {
        let mut text = indented_once(&self.comment, "        ");
        let input = self.input();
        let output =
            if self.method.server_streaming { format!("BoxStream<{}>", self.response) } else { self.response.clone() };
        self.fill(&mut text, SERVER_METHOD, &[("input", &input), ("output", &output)]);
        text
    }

    /// Returns the arm of the method in the match over the paths of requests.
    fn arm(&self) -> String {
        let (kind, call) = match (self.method.client_streaming, self.method.server_streaming) {
            (false, false) => ("UnaryService", "unary"),
            (false, true) => ("ServerStreamingService", "server_streaming"),
            (true, false) => ("ClientStreamingService", "client_streaming"),
            (true, true) => ("StreamingService", "streaming"),
        };
        let stream = format!("                        type ResponseStream = BoxStream<{}>;\n", self.response);
        let (stream, output) =
            if self.method.server_streaming { (&*stream, "ResponseStream") } else { ("", "Response") };
        let brace = if self.method.client_streaming { "\n                    {" } else { " {" };
        let space = if self.method.client_streaming && self.method.server_streaming { "" } else { " " };
        let input = self.input();
        let mut text = String::new();
        let values = [
            ("kind", kind),
            ("call", call),
            ("stream", stream),
            ("output", output),
            ("brace", brace),
            ("space", space),
            ("input", &*input),
        ];
        self.fill(&mut text, ARM, &values);
        text
    }

    /// Returns the type in the request of the server.
    fn input(&self) -> String {
        if self.method.client_streaming { format!("tonic::Streaming<{}>", self.request) } else { self.request.clone() }
    }

    fn fill(&self, text: &mut String, template: &str, values: &[(&str, &str)]) {
        let own = [
            ("service", self.service),
            ("service_name", self.service_name),
            ("method_name", self.method_name),
            ("ident", &self.ident),
            ("request", &self.request),
            ("response", &self.response),
        ];
        fill(text, template, &[&own, values].concat());
    }
}

/// Returns lines with an indentation.
fn indented(lines: &[String], indentation: &str) -> String {
    lines.iter().map(|line| format!("{indentation}{line}\n")).collect()
}

/// Returns lines as the plugin writes them in servers: only the first is indented, and an empty line follows.
fn indented_once(lines: &[String], indentation: &str) -> String {
    if lines.is_empty() { String::new() } else { format!("{indentation}{}\n\n", lines.join("\n")) }
}

/// Characters that mean something in Markdown.
const ESCAPED: [char; 9] = ['\\', '`', '*', '_', '[', ']', '#', '<', '>'];

/// Returns the lines of the comment before an element, or else of the one behind it.
fn comment_lines(schema: &Schema, element: impl Into<Element>) -> Vec<String> {
    let comments = schema.comments(element);
    let leading = comments.leading.filter(|text| !text.is_empty());
    let text = leading.or(comments.trailing).unwrap_or_default();
    text.trim_end_matches('\n').split('\n').filter(|_| !text.is_empty()).map(documentation).collect()
}

fn documentation(line: &str) -> String {
    let mut text = String::from("///");
    for character in line.chars() {
        text.extend(ESCAPED.contains(&character).then_some('\\'));
        text.push(character);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::documentation;

    #[test]
    fn escapes_characters_of_markdown() {
        assert_eq!(documentation(" a_b `c` \\"), "/// a\\_b \\`c\\` \\\\");
        assert_eq!(documentation(""), "///");
    }
}
