//! An HTTP request against both versions: the called method and the decoded request.

use super::{NoWitness, Version, Witness, Witnesses, plan, show};
use crate::ShownCall;
use protoward_dynamic::{Codec, Message, UnknownKeys};
use protoward_http::{Binding, Body, RouteResult, Routes, SampleRequest, named, package, query, sample};
use protoward_schema::{FieldId, MessageId, MethodId};

/// An HTTP request that the two versions answer differently.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// The request as a command of curl.
    pub command: String,
    /// The JSON response of the old version, if the response is what changes.
    pub answer: Option<String>,
    /// The interpretation by the old version.
    pub old: Vec<String>,
    /// The interpretation by the new version.
    pub new: Vec<String>,
}

/// The interpretation of a request by a server.
enum RequestInterpretation<'a> {
    /// Rejected, with the status and the reason.
    Refused(String),
    Read(ReceivedRequest<'a>),
}

/// A request that reached a method.
struct ReceivedRequest<'a> {
    binding: &'a Binding,
    message: Message,
    /// `true` if a body was sent and the binding has none.
    ignores_body: bool,
    /// The reason why the method cannot produce the sample response.
    wrong_answer: Option<String>,
}

impl Witnesses<'_> {
    /// Returns the witness of a finding with an HTTP request.
    pub(super) fn of_call(&self, shown: &ShownCall) -> Result<Witness, NoWitness> {
        // The client is old: it sends the request, and reads the response of the new server.
        let writer = if shown.call.answer.is_some() { Version::New } else { Version::Old };
        if !self.includes(writer) {
            return Err(NoWitness::NotHere(plan::OTHER_DIRECTION));
        }
        let old = self.reading(Version::Old, shown.old, &shown.call);
        let new = self.reading(Version::New, shown.new, &shown.call);
        let RequestInterpretation::Read(was) = &old else { return Err(NoWitness::NotHere(plan::NOT_ANSWERED)) };
        if was.binding.method != shown.old || was.wrong_answer.is_some() {
            return Err(NoWitness::NotHere(plan::NOT_ANSWERED));
        }
        if matches!(&new, RequestInterpretation::Read(is) if is.binding.method == shown.new && self.is_alike(was, is)) {
            return Err(NoWitness::NotHere(plan::ANSWERED_ALIKE));
        }
        let request = Request {
            command: shown.call.to_string(),
            answer: shown.call.answer.clone(),
            old: self.lines(Version::Old, &old, &new),
            new: self.lines(Version::New, &new, &old),
        };
        Ok(Witness { call: Some(request), ..Witness::default() })
    }

    fn reading(&self, version: Version, method: MethodId, call: &SampleRequest) -> RequestInterpretation<'_> {
        let codec = self.codec(version);
        match self.routes(version).find(package(codec.schema(), method), &call.verb, &call.path) {
            RouteResult::NotFound => RequestInterpretation::Refused("404 Not Found: no method has the path".to_owned()),
            RouteResult::Malformed => {
                RequestInterpretation::Refused("400 Bad Request: the path cannot be decoded".to_owned())
            }
            RouteResult::MethodNotAllowed(verbs) => {
                let verbs = verbs.join(", ");
                RequestInterpretation::Refused(format!("405 Method Not Allowed: the path is there for {verbs} only"))
            }
            RouteResult::Found(binding, values) => {
                let read = Request::read(codec, binding, call, |request| {
                    values.iter().try_for_each(|(path, value)| request.set(path, value))
                });
                match read {
                    Ok(read) => RequestInterpretation::Read(read),
                    Err(reason) => RequestInterpretation::Refused(format!("400 Bad Request: {reason}")),
                }
            }
        }
    }

    pub(super) fn routes(&self, version: Version) -> &Routes {
        let (codec, routes) = match version {
            Version::Old => (&self.old, &self.old_routes),
            Version::New => (&self.new, &self.new_routes),
        };
        routes.get_or_init(|| Routes::new(codec.schema(), codec.schema().services.ids()))
    }

    /// Returns `true` if both versions read the same request and respond in the same form.
    fn is_alike(&self, was: &ReceivedRequest<'_>, is: &ReceivedRequest<'_>) -> bool {
        let name = |codec: &Codec<'_>, message: MessageId| codec.schema().full_name(message.into());
        let has_same_fields = if name(&self.old, was.message.ty) == name(&self.new, is.message.ty) {
            self.old.data(&was.message) == self.new.data(&is.message)
        } else {
            self.old.to_json(&was.message).ok() == self.new.to_json(&is.message).ok()
        };
        has_same_fields
            && was.ignores_body == is.ignores_body
            && is.wrong_answer.is_none()
            && self.form(Version::Old, was) == self.form(Version::New, is)
    }

    /// Describes the form of a method's response, with fields by number.
    fn form(&self, version: Version, read: &ReceivedRequest<'_>) -> String {
        let schema = self.codec(version).schema();
        let method = &schema[read.binding.method];
        let of = match read.binding.response_body {
            None => "the whole response".to_owned(),
            Some(field) => format!("field {} of the response", schema[field].number),
        };
        let of = if method.server_streaming { format!("lines, each {of}") } else { of };
        if method.client_streaming { format!("reads a stream of lines, and answers with {of}") } else { of }
    }

    fn lines(
        &self,
        version: Version,
        reading: &RequestInterpretation<'_>,
        other: &RequestInterpretation<'_>,
    ) -> Vec<String> {
        let read = match reading {
            RequestInterpretation::Refused(reason) => return vec![reason.clone()],
            RequestInterpretation::Read(read) => read,
        };
        let codec = self.codec(version);
        let schema = codec.schema();
        let method = &schema[read.binding.method];
        let service = schema.text(schema[method.service].full_name);
        let mut lines = vec![format!("method `{}` of `{service}`", schema.text(method.name))];
        lines.extend(read.message.iter().map(|(number, id, held)| {
            format!("{} ({number}) = {}", show::name(codec, id), show::content(codec, id, held))
        }));
        if read.message.iter().next().is_none() {
            lines.push("no field is set".to_owned());
        }
        if read.ignores_body {
            lines.push("the body is not read".to_owned());
        }
        if let Some(reason) = &read.wrong_answer {
            lines.push(format!("the answer is another one: {reason}"));
        }
        if let RequestInterpretation::Read(other) = other {
            let form = self.form(version, read);
            if form != self.form(version.other(), other) {
                lines.push(format!("the answer is {form}"));
            }
        }
        lines
    }
}

impl Request {
    /// Decodes a request according to a binding, as a server that rejects unknown fields does.
    fn read<'b>(
        codec: &Codec<'_>,
        binding: &'b Binding,
        call: &SampleRequest,
        path: impl FnOnce(&mut Assembly<'_>) -> Result<(), String>,
    ) -> Result<ReceivedRequest<'b>, String> {
        let schema = codec.schema();
        let method = &schema[binding.method];
        let mut request = Assembly { codec, ty: method.input, bytes: Vec::new() };
        match (binding.body, &call.body) {
            (Body::All, Some(body)) => request.add(body)?,
            (Body::Field(field), Some(body)) => request.add(&sample::object(schema, field, body))?,
            (Body::None, _) | (_, None) => {}
        }
        let known = query(schema, binding);
        for (name, value) in &call.query {
            let path =
                named(schema, binding, &known, name).ok_or_else(|| format!("no parameter is called `{name}`"))?;
            request.set(&path, value)?;
        }
        path(&mut request)?;
        let message = codec.decode_partial(method.input, &request.bytes).map_err(|error| error.reason)?;
        let answer = call.answer.as_ref().map(|answer| match binding.response_body {
            Some(field) => sample::object(schema, field, answer),
            None => answer.clone(),
        });
        let wrong = |answer: String| codec.from_json(method.output, &answer, UnknownKeys::Refuse).err();
        let wrong_answer = answer.and_then(wrong).map(|error| error.to_string());
        let ignores_body = binding.body == Body::None && call.body.is_some();
        Ok(ReceivedRequest { binding, message, ignores_body, wrong_answer })
    }
}

/// A request message under construction from the parts of an HTTP request.
struct Assembly<'a> {
    codec: &'a Codec<'a>,
    ty: MessageId,
    /// The serialized parts; later parts override earlier ones.
    bytes: Vec<u8>,
}

impl Assembly<'_> {
    fn add(&mut self, json: &str) -> Result<(), String> {
        let read = self.codec.from_json(self.ty, json, UnknownKeys::Refuse);
        let message = read.map_err(|error| error.to_string())?;
        self.bytes.extend(self.codec.encode(&message));
        Ok(())
    }

    /// Sets a field to the text of a parameter.
    fn set(&mut self, path: &[FieldId], text: &str) -> Result<(), String> {
        let schema = self.codec.schema();
        let Some((&last, around)) = path.split_last() else { return Ok(()) };
        let value = sample::json(schema, last, Some(&sample::json_of_text(schema, last, text)));
        let inner = sample::object(schema, last, &value);
        let json = around.iter().rev().fold(inner, |inner, &field| sample::object(schema, field, &inner));
        self.add(&json)
    }
}
