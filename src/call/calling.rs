//! One call: the requests of the user, and the responses of the server.

use std::sync::Arc;

use super::Call;
use super::data::Data;
use super::diagnostics;
use super::documents::{Document, Documents};
use super::format::MessageFormat;
use super::headers::Headers;
use super::problem::{Problem, RequestReader};
use super::response::{Response, received};
use crate::console::Console;
use crate::outcome::Outcome;
use protoward_call::{CallOptions, Ending, Outbox, OutboxClosed, Procedure, RestRequest, Target, details};
use protoward_dynamic::{Codec, JsonStyle};
use protoward_schema::{MethodId, Schema};

/// A call that is prepared.
pub(super) struct Job<'c> {
    pub(super) call: &'c Call,
    pub(super) headers: Headers,
    pub(super) schema: Schema,
    pub(super) method: MethodId,
}

impl Job<'_> {
    pub(super) fn run(self, target: &Target, console: &mut Console) -> Option<Outcome> {
        let Self { call, headers, schema, method } = self;
        let schema = Arc::new(schema);
        let procedure = Procedure::new(&schema, method);
        let requests = Requests {
            schema: Arc::clone(&schema),
            method,
            data: call.data.clone(),
            format: call.format,
            is_stream: procedure.client_streaming,
        };
        let options =
            CallOptions { headers: headers.for_call(), timeout: call.timeout, max_message_bytes: call.max_msg_sz };
        let rest = if call.connection.is_rest() { Some(requests.over_rest(console)?) } else { None };
        let mut client = call.connection.connect(target, &procedure, console)?;
        if call.verbose {
            let (verb, path) = rest.as_ref().map_or(("POST", &procedure.path), |it| (&it.verb, &it.path));
            console.note(&format!("> {verb} {}{path}\n", target.path));
            Headers::shown(&options.headers).for_each(|line| console.note(&format!("> {line}\n")));
        }
        let style =
            JsonStyle { proto_names: call.keep_proto_names, unset_fields: call.emit_defaults, ..JsonStyle::default() };
        let form = call.response_format.unwrap_or(call.format).form(style);
        let mut response =
            Response::new(Codec::new(&schema).as_go(), schema[method].output, form, call.verbose, console);
        let called = match &rest {
            Some(request) => Ok(client.call_rest(request, &options, &mut response)),
            None => {
                let write = move |outbox: &Outbox| requests.write(|message| outbox.send(message));
                client.call(&procedure, &options, write, &mut response)
            }
        };
        let has_failed = response.has_failed();
        let ending = called.map_err(|problem| problem.show(console)).ok()?;
        Some(ended(&ending, &schema, has_failed, call.verbose, console))
    }
}

/// Reports the end of a call.
fn ended(ending: &Ending, schema: &Schema, has_failed: bool, is_verbose: bool, console: &mut Console) -> Outcome {
    if is_verbose {
        received(&ending.trailers, console);
        console.note(&format!("< status: {}\n", ending.status.code));
    }
    if has_failed {
        return Outcome::Failed;
    }
    if ending.status.is_ok() || console.is_closed() {
        return Outcome::Fine;
    }
    let details = details(&ending.status.details, Some(schema));
    let problem = diagnostics::call_failed(&ending.status);
    // Lines that can be copied for people, and evidence for programs.
    if console.prose().is_some() {
        console.problem(problem);
        details.iter().for_each(|detail| console.note(&format!("  {}\n", diagnostics::detail(detail))));
    } else {
        console.problem(diagnostics::with_details(problem, &details));
    }
    Outcome::Status(ending.status.code.number())
}

/// The requests of a call. They are read on a thread of their own.
struct Requests {
    schema: Arc<Schema>,
    method: MethodId,
    data: Option<Data>,
    format: MessageFormat,
    is_stream: bool,
}

impl Requests {
    /// Reads all requests, and creates the request over REST. The first of a stream determines its URL.
    fn over_rest(&self, console: &mut Console) -> Option<RestRequest> {
        let mut messages = Vec::new();
        let read = self.write(|message| {
            messages.push(message);
            Ok(())
        });
        read.map_err(|problem| problem.show(console)).ok()?;
        let request = RestRequest::new(&self.schema, self.method, &messages);
        request.map_err(|error| console.problem(diagnostics::not_over_rest(&self.schema, self.method, &error))).ok()
    }

    /// Reads requests and sends them.
    fn write(&self, mut send: impl FnMut(Vec<u8>) -> Result<(), OutboxClosed>) -> Result<(), Box<Problem>> {
        let Some(data) = &self.data else {
            // The call may be over already, which is no mistake in the requests.
            let _ = if self.is_stream { Ok(()) } else { send(Vec::new()) };
            return Ok(());
        };
        let (input, name) = data.open().map_err(|error| Box::new(diagnostics::data_not_read(data, &error).into()))?;
        let codec = Codec::new(&self.schema).as_go();
        let reader = RequestReader { codec, ty: self.schema[self.method].input, format: self.format, name };
        let unread = |error| Box::new(Problem::from(diagnostics::data_not_read(data, &error)));
        let mut documents = Documents::new(input, self.format);
        if !self.is_stream {
            let first = documents.next().transpose().map_err(unread)?;
            let message = first.as_ref().map_or_else(|| Ok(Vec::new()), |document| reader.encode(document))?;
            if first.is_some() && documents.next().transpose().map_err(unread)?.is_some() {
                return Err(Box::new(diagnostics::not_a_stream(&self.schema, self.method).into()));
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
