//! The texts of the [JSON mapping of protobuf](https://protobuf.dev/programming-guides/json/): base64, timestamps, durations,
//! field masks, and numbers.
//!
//! In: values, or texts. Out: texts, or values; `None` for a text that is not valid. The crate does not know messages, and does
//! not depend on a JSON library: the tools that have their own JSON values use it, as does generated code with serde.
//!
//! ```
//! use protoward_protojson::{base64, time};
//!
//! assert_eq!(base64::encode(b"fo"), "Zm8=");
//! assert_eq!(time::timestamp(0, 500_000_000).as_deref(), Some("1970-01-01T00:00:00.500Z"));
//! ```

pub mod base64;
pub mod mask_paths;
pub mod number;
pub mod time;
