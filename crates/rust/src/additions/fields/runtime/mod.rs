//! The runtime modules of generated code, compiled here for tests.

mod codec;
mod extension;
mod named;
mod open_enum;
mod unknown_fields;
