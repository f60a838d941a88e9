//! Methods that set a field and hand the message on: `User::default().with_name("Ada").with_tags(["a", "b"])`.
//!
//! In: the code of prost, and which messages are wanted. Out: changes to that code. It must not know who generates, or
//! where code is written.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::code::{Edits, Package, Packages, Site, SiteField, SiteKind, TypeCode, inner};
use crate::matching::matches;
use crate::names::{Names, Taken, bare, snake};
use protoward_schema::{MessageId, Schema};

/// Adds setters to the messages that are wanted.
pub(super) fn add(
    packages: &Packages,
    edits: &mut BTreeMap<String, Edits>,
    schema: &Schema,
    names: &Names,
    wanted: &[String],
) {
    for package in packages.iter() {
        let edits = edits.entry(package.file.clone()).or_default();
        let sites = package.sites.iter().filter(|site| site.kind == SiteKind::Message);
        let sites = BTreeMap::from_iter(sites.map(|site| (&*site.path, site)));
        let ids = schema.messages.ids().filter(|&id| package.sources.contains(&schema[id].file));
        for id in ids.filter(|&id| !schema.is_map_entry(id)) {
            let full_name = format!(".{}", schema.text(schema[id].full_name));
            let is_wanted = wanted.iter().any(|path| matches(path, &full_name));
            let Some((_, code)) = packages.message(schema, id).filter(|_| is_wanted) else { continue };
            let Some(site) = sites.get(&*code.path) else { continue };
            let text = of_message(site, &setters(site, package, schema, id, code), names);
            if !text.is_empty() {
                edits.insert(site.end, text);
            }
        }
    }
}

/// One method.
struct Setter {
    /// The field of the file, or the oneof, as Rust spells it.
    field: String,
    /// What it takes.
    takes: String,
    /// The statement that sets the field, with what was given as `value`.
    sets: String,
    about: String,
}

fn setters(site: &Site, package: &Package, schema: &Schema, id: MessageId, code: &TypeCode) -> Vec<Setter> {
    let mut setters: Vec<Setter> = site.fields.iter().map(of_field).collect();
    // Members of oneofs, by the names that the file has for them.
    for &field in &schema[id].fields {
        let Some(member) = code.members.get(&schema[field].number.0) else { continue };
        let Some(variant) = &member.variant else { continue };
        let oneof = variant.rsplit_once("::").map_or("", |(oneof, _)| oneof);
        let held = package.sites.iter().find(|site| site.path == oneof);
        let held = held.and_then(|site| site.fields.iter().find(|it| it.numbers() == [schema[field].number.0]));
        let (Some(held), Some(of)) = (held, site.fields.iter().find(|of| of.name == member.name)) else { continue };
        let Some((path, (module, _))) = of.said.text("oneof").and_then(|path| Some((path, path.rsplit_once("::")?)))
        else {
            continue;
        };
        let name = variant.rsplit("::").next().unwrap_or_default();
        setters.push(Setter {
            field: snake(schema.text(schema[field].name)),
            takes: format!("impl ::core::convert::Into<{}>", from_outside(&held.ty, module)),
            sets: format!("self.{} = ::core::option::Option::Some({path}::{name}(value.into()));", of.name),
            about: format!("Sets `{}` to `{name}`.", bare(&of.name)),
        });
    }
    setters
}

/// A type that stands in the module of a message, seen from the message: one module further out.
fn from_outside(ty: &str, module: &str) -> String {
    const OF_RUST: &[&str] = &["", "bool", "f32", "f64", "i32", "i64", "u8", "u32", "u64"];
    let seen = |path: &str| match path.strip_prefix("super::") {
        Some(rest) => rest.to_owned(),
        None if path.starts_with("::") || path.starts_with("crate::") || OF_RUST.contains(&path) => path.to_owned(),
        None => format!("{module}::{path}"),
    };
    let is_end = |letter: char| matches!(letter, '<' | '>' | ',' | '(' | ')') || letter.is_whitespace();
    ty.split_inclusive(is_end)
        .map(|part| match part.strip_suffix(is_end) {
            Some(path) => format!("{}{}", seen(path), &part[path.len()..]),
            None => seen(part),
        })
        .collect()
}

fn of_field(field: &SiteField) -> Setter {
    let name = &field.name;
    let bare_name = bare(name);
    let value = "::core::convert::Into::into";
    let (takes, value, about) = if field.said.has("repeated") {
        let takes = format!("impl ::core::iter::IntoIterator<Item = impl ::core::convert::Into<{}>>", inner(&field.ty));
        (takes, format!("value.into_iter().map({value}).collect()"), format!("Sets `{bare_name}` to these values."))
    } else if field.map().is_some() {
        let (key, of) = inner(&field.ty).split_once(',').unwrap_or_default();
        let takes = format!(
            "impl ::core::iter::IntoIterator<Item = (impl ::core::convert::Into<{}>, impl ::core::convert::Into<{}>)>",
            key.trim(),
            of.trim()
        );
        let entries = "value.into_iter().map(|(key, value)| (key.into(), value.into())).collect()";
        (takes, entries.to_owned(), format!("Sets `{bare_name}` to these entries."))
    } else if field.ty.starts_with("::core::option::Option<") {
        let takes = format!("impl ::core::convert::Into<{}>", inner(&field.ty));
        (takes, "::core::option::Option::Some(value.into())".to_owned(), format!("Sets `{bare_name}`."))
    } else {
        let takes = format!("impl ::core::convert::Into<{}>", field.ty);
        (takes, "value.into()".to_owned(), format!("Sets `{bare_name}`."))
    };
    Setter { field: name.clone(), takes, sets: format!("self.{name} = {value};"), about }
}

/// The methods of a message, behind it; empty where it has no fields.
fn of_message(site: &Site, setters: &[Setter], names: &Names) -> String {
    if setters.is_empty() {
        return String::new();
    }
    let indent = "    ".repeat(site.depth());
    // Getters are called as their fields.
    let fields: Vec<String> = site.fields.iter().map(|field| names.put_back(&field.name)).collect();
    let mut taken = Taken::with(fields.iter().map(String::as_str));
    let mut text = format!(
        "\n{indent}/// Methods that set a field, one behind the other.\n{indent}#[allow(deprecated)]\n{indent}impl {} {{",
        site.name()
    );
    for Setter { field, takes, sets, about } in setters {
        let name = taken.take(format!("with_{}", bare(&names.put_back(field))));
        let _ = write!(
            text,
            "\n{indent}    /// {about}\n{indent}    #[must_use]\n{indent}    \
             pub fn {name}(mut self, value: {takes}) -> Self {{\n{indent}        {sets}\n{indent}        self\n{indent}    }}"
        );
    }
    let _ = write!(text, "\n{indent}}}");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_members_are_found_from_their_message() {
        let seen = |ty| from_outside(ty, "item");
        assert_eq!(seen("Inner"), "item::Inner");
        assert_eq!(seen("super::super::b::C"), "super::b::C");
        assert_eq!(seen("::prost::alloc::boxed::Box<super::Item>"), "::prost::alloc::boxed::Box<Item>");
        assert_eq!(
            seen("super::super::protoward_enums::OpenEnum<Kind>"),
            "super::protoward_enums::OpenEnum<item::Kind>"
        );
        assert_eq!(
            (seen("()").as_str(), seen("::prost::alloc::vec::Vec<u8>").as_str()),
            ("()", "::prost::alloc::vec::Vec<u8>")
        );
    }
}
