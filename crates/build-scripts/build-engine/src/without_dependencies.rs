//! Build scripts without the feature `dependencies`, whose method is an error that names the feature.

use std::path::Path;

use crate::diagnostics::{self, diagnostic_error};
use protoward_build_protocol::Error;
use protoward_compiler::Compiler;

/// The dependencies of the schemas: none.
pub(crate) struct Dependencies;

impl Dependencies {
    /// Fails if the build script names a configuration.
    pub(crate) fn resolve(config: Option<&Path>) -> Result<Self, Error> {
        match config {
            Some(_) => Err(diagnostic_error(diagnostics::needs_dependencies())),
            None => Ok(Self),
        }
    }

    /// Returns the compiler unchanged, because there are no dependencies.
    #[expect(clippy::unused_self, reason = "with the feature, it has dependencies")]
    pub(crate) fn add_to(&self, compiler: Compiler) -> Compiler {
        compiler
    }

    /// Returns the paths that Cargo watches.
    #[expect(clippy::unused_self, reason = "with the feature, there are some")]
    pub(crate) fn watched(&self) -> impl Iterator<Item = String> {
        std::iter::empty()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use crate::call::tests::generated;
    use protoward_build_protocol::Options;

    #[test]
    fn names_the_feature_in_the_error() {
        let options = Options { dependencies: Some(b"protoward.toml".to_vec()), ..Options::default() };
        let error = generated("syntax = \"proto3\";\n", options).unwrap_err().to_string();
        assert!(error.contains("\"dependencies\""), "{error}");
    }
}
