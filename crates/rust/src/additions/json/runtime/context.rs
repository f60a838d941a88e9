use super::options::Options;

/// How deep messages may nest: what the readers of protobuf take.
const DEEPEST: u32 = 100;

/// How a value is read or written, and how deep it lies.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    pub(super) options: Options,
    depth: u32,
}

impl Context {
    pub(super) const fn new(options: Options) -> Self {
        Self { options, depth: 0 }
    }

    /// Inside of one message more.
    pub(super) fn deeper(self) -> Result<Self, String> {
        match self.depth > DEEPEST {
            true => Err(format!("messages are nested more than {DEEPEST} deep")),
            false => Ok(Self { depth: self.depth + 1, ..self }),
        }
    }
}
