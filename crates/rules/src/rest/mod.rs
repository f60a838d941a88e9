//! What becomes of the HTTP requests of methods: the old bindings beside the new routes.
//!
//! Rules about `google.api.http` ask for the [`Fate`]s of a method: requests that the old server answered, each with who
//! answers it now.

mod bindings;
mod fates;
mod fields;
mod probes;

pub(super) use bindings::Bindings;
pub(super) use fates::{Fate, Now, counterpart, fates, option_spot, sample_query, spots};
pub(super) use fields::{Loss, is_same_field, is_same_path, losses};
