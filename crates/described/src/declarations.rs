//! Descriptors as `.proto` text, with one function for each kind of declaration.

use std::borrow::Cow;
use std::collections::HashMap;

use super::fields::{Fields, by_name, field};
use super::options::{OptionOwner, in_brackets, statements};
use super::tokens::{ident, path, quoted};
use protoward_schema::Edition;
use protoward_schema::descriptor::raw;

/// The exclusive end of a message range up to the largest number.
const BEHIND_MAX: i32 = 1 << 29;

/// The properties of a file that affect its text.
pub(super) struct Dialect {
    /// `true` if fields have labels as in proto2.
    pub(super) is_proto2: bool,
    pub(super) is_edition: bool,
    /// `true` if scalar types have the names of edition `UNSTABLE`.
    pub(super) is_unstable: bool,
}

impl Dialect {
    fn of(file: &raw::File<'_>) -> Self {
        Self {
            is_proto2: matches!(file.syntax, None | Some("" | "proto2")),
            is_edition: file.syntax == Some("editions"),
            is_unstable: file.edition == Some(Edition::UNSTABLE.0),
        }
    }
}

/// Returns the syntax and the package of a file as text.
fn head(file: &raw::File<'_>) -> String {
    let mut out = match (file.syntax, file.edition) {
        (None | Some(""), _) => "syntax = \"proto2\";\n".to_owned(),
        (Some("editions"), edition) => format!("edition = {};\n", quoted(&edition_name(edition.unwrap_or_default()))),
        (Some(syntax), _) => format!("syntax = {};\n", quoted(syntax)),
    };
    if let Some(package) = file.package.filter(|package| !package.is_empty()) {
        out.push_str(&format!("package {};\n", path(package)));
    }
    out
}

/// Returns the text of one declaration with this name, which is relative to the package, behind the head of its file.
pub(super) fn one(file: &raw::File<'_>, name: &str) -> Option<String> {
    let dialect = Dialect::of(file);
    let mut out = head(file) + "\n";
    let (first, inner) = name.split_once('.').map_or((name, None), |(first, inner)| (first, Some(inner)));
    if let Some(it) = file.services.iter().find(|it| it.name == first) {
        match inner {
            None => service(it, &it.methods, &mut out),
            Some(name) => {
                let method = it.methods.iter().find(|it| it.name == name)?;
                service(it, std::slice::from_ref(method), &mut out);
            }
        }
        return Some(out);
    }
    member(&file.messages, &file.enums, &file.extensions, name, &dialect, &mut out)?;
    Some(out)
}

/// Writes the declaration with a name in a scope. Decoding has limited the recursion depth to 64.
fn member<'a>(
    messages: &[raw::Message<'a>],
    enums: &[raw::Enum<'a>],
    extensions: &[raw::RawField<'a>],
    name: &str,
    dialect: &Dialect,
    out: &mut String,
) -> Option<()> {
    let (first, inner) = name.split_once('.').map_or((name, None), |(first, inner)| (first, Some(inner)));
    if let Some(it) = messages.iter().find(|it| it.name == first) {
        let Some(inner) = inner else {
            message(it, dialect, out);
            return Some(());
        };
        if member(&it.messages, &it.enums, &it.extensions, inner, dialect, out).is_none() {
            let has = it.fields.iter().any(|it| it.name == inner) || it.oneofs.iter().any(|it| it.name == inner);
            has.then(|| message(it, dialect, out))?;
        }
        return Some(());
    }
    if let Some(it) = extensions.iter().find(|it| it.name == name) {
        Extends::new(dialect, messages, extensions).extend(it, out);
        return Some(());
    }
    // Values are siblings of their enum.
    let has_value = |it: &raw::Enum<'_>| it.values.iter().any(|value| value.name == name);
    let it = enums.iter().find(|it| it.name == name || has_value(it))?;
    enumeration(it, dialect, out);
    Some(())
}

/// Returns the text of a file. A property without syntax becomes a syntax error, which the compiler reports.
pub(super) fn text(file: &raw::File<'_>) -> String {
    let dialect = Dialect::of(file);
    let mut out = head(file);
    for (at, import) in file.dependencies.iter().enumerate() {
        let is_in = |list: &[i32]| list.iter().any(|&index| usize::try_from(index) == Ok(at));
        let is_weak = is_in(&file.weak_dependencies);
        let kind = if is_in(&file.public_dependencies) {
            "public "
        } else if is_weak {
            "weak "
        } else {
            ""
        };
        out.push_str(&format!("import {kind}{};\n", quoted(import)));
    }
    for import in &file.option_dependencies {
        out.push_str(&format!("import option {};\n", quoted(import)));
    }
    statements(OptionOwner::File, file.options, &mut out);
    let mut extends = Extends::new(&dialect, &file.messages, &file.extensions);
    for it in &file.messages {
        if !extends.up_to(it, &mut out) {
            message(it, &dialect, &mut out);
        }
    }
    file.enums.iter().for_each(|it| enumeration(it, &dialect, &mut out));
    extends.rest(&mut out);
    file.services.iter().for_each(|it| service(it, &it.methods, &mut out));
    out
}

/// Writes a message. Decoding has limited the recursion depth to 64.
fn message(it: &raw::Message<'_>, dialect: &Dialect, out: &mut String) {
    out.push_str(&format!("{}message {} {{\n", visibility(it.visibility), ident(it.name)));
    body(it, dialect, out);
    out.push_str("}\n");
}

/// Writes the members of a message or group.
pub(super) fn body(it: &raw::Message<'_>, dialect: &Dialect, out: &mut String) {
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
struct Extends<'a> {
    fields: Fields<'a>,
    rest: std::slice::Iter<'a, raw::RawField<'a>>,
    makers: HashMap<&'a str, usize>,
    written: usize,
}

impl<'a> Extends<'a> {
    fn new(dialect: &'a Dialect, messages: &'a [raw::Message<'a>], all: &'a [raw::RawField<'a>]) -> Self {
        let fields = Fields { dialect, messages: by_name(messages), oneofs: &[], has_extendees: true };
        let maker = |(at, member): (usize, &'a raw::RawField<'a>)| Some((fields.made_by(member)?.name, at));
        let makers = all.iter().enumerate().filter_map(maker).collect();
        Self { fields, rest: all.iter(), makers, written: 0 }
    }

    /// Writes the extensions up to the one that declares this message. Returns whether one does.
    fn up_to(&mut self, message: &raw::Message<'_>, out: &mut String) -> bool {
        let Some(&at) = self.makers.get(message.name) else { return false };
        while self.written <= at
            && let Some(next) = self.rest.next()
        {
            self.extend(next, out);
        }
        true
    }

    fn rest(mut self, out: &mut String) {
        while let Some(next) = self.rest.next() {
            self.extend(next, out);
        }
    }

    fn extend(&mut self, it: &raw::RawField<'_>, out: &mut String) {
        self.written += 1;
        out.push_str(&format!("extend {} {{\n", path(it.extendee.unwrap_or_default())));
        field(it, &self.fields, false, out);
        out.push_str("}\n");
    }
}

fn enumeration(it: &raw::Enum<'_>, dialect: &Dialect, out: &mut String) {
    out.push_str(&format!("{}enum {} {{\n", visibility(it.visibility), ident(it.name)));
    statements(OptionOwner::Enum, it.options, out);
    for value in &it.values {
        let options = in_brackets(OptionOwner::EnumValue, value.options, Vec::new());
        out.push_str(&format!("{} = {}{options};\n", ident(value.name), value.number));
    }
    for range in &it.reserved_ranges {
        out.push_str(&format!("reserved {};\n", numbers(range.start, range.end, i32::MAX, 0)));
    }
    reserved_names(&it.reserved_names, dialect, out);
    out.push_str("}\n");
}

/// Writes a service with some of its methods.
fn service(it: &raw::Service<'_>, methods: &[raw::Method<'_>], out: &mut String) {
    out.push_str(&format!("service {} {{\n", ident(it.name)));
    statements(OptionOwner::Service, it.options, out);
    for method in methods {
        let stream = |is_streaming| if is_streaming { "stream " } else { "" };
        let (input, output) = (path(method.input), path(method.output));
        let (client, server) = (stream(method.client_streaming), stream(method.server_streaming));
        let name = ident(method.name);
        out.push_str(&format!("rpc {name} ({client}{input}) returns ({server}{output}) {{\n"));
        statements(OptionOwner::Method, method.options, out);
        out.push_str("}\n");
    }
    out.push_str("}\n");
}

fn reserved_names(names: &[Cow<'_, str>], dialect: &Dialect, out: &mut String) {
    for name in names {
        let name = if dialect.is_edition { ident(name) } else { quoted(name) };
        out.push_str(&format!("reserved {name};\n"));
    }
}

/// Returns `start to end`. `beyond` is 1 if the descriptor's end is exclusive.
fn numbers(start: i32, end: i32, max: i32, beyond: i32) -> String {
    match end {
        end if end == max => format!("{start} to max"),
        end => format!("{start} to {}", end.saturating_sub(beyond)),
    }
}

fn visibility(visibility: i32) -> &'static str {
    match visibility {
        1 => "local ",
        2 => "export ",
        _ => "",
    }
}

fn edition_name(edition: i32) -> String {
    match edition {
        1000 => "2023".to_owned(),
        1001 => "2024".to_owned(),
        1002 => "2026".to_owned(),
        9999 => "UNSTABLE".to_owned(),
        other => other.to_string(),
    }
}
