//! The paths of option statements in their options message, which source info needs after options were interpreted.

use super::shapes::Shape;
use crate::link::source_info::OptionPlace;
use protoward_syntax::ast::OptionDecl;

/// The option paths of the statements of one file.
#[derive(Default, PartialEq)]
pub(crate) struct OptionPaths {
    /// Sorted by start offset after [`finish`](Self::finish).
    statements: Vec<Statement>,
    /// The paths of all statements, concatenated.
    numbers: Vec<i32>,
}

#[derive(Clone, Copy, PartialEq)]
struct Statement {
    start: u32,
    /// The start index and length of the path in the numbers.
    path: u32,
    /// Zero if the statement was stripped from inside an option that remains.
    length: u32,
}

impl OptionPaths {
    /// Creates a table with capacity for the statements of most files.
    pub(super) fn with_room() -> Self {
        Self { statements: Vec::with_capacity(64), numbers: Vec::with_capacity(64) }
    }

    /// Records a statement with its path below the options message. `index` is the element of a repeated field.
    pub(super) fn at(&mut self, decl: &OptionDecl, path: &[&Shape<'_>], index: Option<i32>) {
        let from = self.numbers.len();
        for shape in path {
            self.numbers.push(shape.number as i32);
        }
        self.numbers.extend(index);
        let length = (self.numbers.len() - from) as u32;
        self.statements.push(Statement { start: decl.span.start, path: from as u32, length });
    }

    /// Records a statement that was stripped from inside an option that remains, possibly empty.
    pub(super) fn inside(&mut self, decl: &OptionDecl) {
        self.statements.push(Statement { start: decl.span.start, path: 0, length: 0 });
    }

    /// Sorts the statements. Must follow the last statement.
    pub(super) fn finish(&mut self) {
        self.statements.sort_by_key(|statement| statement.start);
        self.statements.shrink_to_fit();
        self.numbers.shrink_to_fit();
    }

    /// Returns the path of a statement. Invalid statements count as stripped.
    pub(crate) fn of(&self, decl: &OptionDecl) -> OptionPlace<'_> {
        let found = self.statements.binary_search_by_key(&decl.span.start, |statement| statement.start);
        match found.map(|index| self.statements[index]) {
            Err(_) => OptionPlace::Gone,
            Ok(Statement { length: 0, .. }) => OptionPlace::Inside,
            Ok(Statement { path, length, .. }) => OptionPlace::At(&self.numbers[path as usize..][..length as usize]),
        }
    }

    /// Returns the start offset and path of each statement.
    #[cfg(test)]
    pub(super) fn paths(&self) -> impl Iterator<Item = (u32, &[i32])> {
        let found = self.statements.iter().filter(|statement| statement.length > 0);
        found.map(|it| (it.start, &self.numbers[it.path as usize..][..it.length as usize]))
    }
}
