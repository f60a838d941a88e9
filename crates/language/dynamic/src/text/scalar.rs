//! Numbers, booleans, enum values and strings: their parsers, and quotes as protoc and Go write them.

use super::Dialect;
use super::read::{Result, TextFormatReader, ascii};
use super::token::TextTokenKind;
use crate::{DynamicValue, digits};
use protoward_schema::{EnumId, FieldId, Scalar};
use protoward_syntax::literal;

impl TextFormatReader<'_, '_> {
    pub(super) fn scalar(&mut self, id: FieldId, scalar: Scalar) -> Result<DynamicValue> {
        Ok(match scalar {
            Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => DynamicValue::Int(self.signed(i32::MAX as u64)?),
            Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => DynamicValue::Int(self.signed(i64::MAX as u64)?),
            Scalar::Uint32 | Scalar::Fixed32 => DynamicValue::Uint(self.unsigned(u32::MAX.into())?),
            Scalar::Uint64 | Scalar::Fixed64 => DynamicValue::Uint(self.unsigned(u64::MAX)?),
            Scalar::Bool => DynamicValue::Bool(self.bool(id)?),
            Scalar::Double => DynamicValue::Double(self.real()?),
            Scalar::Float => DynamicValue::Float(self.single()?),
            Scalar::String => DynamicValue::Text(self.text(id)?),
            Scalar::Bytes => DynamicValue::Bytes(self.string()?),
        })
    }

    fn unsigned(&mut self, max: u64) -> Result<u64> {
        if self.current.kind != TextTokenKind::Integer {
            return self.unexpected("a whole number");
        }
        let token = self.current;
        let number = ascii(token.text);
        // `0x` alone has been reported, and counts as zero.
        let value =
            if number.len() == 2 && number.eq_ignore_ascii_case("0x") { Some(0) } else { literal::unsigned(number) };
        match value.filter(|&value| value <= max) {
            Some(value) => {
                self.bump();
                Ok(value)
            }
            None => self.fail(format!("`{number}` is out of range; at most {max} fits")),
        }
    }

    fn signed(&mut self, max: u64) -> Result<i64> {
        let is_negative = self.take(b'-');
        let value = self.unsigned(max + u64::from(is_negative))?;
        Ok(if is_negative { 0_i64.wrapping_sub_unsigned(value) } else { value as i64 })
    }

    fn bool(&mut self, id: FieldId) -> Result<bool> {
        if self.current.kind == TextTokenKind::Integer {
            return Ok(self.unsigned(1)? == 1);
        }
        if self.current.kind != TextTokenKind::Identifier {
            return self.unexpected("`true` or `false`");
        }
        let name = ascii(self.bump().text);
        match name {
            "true" | "True" | "t" => Ok(true),
            "false" | "False" | "f" => Ok(false),
            _ => {
                let field = self.codec.schema().name(id.into());
                self.fail(format!("`{name}` is not a value for `{field}`; it is `true` or `false`"))
            }
        }
    }

    pub(super) fn is_float_name(&self) -> bool {
        let name = self.current.text.to_ascii_lowercase();
        matches!(&name[..], b"inf" | b"infinity" | b"nan")
    }

    fn real(&mut self) -> Result<f64> {
        let sign = self.current;
        let is_negative = self.take(b'-');
        // In Go, a sign must directly precede a name.
        let is_name = self.current.kind == TextTokenKind::Identifier && self.dialect == Dialect::Buf;
        if is_negative && is_name && self.current.at != sign.end {
            return self.unexpected("a number");
        }
        let value = self.magnitude(is_negative)?;
        Ok(if is_negative { -value } else { value })
    }

    /// Parses a `float` as a `double` and rounds it.
    fn single(&mut self) -> Result<f32> {
        let value = self.real()?;
        Ok(match self.dialect {
            Dialect::Protoc => literal::single(value),
            Dialect::Buf if value.is_nan() => f32::NAN,
            Dialect::Buf => value as f32,
        })
    }

    fn magnitude(&mut self, is_negative: bool) -> Result<f64> {
        let parse = |digits: &str| digits.parse::<f64>().unwrap_or_default();
        let token = self.current;
        let value = match token.kind {
            TextTokenKind::Integer => {
                let digits = ascii(token.text);
                let is_hex = digits.starts_with("0x") || digits.starts_with("0X");
                let is_octal = digits.len() > 1 && digits.starts_with('0');
                if is_hex || is_octal && self.dialect == Dialect::Protoc {
                    return self.fail(format!("`{digits}` is not decimal, which a `float` or `double` has to be"));
                }
                match literal::unsigned(digits).filter(|_| self.dialect == Dialect::Protoc) {
                    Some(value) => value as f64,
                    None => parse(digits),
                }
            }
            TextTokenKind::Float => parse(ascii(token.text).trim_end_matches(['f', 'F'])),
            TextTokenKind::Identifier if self.is_float_name() => match token.text.first() {
                Some(b'n' | b'N') if is_negative && self.dialect == Dialect::Buf => {
                    return self.unexpected("a number");
                }
                Some(b'n' | b'N') if self.dialect == Dialect::Buf => digits::GO_NAN,
                Some(b'n' | b'N') => f64::NAN,
                _ => f64::INFINITY,
            },
            _ => return self.unexpected("a number, `inf` or `nan`"),
        };
        self.bump();
        Ok(value)
    }

    pub(super) fn enum_value(&mut self, of: EnumId) -> Result<DynamicValue> {
        let codec = self.codec;
        if self.current.kind == TextTokenKind::Identifier {
            let name = ascii(self.bump().text);
            return match codec.value_by_name(of, name) {
                Some(number) => Ok(DynamicValue::Enum(number)),
                None => self.no_value(of, name),
            };
        }
        if self.current.kind != TextTokenKind::Integer && !self.is(b'-') {
            return self.unexpected("a value of the enum, by name or by number");
        }
        let number = self.signed(i32::MAX as u64)? as i32;
        let is_fine = self.dialect == Dialect::Buf || codec.takes(of, number);
        if is_fine { Ok(DynamicValue::Enum(number)) } else { self.no_value(of, &number.to_string()) }
    }

    fn no_value<T>(&mut self, of: EnumId, value: &str) -> Result<T> {
        let schema = self.codec.schema();
        let name = schema.text(schema[of].full_name);
        let near = self.codec.similar_value(of, value).map(|near| format!("did you mean `{near}`?"));
        let at = self.current.at;
        self.fail_at(at, format!("the enum `{name}` has no value `{value}`"), near)
    }

    /// Parses the string of a field. Only Go checks UTF-8 here.
    pub(super) fn text(&mut self, id: FieldId) -> Result<Vec<u8>> {
        let at = self.current.at;
        let text = self.string()?;
        let is_checked = self.dialect == Dialect::Buf && self.codec.wants_utf8(id);
        if is_checked && std::str::from_utf8(&text).is_err() {
            let schema = self.codec.schema();
            let name = schema.text(schema[id].name);
            return self.fail_at(at, format!("the text in `{name}` is not UTF-8"), None);
        }
        Ok(text)
    }

    /// Parses one or more adjacent strings.
    pub(super) fn string(&mut self) -> Result<Vec<u8>> {
        if self.current.kind != TextTokenKind::String {
            return self.unexpected("a string");
        }
        let mut bytes = Vec::new();
        while self.current.kind == TextTokenKind::String {
            if self.dialect == Dialect::Buf
                && let Some(why) = refused_by_go(self.current.text)
            {
                return self.fail(why);
            }
            literal::unescape(self.current.text, &mut bytes);
            self.bump();
        }
        Ok(bytes)
    }
}

/// Returns the first escape sequence that protoc accepts and Go rejects: 9-bit octal numbers, lone surrogates, code
/// points beyond Unicode.
fn refused_by_go(token: &[u8]) -> Option<String> {
    let mut rest = token;
    while let Some(at) = rest.iter().position(|&byte| byte == b'\\') {
        let escape = &rest[at + 1..];
        let hex = |from: usize, count: usize| {
            let digits = std::str::from_utf8(escape.get(from..from + count)?).ok()?;
            u32::from_str_radix(digits, 16).ok()
        };
        let mut length = 1;
        match escape.first()? {
            b'X' => return Some("`\\X` is not an escape; `\\x` is one".to_owned()),
            b'4'..=b'7' if escape.get(1..3).is_some_and(|more| more.iter().all(|it| (b'0'..=b'7').contains(it))) => {
                return Some(format!("`\\{}` is not a byte", String::from_utf8_lossy(&escape[..3])));
            }
            b'u' | b'U' => {
                let count = if escape[0] == b'u' { 4 } else { 8 };
                let point = hex(1, count)?;
                length = 1 + count;
                let is_pair = (0xd800..0xdc00).contains(&point)
                    && escape.get(length..length + 2) == Some(b"\\u")
                    && hex(length + 2, 4).is_some_and(|low| (0xdc00..0xe000).contains(&low));
                if is_pair {
                    length += 6;
                } else if char::from_u32(point).is_none() {
                    return Some(format!("`\\{}` is not a letter", String::from_utf8_lossy(&escape[..=count])));
                }
            }
            _ => {}
        }
        rest = escape.get(length..)?;
    }
    None
}

/// Writes bytes as protoc does: all but printable ASCII as octal escapes.
pub(crate) fn octal(bytes: &[u8], out: &mut String) {
    out.push('"');
    for &byte in bytes {
        match byte {
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            b'"' | b'\'' | b'\\' => out.extend(['\\', char::from(byte)]),
            b' '..=b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("\\{byte:03o}")),
        }
    }
    out.push('"');
}

/// Writes bytes as Go does: UTF-8 unchanged, other bytes as hexadecimal escapes.
pub(super) fn readable(bytes: &[u8], out: &mut String) {
    out.push('"');
    for chunk in bytes.utf8_chunks() {
        for letter in chunk.valid().chars() {
            match letter {
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                '"' | '\\' => out.extend(['\\', letter]),
                '\0'..' ' | '\u{7f}' => out.push_str(&format!("\\x{:02x}", u32::from(letter))),
                '\u{80}'..='\u{9f}' => out.push_str(&format!("\\u{:04x}", u32::from(letter))),
                _ => out.push(letter),
            }
        }
        for byte in chunk.invalid() {
            out.push_str(&format!("\\x{byte:02x}"));
        }
    }
    out.push('"');
}
