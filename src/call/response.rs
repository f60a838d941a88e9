use std::ops::ControlFlow;

use super::diagnostics;
use super::documents::RECORD_SEPARATOR;
use crate::console::Console;
use protoward_call::{HeaderMap, Sink, header_texts};
use protoward_dynamic::Codec;
use protoward_image::convert::{Form, write};
use protoward_schema::MessageId;
use protoward_source::legible;
use protoward_values::{parse_json, write_json};

/// A printer of responses.
pub(super) struct Response<'r> {
    codec: Codec<'r>,
    ty: MessageId,
    form: Form,
    is_verbose: bool,
    console: &'r mut Console,
    printed: usize,
    has_failed: bool,
}

impl<'r> Response<'r> {
    pub(super) fn new(codec: Codec<'r>, ty: MessageId, form: Form, is_verbose: bool, console: &'r mut Console) -> Self {
        Self { codec, ty, form, is_verbose, console, printed: 0, has_failed: false }
    }

    /// Returns `true` if a message could not be printed.
    pub(super) fn has_failed(&self) -> bool {
        self.has_failed
    }

    /// Prints a message. JSON is indented for people, and one line for programs.
    fn print(&mut self, text: &[u8]) {
        let separator: &[u8] = match self.form {
            Form::Text => &[RECORD_SEPARATOR, b'\n'],
            Form::Yaml(_) => b"---\n",
            Form::Json(_) | Form::Binary => b"",
        };
        let mut printed = if self.printed > 0 { separator.to_vec() } else { Vec::new() };
        match self.form {
            Form::Json(_) if self.console.prints_findings_for_humans() => match parse_json(text) {
                Ok(node) => printed.extend_from_slice(write_json(&node).as_bytes()),
                Err(_) => printed.extend_from_slice(text),
            },
            Form::Json(_) => {
                printed.extend_from_slice(text);
                printed.push(b'\n');
            }
            Form::Text | Form::Yaml(_) | Form::Binary => printed.extend_from_slice(text),
        }
        self.console.print_bytes(&printed);
        self.printed += 1;
    }
}

/// Prints headers of the server.
pub(super) fn received(headers: &HeaderMap, console: &mut Console) {
    header_texts(headers).for_each(|(name, value)| console.note(&format!("< {name}: {}\n", legible(&value))));
}

impl Sink for Response<'_> {
    fn headers(&mut self, headers: &HeaderMap) {
        if self.is_verbose {
            received(headers, self.console);
        }
    }

    fn message(&mut self, bytes: &[u8]) -> ControlFlow<()> {
        let message = match self.codec.decode_partial(self.ty, bytes) {
            Ok(message) => message,
            Err(error) => {
                self.console.problem(diagnostics::response_not_read(&self.codec, self.ty, &error));
                self.has_failed = true;
                return ControlFlow::Break(());
            }
        };
        match write(&self.codec, &message, self.form) {
            Ok(text) => {
                self.print(&text);
                if self.console.is_closed() {
                    return ControlFlow::Break(());
                }
            }
            Err(error) => {
                self.console.problem(diagnostics::response_not_written(&error));
                self.has_failed = true;
            }
        }
        ControlFlow::Continue(())
    }
}
