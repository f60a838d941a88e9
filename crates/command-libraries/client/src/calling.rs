//! One call: the requests of the user, and the responses of the server.

use std::sync::Arc;

use crate::protocols::{CallOptions, Code, DetailText, Ending, Outbox, Procedure, RestRequest, details};
use protoward_schema::Schema;
use protoward_source::Diagnostic;

use crate::connection::{MethodName, Server};
use crate::diagnostics::{self, CallProblem};
use crate::headers::shown;
use crate::requests::{MethodRequests, Requests};
use crate::response::{CallOutput, Response, ResponseStyle, received};
use crate::schema_source::SchemaSource;

/// A call of a method.
#[derive(Debug)]
pub struct MethodCall {
    /// The method.
    pub method: MethodName,
    /// The headers, the deadline and the limit of responses.
    pub options: CallOptions,
    /// The requests.
    pub requests: Requests,
    /// The form of the responses.
    pub responses: ResponseStyle,
    /// `true` to validate the requests by the rules of `buf.validate` before they are sent.
    pub is_validated: bool,
    /// `true` to report the method, and headers and trailers of both sides.
    pub is_verbose: bool,
}

/// The end of a call.
#[derive(Debug)]
pub enum CallEnd {
    /// The server succeeded.
    Success,
    /// A response could not be shown, which is already reported.
    Unshown,
    /// The server, or the way to it, failed; or the output canceled the call.
    Failure(Box<CallFailure>),
}

/// The status of a call that failed.
#[derive(Debug)]
pub struct CallFailure {
    /// The code of the status.
    pub code: Code,
    problem: Diagnostic,
    details: Vec<DetailText>,
}

impl CallFailure {
    /// Returns the error without the messages of the server about it.
    pub fn problem(&self) -> &Diagnostic {
        &self.problem
    }

    /// Returns a line for each message of the server about the error.
    pub fn details(&self) -> impl Iterator<Item = String> {
        self.details.iter().map(diagnostics::detail)
    }

    /// Returns the error with the messages of the server as evidence.
    pub fn into_problem_with_details(self) -> Diagnostic {
        diagnostics::with_details(self.problem, &self.details)
    }
}

/// The requests of a call, for the protocol.
enum Outgoing {
    Rest(RestRequest),
    Stream(MethodRequests),
}

/// Calls a method of a server. Responses go to `output` as they arrive.
///
/// # Errors
/// Fails if there is no call: the schema has no such method, a request is invalid, or the server cannot be reached.
pub fn call(
    server: &Server,
    source: SchemaSource,
    call: MethodCall,
    output: &mut dyn CallOutput,
) -> Result<CallEnd, Box<CallProblem>> {
    let MethodCall { method, options, requests, responses, is_validated, is_verbose } = call;
    let (schema, sources) = source.schema(std::slice::from_ref(&method.service))?;
    let schema = Arc::new(schema);
    let method = method.find(&schema)?;
    let procedure = Procedure::new(&schema, method);
    let rules = is_validated.then_some(sources);
    let requests = MethodRequests { schema: Arc::clone(&schema), method, requests, rules };
    let outgoing = if server.is_rest() { Outgoing::Rest(requests.over_rest()?) } else { Outgoing::Stream(requests) };
    let mut client = server.connect(&procedure)?;
    if is_verbose {
        let (verb, path) = match &outgoing {
            Outgoing::Rest(request) => (&*request.verb, &request.path),
            Outgoing::Stream(_) => ("POST", &procedure.path),
        };
        output.line(&format!("> {verb} {}{path}", server.path()));
        shown(&options.headers).for_each(|line| output.line(&format!("> {line}")));
    }
    let mut response = Response::new(&schema, schema[method].output, responses, is_verbose, output);
    let called = match outgoing {
        Outgoing::Rest(request) => Ok(client.call_rest(&request, &options, &mut response)),
        Outgoing::Stream(requests) => {
            let write = move |outbox: &Outbox| requests.write(|message| outbox.send(message));
            client.call(&procedure, &options, write, &mut response)
        }
    };
    let is_shown = !response.has_failed();
    let ending = called?;
    if is_verbose {
        received(&ending.trailers, output);
        output.line(&format!("< status: {}", ending.status.code));
    }
    Ok(if is_shown { ended(&ending, &schema) } else { CallEnd::Unshown })
}

fn ended(ending: &Ending, schema: &Schema) -> CallEnd {
    if ending.status.is_ok() {
        return CallEnd::Success;
    }
    CallEnd::Failure(Box::new(CallFailure {
        code: ending.status.code,
        problem: diagnostics::call_failed(&ending.status),
        details: details(&ending.status.details, Some(schema)),
    }))
}
