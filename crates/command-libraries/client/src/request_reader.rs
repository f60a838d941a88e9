use std::sync::Arc;

use protoward_dynamic::{Codec, JsonStyle};
use protoward_image::convert::{self, Form};
use protoward_schema::MessageId;
use protoward_source::{Report, Sources};

use crate::documents::Document;
use crate::message_format::MessageFormat;
use crate::problem::CallProblem;

/// The type and the format of requests.
pub(crate) struct RequestReader<'s> {
    pub(crate) codec: Codec<'s>,
    pub(crate) ty: MessageId,
    pub(crate) format: MessageFormat,
    /// The name of the input in diagnostics.
    pub(crate) name: String,
}

impl RequestReader<'_> {
    /// Encodes a request. Unknown keys are errors: a server would not notice a mistake in an optional field.
    pub(crate) fn encode(&self, document: &Document) -> Result<Vec<u8>, Box<CallProblem>> {
        let form = self.format.form(JsonStyle::default());
        self.read(&document.text, form).or_else(|_| self.read(&document.in_place(), form))
    }

    fn read(&self, text: &[u8], form: Form) -> Result<Vec<u8>, Box<CallProblem>> {
        let mut sources = Sources::default();
        let mut report = Report::default();
        let shown = std::str::from_utf8(text).ok().map(Arc::from);
        let source = sources.add(&*self.name, &*self.name, shown);
        let input = convert::Input { bytes: text, source, sources: &sources };
        match convert::read_strictly(&self.codec, self.ty, input, form, &mut report) {
            Some(message) => Ok(self.codec.encode(&message)),
            None => Err(Box::new(CallProblem { report, sources })),
        }
    }
}
