//! Messages, oneofs and extensions, with protoc's limit of nesting.

use super::super::ast::{
    CommentLocations, ExtendDecl, FieldDecl, Member, MessageDecl, OneofDecl, OneofMember, OptionDecl, VisibilityDecl,
};
use super::super::error::{BlockKind, SyntaxProblem};
use super::super::options;
use super::field::{Inside, LABEL_WORDS};
use super::recovery::Block;
use super::{Failed, MOST_MESSAGES, ParseResult, Parser};

impl Parser<'_> {
    /// Parses `("export" | "local")? "message" name body`. Returns `None` without a name.
    pub(super) fn message(&mut self, visibility: Option<VisibilityDecl>) -> ParseResult<Option<MessageDecl>> {
        let start = visibility.map_or(self.start(), |word| word.start);
        let before = self.gap;
        self.check_depth()?;
        self.advance();
        let name = self.name("the name of a message")?;
        let Block { items: body, behind } = self.message_body(BlockKind::Message)?;
        let span = self.since(start);
        Ok(name.map(|name| MessageDecl { span, around: CommentLocations { before, behind }, visibility, name, body }))
    }

    /// Fails at protoc's nesting limit. protoc counts from the first message of the file, so no message may precede it
    /// in a group.
    fn check_depth(&mut self) -> ParseResult<()> {
        let too_early = self.depth > 0 && !self.message_begun;
        if self.depth >= MOST_MESSAGES || too_early {
            return self.fail(SyntaxProblem::TooDeep);
        }
        self.message_begun |= self.depth == 0;
        Ok(())
    }

    /// Parses `"{" member* "}"`.
    pub(super) fn message_body(&mut self, scope: BlockKind) -> ParseResult<Block<Member>> {
        self.depth += 1;
        let block = self.block(scope, Self::member);
        self.depth -= 1;
        if let Ok(block) = &block {
            self.check_map_entry(&block.items);
        }
        block
    }

    /// Reports the option `map_entry`, which only the parser may set.
    fn check_map_entry(&mut self, body: &[Member]) {
        let is_map_entry = |option: &&OptionDecl| matches!(&option.name[..], [part] if !part.is_extension && part.span.of(self.text) == "map_entry");
        if let Some(option) = options::statements(body).find(is_map_entry) {
            self.report_at(SyntaxProblem::MapEntrySet, option.span, option.name_span.start);
        }
    }

    /// Parses `member = field | oneof | message | enum | extend | extensions | reserved | option | ";"`.
    fn member(&mut self) -> ParseResult<Option<Member>> {
        if self.eat_symbol(b';') {
            return Ok(None);
        }
        Ok(match self.word() {
            "message" => self.message(None)?.map(Member::Message),
            "enum" => self.enumeration(None)?.map(Member::Enum),
            "extensions" => Some(Member::Extensions(self.extensions()?)),
            "reserved" => Some(Member::Reserved(self.reserved(false)?)),
            "extend" => self.extend()?.map(Member::Extend),
            "option" => Some(Member::Option(Box::new(self.option_statement()?))),
            "oneof" => self.oneof()?.map(Member::Oneof),
            "export" | "local" if self.dialect.has_visibility() => self.visible(Member::Message, Member::Enum)?,
            _ => Some(Member::Field(self.field(Inside::Message)?)),
        })
    }

    /// Parses `"oneof" name "{" (field | option)+ "}"`.
    fn oneof(&mut self) -> ParseResult<Option<OneofDecl>> {
        let start = self.start();
        let before = self.gap;
        self.advance();
        let name = self.name("the name of a oneof")?;
        let Block { items: body, behind } = self.block(BlockKind::Oneof, Self::oneof_member)?;
        let span = self.since(start);
        Ok(name.map(|name| OneofDecl { span, around: CommentLocations { before, behind }, name, body }))
    }

    fn oneof_member(&mut self) -> ParseResult<Option<OneofMember>> {
        if self.at_word("option") {
            return Ok(Some(OneofMember::Option(Box::new(self.option_statement()?))));
        }
        if LABEL_WORDS.contains(&self.word()) {
            self.report(SyntaxProblem::LabelInOneof, self.token.span);
            self.advance();
        }
        Ok(Some(OneofMember::Field(self.field(Inside::Oneof)?)))
    }

    /// Parses `"extend" type "{" field+ "}"`.
    pub(super) fn extend(&mut self) -> ParseResult<Option<ExtendDecl>> {
        let start = self.start();
        let before = self.gap;
        self.advance();
        let extendee = match self.type_name() {
            Ok(name) => Some(name),
            Err(Failed) if self.at_symbol(b'{') => None,
            Err(Failed) => return Err(Failed),
        };
        let Block { items: fields, behind } = self.block(BlockKind::Extend, Self::extension)?;
        let span = self.since(start);
        Ok(extendee.map(|extendee| ExtendDecl { span, around: CommentLocations { before, behind }, extendee, fields }))
    }

    fn extension(&mut self) -> ParseResult<Option<FieldDecl>> {
        self.field(Inside::Extend).map(Some)
    }
}
