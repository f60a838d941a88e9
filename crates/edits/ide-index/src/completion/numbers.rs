//! The free numbers of a message or enum, without those of implementations.

use super::context::Block;
use super::fitting::is_message_set;
use super::language::Language;
use super::written::{Written, WrittenExtension};
use super::{Completion, CompletionKind, Place, keywords};
use crate::file::{DeclarationKind, ReferenceKind};
use crate::workspace::Target;
use protoward_syntax::ast::{EnumMember, FieldDecl, FileItem, Member, OneofMember, RangeDecl, Reserved, Span};
use protoward_syntax::literal;

/// The numbers that protobuf keeps for itself.
const IMPLEMENTATION: std::ops::RangeInclusive<i64> = 19_000..=19_999;

/// The maximum number of a field.
const MAX_FIELD: i64 = 536_870_911;

/// The end of a range up to `max`.
const OPEN: i64 = i64::MAX;

/// The maximum number of proposals.
const MAX_NUMBERS: usize = 9;

/// The maximum number of proposals that are numbers of extensions of other messages.
const MAX_SAME: usize = 4;

impl Place<'_> {
    /// Returns free numbers for a field or a value: one more than the one above, one more than the largest, and gaps.
    pub(super) fn numbers(self) -> Vec<Completion> {
        if self.context.block == Block::Extend {
            return self.as_proposals(self.numbers_of_extensions(), "a number for extensions");
        }
        let Some(numbers) = self.numbers_around() else { return Vec::new() };
        let first = self.first_number();
        if first == 0 && numbers.above.is_none() && self.language() != Language::Proto2 {
            // The first value of an open enum must be zero.
            return self.as_proposals(vec![0], "the first value");
        }
        let next = numbers.next(first);
        let above = numbers.above.map(|above| above + 1);
        let found = above.into_iter().chain([next]).chain(numbers.gaps(first));
        self.as_proposals(unique(found.filter(|&number| numbers.is_free(number, first))), "a free number")
    }

    /// Returns numbers for `reserved` and `extensions`: gaps between those that are used, and numbers behind them.
    pub(super) fn free_numbers(self) -> Vec<Completion> {
        let Some(numbers) = self.numbers_around() else { return Vec::new() };
        let first = self.first_number();
        let next = numbers.next(first);
        let round = [100, 1000].into_iter().filter(|round| *round > next);
        let rest = self.analysis.file(self.file).text.get(self.offset..).unwrap_or_default();
        let end = match Written(rest).words().take(2).collect::<Vec<_>>()[..] {
            ["to", "max"] => Some(OPEN),
            ["to", end] => literal::unsigned(end).and_then(|end| i64::try_from(end).ok()),
            _ => None,
        };
        let found: Vec<i64> = match (end, self.context.statement.first()) {
            // The range in front of a known end.
            (Some(end), _) => {
                let used = numbers.used.iter().map(|(_, used)| *used).filter(|used| *used < end).max();
                let least = used.map_or(first, |used| used.saturating_add(1).max(first));
                // Ranges often start at a round number: `70 to 79`, `100 to 199`.
                let round = [end / 10 * 10, end / 100 * 100, end - 10].into_iter().filter(|start| *start >= least);
                let rest = (least..end).take(MAX_NUMBERS);
                if end == OPEN {
                    vec![least, 1000.max(least)]
                } else {
                    unique([least].into_iter().chain(round).chain(rest))
                }
            }
            (None, Some(&"extensions")) => [next].into_iter().chain(round).chain(numbers.gaps(first)).collect(),
            (None, _) => numbers.gaps(first).chain([next]).collect(),
        };
        let free = found.into_iter().filter(|&number| numbers.is_free(number, first));
        self.as_proposals(unique(free), "a free number")
    }

    /// Returns `true` in an enum two of whose values have the same number.
    pub(super) fn has_equal_numbers(self) -> bool {
        let mut numbers: Vec<(i64, i64)> = self.numbers_around().map(|numbers| numbers.used).unwrap_or_default();
        numbers.sort_unstable();
        numbers.windows(2).any(|pair| pair[0] == pair[1])
    }

    /// Returns the message that is extended around the offset.
    pub(super) fn extended(self) -> Option<Target> {
        let mut blocks =
            self.analysis.file(self.file).references.iter().filter(|it| it.kind == ReferenceKind::Extendee);
        let nearest = blocks.rfind(|it| it.path.span.end as usize <= self.offset)?;
        self.analysis.meaning(self.file, nearest)
    }

    /// Returns `true` in a block that extends a message set, whose extensions are single messages.
    pub(super) fn extends_message_set(self) -> bool {
        self.context.block == Block::Extend && self.extended().is_some_and(|it| is_message_set(self.analysis, it))
    }

    /// Returns free numbers of the message that is extended around the offset: the one that is declared for the name, one more than the
    /// one above, those of the file's extensions of other messages, which often have the same, and the first ones of ranges.
    fn numbers_of_extensions(self) -> Vec<i64> {
        let Some(target) = self.extended() else { return Vec::new() };
        let written = Written(self.analysis.declaration(target).span.of(&self.analysis.file(target.file).text));
        let ranges = written.extensions();
        let is_own = |number: &i64| self.admits(target, &WrittenExtension::of(&self.context.statement, *number));
        let declared = written.declared_extensions().into_iter().map(|it| it.number).filter(is_own);
        let used: Vec<i64> =
            self.used_extensions().into_iter().filter(|(of, _)| *of == target).map(|(_, number)| number).collect();
        let is_allowed = |number: &i64| {
            ranges.iter().any(|range| !range.is_declared && range.numbers.contains(number))
                && !used.contains(number)
                && !IMPLEMENTATION.contains(number)
        };
        let near = self.numbers_of_file();
        let above = near.iter().find(|(end, _)| *end <= self.offset).map(|(_, number)| number + 1);
        let below = near.iter().find(|(end, _)| *end > self.offset).map(|(_, number)| number - 1);
        let same = near.iter().map(|(_, number)| *number);
        let starts = ranges.iter().flat_map(|range| {
            let (start, end) = (*range.numbers.start(), *range.numbers.end());
            start..=end.min(start.saturating_add(MAX_NUMBERS as i64))
        });
        let found = above.into_iter().chain(same.take(MAX_SAME)).chain(below).chain(starts);
        unique(declared.filter(|number| !used.contains(number)).chain(found.filter(is_allowed)))
    }

    /// Returns the ends of the file's extensions with their numbers, the nearest first.
    fn numbers_of_file(self) -> Vec<(usize, i64)> {
        let file = self.analysis.file(self.file);
        let is_extension = |kind| matches!(kind, DeclarationKind::Extension | DeclarationKind::Group);
        let fields = file.iter().filter(|(_, it)| is_extension(it.kind) && !it.span.range().contains(&self.offset));
        let number = |span: Span| Some((span.end as usize, Written(span.of(&file.text)).number()?));
        let mut found: Vec<(usize, i64)> = fields.filter_map(|(_, it)| number(it.span)).collect();
        found.sort_by_key(|(end, _)| end.abs_diff(self.offset));
        found
    }

    /// Returns the ends that a range may have behind `to`: in front of the next number that is used or a round one, or `max`.
    pub(super) fn range_ends(self) -> Vec<Completion> {
        let start = match self.context.statement[..] {
            [.., start, _] => literal::unsigned(start).and_then(|start| i64::try_from(start).ok()),
            _ => None,
        };
        let start = start.filter(|start| *start < MAX_FIELD);
        let used = self.numbers_around().map(|numbers| numbers.used).unwrap_or_default();
        let next = start.and_then(|start| used.iter().map(|(used, _)| *used).filter(|used| *used > start).min());
        let max = || self.matching(vec![keywords::word("max", "the largest number")]);
        let Some(start) = start else { return max() };
        // Ranges often end in front of a round number, or at one: `70 to 79`, `100 to 199`, `50 to 60`.
        let round = [10, 100, 1000].map(|size| start / size * size + size - 1).into_iter().chain([start + 10]);
        let round = round.filter(|end| *end > start && *end <= MAX_FIELD && next.is_none_or(|next| *end < next));
        let Some(next) = next else {
            let mut items = self.as_proposals(unique(round), "the end of the range");
            items.extend(max());
            return items;
        };
        let last = (start + 1..next).rev();
        let ends = last.clone().take(1).chain(round).chain(last.take(MAX_NUMBERS));
        self.as_proposals(unique(ends), "the end of the range")
    }

    fn as_proposals(self, mut numbers: Vec<i64>, detail: &str) -> Vec<Completion> {
        numbers.truncate(MAX_NUMBERS);
        let items = numbers.iter().map(|number| Completion::new(CompletionKind::Number, number.to_string(), detail));
        self.matching(items.collect())
    }

    /// Returns the first number that a value or field may have.
    fn first_number(self) -> i64 {
        if self.context.block == Block::Enum { 0 } else { 1 }
    }

    /// Returns the numbers of the message or enum around the offset. The fields of an `extend` have those of another message.
    fn numbers_around(self) -> Option<UsedNumbers> {
        let wanted = match self.context.block {
            Block::Extend => return None,
            Block::Enum => DeclarationKind::Enum,
            _ => DeclarationKind::Message,
        };
        let file = self.analysis.file(self.file);
        let is_around = |span: Span| span.start < self.offset as u32 && self.offset as u32 <= span.end;
        let is_wanted = |kind: DeclarationKind| {
            kind == wanted || wanted == DeclarationKind::Message && kind == DeclarationKind::Group
        };
        let (id, _) = file.iter().filter(|(_, it)| is_wanted(it.kind) && is_around(it.span)).last()?;
        let holder = file.get(id).span.start;
        // A statement without its number may hide what follows.
        let (before, behind) = file.text.split_at_checked(self.offset)?;
        let text = format!("{before}{}{behind}", if self.context.word.is_empty() { "0" } else { "" });
        let parsed = protoward_syntax::parse(&text);
        let mut numbers = Numbers { text: &text, at: self.offset as u32, used: Vec::new(), above: None };
        parsed.file.items.iter().for_each(|item| numbers.item(item, holder));
        let Numbers { used, above, .. } = numbers;
        Some(UsedNumbers { used, above })
    }
}

/// Returns numbers in their order, each once.
fn unique(numbers: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut found = Vec::new();
    for number in numbers {
        if !found.contains(&number) {
            found.push(number);
        }
    }
    found
}

/// The used numbers of one message or enum.
struct UsedNumbers {
    /// The ranges of numbers that are used or reserved.
    used: Vec<(i64, i64)>,
    /// The number of the last field or value above the offset.
    above: Option<i64>,
}

/// A collector of the used numbers of the declaration that starts at an offset.
struct Numbers<'t> {
    text: &'t str,
    /// The offset of the new number, which does not count itself.
    at: u32,
    used: Vec<(i64, i64)>,
    above: Option<i64>,
}

impl Numbers<'_> {
    fn item(&mut self, item: &FileItem, holder: u32) {
        match item {
            FileItem::Message(message) => self.message(message.span, &message.body, holder),
            FileItem::Enum(declared) => self.enumeration(declared.span, &declared.body, holder),
            _ => {}
        }
    }

    fn message(&mut self, span: Span, body: &[Member], holder: u32) {
        let is_holder = span.start == holder;
        for member in body {
            match member {
                Member::Message(nested) => self.message(nested.span, &nested.body, holder),
                Member::Enum(nested) => self.enumeration(nested.span, &nested.body, holder),
                Member::Field(field) => self.field(field, is_holder, holder),
                Member::Oneof(oneof) => oneof.body.iter().for_each(|member| {
                    if let OneofMember::Field(field) = member {
                        self.field(field, is_holder, holder);
                    }
                }),
                Member::Extensions(extensions) if is_holder => self.ranges(&extensions.ranges),
                Member::Reserved(reserved) if is_holder => self.reserved(&reserved.what),
                Member::Extensions(_) | Member::Reserved(_) | Member::Extend(_) | Member::Option(_) => {}
            }
        }
    }

    fn field(&mut self, field: &FieldDecl, is_used: bool, holder: u32) {
        if is_used && !(field.span.start <= self.at && self.at <= field.number.end) {
            self.add(field.number);
        }
        if let Some(body) = field.group_body() {
            self.message(field.span, body, holder);
        }
    }

    fn enumeration(&mut self, span: Span, body: &[EnumMember], holder: u32) {
        if span.start != holder {
            return;
        }
        for member in body {
            match member {
                EnumMember::Value(value) if !(value.span.start <= self.at && self.at <= value.number.end) => {
                    self.add(value.number);
                }
                EnumMember::Reserved(reserved) => self.reserved(&reserved.what),
                EnumMember::Value(_) | EnumMember::Option(_) => {}
            }
        }
    }

    fn reserved(&mut self, reserved: &Reserved) {
        if let Reserved::Numbers(ranges) = reserved {
            self.ranges(ranges);
        }
    }

    fn add(&mut self, written: Span) {
        let Some(number) = literal::signed(self.text, written) else { return };
        self.used.push((number, number));
        if written.end <= self.at {
            self.above = Some(number);
        }
    }

    fn ranges(&mut self, ranges: &[RangeDecl]) {
        let ranges = ranges.iter().filter(|range| range.span.end < self.at || self.at < range.span.start);
        let text = self.text;
        let end = |end: Span| if end.of(text) == "max" { Some(OPEN) } else { literal::signed(text, end) };
        let numbers = |range: &RangeDecl| Some((literal::signed(text, range.start)?, end(range.end)?));
        self.used.extend(ranges.filter_map(numbers));
    }
}

impl UsedNumbers {
    /// Returns one more than the largest number, without ranges up to `max`.
    fn next(&self, first: i64) -> i64 {
        let ends = self.used.iter().map(|(_, end)| *end).filter(|end| *end != OPEN);
        let next = ends.max().map_or(first, |last| (last + 1).max(first));
        if first == 1 && IMPLEMENTATION.contains(&next) { IMPLEMENTATION.end() + 1 } else { next }
    }

    fn is_free(&self, number: i64, first: i64) -> bool {
        let is_of_field = first == 1;
        let most = if is_of_field { MAX_FIELD } else { i32::MAX.into() };
        let is_used = self.used.iter().any(|(start, end)| (start..=end).contains(&&number));
        (first..=most).contains(&number) && !is_used && !(is_of_field && IMPLEMENTATION.contains(&number))
    }

    /// Returns the free numbers below the largest that is used.
    fn gaps(&self, first: i64) -> impl Iterator<Item = i64> {
        let mut ranges = self.used.clone();
        ranges.sort_unstable();
        let mut next = first;
        ranges.into_iter().flat_map(move |(start, end)| {
            let gap = next..start.min(next.saturating_add(MAX_NUMBERS as i64));
            next = next.max(end.saturating_add(1));
            gap
        })
    }
}
