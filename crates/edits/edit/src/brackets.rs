//! Options in brackets: the layout of the others and the comments stay.

use std::ops::Range;

use super::edits::TextEdit;
use super::node::Node;
use super::separator::separator;
use super::settings::SettingChanges;
use super::tree::Document;
use protoward_syntax::Trivia;
use protoward_syntax::ast::{CompactOptions, Span};

/// The comments of options that are removed from brackets: those right above an option, and those behind it on its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionComments {
    /// They are removed with their option, unless a new option takes its place.
    Removed,
    /// They stay in the brackets.
    Kept,
}

impl Node<'_> {
    /// Returns the edits that keep the layout of the options.
    pub(crate) fn bracket_edits(&self, changes: SettingChanges<'_>, comments: OptionComments) -> Vec<TextEdit> {
        let Some(number) = self.decl.number() else { return Vec::new() };
        let SettingChanges { mut edits, added, removed } = changes;
        let end = number.end as usize;
        let Some(options) = self.decl.compact_options() else {
            let added = (!added.is_empty()).then(|| TextEdit::insert(end, format!(" [{}]", added.join(", "))));
            return added.into_iter().collect();
        };
        let is_kept = |index: &usize| removed.iter().all(|removed| removed.span != options.items[*index].span);
        let kept: Vec<usize> = (0..options.items.len()).filter(is_kept).collect();
        let list = BracketList {
            doc: self.doc,
            options,
            inner: format!("{}{}", self.doc.indent(self.start()).unwrap_or_default(), self.doc.unit()),
            keeps_all: comments == OptionComments::Kept || kept.is_empty() && !added.is_empty(),
        };
        let first = kept.first().copied();
        edits.extend(first.filter(|&first| first > 0).map(|first| list.removal_before(first)));
        let gaps = kept.windows(2).filter(|pair| pair[1] - pair[0] > 1);
        edits.extend(gaps.map(|pair| list.removal_between(pair[0], pair[1])));
        match kept.last() {
            Some(&last) => edits.extend(list.end_behind(last, &added)),
            None => edits.push(list.replacement(end, &added)),
        }
        edits
    }
}

/// The options in the brackets of a field or enum value.
struct BracketList<'d> {
    doc: &'d Document<'d>,
    options: &'d CompactOptions,
    /// The indentation of an option on a line of its own.
    inner: String,
    /// `true` if the comments of removed options stay.
    keeps_all: bool,
}

/// A comment that stays, with the white space before it.
struct KeptComment<'d> {
    start: usize,
    space: &'d str,
    text: &'d str,
    /// `true` for a comment of the option before it.
    is_behind: bool,
    /// `true` if the comma between the options is before it.
    has_comma: bool,
    /// `true` if a blank line is behind it.
    ends_paragraph: bool,
}

impl<'d> BracketList<'d> {
    fn span(&self, index: usize) -> Range<usize> {
        self.options.items[index].span.range()
    }

    /// Returns the part between two options, the bracket before the first one, or the bracket behind the last one.
    fn gap(&self, before: Option<usize>, behind: Option<usize>) -> Range<usize> {
        let brackets = self.options.span.range();
        before.map_or(brackets.start + 1, |index| self.span(index).end)
            ..behind.map_or(brackets.end - 1, |index| self.span(index).start)
    }

    /// Removes the options before the first one that is kept.
    fn removal_before(&self, first: usize) -> TextEdit {
        let range = self.gap(None, Some(first));
        if !self.doc.has_comment_in(range.clone()) {
            return TextEdit::remove(self.span(0).start..self.span(first).start);
        }
        let mut text = BracketText::new(self);
        let mut comments = self.kept_in(None, Some(first));
        self.place_at_bracket(&mut comments);
        let space = if comments.is_empty() { self.space_behind(range.start) } else { self.space_before(range.end) };
        comments.iter().for_each(|comment| text.comment(comment));
        text.space(space);
        TextEdit::new(range, text.text)
    }

    /// Removes the options between two that are kept.
    fn removal_between(&self, before: usize, behind: usize) -> TextEdit {
        let range = self.gap(Some(before), Some(behind));
        if !self.doc.has_comment_in(range.clone()) {
            return TextEdit::remove(range.start..self.span(behind - 1).end);
        }
        let mut text = BracketText::new(self);
        text.separated(&self.kept_in(Some(before), Some(behind)), true, |_| {});
        text.space(self.space_before(range.end));
        TextEdit::new(range, text.text)
    }

    /// Removes the options behind the last one that is kept, and adds others.
    fn end_behind(&self, last: usize, added: &[String]) -> Option<TextEdit> {
        let range = self.gap(Some(last), None);
        let is_last = last + 1 == self.options.items.len();
        if is_last && added.is_empty() {
            return None;
        }
        let separator = self.separator();
        let items: String = added.iter().map(|option| format!("{separator}{option}")).collect();
        if is_last || !self.doc.has_comment_in(range.clone()) {
            // The edit that removes options at the end adds the new ones.
            let to = self.options.items.last().map_or(range.start, |option| option.span.end as usize);
            return Some(TextEdit::new(range.start..to, items));
        }
        let mut text = BracketText::new(self);
        let added = items.trim_start().strip_prefix(',');
        let comments = self.kept_in(Some(last), None);
        text.separated(&comments, added.is_some(), |text| text.option(added.unwrap_or_default()));
        text.space(self.space_before(range.end));
        Some(TextEdit::new(range, text.text))
    }

    /// Replaces all options. `number_end` is the end of the number before the brackets.
    fn replacement(&self, number_end: usize, added: &[String]) -> TextEdit {
        let brackets = self.options.span.range();
        let range = self.gap(None, None);
        let mut comments = self.kept_in(None, None);
        let is_front = |comment: &KeptComment<'_>| comment.start < self.span(0).start;
        if added.is_empty() || comments.first().is_some_and(is_front) {
            self.place_at_bracket(&mut comments);
        }
        if !added.is_empty() && comments.is_empty() {
            return TextEdit::new(brackets, format!("[{}]", added.join(", ")));
        }
        let mut text = BracketText::new(self);
        if added.is_empty() {
            comments.iter().for_each(|comment| text.comment(comment));
            if text.ends_with_line_comment {
                text.space("");
            }
            let is_between = self.doc.has_comment_in(number_end..brackets.start);
            let start = if is_between { brackets.start - self.space_before(brackets.start).len() } else { number_end };
            let space = if text.text.is_empty() || text.text.starts_with(char::is_whitespace) { "" } else { " " };
            return TextEdit::new(start..brackets.end, format!("{space}{}", text.text));
        }
        let (front, behind) = comments.split_at(comments.partition_point(is_front));
        front.iter().for_each(|comment| text.comment(comment));
        text.space(self.space_before(self.span(0).start));
        text.option(&added.join(&self.separator()));
        behind.iter().for_each(|comment| text.comment(comment));
        text.space(self.space_before(range.end));
        TextEdit::new(range, text.text)
    }

    /// Returns the separator of options: a line break where a single option has a line of its own.
    fn separator(&self) -> String {
        let spans: Vec<Span> = self.options.items.iter().map(|option| option.span).collect();
        match &spans[..] {
            [only] => {
                let front = &self.doc.text[self.options.span.start as usize + 1..only.start as usize];
                let has_own_line = front.contains('\n') && front.trim().is_empty();
                if has_own_line { format!(",{front}") } else { ", ".to_owned() }
            }
            spans => separator(self.doc.text, spans).to_owned(),
        }
    }

    /// Returns the comments that stay between two kept options, or the brackets.
    fn kept_in(&self, before: Option<usize>, behind: Option<usize>) -> Vec<KeptComment<'d>> {
        let from = before.map_or(0, |index| index + 1);
        let to = behind.unwrap_or(self.options.items.len());
        let mut kept = Vec::new();
        for index in from..=to {
            let last = index.checked_sub(1);
            let behind = (index < self.options.items.len()).then_some(index);
            let is_kept_before = last.is_none_or(|it| it < from);
            let is_kept_behind = behind.is_none_or(|it| it >= to) || self.is_above_kept(index, to);
            self.keep_of_gap((last, is_kept_before), (behind, is_kept_behind), &mut kept);
        }
        kept
    }

    /// Gives the first of some comments the white space behind the opening bracket.
    fn place_at_bracket(&self, comments: &mut [KeptComment<'d>]) {
        if let Some(first) = comments.first_mut()
            && first.text.starts_with("/*")
            && !first.space.contains('\n')
        {
            first.space = self.space_behind(self.options.span.start as usize + 1);
        }
    }

    /// Returns `true` if a kept option without comments is right below a removed one: a comment above may also be about that.
    fn is_above_kept(&self, removed: usize, kept: usize) -> bool {
        if removed + 1 != kept || kept >= self.options.items.len() {
            return false;
        }
        let mut pieces = self.pieces(self.gap(Some(removed), Some(kept)));
        let mut lines = 0;
        pieces.all(|(trivia, _)| {
            lines += usize::from(trivia == Some(Trivia::LineBreak));
            !trivia.is_some_and(Trivia::is_comment) && trivia != Some(Trivia::BlankLine)
        }) && lines == 1
    }

    /// Adds the comments between two options that belong to a kept one, or to none.
    fn keep_of_gap(
        &self,
        (before, is_kept_before): (Option<usize>, bool),
        (behind, is_kept_behind): (Option<usize>, bool),
        kept: &mut Vec<KeptComment<'d>>,
    ) {
        let gap = self.gap(before, behind);
        let is_break = |trivia| matches!(trivia, Some(Trivia::LineBreak | Trivia::BlankLine));
        let has_break = self.pieces(gap.clone()).any(|(trivia, _)| is_break(trivia));
        let last_blank = self.pieces(gap.clone()).filter(|(trivia, _)| *trivia == Some(Trivia::BlankLine)).last();
        let last_blank = last_blank.map_or(0, |(_, range)| range.start);
        let (mut breaks, mut commas) = (0, 0);
        for (trivia, range) in self.pieces(gap) {
            if !trivia.is_some_and(Trivia::is_comment) {
                breaks += usize::from(is_break(trivia));
                commas += usize::from(trivia.is_none());
                continue;
            }
            let is_behind = before.is_some() && breaks == 0 && (has_break || commas == 0);
            let is_of_bracket = before.is_none() && breaks == 0 && has_break;
            let is_detached = breaks > 0 && range.start < last_blank;
            let of_option = if is_behind { is_kept_before } else { is_kept_behind };
            if self.keeps_all || is_of_bracket || is_detached || of_option {
                kept.push(KeptComment {
                    start: range.start,
                    ends_paragraph: self.space_behind(range.end).matches('\n').count() > 1,
                    space: self.space_before(range.start),
                    text: &self.doc.text[range],
                    is_behind: is_behind && is_kept_before,
                    has_comma: commas > 0,
                });
            }
        }
    }

    /// Returns the tokens, comments and white space of a part.
    fn pieces(&self, part: Range<usize>) -> impl Iterator<Item = (Option<Trivia>, Range<usize>)> {
        let pieces = self.doc.tokens.from(part.start).iter();
        let inside = pieces.take_while(move |piece| (piece.span.start as usize) < part.end);
        inside.map(|piece| (piece.trivia(), piece.span.range()))
    }

    fn space_before(&self, at: usize) -> &'d str {
        let before = &self.doc.text[..at];
        &before[before.trim_end().len()..]
    }

    fn space_behind(&self, at: usize) -> &'d str {
        let behind = &self.doc.text[at..];
        &behind[..behind.len() - behind.trim_start().len()]
    }
}

/// Text that is written into brackets. A line comment is always followed by a line break.
struct BracketText<'d> {
    list: &'d BracketList<'d>,
    text: String,
    ends_with_line_comment: bool,
    ends_paragraph: bool,
}

impl<'d> BracketText<'d> {
    const fn new(list: &'d BracketList<'d>) -> Self {
        Self { list, text: String::new(), ends_with_line_comment: false, ends_paragraph: false }
    }

    /// Writes the comments behind an option, the comma and what follows it, and the other comments.
    fn separated(&mut self, comments: &[KeptComment<'_>], has_comma: bool, more: impl FnOnce(&mut Self)) {
        let own = comments.iter().take_while(|comment| comment.is_behind).count();
        let (own, others) = comments.split_at(own);
        // A comma behind a line comment would be in the next line.
        let is_before = |comment: &KeptComment<'_>| comment.has_comma || comment.text.starts_with("//");
        let comma = own.iter().position(is_before).unwrap_or(own.len());
        own[..comma].iter().for_each(|comment| self.comment(comment));
        self.text.push_str(if has_comma { "," } else { "" });
        own[comma..].iter().for_each(|comment| self.comment(comment));
        more(self);
        others.iter().for_each(|comment| self.comment(comment));
    }

    fn comment(&mut self, comment: &KeptComment<'_>) {
        self.space(comment.space);
        self.text.push_str(comment.text);
        self.ends_with_line_comment = comment.text.starts_with("//");
        self.ends_paragraph = comment.ends_paragraph;
    }

    /// Writes an option behind its white space.
    fn option(&mut self, option: &str) {
        let text = option.trim_start();
        self.space(&option[..option.len() - text.len()]);
        self.text.push_str(text);
    }

    fn space(&mut self, space: &str) {
        // Comments that are apart stay apart.
        if std::mem::take(&mut self.ends_paragraph) && space.matches('\n').count() == 1 {
            self.text.push_str(self.list.doc.line_break());
        }
        if std::mem::take(&mut self.ends_with_line_comment) && !space.contains('\n') {
            self.text.push_str(self.list.doc.line_break());
            self.text.push_str(&self.list.inner);
        } else {
            self.text.push_str(space);
        }
    }
}
