//! Bytes without a schema as a readable tree: the offset, wire type and possible meaning of each field.

use protoward_dynamic::quoted_bytes;
use protoward_schema::wire::{WireError, WireReader, WireValue};

/// Maximum nesting depth for guessing that bytes are a message, as in protoc.
const MAX_GUESSES: u32 = 10;

/// Maximum number of bytes of a value to show.
const MAX_SHOWN: usize = 48;

/// The offset and error of the first malformed field.
#[derive(Debug)]
pub struct MalformedField {
    /// The number of bytes before the field.
    pub at: usize,
    /// The reason why it cannot be read.
    pub error: WireError,
}

/// Formats the fields of bytes, one per line, up to the first malformed field.
pub fn raw_tree(bytes: &[u8]) -> (String, Option<MalformedField>) {
    let mut tree = Tree { lines: Vec::new() };
    let broken = tree.fields(bytes, 0, 0, MAX_GUESSES);
    (tree.print(), broken)
}

struct Line {
    at: usize,
    depth: usize,
    field: String,
    meaning: String,
}

struct Tree {
    lines: Vec<Line>,
}

impl Tree {
    /// Formats fields. Recursion is limited to [`MAX_GUESSES`] for bytes, and by the reader for groups.
    fn fields(&mut self, bytes: &[u8], start: usize, depth: usize, guesses: u32) -> Option<MalformedField> {
        let mut reader = WireReader::new(bytes);
        loop {
            let before = bytes.len() - reader.len();
            let field = match reader.next()? {
                Ok(field) => field,
                Err(error) => return Some(MalformedField { at: start + before, error }),
            };
            let at = start + before;
            let mut line = |sent: &str, value: String, meaning: String| {
                let field = format!("{}: {sent}{value}", field.number);
                self.lines.push(Line { at, depth, field, meaning });
            };
            match field.value {
                WireValue::Varint(value) => line("varint ", value.to_string(), of_varint(value)),
                WireValue::Fixed32(bits) => line("fixed32 ", format!("{bits:#010x}"), of_fixed32(bits)),
                WireValue::Fixed64(bits) => line("fixed64 ", format!("{bits:#018x}"), of_fixed64(bits)),
                WireValue::Group(inner) => {
                    line("group", String::new(), String::new());
                    let inside = at + field.raw.len() - inner.len() - end_mark(field.number);
                    self.fields(inner, inside, depth + 1, guesses.saturating_sub(1));
                }
                WireValue::Bytes(inner) => {
                    let is_message = guesses > 0 && is_message(inner, guesses);
                    line("bytes", format!(" ({})", inner.len()), of_bytes(inner, is_message));
                    if is_message {
                        self.fields(inner, at + field.raw.len() - inner.len(), depth + 1, guesses - 1);
                    }
                }
            }
        }
    }

    fn print(&self) -> String {
        let width = self.lines.last().map_or(1, |line| line.at.to_string().len()).max(4);
        let indented = |line: &Line| format!("{}{}", "  ".repeat(line.depth), line.field);
        let wide = self.lines.iter().map(|line| 2 * line.depth + line.field.len()).max().unwrap_or_default().min(40);
        let mut text = String::new();
        for line in &self.lines {
            let row = format!("{:>width$}  {:<wide$}  {}", line.at, indented(line), line.meaning);
            text.push_str(row.trim_end());
            text.push('\n');
        }
        text
    }
}

/// Returns the number of bytes of a group's end tag.
fn end_mark(number: u32) -> usize {
    let bits = u32::BITS - ((number << 3) | 4).leading_zeros();
    bits.div_ceil(7) as usize
}

fn of_varint(value: u64) -> String {
    let signed = value as i64;
    let zigzag = (value >> 1) as i64 ^ -((value & 1) as i64);
    match value {
        0 => "false".to_owned(),
        1 => "true, sint -1".to_owned(),
        _ if signed < 0 => format!("int {signed}, sint {zigzag}"),
        _ => format!("sint {zigzag}"),
    }
}

fn of_fixed32(bits: u32) -> String {
    format!("float {:?}, int {}", f32::from_bits(bits), bits as i32)
}

fn of_fixed64(bits: u64) -> String {
    format!("double {:?}, int {}", f64::from_bits(bits), bits as i64)
}

fn of_bytes(bytes: &[u8], is_message: bool) -> String {
    let text = std::str::from_utf8(bytes)
        .ok()
        .filter(|text| !text.chars().any(|it| it.is_control() && it != '\n' && it != '\t'));
    match (text, is_message) {
        (Some(""), _) => "empty".to_owned(),
        (Some(_), true) => format!("message, or string {}", shown(bytes)),
        (None, true) => "message".to_owned(),
        (Some(_), false) => format!("string {}", shown(bytes)),
        (None, false) => match packed(bytes) {
            Some(numbers) => format!("{}, or packed {numbers}", shown(bytes)),
            None => shown(bytes),
        },
    }
}

fn shown(bytes: &[u8]) -> String {
    let more = if bytes.len() > MAX_SHOWN { "…" } else { "" };
    // Not inside a UTF-8 character.
    let mut end = bytes.len().min(MAX_SHOWN);
    while end < bytes.len() && end > 0 && bytes[end] & 0xc0 == 0x80 {
        end -= 1;
    }
    format!("{}{more}", quoted_bytes(&bytes[..end]))
}

/// Formats bytes as a packed list of varints; `None` if they are not one, or if the list is long.
fn packed(bytes: &[u8]) -> Option<String> {
    let mut numbers = Vec::new();
    let mut rest = WireReader::new(bytes);
    while !rest.is_empty() {
        numbers.push(rest.varint().ok().filter(|_| numbers.len() < 8)?.to_string());
    }
    Some(numbers.join(" "))
}

fn is_message(bytes: &[u8], guesses: u32) -> bool {
    !bytes.is_empty() && WireReader::new(bytes).with_groups(guesses).all(|field| field.is_ok())
}

#[cfg(test)]
mod tests {
    use super::raw_tree;

    #[test]
    fn shows_the_offset_and_meaning_of_each_field() {
        let bytes = b"\x08\x96\x01\x12\x03Ada\x1a\x02\x08\x01\x25\x00\x00\x80\x3f\x2b\x08\x02\x2c\x32\x02\x01\x02";
        let (tree, broken) = raw_tree(bytes);
        assert!(broken.is_none());
        let expected = "   0  1: varint 150         sint 75
   3  2: bytes (3)          string \"Ada\"
   8  3: bytes (2)          message
  10    1: varint 1         true, sint -1
  12  4: fixed32 0x3f800000  float 1.0, int 1065353216
  17  5: group
  18    1: varint 2         sint 1
  21  6: bytes (2)          \"\\x01\\x02\", or packed 1 2
";
        let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(squeeze(&tree), squeeze(expected));
    }

    #[test]
    fn shows_fields_before_a_malformed_one() {
        let (tree, broken) = raw_tree(b"\x08\x01\x12\x05a");
        assert_eq!(tree.lines().count(), 1);
        assert_eq!(broken.map(|broken| broken.at), Some(2));
    }
}
