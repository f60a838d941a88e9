//! The client: one transport over several servers, and everything that is typed by hand.
//!
//! `connect` says where the servers are and whom to trust, `balance` picks one for each call; the addresses of names are in `names`,
//! and `breaker` leaves a server alone that keeps failing. Calls are made again as the service config has it
//! (`Configured` in the generated code). `call` calls any method by its name with messages as JSON. `commands` and `repl` are what a
//! person sees; nothing else here writes to the terminal.

mod balance;
mod breaker;
mod call;
mod codec;
pub mod commands;
mod connect;
mod input;
mod member;
mod names;
mod obstacle;
mod render;
mod repl;
mod resolve;
mod schema;
mod target;

pub use balance::{Balanced, Balancing, Unreachable};
pub use breaker::{Breaker, BreakerSettings, Permit};
pub use connect::{Bearer, Connect, ConnectError, Keepalive, Transport};
pub use obstacle::Obstacle;
pub use resolve::{Resolve, Resolving, SystemResolver};
