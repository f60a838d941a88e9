//! Types and modules, which share a namespace in each module of Rust.
//!
//! A module is one of a package, one of a message for what is nested in it, or both: `a.b` and what is in the message
//! `a.B` are found by the same path. Modules are gone through from the outside in, so that the path of each is known
//! when its names are chosen.

use std::collections::{BTreeMap, BTreeSet};

use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto, FileDescriptorSet,
    ServiceDescriptorProto,
};

use super::Path;
use super::members::{is_map_entry, oneofs};
use super::paths::BESIDE;
use super::rules::Rules;
use super::rust::{bare, snake, upper_camel};
use super::services::{ServiceNames, keeps_name};
use super::table::prefix;
use super::taken::Taken;

/// What was chosen for one element, by its full name with a dot in front.
pub(super) struct Chosen<'a> {
    pub(super) full_name: String,
    pub(super) element: Element<'a>,
}

/// An element with its names.
pub(super) enum Element<'a> {
    Message {
        message: &'a DescriptorProto,
        is_proto2: bool,
        name: String,
        module: String,
        merged: Option<Path>,
    },
    Enum {
        declared: &'a EnumDescriptorProto,
        name: String,
    },
    /// `plain` is what prost would call its type.
    Oneof {
        message: &'a DescriptorProto,
        message_name: String,
        index: usize,
        name: String,
        plain: String,
    },
    Service {
        names: ServiceNames,
        plain: ServiceNames,
    },
}

/// Chooses the names of all types, modules and services.
pub(super) fn chosen<'a>(set: &'a FileDescriptorSet, packages: &[Path], rules: &'a Rules) -> Vec<Chosen<'a>> {
    let mut scopes = Scopes { rules, open: BTreeMap::new(), shadowed: shadowed(set), chosen: Vec::new() };
    for (file, package) in set.file.iter().zip(packages) {
        scopes.add_file(file, package);
    }
    // What is added while a module is looked at lies in it, and so behind it.
    while let Some((path, scope)) = scopes.open.pop_first() {
        scopes.choose(&path, scope);
    }
    scopes.chosen.append(&mut enums_elsewhere(set, rules));
    scopes.chosen
}

/// Enums that are not generated. What their values are called is what the defaults of fields here are called.
fn enums_elsewhere<'a>(set: &'a FileDescriptorSet, rules: &Rules) -> Vec<Chosen<'a>> {
    let mut found = Vec::new();
    for file in &set.file {
        let mut open = vec![(prefix(file.package()), &file.message_type, &file.enum_type)];
        while let Some((outer, messages, enums)) = open.pop() {
            for declared in enums {
                let full_name = format!("{outer}.{}", declared.name());
                if rules.externs.has(&full_name) {
                    let name = upper_camel(declared.name());
                    found.push(Chosen { full_name, element: Element::Enum { declared, name } });
                }
            }
            let inside = |message: &'a DescriptorProto| {
                (format!("{outer}.{}", message.name()), &message.nested_type, &message.enum_type)
            };
            open.extend(messages.iter().map(inside));
        }
    }
    found
}

struct Scopes<'a> {
    rules: &'a Rules,
    open: BTreeMap<Path, Scope<'a>>,
    shadowed: BTreeSet<String>,
    chosen: Vec<Chosen<'a>>,
}

#[derive(Default)]
struct Scope<'a> {
    /// The modules of packages that lie in this one.
    packages: BTreeSet<String>,
    claims: Vec<Claim<'a>>,
}

struct Claim<'a> {
    full_name: String,
    of: Of<'a>,
    /// Whether it lies in a message, which gives way to what lies in a package.
    in_message: bool,
}

enum Of<'a> {
    Message(&'a DescriptorProto, bool),
    Enum(&'a EnumDescriptorProto),
    Oneof { parent: &'a DescriptorProto, index: usize, parent_name: String },
    Service(&'a ServiceDescriptorProto),
}

impl<'a> Scopes<'a> {
    fn add_file(&mut self, file: &'a FileDescriptorProto, package: &Path) {
        let prefix = prefix(file.package());
        let is_proto2 = matches!(file.syntax(), "" | "proto2");
        let mut claims = claims(&prefix, &file.message_type, &file.enum_type, is_proto2, false);
        claims.retain(|claim| !self.rules.externs.has(&claim.full_name));
        if self.rules.services.is_some() {
            let named = |service: &'a ServiceDescriptorProto| Claim {
                full_name: format!("{prefix}.{}", service.name()),
                of: Of::Service(service),
                in_message: false,
            };
            claims.extend(file.service.iter().map(named));
        }
        if claims.is_empty() {
            return;
        }
        for length in 0..package.len() {
            let outer = self.open.entry(package[..length].to_vec()).or_default();
            outer.packages.insert(package[length].clone());
        }
        self.open.entry(package.clone()).or_default().claims.append(&mut claims);
    }

    fn choose(&mut self, path: &Path, scope: Scope<'a>) {
        let mut names = Names {
            taken: Taken::with(scope.packages.iter().map(String::as_str).chain(BESIDE.iter().copied())),
            services: Taken::default(),
            packages: scope.packages,
        };
        let mut claims = scope.claims;
        claims.sort_by_cached_key(|claim| (claim.of.rank(), claim.in_message, claim.full_name.clone()));
        for claim in claims {
            self.choose_one(path, &mut names, claim);
        }
    }

    fn choose_one(&mut self, path: &Path, names: &mut Names, claim: Claim<'a>) {
        let Claim { full_name, of, .. } = claim;
        let element = match of {
            Of::Message(message, is_proto2) => {
                let name = names.taken.take(upper_camel(message.name()));
                let (module, merged) = self.module(path, names, message, nested(message, &full_name, is_proto2));
                Element::Message { message, is_proto2, name, module, merged }
            }
            Of::Enum(declared) => {
                let shadowed = self.shadowed.contains(&full_name);
                let fits = |name: &str| !(shadowed && OF_DERIVE.contains(&name));
                Element::Enum { declared, name: names.taken.take_if(upper_camel(declared.name()), fits) }
            }
            Of::Oneof { parent, index, parent_name } => {
                let plain = oneof_type(parent, index);
                let name = names.taken.take(plain.clone());
                Element::Oneof { message: parent, message_name: parent_name, index, name, plain }
            }
            Of::Service(service) => {
                let built = self.rules.services.unwrap_or_default();
                let names = ServiceNames::chosen(service, built, &mut names.services, &mut names.taken);
                Element::Service { names, plain: ServiceNames::plain(service) }
            }
        };
        self.chosen.push(Chosen { full_name, element });
    }

    /// Returns the module of a message, and its path where it is the module of a package too.
    fn module(
        &mut self,
        path: &Path,
        names: &mut Names,
        message: &DescriptorProto,
        nested: Vec<Claim<'a>>,
    ) -> (String, Option<Path>) {
        let mut module = snake(message.name());
        let mut merged = None;
        if !nested.is_empty() {
            let mut inner = path.clone();
            // Only one message can share a module with a package.
            if names.packages.remove(&module) {
                inner.push(module.clone());
                merged = Some(inner.clone());
            } else {
                module = names.taken.take(module);
                inner.push(module.clone());
            }
            let known = nested.into_iter().filter(|claim| !self.rules.externs.has(&claim.full_name));
            self.open.entry(inner).or_default().claims.extend(known);
        }
        (module, merged)
    }
}

/// The names of one module.
struct Names {
    taken: Taken,
    services: Taken,
    /// Modules of packages that no message shares yet.
    packages: BTreeSet<String>,
}

impl Of<'_> {
    /// Who keeps its name: what is written as Rust would write it, before what is not, what prost makes of oneofs,
    /// services, and those that cannot keep it anyway.
    fn rank(&self) -> u8 {
        let exact = |name: &str| u8::from(bare(&upper_camel(name)) != name);
        match self {
            Self::Message(message, _) => exact(message.name()),
            Self::Enum(declared) => exact(declared.name()),
            Self::Oneof { .. } => 2,
            Self::Service(service) => 3 + u8::from(!keeps_name(service)),
        }
    }
}

fn claims<'a>(
    prefix: &str,
    messages: &'a [DescriptorProto],
    enums: &'a [EnumDescriptorProto],
    is_proto2: bool,
    in_message: bool,
) -> Vec<Claim<'a>> {
    let claim = |name: &str, of| Claim { full_name: format!("{prefix}.{name}"), of, in_message };
    let mut claims = Vec::new();
    for message in messages.iter().filter(|message| !is_map_entry(message)) {
        claims.push(claim(message.name(), Of::Message(message, is_proto2)));
    }
    for declared in enums {
        claims.push(claim(declared.name(), Of::Enum(declared)));
    }
    claims
}

/// What is in the module of a message; where that is nothing, there is no module.
fn nested<'a>(message: &'a DescriptorProto, full_name: &str, is_proto2: bool) -> Vec<Claim<'a>> {
    let mut claims = claims(full_name, &message.nested_type, &message.enum_type, is_proto2, true);
    for index in oneofs(message) {
        claims.push(Claim {
            full_name: format!("{full_name}.{}", message.oneof_decl[index].name()),
            of: Of::Oneof { parent: message, index, parent_name: full_name.to_owned() },
            in_message: true,
        });
    }
    claims
}

/// The type of a oneof as prost names it: apart from types that are nested beside it, entries of maps included.
fn oneof_type(parent: &DescriptorProto, index: usize) -> String {
    let name = upper_camel(parent.oneof_decl[index].name());
    let is_taken = parent.nested_type.iter().any(|message| upper_camel(message.name()) == name)
        || parent.enum_type.iter().any(|declared| upper_camel(declared.name()) == name);
    if is_taken { name + "OneOf" } else { name }
}

/// Types that prost-derive declares where it uses those of enums.
const OF_DERIVE: &[&str] = &["Inner", "KeyWrapper", "MapWrapper", "ScalarWrapper", "ValueWrapper"];

/// The enums that are used where they are in scope, without a path.
fn shadowed(set: &FileDescriptorSet) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in &set.file {
        let prefix = prefix(file.package());
        let mut open: Vec<(String, &DescriptorProto)> =
            file.message_type.iter().map(|message| (prefix.clone(), message)).collect();
        while let Some((outer, message)) = open.pop() {
            let full_name = format!("{outer}.{}", message.name());
            for field in message.field.iter().filter(|field| may_be_shadowed(field)) {
                let scope = if field.oneof_index.is_some() && !field.proto3_optional() { &full_name } else { &outer };
                let in_map = is_map_entry(message).then(|| scope.rsplit_once('.').map_or("", |(outer, _)| outer));
                let lies_in = field.type_name().rsplit_once('.').map_or("", |(outer, _)| outer);
                if lies_in == in_map.unwrap_or(scope) {
                    found.insert(field.type_name().to_owned());
                }
            }
            open.extend(message.nested_type.iter().map(|nested| (full_name.clone(), nested)));
        }
    }
    found
}

fn may_be_shadowed(field: &FieldDescriptorProto) -> bool {
    let name = field.type_name().rsplit('.').next().unwrap_or_default();
    field.r#type() == prost_types::field_descriptor_proto::Type::Enum && OF_DERIVE.contains(&&*upper_camel(name))
}
