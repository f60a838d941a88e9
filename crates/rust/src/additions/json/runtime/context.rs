use super::options::Options;

/// The maximum nesting depth of messages, as in protobuf parsers.
const DEEPEST: u32 = 100;

/// The options for a value, and its nesting depth.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    pub(super) options: Options,
    depth: u32,
}

impl Context {
    pub(super) const fn new(options: Options) -> Self {
        Self { options, depth: 0 }
    }

    /// Returns the context of a nested message. Fails if messages are nested too deep.
    pub(super) fn deeper(self) -> Result<Self, String> {
        match self.depth > DEEPEST {
            true => Err(format!("messages are nested more than {DEEPEST} deep")),
            false => Ok(Self { depth: self.depth + 1, ..self }),
        }
    }
}
