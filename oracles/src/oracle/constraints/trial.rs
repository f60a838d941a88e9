//! One draw: two versions, the findings of the gate, and what protovalidate says about messages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use protoward_breaking::{ComparisonSettings, Finding, check};
use protoward_common_protos::CommonProtos;
use protoward_compiler::Compiler;
use protoward_dynamic::{Codec, Dialect, UnknownKeys};
use protoward_kit::error::Error;
use protoward_kit::wire::hex;
use protoward_schema::descriptor::encode_files;
use protoward_schema::{Element, Schema};
use protoward_source::{MemoryTree, Sources};
use serde_json::{Value, json};

use super::draw;

/// The rules about constraints.
const RULES: [&str; 3] =
    ["FIELD_NO_STRICTER_CONSTRAINTS", "MESSAGE_NO_STRICTER_CONSTRAINTS", "ONEOF_NO_STRICTER_CONSTRAINTS"];

/// A finding of the gate.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The name as the judge has it: that of a field, `oneof` and a name, or nothing for the message.
    pub(super) element: String,
    pub(super) message: String,
    /// `true` if it shows a message that was valid.
    pub(super) is_shown: bool,
}

/// A draw with its findings.
#[derive(Clone, Debug)]
pub(super) struct Trial {
    pub(super) number: u64,
    pub(super) found: Vec<Found>,
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
    let ty = format!("c{number}.M");
    let mut messages = Vec::new();
    let mut found = Vec::new();
    for finding in &findings {
        let message = shown(finding);
        if let Some(message) = message {
            messages.push(bytes(&old, &ty, message).map(|bytes| hex(&bytes)).unwrap_or_default());
        }
        found.push(Found {
            element: element(&new, finding),
            message: finding.diagnostic.message.clone(),
            is_shown: message.is_some(),
        });
    }
    let paths = [("old", &old), ("new", &new)].map(|(side, schema)| {
        let path = folder.join(format!("c{number}.{side}.binpb"));
        fs::write(&path, encode_files(schema, schema.files.ids(), false)).map_err(Error::at(&path)).map(|()| path)
    });
    let [old_path, new_path] = paths;
    let line = json!({
        "old": old_path?, "new": new_path?, "type": ty, "seed": number, "text": format!("{old_text}{new_text}"),
        "shown": messages,
    });
    Ok(Some(Trial { number, found, line }))
}

fn compiled(name: &str, text: &str) -> Option<Schema> {
    let compiler = Compiler::new().resolver(MemoryTree::new([(name, text)])).built_in(CommonProtos);
    let mut sources = Sources::default();
    let loaded = compiler.load([name], &mut sources);
    let linked = loaded.link(&sources);
    (!linked.report().has_errors()).then(|| linked.schema())
}

/// Returns the message that a finding shows, as JSON or text.
fn shown(finding: &Finding) -> Option<&str> {
    let text = finding.diagnostic.message.strip_suffix("` was valid and is rejected")?;
    text.split_once(": `{").map(|(before, _)| &text[before.len() + 3..]).or_else(|| Some(text.rsplit_once(": `")?.1))
}

fn bytes(schema: &Schema, ty: &str, shown: &str) -> Option<Vec<u8>> {
    let codec = Codec::new(schema);
    let ty = schema.find_message(ty)?;
    let message = match shown.starts_with('{') {
        true => codec.from_json(ty, shown, UnknownKeys::Refuse).ok()?,
        false => codec.from_text(ty, shown.as_bytes(), Dialect::Protoc).0?,
    };
    Some(codec.encode(&message))
}

fn element(schema: &Schema, finding: &Finding) -> String {
    match finding.element {
        Some(Element::Field(id)) => schema.name(id.into()).to_owned(),
        Some(Element::Oneof(id)) => format!("oneof {}", schema.name(id.into())),
        _ => String::new(),
    }
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
        let elements: BTreeSet<&str> = self.found.iter().map(|found| found.element.as_str()).collect();
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
        for (found, shown) in self.found.iter().filter(|found| found.is_shown).zip(shown) {
            let names = |key: &str| shown[key].as_array().cloned().unwrap_or_default();
            let after = names("after");
            let is_named = after
                .iter()
                .any(|name| name == &found.element || matches!(name.as_str(), Some("evaluation" | "compilation")));
            if !names("before").is_empty() || !is_named {
                verdict.alarms.push(format!("{}: {shown}", found.message));
            }
        }
        verdict
    }
}
