//! Renderers of diagnostics.
//!
//! In: a [`Report`](protoward_source::Report) with its [`Sources`](protoward_source::Sources), or a [`Document`]
//! collected from several. Out: text for a terminal, a log, or a service; [`Format`] and [`DocumentForm`] list the
//! formats.
//!
//! The crate does not depend on the crates that find problems: compile errors and breaking changes are rendered
//! alike. It does not print or inspect the terminal; the caller passes the [`Style`]. A program that also prints reports of
//! miette itself sets their color and width with `MietteHandlerOpts`, because miette then does not inspect the terminal either.
//!
//! ```
//! use protoward_report::{Format, render};
//! use protoward_source::{Code, Diagnostic, Report, Sources};
//!
//! let mut sources = Sources::default();
//! let id = sources.add("a.proto", "proto/a.proto", Some("message A {}".into()));
//! let diagnostic = Diagnostic::error(Code::new("x"), "this is wrong").label(sources.place(id, 8..9), "");
//! let report = Report::from_iter([diagnostic]);
//! assert_eq!(render(&report, &sources, Format::Text), "proto/a.proto:1:9:this is wrong [x]\n");
//! ```

mod comment;
mod document;
mod entry;
mod evidence;
mod fingerprint;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod markdown;
mod msvs;
mod notice;
mod picture;
mod render;
mod root;
mod sarif;
mod snippet;
mod suggestion;
mod uri;

pub use comment::{CommentForm, comment_mark};
pub use document::{AcceptedChange, Document, RuleText};
pub use github::{github_actions, github_actions_in};
pub use human::{Style, human};
pub use msvs::msvs;
pub use notice::{Notice, NoticeLevel};
pub use render::{DocumentForm, Format, render, render_to};
pub use root::RepositoryRoot;
pub use uri::uri_path;
