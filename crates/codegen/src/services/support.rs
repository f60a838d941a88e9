//! The module that generated code needs at run time, as text.

use super::Settings;
use super::config::{self, ServiceConfig};
use protoward_rust::additions::beside::Module;
use std::collections::{BTreeMap, BTreeSet};

/// The name of the module, and of its file.
pub(crate) const MODULE: &str = "protoward_grpc";

/// The messages of `google/rpc/error_details.proto`, as prost makes them.
const ERROR_DETAILS: &str = include_str!("runtime/error_details.rs");

/// A file of the module, and what of it others see.
struct Part {
    pub name: &'static str,
    text: &'static str,
    offers: &'static str,
    /// Crates besides tonic and prost, with their features.
    needs: &'static [(&'static str, &'static [&'static str])],
}

const BODY: (&str, &[&str]) = ("http-body", &[]);

const DEADLINE: Part = Part {
    name: "deadline",
    text: include_str!("runtime/deadline.rs"),
    offers: "",
    needs: &[BODY, ("tokio", &["time"])],
};
const IN_PROCESS: Part = Part {
    name: "in_process",
    text: include_str!("runtime/in_process.rs"),
    offers: "InProcess",
    needs: &[BODY, ("tokio", &["rt", "sync", "time"])],
};
const POLICY: Part = Part {
    name: "policy",
    text: include_str!("runtime/policy.rs"),
    offers: "{MethodConfig, RetryPolicy, RetryThrottling, ServiceConfig}",
    needs: &[],
};
const THROTTLE: Part = Part { name: "throttle", text: include_str!("runtime/throttle.rs"), offers: "", needs: &[] };
const REPLAY: Part = Part { name: "replay", text: include_str!("runtime/replay.rs"), offers: "", needs: &[BODY] };
const UNSENT: Part = Part { name: "unsent", text: include_str!("runtime/unsent.rs"), offers: "Unsent", needs: &[] };
const CONFIGURED: Part = Part {
    name: "configured",
    text: include_str!("runtime/configured.rs"),
    offers: "Configured",
    needs: &[BODY, ("tokio", &["time"])],
};
const DETAILS: Part =
    Part { name: "details", text: include_str!("runtime/details.rs"), offers: "{Detail, Details}", needs: &[] };
const MOCK: Part =
    Part { name: "mock", text: include_str!("runtime/mock.rs"), offers: "{Call, Incoming, Method}", needs: &[] };

fn parts(settings: &Settings) -> Vec<&'static Part> {
    let mut parts = Vec::new();
    if settings.in_process_client || settings.config.is_some() {
        parts.push(&DEADLINE);
    }
    if settings.in_process_client {
        parts.push(&IN_PROCESS);
    }
    if settings.config.is_some() {
        parts.extend([&POLICY, &THROTTLE, &REPLAY, &UNSENT, &CONFIGURED]);
    }
    if settings.mock_server {
        parts.push(&MOCK);
    }
    if settings.status_details {
        parts.push(&DETAILS);
    }
    parts
}

/// The crates that the module needs besides tonic, prost and prost-types, with their features.
pub(crate) fn dependencies(settings: &Settings) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut needs: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (name, features) in parts(settings).into_iter().flat_map(|part| part.needs) {
        needs.entry(*name).or_default().extend(features.iter().copied());
    }
    needs
}

/// The module; nothing where there is nothing to be in it.
pub(super) fn module(
    settings: &Settings,
    config: Option<&ServiceConfig>,
    has_error_details: bool,
    prost: &str,
) -> Option<Module> {
    let parts = parts(settings);
    if parts.is_empty() {
        return None;
    }
    let mut module = Module::new(MODULE, "the code of services");
    for part in parts.iter().filter(|part| !part.offers.is_empty()) {
        module.offer(part.name, part.offers);
    }
    for part in parts {
        module.add(part.name, &with_prost(part.text, prost));
    }
    if let Some(config) = config {
        module.offer("service_config", "SERVICE_CONFIG");
        module.add("service_config", &config::text(config));
    }
    if settings.status_details && !has_error_details {
        module.add_public("rpc", &with_prost(ERROR_DETAILS, prost));
    }
    Some(module)
}

/// Code for a prost that is elsewhere.
fn with_prost(code: &str, prost: &str) -> String {
    code.replace("::prost::", &format!("{prost}::")).replace("\"::prost\"", &format!("{prost:?}"))
}
