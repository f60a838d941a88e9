//! AIP-190: naming conventions.

use super::report::at_name;
use super::{types, words};
use crate::categories::AIP;
use crate::context::LintContext;
use crate::finding::Findings;
use crate::rule::{Check, LintRule};
use protoward_schema::{FieldId, MessageId};

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "AIP_0190_AMERICAN_ENGLISH",
        "names are in American English",
        &[AIP],
        include_str!("aip_0190_american_english.md"),
        Check::Field(american),
    ),
    LintRule::new(
        "AIP_0190_MESSAGE_PREPOSITIONS",
        "messages have no prepositions in their names",
        &[AIP],
        include_str!("aip_0190_message_prepositions.md"),
        Check::Message(prepositions),
    ),
];

/// British words with the American ones.
const WORDS: &[(&str, &str)] = &[
    ("analyse", "analyze"),
    ("authorise", "authorize"),
    ("authorisation", "authorization"),
    ("behaviour", "behavior"),
    ("catalogue", "catalog"),
    ("centre", "center"),
    ("colour", "color"),
    ("customise", "customize"),
    ("defence", "defense"),
    ("favourite", "favorite"),
    ("favour", "favor"),
    ("fulfil", "fulfill"),
    ("initialise", "initialize"),
    ("labelled", "labeled"),
    ("licence", "license"),
    ("metre", "meter"),
    ("neighbour", "neighbor"),
    ("normalise", "normalize"),
    ("optimise", "optimize"),
    ("organisation", "organization"),
    ("organise", "organize"),
    ("serialise", "serialize"),
    ("synchronise", "synchronize"),
    ("visualisation", "visualization"),
];

fn american(cx: &LintContext<'_>, id: FieldId, findings: &mut Findings<'_>) {
    let name = types::name(cx, id);
    // The plural of `analysis` looks like a British verb.
    let is_usual = |word: &str| word == "analyses";
    let british =
        |word: &str| WORDS.iter().find(|(british, _)| !is_usual(word) && word.trim_end_matches('s') == *british);
    let Some((first, _)) = name.split('_').find_map(british) else { return };
    let message = format!("`{name}` has the British spelling `{first}`");
    let words = name.split('_').map(|word| match british(word) {
        Some((british, american)) => word.replace(british, american),
        None => word.to_owned(),
    });
    let wanted = words.collect::<Vec<_>>().join("_");
    at_name(cx, findings, id, message, format!("write `{wanted}`"));
    findings.propose_name(id, wanted);
}

fn prepositions(cx: &LintContext<'_>, id: MessageId, findings: &mut Findings<'_>) {
    let name = types::message_name(cx, id);
    // Requests and responses have the names of methods, which have their own rule.
    if name.ends_with("Request") || name.ends_with("Response") || name.ends_with("Metadata") {
        return;
    }
    let snake = words::snake(name);
    let parts: Vec<&str> = snake.split('_').collect();
    if let Some(word) = words::preposition(&parts).filter(|_| parts.len() > 1) {
        let message = format!("the name of the message `{name}` has the preposition `{word}`");
        at_name(cx, findings, id, message, "use one message with optional fields instead of one for each case");
    }
}
