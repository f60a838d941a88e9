//! What mends a finding: stated by its rule as a [`Mend`], in terms of the two schemas.

mod mend;

pub(super) use mend::{Mend, Part, Side};
