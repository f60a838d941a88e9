//! Integration tests, one module per room or command.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]

mod architecture;
mod baseline;
mod breaking;
mod buf_configs;
mod cases;
mod checks;
mod cli;
mod codegen;
mod compile;
mod compiler;
mod config;
mod consumer;
mod convert;
mod descriptor;
mod doctor;
mod dynamic;
mod environment;
mod git;
mod image;
mod integrations;
mod invalid;
mod ledger;
mod mistakes;
mod outsider;
mod protoc;
mod python;
mod rebuild;
mod report;
mod rust_version;
mod source;
mod support;
mod syntax;
mod tidy;
mod watch;
mod workspace;
