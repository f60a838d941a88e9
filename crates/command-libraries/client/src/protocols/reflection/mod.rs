//! The schema of a server, by its reflection service.
//!
//! The service exists in the versions `v1` and `v1alpha`, which differ only in their names:
//! <https://github.com/grpc/grpc/blob/master/src/proto/grpc/reflection/v1/reflection.proto>.

mod files;
mod messages;

use crate::protocols::envelope::sealed;
use crate::protocols::{CallOptions, Client, Code, Ending, Procedure};
use files::Files;
use messages::{Answer, Query};
use protoward_schema::Schema;
use protoward_source::{Diagnostic, Sources};

/// The names of the service, newest first.
const SERVICES: [&str; 2] = ["grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"];

/// Maximum number of queries in one call: small enough that neither side waits for the other.
const MOST_QUERIES: usize = 100;

/// Maximum number of services whose files are loaded for the contents of an `Any`.
const MOST_SERVICES: usize = 10_000;

/// Maximum number of extensions of one message.
const MOST_EXTENSIONS: usize = 10_000;

/// Maximum size of one answer.
const MAX_ANSWER_BYTES: usize = 64 * 1024 * 1024;

/// The reason why a server's reflection service returns no schema.
#[derive(Debug, thiserror::Error)]
pub enum ReflectError {
    /// The server has no reflection service.
    #[error("the server has no reflection service")]
    NoReflection,
    /// The call of the reflection service failed.
    #[error("the reflection service failed: {}: {}", .0.status.code, .0.status.message)]
    Failed(Box<Ending>),
    /// The reflection service refused a query.
    #[error("the reflection service failed: {code}: {message}")]
    Refused {
        /// The code.
        code: Code,
        /// The message of the server.
        message: String,
    },
    /// The server does not know a symbol.
    #[error("the server has no `{0}`")]
    UnknownSymbol(String),
    /// An answer to another question, or none.
    #[error("the reflection service does not answer the question")]
    WrongAnswer,
    /// Bytes that are no answer, or no descriptor.
    #[error("the reflection service answers with malformed bytes: {0}")]
    Malformed(String),
    /// More files than any schema has.
    #[error("the reflection service answers with more than {0}")]
    TooMuch(String),
    /// The descriptors do not belong together.
    #[error("the descriptors of the reflection service are no schema: {}", .0.message)]
    Invalid(Box<Diagnostic>),
}

/// The reflection service of a server.
#[derive(Debug)]
pub struct Reflection<'c> {
    client: &'c mut Client,
    options: CallOptions,
    /// The index of the version that the server has.
    version: Option<usize>,
}

impl Client {
    /// Returns the reflection service of the server. The connection must be one of gRPC.
    pub fn reflection(&mut self, options: &CallOptions) -> Reflection<'_> {
        let options = CallOptions { max_message_bytes: MAX_ANSWER_BYTES, ..options.clone() };
        Reflection { client: self, options, version: None }
    }
}

impl Reflection<'_> {
    /// Returns the full names of all services, sorted.
    ///
    /// # Errors
    /// If the server has no reflection service, or if it does not answer as it must.
    pub fn services(&mut self) -> Result<Vec<String>, ReflectError> {
        match self.ask(&[Query::Services])?.pop() {
            Some(Answer::Services(mut services)) => {
                services.sort_unstable();
                services.dedup();
                Ok(services)
            }
            Some(Answer::Error { code, message }) => Err(ReflectError::Refused { code, message }),
            Some(Answer::Files(_) | Answer::Numbers(_)) | None => Err(ReflectError::WrongAnswer),
        }
    }

    /// Returns the schema of some symbols with all that they depend on. A symbol is the full name of a service, a
    /// message or an enum. If the schema uses `google.protobuf.Any`, it has the files of all services, because these
    /// probably declare what an `Any` holds. It has the extensions that the server knows.
    ///
    /// # Errors
    /// If the server has no reflection service, does not know a symbol, or does not answer as it must.
    pub fn schema(&mut self, symbols: &[String]) -> Result<(Schema, Sources), ReflectError> {
        let mut files = Files::default();
        self.add_symbols(symbols, true, &mut files)?;
        if files.has("google/protobuf/any.proto") {
            // Not every server lists its services to every caller.
            let mut services = self.services().unwrap_or_default();
            services.truncate(MOST_SERVICES);
            self.add_symbols(&services, false, &mut files)?;
        }
        self.add_extensions(&mut files)?;
        files.into_schema()
    }

    /// Adds the files of symbols with their imports. Unknown symbols are errors if `must_exist`.
    fn add_symbols(&mut self, symbols: &[String], must_exist: bool, files: &mut Files) -> Result<(), ReflectError> {
        for some in symbols.chunks(MOST_QUERIES) {
            let queries: Vec<_> = some.iter().map(|symbol| Query::Symbol(symbol)).collect();
            for (symbol, answer) in some.iter().zip(self.ask(&queries)?) {
                match answer {
                    Answer::Files(bytes) => files.add(bytes)?,
                    Answer::Error { code: Code::NotFound, .. } if must_exist => {
                        return Err(ReflectError::UnknownSymbol(symbol.clone()));
                    }
                    Answer::Error { code, message } if must_exist => {
                        return Err(ReflectError::Refused { code, message });
                    }
                    Answer::Error { .. } => {}
                    Answer::Services(_) | Answer::Numbers(_) => return Err(ReflectError::WrongAnswer),
                }
            }
        }
        self.add_imports(files)
    }

    /// Adds the imports of all files. Files that the server does not have may be built in, or declare nothing needed.
    fn add_imports(&mut self, files: &mut Files) -> Result<(), ReflectError> {
        loop {
            let missing = files.take_missing(MOST_QUERIES);
            if missing.is_empty() {
                return Ok(());
            }
            let queries: Vec<_> = missing.iter().map(|name| Query::File(name)).collect();
            for (name, answer) in missing.iter().zip(self.ask(&queries)?) {
                match answer {
                    Answer::Files(bytes) => files.add(bytes)?,
                    Answer::Error { .. } => files.add_built_in(name)?,
                    Answer::Services(_) | Answer::Numbers(_) => return Err(ReflectError::WrongAnswer),
                }
            }
        }
    }

    /// Adds the files of the extensions of all messages that can be extended.
    fn add_extensions(&mut self, files: &mut Files) -> Result<(), ReflectError> {
        for message in files.extendable()? {
            let numbers = match self.ask(&[Query::ExtensionNumbers(&message)]) {
                Ok(mut answers) => answers.pop(),
                // Not every server implements these queries.
                Err(ReflectError::NoReflection | ReflectError::Failed(_)) => return Ok(()),
                Err(error) => return Err(error),
            };
            let Some(Answer::Numbers(numbers)) = numbers else { continue };
            for some in numbers[..numbers.len().min(MOST_EXTENSIONS)].chunks(MOST_QUERIES) {
                let queries: Vec<_> = some.iter().map(|&number| Query::Extension(&message, number)).collect();
                for answer in self.ask(&queries)? {
                    if let Answer::Files(bytes) = answer {
                        files.add(bytes)?;
                    }
                }
            }
            self.add_imports(files)?;
        }
        Ok(())
    }

    /// Returns one answer for each query. Some servers end the call where others answer with an error, so the rest is
    /// asked in another call.
    fn ask(&mut self, queries: &[Query<'_>]) -> Result<Vec<Answer>, ReflectError> {
        let mut answers = Vec::with_capacity(queries.len());
        while let Some(rest) = queries.get(answers.len()..).filter(|rest| !rest.is_empty()) {
            answers.extend(self.ask_once(rest)?);
        }
        Ok(answers)
    }

    /// Returns the answers of one call, at least one.
    fn ask_once(&mut self, queries: &[Query<'_>]) -> Result<Vec<Answer>, ReflectError> {
        let body: Vec<u8> = queries.iter().flat_map(|query| sealed(&query.encoded())).collect();
        let versions = self.version.map_or(0..SERVICES.len(), |version| version..version + 1);
        for version in versions {
            let path = format!("/{}/ServerReflectionInfo", SERVICES[version]);
            let procedure = Procedure { path, client_streaming: true, server_streaming: true };
            let (answers, ending) = self.client.collect(&procedure, &self.options, body.clone(), queries.len());
            let is_complete = answers.len() == queries.len();
            let answers = answers.iter().map(|answer| Answer::decode(answer));
            match ending.status.code {
                // A client that has all answers does not wait for the status.
                _ if is_complete => {
                    self.version = Some(version);
                    return answers.collect();
                }
                Code::NotFound => {
                    self.version = Some(version);
                    let error = Answer::Error { code: Code::NotFound, message: ending.status.message };
                    return answers.chain([Ok(error)]).collect();
                }
                Code::Ok => return Err(ReflectError::WrongAnswer),
                Code::Unimplemented => {}
                _ => return Err(ReflectError::Failed(Box::new(ending))),
            }
        }
        Err(ReflectError::NoReflection)
    }
}
