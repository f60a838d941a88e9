//! The `.proto` files that many schemas import: `google/api`, `google/rpc`, `google/type`, `google/longrunning` and
//! others of googleapis-common-protos, and `buf/validate` of protovalidate.
//!
//! In: an import name. Out: the text of the file, unchanged, from an archive in this crate. The crate reads no files
//! and knows nothing about configurations: those who use it decide when it is asked. A compiler asks it last, so that
//! the user's own copy of a file takes precedence:
//!
//! ```
//! use protoward_common_protos::CommonProtos;
//! use protoward_compiler::Compiler;
//! use protoward_source::MemoryTree;
//!
//! let text = r#"syntax = "proto3"; import "google/type/money.proto"; message Bill { google.type.Money sum = 1; }"#;
//! let compiler = Compiler::new().resolver(MemoryTree::new([("bill.proto", text)])).built_in(CommonProtos);
//! let compiled = compiler.compile(["bill.proto"])?;
//! let money = compiled.file("google/type/money.proto").unwrap();
//! assert!(money.path().starts_with("<common protos: googleapis-common-protos "));
//! # Ok::<(), protoward_compiler::CompileError>(())
//! ```

#![forbid(unsafe_code)]

mod archive;
mod conflicts;
mod entries;
mod files;
mod resolvers;

pub use archive::{names, package, packages};
pub use conflicts::explain_conflicts;
pub use entries::Package;
pub use resolvers::{CommonProtos, TurnedOff};
