//! Checks for paths in options that match nothing. Most of them are misspelled. prost and tonic silently ignore them.

use crate::diagnostics;
use crate::paths::matches;
use crate::settings::{Services, Settings};
use protoward_schema::{FieldType, MessageId, Scalar, Schema};
use protoward_source::{Diagnostic, Place, Report, nearest};

/// The declarations that an option applies to.
#[derive(Clone, Copy, PartialEq)]
enum Target {
    Messages,
    EnumsAndOneofs,
    Types,
    Fields,
    MessageFields,
    MapFields,
    BytesFields,
    Documented,
    Services,
    Traits,
    ServiceModules,
}

/// The way in which a path in an option is compared with names.
#[derive(Clone, Copy, PartialEq)]
enum Matching {
    /// The matching of prost: names begin with a dot, and a path with a leading dot is a prefix.
    Prost,
    /// The matching of tonic: names do not begin with a dot.
    Tonic,
}

/// A path in an option.
struct OptionPath<'a> {
    option: &'static str,
    target: Target,
    path: &'a str,
}

/// Returns the paths in the settings, without those that match everything.
fn paths_of(settings: &Settings) -> Vec<OptionPath<'_>> {
    let mut lists = vec![
        ("boxed", Target::MessageFields, settings.boxed.paths()),
        ("btree_map", Target::MapFields, settings.btree_map.paths()),
        ("bytes", Target::BytesFields, settings.bytes.paths()),
        ("disable_comments", Target::Documented, settings.disable_comments.paths()),
        ("enum_attribute", Target::EnumsAndOneofs, settings.enum_attributes.paths()),
        ("field_attribute", Target::Fields, settings.field_attributes.paths()),
        ("message_attribute", Target::Messages, settings.message_attributes.paths()),
        ("skip_debug", Target::Types, settings.skip_debug.paths()),
        ("type_attribute", Target::Types, settings.type_attributes.paths()),
        ("type_name_domain", Target::Messages, settings.type_name_domains.paths()),
    ];
    if let Some(Services { disable_comments, client_attributes, server_attributes, .. }) = &settings.services {
        lists.push(("disable_comments", Target::Documented, disable_comments.iter().map(|path| &**path).collect()));
        for (option, target, attributes) in [
            ("client_attribute", Target::Services, &client_attributes.structs),
            ("client_mod_attribute", Target::ServiceModules, &client_attributes.modules),
            ("server_attribute", Target::Services, &server_attributes.structs),
            ("server_mod_attribute", Target::ServiceModules, &server_attributes.modules),
            ("trait_attribute", Target::Traits, &server_attributes.traits),
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
    settings: &Settings,
    place: &dyn Fn(&str, &str) -> Option<Place>,
    report: &mut Report,
) {
    let paths = paths_of(settings);
    if paths.is_empty() {
        return;
    }
    let names = Names::of(schema);
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

/// The full names of a schema, by kind.
#[derive(Default)]
struct Names {
    packages: Vec<String>,
    messages: Vec<String>,
    enums: Vec<String>,
    oneofs: Vec<String>,
    /// Fields. A field of a oneof also has the name that prost uses for it: `Message.oneof.field`.
    fields: Vec<String>,
    message_fields: Vec<String>,
    map_fields: Vec<String>,
    bytes_fields: Vec<String>,
    values: Vec<String>,
    services: Vec<String>,
    methods: Vec<String>,
    /// Service names without their package.
    traits: Vec<String>,
}

impl Names {
    fn of(schema: &Schema) -> Self {
        let mut names = Self::default();
        let packages = schema.files.ids().map(|file| schema.package(file)).filter(|package| !package.is_empty());
        names.packages.extend(packages.map(str::to_owned));
        names.packages.sort();
        names.packages.dedup();
        for id in schema.messages.ids().filter(|&id| !schema.is_map_entry(id)) {
            names.messages.push(schema.text(schema[id].full_name).to_owned());
            names.add_members(schema, id);
        }
        for id in schema.enums.ids() {
            let name = schema.text(schema[id].full_name);
            names.values.extend(schema[id].values.iter().map(|&it| below(name, schema.text(schema[it].name))));
            names.enums.push(name.to_owned());
        }
        for id in schema.services.ids() {
            let name = schema.text(schema[id].full_name);
            names.methods.extend(schema[id].methods.iter().map(|&it| below(name, schema.text(schema[it].name))));
            names.services.push(name.to_owned());
            names.traits.push(schema.text(schema[id].name).to_owned());
        }
        names
    }

    fn add_members(&mut self, schema: &Schema, message: MessageId) {
        let name = schema.text(schema[message].full_name);
        for &id in &schema[message].oneofs {
            if !schema[id].synthetic {
                self.oneofs.push(below(name, schema.text(schema[id].name)));
            }
        }
        for &id in &schema[message].fields {
            let field = &schema[id];
            let own = schema.text(field.name);
            let mut spelled = vec![below(name, own)];
            let oneof = field.oneof.filter(|&oneof| !schema[oneof].synthetic);
            spelled.extend(oneof.map(|oneof| below(&below(name, schema.text(schema[oneof].name)), own)));
            match field.ty {
                FieldType::Message(ty) if schema.is_map_entry(ty) => {
                    self.map_fields.extend(spelled.iter().cloned());
                    // prost looks up the values of a map as a field `value` of the message.
                    if has_bytes(schema, ty) {
                        self.bytes_fields.extend(spelled.iter().cloned().chain([below(name, "value")]));
                    }
                }
                FieldType::Message(_) | FieldType::Group(_) => self.message_fields.extend(spelled.iter().cloned()),
                FieldType::Scalar(Scalar::Bytes) => self.bytes_fields.extend(spelled.iter().cloned()),
                FieldType::Scalar(_) | FieldType::Enum(_) => {}
            }
            self.fields.append(&mut spelled);
        }
    }

    fn lists(&self, target: Target) -> Vec<&Vec<String>> {
        match target {
            Target::Messages => vec![&self.messages],
            Target::EnumsAndOneofs => vec![&self.enums, &self.oneofs],
            Target::Types => vec![&self.messages, &self.enums, &self.oneofs],
            Target::Fields => vec![&self.fields, &self.oneofs, &self.values],
            Target::MessageFields => vec![&self.message_fields],
            Target::MapFields => vec![&self.map_fields],
            Target::BytesFields => vec![&self.bytes_fields],
            Target::Documented => vec![
                &self.messages,
                &self.enums,
                &self.oneofs,
                &self.fields,
                &self.values,
                &self.services,
                &self.methods,
            ],
            Target::Services => vec![&self.services],
            Target::Traits => vec![&self.traits],
            Target::ServiceModules => vec![&self.packages],
        }
    }

    fn all(&self, target: Target) -> impl Iterator<Item = &String> {
        self.lists(target).into_iter().flatten()
    }

    /// Returns `true` if a path matches something. A path with a leading dot may also name a package or a message that contains
    /// no such element yet: it applies to elements that are added later.
    fn are_matched(&self, target: Target, path: &str) -> bool {
        if self.all(target).any(|name| is_match(target.matching(), path, name)) {
            return true;
        }
        match (target, path.strip_prefix('.')) {
            // tonic looks up full names without a leading dot.
            (Target::Documented, None) => self.services.iter().chain(&self.methods).any(|name| name == path),
            (_, Some(scope)) if target.matching() == Matching::Prost => {
                let is_package = self.packages.iter().any(|name| matches(path, &format!(".{name}")));
                is_package || self.messages.iter().any(|name| name == scope)
            }
            _ => false,
        }
    }

    fn unmatched(&self, &OptionPath { option, target, path }: &OptionPath<'_>) -> Diagnostic {
        let near = self.near(target, path);
        diagnostics::unmatched_option_path(option, path, target.noun(), near.as_deref())
    }

    /// Returns the nearest path that matches something, in the form that the option requires.
    fn near(&self, target: Target, path: &str) -> Option<String> {
        let bare = path.trim_matches('.');
        let dot = if target.matching() == Matching::Prost { "." } else { "" };
        let other_spelling = [format!(".{bare}"), bare.to_owned()];
        if let Some(spelling) = other_spelling.into_iter().find(|it| it != path && self.are_matched(target, it)) {
            return Some(spelling);
        }
        let parts = bare.split('.').count();
        // A path without a leading dot is compared with the ends of names.
        let ends = self.all(target).map(|name| last_parts(name, parts)).filter(|_| !path.starts_with('.'));
        if let Some(near) = nearest(bare, ends).first() {
            return Some((*near).to_owned());
        }
        let scopes = self.packages.iter().chain(&self.messages).filter(|_| target.matching() == Matching::Prost);
        let known = self.all(target).chain(scopes).map(String::as_str);
        nearest(bare, known).first().map(|near| format!("{dot}{near}"))
    }
}

impl Target {
    const fn matching(self) -> Matching {
        match self {
            Self::Services | Self::Traits | Self::ServiceModules => Matching::Tonic,
            _ => Matching::Prost,
        }
    }

    const fn noun(self) -> &'static str {
        match self {
            Self::Messages => "message",
            Self::EnumsAndOneofs => "enum or oneof",
            Self::Types => "message, enum or oneof",
            Self::Fields => "field, oneof or enum value",
            Self::MessageFields => "field of a message type",
            Self::MapFields => "map field",
            Self::BytesFields => "`bytes` field",
            Self::Documented => "declaration",
            Self::Services | Self::Traits => "service",
            Self::ServiceModules => "package",
        }
    }
}

fn is_match(matching: Matching, path: &str, name: &str) -> bool {
    match matching {
        Matching::Prost => matches(path, &format!(".{name}")),
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
