//! Every method and every promise of the services, over real sockets with TLS and tokens.

#![expect(clippy::unwrap_used, reason = "tests")]

mod auth;
mod chat;
mod cli;
mod company;
mod connections;
mod deadlines;
mod departments;
mod failures;
mod lifecycle;
mod observe;
mod orders;
mod process;
mod server;
mod ticker;
mod tls;
mod users;
