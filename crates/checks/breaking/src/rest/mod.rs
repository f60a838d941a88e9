//! The effect of a change on HTTP requests: old bindings against new routes.
//!
//! Rules about `google.api.http` ask for the [`RequestOutcome`]s of a method: requests that the old server answered, with their
//! handling in the new version.

mod bindings;
mod fates;
mod fields;
mod probes;
mod same_api;

pub(super) use bindings::Bindings;
pub(super) use fates::{
    NewHandling, RequestOutcome, changed_fates, counterpart, fates, option_spot, sample_query, spots,
};
pub(super) use fields::{LostJsonField, is_same_field, is_same_path, losses, sent_enums};
