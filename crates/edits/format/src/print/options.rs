//! Options as statements and in brackets. A single option in brackets stays in the line of its field.

use protoward_syntax::TokenKind;
use protoward_syntax::ast::{CompactOptions, OptionDecl};

use super::body::Closing;
use super::{Gap, Printed, Printer};

impl Printer<'_, '_> {
    /// Writes `option name = value;`.
    pub(super) fn option(&mut self, option: &OptionDecl) -> Printed {
        self.take(Gap::None);
        self.option_name(option, Gap::Space);
        self.take(Gap::Space);
        let outer = std::mem::replace(&mut self.inline, true);
        self.value(Gap::Space)?;
        self.inline = outer;
        self.take(Gap::Mark);
        Ok(())
    }

    /// Writes the options of a declaration in brackets.
    pub(super) fn compact_options(&mut self, options: Option<&CompactOptions>) -> Printed {
        let Some(options) = options else { return Ok(()) };
        self.leading(Gap::Space);
        let is_inline = options.items.len() == 1 && !self.has_comments(self.next + 1);
        let outer = std::mem::replace(&mut self.inline, is_inline);
        self.token();
        self.trailing_bracket();
        if is_inline {
            for option in &options.items {
                self.compact_option(option, Gap::None)?;
            }
            self.take(Gap::Close);
        } else {
            self.option_lines(options)?;
            self.inline = false;
            self.out.line();
            self.token();
            self.trailing();
        }
        self.inline = outer;
        Ok(())
    }

    /// Writes options in brackets on lines of their own.
    fn option_lines(&mut self, options: &CompactOptions) -> Printed {
        self.out.indent();
        for (index, option) in options.items.iter().enumerate() {
            if index > 0 {
                self.take(Gap::Mark);
            }
            let gap = if index > 0 && self.is_blank() { Gap::Blank } else { Gap::Line };
            self.compact_option(option, gap)?;
        }
        let lead = self.lead(options.span.end - 1);
        self.closing(&lead, Closing::Bracket);
        self.out.dedent();
        Ok(())
    }

    /// Returns whether a blank line precedes the next token and its comments.
    pub(super) fn is_blank(&self) -> bool {
        let gap = self.scan.gap_of(self.next);
        let first = self.scan.comments[gap].get(self.trailing_count(self.next));
        first.map_or(self.scan.tokens[self.next].breaks, |first| first.breaks) > 1
    }

    fn compact_option(&mut self, option: &OptionDecl, gap: Gap) -> Printed {
        self.option_name(option, gap);
        self.take(Gap::Space);
        self.value(Gap::Space)
    }

    fn option_name(&mut self, option: &OptionDecl, gap: Gap) {
        self.in_option_name = true;
        self.take_inline(gap);
        while self.start() < option.name_span.end {
            let follows_parenthesis = self.scan.text_of(self.next - 1) == "(";
            self.take_inline(if follows_parenthesis { Gap::Glue } else { Gap::None });
        }
        self.in_option_name = false;
    }

    /// Writes the value of an option.
    fn value(&mut self, gap: Gap) -> Printed {
        match self.kind(0) {
            TokenKind::String => self.value_strings(gap),
            TokenKind::Identifier => self.take_inline(gap),
            _ if self.at("-") => {
                self.take(gap);
                if self.at("{") { self.message_literal(Gap::Space)? } else { self.signed() }
            }
            _ if self.at("{") => self.message_literal(gap)?,
            _ => self.take(gap),
        }
        Ok(())
    }

    /// Writes one or more adjacent strings. Several strings are indented.
    pub(super) fn value_strings(&mut self, gap: Gap) {
        let several = self.kind(1) == TokenKind::String;
        if several {
            self.out.indent();
        }
        self.strings(gap);
        if several {
            self.out.dedent();
        }
    }
}
