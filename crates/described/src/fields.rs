//! Fields as `.proto` text, with the messages of groups and maps.

use std::collections::{HashMap, HashSet};

use super::declarations::{Dialect, body};
use super::options::{OptionOwner, in_brackets, is_set, statements};
use super::tokens::{ident, path, quoted, quoted_bytes};
use protoward_schema::default_json_name;
use protoward_schema::descriptor::raw::{self, TYPE_ENUM, TYPE_GROUP, TYPE_MESSAGE};

const OPTIONAL: i32 = 1;
const REQUIRED: i32 = 2;
const REPEATED: i32 = 3;

/// The number of `map_entry` in `MessageOptions`.
const MAP_ENTRY: u32 = 7;

/// The fields of a scope.
pub(crate) struct Fields<'a> {
    pub(super) dialect: &'a Dialect,
    /// The sibling messages, including the messages of groups and maps.
    pub(super) messages: HashMap<&'a str, &'a raw::Message<'a>>,
    pub(super) oneofs: &'a [raw::RawNamed<'a>],
    /// `true` if the fields are extensions.
    pub(super) has_extendees: bool,
}

/// Returns whether a field declares a message: the message of a group or the entry of a map.
fn makes(member: &raw::RawField<'_>, message: &raw::Message<'_>) -> bool {
    let is_its_name = member.type_name.and_then(|name| name.rsplit('.').next()) == Some(message.name);
    let is_group = member.ty == TYPE_GROUP && member.name == message.name.to_lowercase();
    let is_entry = is_set(message.options, MAP_ENTRY) && message.fields.len() == 2;
    is_its_name && (is_group || is_entry && member.ty == TYPE_MESSAGE && member.label == REPEATED)
}

/// Returns messages by name.
pub(super) fn by_name<'a>(messages: &'a [raw::Message<'a>]) -> HashMap<&'a str, &'a raw::Message<'a>> {
    messages.iter().map(|message| (message.name, message)).collect()
}

impl<'a> Fields<'a> {
    /// Writes fields in order, merged with their sibling messages. Each message keeps its position, whether or not a
    /// field declares it. `other` writes messages that no field declares.
    pub(super) fn write(
        &self,
        fields: &[raw::RawField<'_>],
        messages: &[raw::Message<'_>],
        other: &mut dyn FnMut(&raw::Message<'_>, &mut String),
        out: &mut String,
    ) {
        let maker = |(at, field): (usize, &raw::RawField<'_>)| Some((self.made_by(field)?.name, at));
        let makers: HashMap<&str, usize> = fields.iter().enumerate().filter_map(maker).collect();
        let mut runs = fields.chunk_by(|a, b| oneof(a) == oneof(b));
        let mut written = 0;
        for message in messages {
            match makers.get(message.name) {
                Some(&at) => {
                    while let Some(run) = (written <= at).then(|| runs.next()).flatten() {
                        self.run(run, out);
                        written += run.len();
                    }
                }
                None => other(message, out),
            }
        }
        runs.for_each(|run| self.run(run, out));
        let taken: HashSet<usize> =
            fields.iter().filter_map(|field| usize::try_from(field.oneof_index?).ok()).collect();
        for (_, empty) in self.oneofs.iter().enumerate().filter(|(at, _)| !taken.contains(at)) {
            out.push_str(&format!("oneof {} {{}}\n", ident(empty.name)));
        }
    }

    /// Writes consecutive fields of the same oneof, or of none.
    fn run(&self, run: &[raw::RawField<'_>], out: &mut String) {
        let named = oneof(&run[0]).map(|at| usize::try_from(at).ok().and_then(|at| self.oneofs.get(at)));
        if let Some(named) = named {
            out.push_str(&format!("oneof {} {{\n", ident(named.map_or("", |named| named.name))));
            statements(OptionOwner::Oneof, named.and_then(|named| named.options), out);
        }
        run.iter().for_each(|it| field(it, self, named.is_some(), out));
        if named.is_some() {
            out.push_str("}\n");
        }
    }

    /// Returns the sibling message that the field declares.
    pub(super) fn made_by(&self, member: &raw::RawField<'_>) -> Option<&'a raw::Message<'a>> {
        let name = member.type_name?.rsplit('.').next()?;
        self.messages.get(name).copied().filter(|message| makes(member, message))
    }

    fn label(&self, member: &raw::RawField<'_>, is_in_oneof: bool) -> &'static str {
        match member.label {
            REPEATED => "repeated ",
            REQUIRED => "required ",
            OPTIONAL if is_in_oneof => "",
            _ if self.dialect.is_proto2 || member.proto3_optional => "optional ",
            _ => "",
        }
    }
}

/// Returns the oneof of a field, except the synthetic oneof of a proto3 `optional` field.
fn oneof(field: &raw::RawField<'_>) -> Option<i32> {
    field.oneof_index.filter(|_| !field.proto3_optional)
}

/// Writes a field or extension.
pub(super) fn field(it: &raw::RawField<'_>, fields: &Fields<'_>, is_in_oneof: bool, out: &mut String) {
    let label = fields.label(it, is_in_oneof);
    let mut beside = Vec::new();
    if let Some(default) = &it.default {
        beside.push(format!("default = {}", default_text(it.ty, default)));
    }
    let has_json_name = |name: &str| !fields.has_extendees && name != default_json_name(it.name);
    if let Some(name) = it.json_name.as_deref().filter(|name| has_json_name(name)) {
        beside.push(format!("json_name = {}", quoted(name)));
    }
    let options = in_brackets(OptionOwner::Field, it.options, beside);
    match fields.made_by(it) {
        Some(group) if it.ty == TYPE_GROUP => {
            out.push_str(&format!("{label}group {} = {}{options} {{\n", ident(group.name), it.number));
            body(group, fields.dialect, out);
            out.push_str("}\n");
        }
        Some(entry) => {
            let [key, value] = [&entry.fields[0], &entry.fields[1]].map(|it| type_text(it, fields.dialect));
            out.push_str(&format!("map<{key}, {value}> {} = {}{options};\n", ident(it.name), it.number));
        }
        None => {
            out.push_str(&format!(
                "{label}{} {} = {}{options};\n",
                type_text(it, fields.dialect),
                ident(it.name),
                it.number
            ));
        }
    }
}

fn type_text(member: &raw::RawField<'_>, dialect: &Dialect) -> String {
    match (member.type_name, raw::scalar(member.ty)) {
        (Some(name), _) => path(name),
        (None, Some(scalar)) if dialect.is_unstable => scalar.unstable_keyword().to_owned(),
        (None, Some(scalar)) => scalar.keyword().to_owned(),
        (None, None) => quoted(""),
    }
}

/// Returns a default value as source text. The descriptor has escapes for `bytes` only.
fn default_text(ty: i32, default: &[u8]) -> String {
    const STRING: i32 = 9;
    const BYTES: i32 = 12;
    let text = String::from_utf8_lossy(default);
    match ty {
        STRING => quoted_bytes(default),
        BYTES => format!("\"{}\"", text.replace('"', "\\\"").replace("\\\\\"", "\\\"")),
        TYPE_ENUM => ident(&text),
        _ => match text.bytes().all(|character| character.is_ascii_alphanumeric() || b"+-.".contains(&character)) {
            true => text.into_owned(),
            false => quoted(&text),
        },
    }
}
