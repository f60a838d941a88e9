//! The client: one transport over several servers, and an interactive mode.
//!
//! `connect` contains the connection settings, and `balance` selects a server for each call, by a `policy`. `discover`
//! finds servers by names and files, and `breaker` stops calls to failing servers. `authorized` adds tokens, which `oauth`
//! gets from an authorization server. Calls are retried according to the service config
//! (`Configured` in the generated code). `call` calls any method by name with messages in JSON. `commands` and `repl`
//! are the user interface; no other module writes to the terminal.

mod authorized;
mod balance;
mod breaker;
mod call;
mod codec;
pub mod commands;
mod connect;
mod discover;
mod discovered;
mod input;
mod link;
mod member;
#[cfg(feature = "oauth")]
mod oauth;
mod obstacle;
mod policy;
mod render;
mod repl;
mod resolve;
mod schema;
mod target;

pub use authorized::Authorized;
pub use balance::{Balanced, Balancing, Unreachable};
pub use breaker::{Breaker, BreakerSettings, Permit};
pub use connect::{Connect, ConnectError, Keepalive, Transport};
pub use discover::{Discover, Discovering, Place, ServersFile};
pub use link::ClientTlsError;
#[cfg(feature = "oauth")]
pub use oauth::{ClientCredentials, OAuthError, TokenSource};
pub use obstacle::Obstacle;
pub use policy::{Policy, ShardKey};
pub use resolve::{Resolve, Resolving, SystemResolver};
