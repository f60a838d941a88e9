//! What the checks say to people, family by family.

mod extensions;
mod names;
mod numbers;

pub(super) use extensions::{
    declaration_incomplete, declaration_name, declaration_name_twice, declaration_outside, declaration_twice,
    declared_and_unverified, declared_otherwise, declared_repeated, declared_reserved, extension_number_taken,
    not_an_extension_number, not_declared, required_extension,
};
pub(super) use names::{declared_twice, name_reserved, name_reserved_twice, reserved_name_is_no_name};
pub(super) use numbers::{
    Range, extension_range_too_far, number_in_extensions, number_in_reserved, number_not_positive, number_of_library,
    number_taken, number_too_large, range_backwards, range_not_positive, ranges_overlap,
};
