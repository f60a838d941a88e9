//! The message that is encoded and decoded: a `google.pubsub.v1.PublishRequest`.

/// The number of messages in the request.
const MESSAGES: usize = 100;

/// Returns the bytes of a request with messages of 200 bytes and three attributes.
pub(super) fn payload() -> Vec<u8> {
    let mut request = field(1, b"projects/shop/topics/orders");
    for number in 0..MESSAGES {
        let mut message = field(1, &[0x5a; 200]);
        for attribute in 0..3 {
            let entry =
                [field(1, format!("key-{attribute}").as_bytes()), field(2, format!("value-{number}").as_bytes())];
            message.extend(field(2, &entry.concat()));
        }
        message.extend(field(5, format!("customer-{}", number % 7).as_bytes()));
        request.extend(field(2, &message));
    }
    request
}

/// Returns a field whose bytes follow their length.
fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    let mut field = vec![number << 3 | 2];
    let mut length = bytes.len();
    while length >= 0x80 {
        field.push(u8::try_from(length & 0x7f).unwrap_or(0) | 0x80);
        length >>= 7;
    }
    field.push(u8::try_from(length).unwrap_or(0));
    field.extend(bytes);
    field
}

#[cfg(test)]
mod tests {
    use super::field;

    #[test]
    fn lengths_are_varints() {
        assert_eq!(field(1, b"ab"), [0x0a, 2, b'a', b'b']);
        assert_eq!(field(2, &[0; 200])[..3], [0x12, 0xc8, 1]);
    }
}
