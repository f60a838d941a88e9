//! Locations of messages, their ranges and oneofs, and of `extend` blocks.

use super::Walk;
use super::numbers::{file, message, oneof, range};
use protoward_syntax::ast::{self, Span};
use protoward_syntax::{Lexer, options};

/// The counters of a file or message during the walk. Indices continue across statements.
pub(super) struct Container {
    pub(super) messages: Counter,
    pub(super) enums: Counter,
    pub(super) extensions: Counter,
    pub(super) fields: Counter,
    oneofs: Counter,
    extension_ranges: Counter,
    reserved: ReservedCounters,
}

/// A repeated field with the number of its values so far.
#[derive(Clone, Copy)]
pub(super) struct Counter {
    pub(super) number: i32,
    count: i32,
}

/// The counters of reserved ranges and names.
pub(super) struct ReservedCounters {
    pub(super) ranges: Counter,
    pub(super) names: Counter,
}

impl Counter {
    pub(super) const fn new(number: i32) -> Self {
        Self { number, count: 0 }
    }

    /// Returns the steps to the next value.
    pub(super) fn next(&mut self) -> [i32; 2] {
        let index = self.count;
        self.count += 1;
        [self.number, index]
    }
}

impl Container {
    pub(super) const fn file() -> Self {
        Self {
            messages: Counter::new(file::MESSAGE_TYPE),
            enums: Counter::new(file::ENUM_TYPE),
            extensions: Counter::new(file::EXTENSION),
            ..Self::message()
        }
    }

    const fn message() -> Self {
        Self {
            messages: Counter::new(message::NESTED_TYPE),
            enums: Counter::new(message::ENUM_TYPE),
            extensions: Counter::new(message::EXTENSION),
            fields: Counter::new(message::FIELD),
            oneofs: Counter::new(message::ONEOF_DECL),
            extension_ranges: Counter::new(message::EXTENSION_RANGE),
            reserved: ReservedCounters {
                ranges: Counter::new(message::RESERVED_RANGE),
                names: Counter::new(message::RESERVED_NAME),
            },
        }
    }
}

impl Walk<'_, '_, '_> {
    pub(super) fn message(&mut self, message: &ast::MessageDecl, container: &mut Container) {
        let entered = self.locations.enter(&container.messages.next());
        let span = self.without_visibility(message.span, message.visibility);
        self.locations.add_commented(span, message.span, message.around);
        self.locations.add_leaf(message::NAME, message.name);
        self.message_body(&message.body);
        self.locations.leave(entered);
    }

    /// Returns the span without a leading `export` or `local`, which protoc excludes.
    pub(super) fn without_visibility(&self, span: Span, visibility: Option<ast::VisibilityDecl>) -> Span {
        let Some(visibility) = visibility else { return span };
        let keyword = Lexer::at(self.text, visibility.span().end).next_token();
        Span::new(keyword.span.start, span.end)
    }

    pub(super) fn message_body(&mut self, body: &[ast::Member]) {
        let options_gone = self.all_gone(&mut options::statements(body));
        let mut container = Container::message();
        for member in body {
            match member {
                ast::Member::Field(field) => {
                    let steps = container.fields.next();
                    self.field(field, steps, None, &mut container.messages);
                }
                ast::Member::Oneof(oneof) => self.oneof(oneof, &mut container),
                ast::Member::Message(message) => self.message(message, &mut container),
                ast::Member::Enum(enumeration) => self.enumeration(enumeration, &mut container),
                ast::Member::Extend(extend) => self.extend(extend, &mut container),
                ast::Member::Extensions(extensions) => self.extensions(extensions, &mut container.extension_ranges),
                ast::Member::Reserved(reserved) => self.reserved(reserved, &mut container.reserved),
                ast::Member::Option(_) if options_gone => {}
                ast::Member::Option(option) => self.option_statement(message::OPTIONS, option),
            }
        }
    }

    fn oneof(&mut self, oneof: &ast::OneofDecl, container: &mut Container) {
        let steps = container.oneofs.next();
        let entered = self.locations.enter(&steps);
        self.locations.add_commented(oneof.span, oneof.span, oneof.around);
        self.locations.add_leaf(oneof::NAME, oneof.name);
        self.locations.leave(entered);
        let options_gone = self.all_gone(&mut options::statements(&oneof.body));
        for member in &oneof.body {
            match member {
                ast::OneofMember::Field(field) => {
                    let steps = container.fields.next();
                    self.field(field, steps, None, &mut container.messages);
                }
                ast::OneofMember::Option(_) if options_gone => {}
                ast::OneofMember::Option(option) => {
                    let entered = self.locations.enter(&steps);
                    self.option_statement(oneof::OPTIONS, option);
                    self.locations.leave(entered);
                }
            }
        }
    }

    pub(super) fn extend(&mut self, extend: &ast::ExtendDecl, container: &mut Container) {
        self.declaration(&[container.extensions.number], extend.span, extend.around);
        for field in &extend.fields {
            let steps = container.extensions.next();
            self.field(field, steps, Some(extend.extendee), &mut container.messages);
        }
    }

    /// Visits an `extensions` statement. Options in brackets belong to each range and follow all ranges.
    fn extensions(&mut self, extensions: &ast::ExtensionsDecl, counter: &mut Counter) {
        self.declaration(&[counter.number], extensions.span, extensions.around);
        let mut again = *counter;
        for range in &extensions.ranges {
            self.range(range, counter);
        }
        let Some(options) = &extensions.options else { return };
        for _ in &extensions.ranges {
            let entered = self.locations.enter(&again.next());
            self.compact_options(range::OPTIONS, options);
            self.locations.leave(entered);
        }
    }

    pub(super) fn reserved(&mut self, reserved: &ast::ReservedDecl, counters: &mut ReservedCounters) {
        match &reserved.what {
            ast::Reserved::Numbers(ranges) => {
                self.declaration(&[counters.ranges.number], reserved.span, reserved.around);
                for range in ranges {
                    self.range(range, &mut counters.ranges);
                }
            }
            ast::Reserved::Strings(names) | ast::Reserved::Identifiers(names) => {
                self.declaration(&[counters.names.number], reserved.span, reserved.around);
                for &name in names {
                    let entered = self.locations.enter(&counters.names.next());
                    self.locations.add(name);
                    self.locations.leave(entered);
                }
            }
        }
    }

    fn range(&mut self, range: &ast::RangeDecl, counter: &mut Counter) {
        // Without an end, protoc records the first token of the start, which may be the sign.
        let is_signed = range.start.of(self.text).starts_with('-');
        let sign = Span::new(range.start.start, range.start.start + 1);
        let end = if range.end == range.start && is_signed { sign } else { range.end };
        let entered = self.locations.enter(&counter.next());
        self.locations.add(range.span);
        self.locations.add_leaf(range::START, range.start);
        self.locations.add_leaf(range::END, end);
        self.locations.leave(entered);
    }
}
