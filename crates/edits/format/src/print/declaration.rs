//! Messages, enums, extensions, services and what is in them, other than methods and options.

use protoward_syntax::ast::{
    EnumDecl, EnumMember, EnumValueDecl, ExtendDecl, ExtensionsDecl, FieldDecl, Member, MessageDecl, OneofDecl,
    OneofMember, RangeDecl, Reserved, ReservedDecl, ServiceDecl, ServiceMember, Span, TypeExpr,
};

use super::{Gap, Printed, Printer};

impl Printer<'_, '_> {
    pub(super) fn message(&mut self, message: &MessageDecl) -> Printed {
        self.head(message.visibility.is_some());
        self.members(&message.body, message.span.end)
    }

    /// Writes a visibility, a keyword and a name.
    fn head(&mut self, has_visibility: bool) {
        self.take(Gap::None);
        if has_visibility {
            self.take(Gap::Space);
        }
        self.take_inline(Gap::Space);
    }

    fn members(&mut self, body: &[Member], end: u32) -> Printed {
        let blanks = self.blanks_behind_groups(body, end);
        self.body_with_blanks(body, end, &blanks, |member| span_of(member).start, Self::member)
    }

    /// Returns which members of a body buf writes behind a blank line, if a group that ends with `};` precedes some. buf takes
    /// that empty statement for a member, but not for the end of one, and so writes what is in front of a later member there.
    /// Returns nothing if each has its own blank line, or if a comment would come behind a member.
    fn blanks_behind_groups(&self, body: &[Member], end: u32) -> Vec<bool> {
        let is_group = |member: &Member| matches!(member, Member::Field(field) if field.group_body().is_some());
        if !body.iter().any(is_group) {
            return Vec::new();
        }
        // The gaps in front of the members of buf, and for each member of the body the range of those that are in front of it.
        let mut gaps = Vec::with_capacity(body.len());
        let mut ranges = Vec::with_capacity(body.len());
        let mut moved = Vec::new();
        let mut count = 0;
        let mut token = self.next + 1;
        let mut follows_group = false;
        for member in body {
            let start = self.scan.at(span_of(member).start);
            let first = count;
            for next in token..=start {
                count += 1;
                let is_swallowed = follows_group && next == token && next < start;
                if self.has_detached_comments(next) {
                    moved.push((gaps.len(), ranges.len(), is_swallowed));
                }
                if !is_swallowed {
                    gaps.push(self.starts_blank(next));
                }
            }
            ranges.push(first..count);
            token = self.scan.at(span_of(member).end);
            follows_group = is_group(member);
        }
        let comes_behind =
            |&(gap, member, is_swallowed): &(usize, usize, bool)| is_swallowed || !ranges[member].contains(&gap);
        let ends_detached = (token..=self.scan.at(end - 1)).any(|next| self.has_detached_comments(next));
        if gaps.len() == count || ends_detached || moved.iter().any(comes_behind) {
            return Vec::new();
        }
        ranges.into_iter().map(|mut range| range.any(|gap| gaps.get(gap) == Some(&true))).collect()
    }

    fn member(&mut self, member: &Member) -> Printed {
        match member {
            Member::Field(field) => self.field(field),
            Member::Oneof(oneof) => self.oneof(oneof),
            Member::Message(message) => self.message(message),
            Member::Enum(decl) => self.enumeration(decl),
            Member::Extend(extend) => self.extend(extend),
            Member::Extensions(extensions) => self.extensions(extensions),
            Member::Reserved(reserved) => self.reserved(reserved),
            Member::Option(option) => self.option(option),
        }
    }

    /// Returns whether a blank line is behind a comment in the gap before a token, other than those that trail the previous token.
    fn has_detached_comments(&self, token: usize) -> bool {
        let gap = self.scan.gap_of(token);
        let comments = &self.scan.comments[gap.start + self.trailing_count(token)..gap.end];
        let breaks_behind =
            comments.iter().skip(1).map(|comment| comment.breaks).chain([self.scan.tokens[token].breaks]);
        comments.iter().zip(breaks_behind).any(|(_, breaks)| breaks > 1)
    }

    fn oneof(&mut self, oneof: &OneofDecl) -> Printed {
        self.head(false);
        let start = |member: &OneofMember| match member {
            OneofMember::Field(field) => field.span.start,
            OneofMember::Option(option) => option.span.start,
        };
        self.body(&oneof.body, oneof.span.end, start, |printer, member| match member {
            OneofMember::Field(field) => printer.field(field),
            OneofMember::Option(option) => printer.option(option),
        })
    }

    pub(super) fn extend(&mut self, extend: &ExtendDecl) -> Printed {
        self.take(Gap::None);
        self.path(extend.extendee, Gap::Space);
        self.body(&extend.fields, extend.span.end, |field| field.span.start, Self::field)
    }

    pub(super) fn enumeration(&mut self, decl: &EnumDecl) -> Printed {
        self.head(decl.visibility.is_some());
        let start = |member: &EnumMember| match member {
            EnumMember::Value(value) => value.span.start,
            EnumMember::Reserved(reserved) => reserved.span.start,
            EnumMember::Option(option) => option.span.start,
        };
        self.body(&decl.body, decl.span.end, start, |printer, member| match member {
            EnumMember::Value(value) => printer.enum_value(value),
            EnumMember::Reserved(reserved) => printer.reserved(reserved),
            EnumMember::Option(option) => printer.option(option),
        })
    }

    pub(super) fn service(&mut self, service: &ServiceDecl) -> Printed {
        self.head(false);
        let start = |member: &ServiceMember| match member {
            ServiceMember::Method(method) => method.span.start,
            ServiceMember::Option(option) => option.span.start,
        };
        self.body(&service.body, service.span.end, start, |printer, member| match member {
            ServiceMember::Method(method) => printer.method(method),
            ServiceMember::Option(option) => printer.option(option),
        })
    }

    fn field(&mut self, field: &FieldDecl) -> Printed {
        let mut gap = Gap::None;
        if field.label.is_some() {
            self.take(gap);
            gap = Gap::Space;
        }
        match &field.ty {
            TypeExpr::Named(path) => self.path(*path, gap),
            TypeExpr::Group(_) => self.take(gap),
            TypeExpr::Map(map) => {
                self.take_inline(gap);
                self.take(Gap::None);
                self.path(map.key, Gap::None);
                self.take(Gap::Mark);
                self.path(map.value, Gap::Space);
                self.take(Gap::None);
            }
        }
        self.take_inline(Gap::Space);
        self.take(Gap::Space);
        self.take(Gap::Space);
        self.compact_options(field.options.as_deref())?;
        match field.group_body() {
            Some(body) => self.members(body, field.span.end)?,
            None => self.take(Gap::Mark),
        }
        Ok(())
    }

    fn enum_value(&mut self, value: &EnumValueDecl) -> Printed {
        self.take_inline(Gap::None);
        self.take(Gap::Space);
        self.number(Gap::Space);
        self.compact_options(value.options.as_deref())?;
        self.take(Gap::Mark);
        Ok(())
    }

    /// Writes a number with its sign.
    fn number(&mut self, gap: Gap) {
        let is_negative = self.at("-");
        self.take(gap);
        if is_negative {
            self.signed();
        }
    }

    /// Writes what follows a sign.
    pub(super) fn signed(&mut self) {
        let has_leading = self.scan.gap_of(self.next).len() > self.trailing_count(self.next);
        self.take(if has_leading { Gap::Space } else { Gap::None });
    }

    fn extensions(&mut self, extensions: &ExtensionsDecl) -> Printed {
        self.take(Gap::None);
        self.ranges(&extensions.ranges);
        self.compact_options(extensions.options.as_deref())?;
        self.take(Gap::Mark);
        Ok(())
    }

    fn ranges(&mut self, ranges: &[RangeDecl]) {
        for (index, range) in ranges.iter().enumerate() {
            if index > 0 {
                self.take(Gap::Mark);
            }
            self.number(Gap::Space);
            if range.start != range.end {
                self.take(Gap::Space);
                if self.at("max") { self.take_inline(Gap::Space) } else { self.number(Gap::Space) }
            }
        }
    }

    fn reserved(&mut self, reserved: &ReservedDecl) -> Printed {
        self.take(Gap::None);
        match &reserved.what {
            Reserved::Numbers(ranges) => self.ranges(ranges),
            Reserved::Strings(names) => self.list(names.len(), |printer| printer.strings(Gap::Space)),
            Reserved::Identifiers(names) => self.list(names.len(), |printer| printer.take_inline(Gap::Space)),
        }
        self.take(Gap::Mark);
        Ok(())
    }

    /// Writes a list with commas.
    fn list(&mut self, count: usize, mut item: impl FnMut(&mut Self)) {
        for index in 0..count {
            if index > 0 {
                self.take(Gap::Mark);
            }
            item(self);
        }
    }
}

/// Returns the span of a member of a message.
fn span_of(member: &Member) -> Span {
    match member {
        Member::Field(field) => field.span,
        Member::Oneof(oneof) => oneof.span,
        Member::Message(message) => message.span,
        Member::Enum(decl) => decl.span,
        Member::Extend(extend) => extend.span,
        Member::Extensions(extensions) => extensions.span,
        Member::Reserved(reserved) => reserved.span,
        Member::Option(option) => option.span,
    }
}
