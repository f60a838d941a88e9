//! The testee for dynamic messages: this very program, started with another argument.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use prost::Message as _;
use protoward_dynamic::{Codec, Content, Dialect, DynamicValue, Message, UnknownKeys};
use protoward_schema::descriptor::{Encode, decode, encode};
use protoward_schema::{Element, MessageId, Schema};
use protoward_source::Sources;

use super::schema as compiled;
use protoward_kit::error::Error;
use protoward_kit::workspace;

/// `ConformanceRequest` of the runner's `conformance.proto`.
#[derive(Clone, PartialEq, prost::Message)]
pub(in crate::oracle::rust) struct Request {
    #[prost(bytes = "vec", optional, tag = "1")]
    pub(in crate::oracle::rust) binary: Option<Vec<u8>>,
    #[prost(string, optional, tag = "2")]
    pub(in crate::oracle::rust) json: Option<String>,
    #[prost(string, optional, tag = "8")]
    pub(in crate::oracle::rust) text: Option<String>,
    #[prost(int32, tag = "3")]
    pub(in crate::oracle::rust) output_format: i32,
    #[prost(string, tag = "4")]
    pub(in crate::oracle::rust) message_type: String,
    #[prost(int32, tag = "5")]
    pub(in crate::oracle::rust) category: i32,
    #[prost(bool, tag = "9")]
    pub(in crate::oracle::rust) print_unknown_fields: bool,
}

/// `ConformanceResponse` of the runner's `conformance.proto`.
#[derive(Clone, PartialEq, prost::Message)]
pub(in crate::oracle::rust) struct Response {
    #[prost(string, optional, tag = "1")]
    pub(in crate::oracle::rust) parse_error: Option<String>,
    #[prost(string, optional, tag = "6")]
    pub(in crate::oracle::rust) serialize_error: Option<String>,
    #[prost(string, optional, tag = "2")]
    pub(in crate::oracle::rust) runtime_error: Option<String>,
    #[prost(bytes = "vec", optional, tag = "3")]
    pub(in crate::oracle::rust) binary: Option<Vec<u8>>,
    #[prost(string, optional, tag = "4")]
    pub(in crate::oracle::rust) json: Option<String>,
    #[prost(string, optional, tag = "5")]
    pub(in crate::oracle::rust) skipped: Option<String>,
    #[prost(string, optional, tag = "8")]
    pub(in crate::oracle::rust) text: Option<String>,
}

const BINARY: i32 = 1;
pub(in crate::oracle::rust) const JSON: i32 = 2;
const TEXT: i32 = 4;
pub(in crate::oracle::rust) const IGNORE_UNKNOWN: i32 = 3;

/// Writes a script that starts this program with the schemas of the runner.
pub(crate) fn program(protos: &Path) -> Result<PathBuf, Error> {
    let folder = workspace::scratch("oracle/conformance")?;
    let set = folder.join("schemas.binpb");
    let script = folder.join("testee.sh");
    let descriptors = encode(&compiled(protos)?, Encode { imports: true, source_info: false });
    std::fs::write(&set, descriptors).map_err(Error::at(&set))?;
    let this = std::env::current_exe().map_err(Error::at(&script))?;
    let text = format!("#!/bin/sh\nexec '{}' conformance-testee '{}'\n", this.display(), set.display());
    std::fs::write(&script, text).map_err(Error::at(&script))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let executable = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(&script, executable).map_err(Error::at(&script))?;
    }
    Ok(script)
}

/// Answers requests until the input ends.
pub fn run(set: &Path) -> Result<(), Error> {
    let bytes = std::fs::read(set).map_err(Error::at(set))?;
    let mut sources = Sources::default();
    let image = sources.add("schemas", "schemas", None);
    let schema = decode(&bytes, image, &mut sources).map_err(|error| Error::Usage(format!("{error:?}")))?;
    let codec = Codec::new(&schema);
    let mut input = std::io::stdin().lock();
    let mut output = std::io::stdout().lock();
    let mut length = [0; 4];
    let mut counts = [0_u32; 3];
    while input.read_exact(&mut length).is_ok() {
        let mut bytes = vec![0; u32::from_le_bytes(length) as usize];
        input.read_exact(&mut bytes).map_err(Error::at(set))?;
        let answer = match Request::decode(&bytes[..]) {
            Ok(request) => {
                counts[kind(&request)] += 1;
                answer(&schema, &codec, &request)
            }
            Err(error) => Response { runtime_error: Some(error.to_string()), ..Response::default() },
        };
        let answer = answer.encode_to_vec();
        let length = u32::try_from(answer.len()).unwrap_or(u32::MAX).to_le_bytes();
        output.write_all(&[&length[..], &answer].concat()).and_then(|()| output.flush()).map_err(Error::at(set))?;
    }
    // Appends, because the runner starts a program for each of its suites.
    let Some(path) = std::env::var_os("CONFORMANCE_COUNTS").map(PathBuf::from) else { return Ok(()) };
    let file = std::fs::OpenOptions::new().create(true).append(true).open(&path);
    let line = format!("{} {} {}\n", counts[0], counts[1], counts[2]);
    file.and_then(|mut file| file.write_all(line.as_bytes())).map_err(Error::at(&path))
}

/// Returns the kind of a request: 0 for binary only, 1 if JSON is involved, and 2 for the text format.
fn kind(request: &Request) -> usize {
    match request {
        _ if request.text.is_some() || request.output_format == TEXT => 2,
        _ if request.json.is_some() || request.output_format == JSON => 1,
        _ => 0,
    }
}

fn answer(schema: &Schema, codec: &Codec<'_>, request: &Request) -> Response {
    let Some(Element::Message(ty)) = schema.find(&request.message_type) else {
        return Response { skipped: Some(format!("no message `{}`", request.message_type)), ..Response::default() };
    };
    let message = match read(codec, ty, request) {
        Ok(message) => message,
        Err(why) => return Response { parse_error: Some(why), ..Response::default() },
    };
    match request.output_format {
        BINARY => Response { binary: Some(codec.encode(&message)), ..Response::default() },
        JSON => match codec.to_json(&message) {
            Ok(json) => Response { json: Some(json), ..Response::default() },
            Err(error) => Response { serialize_error: Some(error.to_string()), ..Response::default() },
        },
        TEXT => Response { text: Some(text(codec, &message, request.print_unknown_fields)), ..Response::default() },
        _ => Response { skipped: Some("the form is not known".to_owned()), ..Response::default() },
    }
}

fn read(codec: &Codec<'_>, ty: MessageId, request: &Request) -> Result<Message, String> {
    if let Some(bytes) = &request.binary {
        return codec.decode(ty, bytes).map_err(|error| error.to_string());
    }
    if let Some(json) = &request.json {
        let unknown = if request.category == IGNORE_UNKNOWN { UnknownKeys::Ignore } else { UnknownKeys::Refuse };
        return codec.from_json(ty, json, unknown).map_err(|error| error.to_string());
    }
    let text = request.text.as_deref().unwrap_or_default();
    let (message, notes) = codec.from_text(ty, text.as_bytes(), Dialect::Buf);
    message.ok_or_else(|| notes.iter().map(|note| format!("{note:?}\n")).collect())
}

/// Writes the text format, including unknown fields by number if `with_unknown`.
fn text(codec: &Codec<'_>, message: &Message, with_unknown: bool) -> String {
    if with_unknown { codec.to_text(message, Dialect::Protoc) } else { codec.to_text(&known(message), Dialect::Protoc) }
}

/// Returns the message without unknown fields. Recurses into nested messages, whose depth is limited when they are read.
fn known(message: &Message) -> Message {
    let value = |value: &DynamicValue| match value {
        DynamicValue::Message(inner) => DynamicValue::Message(known(inner)),
        other => other.clone(),
    };
    let mut without = Message::new(message.ty);
    for (number, field, content) in message.iter() {
        let content = match content {
            Content::One(one) => Content::One(value(one)),
            Content::Many(many) => Content::Many(many.iter().map(value).collect()),
            Content::Map(map) => Content::Map(map.iter().map(|(key, it)| (key.clone(), value(it))).collect()),
        };
        without.set(number, field, content);
    }
    without
}
