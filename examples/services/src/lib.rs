//! gRPC services over code that protoward generated, as a program and as a library for its tests.
//!
//! - [`server`] serves the services of `proto/`, [`store`] keeps their data;
//! - [`client`] calls them: balanced over several servers, with retries, or typed by hand;
//! - [`data`] and [`token`] are what both sides share: certificates, and proof of who calls;
//! - [`telemetry`] is the log of the program, and its spans.

pub mod client;
pub mod data;
pub mod deadline;
pub mod fault;
pub mod server;
pub mod store;
pub mod telemetry;
pub mod token;

/// The messages, clients and servers of `proto/`.
#[allow(clippy::all, clippy::pedantic, missing_docs, rustdoc::all, reason = "generated, and not always at fault")]
pub mod proto {
    include!("gen/mod.rs");
}

/// The schema that [`proto`] was generated from, as an encoded `FileDescriptorSet` with comments.
pub const DESCRIPTORS: &[u8] = include_bytes!("gen/descriptor.binpb");
