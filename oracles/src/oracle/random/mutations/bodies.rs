//! Mutations of the statements in a body.

use super::{OfBody, of_kinds, pick};
use crate::proto_model::{Node, StatementKind};
use protoward_kit::random::Random;

const NAMED: &[StatementKind] = &[
    StatementKind::Field,
    StatementKind::Group,
    StatementKind::Message,
    StatementKind::Enum,
    StatementKind::Oneof,
    StatementKind::Value,
    StatementKind::Service,
    StatementKind::Rpc,
];

/// Draws two different statements of these kinds.
fn two(body: &[Node], kinds: &[StatementKind], random: &mut Random) -> Option<(usize, usize)> {
    let all = of_kinds(body, kinds);
    if all.len() < 2 {
        return None;
    }
    let one = random.below(all.len());
    let other = random.below(all.len() - 1);
    Some((all[one], all[if other >= one { other + 1 } else { other }]))
}

fn insert(body: &mut Vec<Node>, node: Node, random: &mut Random) -> bool {
    let at = random.below(body.len() + 1);
    body.insert(at, node);
    true
}

/// Returns `true` if this is the body of a message.
fn is_message(body: &[Node]) -> bool {
    body.iter().any(|it| {
        matches!(
            it.kind,
            StatementKind::Field
                | StatementKind::Group
                | StatementKind::Oneof
                | StatementKind::Reserved
                | StatementKind::Extensions
        )
    }) && !body.iter().any(|it| matches!(it.kind, StatementKind::Value | StatementKind::Syntax))
}

fn with_numbers(body: &[Node]) -> Vec<usize> {
    of_kinds(body, &[StatementKind::Field, StatementKind::Group, StatementKind::Value])
}

pub(super) const ALL: &[OfBody] = &[
    OfBody {
        name: "number of a neighbor",
        change: |body, random| match two(
            body,
            &[StatementKind::Field, StatementKind::Group, StatementKind::Value],
            random,
        ) {
            Some((one, other)) => {
                body[one].value = body[other].value.clone();
                true
            }
            None => false,
        },
    },
    OfBody {
        name: "name of a neighbor",
        change: |body, random| match two(body, NAMED, random) {
            Some((one, other)) => {
                body[one].name = body[other].name.clone();
                true
            }
            None => false,
        },
    },
    OfBody {
        name: "name that is nearly a neighbor's",
        change: |body, random| match two(body, &[StatementKind::Field, StatementKind::Value], random) {
            Some((one, other)) => {
                let name = body[other].name.clone();
                body[one].name = match random.below(3) {
                    0 => format!("{name}_"),
                    1 => name.to_ascii_uppercase(),
                    _ => name.replace('_', ""),
                };
                true
            }
            None => false,
        },
    },
    OfBody {
        name: "statement twice",
        change: |body, random| {
            let Some(node) = random.pick(body).cloned() else { return false };
            insert(body, node, random)
        },
    },
    OfBody {
        name: "statement less",
        change: |body, random| {
            if body.is_empty() {
                return false;
            }
            body.remove(random.below(body.len()));
            true
        },
    },
    OfBody {
        name: "two statements change places",
        change: |body, random| {
            if body.len() < 2 {
                return false;
            }
            let one = random.below(body.len());
            let other = random.below(body.len());
            body.swap(one, other);
            one != other
        },
    },
    OfBody {
        name: "statement in another statement",
        change: |body, random| {
            let holders: Vec<usize> = (0..body.len()).filter(|&at| body[at].body.is_some()).collect();
            let (Some(&holder), true) = (random.pick(&holders), body.len() > 1) else { return false };
            let node = body[random.below(body.len())].clone();
            let inside = body[holder].body.get_or_insert_default();
            let at = random.below(inside.len() + 1);
            inside.insert(at, node);
            true
        },
    },
    OfBody {
        name: "reserved number of a field",
        change: |body, random| {
            let all = with_numbers(body);
            let Some(&at) = random.pick(&all) else { return false };
            let node = Node::valued(StatementKind::Reserved, "", body[at].value.clone());
            insert(body, node, random)
        },
    },
    OfBody {
        name: "reserved name of a field",
        change: |body, random| {
            let all = with_numbers(body);
            let Some(&at) = random.pick(&all) else { return false };
            let quoted = random.chance(2);
            let name = &body[at].name;
            let node =
                Node::valued(StatementKind::Reserved, "", if quoted { format!("\"{name}\"") } else { name.clone() });
            insert(body, node, random)
        },
    },
    OfBody {
        name: "extension range over a field",
        change: |body, random| {
            if !is_message(body) {
                return false;
            }
            let all = with_numbers(body);
            let Some(&at) = random.pick(&all) else { return false };
            let node = Node::valued(StatementKind::Extensions, "", body[at].value.clone());
            insert(body, node, random)
        },
    },
    OfBody {
        name: "ranges again",
        change: |body, random| {
            let all = of_kinds(body, &[StatementKind::Extensions, StatementKind::Reserved]);
            let Some(&at) = random.pick(&all) else { return false };
            let mut node = body[at].clone();
            if random.chance(2) {
                node.kind = if node.kind == StatementKind::Reserved {
                    StatementKind::Extensions
                } else {
                    StatementKind::Reserved
                };
            }
            insert(body, node, random)
        },
    },
    OfBody {
        name: "oneof without fields",
        change: |body, random| {
            is_message(body) && insert(body, Node::named(StatementKind::Oneof, "o_new").holding(Vec::new()), random)
        },
    },
    OfBody {
        name: "enum without values",
        change: |body, random| {
            is_message(body) && insert(body, Node::named(StatementKind::Enum, "ENew").holding(Vec::new()), random)
        },
    },
    OfBody {
        name: "group",
        change: |body, random| {
            let label = pick(random, &["optional", "repeated", "required", ""]);
            let name = pick(random, &["New", "new", "NewGroup"]);
            is_message(body)
                && insert(
                    body,
                    Node::valued(StatementKind::Group, name, "777").modified(label).holding(Vec::new()),
                    random,
                )
        },
    },
    OfBody {
        name: "option of a message",
        change: |body, random| {
            let (name, value) = match random.below(6) {
                0 => ("message_set_wire_format", "true"),
                1 => ("map_entry", "true"),
                2 => ("map_entry", "false"),
                3 => ("deprecated", "maybe"),
                4 => ("allow_alias", "true"),
                _ => ("deprecated_legacy_json_field_conflicts", "true"),
            };
            is_message(body) && insert(body, Node::valued(StatementKind::Option, name, value), random)
        },
    },
    OfBody {
        name: "alias",
        change: |body, random| {
            let value = pick(random, &["true", "false", "1"]);
            !of_kinds(body, &[StatementKind::Value]).is_empty()
                && insert(body, Node::valued(StatementKind::Option, "allow_alias", value), random)
        },
    },
    OfBody {
        name: "feature of what is around",
        change: |body, random| {
            let (name, value) = super::options::feature(random);
            insert(body, Node::valued(StatementKind::Option, name, value), random)
        },
    },
    OfBody {
        name: "messages as deep as they go",
        change: |body, random| {
            let depth = 30 + random.below(4);
            let mut node = Node::named(StatementKind::Message, "Deepest").holding(Vec::new());
            for at in 0..depth {
                node = Node::named(StatementKind::Message, format!("Deep{at}")).holding(vec![node]);
            }
            insert(body, node, random)
        },
    },
    OfBody {
        name: "extension of what is here",
        change: |body, random| {
            let all = of_kinds(body, &[StatementKind::Message]);
            let Some(&at) = random.pick(&all) else { return false };
            let number = pick(random, &["1000", "1", "536870911", "4", "1005", "0"]);
            let label = pick(random, &["optional", "repeated", "required", ""]);
            let field = Node::valued(StatementKind::Field, "ext_new", number).typed("int32").modified(label);
            let node = Node::named(StatementKind::Extend, body[at].name.clone()).holding(vec![field]);
            insert(body, node, random)
        },
    },
    OfBody {
        name: "proto3 optional in a oneof",
        change: |body, random| {
            let field = Node::valued(StatementKind::Field, "in_oneof", "778").typed("int32");
            let label = pick(random, &["optional", "repeated", "required"]);
            let node = Node::named(StatementKind::Oneof, "o_label").holding(vec![field.modified(label)]);
            is_message(body) && insert(body, node, random)
        },
    },
    OfBody {
        name: "synthetic names",
        change: |body, random| {
            let all = of_kinds(body, &[StatementKind::Field]);
            let Some(&at) = random.pick(&all) else { return false };
            let name = format!("_{}", body[at].name);
            let node =
                Node::valued(StatementKind::Field, name, "779").typed("int32").modified(body[at].modifier.clone());
            insert(body, node, random)
        },
    },
    OfBody {
        name: "name of a map's entry",
        change: |body, random| {
            let all = of_kinds(body, &[StatementKind::Field]);
            let Some(&at) = random.pick(&all) else { return false };
            let mut name = body[at].name.replace('_', "");
            if let Some(first) = name.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            is_message(body)
                && insert(body, Node::named(StatementKind::Message, format!("{name}Entry")).holding(Vec::new()), random)
        },
    },
];
