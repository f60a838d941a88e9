//! Functions for expressions in CEL that are compiled to Rust. Generated code calls them.
//!
//! Each type of CEL has a type of Rust:
//!
//! | CEL | Rust |
//! |---|---|
//! | `int`, `uint`, `double`, `bool` | `i64`, `u64`, `f64`, `bool` |
//! | `string`, `bytes` | `&str`, `&[u8]`, or a `Cow` of them |
//! | durations and timestamps | [`Duration`], [`Timestamp`] |
//! | a wrapper, such as `google.protobuf.Int32Value` | an `Option` |
//! | lists | a slice of a field, an array, a `Vec`, or an iterator |
//! | maps | a `HashMap` or `BTreeMap` of a field, or [`Value::Map`] |
//! | messages | a reference to the struct, or an `Option` of it |
//! | `dyn` | [`Value`] |
//!
//! Where an expression can fail, the result is a [`Failure`]. Nothing here panics or overflows, and no function takes quadratic time.

mod arithmetic;
mod conversions;
mod detached;
mod format;
mod lists;
mod logic;
mod maps;
mod patterns;
mod texts;
mod times;
mod value;

use alloc::borrow::Cow;
use alloc::format;
use core::fmt;

#[doc(hidden)]
pub use super::alloc;
pub use super::pattern::Pattern;
pub use arithmetic::{Add, Subtract, add, divide, multiply, negate, remainder, subtract};
pub use conversions::{
    bool_of_text, double_of_text, int_of_double, int_of_text, int_of_uint, is_infinite, text_of_bytes,
};
pub use conversions::{text_of_double, text_of_shown, uint_of_double, uint_of_int, uint_of_text};
pub use detached::{Detached, detached};
pub use format::format;
pub use lists::{appended, at, double_key, index, lists_equal, messages_equal, present, size, unique, unique_doubles};
pub use logic::{all, and, exists, exists_one, filter_map, or};
pub use maps::{Find, find, find_number, required};
pub use patterns::matches;
pub use protoward_cel_functions::addresses::{
    is_email, is_host_and_port, is_hostname, is_ip, is_ip_prefix, is_uri, is_uri_reference,
};
pub use protoward_cel_functions::texts::{bytes_contain, last_index_of, length, lower_ascii, upper_ascii};
pub use protoward_cel_functions::times::Part;
pub use protoward_cel_functions::{Integer, Number};
pub use texts::{char_at, concat, concat_bytes, index_of, join, last_index_of_until, quote, replace, reverse};
pub use texts::{split, substring, substring_from};
pub use times::{Duration, Timestamp, zone};
pub use value::{Key, Value};

/// The error of an expression that has no value, such as a division by zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(Cow<'static, str>);

impl Failure {
    /// Creates a failure with a message.
    pub fn new(message: impl Into<Cow<'static, str>>) -> Self {
        Self(message.into())
    }

    const OVERFLOW: Self = Self(Cow::Borrowed("the result is outside the range of its type"));
    const NO_POSITION: Self = Self(Cow::Borrowed("the position is outside of the string"));
    const NO_OVERLOAD: Self = Self(Cow::Borrowed("no such overload"));

    fn no_conversion(to: &'static str) -> Self {
        Self(format!("the value cannot be converted with `{to}`").into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for Failure {}
