//! Unknown fields, formatted by guessing their types.

use super::scalar::octal;
use protoward_schema::wire::{WireReader, WireValue};

/// The number of spaces per level.
pub(super) const INDENT: usize = 2;

/// Maximum nesting depth for guessing that bytes are a message. Deeper bytes are strings.
const MAX_GUESSES: u32 = 10;

/// Formats the fields of valid bytes.
pub(super) fn write(fields: &[u8], indent: usize, out: &mut String) {
    write_fields(fields, indent, MAX_GUESSES, out);
}

/// Formats fields. Recursion is limited to [`MAX_GUESSES`] for bytes, and by the reader for groups.
fn write_fields(fields: &[u8], indent: usize, guesses: u32, out: &mut String) {
    for field in WireReader::new(fields).as_guess().map_while(Result::ok) {
        out.extend(std::iter::repeat_n(' ', indent));
        out.push_str(&field.number.to_string());
        match field.value {
            WireValue::Varint(value) => out.push_str(&format!(": {value}\n")),
            WireValue::Fixed32(value) => out.push_str(&format!(": 0x{value:08x}\n")),
            WireValue::Fixed64(value) => out.push_str(&format!(": 0x{value:016x}\n")),
            WireValue::Group(inner) => write_message(inner, indent, guesses.saturating_sub(1), out),
            WireValue::Bytes(inner) if guesses > 0 && looks_like_message(inner, guesses) => {
                write_message(inner, indent, guesses - 1, out);
            }
            WireValue::Bytes(bytes) => {
                out.push_str(": ");
                octal(bytes, out);
                out.push('\n');
            }
        }
    }
}

fn write_message(fields: &[u8], indent: usize, guesses: u32, out: &mut String) {
    out.push_str(" {\n");
    write_fields(fields, indent + INDENT, guesses, out);
    out.extend(std::iter::repeat_n(' ', indent));
    out.push_str("}\n");
}

/// Returns whether nonempty bytes can be decoded as fields. Groups in them may nest as deeply as guesses.
fn looks_like_message(bytes: &[u8], guesses: u32) -> bool {
    !bytes.is_empty() && WireReader::new(bytes).as_guess().with_groups(guesses).all(|field| field.is_ok())
}

#[cfg(test)]
mod tests {
    use super::super::raw_text;

    /// The expected texts are those of protoc 36.2.
    #[test]
    fn truncates_tags_and_lengths_of_guessed_messages_to_32_bits() {
        let text = b"\x0a\x0b\xf0\x9f\x98\x80\xc3\xa9\xef\xbb\xbf\x0a\x0a";
        assert_eq!(raw_text(text).as_deref(), Ok("1 {\n  100712958: 10\n}\n"));
        assert!(raw_text(&text[2..]).is_err());
        let length = b"\x0a\x0c\x0a\x81\x80\x80\x80\x80\x80\x80\x80\x80\x01A";
        assert_eq!(raw_text(length).as_deref(), Ok("1 {\n  1: \"A\"\n}\n"));
        assert!(raw_text(&length[2..]).is_err());
    }
}
