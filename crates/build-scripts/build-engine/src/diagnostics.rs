//! Diagnostics about calls of a build script: their inputs, folders, and methods that need a feature. They become errors as plain
//! text, because Cargo shows it without colors.

use protoward_build_protocol::Error;
use protoward_output::{OUTPUT, shown};
use protoward_rust::Runtime;
use protoward_rust::diagnostics::GENERATE;
use protoward_source::{Diagnostic, ReadError, Report, Sources, plain};
use std::path::Path;
use std::{fmt, io};

/// Returns the error with all problems of a report.
pub(crate) fn report_error(report: &Report, sources: &Sources) -> Error {
    Error::new(plain(report, sources))
}

/// Returns the error with a diagnostic that has no position in a file.
pub(crate) fn diagnostic_error(diagnostic: Diagnostic) -> Error {
    report_error(&Report::from_iter([diagnostic]), &Sources::default())
}

/// Returns the warning that a call overwrites a file of an earlier call and loses an item.
pub(super) fn written_again(file: &str, item: &str) -> Diagnostic {
    Diagnostic::warning(
        OUTPUT,
        format!("two calls of this build script write `{file}`, but the second does not have `{item}` of the first"),
    )
    .help("generate all files of a package in one call, or use another folder for one of the calls with `out_dir`")
}

/// Returns the error that descriptors contain a file with an edition. The types of prost-types do not keep features.
pub(super) fn descriptors_of_edition(path: &str) -> Diagnostic {
    let message = format!("`{path}` uses an edition, but `prost_types::FileDescriptorSet` drops its features");
    Diagnostic::error(GENERATE, message).help(
        "generate from the `.proto` files with `compile_protos`, or from the file of descriptors with \
         `file_descriptor_set_path` and `skip_protoc_run`",
    )
}

/// Returns the error that custom options are requested for descriptors in memory, which do not keep extensions.
pub(super) fn no_custom_options_in_descriptors() -> Diagnostic {
    let message = "`custom_options` is set, but `prost_types::FileDescriptorSet` drops custom options";
    Diagnostic::error(GENERATE, message).help(
        "generate from the `.proto` files with `compile_protos`, or from the file of descriptors with \
         `file_descriptor_set_path` and `skip_protoc_run`",
    )
}

/// Returns the error that an existing descriptor set cannot be read.
pub(super) fn unread_set(set: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(GENERATE, format!("cannot read the descriptors in `{}`: {error}", shown(set)))
        .help("`skip_protoc_run` uses an existing file; without it, the file is written")
}

/// Returns the error that no code can be generated from an existing descriptor set.
pub(super) fn unreadable_set(set: &Path, why: &Diagnostic) -> Diagnostic {
    Diagnostic::error(GENERATE, format!("cannot generate code from `{}`: {}", shown(set), why.message))
        .help("use a file written by `file_descriptor_set_path` or `protoc --include_imports`")
}

/// Returns the error that bytes are no descriptors.
pub(super) fn invalid_descriptors(why: &dyn fmt::Display) -> Diagnostic {
    Diagnostic::error(GENERATE, format!("cannot decode the descriptors: {why}"))
}

/// Returns the warning that an include folder does not exist.
pub(super) fn no_such_folder(folder: &Path) -> Diagnostic {
    Diagnostic::warning(GENERATE, format!("cannot find the include folder `{}`", shown(folder)))
        .help("use a path relative to the folder of `Cargo.toml`")
}

/// Returns the error that there is no output folder.
pub(super) fn no_out_dir(folder: Option<&Path>) -> Diagnostic {
    match folder {
        Some(folder) => Diagnostic::error(OUTPUT, format!("cannot find the output folder `{}`", shown(folder)))
            .help("create the folder, or remove `out_dir` to use the folder of cargo"),
        None => Diagnostic::error(OUTPUT, "missing output folder: `OUT_DIR` is not set")
            .help("call this from a build script, where cargo sets it, or use a folder with `out_dir`"),
    }
}

/// Returns the error that no file was named.
pub(super) fn nothing_to_compile() -> Box<Diagnostic> {
    Box::new(Diagnostic::error(GENERATE, "no files to compile").help("list the `.proto` files to generate code from"))
}

/// Returns the error that a file does not exist. `near` is a similar path or import name.
pub(super) fn no_such_proto(proto: &Path, near: Option<String>) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(GENERATE, format!("cannot find the file `{}`", shown(proto))).help(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "use a path relative to the folder of `Cargo.toml`, or the path of imports".to_owned(),
    }))
}

/// Returns the error that a folder to compile contains no `.proto` file.
pub(super) fn no_protos_in(folder: &Path) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(GENERATE, format!("no `.proto` files in the folder `{}`", shown(folder)))
            .help("use a folder with `.proto` files, or list the files"),
    )
}

/// Returns the error that a folder cannot be read.
pub(super) fn unread_folder(folder: &Path, error: &ReadError) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(GENERATE, format!("cannot read the folder `{}`: {error}", shown(folder))))
}

/// Returns the error that additions are requested for code that the crate prost-build generates.
#[cfg(feature = "prost-build")]
pub(super) fn unsupported_by_prost_build() -> Diagnostic {
    Diagnostic::error(GENERATE, "code of the crate prost-build cannot have additions to prost and tonic")
        .help("use `protoward_build::prost_build::Config`, which has the same methods, without a `service_generator`")
}

/// Returns the error that the crate prost-build has no code for a runtime.
#[cfg(feature = "prost-build")]
pub(super) fn other_runtime_of_prost_build(runtime: Runtime) -> Diagnostic {
    let newest = Runtime::default();
    Diagnostic::error(GENERATE, format!("the crate prost-build generates code for {newest}, but the code is for {runtime}")).help(
        "use `protoward_build::prost_build::Config`, which has the same methods, without a `service_generator`; or depend on the newer \
         versions, or choose them with `runtime`",
    )
}

/// Returns the error that there is no code for the versions that a crate depends on.
pub(super) fn no_runtime(found: &str) -> Diagnostic {
    let known = Runtime::ALL.map(|runtime| format!("on {runtime}")).join(", or ");
    Diagnostic::error(GENERATE, format!("the crate depends on {found}, which is not supported")).help(format!(
        "depend {known}; or select one of these with `runtime`, if the crate does not use its dependency with the code"
    ))
}

/// Returns the error that a crate depends on different versions of a package for different targets.
pub(super) fn versions_of_targets(package: &str, one: impl fmt::Display, other: impl fmt::Display) -> Box<Diagnostic> {
    let message = format!("the version of `{package}` depends on the target: `Cargo.toml` has both {one} and {other}");
    Box::new(Diagnostic::error(GENERATE, message).help(
        "depend on one version for all targets, or select one with `runtime`, for example by the variable `CARGO_CFG_TARGET_OS`",
    ))
}

/// Returns the error that descriptors use a type that they do not contain.
pub(super) fn no_such_type(ty: &str, user: &str, place: &str) -> Diagnostic {
    let message = format!("cannot find type `{ty}` of `{user}` in the descriptors or an `extern_path`");
    Diagnostic::error(GENERATE, format!("{place}: {message}"))
        .help("add imported files to the descriptors, as `protoc --include_imports` does")
}

/// Returns the error that descriptors are incomplete.
pub(super) fn unlinked(why: &Diagnostic) -> Diagnostic {
    Diagnostic::error(GENERATE, format!("cannot generate code from the descriptors: {}", why.message))
        .help("add imported files to the descriptors, as `protoc --include_imports` does")
}

/// Returns the error that `provides` is set for code that is generated from descriptors.
pub(super) fn no_sources_to_provide() -> Diagnostic {
    Diagnostic::error(GENERATE, "types generated from a file of descriptors cannot be provided to other crates")
        .help("generate from the `.proto` files, or remove `provides`")
}

/// Returns the error that a setting needs the feature `full`, which is not enabled.
#[cfg(not(feature = "full"))]
pub(super) fn needs_full(method: &str) -> Diagnostic {
    let message = format!("`{method}` needs the feature `full` of protoward-build");
    Diagnostic::error(GENERATE, message).help(crate::features::enabling("full"))
}

/// Returns the error that an option needs the feature `validate`, which is not enabled.
#[cfg(not(feature = "validate"))]
pub(super) fn needs_validate(option: &str) -> Diagnostic {
    let message = format!("`{option}` needs the feature `validate` of protoward-build");
    Diagnostic::error(GENERATE, message).help(crate::features::enabling("validate"))
}

/// Returns the error that dependencies need the feature `dependencies`, which is not enabled.
#[cfg(not(feature = "dependencies"))]
pub(super) fn needs_dependencies() -> Diagnostic {
    let message = "`dependencies` needs the feature `dependencies` of protoward-build";
    Diagnostic::error(GENERATE, message).help(crate::features::enabling("dependencies"))
}

/// Returns the error that the common protos need the feature `common-protos`, which is not enabled.
#[cfg(not(feature = "common-protos"))]
pub(super) fn needs_common_protos() -> Diagnostic {
    let message = "`common_protos` needs the feature `common-protos` of protoward-build";
    Diagnostic::error(GENERATE, message).help(crate::features::enabling("common-protos"))
}

/// Returns the remedy for a missing file that may be one of the common protos.
#[cfg(not(feature = "common-protos"))]
pub(super) fn common_protos_need_a_feature() -> String {
    format!(
        "protoward-build has files of googleapis and protovalidate with its feature `common-protos`: {}",
        crate::features::enabling("common-protos")
    )
}

/// Returns the warning that types of other crates are generated again.
#[cfg(not(feature = "full"))]
pub(super) fn provided_without_full() -> String {
    format!(
        "a dependency has types for this crate, which are generated again; to use those of the dependency, {}",
        crate::features::enabling("full")
    )
}
