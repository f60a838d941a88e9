//! `descriptor`: descriptor sets are decoded and encoded to the same bytes, and invalid bytes are rejected.

use protoward_schema::descriptor::{Encode, decode, encode};
use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{Element, Presence, Schema, Shape};
use protoward_source::Sources;

const ALL: Encode = Encode { imports: true, source_info: true };

fn read(bytes: &[u8]) -> Result<Schema, String> {
    let mut sources = Sources::default();
    let image = sources.add("image.binpb", "image.binpb", None);
    decode(bytes, image, &mut sources).map_err(|diagnostic| diagnostic.message)
}

/// Returns images that protoc 36.2 wrote with `--include_imports --include_source_info`, from the sources next to them.
fn recorded() -> Vec<(String, Vec<u8>)> {
    let mut images = Vec::new();
    for entry in std::fs::read_dir("fixtures/descriptor").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "binpb") {
            images.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    assert!(images.len() >= 4, "the fixtures are there");
    images
}

#[test]
fn descriptors_of_protoc_round_trip() {
    for (name, image) in recorded() {
        assert!(encode(&read(&image).unwrap(), ALL) == image, "{name} is the same");
    }
}

#[test]
fn every_prefix_is_an_error_or_a_schema() {
    for (name, image) in recorded() {
        let cuts = (0..image.len()).step_by(1 + image.len() / 400);
        let refused = cuts.filter(|&cut| read(&image[..cut]).is_err()).count();
        assert!(refused > 200, "{name}: almost every prefix is cut inside something");
    }
}

#[test]
fn changed_bytes_never_panic() {
    for (_, image) in recorded() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        for _ in 0..400 {
            let mut bytes = image.clone();
            for _ in 0..4 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = (state >> 33) as usize % bytes.len();
                bytes[at] = (state >> 24) as u8;
            }
            if let Ok(schema) = read(&bytes) {
                // An accepted descriptor set must also be safe to use.
                let again = encode(&schema, ALL);
                assert!(read(&again).is_ok());
                for id in schema.fields.ids() {
                    let _ = (schema.shape(id), schema.place(id), schema.json_name(id));
                }
            }
        }
    }
}

#[test]
fn refuses_deep_nesting() {
    let mut message = Vec::new();
    for _ in 0..1000 {
        let mut outer = vec![0x0a, 1, b'M', 0x1a];
        length(&mut outer, message.len());
        outer.extend(message);
        message = outer;
    }
    let mut file = vec![0x0a, 1, b'a', 0x22];
    length(&mut file, message.len());
    file.extend(message);
    let mut set = vec![0x0a];
    length(&mut set, file.len());
    set.extend(file);
    assert_eq!(read(&set).unwrap_err(), "this is not a descriptor set: messages are nested more than 64 deep");
}

fn length(bytes: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

#[test]
fn resolves_editions() {
    let schema = read(&std::fs::read("fixtures/descriptor/editions.binpb").unwrap()).unwrap();
    let Some(Element::Message(id)) = schema.find("editions.User") else { panic!("there is a message") };
    let field = |name: &str| {
        let found = schema[id].fields.iter().copied().find(|&field| schema.name(field.into()) == name);
        found.unwrap_or_else(|| panic!("there is a field {name}"))
    };
    assert_eq!(schema.shape(field("name")), Shape::Single(Presence::Explicit));
    assert_eq!(schema.shape(field("age")), Shape::Single(Presence::Implicit));
    assert_eq!(schema.shape(field("id")), Shape::Single(Presence::Required));
    assert_eq!(schema.shape(field("scores")), Shape::Repeated { packed: true });
    assert_eq!(schema.shape(field("ranks")), Shape::Repeated { packed: false });
    assert!(schema.is_delimited(field("address")));
    assert!(!schema.is_delimited(field("home")));
}

#[test]
fn names_a_missing_import() {
    // protoc omits imported files without `--include_imports`.
    let image = std::fs::read("fixtures/descriptor/proto3.binpb").unwrap();
    let file_name = |file: &[u8]| file[2..2 + usize::from(file[1])].to_vec();
    let files = WireReader::new(&image).map(Result::unwrap);
    let without: Vec<u8> = files
        .filter(
            |file| matches!(file.value, WireValue::Bytes(file) if file_name(file) != b"google/protobuf/timestamp.proto"),
        )
        .flat_map(|file| file.raw.to_vec())
        .collect();
    let message = read(&without).map(|_| ()).unwrap_err();
    assert_eq!(message, "`proto3.proto` uses `google.protobuf.Timestamp`, which is not in the image");
}
