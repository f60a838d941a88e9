//! Validation by the rules of `buf.validate`.

pub mod cel;
