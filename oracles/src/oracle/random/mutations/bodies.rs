//! Mutations of the statements in a body.

use super::{OfBody, of_kinds, one_of};
use crate::proto_model::StatementKind::{
    Enum, Extend, Extensions, Field, Group, Message, Oneof, Option as OptionStatement,
};
use crate::proto_model::StatementKind::{Reserved, Rpc, Service, Syntax, Value};
use crate::proto_model::{Node, StatementKind};
use protoward_kit::random::Random;

const NAMED: &[StatementKind] = &[Field, Group, Message, Enum, Oneof, Value, Service, Rpc];
const NUMBERED: &[StatementKind] = &[Field, Group, Value];

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

/// Draws a statement of these kinds.
fn one(body: &[Node], kinds: &[StatementKind], random: &mut Random) -> Option<Node> {
    random.pick(&of_kinds(body, kinds)).map(|&at| body[at].clone())
}

fn insert(body: &mut Vec<Node>, node: Node, random: &mut Random) -> Option<()> {
    let at = random.below(body.len() + 1);
    body.insert(at, node);
    Some(())
}

/// Inserts a statement if this is the body of a message.
fn insert_into_message(body: &mut Vec<Node>, node: Node, random: &mut Random) -> Option<()> {
    if is_message(body) { insert(body, node, random) } else { None }
}

fn is_message(body: &[Node]) -> bool {
    !of_kinds(body, &[Field, Group, Oneof, Reserved, Extensions]).is_empty()
        && of_kinds(body, &[Value, Syntax]).is_empty()
}

pub(super) const ALL: &[OfBody] = &[
    OfBody("number of a neighbor", |body, random| {
        let (one, other) = two(body, NUMBERED, random)?;
        body[one].value = body[other].value.clone();
        Some(())
    }),
    OfBody("name of a neighbor", |body, random| {
        let (one, other) = two(body, NAMED, random)?;
        body[one].name = body[other].name.clone();
        Some(())
    }),
    OfBody("name that is nearly a neighbor's", |body, random| {
        let (one, other) = two(body, &[Field, Value], random)?;
        let name = &body[other].name;
        body[one].name = match random.below(3) {
            0 => format!("{name}_"),
            1 => name.to_ascii_uppercase(),
            _ => name.replace('_', ""),
        };
        Some(())
    }),
    OfBody("statement twice", |body, random| {
        let node = random.pick(body)?.clone();
        insert(body, node, random)
    }),
    OfBody("statement less", |body, random| {
        if body.is_empty() {
            return None;
        }
        body.remove(random.below(body.len()));
        Some(())
    }),
    OfBody("two statements change places", |body, random| {
        if body.len() < 2 {
            return None;
        }
        let one = random.below(body.len());
        let other = random.below(body.len());
        body.swap(one, other);
        (one != other).then_some(())
    }),
    OfBody("statement in another statement", |body, random| {
        let holders: Vec<usize> = (0..body.len()).filter(|&at| body[at].body.is_some()).collect();
        let holder = *random.pick(&holders)?;
        if body.len() < 2 {
            return None;
        }
        let node = body[random.below(body.len())].clone();
        insert(body[holder].body.get_or_insert_default(), node, random)
    }),
    OfBody("reserved number of a field", |body, random| {
        let number = one(body, NUMBERED, random)?.value;
        insert(body, Node::valued(Reserved, "", number), random)
    }),
    OfBody("reserved name of a field", |body, random| {
        let name = one(body, NUMBERED, random)?.name;
        let name = if random.chance(2) { format!("\"{name}\"") } else { name };
        insert(body, Node::valued(Reserved, "", name), random)
    }),
    OfBody("extension range over a field", |body, random| {
        if !is_message(body) {
            return None;
        }
        let number = one(body, NUMBERED, random)?.value;
        insert(body, Node::valued(Extensions, "", number), random)
    }),
    OfBody("ranges again", |body, random| {
        let mut node = one(body, &[Extensions, Reserved], random)?;
        if random.chance(2) {
            node.kind = if node.kind == Reserved { Extensions } else { Reserved };
        }
        insert(body, node, random)
    }),
    OfBody("oneof without fields", |body, random| {
        insert_into_message(body, Node::named(Oneof, "o_new").holding(Vec::new()), random)
    }),
    OfBody("enum without values", |body, random| {
        insert_into_message(body, Node::named(Enum, "ENew").holding(Vec::new()), random)
    }),
    OfBody("group", |body, random| {
        let label = one_of("optional|repeated|required|", random);
        let name = one_of("New|new|NewGroup", random);
        insert_into_message(body, Node::valued(Group, name, "777").modified(label).holding(Vec::new()), random)
    }),
    OfBody("option of a message", |body, random| {
        let option = one_of(
            "message_set_wire_format true|map_entry true|map_entry false|deprecated maybe|allow_alias true|\
             deprecated_legacy_json_field_conflicts true",
            random,
        );
        let (name, value) = option.split_once(' ')?;
        insert_into_message(body, Node::valued(OptionStatement, name, value), random)
    }),
    OfBody("alias", |body, random| {
        let value = one_of("true|false|1", random);
        if of_kinds(body, &[Value]).is_empty() {
            return None;
        }
        insert(body, Node::valued(OptionStatement, "allow_alias", value), random)
    }),
    OfBody("feature of what is around", |body, random| {
        let (name, value) = super::options::feature(random);
        insert(body, Node::valued(OptionStatement, name, value), random)
    }),
    OfBody("messages as deep as they go", |body, random| {
        let deepest = Node::named(Message, "Deepest").holding(Vec::new());
        let around = |node, at| Node::named(Message, format!("Deep{at}")).holding(vec![node]);
        let node = (0..30 + random.below(4)).fold(deepest, around);
        insert(body, node, random)
    }),
    OfBody("extension of what is here", |body, random| {
        let extendee = one(body, &[Message], random)?.name;
        let number = one_of("1000|1|536870911|4|1005|0", random);
        let label = one_of("optional|repeated|required|", random);
        let field = Node::valued(Field, "ext_new", number).typed("int32").modified(label);
        insert(body, Node::named(Extend, extendee).holding(vec![field]), random)
    }),
    OfBody("proto3 optional in a oneof", |body, random| {
        let label = one_of("optional|repeated|required", random);
        let field = Node::valued(Field, "in_oneof", "778").typed("int32").modified(label);
        insert_into_message(body, Node::named(Oneof, "o_label").holding(vec![field]), random)
    }),
    OfBody("synthetic names", |body, random| {
        let field = one(body, &[Field], random)?;
        let name = format!("_{}", field.name);
        insert(body, Node::valued(Field, name, "779").typed("int32").modified(field.modifier), random)
    }),
    OfBody("name of a map's entry", |body, random| {
        let mut name = one(body, &[Field], random)?.name.replace('_', "");
        if let Some(first) = name.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        insert_into_message(body, Node::named(Message, format!("{name}Entry")).holding(Vec::new()), random)
    }),
];
