//! The schema of a call: an input, or the reflection service of the server.

use super::connecting::ConnectionArgs;
use super::diagnostics;
use crate::console::Console;
use crate::input::{InputArgs, reference};
use protoward_call::{CallOptions, Client, Target};
use protoward_schema::Schema;
use protoward_source::Sources;

/// The flags for the schema.
#[derive(Debug, clap::Args)]
pub(super) struct SchemaArgs {
    /// The schema, any INPUT of `build`, instead of the server's reflection service
    #[arg(long, value_name = "INPUT", value_parser = reference)]
    schema: Option<String>,
}

/// The source of a schema.
pub(super) enum SchemaSource {
    Input(Box<InputArgs>),
    Server { client: Box<Client>, options: CallOptions },
}

impl SchemaArgs {
    /// Returns `true` if the schema is read from standard input.
    pub(super) fn is_stdin(&self) -> bool {
        self.schema.clone().is_some_and(|input| InputArgs::of(input).is_stdin())
    }

    /// Returns the source. Connects to the server if that has the schema; `options` are those of its reflection.
    pub(super) fn source(
        &self,
        target: Option<&Target>,
        options: CallOptions,
        connection: &ConnectionArgs,
        console: &mut Console,
    ) -> Option<SchemaSource> {
        match (&self.schema, target) {
            (Some(input), _) => Some(SchemaSource::Input(Box::new(InputArgs::of(input.clone())))),
            (None, Some(target)) => {
                let client = Box::new(connection.connect_for_reflection(target, console)?);
                Some(SchemaSource::Server { client, options })
            }
            (None, None) => {
                console.problem(diagnostics::no_schema());
                None
            }
        }
    }
}

impl SchemaSource {
    /// Returns the names of all services, sorted.
    pub(super) fn services(&mut self, sources: &mut Sources, console: &mut Console) -> Option<Vec<String>> {
        match self {
            Self::Input(input) => {
                let schema = input.open(sources, console)?.schema;
                let services = schema.services.iter().filter(|(_, it)| !schema[it.file].is_import);
                let mut names: Vec<String> =
                    services.map(|(_, service)| schema.text(service.full_name).to_owned()).collect();
                names.sort_unstable();
                Some(names)
            }
            Self::Server { client, options } => {
                let services = client.reflection(options).services();
                services.map_err(|error| console.problem(diagnostics::not_reflected(&error))).ok()
            }
        }
    }

    /// Returns a schema that has these symbols, if the source has them.
    pub(super) fn schema(self, symbols: &[String], sources: &mut Sources, console: &mut Console) -> Option<Schema> {
        match self {
            Self::Input(input) => Some(input.open(sources, console)?.schema),
            Self::Server { mut client, options } => {
                let mut reflection = client.reflection(&options);
                let schema = reflection.schema(symbols);
                schema.map_err(|error| console.problem(diagnostics::not_reflected(&error))).ok()
            }
        }
    }
}
