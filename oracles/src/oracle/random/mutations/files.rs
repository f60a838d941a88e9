//! Mutations of whole files.

use super::{OfSet, of_kinds, one_of};
use crate::proto_model::StatementKind::{
    Enum, Extend, Import, Message, Option as OptionStatement, Package, Service, Syntax,
};
use crate::proto_model::{File, FileSet, Node, StatementKind};
use protoward_kit::random::Random;

fn any_file<'a>(set: &'a mut FileSet, random: &mut Random) -> Option<&'a mut File> {
    if set.files.is_empty() {
        return None;
    }
    let at = random.below(set.files.len());
    set.files.get_mut(at)
}

/// Inserts a statement, mostly at the start of the file, after the syntax.
fn insert(set: &mut FileSet, node: Node, random: &mut Random) -> Option<()> {
    let file = any_file(set, random)?;
    let first = usize::from(file.nodes.first().is_some_and(|it| it.kind == Syntax));
    let at = if random.chance(6) { random.below(file.nodes.len() + 1) } else { first };
    file.nodes.insert(at, node);
    Some(())
}

fn import(path: &str) -> Node {
    Node::named(Import, format!("\"{path}\""))
}

/// Removes a random import of a random file.
fn without_import<'a>(set: &'a mut FileSet, random: &mut Random) -> Option<(&'a mut File, Node)> {
    let file = any_file(set, random)?;
    let at = *random.pick(&of_kinds(&file.nodes, &[Import]))?;
    let node = file.nodes.remove(at);
    Some((file, node))
}

/// Removes the statements of a kind from a file.
fn without(set: &mut FileSet, kind: StatementKind, random: &mut Random) -> Option<()> {
    let file = any_file(set, random)?;
    let before = file.nodes.len();
    file.nodes.retain(|it| it.kind != kind);
    (file.nodes.len() < before).then_some(())
}

pub(super) const ALL: &[OfSet] = &[
    OfSet("import less", |set, random| without_import(set, random).map(|_| ())),
    OfSet("import of a later file, or of itself", |set, random| {
        let at = random.below(set.files.len());
        insert(set, import(&set.files[at].path.clone()), random)
    }),
    OfSet("import at the end", |set, random| without_import(set, random).map(|(file, node)| file.nodes.push(node))),
    OfSet("import of the library", |set, random| {
        let path = one_of(
            "google/protobuf/cpp_features.proto|google/protobuf/struct.proto|google/protobuf/empty.proto",
            random,
        );
        let node = import(&path).modified(one_of("|public|weak|option", random));
        insert(set, node, random)
    }),
    OfSet("no syntax", |set, random| without(set, Syntax, random)),
    OfSet("package", |set, random| {
        let node = Node::named(Package, one_of("p|p.q|x|google.protobuf", random));
        insert(set, node, random)
    }),
    OfSet("no package", |set, random| without(set, Package, random)),
    OfSet("option of the file", |set, random| {
        let option = one_of(OPTIONS, random);
        let (name, value) = option.split_once(' ')?;
        insert(set, Node::valued(OptionStatement, name, value), random)
    }),
    OfSet("feature of the file", |set, random| {
        let (name, value) = super::options::feature(random);
        insert(set, Node::valued(OptionStatement, name, value), random)
    }),
    OfSet("type in another file", |set, random| {
        let from = random.below(set.files.len());
        let to = random.below(set.files.len());
        let at = *random.pick(&of_kinds(&set.files[from].nodes, &[Message, Enum, Extend, Service]))?;
        let nodes = &mut set.files[from].nodes;
        let node = if random.chance(2) { nodes.remove(at) } else { nodes[at].clone() };
        set.files[to].nodes.push(node);
        Some(())
    }),
    OfSet("message called like a package", |set, random| {
        let node = Node::named(Message, one_of("p|q|google|foo|r|bar", random)).holding(Vec::new());
        insert(set, node, random)
    }),
    OfSet("file of the library that is not there", |set, random| {
        let node = import(&one_of("google/protobuf/nope.proto|google/type/date.proto", random));
        insert(set, node, random)
    }),
    OfSet("file less", |set, random| {
        if set.files.len() < 2 {
            return None;
        }
        set.files.remove(random.below(set.files.len()));
        Some(())
    }),
];

const OPTIONS: &str = "optimize_for LITE_RUNTIME|optimize_for NOPE|java_multiple_files true|java_string_check_utf8 true|\
    cc_enable_arenas true|cc_generic_services true|java_generic_services true|py_generic_services true|java_package 1|\
    go_package x|java_generate_equals_and_hash true|(nope) 1|nope 1|uninterpreted_option {}|deprecated True|\
    php_generic_services true";
