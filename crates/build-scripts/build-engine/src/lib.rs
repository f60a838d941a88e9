//! The generator behind `protoward-build`: one call of a build script, from its settings to written files.
//!
//! In: a [`Call`](protoward_build_protocol::Call). Out: Rust files in `OUT_DIR`, and instructions for Cargo. A build script
//! calls [`generate`] itself, or runs the program `protoward`, which answers its requests with the feature `answer`. Calls of
//! one process belong together: they share files, and are skipped if they repeat those of the previous run.
//!
//! ```
//! use protoward_build_engine::generate;
//! use protoward_build_protocol::{Call, Input, InputFiles, Options, from_path};
//!
//! let folder = tempfile::tempdir()?;
//! let proto = folder.path().join("a.proto");
//! std::fs::write(&proto, "syntax = \"proto3\";\npackage a;\nmessage A {}\n")?;
//! let files = InputFiles { protos: vec![from_path(&proto)], includes: vec![from_path(folder.path())] };
//! let config = Options { out_dir: Some(from_path(folder.path())), ..Options::default() };
//! generate(&Call { config, builder: None, input: Some(Input::Files(files)) }, Vec::new())?;
//! assert!(std::fs::read_to_string(folder.path().join("a.rs"))?.contains("pub struct A"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![forbid(unsafe_code)]

#[cfg(feature = "answer")]
mod answer;
mod call;
mod cargo;
#[cfg(feature = "common-protos")]
mod common_protos;
#[cfg(feature = "prost-build")]
mod debug_settings;
#[cfg(feature = "dependencies")]
mod dependencies;
mod diagnostics;
mod digest;
mod extension;
mod extras;
#[cfg(not(all(feature = "common-protos", feature = "dependencies", feature = "full")))]
mod features;
mod fit;
#[cfg(feature = "prost-build")]
pub mod foreign;
#[cfg(feature = "full")]
mod full;
mod generation;
#[cfg(feature = "google-rust")]
pub mod google;
mod inputs;
mod key;
mod missing;
mod origin;
mod output;
mod overwritten;
mod record;
mod run;
mod runtime;
mod script;
mod session;
mod settings;
mod stale;
mod subject;
mod trees;
mod watch;
#[cfg(not(feature = "common-protos"))]
mod without_common_protos;
#[cfg(not(feature = "dependencies"))]
mod without_dependencies;
#[cfg(not(feature = "full"))]
mod without_full;

#[cfg(feature = "answer")]
pub use answer::answer;
pub use call::{generate, load};
pub use protoward_build_protocol::SUBCOMMAND;

#[cfg(not(feature = "common-protos"))]
use without_common_protos as common_protos;
#[cfg(not(feature = "dependencies"))]
use without_dependencies as dependencies;

/// The trait of generators of additional code, and what its methods receive.
pub mod custom {
    pub use protoward_rust::additions::custom::CustomCode;
    pub use protoward_rust::{EnumCode, MemberCode, MessageCode, MethodCode, ServiceCode, ServiceModule};
    pub use protoward_schema as schema;
}
