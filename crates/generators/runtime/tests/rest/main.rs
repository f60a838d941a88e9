//! Routes behind a server of hyper, with clients that write bytes: unfinished bodies, slow and broken requests.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod answers;
mod client;
mod connect;
mod early;
mod headers;
mod http2;
mod layers;
mod load;
mod panics;
mod requests;
mod server;
mod settings;
mod slow;
