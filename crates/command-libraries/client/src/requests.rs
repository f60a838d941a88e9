//! The requests of a call, as a person writes them, and their bytes.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor};
use std::path::PathBuf;
use std::sync::Arc;

use crate::protocols::{OutboxClosed, RestRequest};
use protoward_dynamic::{Codec, JsonStyle};
use protoward_image::convert::{self, Form};
use protoward_schema::{MessageId, MethodId, Schema};
use protoward_source::paths::shown;
use protoward_source::{Report, SourcePath, Sources};

use crate::diagnostics::{self, CallProblem};
use crate::documents::{Document, Documents, MessageFormat};

/// The requests of a call.
#[derive(Debug, Default)]
pub struct Requests {
    /// The messages; without any, the request is empty.
    pub data: Option<RequestData>,
    /// The format of the messages.
    pub format: MessageFormat,
}

/// The messages of requests, one after the other.
pub enum RequestData {
    /// A text.
    Text(String),
    /// A file.
    File(PathBuf),
    /// Standard input, or another stream in its place. Each message is sent as soon as its end has arrived.
    Stdin(Box<dyn BufRead + Send>),
}

impl fmt::Debug for RequestData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RequestData").field(&self.described()).finish()
    }
}

impl RequestData {
    /// Returns the origin of the messages, for errors.
    fn described(&self) -> String {
        match self {
            Self::Text(_) => "`--data`".to_owned(),
            Self::Stdin(_) => "standard input".to_owned(),
            Self::File(path) => format!("`{}`", shown(path)),
        }
    }

    /// Returns a reader of the requests, and its name in diagnostics.
    fn open(self) -> io::Result<(Box<dyn BufRead + Send>, SourcePath)> {
        Ok(match self {
            Self::Text(text) => (Box::new(Cursor::new(text.into_bytes())), SourcePath::name("--data")),
            Self::Stdin(input) => (input, SourcePath::name("standard input")),
            Self::File(path) => (Box::new(BufReader::new(File::open(&path)?)), shown(&path).to_string().into()),
        })
    }
}

/// Requests for a method. They are read on a thread of their own.
pub(crate) struct MethodRequests {
    pub(crate) schema: Arc<Schema>,
    pub(crate) method: MethodId,
    pub(crate) requests: Requests,
}

impl MethodRequests {
    /// Reads all requests, and creates the request over REST. The first of a stream determines its URL.
    pub(crate) fn over_rest(self) -> Result<RestRequest, Box<CallProblem>> {
        let schema = Arc::clone(&self.schema);
        let method = self.method;
        let mut messages = Vec::new();
        self.write(|message| {
            messages.push(message);
            Ok(())
        })?;
        let request = RestRequest::new(&schema, method, &messages);
        Ok(request.map_err(|error| diagnostics::not_over_rest(&schema, method, &error))?)
    }

    /// Reads requests and sends them.
    pub(crate) fn write(
        self,
        mut send: impl FnMut(Vec<u8>) -> Result<(), OutboxClosed>,
    ) -> Result<(), Box<CallProblem>> {
        let Self { schema, method, requests: Requests { data, format } } = self;
        let is_stream = schema[method].client_streaming;
        let Some(data) = data else {
            // The call may be over already, which is no mistake in the requests.
            let _ = if is_stream { Ok(()) } else { send(Vec::new()) };
            return Ok(());
        };
        let from = data.described();
        let unread = |error| diagnostics::data_not_read(&from, &error);
        let (input, name) = data.open().map_err(unread)?;
        let reader = RequestReader { codec: Codec::new(&schema).as_go(), ty: schema[method].input, format, name };
        let mut documents = Documents::new(input, format);
        if !is_stream {
            let first = documents.next().transpose().map_err(unread)?;
            let message = first.as_ref().map_or_else(|| Ok(Vec::new()), |document| reader.encode(document))?;
            if first.is_some() && documents.next().transpose().map_err(unread)?.is_some() {
                return Err(diagnostics::not_a_stream(&schema, method).into());
            }
            let _ = send(message);
            return Ok(());
        }
        for document in documents {
            let document: Document = document.map_err(unread)?;
            if send(reader.encode(&document)?).is_err() {
                break;
            }
        }
        Ok(())
    }
}

/// The type and the format of requests.
pub(crate) struct RequestReader<'s> {
    pub(crate) codec: Codec<'s>,
    pub(crate) ty: MessageId,
    pub(crate) format: MessageFormat,
    /// The name of the input in diagnostics.
    pub(crate) name: SourcePath,
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
        let source = sources.add(&*self.name.shown, self.name.clone(), shown);
        let input = convert::Input { bytes: text, source, sources: &sources };
        match convert::read_strictly(&self.codec, self.ty, input, form, &mut report) {
            Some(message) => Ok(self.codec.encode(&message)),
            None => Err(Box::new(CallProblem { report, sources })),
        }
    }
}
