//! Checks for paths in options that match nothing. Most of them are misspelled. prost and tonic silently ignore them.

use crate::diagnostics;
use crate::paths::matches;
use crate::paths::oneof_of;
use crate::settings::{RustSettings, Services};
use protoward_schema::{FieldType, MessageId, Scalar, Schema};
use protoward_source::{Diagnostic, Place, Report, nearest};

/// The kind of a name.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Package,
    Message,
    Enum,
    Oneof,
    /// A field. A field of a oneof also has the name that prost uses for it: `Message.oneof.field`.
    Field,
    MessageField,
    MapField,
    BytesField,
    Value,
    Service,
    Method,
    /// A service without its package.
    Trait,
}

/// The declarations that an option applies to.
#[derive(Clone, Copy)]
struct Target {
    kinds: &'static [Kind],
    noun: &'static str,
    matching: Matching,
}

/// The way in which a path in an option is compared with names.
#[derive(Clone, Copy, PartialEq)]
enum Matching {
    /// The matching of prost: names begin with a dot, and a path with a leading dot is a prefix.
    Prost,
    /// Like [`Prost`](Self::Prost), but tonic looks up services and methods by full names without a leading dot.
    ProstOrTonic,
    /// The matching of tonic: names do not begin with a dot.
    Tonic,
}

impl Target {
    const fn of_prost(noun: &'static str, kinds: &'static [Kind]) -> Self {
        Self { kinds, noun, matching: Matching::Prost }
    }

    const fn of_tonic(noun: &'static str, kinds: &'static [Kind]) -> Self {
        Self { kinds, noun, matching: Matching::Tonic }
    }
}

/// A path in an option.
struct OptionPath<'a> {
    option: &'static str,
    target: Target,
    path: &'a str,
}

/// The kinds of declarations with comments.
const DOCUMENTED: &[Kind] =
    &[Kind::Message, Kind::Enum, Kind::Oneof, Kind::Field, Kind::Value, Kind::Service, Kind::Method];

/// Returns the paths in the settings, without those that match everything.
fn paths_of(settings: &RustSettings) -> Vec<OptionPath<'_>> {
    let messages = Target::of_prost("message", &[Kind::Message]);
    let types = Target::of_prost("message, enum or oneof", &[Kind::Message, Kind::Enum, Kind::Oneof]);
    let fields = Target::of_prost("field, oneof or enum value", &[Kind::Field, Kind::Oneof, Kind::Value]);
    let deprecated = Target::of_prost("field, enum value or method", &[Kind::Field, Kind::Value, Kind::Method]);
    let documented = Target { kinds: DOCUMENTED, noun: "declaration", matching: Matching::ProstOrTonic };
    let services = Target::of_tonic("service", &[Kind::Service]);
    let packages = Target::of_tonic("package", &[Kind::Package]);
    let boxed = Target::of_prost("field of a message type", &[Kind::MessageField]);
    let boxed_types = Target::of_prost("message or field of a message type", &[Kind::MessageField, Kind::Message]);
    let (alone, below): (Vec<_>, Vec<_>) = settings.boxed.paths().into_iter().partition(|path| path.starts_with('='));
    let mut lists = vec![
        ("boxed", boxed, below),
        ("boxed", boxed_types, alone),
        ("btree_map", Target::of_prost("map field", &[Kind::MapField]), settings.btree_map.paths()),
        ("bytes", Target::of_prost("`bytes` field", &[Kind::BytesField]), settings.bytes.paths()),
        ("disable_comments", documented, settings.disable_comments.paths()),
        (
            "enum_attribute",
            Target::of_prost("enum or oneof", &[Kind::Enum, Kind::Oneof]),
            settings.enum_attributes.paths(),
        ),
        ("field_attribute", fields, settings.field_attributes.paths()),
        ("message_attribute", messages, settings.message_attributes.paths()),
        ("skip_debug", types, settings.skip_debug.paths()),
        ("skip_deprecated", deprecated, settings.skip_deprecated.paths()),
        (
            "skip_derive",
            Target::of_prost("message or oneof", &[Kind::Message, Kind::Oneof]),
            settings.skip_derive.paths(),
        ),
        ("type_attribute", types, settings.type_attributes.paths()),
        ("type_name_domain", messages, settings.type_name_domains.paths()),
    ];
    if let Some(Services { disable_comments, client_attributes, server_attributes, .. }) = &settings.services {
        lists.push(("disable_comments", documented, disable_comments.iter().map(|path| &**path).collect()));
        for (option, target, attributes) in [
            ("client_attribute", services, &client_attributes.structs),
            ("client_mod_attribute", packages, &client_attributes.modules),
            ("server_attribute", services, &server_attributes.structs),
            ("server_mod_attribute", packages, &server_attributes.modules),
            ("trait_attribute", Target::of_tonic("service", &[Kind::Trait]), &server_attributes.traits),
        ] {
            lists.push((option, target, attributes.iter().map(|(path, _)| &**path).collect()));
        }
    }
    let mut all = Vec::new();
    for (option, target, paths) in lists {
        let paths = paths.into_iter().filter(|path| *path != ".");
        all.extend(paths.map(|path| OptionPath { option, target, path }));
    }
    all
}

/// Reports a warning for each path that matches nothing, once per option.
pub(super) fn check(
    schema: &Schema,
    settings: &RustSettings,
    place: &dyn Fn(&str, &str) -> Option<Place>,
    report: &mut Report,
) {
    let paths = paths_of(settings);
    if paths.is_empty() {
        return;
    }
    let names = PathNames::of(schema);
    for (index, option) in paths.iter().enumerate() {
        let is_same = |other: &OptionPath<'_>| other.option == option.option && other.path == option.path;
        if !names.are_matched(option.target, option.path) && !paths[..index].iter().any(is_same) {
            let warning = names.unmatched(option);
            report.push(match place(option.option, option.path) {
                Some(place) => warning.label(place, "matches nothing"),
                None => warning,
            });
        }
    }
}

/// The full names of a schema.
#[derive(Default)]
struct PathNames(Vec<(Kind, String)>);

impl PathNames {
    fn of(schema: &Schema) -> Self {
        let mut names = Self::default();
        let packages = schema.files.ids().map(|file| schema.package(file)).filter(|package| !package.is_empty());
        packages.for_each(|package| names.add(Kind::Package, package));
        for id in schema.messages.ids().filter(|&id| !schema.is_map_entry(id)) {
            names.add(Kind::Message, schema.text(schema[id].full_name));
            names.add_members(schema, id);
        }
        for id in schema.enums.ids() {
            let name = schema.text(schema[id].full_name);
            schema[id].values.iter().for_each(|&it| names.add(Kind::Value, below(name, schema.text(schema[it].name))));
            names.add(Kind::Enum, name);
        }
        for id in schema.services.ids() {
            let name = schema.text(schema[id].full_name);
            schema[id]
                .methods
                .iter()
                .for_each(|&it| names.add(Kind::Method, below(name, schema.text(schema[it].name))));
            names.add(Kind::Service, name);
            names.add(Kind::Trait, schema.text(schema[id].name));
        }
        names
    }

    fn add(&mut self, kind: Kind, name: impl Into<String>) {
        self.0.push((kind, name.into()));
    }

    fn add_members(&mut self, schema: &Schema, message: MessageId) {
        let name = schema.text(schema[message].full_name);
        for &id in schema[message].oneofs.iter().filter(|&&id| !schema[id].synthetic) {
            self.add(Kind::Oneof, below(name, schema.text(schema[id].name)));
        }
        for &id in &schema[message].fields {
            let field = &schema[id];
            let own = schema.text(schema[id].name);
            let (kind, has_bytes) = match field.ty {
                FieldType::Message(ty) if schema.is_map_entry(ty) => (Some(Kind::MapField), has_bytes(schema, ty)),
                FieldType::Message(_) | FieldType::Group(_) => (Some(Kind::MessageField), false),
                FieldType::Scalar(scalar) => (None, scalar == Scalar::Bytes),
                FieldType::Enum(_) => (None, false),
            };
            let kinds = [Some(Kind::Field), kind, has_bytes.then_some(Kind::BytesField)];
            let of_oneof = oneof_of(schema, id).map(|oneof| below(&below(name, schema.text(schema[oneof].name)), own));
            for spelled in [below(name, own)].into_iter().chain(of_oneof) {
                kinds.into_iter().flatten().for_each(|kind| self.add(kind, &*spelled));
            }
            // prost looks up the values of a map as a field `value` of the message.
            if has_bytes && kind == Some(Kind::MapField) {
                self.add(Kind::BytesField, below(name, "value"));
            }
        }
    }

    fn all(&self, kinds: &[Kind]) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|(kind, _)| kinds.contains(kind)).map(|(_, name)| &**name)
    }

    /// Returns `true` if a path matches something. A path with a leading dot may also name a package or a message that contains
    /// no such element yet: it applies to elements that are added later.
    fn are_matched(&self, target: Target, path: &str) -> bool {
        let Target { kinds, matching, .. } = target;
        if self.all(kinds).any(|name| is_match(matching, path, name)) {
            return true;
        }
        match (matching, path.strip_prefix('.')) {
            (Matching::ProstOrTonic, None) => self.all(&[Kind::Service, Kind::Method]).any(|name| name == path),
            (Matching::Prost | Matching::ProstOrTonic, Some(scope)) => {
                let is_package = self.all(&[Kind::Package]).any(|name| matches(path, &format!(".{name}")));
                is_package || self.all(&[Kind::Message]).any(|name| name == scope)
            }
            _ => false,
        }
    }

    fn unmatched(&self, &OptionPath { option, target, path }: &OptionPath<'_>) -> Diagnostic {
        let near = self.near(target, path);
        diagnostics::unmatched_option_path(option, path, target.noun, near.as_deref())
    }

    /// Returns the nearest path that matches something, in the form that the option requires.
    fn near(&self, target: Target, path: &str) -> Option<String> {
        if let Some(exact) = path.strip_prefix('=') {
            return nearest(exact.trim_matches('.'), self.all(target.kinds)).first().map(|near| format!("=.{near}"));
        }
        let bare = path.trim_matches('.');
        let other_spelling = [format!(".{bare}"), bare.to_owned()];
        if let Some(spelling) = other_spelling.into_iter().find(|it| it != path && self.are_matched(target, it)) {
            return Some(spelling);
        }
        let parts = bare.split('.').count();
        // A path without a leading dot is compared with the ends of names.
        let ends = self.all(target.kinds).map(|name| last_parts(name, parts)).filter(|_| !path.starts_with('.'));
        if let Some(near) = nearest(bare, ends).first() {
            return Some((*near).to_owned());
        }
        let is_tonic = target.matching == Matching::Tonic;
        let scopes = self.all(&[Kind::Package, Kind::Message]).filter(|_| !is_tonic);
        let near = nearest(bare, self.all(target.kinds).chain(scopes));
        near.first().map(|near| format!("{}{near}", if is_tonic { "" } else { "." }))
    }
}

fn is_match(matching: Matching, path: &str, name: &str) -> bool {
    match matching {
        Matching::Prost | Matching::ProstOrTonic => matches(path, &format!(".{name}")),
        Matching::Tonic => path == name || !path.starts_with('.') && matches(path, &format!(".{name}")),
    }
}

/// Returns the last parts of a name.
fn last_parts(name: &str, count: usize) -> &str {
    let begin = name.rmatch_indices('.').nth(count.saturating_sub(1)).map_or(0, |(at, _)| at + 1);
    &name[begin..]
}

fn has_bytes(schema: &Schema, entry: MessageId) -> bool {
    schema[entry].fields.iter().any(|&id| schema[id].ty == FieldType::Scalar(Scalar::Bytes))
}

fn below(scope: &str, name: &str) -> String {
    format!("{scope}.{name}")
}
