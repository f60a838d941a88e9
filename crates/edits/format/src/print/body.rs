//! Bodies in braces, with the comments and blank lines before each declaration.

use super::{Gap, Printed, Printer};
use crate::scan::Comment;

/// The comments and blank lines before a declaration or the end of a body.
#[derive(Debug, Default)]
pub(super) struct Lead {
    pub(super) comments: Vec<Comment>,
    /// The number of line breaks between the last comment, or the previous declaration, and the token; at most 2.
    pub(super) breaks: u8,
}

impl Lead {
    /// Divides the comments into those that are separated from the declaration by a blank line, and the others.
    pub(super) fn divided(&self) -> (&[Comment], &[Comment]) {
        if self.breaks > 1 {
            return (&self.comments, &[]);
        }
        let last = self.comments.iter().rposition(|comment| comment.breaks > 1);
        self.comments.split_at(last.unwrap_or_default())
    }

    /// Returns whether a blank line precedes the first comment or, without comments, the token.
    pub(super) fn starts_blank(&self) -> bool {
        self.comments.first().map_or(self.breaks, |first| first.breaks) > 1
    }
}

impl Printer<'_, '_> {
    /// Reads the comments from the next token up to the token at an offset, and skips empty statements. The comments
    /// that trail the previous declaration are not included.
    pub(super) fn lead(&mut self, offset: u32) -> Lead {
        let mut lead = Lead::default();
        let mut skip = self.trailing_count(self.next);
        loop {
            let gap = self.scan.gap_of(self.next);
            for comment in &self.scan.comments[gap.start + skip..gap.end] {
                let breaks = comment.breaks.max(lead.breaks);
                lead.comments.push(Comment { breaks, ..*comment });
                lead.breaks = 0;
            }
            skip = 0;
            let Some(token) = self.scan.tokens.get(self.next) else { return lead };
            lead.breaks = lead.breaks.max(token.breaks);
            if token.span.start >= offset {
                return lead;
            }
            self.next += 1;
        }
    }

    /// Writes the comments before a declaration, each on its own line.
    pub(super) fn write_lead(&mut self, lead: &Lead, gap: Gap) {
        self.led = self.next;
        self.gap(gap);
        if lead.comments.is_empty() {
            return;
        }
        self.own_lines(&lead.comments);
        if lead.breaks > 1 { self.out.blank() } else { self.out.line() }
    }

    /// Writes a body from `{` to `}`. `end` is the end offset of the `}`.
    pub(super) fn body<T>(
        &mut self,
        items: &[T],
        end: u32,
        start: impl Fn(&T) -> u32,
        item: impl FnMut(&mut Self, &T) -> Printed,
    ) -> Printed {
        self.body_with_blanks(items, end, &[], start, item)
    }

    /// Writes a body. `blanks` says which items are behind a blank line, if that is not as in the text.
    pub(super) fn body_with_blanks<T>(
        &mut self,
        items: &[T],
        end: u32,
        blanks: &[bool],
        start: impl Fn(&T) -> u32,
        mut item: impl FnMut(&mut Self, &T) -> Printed,
    ) -> Printed {
        self.leading(Gap::Space);
        self.token();
        if items.is_empty() {
            return self.empty_body(end);
        }
        self.trailing();
        self.out.indent();
        for (index, member) in items.iter().enumerate() {
            let lead = self.lead(start(member));
            let is_blank = index > 0 && blanks.get(index).copied().unwrap_or_else(|| lead.starts_blank());
            self.write_lead(&lead, if is_blank { Gap::Blank } else { Gap::Line });
            item(self, member)?;
        }
        let lead = self.lead(end - 1);
        self.closing(&lead, Closing::Body);
        self.out.dedent();
        self.out.line();
        self.token();
        self.body_end = self.next;
        self.trailing();
        Ok(())
    }

    /// Writes a body without declarations after its `{`.
    fn empty_body(&mut self, end: u32) -> Printed {
        let trailing = self.scan.gap_of(self.next);
        let trailing = trailing.start..trailing.start + self.trailing_count(self.next);
        let mut comments = self.scan.comments[trailing].to_vec();
        let lead = self.lead(end - 1);
        comments.extend(&lead.comments);
        if let Some(comment) = comments.first_mut() {
            // No blank line is kept at the start of a body.
            comment.breaks = comment.breaks.min(1);
        }
        if !comments.is_empty() {
            self.out.indent();
            self.out.line();
            self.closing(&Lead { comments, breaks: lead.breaks }, Closing::Body);
            self.out.dedent();
            self.out.line();
        }
        self.token();
        self.body_end = self.next;
        self.trailing();
        Ok(())
    }

    /// Writes the comments before a closing bracket, and the blank lines among them that are kept there.
    pub(super) fn closing(&mut self, lead: &Lead, closing: Closing) {
        let (detached, attached) = lead.divided();
        let follows_message = self.scan.text_of(self.next.saturating_sub(1)) == "}";
        for (index, comment) in detached.iter().enumerate() {
            let keeps_blank = match closing {
                Closing::Body => false,
                Closing::Message => index > 0 && attached.is_empty(),
                Closing::Bracket => index > 0 || !follows_message,
            };
            if keeps_blank && comment.breaks > 1 {
                self.out.blank()
            } else {
                self.out.line()
            }
            self.comment(*comment);
        }
        for comment in attached {
            if comment.breaks > 1 {
                self.out.blank()
            } else {
                self.out.line()
            }
            self.comment(*comment);
        }
    }
}

/// The kind of a closing bracket.
#[derive(Clone, Copy, Debug)]
pub(super) enum Closing {
    /// The `}` of a body.
    Body,
    /// The `}` of a message in an option value.
    Message,
    /// The `]` of options or of a list.
    Bracket,
}
