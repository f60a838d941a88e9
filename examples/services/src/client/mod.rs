//! The client: one transport over several servers, and everything that is typed by hand.
//!
//! `connect` says where the servers are and whom to trust, `balance` picks one for each call, `retry`
//! tries again, `call` calls any method by its name with messages as JSON. `commands` and `repl` are
//! what a person sees; nothing else here writes to the terminal.

mod balance;
mod call;
mod codec;
pub mod commands;
mod connect;
mod input;
mod obstacle;
mod render;
mod repl;
mod retry;
mod schema;

pub use balance::{Balanced, Unsent};
pub use connect::{Bearer, Connect, ConnectError, Keepalive, Transport};
pub use obstacle::Obstacle;
pub use retry::{Repeat, Retry};
