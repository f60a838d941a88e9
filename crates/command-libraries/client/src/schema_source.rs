//! The source of a schema for calls: known, or the reflection service of the server.

use crate::protocols::{CallOptions, Client, ReflectError, Reflection};
use protoward_schema::Schema;
use protoward_source::{Diagnostic, Sources, nearest};

use crate::connection::Server;
use crate::diagnostics::{self, CallProblem};

/// The source of the schema of a server.
#[derive(Debug)]
pub enum SchemaSource {
    /// A schema that is known, with its texts.
    Known(Box<(Schema, Sources)>),
    /// The reflection service of the server, which sends only what is asked for.
    Reflection {
        /// The connection.
        client: Box<Client>,
        /// The options of the calls.
        options: CallOptions,
    },
}

impl SchemaSource {
    /// Returns the source of a schema: the known one, or else the reflection service of the server. `options` are those of its calls.
    ///
    /// # Errors
    /// Fails if the server cannot be reached, or if there is neither a schema nor a server.
    pub fn new(
        known: Option<(Schema, Sources)>,
        server: Option<&Server>,
        options: CallOptions,
    ) -> Result<Self, Box<CallProblem>> {
        match (known, server) {
            (Some(known), _) => Ok(Self::Known(Box::new(known))),
            (None, Some(server)) => {
                Ok(Self::Reflection { client: Box::new(server.connect_for_reflection()?), options })
            }
            (None, None) => Err(diagnostics::no_schema().into()),
        }
    }

    /// Returns the names of all services, sorted.
    pub(crate) fn services(&mut self) -> Result<Vec<String>, Box<CallProblem>> {
        match self {
            Self::Known(known) => {
                let schema = &known.0;
                let services = schema.services.iter().filter(|(_, it)| !schema[it.file].is_import);
                let mut names: Vec<String> =
                    services.map(|(_, service)| schema.text(service.full_name).to_owned()).collect();
                names.sort_unstable();
                Ok(names)
            }
            Self::Reflection { client, options } => {
                let services = client.reflection(options).services();
                Ok(services.map_err(|error| diagnostics::not_reflected(&error))?)
            }
        }
    }

    /// Returns a schema that has these elements, if the source has them, with its texts.
    pub(crate) fn schema(self, symbols: &[String]) -> Result<(Schema, Sources), Box<CallProblem>> {
        match self {
            Self::Known(known) => Ok(*known),
            Self::Reflection { mut client, options } => {
                let mut reflection = client.reflection(&options);
                let schema = reflection.schema(symbols);
                Ok(schema.map_err(|error| not_reflected(&error, &mut reflection))?)
            }
        }
    }

    /// Returns a schema that has an element, or the service, message or enum around it: not every reflection service finds methods and
    /// fields by their names.
    pub(crate) fn schema_around(self, symbol: &str) -> Result<Schema, Box<CallProblem>> {
        match self {
            Self::Known(known) => Ok(known.0),
            Self::Reflection { mut client, options } => {
                let mut reflection = client.reflection(&options);
                let unknown = |error| match error {
                    ReflectError::UnknownSymbol(_) => ReflectError::UnknownSymbol(symbol.to_owned()),
                    error => error,
                };
                let found = match (reflection.schema(&[symbol.to_owned()]), symbol.rsplit_once('.')) {
                    (Err(ReflectError::UnknownSymbol(_)), Some((around, _))) => {
                        reflection.schema(&[around.to_owned()]).map_err(unknown)
                    }
                    (found, _) => found,
                };
                Ok(found.map_err(|error| not_reflected(&error, &mut reflection))?.0)
            }
        }
    }
}

/// Returns the diagnostic of an error of reflection, with the services that an unknown name may mean.
fn not_reflected(error: &ReflectError, reflection: &mut Reflection<'_>) -> Diagnostic {
    let diagnostic = diagnostics::not_reflected(error);
    let ReflectError::UnknownSymbol(symbol) = error else { return diagnostic };
    // The error itself is known; a server need not list its services.
    let services = reflection.services().unwrap_or_default();
    match nearest(symbol, services.iter().map(String::as_str))[..] {
        [] => diagnostic,
        ref near => diagnostic.help(diagnostics::proposal(near)),
    }
}
