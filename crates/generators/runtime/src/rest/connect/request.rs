//! The messages of a request: the whole body, the query of a `GET`, or the envelopes of a stream.

use std::sync::Arc;

use axum::body::Body as HttpBody;
use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;
use futures_util::stream::StreamExt as _;
use http_body::Body as _;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use prost::Message;
use protoward_http_template::query_bytes;
use tonic::{Status, Streaming};

use super::Codec;
use super::compression::too_large;
use super::envelope::Envelopes;
use super::head::Exchange;
use crate::rest::call::Call;
use crate::rest::decoded::decoded;
use crate::rest::endpoint::Endpoint;
use crate::rest::failure::{self, Failure};
use crate::rest::json::Json;
use crate::rest::settings::RouteSettings;
use crate::rest::split;
use crate::rest::tree::Parameters;

/// Base64 for URLs, with or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Reads the only message of a call.
pub(crate) async fn message<J: Json<T>, T: Message + Default>(call: &mut Call) -> Result<T, Failure> {
    let Some(exchange) = call.connect else { return Err(Status::internal("the call is not one of Connect").into()) };
    let body = std::mem::take(&mut call.body);
    let settings = &call.endpoint.settings;
    let bytes = match (exchange.is_stream, exchange.is_get) {
        (false, true) => of_query(call.uri.query().unwrap_or_default(), exchange, settings.body_limit)?,
        (false, false) => {
            let body = settings.within_read_timeout(collect(body, settings.body_limit)).await?;
            exchange.request_compression.decompress(body, settings.body_limit)?
        }
        (true, _) => only_message(body, exchange, settings).await?,
    };
    decode::<J, T>(&call.endpoint, exchange.codec, &bytes, None)
}

/// Returns the stream of messages of a call.
pub(crate) fn messages<J, T>(call: &mut Call) -> Result<Streaming<T>, Failure>
where
    J: Json<T> + 'static,
    T: Message + Default + 'static,
{
    let Some(exchange) = call.connect else { return Err(Status::internal("the call is not one of Connect").into()) };
    let endpoint = Arc::clone(&call.endpoint);
    let envelopes = Envelopes::new(endpoint.settings.body_limit, exchange.request_compression);
    let messages = split::messages(call.take_body(), envelopes, &endpoint.settings, Arc::default());
    Ok(decoded(messages, move |bytes, number| decode::<J, T>(&endpoint, exchange.codec, bytes, Some(number))))
}

fn decode<J: Json<T>, T: Message + Default>(
    endpoint: &Endpoint,
    codec: Codec,
    bytes: &[u8],
    place: Option<usize>,
) -> Result<T, Failure> {
    match codec {
        Codec::Json if bytes.is_empty() => Err(Status::invalid_argument("an empty message is not JSON").into()),
        Codec::Json => Parameters::default().message::<J, T>(endpoint, None, bytes, place),
        Codec::Proto => T::decode(bytes)
            .map_err(|error| Status::invalid_argument(format!("the message is not valid: {error}")).into()),
    }
}

/// Returns the message in a query.
fn of_query(query: &str, exchange: Exchange, limit: usize) -> Result<Bytes, Failure> {
    let mut message = None;
    let mut is_base64 = false;
    let mut compression = exchange.request_compression;
    for pair in query_bytes(query) {
        let (name, value) =
            pair.map_err(|error| Status::invalid_argument(format!("the query is not valid: {error}")))?;
        match &*name {
            "message" => message = message.or(Some(value)),
            "base64" => is_base64 = *value == *b"1",
            "connect" if *value != *b"v1" => return Err(Status::invalid_argument("`connect` is not `v1`").into()),
            "compression" => compression = exchange.compression(&value)?,
            _ => {}
        }
    }
    let message = message.ok_or_else(|| Status::invalid_argument("the query has no `message`"))?;
    let message = if is_base64 {
        BASE64
            .decode(&message)
            .map_err(|error| Status::invalid_argument(format!("`message` is not base64: {error}")))?
    } else {
        message.into_owned()
    };
    Ok(compression.decompress(message.into(), limit)?)
}

/// Reads a body, up to the limit.
async fn collect(body: HttpBody, limit: usize) -> Result<Bytes, Failure> {
    if body.size_hint().lower() > limit as u64 {
        return Err(too_large(limit).into());
    }
    let collected = Limited::new(body, limit)
        .collect()
        .await
        .map_err(|error| if error.is::<LengthLimitError>() { too_large(limit) } else { failure::broken(&*error) });
    Ok(collected?.to_bytes())
}

/// Reads the only message of a stream.
async fn only_message(body: HttpBody, exchange: Exchange, settings: &RouteSettings) -> Result<Bytes, Failure> {
    let envelopes = Envelopes::new(settings.body_limit, exchange.request_compression);
    let mut messages = Box::pin(split::messages(body.into_data_stream(), envelopes, settings, Arc::default()));
    let none = || Status::unimplemented("the method takes one message, and the request has none");
    let message = messages.next().await.ok_or_else(none)??;
    match messages.next().await {
        None => Ok(message),
        Some(Err(status)) => Err(status.into()),
        Some(Ok(_)) => Err(Status::unimplemented("the method takes one message, and the request has several").into()),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use tonic::Code;

    use super::*;

    fn read(query: &str) -> Result<Bytes, Code> {
        let exchange = Exchange::of_get(Codec::Json, &http::HeaderMap::new());
        of_query(query, exchange, 50).map_err(|failure| failure.status.code())
    }

    #[test]
    fn reads_the_message_of_a_query() {
        for (query, expected) in [
            ("message=%7B%7D&encoding=json", "{}"),
            ("encoding=proto&base64=1&message=CgFh&other=1", "\n\u{1}a"),
            ("base64=1&message=YQ%3D%3D", "a"),
            ("base64=0&message=YQ&connect=v1&compression=identity", "YQ"),
            ("message=", ""),
            ("encoding=proto&message=%0A%02%FF%C0", "\n\u{2}\u{ff}\u{c0}"),
        ] {
            let expected: Vec<u8> = expected.chars().map(|byte| u8::try_from(byte).unwrap()).collect();
            assert_eq!(read(query).unwrap(), expected, "{query}");
        }
        for (query, code) in [
            ("encoding=json", Code::InvalidArgument),
            ("base64=1&message=%2B%2B", Code::InvalidArgument),
            ("base64=1&message=a", Code::InvalidArgument),
            ("message=%f", Code::InvalidArgument),
            ("message=a&connect=v2", Code::InvalidArgument),
            ("message=a&compression=br", Code::Unimplemented),
            (&format!("message={}", "a".repeat(51)), Code::ResourceExhausted),
        ] {
            assert_eq!(read(query).unwrap_err(), code, "{query}");
        }
    }

    #[cfg(feature = "rest-gzip")]
    #[test]
    fn decompresses_the_message_of_a_query() {
        let gzip = |message: &[u8]| {
            let mut compressed = Vec::new();
            let mut encoder = flate2::bufread::GzEncoder::new(message, flate2::Compression::best());
            std::io::Read::read_to_end(&mut encoder, &mut compressed).unwrap();
            BASE64.encode(compressed)
        };
        let query = |message: &[u8]| format!("compression=gzip&base64=1&message={}", gzip(message));
        assert_eq!(read(&query(b"{}")).unwrap(), "{}");
        assert_eq!(read(&query(&[0; 51])), Err(Code::ResourceExhausted));
        assert_eq!(read("compression=gzip&message=%7B%7D"), Err(Code::InvalidArgument));
    }
}
