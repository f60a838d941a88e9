//! The messages of `pluginrpc/v1/pluginrpc.proto`: the specification of a plugin, and the envelopes of calls.

use protoward_schema::wire::{WireError, WireReader, WireValue, Writer};

/// The version of the protocol.
pub(crate) const PROTOCOL: &str = "1";

/// The domain of type URLs.
const DOMAIN: &str = "type.googleapis.com";

/// A procedure of a plugin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Procedure {
    pub(crate) path: String,
    /// The arguments that call it; without any, its path does.
    pub(crate) args: Vec<String>,
}

/// The envelope of a response: a message, an error, or both.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Response {
    /// The full name of the message, and its bytes.
    pub(crate) value: Option<(String, Vec<u8>)>,
    pub(crate) error: Option<ResponseError>,
}

/// The error of a plugin.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ResponseError {
    pub(crate) code: u64,
    pub(crate) message: String,
}

impl Procedure {
    /// Returns the arguments of a call.
    pub(crate) fn arguments(&self) -> Vec<String> {
        if self.args.is_empty() { vec![self.path.clone()] } else { self.args.clone() }
    }
}

/// Reads the procedures of a `Spec`.
pub(crate) fn read_spec(bytes: &[u8]) -> Result<Vec<Procedure>, WireError> {
    let mut procedures = Vec::new();
    for field in WireReader::new(bytes) {
        let field = field?;
        if let (1, WireValue::Bytes(bytes)) = (field.number, field.value) {
            procedures.push(read_procedure(bytes)?);
        }
    }
    Ok(procedures)
}

fn read_procedure(bytes: &[u8]) -> Result<Procedure, WireError> {
    let mut procedure = Procedure::default();
    for field in WireReader::new(bytes) {
        let field = field?;
        match (field.number, field.value) {
            (1, WireValue::Bytes(path)) => procedure.path = text(path),
            (2, WireValue::Bytes(arg)) => procedure.args.push(text(arg)),
            _ => {}
        }
    }
    Ok(procedure)
}

/// Returns the bytes of a `Request` before those of the message that it contains.
pub(crate) fn request_head(message: &str, length: usize) -> Vec<u8> {
    let mut any = Writer::default();
    any.string(1, &format!("{DOMAIN}/{message}"));
    any.header(2, length);
    let mut request = Writer::default();
    request.header(1, any.as_bytes().len() + length);
    request.raw(any.as_bytes());
    request.into_bytes()
}

/// Reads the envelope of a `Response`.
pub(crate) fn read_response(bytes: &[u8]) -> Result<Response, WireError> {
    let mut response = Response::default();
    for field in WireReader::new(bytes) {
        let field = field?;
        match (field.number, field.value) {
            (1, WireValue::Bytes(any)) => {
                let (name, content) = response.value.get_or_insert_default();
                for field in WireReader::new(any) {
                    let field = field?;
                    match (field.number, field.value) {
                        (1, WireValue::Bytes(url)) => text(url).rsplit('/').next().unwrap_or_default().clone_into(name),
                        (2, WireValue::Bytes(value)) => *content = value.to_vec(),
                        _ => {}
                    }
                }
            }
            (2, WireValue::Bytes(error)) => read_error(error, response.error.get_or_insert_default())?,
            _ => {}
        }
    }
    Ok(response)
}

fn read_error(bytes: &[u8], error: &mut ResponseError) -> Result<(), WireError> {
    for field in WireReader::new(bytes) {
        let field = field?;
        match (field.number, field.value) {
            (1, WireValue::Varint(code)) => error.code = code,
            (2, WireValue::Bytes(message)) => error.message = text(message),
            _ => {}
        }
    }
    Ok(())
}

impl ResponseError {
    /// Returns the name of the code, which is one of `google.rpc.Code`.
    pub(crate) fn code_name(&self) -> String {
        const NAMES: [&str; 17] = [
            "unspecified",
            "canceled",
            "unknown",
            "invalid argument",
            "deadline exceeded",
            "not found",
            "already exists",
            "permission denied",
            "resource exhausted",
            "failed precondition",
            "aborted",
            "out of range",
            "unimplemented",
            "internal",
            "unavailable",
            "data loss",
            "unauthenticated",
        ];
        let name = usize::try_from(self.code).ok().and_then(|code| NAMES.get(code));
        name.map_or_else(|| format!("code {}", self.code), |name| (*name).to_owned())
    }
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
