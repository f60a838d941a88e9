//! The language server, as an editor sees it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod client;
mod first_steps;
mod hierarchy;
mod layouts;
mod session;
