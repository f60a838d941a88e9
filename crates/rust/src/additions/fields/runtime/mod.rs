//! The modules that generated code calls, as they are written beside it.

mod codec;
mod extension;
mod named;
mod open_enum;
mod unknown_fields;
