use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;

use super::console::Console;
use super::diagnostics;
use super::guard::working_on;
use super::input::{InputArgs, reference};
use super::outcome::Outcome;
use super::payload::{MessageReference, PayloadPlace};
use protoward_dynamic::{Codec, Message};
use protoward_image::convert::{self, Form};
use protoward_output::write_files;
use protoward_schema::{Element, MessageId, Schema};
use protoward_source::{Report, Sources};
use protoward_workspace::inputs::Compression;

/// Convert a message to another encoding
///
/// Reads a message as binary, JSON, text or YAML, and writes it as one of them, as `buf convert` does. The schema is
/// any INPUT of `build`. Constraints of protovalidate are not checked.
#[derive(Debug, clap::Args)]
pub(super) struct Convert {
    #[command(flatten)]
    input: InputArgs,

    /// The full name of the message type: `acme.user.v1.User`
    #[arg(long = "type", value_name = "NAME")]
    ty: String,

    /// The message: `.binpb` or `.bin`, `.json`, `.txtpb`, `.yaml`, each optionally with `.gz` or `.zst`, or `-` for
    /// stdin; `#format=` and `#compression=` override the extension. Binary by default
    #[arg(long, value_name = "MESSAGE", default_value = "-", value_parser = reference)]
    from: String,

    /// The output, named in the same way; `#use_proto_names=true` and `#use_enum_numbers=true` change JSON and YAML.
    /// By default JSON for binary input, else binary
    #[arg(long, value_name = "MESSAGE", default_value = "-", value_parser = reference)]
    to: String,
}

/// The maximum size of a message in protobuf.
const MAX_BYTES: u64 = i32::MAX as u64;

impl Convert {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        match self.convert(console) {
            Some(()) => Outcome::Fine,
            None => Outcome::Failed,
        }
    }

    fn convert(&self, console: &mut Console) -> Option<()> {
        let from = payload("--from", &self.from, console)?;
        let to = payload("--to", &self.to, console)?;
        if from.at == PayloadPlace::Stdin && self.input.is_stdin() {
            console.problem(diagnostics::stdin_twice());
            return None;
        }
        let mut sources = Sources::default();
        let schema = self.input.open(&mut sources, console)?.schema;
        let ty = message_type(&schema, &self.ty, console)?;
        let codec = Codec::new(&schema).as_go();
        let read_as = from.form.map_or(Form::Binary, |_| from.form());
        let otherwise = if read_as == Form::Binary { to.form() } else { Form::Binary };
        let form = to.form.map_or(otherwise, |_| to.form());
        let reader = Reader { codec: &codec, ty, form: read_as, written_as: form };
        let message = reader.read(&from, &mut sources, console)?;
        let written = convert::write(&codec, &message, form);
        let bytes = written.map_err(|error| console.problem(diagnostics::no_such_form(&error))).ok()?;
        write(&to, bytes, console)
    }
}

fn payload(flag: &str, text: &str, console: &mut Console) -> Option<MessageReference> {
    MessageReference::parse(text).map_err(|error| console.problem(diagnostics::bad_payload(flag, text, &error))).ok()
}

fn message_type(schema: &Schema, name: &str, console: &mut Console) -> Option<MessageId> {
    match schema.find(name) {
        Some(Element::Message(ty)) => Some(ty),
        Some(_) => {
            console.problem(diagnostics::not_a_message(name));
            None
        }
        None => {
            let known = schema.messages.iter().map(|(_, message)| schema.text(message.full_name));
            console.problem(diagnostics::no_such_message(name, known));
            None
        }
    }
}

/// The schema, type and encoding of the message to read.
struct Reader<'a> {
    codec: &'a Codec<'a>,
    ty: MessageId,
    form: Form,
    written_as: Form,
}

impl Reader<'_> {
    /// Reads a message. Reports problems, and features that the output encoding cannot represent.
    fn read(&self, from: &MessageReference, sources: &mut Sources, console: &mut Console) -> Option<Message> {
        working_on(&from.at.to_string());
        let bytes = bytes(&from.at, from.compression);
        let bytes = bytes.map_err(|why| console.problem(diagnostics::not_read(&from.at, &why))).ok()?;
        let text = if self.form == Form::Binary { None } else { std::str::from_utf8(&bytes).ok() };
        let name = match &from.at {
            PayloadPlace::Stdin => "standard input".to_owned(),
            PayloadPlace::File(path) => path.display().to_string(),
        };
        let source = sources.add(&*name, &*name, text.map(Arc::from));
        let mut report = Report::default();
        let input = convert::Input { bytes: &bytes, source, sources };
        let message = convert::read(self.codec, self.ty, input, self.form, &mut report);
        if let Some(message) = &message {
            convert::report_lost_data(self.codec, message, self.written_as, source, &mut report);
        }
        console.problems(&report, sources);
        message
    }
}

/// Reads and decompresses the bytes at a location.
pub(super) fn bytes(at: &PayloadPlace, compression: Compression) -> Result<Vec<u8>, String> {
    let read = match at {
        PayloadPlace::Stdin => read_all(io::stdin().lock()),
        PayloadPlace::File(path) => File::open(path).and_then(read_all),
    };
    let packed = read.map_err(|error| error.to_string())?;
    if packed.len() as u64 > MAX_BYTES {
        return Err("it is larger than a message may be".to_owned());
    }
    match compression {
        Compression::None => Ok(packed),
        compression => compression.unpack(&packed).map_err(|error| error.to_string()),
    }
}

fn read_all(file: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn write(to: &MessageReference, bytes: Vec<u8>, console: &mut Console) -> Option<()> {
    let bytes = match to.compression {
        Compression::None => bytes,
        compression => compression.pack(&bytes),
    };
    match &to.at {
        PayloadPlace::Stdin => console.print_bytes(&bytes),
        PayloadPlace::File(path) => {
            write_files(vec![(path.clone(), bytes)]).map_err(|diagnostic| console.problem(*diagnostic)).ok()?;
        }
    }
    Some(())
}
