use super::shapes::Shape;
use crate::link::source_info::OptionPlace;
use protoward_syntax::ast::OptionDecl;

/// What has become of the option statements of one file.
#[derive(Default, PartialEq)]
pub(crate) struct Places {
    /// Sorted by where they start, once they are complete.
    statements: Vec<Statement>,
    /// All paths, one behind the other.
    numbers: Vec<i32>,
}

#[derive(Clone, Copy, PartialEq)]
struct Statement {
    start: u32,
    /// Where its path begins among the numbers, and how long it is.
    path: u32,
    /// Nothing is left of a path that was stripped from inside of an option that stays.
    length: u32,
}

impl Places {
    /// Has room for the statements of most files.
    pub(super) fn with_room() -> Self {
        Self { statements: Vec::with_capacity(64), numbers: Vec::with_capacity(64) }
    }

    /// A statement that set what has this path below the options message; `index` is that of a repeated field.
    pub(super) fn at(&mut self, decl: &OptionDecl, path: &[&Shape<'_>], index: Option<i32>) {
        let from = self.numbers.len();
        for shape in path {
            self.numbers.push(shape.number as i32);
        }
        self.numbers.extend(index);
        let length = (self.numbers.len() - from) as u32;
        self.statements.push(Statement { start: decl.span.start, path: from as u32, length });
    }

    /// A statement that was stripped from inside of an option that stays, if only empty.
    pub(super) fn inside(&mut self, decl: &OptionDecl) {
        self.statements.push(Statement { start: decl.span.start, path: 0, length: 0 });
    }

    /// Takes no more of them.
    pub(super) fn finish(&mut self) {
        self.statements.sort_by_key(|statement| statement.start);
        self.statements.shrink_to_fit();
        self.numbers.shrink_to_fit();
    }

    /// What has become of a statement. What is wrong came to nothing.
    pub(crate) fn of(&self, decl: &OptionDecl) -> OptionPlace<'_> {
        let found = self.statements.binary_search_by_key(&decl.span.start, |statement| statement.start);
        match found.map(|index| self.statements[index]) {
            Err(_) => OptionPlace::Gone,
            Ok(Statement { length: 0, .. }) => OptionPlace::Inside,
            Ok(Statement { path, length, .. }) => OptionPlace::At(&self.numbers[path as usize..][..length as usize]),
        }
    }

    /// Where each statement starts, and to which path it came.
    #[cfg(test)]
    pub(super) fn paths(&self) -> impl Iterator<Item = (u32, &[i32])> {
        let found = self.statements.iter().filter(|statement| statement.length > 0);
        found.map(|it| (it.start, &self.numbers[it.path as usize..][..it.length as usize]))
    }
}
