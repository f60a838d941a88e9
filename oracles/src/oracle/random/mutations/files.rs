//! Mutations of whole files.

use super::{OfSet, of_kinds, pick};
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
fn insert(set: &mut FileSet, node: Node, random: &mut Random) -> bool {
    let Some(file) = any_file(set, random) else { return false };
    let first = usize::from(file.nodes.first().is_some_and(|it| it.kind == StatementKind::Syntax));
    let at = if random.chance(6) { random.below(file.nodes.len() + 1) } else { first };
    file.nodes.insert(at, node);
    true
}

fn import(path: &str) -> Node {
    Node::named(StatementKind::Import, format!("\"{path}\""))
}

pub(super) const ALL: &[OfSet] = &[
    OfSet {
        name: "import less",
        change: |set, random| {
            let Some(file) = any_file(set, random) else { return false };
            let all = of_kinds(&file.nodes, &[StatementKind::Import]);
            let Some(&at) = random.pick(&all) else { return false };
            file.nodes.remove(at);
            true
        },
    },
    OfSet {
        name: "import of a later file, or of itself",
        change: |set, random| {
            let at = random.below(set.files.len());
            let path = set.files[at].path.clone();
            insert(set, import(&path), random)
        },
    },
    OfSet {
        name: "import at the end",
        change: |set, random| {
            let Some(file) = any_file(set, random) else { return false };
            let all = of_kinds(&file.nodes, &[StatementKind::Import]);
            let Some(&at) = random.pick(&all) else { return false };
            let node = file.nodes.remove(at);
            file.nodes.push(node);
            true
        },
    },
    OfSet {
        name: "import of the library",
        change: |set, random| {
            let path = pick(
                random,
                &["google/protobuf/cpp_features.proto", "google/protobuf/struct.proto", "google/protobuf/empty.proto"],
            );
            insert(set, import(&path).modified(pick(random, &["", "public", "weak", "option"])), random)
        },
    },
    OfSet {
        name: "no syntax",
        change: |set, random| {
            let Some(file) = any_file(set, random) else { return false };
            let before = file.nodes.len();
            file.nodes.retain(|it| it.kind != StatementKind::Syntax);
            file.nodes.len() < before
        },
    },
    OfSet {
        name: "package",
        change: |set, random| {
            insert(
                set,
                Node::named(StatementKind::Package, pick(random, &["p", "p.q", "x", "google.protobuf"])),
                random,
            )
        },
    },
    OfSet {
        name: "no package",
        change: |set, random| {
            let Some(file) = any_file(set, random) else { return false };
            let before = file.nodes.len();
            file.nodes.retain(|it| it.kind != StatementKind::Package);
            file.nodes.len() < before
        },
    },
    OfSet {
        name: "option of the file",
        change: |set, random| {
            const ALL: &[(&str, &str)] = &[
                ("optimize_for", "LITE_RUNTIME"),
                ("optimize_for", "NOPE"),
                ("java_multiple_files", "true"),
                ("java_string_check_utf8", "true"),
                ("cc_enable_arenas", "true"),
                ("cc_generic_services", "true"),
                ("java_generic_services", "true"),
                ("py_generic_services", "true"),
                ("java_package", "1"),
                ("go_package", "x"),
                ("java_generate_equals_and_hash", "true"),
                ("(nope)", "1"),
                ("nope", "1"),
                ("uninterpreted_option", "{}"),
                ("deprecated", "True"),
                ("php_generic_services", "true"),
            ];
            let (name, value) = ALL[random.below(ALL.len())];
            insert(set, Node::valued(StatementKind::Option, name, value), random)
        },
    },
    OfSet {
        name: "feature of the file",
        change: |set, random| {
            let (name, value) = super::options::feature(random);
            insert(set, Node::valued(StatementKind::Option, name, value), random)
        },
    },
    OfSet {
        name: "type in another file",
        change: |set, random| {
            let from = random.below(set.files.len());
            let to = random.below(set.files.len());
            let all = of_kinds(
                &set.files[from].nodes,
                &[StatementKind::Message, StatementKind::Enum, StatementKind::Extend, StatementKind::Service],
            );
            let Some(&at) = random.pick(&all) else { return false };
            let node =
                if random.chance(2) { set.files[from].nodes.remove(at) } else { set.files[from].nodes[at].clone() };
            set.files[to].nodes.push(node);
            true
        },
    },
    OfSet {
        name: "message called like a package",
        change: |set, random| {
            insert(
                set,
                Node::named(StatementKind::Message, pick(random, &["p", "q", "google", "foo", "r", "bar"]))
                    .holding(Vec::new()),
                random,
            )
        },
    },
    OfSet {
        name: "file of the library that is not there",
        change: |set, random| {
            insert(set, import(&pick(random, &["google/protobuf/nope.proto", "google/type/date.proto"])), random)
        },
    },
    OfSet {
        name: "file less",
        change: |set, random| {
            if set.files.len() < 2 {
                return false;
            }
            set.files.remove(random.below(set.files.len()));
            true
        },
    },
];
