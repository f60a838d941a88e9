//! Messages and fields as `.proto` text. They contain each other: a message has fields, and a group is a field with a message.

use std::collections::{HashMap, HashSet};

use super::enumeration::{enumeration, numbers, reserved_names, visibility};
use super::option_owner::OptionOwner;
use super::options::{in_brackets, is_set, statements};
use super::tokens::{Dialect, ident, path, quoted, quoted_bytes};
use protoward_schema::default_json_name;
use protoward_schema::descriptor::raw::{self, TYPE_ENUM, TYPE_GROUP, TYPE_MESSAGE};

const OPTIONAL: i32 = 1;
const REQUIRED: i32 = 2;
const REPEATED: i32 = 3;

/// The number of `map_entry` in `MessageOptions`.
const MAP_ENTRY: u32 = 7;

/// The exclusive end of a message range up to the largest number.
const BEHIND_MAX: i32 = 1 << 29;

/// Writes a message. Decoding has limited the recursion depth to 64.
pub(super) fn message(it: &raw::Message<'_>, dialect: &Dialect, out: &mut String) {
    out.push_str(&format!("{}message {} {{\n", visibility(it.visibility), ident(it.name)));
    body(it, dialect, out);
    out.push_str("}\n");
}

/// Writes the members of a message or group.
fn body(it: &raw::Message<'_>, dialect: &Dialect, out: &mut String) {
    statements(OptionOwner::Message, it.options, out);
    it.enums.iter().for_each(|inner| enumeration(inner, dialect, out));
    let fields = Fields { dialect, messages: by_name(&it.messages), oneofs: &it.oneofs, has_extendees: false };
    let mut extends = Extends::new(dialect, &it.messages, &it.extensions);
    let mut other = |inner: &raw::Message<'_>, out: &mut String| {
        if !extends.up_to(inner, out) {
            message(inner, dialect, out);
        }
    };
    fields.write(&it.fields, &it.messages, &mut other, out);
    for range in &it.extension_ranges {
        let options = in_brackets(OptionOwner::ExtensionRange, range.options, Vec::new());
        out.push_str(&format!("extensions {}{options};\n", numbers(range.start, range.end, BEHIND_MAX, 1)));
    }
    for range in &it.reserved_ranges {
        out.push_str(&format!("reserved {};\n", numbers(range.start, range.end, BEHIND_MAX, 1)));
    }
    reserved_names(&it.reserved_names, dialect, out);
    extends.rest(out);
}

/// The extensions of a scope. Messages of groups are merged into the sequence of messages.
pub(super) struct Extends<'a> {
    fields: Fields<'a>,
    rest: std::slice::Iter<'a, raw::RawField<'a>>,
    makers: HashMap<&'a str, usize>,
    written: usize,
}

impl<'a> Extends<'a> {
    pub(super) fn new(dialect: &'a Dialect, messages: &'a [raw::Message<'a>], all: &'a [raw::RawField<'a>]) -> Self {
        let fields = Fields { dialect, messages: by_name(messages), oneofs: &[], has_extendees: true };
        let maker = |(at, member): (usize, &'a raw::RawField<'a>)| Some((fields.made_by(member)?.name, at));
        let makers = all.iter().enumerate().filter_map(maker).collect();
        Self { fields, rest: all.iter(), makers, written: 0 }
    }

    /// Writes the extensions up to the one that declares this message. Returns whether one does.
    pub(super) fn up_to(&mut self, message: &raw::Message<'_>, out: &mut String) -> bool {
        let Some(&at) = self.makers.get(message.name) else { return false };
        while self.written <= at
            && let Some(next) = self.rest.next()
        {
            self.extend(next, out);
        }
        true
    }

    pub(super) fn rest(mut self, out: &mut String) {
        while let Some(next) = self.rest.next() {
            self.extend(next, out);
        }
    }

    pub(super) fn extend(&mut self, it: &raw::RawField<'_>, out: &mut String) {
        self.written += 1;
        out.push_str(&format!("extend {} {{\n", path(it.extendee.unwrap_or_default())));
        field(it, &self.fields, false, out);
        out.push_str("}\n");
    }
}

/// The fields of a scope.
struct Fields<'a> {
    dialect: &'a Dialect,
    /// The sibling messages, including the messages of groups and maps.
    messages: HashMap<&'a str, &'a raw::Message<'a>>,
    oneofs: &'a [raw::RawNamed<'a>],
    /// `true` if the fields are extensions.
    has_extendees: bool,
}

/// Returns whether a field declares a message: the message of a group or the entry of a map.
fn makes(member: &raw::RawField<'_>, message: &raw::Message<'_>) -> bool {
    let is_its_name = member.type_name.and_then(|name| name.rsplit('.').next()) == Some(message.name);
    let is_group = member.ty == TYPE_GROUP && member.name == message.name.to_lowercase();
    let is_entry = is_set(message.options, MAP_ENTRY) && message.fields.len() == 2;
    is_its_name && (is_group || is_entry && member.ty == TYPE_MESSAGE && member.label == REPEATED)
}

/// Returns messages by their names in the scope.
fn by_name<'a>(messages: &'a [raw::Message<'a>]) -> HashMap<&'a str, &'a raw::Message<'a>> {
    messages.iter().map(|message| (message.name, message)).collect()
}

impl<'a> Fields<'a> {
    /// Writes fields in order, merged with their sibling messages. Each message keeps its position, whether or not a
    /// field declares it. `other` writes messages that no field declares.
    fn write(
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
    fn made_by(&self, member: &raw::RawField<'_>) -> Option<&'a raw::Message<'a>> {
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
fn field(it: &raw::RawField<'_>, fields: &Fields<'_>, is_in_oneof: bool, out: &mut String) {
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
        _ => {
            if text.bytes().all(|character| character.is_ascii_alphanumeric() || b"+-.".contains(&character)) {
                text.into_owned()
            } else {
                quoted(&text)
            }
        }
    }
}
