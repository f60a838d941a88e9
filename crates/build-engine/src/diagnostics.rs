//! The diagnostics of a build script.

use protoward_output::{OUTPUT, shown};
use protoward_rust::Runtime;
use protoward_rust::diagnostics::GENERATE;
use protoward_source::{Diagnostic, ReadError};
use std::path::Path;
use std::{fmt, io};

/// Returns the warning that a call overwrites a file of an earlier call and loses an item.
pub(super) fn written_again(file: &str, item: &str) -> Diagnostic {
    Diagnostic::warning(
        OUTPUT,
        format!("two calls of this build script write `{file}`, and `{item}` of the first is not in the second"),
    )
    .help("name all files of a package in one call, or give one of the two a folder of its own with `out_dir`")
}

/// Returns the error that descriptors contain a file with an edition. The types of prost-types do not keep features.
pub(super) fn descriptors_of_edition(path: &str) -> Diagnostic {
    let message = format!("`{path}` is of an edition, whose features a `prost_types::FileDescriptorSet` does not keep");
    Diagnostic::error(GENERATE, message).help(
        "generate from the `.proto` files with `compile_protos`, or from the file of descriptors with \
         `file_descriptor_set_path` and `skip_protoc_run`",
    )
}

/// Returns the error that custom options are requested for descriptors in memory, which do not keep extensions.
pub(super) fn no_custom_options_in_descriptors() -> Diagnostic {
    let message = "`custom_options` is asked for, and a `prost_types::FileDescriptorSet` does not keep any";
    Diagnostic::error(GENERATE, message).help(
        "generate from the `.proto` files with `compile_protos`, or from the file of descriptors with \
         `file_descriptor_set_path` and `skip_protoc_run`",
    )
}

/// Returns the error that an existing descriptor set cannot be read.
pub(super) fn unread_set(set: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(GENERATE, format!("the descriptors in `{}` cannot be read: {error}", shown(set)))
        .help("`skip_protoc_run` generates from a file that is there already; without it, the file is written")
}

/// Returns the error that no code can be generated from an existing descriptor set.
pub(super) fn unreadable_set(set: &Path, why: &Diagnostic) -> Diagnostic {
    Diagnostic::error(GENERATE, format!("`{}` cannot be generated from: {}", shown(set), why.message))
        .help("name a file that `file_descriptor_set_path`, or `protoc --include_imports`, has written")
}

/// Returns the error that bytes are no descriptors.
pub(super) fn invalid_descriptors(why: &dyn fmt::Display) -> Diagnostic {
    Diagnostic::error(GENERATE, format!("the descriptors cannot be decoded: {why}"))
}

/// Returns the warning that an include folder does not exist.
pub(super) fn no_such_folder(folder: &Path) -> Diagnostic {
    Diagnostic::warning(GENERATE, format!("there is no folder `{}` to look in", shown(folder)))
        .help("write a path from the folder of `Cargo.toml`")
}

/// Returns the error that there is no output folder.
pub(super) fn no_out_dir(folder: Option<&Path>) -> Diagnostic {
    match folder {
        Some(folder) => Diagnostic::error(OUTPUT, format!("the output folder `{}` is not there", shown(folder)))
            .help("create the folder, or leave `out_dir` out: cargo has a folder for generated code"),
        None => Diagnostic::error(OUTPUT, "there is no output folder, as `OUT_DIR` is not set")
            .help("call this from a build script, where cargo sets it, or name a folder with `out_dir`"),
    }
}

/// Returns the error that no file was named.
pub(super) fn nothing_to_compile() -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(GENERATE, "no file to compile was named").help("name the `.proto` files to generate from"),
    )
}

/// Returns the error that a file does not exist. `near` is a similar path or import name.
pub(super) fn no_such_proto(proto: &Path, near: Option<String>) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(GENERATE, format!("cannot find the file `{}`", shown(proto))).help(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write a path from the folder of `Cargo.toml`, or the name that imports use".to_owned(),
    }))
}

/// Returns the error that a folder to compile contains no `.proto` file.
pub(super) fn no_protos_in(folder: &Path) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(GENERATE, format!("there is no `.proto` file in the folder `{}`", shown(folder)))
            .help("name a folder that has some, or the files themselves"),
    )
}

/// Returns the error that a folder cannot be read.
pub(super) fn unread_folder(folder: &Path, error: &ReadError) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(GENERATE, format!("the folder `{}` cannot be read: {error}", shown(folder))))
}

/// Returns the error that additions are requested for code that the crate prost-build generates.
#[cfg(feature = "prost-build")]
pub(super) fn unsupported_by_prost_build() -> Diagnostic {
    Diagnostic::error(GENERATE, "code of the crate prost-build has nothing beyond prost and tonic")
        .help("use `protoward_build::prost_build::Config`, which has the same methods, without a `service_generator`")
}

/// Returns the error that the crate prost-build has no code for a runtime.
#[cfg(feature = "prost-build")]
pub(super) fn other_runtime_of_prost_build(runtime: Runtime) -> Diagnostic {
    let newest = Runtime::default();
    Diagnostic::error(GENERATE, format!("the crate prost-build generates for {newest}, and the code is for {runtime}")).help(
        "use `protoward_build::prost_build::Config`, which has the same methods, without a `service_generator`; or depend on the newer \
         versions, or choose them with `runtime`",
    )
}

/// Returns the error that there is no code for the versions that a crate depends on.
pub(super) fn no_runtime(found: &str) -> Diagnostic {
    let known = Runtime::ALL.map(|runtime| format!("on {runtime}")).join(", or ");
    Diagnostic::error(GENERATE, format!("the crate depends on {found}, and there is no code for that")).help(format!(
        "depend {known}; or choose one of these with `runtime`, where the code does not use what the crate depends on"
    ))
}

/// Returns the error that a crate depends on different versions of a package for different targets.
pub(super) fn versions_of_targets(package: &str, one: impl fmt::Display, other: impl fmt::Display) -> Box<Diagnostic> {
    let message = format!("the version of `{package}` depends on the target: `Cargo.toml` has both {one} and {other}");
    Box::new(Diagnostic::error(GENERATE, message).help(
        "depend on one version for all targets, or choose with `runtime`, for example by the variable `CARGO_CFG_TARGET_OS`",
    ))
}

/// Returns the error that descriptors use a type that they do not contain.
pub(super) fn no_such_type(ty: &str, user: &str, place: &str) -> Diagnostic {
    let message = format!("`{user}` is of type `{ty}`, which neither the descriptors have nor an `extern_path`");
    Diagnostic::error(GENERATE, format!("{place}: {message}"))
        .help("put the files that are imported into the descriptors too, as `protoc --include_imports` does")
}

/// Returns the error that descriptors are incomplete.
pub(super) fn unlinked(why: &Diagnostic) -> Diagnostic {
    Diagnostic::error(GENERATE, format!("the descriptors cannot be generated from: {}", why.message))
        .help("put the files that they import into them too, as `protoc --include_imports` does")
}

/// Returns the error that `provides` is set for code that is generated from descriptors.
pub(super) fn no_sources_to_provide() -> Diagnostic {
    Diagnostic::error(
        GENERATE,
        "types that are generated from a file of descriptors cannot be provided to other crates",
    )
    .help("generate from the `.proto` files, or remove `provides`")
}

/// Returns the error that a setting needs the feature `full`, which is not enabled.
#[cfg(not(feature = "full"))]
pub(super) fn needs_full(method: &str) -> Diagnostic {
    let message = format!("`{method}` needs the feature `full` of protoward-build");
    Diagnostic::error(GENERATE, message).help(crate::features::enabling("full"))
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
