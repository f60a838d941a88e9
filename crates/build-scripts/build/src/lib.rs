//! Generates prost messages and tonic services in a build script, without `protoc`.
//!
//! The input is `.proto` files and the settings of a [`Builder`], which has the methods of
//! `tonic_prost_build::configure()`. The output is Rust code in Cargo's `OUT_DIR`, the same code that
//! tonic-prost-build generates. Without the features `dependencies` and `program`, the crate does not read configuration
//! files, run programs, access the network or use Git.
//!
//! # A build script
//!
//! ```toml
//! [dependencies]
//! prost = "0.14"
//! tonic = "0.14"
//! tonic-prost = "0.14"
//!
//! [build-dependencies]
//! protoward-build = "0.1"
//! ```
//!
//! ```no_run
//! // build.rs
//! fn main() -> Result<(), protoward_build::Error> {
//!     protoward_build::configure().compile_protos(&["proto/user/v1/user.proto"], &["proto"])
//! }
//! ```
//!
//! ```ignore
//! // src/lib.rs: one module per package, in `OUT_DIR/mod.rs`.
//! include!(concat!(env!("OUT_DIR"), "/mod.rs"));
//! ```
//!
//! Outside of a build script, set the output folder:
//!
//! ```
//! let folder = tempfile::tempdir()?;
//! let proto = folder.path().join("greeter.proto");
//! std::fs::write(&proto, r#"
//!     syntax = "proto3";
//!     package greeter.v1;
//!     message HelloRequest { string name = 1; }
//!     message HelloReply { string text = 1; }
//!     service Greeter { rpc SayHello(HelloRequest) returns (HelloReply); }
//! "#)?;
//! protoward_build::configure()
//!     .build_server(false)
//!     .out_dir(folder.path())
//!     .compile_protos(&[&*proto], &[folder.path()])?;
//! let code = std::fs::read_to_string(folder.path().join("greeter.v1.rs"))?;
//! assert!(code.contains("pub struct HelloRequest"));
//! assert!(code.contains("pub mod greeter_client"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Moving from prost-build or tonic-prost-build
//!
//! One line at the start of a build script suffices; the rest stays as it is:
//!
//! ```ignore
//! use protoward_build::prost_build; // or tonic_prost_build, or both
//! ```
//!
//! | before | after |
//! |---|---|
//! | `tonic_prost_build::configure()` | [`protoward_build::configure()`](configure) |
//! | `tonic_prost_build::compile_protos(…)` | [`protoward_build::compile_protos(…)`](compile_protos()) |
//! | `use tonic_prost_build::…` | `use protoward_build::`[`tonic_prost_build`]`::…` |
//! | `prost_build::compile_protos(…)`, `prost_build::Config` | [`protoward_build::prost_build`](mod@prost_build) |
//!
//! Methods have the same names, arguments and defaults. The generated code is the same, with three exceptions, each
//! with a method that turns it off:
//! - names that would clash in Rust are changed ([`prost_names`](Builder::prost_names)),
//! - comments are valid for rustdoc ([`prost_comments`](Builder::prost_comments)),
//! - `OUT_DIR/mod.rs` declares all modules ([`module_tree`](Builder::module_tree)).
//!
//! The generated code is for prost 0.13 with tonic 0.12 or 0.13, or for prost 0.14 with tonic 0.14. The versions
//! follow from the dependencies of the crate; [`runtime`](Builder::runtime) overrides them. Editions are supported.
//! `protoc` is not run, and the variable `PROTOC` is ignored; [`protoc_arg`](Builder::protoc_arg) accepts `-I`.
//!
//! # Errors and rebuilds
//!
//! An [`Error`] contains all errors of all files, with positions. No code is written unless all of it can be
//! generated, and unchanged files are not written again. Cargo runs the script again when a file that was read
//! changes. A script that runs again stops after reading its files if file names, contents, settings and output are
//! those of the previous run. Several calls may share `OUT_DIR`.
//!
//! # Beyond prost and tonic
//!
//! - JSON for messages: [`json`](Builder::json); REST routes and clients from `google.api.http`: [`rest`](Builder::rest),
//!   [`rest_client`](Builder::rest_client)
//! - clients in the same process, and mock servers: [`in_process_client`](Builder::in_process_client),
//!   [`mock_server`](Builder::mock_server)
//! - deadlines and retries: [`service_config`](Builder::service_config)
//! - open enums, unknown fields, typed extensions, setters: [`open_enums`](Builder::open_enums),
//!   [`unknown_fields`](Builder::unknown_fields), [`extensions`](Builder::extensions), [`setters`](Builder::setters)
//! - custom options as constants: [`custom_options`](Builder::custom_options)
//! - additional code for messages, enums and services: [`custom_code`](Builder::custom_code)
//! - sharing generated types with other crates: [`provides`](Builder::provides)
//!
//! # The program instead of the compiler
//!
//! By default, the compiler and the generator are part of the build script, which takes time to compile. They can be the program
//! `protoward` instead. Everything else is the same, and other features are not needed then, because the program has them.
//!
//! ```toml
//! [build-dependencies]
//! # The program is a crate for the platform.
//! protoward-build = { version = "0.1", default-features = false, features = ["vendored"] }
//! # The program is installed: the variable `PROTOWARD` names it, or it is found in `PATH`.
//! protoward-build = { version = "0.1", default-features = false, features = ["program"] }
//! ```
//!
//! The program must have the version of this crate. It cannot run code of the build script, so `custom_code` and service
//! generators need the feature `compiler`.
//!
//! # Features
//!
//! - `compiler`: the compiler as part of the build script, enabled by default. It takes precedence over the next two.
//! - `vendored`: the program, from a crate for the platform.
//! - `program`: the program, as it is installed.
//! - `common-protos`: finds imports such as `google/api/annotations.proto` and `buf/validate/validate.proto` without a
//!   folder that has them. A file of an include folder takes precedence; [`common_protos`](Builder::common_protos) turns
//!   the search off.
//! - `dependencies`: finds imports in the git repositories and folders of a `protoward.toml`, at the commits of its lock
//!   file ([`dependencies`](Builder::dependencies)).
//! - `google-rust`: code for Google's crate `protobuf` ([`google_rust()`]), which the crate `protoward-build-google` has without prost.
//! - `prost-build`: accepts configurations and service generators of the crate prost-build, which then generates the
//!   code. That code has the names and comments of prost-build, and nothing beyond prost and tonic.
//! - `validate`: validation by the rules of `buf.validate` ([`validate`](Builder::validate)), and checked types
//!   ([`required`](Builder::required)).

#![forbid(unsafe_code)]

#[cfg(not(any(feature = "compiler", feature = "program")))]
compile_error!("protoward-build needs the feature `compiler`, which is a default feature, or `program`");

mod additions;
mod builder;
mod common_methods;
#[cfg(feature = "compiler")]
mod compiled;
mod config;
mod extras;
#[cfg(feature = "prost-build")]
mod foreign;
mod paths;
#[cfg(not(feature = "compiler"))]
mod program;
/// A replacement for the crate `prost_build` that does not run `protoc`, for build scripts without services.
pub mod prost_build;

use std::path::Path;

pub use builder::Builder;
#[cfg(feature = "compiler")]
use compiled as generator;
pub use config::Config;
pub use paths::Paths;
#[cfg(not(feature = "compiler"))]
use program as generator;
pub use prost_types::FileDescriptorSet;
pub use protoward_build_protocol::{Error, Runtime};

/// Generators of additional code for messages, enums and services.
///
/// ```no_run
/// // build.rs
/// use protoward_build::custom::schema::{MessageId, Schema};
/// use protoward_build::custom::{CustomCode, MessageCode};
///
/// /// Implements a trait of the crate for each message.
/// #[derive(Debug)]
/// struct Tables;
///
/// impl CustomCode for Tables {
///     fn message(&self, schema: &Schema, id: MessageId, code: &MessageCode) -> String {
///         format!("impl crate::Table for {} {{\n    const NAME: &str = {:?};\n}}\n", code.path, schema.name(id.into()))
///     }
/// }
///
/// fn main() -> Result<(), protoward_build::Error> {
///     protoward_build::configure().custom_code(Tables).compile_protos(&["proto/user.proto"], &["proto"])
/// }
/// ```
#[cfg(feature = "compiler")]
pub mod custom {
    pub use protoward_build_engine::custom::*;
}

/// Code for Google's crate `protobuf`, as `protobuf-codegen` generates it.
#[cfg(feature = "google-rust")]
pub mod google {
    pub use protoward_build_google::{CodeGen, Dependency, Error, Services};
}

/// Returns the builder of code for Google's crate `protobuf`, which has the methods of `protobuf_codegen::CodeGen`.
///
/// ```no_run
/// // build.rs
/// fn main() -> Result<(), protoward_build::google::Error> {
///     protoward_build::google_rust().input("user/v1/user.proto").include("proto").generate_and_compile()
/// }
/// ```
#[cfg(feature = "google-rust")]
pub fn google_rust() -> google::CodeGen {
    google::CodeGen::new()
}

/// A replacement for the crate `tonic_prost_build` that has the same names and does not run `protoc`.
pub mod tonic_prost_build {
    pub use super::{Builder, compile_fds, compile_protos, configure, prost_build::Config};
    pub use prost_types::FileDescriptorSet;
    #[cfg(feature = "prost-build")]
    pub use tonic_prost_build::{TonicAttributes, TonicMethod, TonicService, manual};
}

/// Returns a [`Builder`], which has the methods of `tonic_prost_build::configure()`.
///
/// ```no_run
/// // build.rs
/// fn main() -> Result<(), protoward_build::Error> {
///     protoward_build::configure()
///         .build_server(false)
///         .compile_protos(&["proto/user/v1/user.proto"], &["proto"])
/// }
/// ```
pub fn configure() -> Builder {
    Builder::default()
}

/// Generates messages, clients and servers from one file or from all files of a folder. Imports of a file are looked
/// up in the folder that contains it.
///
/// # Errors
/// Returns an error if a file does not compile, or if code cannot be generated or written. The error lists all
/// problems, with positions.
///
/// ```no_run
/// // build.rs
/// fn main() -> Result<(), protoward_build::Error> {
///     protoward_build::compile_protos("proto/user.proto")
/// }
/// ```
pub fn compile_protos(proto: impl AsRef<Path>) -> Result<(), Error> {
    let proto = proto.as_ref();
    let include = if proto.is_dir() { Some(proto) } else { proto.parent() };
    configure().compile_protos(&[proto], &[include.unwrap_or(Path::new(""))])
}

/// Generates messages, clients and servers from descriptors.
///
/// # Errors
/// Returns an error if code cannot be generated or written.
// Inline, so that prost's encoding code is compiled in the crate of the caller instead of in this crate.
#[inline]
pub fn compile_fds(fds: prost_types::FileDescriptorSet) -> Result<(), Error> {
    configure().compile_fds(fds)
}
