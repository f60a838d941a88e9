//! An editor that talks to a language server, and the answers that are expected.

mod editor;
mod texts;
mod uses;

pub use editor::{Editor, Server, path, uri};
pub use texts::{apply, offset, position};
pub use uses::{Symbol, Use, Uses, uses};
