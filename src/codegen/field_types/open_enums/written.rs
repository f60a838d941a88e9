//! Implementations that stand in the place of what prost-derive would write: the same, but that enums are what they are.

use std::fmt::Write as _;

use super::field::{Field, Paths};
use super::methods;
use crate::sorting;

/// What is not to be said about the code: it is not the user's.
const QUIET: &str = "#[allow(deprecated, unused, clippy::all, clippy::pedantic, clippy::nursery)]";

/// The implementations of a message; its fields are in the order of their numbers for the wire, and as declared for people.
pub(super) fn message(name: &str, fields: &[Field<'_>], paths: Paths<'_>, skips_debug: bool) -> String {
    let mut by_number: Vec<&Field<'_>> = fields.iter().collect();
    sorting::sort_by_key(&mut by_number, |field| field.numbers.iter().min().copied());
    let prost = paths.prost;
    let mut text = format!(
        "{QUIET}\nimpl {prost}::Message for {name} {{\n    \
         fn encode_raw(&self, buf: &mut impl {prost}::bytes::BufMut) {{\n"
    );
    for field in &by_number {
        let _ = writeln!(text, "        {}", field.encode(paths, &format!("&self.{}", field.name)));
    }
    let _ = write!(
        text,
        "    }}\n\n    fn merge_field(\n        &mut self,\n        tag: u32,\n        \
         wire_type: {prost}::encoding::WireType,\n        buf: &mut impl {prost}::bytes::Buf,\n        \
         ctx: {prost}::encoding::DecodeContext,\n    ) -> ::core::result::Result<(), {prost}::DecodeError> {{\n        \
         let within = |field: &'static str| move |mut error: {prost}::DecodeError| {{\n            \
         error.push({name:?}, field);\n            error\n        }};\n        match tag {{\n"
    );
    for field in &by_number {
        let numbers: Vec<String> = field.numbers.iter().map(|number| format!("{number}u32")).collect();
        let merge = field.merge(paths, &format!("&mut self.{}", field.name));
        let _ = writeln!(text, "            {} => {merge}.map_err(within({:?})),", numbers.join(" | "), field.name);
    }
    let _ = write!(
        text,
        "            _ => {prost}::encoding::skip_field(wire_type, tag, buf, ctx),\n        }}\n    }}\n\n    \
         fn encoded_len(&self) -> usize {{\n        let mut length = 0;\n"
    );
    for field in &by_number {
        let _ = writeln!(text, "        length += {};", field.encoded_len(paths, &format!("&self.{}", field.name)));
    }
    text.push_str("        length\n    }\n\n    fn clear(&mut self) {\n");
    for field in &by_number {
        let _ = writeln!(text, "        {}", field.clear(paths));
    }
    let _ = write!(
        text,
        "    }}\n}}\n{QUIET}\nimpl ::core::default::Default for {name} {{\n    fn default() -> Self {{\n        Self {{\n"
    );
    for field in fields {
        let _ = writeln!(text, "            {}: {},", field.name, field.default(paths));
    }
    text.push_str("        }\n    }\n}\n");
    if !skips_debug {
        let _ = writeln!(text, "{}        f.debug_struct({name:?})", debug(name));
        for field in fields {
            let shown = field.debug(paths, &format!("&self.{}", field.name));
            let _ = writeln!(text, "            .field({:?}, {shown})", field.name);
        }
        text.push_str("            .finish()\n    }\n}\n");
    }
    text + &methods::of_message(name, fields, paths)
}

/// The implementations of a oneof.
pub(super) fn oneof(name: &str, fields: &[Field<'_>], paths: Paths<'_>, skips_debug: bool) -> String {
    let prost = paths.prost;
    let mut text = format!(
        "{QUIET}\nimpl {name} {{\n    /// Encodes the message to a buffer.\n    \
         pub fn encode(&self, buf: &mut impl {prost}::bytes::BufMut) {{\n        match self {{\n"
    );
    for field in fields {
        let _ = writeln!(text, "            Self::{}(value) => {{ {} }}", field.name, field.encode(paths, "value"));
    }
    let _ = write!(
        text,
        "        }}\n    }}\n\n    /// Decodes an instance of the message from a buffer, and merges it into self.\n    \
         pub fn merge(\n        field: &mut ::core::option::Option<Self>,\n        tag: u32,\n        \
         wire_type: {prost}::encoding::WireType,\n        buf: &mut impl {prost}::bytes::Buf,\n        \
         ctx: {prost}::encoding::DecodeContext,\n    ) -> ::core::result::Result<(), {prost}::DecodeError> {{\n        \
         match tag {{\n"
    );
    for field in fields {
        let (number, variant) = (field.number(), field.name);
        let _ = write!(
            text,
            "            {number}u32 => match field {{\n                \
             ::core::option::Option::Some(Self::{variant}(value)) => {},\n                _ => {{\n                    \
             let mut owned = ::core::default::Default::default();\n                    let value = &mut owned;\n                    \
             {}.map(|()| *field = ::core::option::Option::Some(Self::{variant}(owned)))\n                }}\n            }},\n",
            field.merge(paths, "value"),
            field.merge(paths, "value"),
        );
    }
    let _ = write!(
        text,
        "            _ => unreachable!(\"invalid {name} tag: {{}}\", tag),\n        }}\n    }}\n\n    \
         /// Returns the encoded length of the message without a length delimiter.\n    \
         pub fn encoded_len(&self) -> usize {{\n        match self {{\n"
    );
    for field in fields {
        let _ = writeln!(text, "            Self::{}(value) => {},", field.name, field.encoded_len(paths, "value"));
    }
    text.push_str("        }\n    }\n}\n");
    if !skips_debug {
        let _ = writeln!(text, "{}        match self {{", debug(name));
        for field in fields {
            let _ = writeln!(
                text,
                "            Self::{}(value) => f.debug_tuple({:?}).field({}).finish(),",
                field.name,
                field.name,
                field.debug(paths, "value")
            );
        }
        text.push_str("        }\n    }\n}\n");
    }
    text
}

fn debug(name: &str) -> String {
    format!(
        "{QUIET}\nimpl ::core::fmt::Debug for {name} {{\n    \
         fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {{\n"
    )
}
