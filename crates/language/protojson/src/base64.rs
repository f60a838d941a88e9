//! Base64 of `bytes` fields. Readers accept both alphabets, with or without padding, as the JSON mapping demands.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Encodes bytes as base64 with padding.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = Vec::with_capacity(bytes.len().div_ceil(3) * 4);
    let mut chunks = bytes.chunks_exact(3);
    for chunk in &mut chunks {
        text.extend_from_slice(&letters([chunk[0], chunk[1], chunk[2]]));
    }
    match *chunks.remainder() {
        [one] => {
            let [first, second, ..] = letters([one, 0, 0]);
            text.extend_from_slice(&[first, second, b'=', b'=']);
        }
        [one, two] => {
            let [first, second, third, _] = letters([one, two, 0]);
            text.extend_from_slice(&[first, second, third, b'=']);
        }
        _ => {}
    }
    String::from_utf8(text).unwrap_or_default()
}

/// Returns the letters for three bytes.
fn letters([one, two, three]: [u8; 3]) -> [u8; 4] {
    let bits = u32::from(one) << 16 | u32::from(two) << 8 | u32::from(three);
    [18, 12, 6, 0].map(|shift| LETTERS[(bits >> shift & 0x3f) as usize])
}

/// Decodes base64 of the standard or the URL-safe alphabet, with or without padding. Returns `None` for other text.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let letters = text.trim_end_matches('=');
    let padding = text.len() - letters.len();
    if padding > 2 || padding > 0 && text.len() % 4 != 0 || letters.len() % 4 == 1 {
        return None;
    }
    // A text must not mix the two alphabets.
    let is_for_urls = letters.contains(['-', '_']);
    if is_for_urls && letters.contains(['+', '/']) {
        return None;
    }
    let mut bytes = Vec::with_capacity(letters.len() * 3 / 4);
    let mut bits = 0u32;
    let mut held = 0;
    for letter in letters.bytes() {
        bits = bits << 6 | value(letter)?;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    Some(bytes)
}

fn value(letter: u8) -> Option<u32> {
    Some(u32::from(match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    }))
}
