//! The functions of [CEL](https://cel.dev) and of [protovalidate](https://protovalidate.com) on values of Rust.
//!
//! In and out: strings, numbers, and times in nanoseconds. A function without a result for its arguments returns `None`. The crate
//! knows no expressions: both the evaluator `protoward-cel` and the Rust code that expressions are compiled to call it, so that an
//! expression means the same to both.

#![forbid(unsafe_code)]
#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod addresses;
pub mod conversions;
pub mod formats;
pub mod identifiers;
mod integer;
mod number;
pub mod re2;
pub mod texts;
pub mod times;

pub use integer::Integer;
pub use number::Number;
