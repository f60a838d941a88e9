//! What is said to a person.
//!
//! In: [`Diagnostic`]s, pushed into a [`Report`] by every room. Out: text, for a terminal, a log or a machine.
//! It must not know who found what: a compile error and a breaking change look the same from here. It prints nothing,
//! and it asks nobody what the terminal can do: it is told.

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
#[cfg(feature = "cli")]
mod markdown;
#[cfg(feature = "cli")]
mod msvs;
#[cfg(feature = "cli")]
mod notice;
#[cfg(feature = "cli")]
mod picture;
#[cfg(feature = "cli")]
mod render;
#[cfg(feature = "cli")]
mod root;
#[cfg(feature = "cli")]
mod sarif;
#[cfg(feature = "cli")]
mod snippet;

#[cfg(feature = "cli")]
pub use document::{Document, DocumentForm, RuleText};
#[cfg(feature = "cli")]
pub use github::{github_actions, github_actions_in};
#[cfg(feature = "cli")]
pub use human::{Style, human};
#[cfg(feature = "cli")]
pub use json::json;
#[cfg(feature = "cli")]
pub use msvs::msvs;
#[cfg(feature = "cli")]
pub use notice::{Notice, NoticeLevel};
#[cfg(feature = "cli")]
pub use render::{Format, render, render_to};
#[cfg(feature = "cli")]
pub use root::RepositoryRoot;
