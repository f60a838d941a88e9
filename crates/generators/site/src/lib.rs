//! A documentation site of a schema: static HTML pages in one folder, which a browser opens without a server.
//!
//! Input: a linked schema, and possibly an older version with the findings of a comparison. Output: files of a
//! [`Plan`](protoward_output::Plan): a page for each package and each top-level message, enum and service, and an index
//! for the search in the browser. Equal input has equal output.
//!
//! The texts of a schema are not trusted: names and comments are escaped, HTML in comments is shown as text, and links
//! lead only to other pages, `http`, `https` and `mailto`. No page loads anything from another place.
//!
//! The crate does not know configuration files, baselines, or the origin of findings.
//!
//! ```
//! use protoward_compiler::{Compiler, MemoryTree};
//! use protoward_output::Plan;
//! use protoward_site::{Site, SiteSettings};
//!
//! let tree = MemoryTree::new([("shop.proto", "syntax = \"proto3\"; package shop; message Order { string id = 1; }")]);
//! let compiled = Compiler::new().resolver(tree).compile(["shop.proto"]).unwrap();
//! let mut plan = Plan::generated("site");
//! Site::new(compiled.schema(), SiteSettings::default()).add_to(&mut plan, None)?;
//! assert!(plan.files().any(|(path, _)| path == "shop/Order.html"));
//! # Ok::<(), Box<protoward_source::Diagnostic>>(())
//! ```

#![warn(missing_debug_implementations)]

mod autolinks;
mod broken_file;
mod changes;
mod elements;
mod files;
mod graph_layout;
mod imports;
mod links;
mod markdown;
mod options;
mod outline;
mod package_tree;
mod page;
mod paths;
mod references;
mod removals;
mod search;
mod site;
mod source_links;

pub use broken_file::{BrokenFile, FileError};
pub use changes::Baseline;
pub use files::SiteCounts;
pub use site::{Site, SiteSettings};
pub use source_links::SourceLinks;
