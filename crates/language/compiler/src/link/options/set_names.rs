//! The options that one element has set so far, to find statements that set an option twice.

use super::shapes::Shape;
use protoward_syntax::ast::{OptionDecl, Span};
use std::collections::BTreeMap;
use std::ops::Bound;

/// The statements that set the options of an element.
#[derive(Default)]
pub(super) struct SetNames<'t> {
    statements: Vec<SetOption<'t>>,
    /// The first statement for each path, for plain and for parenthesized names. Built on first use, which is rare.
    index: [BTreeMap<Vec<u32>, usize>; 2],
    indexed: usize,
}

struct SetOption<'t> {
    path: Path,
    statement: &'t OptionDecl,
}

/// A path of field numbers.
enum Path {
    Short(u32),
    Long(Box<[u32]>),
}

impl Path {
    fn as_slice(&self) -> &[u32] {
        match self {
            Self::Short(number) => std::slice::from_ref(number),
            Self::Long(numbers) => numbers,
        }
    }
}

impl<'t> SetNames<'t> {
    pub(super) const fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.statements.clear();
        self.index.iter_mut().for_each(BTreeMap::clear);
        self.indexed = 0;
    }

    pub(super) fn push(&mut self, path: &[&Shape<'_>], statement: &'t OptionDecl) {
        let path = match path {
            [shape] => Path::Short(shape.number),
            path => Path::Long(path.iter().map(|shape| shape.number).collect()),
        };
        self.statements.push(SetOption { path, statement });
    }

    /// Returns the first name that set a field of the options message, or a field inside it.
    pub(super) fn name_of(&self, number: u32) -> Span {
        let set = self.statements.iter().find(|set| set.path.as_slice().first() == Some(&number));
        set.map_or_else(Span::default, |set| set.statement.name_span)
    }

    /// Returns the first earlier name that set the path, a prefix, or an extension of the path. Like protoc, compares
    /// plain names and parenthesized names separately.
    pub(super) fn first(&mut self, path: &[&Shape<'_>], statement: &OptionDecl) -> Option<Span> {
        let numbers: Vec<u32> = path.iter().map(|shape| shape.number).collect();
        let first = self.overlapping(usize::from(is_custom(statement)), &numbers)?;
        Some(self.statements[first].statement.name_span)
    }

    /// Returns the statement that set a path, or else an enclosing or nested path.
    pub(super) fn nearest(&mut self, path: &[u32]) -> Option<&'t OptionDecl> {
        let overlapping = earlier(self.overlapping(0, path), self.overlapping(1, path));
        let exact = self.index.iter().find_map(|index| index.get(path)).copied();
        exact.or(overlapping).map(|position| self.statements[position].statement)
    }

    /// Returns the position of the first statement that set the path, a prefix, or an extension of the path.
    fn overlapping(&mut self, pass: usize, path: &[u32]) -> Option<usize> {
        for (position, set) in self.statements.iter().enumerate().skip(self.indexed) {
            let index = &mut self.index[usize::from(is_custom(set.statement))];
            index.entry(set.path.as_slice().to_vec()).or_insert(position);
        }
        self.indexed = self.statements.len();
        let index = &self.index[pass];
        let inner = index
            .range::<[u32], _>((Bound::Included(path), Bound::Unbounded))
            .next()
            .filter(|(other, _)| other.starts_with(path));
        let mut first = inner.map(|(_, position)| *position);
        for length in (1..=path.len()).rev() {
            first = earlier(index.get(&path[..length]).copied(), first);
        }
        first
    }
}

fn earlier(one: Option<usize>, other: Option<usize>) -> Option<usize> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

fn is_custom(statement: &OptionDecl) -> bool {
    statement.name.first().is_some_and(|part| part.is_extension)
}
