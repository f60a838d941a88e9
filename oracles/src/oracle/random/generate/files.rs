use std::collections::BTreeSet;

use super::names::UsedNames;
use super::world::{Enum, Field, Message, Symbol, Type};
use super::{CurrentFile, Generator};
use crate::proto_model::{Edition, File, Node, StatementKind};

/// The indexes of the files that every compiler includes.
const DESCRIPTOR: usize = 0;
const ANY: usize = 1;
const TIMESTAMP: usize = 2;
const BUILT_IN: &[&str] =
    &["google/protobuf/descriptor.proto", "google/protobuf/any.proto", "google/protobuf/timestamp.proto"];

const OPTIONS: &str = "FileOptions MessageOptions FieldOptions OneofOptions EnumOptions EnumValueOptions ServiceOptions MethodOptions \
    ExtensionRangeOptions";

impl Generator {
    /// Declares the parts of the built-in files that are used.
    pub(super) fn built_in(&mut self) {
        for file in 0..BUILT_IN.len() {
            self.world.sees.push(BTreeSet::from([file]));
            self.world.sees_in_options.push(BTreeSet::new());
            self.world.public.push(BTreeSet::from([file]));
            self.world.declare("google", Symbol::Package, file);
            self.world.declare("google.protobuf", Symbol::Package, file);
        }
        for name in OPTIONS.split(' ') {
            let full = format!("google.protobuf.{name}");
            self.world.declare(&full, Symbol::Message, DESCRIPTOR);
        }
        let field = |name: &str, number, scalar| Field {
            name: name.into(),
            number,
            kind: Type::Scalar(scalar),
            repeated: false,
            required: false,
            oneof: None,
            full: String::new(),
            file: 0,
        };
        let any = vec![field("type_url", 1, "string"), field("value", 2, "bytes")];
        let timestamp = vec![field("seconds", 1, "int64"), field("nanos", 2, "int32")];
        for (file, name, fields) in [(ANY, "Any", any), (TIMESTAMP, "Timestamp", timestamp)] {
            let full = format!("google.protobuf.{name}");
            self.world.declare(&full, Symbol::Message, file);
            self.world.messages.push(Message { full, file, fields, ..Message::default() });
        }
        let full = "google.protobuf.FieldOptions.CType".to_owned();
        let closed = true;
        self.world.declare(&full, Symbol::Enum, DESCRIPTOR);
        let values = vec![("STRING".to_owned(), 0), ("CORD".to_owned(), 1), ("STRING_PIECE".to_owned(), 2)];
        self.world.enums.push(Enum { full, file: DESCRIPTOR, values, closed, local: false });
    }

    pub(super) fn file(&mut self) {
        let index = self.set.files.len() + BUILT_IN.len();
        let edition = self.edition();
        self.current = CurrentFile { file: index, edition, ..CurrentFile::default() };
        self.budget = 4 + self.random.below(40);
        let mut nodes = Vec::new();
        if let Some((name, value)) = edition.statement() {
            let value = if self.chance(5) { value.replace('"', "'") } else { value.to_owned() };
            nodes.push(Node::valued(StatementKind::Syntax, name, value));
        }
        let imports = self.imports(index);
        let package = self.package();
        let features = self.file_features();
        let mut rest = Vec::new();
        rest.extend(features);
        rest.extend(self.declarations());
        rest.extend(self.file_options());
        if let Some(package) = package {
            let at = if self.chance(6) { self.random.below(nodes.len() + 1).max(nodes.len()) } else { nodes.len() };
            nodes.insert(at, Node::named(StatementKind::Package, package));
        }
        nodes.extend(imports);
        nodes.extend(rest);
        for _ in 0..self.random.below(3) {
            let at = self.random.below(nodes.len() + 1);
            let first = usize::from(edition != Edition::Unspecified);
            nodes.insert(at.max(first), Node::new(StatementKind::Empty));
        }
        let folder = self.pick(&["", "", "d/", "d/e/", "Ünï/"]);
        let path = format!("{folder}f{}.proto", self.set.files.len());
        self.files().push(File { path, nodes });
    }

    fn package(&mut self) -> Option<String> {
        let plain = ["", "p", "p.q", "p.q.r", "q", "q.p", "foo.bar", "p.p", "message.option", "r.q.p.a", "google"];
        let package = if self.words.is_some() { self.clashing_package() } else { self.pick(&plain).to_owned() };
        let symbols = &self.world.symbols;
        let parts = || {
            (0..=package.len())
                .filter(|&at| at == package.len() || package[at..].starts_with('.'))
                .map(|at| &package[..at])
        };
        let clash = |part: &str| symbols.get(part).is_some_and(|all| all.iter().any(|it| it.0 != Symbol::Package));
        if package.is_empty() || parts().any(clash) {
            return None;
        }
        for part in parts() {
            self.world.declare(part, Symbol::Package, self.current.file);
        }
        self.current.package.clone_from(&package);
        Some(package)
    }

    /// Draws import statements of all kinds, and records the files that the file sees.
    fn imports(&mut self, index: usize) -> Vec<Node> {
        let edition = self.current.edition;
        let mut sees = BTreeSet::from([index]);
        let mut in_options = BTreeSet::new();
        let mut public = BTreeSet::from([index]);
        let mut plain = Vec::new();
        let mut last = Vec::new();
        for other in 0..index {
            let built_in = other < BUILT_IN.len();
            if !self.chance(if built_in && other > 0 { 4 } else { 2 }) {
                continue;
            }
            let path = match BUILT_IN.get(other) {
                Some(path) => (*path).to_owned(),
                None => self.set.files[other - BUILT_IN.len()].path.clone(),
            };
            let quote = self.pick(&["\"", "\"", "'"]);
            let path = if self.chance(10) { self.halved(&path) } else { format!("{quote}{path}{quote}") };
            let kind = self.random.below(6);
            let brought = self.world.public[other].clone();
            if kind == 0 && edition >= Edition::E2024 {
                in_options.extend(brought);
                last.push(Node::named(StatementKind::Import, path).modified("option"));
                continue;
            }
            let modifier = match kind {
                1 => "public",
                2 if edition < Edition::E2024 => "weak",
                _ => "",
            };
            if modifier == "public" {
                public.extend(brought.iter().copied());
            }
            sees.extend(brought);
            plain.push(Node::named(StatementKind::Import, path).modified(modifier));
        }
        self.world.sees.push(sees);
        self.world.sees_in_options.push(in_options);
        self.world.public.push(public);
        plain.extend(last);
        plain
    }

    /// Splits a string literal in two.
    fn halved(&mut self, text: &str) -> String {
        let at = self.random.below(text.len() + 1);
        let at = (0..=at).rev().find(|&it| text.is_char_boundary(it)).unwrap_or(0);
        format!("\"{}\" '{}'", &text[..at], &text[at..])
    }

    /// Draws types, extensions and services, in any order.
    fn declarations(&mut self) -> Vec<Node> {
        let scope = self.current.package.clone();
        let mut taken = UsedNames::default();
        let mut planned = Vec::new();
        for _ in 0..1 + self.random.below(4) {
            let plan = self.plan(&scope, &mut taken, 0);
            planned.push(plan);
        }
        let mut nodes = Vec::new();
        for plan in &planned {
            let node = self.fill(plan, &scope);
            let at = self.random.below(nodes.len() + 1);
            nodes.insert(at, node);
        }
        for _ in 0..self.random.below(4) {
            if let Some(node) = self.extend(&scope, &mut taken) {
                let at = self.random.below(nodes.len() + 1);
                nodes.insert(at, node);
            }
        }
        for _ in 0..self.random.below(3) {
            if self.chance(2) {
                let node = self.service(&scope, &mut taken);
                let at = self.random.below(nodes.len() + 1);
                nodes.insert(at, node);
            }
        }
        nodes
    }
}
