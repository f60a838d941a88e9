//! The compression of messages: none, or gzip with the feature `gzip`.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use tonic::Status;

use crate::rest::failure::{Failure, shortened};
use crate::rest::media_type;

/// The minimum length of a message to compress. A shorter one gains little.
const MIN_LENGTH: usize = 1024;

/// The compressions of requests that are accepted, as the value of a header.
const ACCEPTED: &str = if cfg!(feature = "rest-gzip") { "gzip" } else { "identity" };

/// The compression of messages in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    None,
    #[cfg(feature = "rest-gzip")]
    Gzip,
}

impl Compression {
    /// Returns the compression of requests with this name.
    pub(super) fn of(name: &[u8]) -> Result<Compression, Status> {
        match name {
            name if name.eq_ignore_ascii_case(b"identity") => Ok(Compression::None),
            #[cfg(feature = "rest-gzip")]
            name if name.eq_ignore_ascii_case(b"gzip") => Ok(Compression::Gzip),
            other => Err(unsupported(&String::from_utf8_lossy(other))),
        }
    }

    /// Returns the compression of responses for the client that sends this header.
    pub(super) fn accepted(headers: &HeaderMap, header: &HeaderName) -> Compression {
        match media_type::quality(headers, header, &["gzip"]) {
            #[cfg(feature = "rest-gzip")]
            Some(quality) if quality > 0.0 => Compression::Gzip,
            _ => Compression::None,
        }
    }

    /// Returns the name; `None` without compression.
    pub(super) const fn name(self) -> Option<&'static str> {
        match self {
            Compression::None => None,
            #[cfg(feature = "rest-gzip")]
            Compression::Gzip => Some("gzip"),
        }
    }

    /// Compresses a message. Returns `None` if it is short, or without compression.
    pub(super) fn compress(self, message: &[u8]) -> Option<Vec<u8>> {
        match self {
            _ if message.len() < MIN_LENGTH => None,
            Compression::None => None,
            #[cfg(feature = "rest-gzip")]
            Compression::Gzip => Some(gzip::compress(message)),
        }
    }

    /// Decompresses a message, up to the limit. An empty message is not compressed.
    pub(super) fn decompress(self, message: Bytes, limit: usize) -> Result<Bytes, Status> {
        match self {
            _ if message.is_empty() => Ok(message),
            Compression::None if message.len() > limit => Err(too_large(limit)),
            Compression::None => Ok(message),
            #[cfg(feature = "rest-gzip")]
            Compression::Gzip => gzip::decompress(&message, limit),
        }
    }
}

/// Adds the accepted compressions to the failure for another one: in `header`, which depends on the kind of the call.
pub(super) fn with_accepted(status: Status, header: HeaderName) -> Failure {
    Failure { header: Some((header, HeaderValue::from_static(ACCEPTED))), ..status.into() }
}

/// Returns the error for a message above the limit.
pub(super) fn too_large(limit: usize) -> Status {
    Status::resource_exhausted(format!("a message may have {limit} bytes at most"))
}

fn unsupported(name: &str) -> Status {
    let supported = if cfg!(feature = "rest-gzip") { "`gzip` and `identity` are" } else { "`identity` is" };
    Status::unimplemented(format!("the compression `{}` is not supported; {supported}", shortened(name)))
}

#[cfg(feature = "rest-gzip")]
mod gzip {
    use std::io::Read as _;

    use bytes::Bytes;
    use flate2::bufread::{GzEncoder, MultiGzDecoder};
    use tonic::Status;

    use super::too_large;

    pub(super) fn compress(message: &[u8]) -> Vec<u8> {
        let mut compressed = Vec::new();
        // Higher levels take much longer and gain little.
        let mut encoder = GzEncoder::new(message, flate2::Compression::fast());
        encoder.read_to_end(&mut compressed).expect("memory is read and written without errors");
        compressed
    }

    /// Decompresses a message. At most one byte more than the limit is decompressed.
    pub(super) fn decompress(message: &[u8], limit: usize) -> Result<Bytes, Status> {
        let mut decompressed = Vec::new();
        let mut decoder = MultiGzDecoder::new(message).take(limit as u64 + 1);
        let read = decoder.read_to_end(&mut decompressed);
        if decompressed.len() > limit {
            return Err(too_large(limit));
        }
        read.map_err(|error| Status::invalid_argument(format!("the message is not gzip: {error}")))?;
        Ok(decompressed.into())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use http::header::ACCEPT_ENCODING;

    use super::*;

    #[test]
    fn rejects_other_compressions() {
        assert_eq!(Compression::of(b"Identity").unwrap(), Compression::None);
        for name in [&b""[..], b"br", b"gzip, br", b"x-gzip", b"\xff", &[b'a'; 10_000]] {
            let status = Compression::of(name).unwrap_err();
            assert_eq!(status.code(), tonic::Code::Unimplemented);
            assert!(status.message().contains(ACCEPTED) && status.message().len() < 400, "{status}");
        }
    }

    #[test]
    fn lets_clients_choose() {
        for (accepted, expected) in [
            (&["gzip"][..], cfg!(feature = "rest-gzip")),
            (&["br, GZIP;q=0.1"], cfg!(feature = "rest-gzip")),
            (&["br", "gzip"], cfg!(feature = "rest-gzip")),
            (&["gzip;q=0"], false),
            (&["br, *"], false),
            (&["gzipped"], false),
            (&[], false),
        ] {
            let values = accepted.iter().map(|value| (ACCEPT_ENCODING, HeaderValue::from_static(value)));
            let headers = HeaderMap::from_iter(values);
            let compression = Compression::accepted(&headers, &ACCEPT_ENCODING);
            assert_eq!(compression.name().is_some(), expected, "{accepted:?}");
        }
    }

    #[cfg(feature = "rest-gzip")]
    #[test]
    fn compresses_long_messages() {
        let message = vec![b'a'; MIN_LENGTH];
        assert_eq!(Compression::Gzip.compress(&message[1..]), None);
        assert_eq!(Compression::None.compress(&message), None);
        let compressed = Bytes::from(Compression::Gzip.compress(&message).unwrap());
        assert!(compressed.len() < 100);
        assert_eq!(Compression::Gzip.decompress(compressed.clone(), MIN_LENGTH).unwrap(), message);
        // A file of several gzip members is their concatenation.
        let twice = Bytes::from([&compressed[..], &compressed].concat());
        assert_eq!(Compression::Gzip.decompress(twice, 10_000).unwrap().len(), 2 * MIN_LENGTH);
        assert_eq!(Compression::Gzip.decompress(Bytes::new(), 10).unwrap(), "");
    }

    #[cfg(feature = "rest-gzip")]
    #[test]
    fn rejects_hostile_messages() {
        use tonic::Code;

        let bomb = Bytes::from(Compression::Gzip.compress(&vec![0; 10 << 20]).unwrap());
        assert!(bomb.len() < 100 << 10, "{}", bomb.len());
        let short = gzip::compress(b"a short message");
        let broken = |at: usize| {
            let mut bytes = short.clone();
            bytes[at] ^= 0xff;
            bytes
        };
        for (message, code) in [
            (bomb.clone(), Code::ResourceExhausted),
            (Bytes::from(gzip::compress(&[0; 101])), Code::ResourceExhausted),
            (Bytes::from_static(b"{}"), Code::InvalidArgument),
            (bomb.slice(..9), Code::InvalidArgument),
            (Bytes::from(short[..short.len() - 1].to_vec()), Code::InvalidArgument),
            (Bytes::from([&short[..], b"rest"].concat()), Code::InvalidArgument),
            (Bytes::from(broken(short.len() - 8)), Code::InvalidArgument),
            (Bytes::from(broken(0)), Code::InvalidArgument),
        ] {
            let status = Compression::Gzip.decompress(message, 100).unwrap_err();
            assert_eq!(status.code(), code, "{status}");
        }
        assert_eq!(gzip::decompress(&gzip::compress(&[0; 100]), 100).unwrap().len(), 100);
    }
}
