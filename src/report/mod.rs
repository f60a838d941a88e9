//! What is said to a person.
//!
//! In: [`Diagnostic`]s, pushed into a [`Report`] by every room. Out: text, for a terminal, a log or a machine.
//! It must not know who found what: a compile error and a breaking change look the same from here. It prints nothing,
//! and it asks nobody what the terminal can do: it is told.

#[cfg(any(feature = "breaking", feature = "services"))]
mod approximate;
mod diagnostic;
#[cfg(feature = "cli")]
mod document;
#[cfg(feature = "cli")]
mod entry;
#[cfg(feature = "cli")]
mod evidence;
#[cfg(feature = "cli")]
mod fingerprint;
#[cfg(feature = "cli")]
mod github;
#[cfg(feature = "cli")]
mod gitlab;
#[cfg(feature = "cli")]
mod human;
#[cfg(feature = "cli")]
mod json;
#[cfg(feature = "cli")]
mod junit;
mod legible;
mod located;
#[cfg(feature = "cli")]
mod markdown;
#[cfg(feature = "cli")]
mod msvs;
#[cfg(feature = "cli")]
mod notice;
#[cfg(feature = "cli")]
mod picture;
mod plain;
#[cfg(feature = "cli")]
mod render;
#[cfg(feature = "cli")]
mod root;
#[cfg(feature = "cli")]
mod sarif;
#[cfg(feature = "cli")]
mod snippet;
mod text;

#[cfg(any(feature = "breaking", feature = "services"))]
pub use approximate::Approximate;
pub use diagnostic::{Code, Diagnostic, Edit, Evidence, Label, Report, Severity, Subject};
#[cfg(feature = "cli")]
pub use document::{Document, DocumentForm, RuleText};
#[cfg(feature = "cli")]
pub use github::{github_actions, github_actions_in};
#[cfg(feature = "cli")]
pub use human::{Style, human};
#[cfg(feature = "cli")]
pub use json::json;
pub use legible::legible;
#[cfg(feature = "miette")]
pub(crate) use located::sorted;
#[cfg(feature = "cli")]
pub use msvs::msvs;
#[cfg(feature = "cli")]
pub use notice::{Notice, NoticeLevel};
pub use plain::plain;
#[cfg(feature = "cli")]
pub use render::{Format, render, render_to};
#[cfg(feature = "cli")]
pub use root::RepositoryRoot;
pub use text::{text, text_with_help};
