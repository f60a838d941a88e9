//! What the checks say to people, family by family.

mod names;
mod numbers;

pub(super) use names::{declared_twice, name_reserved, name_reserved_twice, reserved_name_is_no_name};
pub(super) use numbers::{
    Range, extension_range_too_far, number_in_extensions, number_in_reserved, number_not_positive, number_of_library,
    number_taken, number_too_large, range_backwards, range_not_positive, ranges_overlap,
};
