//! Source texts, locations in them, and diagnostics.
//!
//! Input: folders, texts in memory, and any other [`Tree`] or [`Resolver`] of files. Output: [`Sources`], which assign
//! an id to each text and compute lines and columns, and [`Diagnostic`]s with locations in these texts. The crate does
//! not know protobuf or configuration, and renders diagnostics only as [`plain`] and [`text`].
//!
//! ```
//! use protoward_source::{Code, Diagnostic, Report, Sources, text};
//!
//! let mut sources = Sources::default();
//! let id = sources.add("a.proto", "proto/a.proto", Some("message A {}".into()));
//! let diagnostic = Diagnostic::error(Code::new("x"), "this is wrong").label(sources.place(id, 8..9), "");
//! assert_eq!(text(&Report::from_iter([diagnostic]), &sources), "proto/a.proto:1:9:this is wrong [x]\n");
//! ```

#![forbid(unsafe_code)]

mod approximate;
mod diagnostic;
mod folder;
mod legible;
mod lfs;
mod line_ends;
mod listing;
mod located;
mod memory;
mod nearest;
pub mod parallel;
pub mod paths;
mod place;
mod plain;
mod read_error;
mod resolver;
mod source_path;
mod sources;
mod text;
mod tree;
pub mod tree_path;
mod walk;
mod words;

pub use approximate::Approximate;
pub use diagnostic::{
    AffectedConsumers, CallDetail, CallStatus, Code, Diagnostic, DiagnosticSubject, Directions, Edit, Evidence,
    FixSafety, Label, Report, Severity,
};
pub use folder::FolderTree;
pub use legible::{legible, legible_lines, legible_source};
pub use lfs::{LFS_POINTER, MAX_LFS_POINTER, is_lfs_pointer, not_a_pointer};
pub use line_ends::LineEnds;
pub use listing::{Listing, UnreadEntry, UnreadKind};
pub use located::{INPUT, Located, Point, PointRange, by_path, sorted, sorted_texts};
pub use memory::MemoryTree;
pub use nearest::nearest;
pub use place::{Extent, LocatedText, Place, Position, PositionRange, SourceId, Span};
pub use plain::plain;
pub use read_error::ReadError;
pub use resolver::{FromFn, Layered, Resolver, SubfolderResolver, from_fn};
pub use source_path::{PathStart, SourceOrigin, SourcePath};
pub use sources::{Columns, SourceFile, Sources};
pub use text::{text, text_with_help};
pub use tree::{ContentId, KnownContent, MAX_FILE, Tree, join, stays_inside};
pub use words::{count, grouped, list};
