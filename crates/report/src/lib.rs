//! What is said to a person.
//!
//! In: [`Diagnostic`]s, pushed into a [`Report`] by every room. Out: text, for a terminal, a log or a machine.
//! It must not know who found what: a compile error and a breaking change look the same from here. It prints nothing,
//! and it asks nobody what the terminal can do: it is told.

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
