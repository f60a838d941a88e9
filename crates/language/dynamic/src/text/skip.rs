//! Values of reserved and unknown fields, which are read and left out.

use super::read::{Result, TextFormatReader};
use super::token::TextTokenKind;

impl TextFormatReader<'_, '_> {
    /// Skips the value after a field name. A scalar requires a colon.
    pub(super) fn skip_value(&mut self) -> Result<()> {
        let is_scalar = self.take(b':') || self.is_go();
        if is_scalar && !self.is(b'{') && !self.is(b'<') {
            return self.skip_scalar();
        }
        self.skip_message()
    }

    /// Returns whether Go's rules apply: the colon is optional, lists do not nest, and any name may have a sign.
    fn is_go(&self) -> bool {
        self.dialect == super::Dialect::Buf
    }

    fn skip_message(&mut self) -> Result<()> {
        self.deeper(|reader| {
            let close = reader.open()?;
            while !reader.is(b'}') && !reader.is(b'>') {
                reader.skip_field()?;
            }
            reader.expect(close)
        })
    }

    fn skip_field(&mut self) -> Result<()> {
        if self.is(b'[') {
            self.bracketed()?;
        } else if self.is_go() && self.current.kind == TextTokenKind::Integer {
            self.bump();
        } else {
            self.identifier()?;
        }
        self.skip_value()?;
        self.separator();
        Ok(())
    }

    /// Skips adjacent strings, a list, a number or a name.
    fn skip_scalar(&mut self) -> Result<()> {
        if self.current.kind == TextTokenKind::String {
            while self.current.kind == TextTokenKind::String {
                self.bump();
            }
            return Ok(());
        }
        if self.is(b'[') {
            return self.deeper(Self::skip_list);
        }
        let is_negative = self.take(b'-');
        match self.current.kind {
            TextTokenKind::Integer | TextTokenKind::Float => {}
            TextTokenKind::Identifier if !is_negative || self.is_float_name() || self.is_go() => {}
            _ => return self.unexpected("a value"),
        }
        self.bump();
        Ok(())
    }

    fn skip_list(&mut self) -> Result<()> {
        self.expect(b'[')?;
        if self.take(b']') {
            return Ok(());
        }
        loop {
            if self.is(b'[') && self.is_go() {
                return self.unexpected("a value");
            }
            if self.is(b'{') || self.is(b'<') {
                self.skip_message()?;
            } else {
                self.skip_scalar()?;
            }
            if self.take(b']') {
                return Ok(());
            }
            self.expect(b',')?;
        }
    }
}
