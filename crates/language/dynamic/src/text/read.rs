//! A recursive descent parser of the text format. It checks in the same order as protoc, so that the first error has
//! the same position.

use std::collections::BTreeSet;

use super::name::BracketedText;
use super::token::{TextTokenKind, Token, Tokens};
use super::{Dialect, LeftOut, TextNote, TextNotes};
use crate::{Codec, Content, DynamicValue, Layout, Message};
use protoward_schema::{FieldId, FieldNumber, MessageId, Scalar, Shape};
use protoward_source::Position;

/// Maximum nesting depth of a text. Each level takes a few stack frames.
pub(super) const MAX_DEPTH: u32 = 200;

/// The end of parsing after an error, which has been reported.
#[derive(Debug)]
pub(super) struct Stop;

pub(super) type Result<T> = std::result::Result<T, Stop>;

pub(super) fn read(
    codec: &Codec<'_>,
    ty: MessageId,
    text: &[u8],
    dialect: Dialect,
) -> (Option<Message>, Vec<TextNote>) {
    let mut notes = TextNotes::default();
    let mut tokens = Tokens::new(text, dialect == Dialect::Buf);
    let current = tokens.next(&mut notes);
    let mut reader = TextFormatReader { codec, dialect, tokens, current, notes, depth: 0, left_out: 0 };
    let mut message = Message::new(ty);
    let done = reader.fields(&mut message, |reader| reader.current.kind == TextTokenKind::End);
    let message = (done.is_ok() && !reader.notes.has_errors()).then_some(message);
    (message, reader.notes.notes)
}

pub(super) struct TextFormatReader<'c, 't> {
    pub(super) codec: &'c Codec<'c>,
    pub(super) dialect: Dialect,
    pub(super) tokens: Tokens<'t>,
    pub(super) current: Token<'t>,
    notes: TextNotes,
    depth: u32,
    left_out: usize,
}

/// Maximum number of notes about ignored parts.
const MAX_LEFT_OUT: usize = 20;

impl<'t> TextFormatReader<'_, 't> {
    /// Consumes and returns the current token.
    pub(super) fn bump(&mut self) -> Token<'t> {
        let next = self.tokens.next(&mut self.notes);
        std::mem::replace(&mut self.current, next)
    }

    pub(super) fn is(&self, symbol: u8) -> bool {
        self.current.kind == TextTokenKind::Symbol && self.current.text == [symbol]
    }

    pub(super) fn take(&mut self, symbol: u8) -> bool {
        let takes = self.is(symbol);
        if takes {
            self.bump();
        }
        takes
    }

    pub(super) fn expect(&mut self, symbol: u8) -> Result<()> {
        if self.take(symbol) { Ok(()) } else { self.unexpected(&format!("`{}`", char::from(symbol))) }
    }

    pub(super) fn unexpected<T>(&mut self, wanted: &str) -> Result<T> {
        let message = format!("expected {wanted}, found {}", self.current.shown());
        self.fail(message)
    }

    /// Reports an error at the current token and stops.
    pub(super) fn fail<T>(&mut self, message: String) -> Result<T> {
        self.fail_at(self.current.at, message, None)
    }

    pub(super) fn fail_at<T>(&mut self, at: Position, message: String, help: Option<String>) -> Result<T> {
        self.notes.push(TextNote { help, ..TextNote::error(at, message) });
        Err(Stop)
    }

    pub(super) fn identifier(&mut self) -> Result<&'t str> {
        if self.current.kind != TextTokenKind::Identifier {
            return self.unexpected("the name of a field");
        }
        Ok(ascii(self.bump().text))
    }

    /// Runs `read` one nesting level deeper.
    pub(super) fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= MAX_DEPTH {
            return self.fail(format!("messages are nested more than {MAX_DEPTH} deep"));
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn fields(&mut self, message: &mut Message, is_over: impl Fn(&Self) -> bool) -> Result<()> {
        let mut seen = BTreeSet::new();
        while !is_over(self) {
            self.field(message, &mut seen)?;
        }
        Ok(())
    }

    /// Parses `{ … }` or `< … >`.
    pub(super) fn message(&mut self, ty: MessageId) -> Result<Message> {
        self.deeper(|reader| {
            let close = reader.open()?;
            let mut message = Message::new(ty);
            reader.fields(&mut message, |reader| reader.is(b'}') || reader.is(b'>'))?;
            reader.expect(close)?;
            Ok(message)
        })
    }

    /// Consumes the opening delimiter and returns the closing one.
    pub(super) fn open(&mut self) -> Result<u8> {
        if self.take(b'<') {
            return Ok(b'>');
        }
        self.expect(b'{')?;
        Ok(b'}')
    }

    fn field(&mut self, message: &mut Message, seen: &mut BTreeSet<FieldNumber>) -> Result<()> {
        let found = if self.is(b'[') {
            let name = self.bracketed()?;
            if self.codec.is_any(message.ty) {
                self.any(message, &name)?;
                self.separator();
                return Ok(());
            }
            self.extension(message.ty, &name)?
        } else {
            self.named_field(message.ty)?
        };
        let Some((id, name)) = found else {
            self.skip_value()?;
            // protoc permits a separator after a reserved field too.
            self.separator();
            return Ok(());
        };
        self.warn_if_deprecated(id, &name);
        self.refuse_twice(message, seen, id, &name)?;
        seen.insert(self.codec.schema()[id].number);
        self.value_of(message, id)?;
        self.separator();
        Ok(())
    }

    /// Consumes an optional comma or semicolon after a field, which is permitted for historical reasons.
    pub(super) fn separator(&mut self) {
        let _ = self.take(b';') || self.take(b',');
    }

    /// Resolves a field name; `None` to ignore the field.
    fn named_field(&mut self, ty: MessageId) -> Result<Option<(FieldId, String)>> {
        let at = self.current.at;
        if self.dialect == Dialect::Buf && self.current.kind == TextTokenKind::Integer {
            return self.numbered_field(ty);
        }
        let name = self.identifier()?;
        if let Some(id) = self.codec.by_text_name(ty, name) {
            return Ok(Some((id, name.to_owned())));
        }
        let schema = self.codec.schema();
        let is_reserved = schema[ty].reserved_names.iter().any(|&reserved| schema.text(reserved) == name);
        let is_go = self.dialect == Dialect::Buf;
        if is_reserved && !is_go {
            return Ok(None);
        }
        let help = self.codec.similar_field(ty, name).map(|near| format!("did you mean `{near}`?"));
        let of = schema.text(schema[ty].full_name);
        let message = format!("`{of}` has no field `{name}`");
        if is_go && !self.codec.is_any(ty) {
            self.leave_out(LeftOut::Field, TextNote { help, ..TextNote::error(at, message) });
            return Ok(None);
        }
        let at = if is_go { at } else { self.current.at };
        self.fail_at(at, message, help)
    }

    /// Resolves a field number, which programs print for unknown fields. Known fields require the name.
    fn numbered_field(&mut self, ty: MessageId) -> Result<Option<(FieldId, String)>> {
        let schema = self.codec.schema();
        let at = self.current.at;
        let digits = ascii(self.current.text);
        let number = digits.parse().ok().filter(|number| !digits.starts_with('0') && (1..1 << 29).contains(number));
        let Some(number) = number.map(FieldNumber) else {
            return self.fail(format!("`{digits}` is not a number of a field"));
        };
        if let Some(id) = self.codec.field(ty, number) {
            let name = self.codec.text_name(id);
            return self.fail(format!("fields go by their names: {digits} is `{name}`"));
        }
        self.bump();
        let of = schema.text(schema[ty].full_name);
        self.leave_out(LeftOut::Field, TextNote::error(at, format!("`{of}` has no field of number {digits}")));
        Ok(None)
    }

    /// Records that a part is ignored, as a warning.
    fn leave_out(&mut self, part: LeftOut, note: TextNote) {
        if self.left_out < MAX_LEFT_OUT {
            self.left_out += 1;
            self.notes.push(TextNote { is_warning: true, left_out: Some(part), ..note });
        }
    }

    /// Parses `[name]`.
    pub(super) fn bracketed(&mut self) -> Result<BracketedText> {
        self.tokens.is_in_name = true;
        let at = self.current.at;
        self.expect(b'[')?;
        let mut text = String::new();
        loop {
            let token = self.current;
            let is_part = match token.kind {
                TextTokenKind::Identifier | TextTokenKind::Integer | TextTokenKind::Float => true,
                TextTokenKind::Symbol => matches!(token.text, [byte] if b"-_.~!$&()*+,;=%/".contains(byte)),
                TextTokenKind::String | TextTokenKind::End => false,
            };
            if !is_part {
                break;
            }
            text.push_str(ascii(token.text));
            self.bump();
        }
        self.tokens.is_in_name = false;
        let end = self.current.end;
        self.expect(b']')?;
        Ok(BracketedText { text, at, end })
    }

    /// Resolves an extension name in brackets.
    fn extension(&mut self, ty: MessageId, name: &BracketedText) -> Result<Option<(FieldId, String)>> {
        let is_go = self.dialect == Dialect::Buf;
        if let Err(why) = if is_go { name.check_as_go() } else { name.check(false) } {
            return self.fail_at(name.end, why, None);
        }
        if let Some(id) = self.codec.extension_of(ty, &name.text) {
            return Ok(Some((id, name.text.clone())));
        }
        let schema = self.codec.schema();
        let text = &name.text;
        let of = schema.text(schema[ty].full_name);
        if is_go && !self.codec.is_named(text) {
            let message = format!("`{of}` has no extension `{text}`");
            self.leave_out(LeftOut::Extension, TextNote::error(name.at, message));
            return Ok(None);
        }
        self.fail(format!("`{text}` is not defined, or no extension of `{of}`"))
    }

    fn any(&mut self, message: &mut Message, name: &BracketedText) -> Result<()> {
        if let Err(why) = if self.dialect == Dialect::Buf { name.check_as_go() } else { name.check(true) } {
            return self.fail_at(name.end, why, None);
        }
        self.take(b':');
        let full_name = name.text.rsplit('/').next().unwrap_or_default();
        let Some(ty) = self.codec.schema().find_message(full_name) else {
            return self.fail(format!("the type `{}` of an `Any` is not in the schema", name.text));
        };
        let inner = self.message(ty)?;
        if [1, 2].iter().any(|&number| message.get(FieldNumber(number)).is_some()) {
            return self.fail("an `Any` holds one message, and this is a second one".to_owned());
        }
        let layout = if self.dialect == Dialect::Buf { Layout::Go } else { Layout::ByNumber };
        let bytes = self.codec.encode_as(&inner, layout);
        for (number, value) in
            [(1, DynamicValue::Text(name.text.clone().into_bytes())), (2, DynamicValue::Bytes(bytes))]
        {
            if let Some(id) = self.codec.field(message.ty, FieldNumber(number)) {
                self.codec.put(message, id, Content::One(value));
            }
        }
        Ok(())
    }

    fn warn_if_deprecated(&mut self, id: FieldId, name: &str) {
        if self.dialect == Dialect::Protoc && self.codec.schema()[id].options.deprecated() == Some(true) {
            let message = format!("`{name}` is deprecated");
            self.notes.push(TextNote { is_warning: true, ..TextNote::error(self.current.at, message) });
        }
    }

    /// Reports a field that is set twice. protoc does not count implicit zeros as set; Go does.
    fn refuse_twice(&mut self, message: &Message, seen: &BTreeSet<FieldNumber>, id: FieldId, name: &str) -> Result<()> {
        let schema = self.codec.schema();
        let number = schema[id].number;
        if !matches!(schema.shape(id), Shape::Single(_)) {
            return Ok(());
        }
        let is_go = self.dialect == Dialect::Buf;
        let is_set = |number: FieldNumber| message.get(number).is_some() || is_go && seen.contains(&number);
        if is_set(number) {
            return self.fail(format!("`{name}` is set twice, and holds one value"));
        }
        let rival = self.codec.rivals(id).find(|&rival| is_set(rival));
        let Some(rival) = rival.and_then(|rival| self.codec.field(message.ty, rival)) else { return Ok(()) };
        let rival = schema.text(schema[rival].name);
        self.fail(format!("`{name}` and `{rival}` are set, and only one of them may be"))
    }

    fn value_of(&mut self, message: &mut Message, id: FieldId) -> Result<()> {
        let schema = self.codec.schema();
        if schema[id].ty.message().is_some() {
            self.take(b':');
        } else {
            self.expect(b':')?;
        }
        if matches!(schema.shape(id), Shape::Single(_)) {
            let value = self.value(id)?;
            self.codec.put(message, id, Content::One(value));
            return Ok(());
        }
        if !self.take(b'[') {
            let value = self.value(id)?;
            self.codec.push(message, id, value);
            return Ok(());
        }
        if self.take(b']') {
            return Ok(());
        }
        loop {
            let value = self.value(id)?;
            self.codec.push(message, id, value);
            if self.take(b']') {
                return Ok(());
            }
            self.expect(b',')?;
        }
    }

    fn value(&mut self, id: FieldId) -> Result<DynamicValue> {
        use protoward_schema::FieldType;
        match self.codec.schema()[id].ty {
            FieldType::Message(of) | FieldType::Group(of) => self.message(of).map(DynamicValue::Message),
            FieldType::Enum(of) => self.enum_value(of),
            FieldType::Scalar(Scalar::String) => self.text(id).map(DynamicValue::Text),
            FieldType::Scalar(Scalar::Bytes) => self.string().map(DynamicValue::Bytes),
            FieldType::Scalar(scalar) => self.scalar(id, scalar),
        }
    }
}

/// Returns the text of an ASCII token.
pub(super) fn ascii(text: &[u8]) -> &str {
    std::str::from_utf8(text).expect("names and numbers are ASCII")
}
