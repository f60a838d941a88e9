//! Build scripts without the feature `common-protos`.

use crate::diagnostics;
use crate::error::Error;
use protoward_compiler::Compiler;
use protoward_source::{ReadError, Report, Resolver, Sources};

/// Adds the remedy for missing imports. Fails if the build script turns the common protos on.
pub(crate) fn added(setting: Option<bool>, compiler: Compiler) -> Result<Compiler, Error> {
    match setting {
        None => Ok(compiler.built_in(WithoutFeature)),
        Some(false) => Ok(compiler),
        Some(true) => Err(Error::of(diagnostics::needs_common_protos())),
    }
}

/// Returns the report unchanged.
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

    use crate::configure;

    #[test]
    fn a_missing_common_proto_proposes_the_feature() {
        let folder = tempfile::tempdir().unwrap();
        let proto = folder.path().join("a.proto");
        std::fs::write(&proto, "syntax = \"proto3\";\nimport \"google/type/money.proto\";\n").unwrap();
        let on = configure().common_protos(true);
        for settings in [configure(), on] {
            let error = settings.out_dir(folder.path()).compile_protos(&[&*proto], &[folder.path()]).unwrap_err();
            assert!(error.to_string().contains("\"common-protos\""), "{error}");
        }
        let off = configure().common_protos(false).out_dir(folder.path());
        let error = off.compile_protos(&[&*proto], &[folder.path()]).unwrap_err();
        assert!(!error.to_string().contains("features"), "{error}");
    }
}
