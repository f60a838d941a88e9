//! The messages of the reflection service.

use super::ReflectError;
use crate::protocols::Code;
use protoward_schema::wire::{WireError, WireReader, WireValue, Writer};

/// A question to the service.
#[derive(Clone, Copy, Debug)]
pub(super) enum Query<'q> {
    /// A file by its name.
    File(&'q str),
    /// The file that declares a symbol.
    Symbol(&'q str),
    /// The file that declares an extension: the message and the number.
    Extension(&'q str, i32),
    /// The numbers of the extensions of a message.
    ExtensionNumbers(&'q str),
    /// The names of all services.
    Services,
}

/// An answer of the service.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Serialized `FileDescriptorProto`s.
    Files(Vec<Vec<u8>>),
    /// Numbers of extensions.
    Numbers(Vec<i32>),
    /// Names of services.
    Services(Vec<String>),
    /// An error.
    Error { code: Code, message: String },
}

impl Query<'_> {
    /// Returns the `ServerReflectionRequest`.
    pub(super) fn encoded(self) -> Vec<u8> {
        let mut writer = Writer::default();
        match self {
            Self::File(name) => writer.string(3, name),
            Self::Symbol(name) => writer.string(4, name),
            Self::Extension(message, number) => writer.message(5, |writer| {
                writer.string(1, message);
                writer.int32(2, number);
            }),
            Self::ExtensionNumbers(message) => writer.string(6, message),
            // The value is ignored, but the field must be there.
            Self::Services => writer.string(7, "*"),
        }
        writer.into_bytes()
    }
}

impl Answer {
    /// Reads a `ServerReflectionResponse`. The last answer in it counts, as for members of a oneof.
    pub(super) fn decode(bytes: &[u8]) -> Result<Self, ReflectError> {
        let mut answer = None;
        for field in WireReader::new(bytes) {
            let field = field.map_err(malformed)?;
            let WireValue::Bytes(inner) = field.value else { continue };
            match field.number {
                4 => answer = Some(Self::Files(each(inner, 1)?.into_iter().map(<[u8]>::to_vec).collect())),
                5 => answer = Some(Self::Numbers(numbers(inner)?)),
                6 => answer = Some(Self::Services(services(inner)?)),
                7 => answer = Some(error(inner)?),
                _ => {}
            }
        }
        answer.ok_or(ReflectError::WrongAnswer)
    }
}

/// Returns the values of a repeated field of bytes.
fn each(bytes: &[u8], number: u32) -> Result<Vec<&[u8]>, ReflectError> {
    let mut values = Vec::new();
    for field in WireReader::new(bytes) {
        let field = field.map_err(malformed)?;
        if let WireValue::Bytes(value) = field.value
            && field.number == number
        {
            values.push(value);
        }
    }
    Ok(values)
}

/// Reads an `ExtensionNumberResponse`, whose numbers may be packed.
fn numbers(bytes: &[u8]) -> Result<Vec<i32>, ReflectError> {
    let mut numbers = Vec::new();
    for field in WireReader::new(bytes) {
        let field = field.map_err(malformed)?;
        match (field.number, field.value) {
            (2, WireValue::Varint(number)) => numbers.push(number as i32),
            (2, WireValue::Bytes(packed)) => {
                let mut packed = WireReader::new(packed);
                while !packed.is_empty() {
                    numbers.push(packed.varint().map_err(malformed)? as i32);
                }
            }
            _ => {}
        }
    }
    Ok(numbers)
}

/// Reads a `ListServiceResponse`.
fn services(bytes: &[u8]) -> Result<Vec<String>, ReflectError> {
    let mut names = Vec::new();
    for service in each(bytes, 1)? {
        let name = each(service, 1)?.pop().unwrap_or_default();
        names.push(String::from_utf8_lossy(name).into_owned());
    }
    Ok(names)
}

/// Reads an `ErrorResponse`.
fn error(bytes: &[u8]) -> Result<Answer, ReflectError> {
    let mut code = Code::Unknown;
    let mut message = String::new();
    for field in WireReader::new(bytes) {
        let field = field.map_err(malformed)?;
        match (field.number, field.value) {
            (1, WireValue::Varint(number)) => code = Code::from_number(u32::try_from(number).unwrap_or(u32::MAX)),
            (2, WireValue::Bytes(text)) => message = String::from_utf8_lossy(text).into_owned(),
            _ => {}
        }
    }
    Ok(Answer::Error { code, message })
}

fn malformed(error: WireError) -> ReflectError {
    ReflectError::Malformed(error.to_string())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[test]
    fn reads_answers() {
        let decode = |bytes: &[u8]| Answer::decode(bytes).unwrap();
        assert_eq!(decode(b"\x22\x08\x0a\x02ab\x0a\x02cd"), Answer::Files(vec![b"ab".to_vec(), b"cd".to_vec()]));
        assert_eq!(decode(b"\x2a\x05\x10\x07\x12\x01\x09"), Answer::Numbers(vec![7, 9]));
        assert_eq!(decode(b"\x32\x05\x0a\x03\x0a\x01S"), Answer::Services(vec!["S".to_owned()]));
        let error = Answer::Error { code: Code::NotFound, message: "no".to_owned() };
        assert_eq!(decode(b"\x0a\x01h\x3a\x06\x08\x05\x12\x02no"), error);
    }

    #[test]
    fn rejects_other_bytes() {
        assert!(matches!(Answer::decode(b""), Err(ReflectError::WrongAnswer)));
        assert!(matches!(Answer::decode(b"\x22\x09\x0a"), Err(ReflectError::Malformed(_))));
        assert!(matches!(Answer::decode(b"\x22\x02\x0a\x09"), Err(ReflectError::Malformed(_))));
        assert!(matches!(Answer::decode(b"\x22\x00\x2a\x02\x12\x09"), Err(ReflectError::Malformed(_))));
    }
}
