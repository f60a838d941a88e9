//! Calls of servers in the same process.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod calls;
mod codec;
mod connect;
mod failures;
mod hostile;
mod reflection;
mod rest;
mod server;
mod support;
mod tls;
mod validation;
