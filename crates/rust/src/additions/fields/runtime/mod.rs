//! The runtime modules of generated code, compiled here for tests.

pub mod codec;
pub mod extension;
pub mod named;
pub mod open_enum;
pub mod unknown_fields;
