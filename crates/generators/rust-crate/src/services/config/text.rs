//! A service config as a static of Rust, which clients read without parsing.

use std::fmt::Write as _;
use std::time::Duration;

use heck::ToUpperCamelCase;

use super::super::code::{PackagePlace, Service, ServiceModule, either_condition};
use super::CODES;
use super::{MethodConfig, RetryPolicy, ServiceConfig};

/// Returns the constant with all settings, which each package with services has.
pub(in super::super) fn constant(config: &ServiceConfig, services: &[Service], place: &PackagePlace) -> String {
    let grpc = &place.grpc;
    let clients: Vec<&ServiceModule> = services.iter().filter_map(|service| service.client.as_ref()).collect();
    let mut text = "/// The service config that the code was generated with.\n".to_owned();
    if !config.ignored.is_empty() {
        let _ = writeln!(text, "///\n/// Settings without effect: {}.", config.ignored.join(", "));
    }
    let _ = write!(
        text,
        "{condition}#[allow(unused_imports)]\npub static SERVICE_CONFIG: {grpc}::ServiceConfig = {{\n    \
         use {grpc}::{{MethodConfig, RetryPolicy, RetryThrottling, ServiceConfig}};\n    \
         use ::core::time::Duration;\n    use ::tonic::Code;\n    ServiceConfig {{\n        methods: &[\n",
        condition = either_condition(&clients).trim_start(),
    );
    for (path, method) in &config.methods {
        let _ = writeln!(text, "            ({path:?}, {}),", method_text(method));
    }
    let throttling = config.throttling.map(|it| {
        let max = it.max_tokens;
        let ratio = it.token_ratio;
        format!("RetryThrottling {{ max_milli_tokens: {max}, milli_token_ratio: {ratio} }}")
    });
    let _ = write!(text, "        ],\n        retry_throttling: {},\n    }}\n}};\n", optional(throttling));
    text
}

fn method_text(method: &MethodConfig) -> String {
    let timeout = optional(method.timeout.map(duration));
    let retry = optional(method.retry.as_ref().map(retry));
    format!("MethodConfig {{ timeout: {timeout}, retry: {retry} }}")
}

fn retry(policy: &RetryPolicy) -> String {
    // tonic's variants are the gRPC names in upper camel case.
    let code = |&code: &usize| format!("Code::{}", CODES[code].to_upper_camel_case());
    let codes: Vec<String> = policy.codes.iter().map(code).collect();
    format!(
        "RetryPolicy {{ max_attempts: {}, initial_backoff: {}, max_backoff: {}, backoff_multiplier: {:?}, \
         retryable_status_codes: &[{}] }}",
        policy.max_attempts,
        duration(policy.initial_backoff),
        duration(policy.max_backoff),
        policy.backoff_multiplier,
        codes.join(", ")
    )
}

fn duration(duration: Duration) -> String {
    format!("Duration::new({}, {})", duration.as_secs(), duration.subsec_nanos())
}

fn optional(text: Option<String>) -> String {
    text.map_or_else(|| "None".to_owned(), |text| format!("Some({text})"))
}
