use std::ops::ControlFlow;

use protoward_source::Diagnostic;

/// A receiver of what happens during a call.
pub trait CallOutput {
    /// Takes a line about the call: its method, a header or a trailer, or its status. Verbose calls have such lines.
    fn line(&mut self, line: &str);

    /// Takes a response, with the separator from the one before it. `Break` cancels the call.
    fn response(&mut self, text: &[u8]) -> ControlFlow<()>;

    /// Takes a problem with one response.
    fn problem(&mut self, problem: Diagnostic);
}
