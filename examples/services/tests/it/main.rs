//! Tests of all methods and guarantees of the services, over real sockets with TLS and tokens.

#![expect(clippy::unwrap_used, reason = "tests")]

mod auth;
mod balance;
mod breaker;
mod chat;
mod cli;
mod company;
mod connections;
mod crashes;
mod deadlines;
mod departments;
mod discovery;
mod drawn_deadlines;
mod failures;
mod issuer;
mod lifecycle;
mod mocked;
mod names;
#[cfg(feature = "oauth")]
mod oauth;
mod observe;
mod orders;
mod other;
mod process;
mod rest;
mod rest_client;
mod server;
mod ticker;
mod tls;
mod users;
