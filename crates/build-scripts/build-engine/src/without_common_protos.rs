//! Build scripts without the feature `common-protos`: an error about a missing import says which feature has the file.

use crate::diagnostics::{self, diagnostic_error};
use protoward_build_protocol::Error;
use protoward_compiler::Compiler;
use protoward_source::{ReadError, Report, Resolver, Sources};

/// Adds the remedy for missing imports. Fails if the build script turns the common protos on.
pub(crate) fn added(setting: Option<bool>, compiler: Compiler) -> Result<Compiler, Error> {
    match setting {
        None => Ok(compiler.built_in(WithoutFeature)),
        Some(false) => Ok(compiler),
        Some(true) => Err(diagnostic_error(diagnostics::needs_common_protos())),
    }
}

/// Returns the report unchanged. Without the feature, no file can conflict with a common proto.
pub(crate) fn explained(report: Report, _: &Sources) -> Report {
    report
}

/// The folders of the most frequent common protos.
const FOLDERS: [&str; 5] = ["google/api/", "google/longrunning/", "google/rpc/", "google/type/", "buf/validate/"];

/// No files, but the remedy for missing ones.
struct WithoutFeature;

impl Resolver for WithoutFeature {
    fn resolve(&self, _: &str) -> Result<Option<Vec<u8>>, ReadError> {
        Ok(None)
    }

    fn help(&self, name: &str) -> Option<String> {
        FOLDERS.iter().any(|folder| name.starts_with(folder)).then(diagnostics::common_protos_need_a_feature)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use crate::call::tests::generated;
    use protoward_build_protocol::Options;

    #[test]
    fn proposes_the_feature_for_a_missing_common_proto() {
        let text = "syntax = \"proto3\";\nimport \"google/type/money.proto\";\n";
        for common_protos in [None, Some(true)] {
            let error = generated(text, Options { common_protos, ..Options::default() }).unwrap_err().to_string();
            assert!(error.contains("\"common-protos\""), "{error}");
        }
        let off = Options { common_protos: Some(false), ..Options::default() };
        let error = generated(text, off).unwrap_err().to_string();
        assert!(!error.contains("features"), "{error}");
    }
}
