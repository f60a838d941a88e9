//! The responses of a call, as text for the caller.

use std::ops::ControlFlow;

use crate::protocols::{Sink, header_texts};
use protoward_dynamic::{Codec, JsonStyle};
use protoward_http_client::HeaderMap;
use protoward_image::convert::{Form, write};
use protoward_schema::{MessageId, Schema};
use protoward_source::{Diagnostic, legible};
use protoward_values::{parse_json, write_json};

use crate::diagnostics;
use crate::documents::{MessageFormat, RECORD_SEPARATOR};

/// The form of responses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ResponseStyle {
    /// The format.
    pub format: MessageFormat,
    /// `true` for the field names of the schema instead of lowerCamelCase, in JSON and YAML.
    pub proto_names: bool,
    /// `true` to write unset fields with their defaults, in JSON and YAML.
    pub unset_fields: bool,
    /// `true` for JSON of several lines. Programs read one line for each response.
    pub is_indented: bool,
}

/// A receiver of what happens during a call.
pub trait CallOutput {
    /// Takes a line about the call: its method, a header or a trailer, or its status. Verbose calls have such lines.
    fn line(&mut self, line: &str);

    /// Takes a response, with the separator from the one before it. `Break` cancels the call.
    fn response(&mut self, text: &[u8]) -> ControlFlow<()>;

    /// Takes a problem with one response.
    fn problem(&mut self, problem: Diagnostic);
}

/// The writer of the responses of a call.
pub(crate) struct Response<'r> {
    codec: Codec<'r>,
    ty: MessageId,
    form: Form,
    is_indented: bool,
    is_verbose: bool,
    output: &'r mut dyn CallOutput,
    written: usize,
    has_failed: bool,
}

impl<'r> Response<'r> {
    pub(crate) fn new(
        schema: &'r Schema,
        ty: MessageId,
        style: ResponseStyle,
        is_verbose: bool,
        output: &'r mut dyn CallOutput,
    ) -> Self {
        let ResponseStyle { format, proto_names, unset_fields, is_indented } = style;
        let form = format.form(JsonStyle { proto_names, unset_fields, ..JsonStyle::default() });
        let codec = Codec::new(schema).as_go();
        Self { codec, ty, form, is_indented, is_verbose, output, written: 0, has_failed: false }
    }

    /// Returns `true` if a message could not be written.
    pub(crate) fn has_failed(&self) -> bool {
        self.has_failed
    }

    fn write(&mut self, text: &[u8]) -> ControlFlow<()> {
        let separator: &[u8] = match self.form {
            Form::Text => &[RECORD_SEPARATOR, b'\n'],
            Form::Yaml(_) => b"---\n",
            Form::Json(_) | Form::Binary => b"",
        };
        let mut written = if self.written > 0 { separator.to_vec() } else { Vec::new() };
        match self.form {
            Form::Json(_) if self.is_indented => match parse_json(text) {
                Ok(node) => written.extend_from_slice(write_json(&node).as_bytes()),
                Err(_) => written.extend_from_slice(text),
            },
            Form::Json(_) => {
                written.extend_from_slice(text);
                written.push(b'\n');
            }
            Form::Text | Form::Yaml(_) | Form::Binary => written.extend_from_slice(text),
        }
        self.written += 1;
        self.output.response(&written)
    }
}

/// Prints the headers that the server sent, one line each.
pub(crate) fn received(headers: &HeaderMap, output: &mut dyn CallOutput) {
    header_texts(headers).for_each(|(name, value)| output.line(&format!("< {name}: {}", legible(&value))));
}

impl Sink for Response<'_> {
    fn headers(&mut self, headers: &HeaderMap) {
        if self.is_verbose {
            received(headers, self.output);
        }
    }

    fn message(&mut self, bytes: &[u8]) -> ControlFlow<()> {
        let message = match self.codec.decode_partial(self.ty, bytes) {
            Ok(message) => message,
            Err(error) => {
                self.output.problem(diagnostics::response_not_read(&self.codec, self.ty, &error));
                self.has_failed = true;
                return ControlFlow::Break(());
            }
        };
        match write(&self.codec, &message, self.form) {
            Ok(text) => self.write(&text),
            Err(error) => {
                self.output.problem(diagnostics::response_not_written(&error));
                self.has_failed = true;
                ControlFlow::Continue(())
            }
        }
    }
}
