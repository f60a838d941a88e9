//! `protoward convert`: a message in another encoding, by its type in a schema.

use std::io;

use super::console::Console;
use super::diagnostics;
use super::guard::working_on;
use super::input::{InputArgs, reference, report_errors};
use super::outcome::Outcome;
use protoward_compiler::{Compiler, well_known_types};
use protoward_output::write_files;
use protoward_schema::Schema;
use protoward_source::Sources;
use protoward_workspace::{MessageConversion, MessagePlace, MessageReference};

/// Convert a message to another encoding
///
/// Reads a message as binary, JSON, text or YAML, and writes it as one of them, as `buf convert` does. The schema is
/// any INPUT of `build`.
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

    /// The output, named in the same way; `#use_proto_names=true`, `#use_enum_names=true` and
    /// `#use_enum_numbers=true` change JSON and YAML.
    /// By default JSON for binary input, else binary
    #[arg(long, value_name = "MESSAGE", default_value = "-", value_parser = reference)]
    to: String,

    /// Convert only a message that passes the rules of `buf.validate` of its type: each violation is an error
    #[arg(long)]
    validate: bool,
}

impl Convert {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        match self.convert(console) {
            Some(()) => Outcome::Fine,
            None => Outcome::Failed,
        }
    }

    fn convert(&self, console: &mut Console) -> Option<()> {
        let from = message("--from", &self.from, console)?;
        let to = message("--to", &self.to, console)?;
        if from.at == MessagePlace::Stdin && self.input.is_stdin() {
            console.problem(diagnostics::stdin_twice());
            return None;
        }
        let mut sources = Sources::default();
        let schema = self.input.only_project("the schema of a message", console)?.open(&mut sources, console)?.schema;
        let schema = if schema.find(&self.ty).is_some() { schema } else { with_well_known(&self.ty).unwrap_or(schema) };
        working_on(&from.at.to_string());
        let bytes = report_errors(console, &mut sources, |sources, report| {
            let conversion = MessageConversion { ty: &self.ty, from: &from, to: &to, is_validated: self.validate };
            conversion.run(&schema, &mut io::stdin().lock(), sources, report)
        })?;
        match to.at {
            MessagePlace::Stdin => console.print_bytes(&bytes),
            MessagePlace::File(path) => {
                write_files(vec![(path, bytes)]).map_err(|diagnostic| console.problem(*diagnostic)).ok()?;
            }
        }
        Some(())
    }
}

/// Returns a schema of all well-known types, if this is one. As in buf, the input need not import it.
fn with_well_known(ty: &str) -> Option<Schema> {
    let schema = Compiler::new().compile(well_known_types()).ok()?.into_schema();
    schema.find(ty).is_some().then_some(schema)
}

fn message(flag: &str, text: &str, console: &mut Console) -> Option<MessageReference> {
    MessageReference::parse(text).map_err(|error| console.problem(diagnostics::bad_payload(flag, text, &error))).ok()
}
