//! Renderers of diagnostics.
//!
//! In: a [`Report`](protoward_source::Report) and its [`Sources`](protoward_source::Sources). Out: text for a terminal, a
//! log or a machine: plain lines, JSON, SARIF, JUnit and more. The crate does not know who found what: a compile error and
//! a breaking change look alike. It prints nothing, and the caller says what the terminal can show.

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

pub use document::{Document, DocumentForm, RuleText};
pub use github::{github_actions, github_actions_in};
pub use human::{Style, human};
pub use json::json;
pub use msvs::msvs;
pub use notice::{Notice, NoticeLevel};
pub use render::{Format, render, render_to};
pub use root::RepositoryRoot;
