//! Messages and fields as `.proto` text. They contain each other: a message has fields, and a group is a field with a message.

use std::collections::{HashMap, HashSet};

use super::enumeration::{enumeration, numbers, reserved_names, visibility};
use super::option_owner::OptionOwner;
use super::options::{in_brackets, is_set, statements, statements_without};
use super::synthetic::{SyntheticOneofs, oneof};
use super::tokens::{Dialect, ident, path, quoted, quoted_bytes};
use protoward_compiler::map_entry_name;
use protoward_schema::default_json_name;
use protoward_schema::descriptor::raw::{self, TYPE_ENUM, TYPE_GROUP, TYPE_MESSAGE};

const OPTIONAL: i32 = 1;
const REQUIRED: i32 = 2;
const REPEATED: i32 = 3;

/// The number of `map_entry` in `MessageOptions`.
const MAP_ENTRY: u32 = 7;

/// The number of `message_set_wire_format` in `MessageOptions`.
const MESSAGE_SET: u32 = 1;

/// The exclusive end of a message range up to the largest number.
const BEHIND_MAX: i32 = 1 << 29;

/// Writes a message. Decoding has limited the recursion depth to 64.
pub(super) fn message(it: &raw::Message<'_>, dialect: &Dialect<'_>, out: &mut String) {
    out.push_str(&format!("{}message {} {{\n", visibility(it.visibility, dialect), ident(it.name)));
    body(it, dialect, out);
    out.push_str("}\n");
}

/// Writes the members of a message or group.
fn body(it: &raw::Message<'_>, dialect: &Dialect<'_>, out: &mut String) {
    message_options(it, dialect, out);
    it.enums.iter().for_each(|inner| enumeration(inner, dialect, out));
    let fields = Fields {
        dialect,
        messages: by_name(&it.messages),
        oneofs: &it.oneofs,
        synthetic: SyntheticOneofs::new(&it.oneofs, &it.fields),
        has_extendees: false,
    };
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

/// Writes the options of a message. protoc ignores that a message is the entry of a map if no field has it as its type.
fn message_options(it: &raw::Message<'_>, dialect: &Dialect<'_>, out: &mut String) {
    let is_map = is_set(it.options, MAP_ENTRY) && dialect.declared.is_used(it.name);
    let ignored = (!is_map).then_some("map_entry");
    statements_without(OptionOwner::Message, it.options, ignored, out);
}

/// The extensions of a scope. Messages of groups are merged into the sequence of messages.
pub(super) struct Extends<'a> {
    fields: Fields<'a>,
    rest: std::slice::Iter<'a, raw::RawField<'a>>,
    makers: HashMap<&'a str, usize>,
    written: usize,
}

impl<'a> Extends<'a> {
    pub(super) fn new(
        dialect: &'a Dialect<'a>,
        messages: &'a [raw::Message<'a>],
        all: &'a [raw::RawField<'a>],
    ) -> Self {
        let synthetic = SyntheticOneofs::new(&[], &[]);
        let fields = Fields { dialect, messages: by_name(messages), oneofs: &[], synthetic, has_extendees: true };
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
    dialect: &'a Dialect<'a>,
    /// The sibling messages, including the messages of groups and maps.
    messages: HashMap<&'a str, &'a raw::Message<'a>>,
    oneofs: &'a [raw::RawNamed<'a>],
    synthetic: SyntheticOneofs<'a>,
    /// `true` if the fields are extensions.
    has_extendees: bool,
}

/// Returns whether a field declares a message: the message of a group or the entry of a map.
fn makes(member: &raw::RawField<'_>, message: &raw::Message<'_>) -> bool {
    let is_its_name = member.type_name.and_then(|name| name.rsplit('.').next()) == Some(message.name);
    let is_group = member.ty == TYPE_GROUP && member.name == message.name.to_lowercase();
    let is_map = matches!(member.ty, 0 | TYPE_MESSAGE) && member.label == REPEATED;
    is_its_name && (is_group || is_map && is_entry(message) && message.name == map_entry_name(member.name))
}

/// Returns whether a message is the entry of a map: it has the option, a key and a value, and nothing else.
fn is_entry(message: &raw::Message<'_>) -> bool {
    let is = |at: usize, name: &str, number: i32| {
        let field = message.fields.get(at);
        field.is_some_and(|field| (field.name, field.number, field.label) == (name, number, OPTIONAL))
    };
    let is_empty = message.messages.is_empty()
        && message.enums.is_empty()
        && message.extensions.is_empty()
        && message.oneofs.is_empty()
        && message.extension_ranges.is_empty();
    let has_two = message.fields.len() == 2 && is(0, "key", 1) && is(1, "value", 2);
    is_set(message.options, MAP_ENTRY) && !is_set(message.options, MESSAGE_SET) && has_two && is_empty
}

/// Returns messages by their names in the scope, without those that have the same name: fields declare different ones.
fn by_name<'a>(messages: &'a [raw::Message<'a>]) -> HashMap<&'a str, &'a raw::Message<'a>> {
    let mut by_name = HashMap::new();
    let mut repeated = HashSet::new();
    for message in messages {
        if by_name.insert(message.name, message).is_some() {
            repeated.insert(message.name);
        }
    }
    by_name.retain(|name, _| !repeated.contains(name));
    by_name
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
        let is_valid = |message: &raw::Message<'_>| member.ty == TYPE_GROUP || self.has_entry_fields(message);
        self.messages.get(name).copied().filter(|message| makes(member, message) && is_valid(message))
    }

    /// Returns `true` if the key and the value of a map have only properties that a map can have. A text cannot show others.
    fn has_entry_fields(&self, entry: &raw::Message<'_>) -> bool {
        entry.fields.iter().all(|it| {
            let has_valid_default = it.default.is_none() || !self.dialect.is_proto3() && raw::scalar(it.ty).is_some();
            let is_plain = it.extendee.is_none() && it.oneof_index.is_none() && !it.proto3_optional;
            is_plain && has_valid_default && self.problem(it).is_none()
        })
    }

    /// Returns the reason why no text describes a field. The reason is written in place of the type, where the compiler reports
    /// it.
    fn problem(&self, it: &raw::RawField<'_>) -> Option<&'static str> {
        let json_name = it.json_name.as_deref();
        let kind = it.type_name.and_then(|name| self.dialect.declared.is_enum(name));
        match it.ty {
            _ if it.extendee.is_some() != self.has_extendees => Some("an extendee belongs to extensions"),
            _ if self.has_extendees && it.oneof_index.is_some() => Some("an extension is in no oneof"),
            _ if self.has_extendees && json_name.is_some_and(|name| name != default_json_name(it.name)) => {
                Some("an extension has no JSON name of its own")
            }
            _ if it.proto3_optional && !self.dialect.is_proto3() => Some("`proto3_optional` is for proto3"),
            _ if it.proto3_optional && !self.has_extendees && !self.has_synthetic_oneof(it) => {
                Some("`proto3_optional` needs a oneof of its own, behind all others")
            }
            TYPE_GROUP if !self.dialect.is_proto2 => Some("groups are for proto2"),
            TYPE_GROUP | TYPE_MESSAGE if kind == Some(true) => Some("the type is an enum"),
            TYPE_ENUM if kind == Some(false) => Some("the type is a message"),
            ty if it.type_name.is_some() && raw::scalar(ty).is_some() => Some("a scalar type has no name"),
            _ => None,
        }
    }

    /// Returns `true` if an `optional` field of proto3 has a valid synthetic oneof. The text derives its name anew, so no message may
    /// have that name.
    fn has_synthetic_oneof(&self, it: &raw::RawField<'_>) -> bool {
        let name = it.oneof_index.and_then(|index| self.synthetic.name(index));
        it.label != REPEATED
            && self.synthetic.contains(it)
            && name.is_some_and(|name| !self.messages.contains_key(name))
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
    let problem = fields.problem(it);
    match fields.made_by(it).filter(|_| problem.is_none()) {
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
                problem.map_or_else(|| type_text(it, fields.dialect), quoted),
                ident(it.name),
                it.number
            ));
        }
    }
}

fn type_text(member: &raw::RawField<'_>, dialect: &Dialect<'_>) -> String {
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
