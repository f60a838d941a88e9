use std::fmt;

use super::any::Types;
use super::options::Options;

/// The maximum nesting depth of messages, as in protobuf parsers.
const DEEPEST: u32 = 100;

/// The options for a value, the types that an `Any` may hold, and the nesting depth.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    pub(super) options: Options,
    pub(super) types: &'static Types,
    depth: u32,
}

impl Context {
    /// Creates the context of a value that is not nested. An `Any` may hold `types`.
    pub const fn new(options: Options, types: &'static Types) -> Self {
        Self { options, types, depth: 0 }
    }

    /// Returns this context with other options.
    pub(super) const fn with(self, options: Options) -> Self {
        Self { options, ..self }
    }

    /// Returns the context of a nested message. Fails if messages are nested too deep.
    pub(super) const fn deeper(self) -> Result<Self, TooDeep> {
        match self.depth > DEEPEST {
            true => Err(TooDeep),
            false => Ok(Self { depth: self.depth + 1, ..self }),
        }
    }
}

/// The error for messages that are nested too deep.
#[derive(Debug)]
pub(super) struct TooDeep;

impl fmt::Display for TooDeep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "messages are nested more than {DEEPEST} deep")
    }
}

impl Default for Context {
    /// The options of ProtoJSON. An `Any` cannot hold a type.
    fn default() -> Self {
        Self::new(Options::PROTO_JSON, &Types::EMPTY)
    }
}
