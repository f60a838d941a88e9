//! The call of the generator.

use crate::CodeGen;
use crate::error::Error;
use crate::generator;

impl CodeGen {
    /// Generates the code. Files whose content does not change are not written.
    ///
    /// # Errors
    /// Returns an error if a file does not compile, if there is no generator for the release of `protobuf`, if no crate is
    /// known for an import, or if code cannot be written. No file is written then.
    pub fn generate_and_compile(&self) -> Result<(), Error> {
        generator::generate(self)
    }
}
