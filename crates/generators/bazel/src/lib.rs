//! BUILD files of Bazel, with a `proto_library` for the `.proto` files of each folder.
//!
//! Input: the `.proto` files of a tree with their packages and imports, and the BUILD files that exist. Output: the BUILD files that
//! change. What people wrote stays: of targets that exist, only `srcs` and `deps` that are lists of strings follow the files, without what
//! is marked `# keep`. A second run changes nothing.
//!
//! The conventions are those of Gazelle: a target for each package in a folder, named by the last part of the package
//! (<https://github.com/bazel-contrib/bazel-gazelle/blob/master/extend.md>).
//!
//! The crate does not read or write files.
//!
//! ```
//! use protoward_bazel::{BuildFiles, ProtoFile, Repositories, generate};
//!
//! let order = ProtoFile {
//!     path: "shop/order.proto".to_owned(),
//!     name: "shop/order.proto".to_owned(),
//!     package: "shop".to_owned(),
//!     imports: vec!["google/protobuf/any.proto".to_owned()],
//! };
//! let generated = generate(&[order], &BuildFiles::default(), Repositories::Modules, &|path| path == "shop/order.proto");
//! let text = &generated.changed["shop/BUILD.bazel"];
//! assert!(text.contains("name = \"shop_proto\""));
//! assert!(text.contains("\"@protobuf//:any_proto\""));
//! ```

#![warn(missing_debug_implementations)]

mod build_files;
mod build_text;
mod directives;
mod external;
mod generate;
mod glob;
mod label;
mod list;
mod problem;
mod proto_file;
mod starlark;
mod syntax_error;
mod target;
mod tokens;
mod tree;

pub use build_files::BuildFiles;
pub use external::Repositories;
pub use generate::{Generated, generate};
pub use problem::Problem;
pub use proto_file::ProtoFile;
pub use syntax_error::{SyntaxError, SyntaxErrorKind};
