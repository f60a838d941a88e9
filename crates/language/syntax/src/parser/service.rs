//! Services and their methods, with or without a body.

use super::super::ast::{CommentLocations, MethodDecl, MethodType, OptionDecl, ServiceDecl, ServiceMember};
use super::super::error::{BlockKind, SyntaxProblem};
use super::recovery::Block;
use super::{ParseResult, Parser};

impl Parser<'_> {
    /// Parses `"service" name "{" (method | option | ";")* "}"`.
    pub(super) fn service(&mut self) -> ParseResult<Option<ServiceDecl>> {
        let start = self.start();
        let before = self.gap;
        self.advance();
        let name = self.name("the name of a service")?;
        let Block { items: body, behind } = self.block(BlockKind::Service, Self::service_member)?;
        let span = self.since(start);
        Ok(name.map(|name| ServiceDecl { span, around: CommentLocations { before, behind }, name, body }))
    }

    fn service_member(&mut self) -> ParseResult<Option<ServiceMember>> {
        if self.eat_symbol(b';') {
            return Ok(None);
        }
        if self.at_word("option") {
            return Ok(Some(ServiceMember::Option(Box::new(self.option_statement()?))));
        }
        Ok(Some(ServiceMember::Method(self.method()?)))
    }

    /// Parses `"rpc" name type "returns" type (";" | "{" (option | ";")* "}")`.
    fn method(&mut self) -> ParseResult<MethodDecl> {
        let start = self.start();
        let before = self.gap;
        if !self.eat_word("rpc") {
            return self.fail(SyntaxProblem::Expected("`rpc`"));
        }
        let name = self.identifier("the name of a method")?;
        let input = self.method_type()?;
        if !self.eat_word("returns") {
            return self.fail(SyntaxProblem::Expected("`returns`"));
        }
        let output = self.method_type()?;
        let opened = self.start();
        let has_body = self.at_symbol(b'{');
        let Block { items: options, behind } = if has_body {
            self.block(BlockKind::Method, Self::method_option)?
        } else {
            Block { items: Vec::new(), behind: self.semicolon() }
        };
        let span = self.since(start);
        let body = has_body.then(|| self.since(opened));
        Ok(MethodDecl { span, around: CommentLocations { before, behind }, name, input, output, options, body })
    }

    /// Parses `"(" "stream"? type ")"`.
    fn method_type(&mut self) -> ParseResult<MethodType> {
        self.symbol(b'(', "`(`")?;
        let stream = if self.at_word("stream") { Some(self.take()) } else { None };
        let name = self.type_name()?;
        self.symbol(b')', "`)`")?;
        Ok(MethodType { stream, name })
    }

    fn method_option(&mut self) -> ParseResult<Option<OptionDecl>> {
        if self.eat_symbol(b';') { Ok(None) } else { self.option_statement().map(Some) }
    }
}
