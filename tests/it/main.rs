//! Integration tests, one module per subject or command.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]

mod architecture;
mod baseline;
#[cfg(unix)]
mod bazel;
mod breaking;
mod buf_configs;
mod buf_keys;
mod cases;
mod checks;
mod cli;
mod codegen;
mod codes;
mod comment;
mod common_protos;
mod compile;
mod compiler;
mod config;
mod consumer;
mod convert;
mod deps;
mod deps_cache;
mod deps_errors;
mod deps_fetch;
mod deps_limits;
mod descriptor;
mod doctor;
mod dynamic;
mod environment;
mod format;
mod git;
mod google_rust;
mod http_server;
mod image;
mod incremental;
mod integrations;
mod interrupts;
mod invalid;
mod ledger;
mod lint_rules;
mod matrix;
mod mistakes;
#[cfg(unix)]
mod ninja;
mod oci;
mod openapi;
mod outsider;
mod paths;
#[cfg(unix)]
mod protoc;
mod python;
mod rebuild;
mod registries;
mod report;
mod rust_version;
mod situations;
mod source;
mod support;
mod syntax;
mod tidy;
mod unchanged;
#[cfg(target_os = "linux")]
mod unusable;
mod vendored;
mod watch;
mod ways;
mod worker;
mod workspace;
