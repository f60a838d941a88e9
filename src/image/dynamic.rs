//! Descriptor sets as dynamic messages: to JSON and text, and back.

use prost::Message;
use prost_reflect::text_format::FormatOptions;
use prost_reflect::{DescriptorPool, DeserializeOptions, DynamicMessage, SerializeOptions};

use super::pool::{PoolError, base_pool, descriptor_set, options_pool};
use super::{diagnostics, extensions};
use crate::descriptor::decode;
use crate::report::Diagnostic;
use crate::schema::Schema;
use crate::source::{SourceId, Sources};

type Result<T> = std::result::Result<T, Box<Diagnostic>>;

pub(super) fn to_json(bytes: &[u8], pool: &DescriptorPool) -> std::result::Result<Vec<u8>, PoolError> {
    let mut json = Vec::new();
    let mut serializer = serde_json::Serializer::pretty(&mut json);
    let message = dynamic(bytes, pool);
    let written = message.serialize_with_options(&mut serializer, &SerializeOptions::new());
    written.expect("a message of descriptors has a JSON form");
    json.push(b'\n');
    Ok(json)
}

pub(super) fn to_text(bytes: &[u8], pool: &DescriptorPool) -> std::result::Result<Vec<u8>, PoolError> {
    let mut text = dynamic(bytes, pool).to_text_format_with_options(&FormatOptions::new().pretty(true));
    text.push('\n');
    Ok(text.into_bytes())
}

fn dynamic(bytes: &[u8], pool: &DescriptorPool) -> DynamicMessage {
    DynamicMessage::decode(descriptor_set(pool), bytes).expect("encode writes a descriptor set")
}

/// The binary form of a JSON image.
pub(super) fn from_json(json: &[u8], image: SourceId, sources: &Sources) -> Result<Vec<u8>> {
    let first = json_with(json, base_pool(), image)?;
    let pool = full_pool(&first, image, sources)?;
    json_with(json, &pool, image)
}

fn json_with(json: &[u8], pool: &DescriptorPool, image: SourceId) -> Result<Vec<u8>> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let options = DeserializeOptions::new().deny_unknown_fields(false);
    let set = descriptor_set(pool);
    let message = DynamicMessage::deserialize_with_options(set, &mut deserializer, &options)
        .and_then(|message| deserializer.end().map(|()| message));
    message.map(|message| message.encode_to_vec()).map_err(|error| Box::new(diagnostics::not_json(image, &error)))
}

/// The binary form of a text image.
pub(super) fn from_text(text: &[u8], image: SourceId, sources: &Sources) -> Result<Vec<u8>> {
    let text = std::str::from_utf8(text).map_err(|error| Box::new(diagnostics::text_not_utf8(image, error)))?;
    if extensions::depth(text) > extensions::MAX_DEPTH {
        return Err(Box::new(diagnostics::too_deep(image)));
    }
    let first = text_with(&extensions::without(text), base_pool(), image)?;
    let pool = full_pool(&first, image, sources)?;
    text_with(text, &pool, image)
}

fn text_with(text: &str, pool: &DescriptorPool, image: SourceId) -> Result<Vec<u8>> {
    let message = DynamicMessage::parse_text_format(descriptor_set(pool), text);
    message.map(|message| message.encode_to_vec()).map_err(|error| Box::new(diagnostics::not_text(image, &error)))
}

/// The pool in which the options of an image can be read, from the image without them.
fn full_pool(without_options: &[u8], image: SourceId, sources: &Sources) -> Result<DescriptorPool> {
    let schema: Schema = decode(without_options, image, &mut sources.clone())?;
    options_pool(&schema).map_err(|error| Box::new(diagnostics::options_unreadable(image, &error)))
}
