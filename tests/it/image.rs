//! `image`: binary, JSON and text say the same.

use protoward::descriptor::{Encode, encode};
use protoward::image::{Format, read, write};
use protoward::schema::Schema;
use protoward::source::Sources;

const ALL: Encode = Encode { imports: true, source_info: true };

fn load(bytes: &[u8], format: Format) -> Result<Schema, String> {
    let mut sources = Sources::default();
    let image = sources.add("image", "image", None);
    read(bytes, format, image, &mut sources).map_err(|diagnostic| diagnostic.message)
}

#[test]
fn forms_agree() {
    for name in ["proto2", "proto3", "editions", "options"] {
        let binary = std::fs::read(format!("fixtures/descriptor/{name}.binpb")).unwrap();
        let schema = load(&binary, Format::Binary).unwrap();
        for format in [Format::Json, Format::Text] {
            let written = write(&schema, ALL, format).unwrap();
            let again = load(&written, format).unwrap_or_else(|error| panic!("{name} as {format:?}: {error}"));
            assert!(encode(&again, ALL) == binary, "{name} as {format:?} loses nothing");
        }
    }
}

#[test]
fn custom_options_stand_by_name() {
    let binary = std::fs::read("fixtures/descriptor/options.binpb").unwrap();
    let schema = load(&binary, Format::Binary).unwrap();
    let json = String::from_utf8(write(&schema, Encode::default(), Format::Json).unwrap()).unwrap();
    assert!(json.contains("\"[options.rule]\""), "{json}");
    let text = String::from_utf8(write(&schema, Encode::default(), Format::Text).unwrap()).unwrap();
    assert!(text.contains("[options.rule]"), "{text}");
}

#[test]
fn broken_images_say_what_is_wrong() {
    insta::assert_debug_snapshot!([
        load(b"{\"file\": [{\"name\": 1}]}", Format::Json).unwrap_err(),
        load(b"{", Format::Json).unwrap_err(),
        load(b"file { name: 1 }", Format::Text).unwrap_err(),
        load(b"file {", Format::Text).unwrap_err(),
        load(b"\xff", Format::Text).unwrap_err(),
        load("file { ".repeat(100_000).as_bytes(), Format::Text).unwrap_err(),
        load("{\"file\":[".repeat(100_000).as_bytes(), Format::Json).unwrap_err(),
        load(b"\xff\xff", Format::Binary).unwrap_err(),
    ]);
}
