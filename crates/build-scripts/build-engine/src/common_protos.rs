//! Build scripts with the feature `common-protos`: imports find the files that are compiled in.

use protoward_build_protocol::Error;
use protoward_common_protos::{CommonProtos, TurnedOff, explain_conflicts};
use protoward_compiler::Compiler;
use protoward_source::{Report, Sources};

/// Adds the common protos to a compiler, unless the build script turns them off.
#[expect(clippy::unnecessary_wraps, reason = "without the feature, it can fail")]
pub(crate) fn added(setting: Option<bool>, compiler: Compiler) -> Result<Compiler, Error> {
    Ok(match setting {
        None | Some(true) => compiler.built_in(CommonProtos),
        Some(false) => compiler.built_in(TurnedOff { remedy: "which `common_protos(false)` turns off" }),
    })
}

/// Adds remedies to errors in common protos.
pub(crate) fn explained(report: Report, sources: &Sources) -> Report {
    explain_conflicts(report, sources)
}
