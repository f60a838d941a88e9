//! Services of tonic 0.12.

#[path = "of_tonic/checked.rs"]
#[allow(clippy::duplicate_mod, reason = "it is compiled for each version of tonic")]
mod checked;
#[path = "of_tonic/json_paths.rs"]
#[allow(clippy::duplicate_mod, reason = "it is compiled for each version of tonic")]
mod json_paths;
#[path = "of_tonic/mock.rs"]
#[allow(clippy::duplicate_mod, reason = "it is compiled for each version of tonic")]
mod mock;
#[path = "of_tonic/parsed.rs"]
#[allow(clippy::duplicate_mod, reason = "it is compiled for each version of tonic")]
mod parsed;
#[path = "of_tonic/relayed.rs"]
#[allow(clippy::duplicate_mod, reason = "it is compiled for each version of tonic")]
mod relayed;

pub use checked::{CheckedRequests, Refusal, checked, checked_requests};
pub use json_paths::JsonPaths;
pub use mock::{Call, Incoming, Method};
pub use parsed::parsed;
use tonic_012 as tonic;
