//! Ranges of numbers that are open for extensions.

use super::change::{Change, What};
use super::fixer::{Fixer, Side};
use super::restore::replace;
use super::statement::{Statement, insert};
use super::texts::Declared;
use super::tree::Decl;
use protoward_schema::ranges::{MAX_FIELD, list};
use protoward_schema::{MessageId, NumberRange};
use protoward_syntax::ast::{ExtensionsDecl, RangeDecl};

impl Fixer<'_> {
    /// Opens numbers again: in the range that became narrower, else by a statement of their own.
    pub(crate) fn open(
        &self,
        old: MessageId,
        new: MessageId,
        range: usize,
        missing: &[NumberRange],
    ) -> Option<Vec<Change>> {
        let stock = self.stock(Side::New, new.into())?;
        if missing.iter().any(|&range| stock.numbers.touches(range) || stock.reserved.touches(range)) {
            return None;
        }
        let (was, now) = (self.texts.declared(self.old, old)?, self.texts.declared(self.new, new)?);
        let (statement, decl) = nth(&was, range)?;
        let whole = self.old[old].extension_ranges.get(range)?.numbers;
        if let Some(index) = self.narrowed(new, whole, missing) {
            let (_, narrow) = nth(&now, index)?;
            return Some(vec![replace(&now, narrow.span, decl.span.of(was.text.text))]);
        }
        let text = match &statement.options {
            // Declarations are about single numbers, and have to come back with all of them.
            Some(_) if missing != [whole] || statement.ranges.len() > 1 => return None,
            Some(_) => statement.span.of(was.text.text).to_owned(),
            None => format!("extensions {};", list(missing, MAX_FIELD)),
        };
        let body = now.body()?;
        let statements = body.items.iter().enumerate().filter(|(_, decl)| matches!(decl, Decl::Extensions(_)));
        let last = statements.map(|(index, _)| index).last();
        let at = match last {
            Some(last) => body.behind(now.text.text, last),
            None => self.place(&was.inner(Decl::Extensions(statement)), &now, &body),
        };
        let (range, text) = insert(&now, &body, at, &Statement::of_lines(text.lines().map(str::to_owned).collect()));
        let rank = decl.span.start as usize;
        let what = What::Text { start: range.start, end: range.end, rank, text };
        Some(vec![Change { source: now.text.id, what }])
    }

    /// The new range that is the old one without what is missing.
    fn narrowed(&self, new: MessageId, whole: NumberRange, missing: &[NumberRange]) -> Option<usize> {
        let &[missing] = missing else { return None };
        let rest = match missing {
            NumberRange { start, end } if start == whole.start && end < whole.end => {
                NumberRange { start: end + 1, end: whole.end }
            }
            NumberRange { start, end } if end == whole.end && start > whole.start => {
                NumberRange { start: whole.start, end: start - 1 }
            }
            _ => return None,
        };
        self.new[new].extension_ranges.iter().position(|range| range.numbers == rest)
    }
}

/// A range of a message, counted over all of its statements, and the statement.
fn nth<'t>(message: &Declared<'t>, index: usize) -> Option<(&'t ExtensionsDecl, &'t RangeDecl)> {
    let statements = message.body()?.items.iter().filter_map(|decl| match decl {
        Decl::Extensions(statement) => Some(statement),
        _ => None,
    });
    let mut ranges = statements.flat_map(|statement| statement.ranges.iter().map(move |range| (statement, range)));
    ranges.nth(index)
}
