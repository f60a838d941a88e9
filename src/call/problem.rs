//! A mistake in a request, on its way from the thread that reads requests.

use std::sync::Arc;

use super::documents::Document;
use super::format::MessageFormat;
use crate::console::Console;
use protoward_dynamic::{Codec, JsonStyle};
use protoward_image::convert::{self, Form};
use protoward_schema::MessageId;
use protoward_source::{Diagnostic, Report, Sources};

/// Diagnostics with their sources.
#[derive(Debug)]
pub(super) struct Problem {
    report: Report,
    sources: Sources,
}

impl Problem {
    pub(super) fn show(&self, console: &mut Console) {
        console.problems(&self.report, &self.sources);
    }
}

impl From<Diagnostic> for Problem {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { report: Report::from_iter([diagnostic]), sources: Sources::default() }
    }
}

/// The type and the format of requests.
pub(super) struct RequestReader<'s> {
    pub(super) codec: Codec<'s>,
    pub(super) ty: MessageId,
    pub(super) format: MessageFormat,
    /// The name of the input in diagnostics.
    pub(super) name: String,
}

impl RequestReader<'_> {
    /// Encodes a request. Unknown keys are errors: a server would not notice a mistake in an optional field.
    pub(super) fn encode(&self, document: &Document) -> Result<Vec<u8>, Box<Problem>> {
        let form = self.format.form(JsonStyle::default());
        self.read(&document.text, form).or_else(|_| self.read(&document.in_place(), form))
    }

    fn read(&self, text: &[u8], form: Form) -> Result<Vec<u8>, Box<Problem>> {
        let (mut sources, mut report) = (Sources::default(), Report::default());
        let shown = std::str::from_utf8(text).ok().map(Arc::from);
        let source = sources.add(&*self.name, &*self.name, shown);
        let input = convert::Input { bytes: text, source, sources: &sources };
        match convert::read_strictly(&self.codec, self.ty, input, form, &mut report) {
            Some(message) => Ok(self.codec.encode(&message)),
            None => Err(Box::new(Problem { report, sources })),
        }
    }
}
