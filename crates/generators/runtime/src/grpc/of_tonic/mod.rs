//! Services of one version of tonic. The module is compiled for each version that has `tonic::body::Body`.

mod configured;
mod deadline;
mod in_process;
#[allow(clippy::duplicate_mod, reason = "it is compiled for each version of tonic")]
mod mock;
mod policy;
mod replay;
mod throttle;

use super::tonic;
pub use configured::{Configured, Unsent};
pub use in_process::InProcess;
pub use mock::{Call, Incoming, Method};
pub use policy::{MethodConfig, RetryPolicy, RetryThrottling, ServiceConfig};
