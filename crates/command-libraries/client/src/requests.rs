//! The requests of a call, as a person writes them, and their bytes.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor};
use std::path::PathBuf;
use std::sync::Arc;

use crate::protocols::{OutboxClosed, RestRequest};
use protoward_constraints::Validator;
use protoward_dynamic::{Codec, JsonStyle, Message};
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
    /// The texts of the schema, with the rules by which requests are validated; `None` to send all requests.
    pub(crate) rules: Option<Sources>,
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
        let Self { schema, method, requests: Requests { data, format }, rules } = self;
        let is_stream = schema[method].client_streaming;
        let ty = schema[method].input;
        let validation = rules.map(|sources| RequestValidation { validator: Validator::new(&schema), sources });
        let Some(data) = data else {
            if let Some(validation) = validation.filter(|_| !is_stream) {
                validation.check(&Message::new(ty), SourcePath::name("the empty request"), &Document::default())?;
            }
            // The call may be over already, which is no mistake in the requests.
            let _ = if is_stream { Ok(()) } else { send(Vec::new()) };
            return Ok(());
        };
        let from = data.described();
        let unread = |error| diagnostics::data_not_read(&from, &error);
        let (input, name) = data.open().map_err(unread)?;
        let reader = RequestReader { codec: Codec::new(&schema).as_go(), ty, format, name, validation };
        let mut documents = Documents::new(input, format);
        if !is_stream {
            let first = documents.next().transpose().map_err(unread)?;
            let message = first.as_ref().map_or_else(|| reader.encode_empty(), |document| reader.encode(document))?;
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
    /// The rules for requests.
    validation: Option<RequestValidation<'s>>,
}

/// The rules of `buf.validate` for requests.
struct RequestValidation<'s> {
    validator: Validator<'s>,
    /// The texts of the schema.
    sources: Sources,
}

impl RequestValidation<'_> {
    /// Validates a request with its text.
    fn check(&self, message: &Message, name: SourcePath, document: &Document) -> Result<(), Box<CallProblem>> {
        let validated = self.validator.validate_named(message);
        if validated.is_valid() {
            return Ok(());
        }
        let mut sources = self.sources.clone();
        let text = document.in_place();
        let source = sources.add(&*name.shown, name.clone(), std::str::from_utf8(&text).ok().map(Arc::from));
        let place = sources.place(source, text.len() - document.text.len()..text.len());
        let report = validated.report(self.validator.schema(), place, &sources);
        Err(Box::new(CallProblem { report: diagnostics::refused(report), sources }))
    }
}

impl RequestReader<'_> {
    /// Encodes a request. Unknown keys are errors: a server would not notice a mistake in an optional field.
    pub(crate) fn encode(&self, document: &Document) -> Result<Vec<u8>, Box<CallProblem>> {
        let form = self.format.form(JsonStyle::default());
        let message = self.read(&document.text, form).or_else(|_| self.read(&document.in_place(), form))?;
        self.check(&message, document)?;
        Ok(self.codec.encode(&message))
    }

    /// Encodes the request of an empty text.
    fn encode_empty(&self) -> Result<Vec<u8>, Box<CallProblem>> {
        self.check(&Message::new(self.ty), &Document::default())?;
        Ok(Vec::new())
    }

    fn check(&self, message: &Message, document: &Document) -> Result<(), Box<CallProblem>> {
        self.validation.as_ref().map_or(Ok(()), |it| it.check(message, self.name.clone(), document))
    }

    fn read(&self, text: &[u8], form: Form) -> Result<Message, Box<CallProblem>> {
        let mut sources = Sources::default();
        let mut report = Report::default();
        let shown = std::str::from_utf8(text).ok().map(Arc::from);
        let source = sources.add(&*self.name.shown, self.name.clone(), shown);
        let input = convert::Input { bytes: text, source, sources: &sources };
        let message = convert::read_strictly(&self.codec, self.ty, input, form, &mut report);
        message.ok_or_else(|| Box::new(CallProblem { report, sources }))
    }
}
