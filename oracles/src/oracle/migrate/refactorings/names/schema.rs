//! Drawn schemas: texts whose names are placeholders, so that the text with another name is known.

use std::collections::{BTreeMap, BTreeSet};

use super::super::outcome::Files;
use protoward_kit::random::Random;

/// The files of a schema. In `‹Part›` and `‹‹Part››` stand the name and the full name of an element, and in `‹~Part›` the name
/// from the package of the file, or the full one. A line after `?` is drawn.
const TEMPLATES: [(&str, &str); 3] = [
    ("options.proto", include_str!("options.txt")),
    ("types.proto", include_str!("types.txt")),
    ("service.proto", include_str!("service.txt")),
];

/// The kind of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameKind {
    Package,
    Message,
    Enum,
    Value,
    Field,
    Oneof,
    Extension,
    Service,
    Method,
    /// A variable of an expression, which is not renamed.
    Variable,
}

/// The names of the templates, with the scopes that have them.
const NAMES: &[(NameKind, &str, &[&str])] = &[
    (NameKind::Package, "", &["opts", "shop", "api"]),
    (NameKind::Message, "opts", &["Note"]),
    (NameKind::Enum, "opts", &["Grade"]),
    (NameKind::Value, "Grade", &["BAD", "GOOD"]),
    (
        NameKind::Field,
        "Note",
        &["Note.text", "Note.grade", "Note.by_key", "Note.grades", "Note.more", "Note.any", "Note.list"],
    ),
    (NameKind::Extension, "opts", &["extra", "of_file", "of_message", "of_field", "of_value", "of_method"]),
    (NameKind::Message, "shop", &["Part", "Order"]),
    (NameKind::Enum, "shop", &["Level"]),
    (NameKind::Value, "Level", &["NONE", "EXTRA", "LOW", "HIGH"]),
    (NameKind::Field, "Part", &["Part.name", "Part.level", "Part.count", "Part.children"]),
    (
        NameKind::Field,
        "Order",
        &[
            "Order.id",
            "Order.part",
            "Order.items",
            "Order.parts",
            "Order.level",
            "Order.item",
            "Order.left",
            "Order.right",
        ],
    ),
    (NameKind::Oneof, "Order", &["Order.choice"]),
    (NameKind::Message, "Order", &["Item"]),
    (NameKind::Field, "Item", &["Item.id", "Item.kind"]),
    (NameKind::Enum, "Item", &["Kind"]),
    (NameKind::Value, "Kind", &["ODD", "EVEN"]),
    (NameKind::Variable, "", &["part", "item"]),
    (NameKind::Message, "api", &["Get", "Ask", "Op"]),
    (NameKind::Field, "Get", &["Get.name", "Get.part", "Get.project", "Get.order"]),
    (NameKind::Field, "Ask", &["Ask.project", "Ask.operation"]),
    (NameKind::Field, "Op", &["Op.name", "Op.status"]),
    (NameKind::Service, "api", &["Shop", "Ops"]),
    (NameKind::Method, "Shop", &["Shop.Fetch", "Shop.Run"]),
    (NameKind::Method, "Ops", &["Ops.Poll"]),
];

/// Names in lower case, which fields of different messages have in common.
const WORDS: [&str; 16] = [
    "id",
    "name",
    "key_2",
    "note",
    "level",
    "count",
    "part",
    "item",
    "item_id",
    "text",
    "left",
    "owner",
    "by_name",
    "grade",
    "parent_id",
    "state",
];
const PACKAGES: [&str; 5] = ["shop", "acme.v1", "acme.data.v1", "other", "acme.api.v2"];

/// One name of a schema.
#[derive(Clone, Debug)]
pub(super) struct DrawnName {
    pub(super) kind: NameKind,
    pub(super) name: String,
    /// The key of the scope; empty for a package.
    pub(super) scope: &'static str,
}

/// A schema with names that can be changed.
#[derive(Clone, Debug)]
pub(super) struct DrawnSchema {
    pub(super) names: BTreeMap<&'static str, DrawnName>,
    /// The templates with the drawn lines.
    texts: Vec<(&'static str, String)>,
}

impl DrawnSchema {
    pub(super) fn draw(random: &mut Random) -> Self {
        let mut names = BTreeMap::new();
        let mut taken = BTreeSet::new();
        for &(kind, scope, keys) in NAMES {
            for &key in keys {
                // The names of packages, and those of types, are not those of others, so that no name hides another one.
                let name = std::iter::repeat_with(|| word(kind, random)).find(|name| {
                    let is_shared = matches!(kind, NameKind::Field | NameKind::Method | NameKind::Variable);
                    taken.insert((if is_shared { scope } else { "" }, name.clone()))
                });
                names.insert(key, DrawnName { kind, name: name.unwrap_or_default(), scope });
            }
        }
        let mut drawn = |template: &str| {
            let lines = template.lines().filter_map(|line| match line.strip_prefix('?') {
                Some(line) => random.chance(2).then_some(line),
                None => Some(line),
            });
            lines.map(|line| format!("{line}\n")).collect::<String>()
        };
        let texts = TEMPLATES.iter().map(|(path, template)| (*path, drawn(template))).collect();
        Self { names, texts }
    }

    /// Returns the schema after a name changed.
    pub(super) fn with_name(&self, key: &str, name: &str) -> Self {
        let mut other = self.clone();
        if let Some(changed) = other.names.get_mut(key) {
            name.clone_into(&mut changed.name);
        }
        other
    }

    /// Returns the schema after an element got another scope: its key, or the name of a new package.
    pub(super) fn with_scope(&self, key: &str, scope: &'static str) -> Self {
        let mut other = self.clone();
        if let Some(changed) = other.names.get_mut(key) {
            changed.scope = scope;
        }
        other
    }

    /// Returns the full name of an element.
    pub(super) fn full_name(&self, key: &str) -> String {
        let Some(DrawnName { kind, name, scope }) = self.names.get(key) else { return key.to_owned() };
        // Values are in the scope around their enum.
        let scope = match (kind, self.names.get(scope)) {
            (NameKind::Value, Some(declared)) => declared.scope,
            _ => scope,
        };
        if scope.is_empty() { name.clone() } else { format!("{}.{name}", self.full_name(scope)) }
    }

    /// Returns the texts of the files.
    pub(super) fn texts(&self) -> Files {
        self.texts.iter().map(|(path, text)| ((*path).to_owned(), self.text(text))).collect()
    }

    fn text(&self, template: &str) -> String {
        let package = template.split("package ‹").nth(1).and_then(|rest| rest.split('›').next()).unwrap_or_default();
        let mut text = String::new();
        let mut rest = template;
        while let Some((before, behind)) = rest.split_once('‹') {
            text += before;
            let (is_full, behind) = behind.strip_prefix('‹').map_or((false, behind), |behind| (true, behind));
            let Some((key, behind)) = behind.split_once('›') else { break };
            let short = key.strip_prefix('~');
            let key = short.unwrap_or(key);
            let full_name = self.full_name(key);
            text += match self.names.get(key) {
                Some(name) if !is_full && short.is_none() => &name.name,
                _ if short.is_some() => {
                    let inside =
                        full_name.strip_prefix(&self.full_name(package)).and_then(|rest| rest.strip_prefix('.'));
                    inside.unwrap_or(&full_name)
                }
                _ => &full_name,
            };
            rest = if is_full { behind.strip_prefix('›').unwrap_or(behind) } else { behind };
        }
        text + rest
    }
}

/// Draws a name of a kind.
pub(super) fn word(kind: NameKind, random: &mut Random) -> String {
    let word = random.pick(&WORDS).copied().unwrap_or_default();
    let camel: String = word.split('_').map(capitalized).collect();
    match kind {
        NameKind::Package => random.pick(&PACKAGES).copied().unwrap_or_default().to_owned(),
        NameKind::Message | NameKind::Enum => {
            let ending = random.pick(&["", "Data", "Info", "2"]).copied().unwrap_or_default();
            format!("{camel}{ending}")
        }
        NameKind::Service => format!("{camel}Service"),
        NameKind::Method => format!("Get{camel}"),
        NameKind::Value => format!("{}_{}", word.to_uppercase(), random.below(100)),
        NameKind::Extension | NameKind::Oneof => format!("{word}_about"),
        NameKind::Field | NameKind::Variable => word.to_owned(),
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}
