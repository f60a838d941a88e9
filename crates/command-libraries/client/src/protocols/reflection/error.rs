use crate::protocols::{Code, Ending};
use protoward_source::Diagnostic;

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
