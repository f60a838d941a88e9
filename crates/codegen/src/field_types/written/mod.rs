//! Implementations that stand in the place of what prost-derive would write: the same, but that enums may be what they are, and
//! that what the schema does not have may be kept.
//!
//! The macros of prost take enums as `i32` alone, and drop what they do not know. So they are not asked: what they would write
//! is written out, field by field (`field`, `lines`), with the functions of prost, and with those of modules that are written
//! beside the code. Bytes on the wire, `Debug` and methods are the same.

mod field;
mod lines;
mod methods;

use std::collections::BTreeSet;
use std::fmt::Write as _;

pub(super) use self::field::Paths;
use self::field::{Field, enum_of_map};
use crate::code::{Edits, Site, SiteField, SiteKind};
use crate::names::{Names, Taken};

/// The type that shows a number by the name that an enum has for it, for modules beside the code.
pub(super) const NAMED: &str = include_str!("runtime.rs");

/// What is to be otherwise in a struct or a oneof.
pub(super) struct Change<'a> {
    /// The numbers of fields whose enums are what they are.
    pub(super) open: &'a BTreeSet<i32>,
    /// The type that keeps what the schema does not have, where it is to be kept.
    pub(super) unknown: Option<&'a str>,
    pub(super) paths: Paths<'a>,
    /// What fields are called in the end.
    pub(super) names: &'a Names,
}

/// Puts implementations in the place of the macro, and types of enums in the place of numbers.
pub(super) fn write_out(site: &mut Site, change: &Change<'_>, edits: &mut Edits) {
    let Change { open, unknown, paths, names } = *change;
    edits.replace(site.derive.clone(), "");
    site.attributes.iter().for_each(|at| edits.replace(at.clone(), ""));
    let in_oneof = site.kind == SiteKind::Oneof;
    for field in &mut site.fields {
        field.attributes.iter().for_each(|at| edits.replace(at.clone(), ""));
        if open.contains(&field.numbers().first().copied().unwrap_or_default()) {
            open_type(field, paths, edits);
        }
    }
    let unknown = unknown.map(|ty| {
        let fields: Vec<String> = site.fields.iter().map(|field| names.put_back(&field.name)).collect();
        (Taken::with(fields.iter().map(String::as_str)).take("unknown_fields".to_owned()), ty)
    });
    if let Some((name, ty)) = &unknown {
        let indent = "    ".repeat(site.depth());
        let first = if site.fields.is_empty() { format!("\n{indent}") } else { String::new() };
        let about = "Fields that the schema does not have, as they stood on the wire.";
        let field = format!("{first}    /// {about}\n{indent}    pub {name}: {ty},\n{indent}");
        edits.insert(site.end - 1, field);
    }
    let is_open = |field: &SiteField| field.numbers().iter().all(|number| open.contains(number));
    let fields: Vec<Field<'_>> =
        site.fields.iter().filter_map(|field| Field::of(field, is_open(field), in_oneof)).collect();
    let unknown = unknown.as_ref().map(|(name, _)| &**name);
    let text = match site.kind {
        SiteKind::Message => message(site.name(), &fields, unknown, paths, site.skips_debug),
        SiteKind::Oneof => oneof(site.name(), &fields, paths, site.skips_debug),
    };
    edits.insert(site.end, format!("\n{}", indented(&text, site.depth())));
}

/// Lets a field hold its enum: the number is what its type ends with, as in `i32`, `Option<i32>`, `HashMap<i32, i32>`.
fn open_type(field: &mut SiteField, paths: Paths<'_>, edits: &mut Edits) {
    const NUMBER: &str = "i32";
    if field.said.text("oneof").is_some() {
        return;
    }
    let Some((path, at)) = enumeration(field).zip(field.ty.rfind(NUMBER)) else { return };
    let ty = format!("{}::OpenEnum<{path}>", paths.open);
    edits.replace(field.ty_at.start + at..field.ty_at.start + at + NUMBER.len(), &*ty);
    field.ty.replace_range(at..at + NUMBER.len(), &ty);
}

/// The path of the enum that a field is of.
pub(super) fn enumeration(field: &SiteField) -> Option<String> {
    let of_map = || enum_of_map(field.map()?.1.split_once(',')?.1.trim());
    field.said.text("enumeration").or_else(of_map).map(str::to_owned)
}

/// Code in so many modules, without the end of its last line.
fn indented(text: &str, depth: usize) -> String {
    let indent = "    ".repeat(depth);
    let line = |line: &str| if line.is_empty() { String::new() } else { format!("{indent}{line}") };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// What is not to be said about the code: it is not the user's.
const QUIET: &str = "#[allow(deprecated, unused, clippy::all, clippy::pedantic, clippy::nursery)]";

/// The implementations of a message; its fields are in the order of their numbers for the wire, and as declared for people.
/// `unknown` is what holds those that the schema does not have.
fn message(name: &str, fields: &[Field<'_>], unknown: Option<&str>, paths: Paths<'_>, skips_debug: bool) -> String {
    let debug = if skips_debug { String::new() } else { debug_of_message(name, fields, unknown, paths) };
    encoding_of_message(name, fields, unknown, paths)
        + &default_of_message(name, fields, unknown, paths)
        + &debug
        + &methods::of_message(name, fields, paths)
}

/// The implementation of `prost::Message`.
fn encoding_of_message(name: &str, fields: &[Field<'_>], unknown: Option<&str>, paths: Paths<'_>) -> String {
    let mut by_number: Vec<&Field<'_>> = fields.iter().collect();
    by_number.sort_by_key(|field| field.numbers.iter().min().copied());
    let prost = paths.prost;
    let mut text = format!(
        "{QUIET}\nimpl {prost}::Message for {name} {{\n    \
         fn encode_raw(&self, buf: &mut impl {prost}::bytes::BufMut) {{\n"
    );
    for field in &by_number {
        let _ = writeln!(text, "        {}", field.encode(paths, &format!("&self.{}", field.name)));
    }
    unknown.iter().for_each(|name| _ = writeln!(text, "        self.{name}.encode_raw(buf);"));
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
    let otherwise = match unknown {
        Some(name) => format!("self.{name}.merge_field(tag, wire_type, buf, ctx)"),
        None => format!("{prost}::encoding::skip_field(wire_type, tag, buf, ctx)"),
    };
    let _ = write!(
        text,
        "            _ => {otherwise},\n        }}\n    }}\n\n    \
         fn encoded_len(&self) -> usize {{\n        let mut length = 0;\n"
    );
    for field in &by_number {
        let _ = writeln!(text, "        length += {};", field.encoded_len(paths, &format!("&self.{}", field.name)));
    }
    unknown.iter().for_each(|name| _ = writeln!(text, "        length += self.{name}.encoded_len();"));
    text.push_str("        length\n    }\n\n    fn clear(&mut self) {\n");
    for field in &by_number {
        let _ = writeln!(text, "        {}", field.clear(paths));
    }
    unknown.iter().for_each(|name| _ = writeln!(text, "        self.{name}.clear();"));
    text.push_str("    }\n}\n");
    text
}

fn default_of_message(name: &str, fields: &[Field<'_>], unknown: Option<&str>, paths: Paths<'_>) -> String {
    let mut text =
        format!("{QUIET}\nimpl ::core::default::Default for {name} {{\n    fn default() -> Self {{\n        Self {{\n");
    for field in fields {
        let _ = writeln!(text, "            {}: {},", field.name, field.default(paths));
    }
    unknown.iter().for_each(|name| _ = writeln!(text, "            {name}: ::core::default::Default::default(),"));
    text.push_str("        }\n    }\n}\n");
    text
}

fn debug_of_message(name: &str, fields: &[Field<'_>], unknown: Option<&str>, paths: Paths<'_>) -> String {
    let mut text = format!("{}        let mut shown = f.debug_struct({name:?});\n", debug(name));
    for field in fields {
        let shown = field.debug(paths, &format!("&self.{}", field.name));
        let _ = writeln!(text, "        shown.field({:?}, {shown});", field.name);
    }
    if let Some(name) = unknown {
        let _ = writeln!(
            text,
            "        if !self.{name}.is_empty() {{\n            shown.field({name:?}, &self.{name});\n        }}"
        );
    }
    text.push_str("        shown.finish()\n    }\n}\n");
    text
}

/// The implementations of a oneof.
fn oneof(name: &str, fields: &[Field<'_>], paths: Paths<'_>, skips_debug: bool) -> String {
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
