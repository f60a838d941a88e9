//! YAML, as programs write their settings and `buf` its messages.

mod message;
mod quote;
mod read;
mod write;

pub use message::parse;
pub use read::{Limits, Problem, YamlError, document};
pub use write::write;
pub use write::write_portable;
