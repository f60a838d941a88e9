//! One draw: two versions, the findings of the gate, and what protovalidate says about messages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use protoward_breaking::{ComparisonSettings, check};
use protoward_common_protos::CommonProtos;
use protoward_compiler::Compiler;
use protoward_constraints::{Evidence, MessagePair, Stricter, Validator, stricter};
use protoward_dynamic::{Codec, Dialect, UnknownKeys};
use protoward_kit::error::Error;
use protoward_kit::wire::hex;
use protoward_schema::descriptor::encode_files;
use protoward_schema::{Element, MessageId, Schema};
use protoward_source::{MemoryTree, Sources};
use serde_json::{Value, json};

use super::draw;

/// The rules about constraints.
const RULES: [&str; 3] =
    ["FIELD_NO_STRICTER_CONSTRAINTS", "MESSAGE_NO_STRICTER_CONSTRAINTS", "ONEOF_NO_STRICTER_CONSTRAINTS"];

/// A constraint that became stricter.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The name as the judge has it: that of a field, `oneof` and a name, or nothing for the message.
    pub(super) element: String,
    rule: String,
    /// The message that was valid, as JSON or text; `None` if nothing is known.
    shown: Option<String>,
}

impl Found {
    fn new(schema: &Schema, stricter: Stricter) -> Self {
        let shown = match stricter.evidence {
            Evidence::Message(message) => Some(message),
            Evidence::Unknown => None,
        };
        Self { element: element(schema, Some(stricter.element)), rule: stricter.rule, shown }
    }

    pub(super) const fn is_shown(&self) -> bool {
        self.shown.is_some()
    }
}

/// A draw with its findings.
#[derive(Clone, Debug)]
pub(super) struct Trial {
    pub(super) number: u64,
    pub(super) found: Vec<Found>,
    /// The elements of the findings of the gate, which has one for each constraint.
    reported: Vec<String>,
    /// The line for the judge.
    pub(super) line: Value,
}

/// The mistakes in a draw.
#[derive(Clone, Debug, Default)]
pub(super) struct Verdict {
    pub(super) accepted: u64,
    /// Changes that a drawn message shows, and no finding.
    pub(super) missed: Vec<String>,
    /// Findings whose message protovalidate does not confirm.
    pub(super) alarms: Vec<String>,
    pub(super) error: Option<String>,
}

/// Draws two versions and compares them. Returns `None` for a draw that does not compile.
pub(super) fn draw(folder: &Path, seed: u64, number: u64) -> Result<Option<Trial>, Error> {
    let [old_text, new_text] = draw::pair(seed, number);
    let name = format!("c{number}.proto");
    let (Some(old), Some(new)) = (compiled(&name, &old_text), compiled(&name, &new_text)) else { return Ok(None) };
    let findings = check(&old, &new, &ComparisonSettings::named(RULES).expect("they are rules"));
    let reported = findings.iter().map(|finding| element(&new, finding.element)).collect();
    let ty = format!("c{number}.M");
    let [Some(old_message), Some(new_message)] = [&old, &new].map(|schema| schema.find_message(&ty)) else {
        return Ok(None);
    };
    let pair = MessagePair { old: old_message, new: new_message };
    let stricter = stricter(&Validator::new(&old), &Validator::new(&new), [pair]);
    let found: Vec<Found> = stricter.into_iter().map(|stricter| Found::new(&new, stricter)).collect();
    let encoded = |text: &String| bytes(&old, old_message, text).map(|bytes| hex(&bytes)).unwrap_or_default();
    let messages: Vec<String> = found.iter().filter_map(|found| found.shown.as_ref()).map(encoded).collect();
    let paths = [("old", &old), ("new", &new)].map(|(side, schema)| {
        let path = folder.join(format!("c{number}.{side}.binpb"));
        fs::write(&path, encode_files(schema, schema.files.ids(), false)).map_err(Error::at(&path)).map(|()| path)
    });
    let [old_path, new_path] = paths;
    let line = json!({
        "old": old_path?, "new": new_path?, "type": ty, "seed": number, "text": format!("{old_text}{new_text}"),
        "shown": messages,
    });
    Ok(Some(Trial { number, found, reported, line }))
}

fn compiled(name: &str, text: &str) -> Option<Schema> {
    let compiler = Compiler::new().resolver(MemoryTree::new([(name, text)])).built_in(CommonProtos);
    let mut sources = Sources::default();
    let loaded = compiler.load([name], &mut sources);
    let linked = loaded.link(&sources);
    (!linked.report().has_errors()).then(|| linked.schema())
}

fn bytes(schema: &Schema, ty: MessageId, shown: &str) -> Option<Vec<u8>> {
    let codec = Codec::new(schema);
    let message = match shown.starts_with('{') {
        true => codec.from_json(ty, shown, UnknownKeys::Refuse).ok()?,
        false => codec.from_text(ty, shown.as_bytes(), Dialect::Protoc).0?,
    };
    Some(codec.encode(&message))
}

fn element(schema: &Schema, element: Option<Element>) -> String {
    match element {
        Some(Element::Field(id)) => schema.name(id.into()).to_owned(),
        Some(Element::Oneof(id)) => format!("oneof {}", schema.name(id.into())),
        _ => String::new(),
    }
}

fn sorted<'t>(all: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    let mut all: Vec<_> = all.collect();
    all.sort_unstable();
    all
}

impl Trial {
    /// Compares the findings with what protovalidate says.
    pub(super) fn judged(&self, answer: &Value) -> Verdict {
        let mut verdict = Verdict { accepted: answer["accepted"].as_u64().unwrap_or(0), ..Verdict::default() };
        verdict.error = answer["error"].as_str().map(str::to_owned);
        let rejected: BTreeMap<String, Value> = answer["rejected"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let found: Vec<&str> = self.found.iter().map(|found| found.element.as_str()).collect();
        if sorted(found.iter().copied()) != sorted(self.reported.iter().map(String::as_str)) {
            verdict.missed.push(format!("the gate reports {:?} for {found:?}", self.reported));
        }
        let elements: BTreeSet<&str> = found.into_iter().collect();
        for (name, example) in rejected {
            // An expression that fails, or that does not compile, is not named.
            let is_known = match name.as_str() {
                "evaluation" | "compilation" => !elements.is_empty(),
                name => elements.contains(name),
            };
            if !is_known {
                verdict.missed.push(format!("`{name}` rejects {example}"));
            }
        }
        let shown = answer["shown"].as_array().into_iter().flatten();
        for (found, shown) in self.found.iter().filter(|found| found.is_shown()).zip(shown) {
            let names = |key: &str| shown[key].as_array().cloned().unwrap_or_default();
            let after = names("after");
            let is_named = after
                .iter()
                .any(|name| name == &found.element || matches!(name.as_str(), Some("evaluation" | "compilation")));
            if !names("before").is_empty() || !is_named {
                let message = found.shown.as_deref().unwrap_or_default();
                verdict.alarms.push(format!("`{}` of `{}`: `{message}`: {shown}", found.rule, found.element));
            }
        }
        verdict
    }
}
