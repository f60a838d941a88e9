//! Messages in braces, in text format as protoc reads it.

use super::message::{Message, MessageValue};
use super::model::{Model, OptionsContext};
use super::shapes::Shape;
use super::{diagnostics, value};
use crate::link::collect::{Resolution, Symbol};
use crate::link::resolve::Mode;
use protoward_schema::{EnumId, FieldType, MessageId, Scalar};
use protoward_source::{Diagnostic, nearest};
use protoward_syntax::ast::Span;
use protoward_syntax::{MOST_AGGREGATES, Token, TokenKind, ValueTokens, literal};

type OptionResult<T> = Result<T, Box<Diagnostic>>;

/// Parses a message of the given type from braces.
pub(super) fn aggregate<'c>(cx: OptionsContext<'c, '_, '_>, ty: MessageId, span: Span) -> OptionResult<Message<'c>> {
    let end = Span::new(span.end.saturating_sub(1), span.end);
    let mut tokens = ValueTokens::new(cx.text, Span::new(span.start, end.start));
    // protoc reads `-{}` as `{}`.
    while tokens.next().is_some_and(|token| token.span.of(cx.text) == "-") {}
    let end = Token { kind: TokenKind::End, span: end };
    let token = tokens.next().unwrap_or(end);
    let mut reader = Reader { cx, tokens, token, end, depth: 1 };
    let mut message = Message::default();
    while reader.token.kind != TokenKind::End {
        reader.field(ty, &mut message)?;
    }
    fill_entry(cx.model, ty, &mut message);
    complete(cx, ty, &message, &|| span)?;
    Ok(message)
}

/// Checks that all required fields are set.
pub(super) fn complete(
    cx: OptionsContext<'_, '_, '_>,
    ty: MessageId,
    message: &Message<'_>,
    place: &dyn Fn() -> Span,
) -> OptionResult<()> {
    if let Some(missing) = cx.model.message(ty).required.iter().find(|shape| !message.has(shape)) {
        let ty = cx.model.full_name(ty);
        return Err(Box::new(diagnostics::missing_required(missing.name, ty, cx.place(place()))));
    }
    for (shape, inner) in message.messages() {
        if let Some(ty) = shape.ty.message() {
            complete(cx, ty, inner, place)?;
        }
    }
    Ok(())
}

struct Reader<'c, 'a, 't> {
    cx: OptionsContext<'c, 'a, 't>,
    tokens: ValueTokens<'t>,
    token: Token,
    /// The closing brace.
    end: Token,
    depth: u32,
}

impl<'c, 't> Reader<'c, '_, 't> {
    fn next(&mut self) -> Token {
        let next = self.tokens.next().unwrap_or(self.end);
        std::mem::replace(&mut self.token, next)
    }

    fn text(&self) -> &'t str {
        match self.token.kind {
            TokenKind::End => "",
            _ => self.token.span.of(self.cx.text),
        }
    }

    fn at(&self, symbol: &str) -> bool {
        self.token.kind == TokenKind::Symbol && self.text() == symbol
    }

    fn eat(&mut self, symbol: &str) -> bool {
        let is_there = self.at(symbol);
        if is_there {
            self.next();
        }
        is_there
    }

    fn expect_symbol(&mut self, symbol: &'static str) -> OptionResult<()> {
        if self.eat(symbol) { Ok(()) } else { Err(self.expected(&format!("`{symbol}`"))) }
    }

    fn expected(&self, wanted: &str) -> Box<Diagnostic> {
        Box::new(diagnostics::expected(wanted, self.text(), self.cx.place(self.token.span)))
    }

    /// Parses `name: value`, `name { … }`, `[extension]: value`, or `[url/type] { … }`, with an optional separator.
    fn field(&mut self, ty: MessageId, message: &mut Message<'c>) -> OptionResult<()> {
        if self.eat("[") {
            self.bracketed(ty, message)?;
        } else if let Some((shape, name)) = self.named(ty)? {
            self.check_free(shape, message, name)?;
            self.values(shape, message)?;
        } else {
            self.skip_value()?;
        }
        if !self.eat(";") {
            self.eat(",");
        }
        Ok(())
    }

    /// Parses a field name. Returns `None` for a reserved name and skips the value.
    fn named(&mut self, ty: MessageId) -> OptionResult<Option<(&'c Shape<'c>, Span)>> {
        if self.token.kind != TokenKind::Identifier {
            return Err(self.expected("the name of a field"));
        }
        let name = self.text();
        let span = self.next().span;
        let message = self.cx.model.message(ty);
        let found = |name: &str| message.field(name).flatten();
        // A group is also known by the name of its message.
        let as_group = || found(&name.to_ascii_lowercase()).filter(|shape| self.cx.model.is_group_like(shape, name));
        match found(name).or_else(as_group) {
            Some(shape) => Ok(Some((shape, span))),
            None if message.is_reserved(name) => Ok(None),
            None => {
                let near = nearest(name, message.fields().map(|shape| shape.name));
                let ty = self.cx.model.full_name(ty);
                Err(Box::new(diagnostics::unknown_field(name, ty, self.cx.place(span), &near)))
            }
        }
    }

    fn check_free(&self, shape: &Shape<'_>, message: &Message<'_>, span: Span) -> OptionResult<()> {
        let name = shape.name;
        if !shape.repeated && message.has(shape) {
            return Err(Box::new(diagnostics::field_set_twice(name, self.cx.place(span))));
        }
        if let (Some(rival), Some(oneof)) = (message.rival(shape), shape.oneof) {
            let decls = self.cx.model.decls;
            let oneof = decls.oneofs[oneof].name;
            return Err(Box::new(diagnostics::oneof_already_set(name, rival.name, oneof, self.cx.place(span))));
        }
        Ok(())
    }

    fn values(&mut self, shape: &'c Shape<'c>, message: &mut Message<'c>) -> OptionResult<()> {
        match shape.ty.message() {
            Some(_) => drop(self.eat(":")),
            None => self.expect_symbol(":")?,
        }
        if !(shape.repeated && self.eat("[")) {
            message.put(shape, self.value(shape)?);
            return Ok(());
        }
        if self.eat("]") {
            return Ok(());
        }
        loop {
            message.put(shape, self.value(shape)?);
            if self.eat("]") {
                return Ok(());
            }
            self.expect_symbol(",")?;
        }
    }

    fn value(&mut self, shape: &Shape<'_>) -> OptionResult<MessageValue<'c>> {
        match shape.ty {
            FieldType::Message(ty) | FieldType::Group(ty) => {
                let mut message = self.message(ty)?;
                fill_entry(self.cx.model, ty, &mut message);
                Ok(MessageValue::Message(message))
            }
            FieldType::Enum(id) => self.enum_value(id, shape),
            FieldType::Scalar(Scalar::Bool) => self.bool(),
            FieldType::Scalar(Scalar::String | Scalar::Bytes) => self.string(),
            FieldType::Scalar(scalar @ (Scalar::Float | Scalar::Double)) => self.float(scalar),
            FieldType::Scalar(scalar) => self.integer(scalar, shape),
        }
    }

    /// Parses `{ … }` or `< … >`.
    fn message(&mut self, ty: MessageId) -> OptionResult<Message<'c>> {
        if self.depth == MOST_AGGREGATES {
            return Err(Box::new(diagnostics::too_deep(self.cx.place(self.token.span), MOST_AGGREGATES)));
        }
        self.depth += 1;
        let closing = if self.eat("<") {
            ">"
        } else {
            self.expect_symbol("{")?;
            "}"
        };
        let mut message = Message::default();
        while !self.at(">") && !self.at("}") {
            self.field(ty, &mut message)?;
        }
        self.expect_symbol(closing)?;
        self.depth -= 1;
        Ok(message)
    }

    /// Parses an extension or an `Any` type in brackets, after the opening bracket.
    fn bracketed(&mut self, ty: MessageId, message: &mut Message<'c>) -> OptionResult<()> {
        let start = self.token.span.start;
        let mut name = String::new();
        let mut end = start;
        while !self.at("]") {
            let is_part = matches!(self.token.kind, TokenKind::Identifier | TokenKind::Integer | TokenKind::Float);
            if !(is_part || self.at(".") || self.at("/") || self.at("-")) {
                return Err(self.expected("`]`"));
            }
            name += self.text();
            end = self.next().span.end;
        }
        self.expect_symbol("]")?;
        let span = Span::new(start, end);
        match name.rsplit_once('/') {
            Some((host, contained)) => self.any(ty, host, contained, span, message),
            None => self.extension(ty, &name, span, message),
        }
    }

    fn extension(&mut self, ty: MessageId, name: &str, span: Span, message: &mut Message<'c>) -> OptionResult<()> {
        let model = self.cx.model;
        let full_name = model.full_name(ty);
        let found = match self.cx.lookup.find_around(name, full_name, Mode::All) {
            _ if name.split('.').any(str::is_empty) => None,
            Resolution::Symbol(Symbol::Field(field)) if model.containing(field) == Some(ty) => model.field_shape(field),
            _ => None,
        };
        let Some(shape) = found else {
            return Err(Box::new(diagnostics::unknown_extension(name, full_name, self.cx.place(span))));
        };
        self.check_free(shape, message, span)?;
        self.values(shape, message)
    }

    /// Parses `[type.googleapis.com/a.B] { … }` in a `google.protobuf.Any`.
    fn any(
        &mut self,
        ty: MessageId,
        host: &str,
        contained: &str,
        span: Span,
        message: &mut Message<'c>,
    ) -> OptionResult<()> {
        let model = self.cx.model;
        let url = format!("{host}/{contained}");
        let unknown = || Box::new(diagnostics::unknown_any(&url, self.cx.place(span)));
        let parts = |name: &str| model.message(ty).field(name).flatten();
        let (Some(url_field), Some(value_field), "google.protobuf.Any") =
            (parts("type_url"), parts("value"), model.full_name(ty))
        else {
            return Err(unknown());
        };
        let known_host = matches!(host, "type.googleapis.com" | "type.googleprod.com");
        let found = self.cx.lookup.find(&format!(".{contained}"), "", Mode::All);
        let (true, Resolution::Symbol(Symbol::Message(contained))) = (known_host, found) else {
            return Err(unknown());
        };
        self.eat(":");
        let value = self.message(contained)?;
        complete(self.cx, contained, &value, &|| span)?;
        self.check_free(url_field, message, span)?;
        self.check_free(value_field, message, span)?;
        message.put(url_field, MessageValue::Bytes(url.into_bytes().into()));
        message.put(value_field, MessageValue::Bytes(value.bytes().into()));
        Ok(())
    }

    fn enum_value(&mut self, id: EnumId, shape: &Shape<'_>) -> OptionResult<MessageValue<'c>> {
        let start = self.token.span;
        if self.token.kind == TokenKind::Identifier {
            self.next();
            return value::enum_word(self.cx, id, shape.name, start);
        }
        if !self.at("-") && self.token.kind != TokenKind::Integer {
            return Err(self.expected("the name of a value or an integer"));
        }
        let value = self.integer(Scalar::Int32, shape)?;
        let MessageValue::Varint(number) = value else { return Ok(value) };
        let number = number as i32;
        let declared = self.cx.model.enumeration(id);
        if declared.is_closed && !declared.has_number(number) {
            let name = self.cx.model.enum_full_name(id);
            let place = self.cx.place(start);
            return Err(Box::new(diagnostics::unknown_number(number, shape.name, name, place)));
        }
        Ok(value)
    }

    fn bool(&mut self) -> OptionResult<MessageValue<'c>> {
        let value = match (self.token.kind, self.text()) {
            (TokenKind::Identifier, "true" | "True" | "t") => 1,
            (TokenKind::Identifier, "false" | "False" | "f") => 0,
            (TokenKind::Integer, number) if literal::unsigned(number).is_some_and(|number| number < 2) => {
                literal::unsigned(number).unwrap_or_default()
            }
            _ => return Err(self.expected("`true` or `false`")),
        };
        self.next();
        Ok(MessageValue::Varint(value))
    }

    /// Parses one or more adjacent strings as one value.
    fn string(&mut self) -> OptionResult<MessageValue<'c>> {
        if self.token.kind != TokenKind::String {
            return Err(self.expected("a string"));
        }
        let first = self.next().span;
        let mut bytes = literal::string(self.cx.text, first);
        while self.token.kind == TokenKind::String {
            let span = self.next().span;
            bytes.to_mut().extend_from_slice(&literal::string(self.cx.text, span));
        }
        Ok(MessageValue::Bytes(bytes))
    }

    fn float(&mut self, scalar: Scalar) -> OptionResult<MessageValue<'c>> {
        let is_negative = self.eat("-");
        let written = self.text();
        let number = match self.token.kind {
            TokenKind::Float => literal::float(written),
            TokenKind::Integer if written == "0" || !written.starts_with('0') => {
                written.parse().map_err(|_| self.expected("a decimal number"))?
            }
            TokenKind::Identifier => match written.to_ascii_lowercase().as_str() {
                "inf" | "infinity" => f64::INFINITY,
                "nan" => f64::NAN,
                _ => return Err(self.expected("a number")),
            },
            _ => return Err(self.expected("a decimal number")),
        };
        self.next();
        let number = if scalar == Scalar::Float { literal::single(number).into() } else { number };
        Ok(value::float(scalar, if is_negative { -number } else { number }))
    }

    fn integer(&mut self, scalar: Scalar, shape: &Shape<'_>) -> OptionResult<MessageValue<'c>> {
        let start = self.token.span.start;
        let (least, most) = value::range(scalar);
        let is_negative = least < 0 && self.eat("-");
        if self.token.kind != TokenKind::Integer {
            return Err(self.expected("an integer"));
        }
        let number = literal::unsigned(self.text()).map(i128::from);
        let span = Span::new(start, self.next().span.end);
        let number = number.map(|number| if is_negative { -number } else { number });
        number.and_then(|number| value::integer(scalar, number)).ok_or_else(|| {
            Box::new(diagnostics::out_of_range(shape.name, scalar.keyword(), least, most, self.cx.place(span)))
        })
    }

    /// Skips the value of a reserved field.
    fn skip_value(&mut self) -> OptionResult<()> {
        self.eat(":");
        let mut open = Vec::new();
        loop {
            match self.text() {
                "" => return Err(self.expected("a value")),
                "{" => open.push("}"),
                "<" => open.push(">"),
                "[" => open.push("]"),
                closing @ ("}" | ">" | "]") if open.pop() != Some(closing) => {
                    return Err(self.expected("a value"));
                }
                _ => {}
            }
            let token = self.next();
            let is_sign = token.kind == TokenKind::Symbol && token.span.of(self.cx.text) == "-";
            let more_of_string = token.kind == TokenKind::String && self.token.kind == TokenKind::String;
            if open.is_empty() && !is_sign && !more_of_string {
                return Ok(());
            }
        }
    }
}

/// Sets the key and value of a map entry to their defaults if absent.
fn fill_entry<'c>(model: &'c Model<'_, '_>, ty: MessageId, message: &mut Message<'c>) {
    let entry = model.message(ty);
    if !entry.is_map_entry {
        return;
    }
    for shape in entry.fields() {
        if !message.has(shape) {
            message.put(shape, value::zero(model, shape.ty));
        }
    }
}
