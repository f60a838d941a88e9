//! Services of one version of tonic. The module is compiled for each version that has `tonic::body::Body`.

#[allow(clippy::duplicate_mod, reason = "it is compiled for each version of tonic")]
mod checked;
mod configured;
mod deadline;
mod in_process;
#[allow(clippy::duplicate_mod, reason = "it is compiled for each version of tonic")]
mod json_paths;
#[allow(clippy::duplicate_mod, reason = "it is compiled for each version of tonic")]
mod mock;
#[allow(clippy::duplicate_mod, reason = "it is compiled for each version of tonic")]
mod parsed;
mod policy;
#[allow(clippy::duplicate_mod, reason = "it is compiled for each version of tonic")]
mod relayed;
mod replay;
mod throttle;

use super::tonic;
pub use checked::{CheckedRequests, Refusal, checked, checked_requests};
pub use configured::{Configured, Unsent};
pub use deadline::timeout;
pub use in_process::InProcess;
pub use json_paths::JsonPaths;
pub use mock::{Call, Incoming, Method};
pub use parsed::parsed;
pub use policy::{MethodConfig, RetryPolicy, RetryThrottling, ServiceConfig};
