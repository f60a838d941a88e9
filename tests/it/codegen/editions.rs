//! Rust code of files with editions, compiled from the committed code next to them.

use std::fs;
use std::path::{Path, PathBuf};

use prost::Message;
use protoward_compiler::Compiler;
use protoward_dynamic::{Codec, UnknownKeys};
use protoward_rust_crate::{Generate, OptionValue, Plugin, generate, warnings};
use protoward_schema::descriptor::encode_files;
use protoward_schema::{Element, Schema};
use protoward_source::{FolderTree, MemoryTree, Sources, plain};

#[allow(clippy::all, clippy::pedantic, dead_code, unreachable_pub, reason = "generated")]
#[path = "../../../fixtures/codegen/editions/rust/mod.rs"]
mod generated;

use crate::support::as_on_unix;
use generated::{endless, latest, mixed, rings, turned};

const FOLDER: &str = "fixtures/codegen/editions";
const FILES: [&str; 5] = ["endless.proto", "latest.proto", "mixed.proto", "rings.proto", "turned.proto"];

fn schema(sources: &mut Sources) -> Schema {
    let tree = FolderTree::new(Path::new(FOLDER).join("proto"));
    let compilation = Compiler::new().resolver(tree).load(FILES, sources).link(sources).compilation();
    assert!(compilation.report.is_empty(), "{:?}", compilation.report);
    compilation.schema
}

fn entry(plugin: Plugin) -> Generate {
    let mut entry = Generate::new(plugin, "rust");
    entry.set("btree_map", OptionValue::List(vec![".".to_owned()])).unwrap();
    entry
}

fn files(schema: &Schema, entry: Generate) -> Vec<(String, Vec<u8>)> {
    let plans = generate(schema, &[entry], Path::new("")).unwrap();
    plans.iter().flat_map(|plan| plan.files()).map(|(path, code)| (path.to_owned(), code.to_vec())).collect()
}

/// Run with `INSTA_UPDATE=always` to update the code.
#[test]
fn matches_the_checked_in_code() {
    let mut all = entry(Plugin::Prost);
    all.set("include_file", OptionValue::Text("mod.rs".to_owned())).unwrap();
    let folder = PathBuf::from(FOLDER).join("rust");
    for (path, code) in files(&schema(&mut Sources::default()), all) {
        let path = folder.join(path);
        if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, &code).unwrap();
        }
        assert!(fs::read(&path).ok() == Some(code), "{} is not current", path.display());
    }
}

/// Checks that the Rust type decodes an encoded message and encodes it to the same bytes.
#[track_caller]
fn comes_back<M: Message + Default>(name: &str, json: &str) -> M {
    let schema = schema(&mut Sources::default());
    let Some(Element::Message(ty)) = schema.find(name) else { panic!("no message `{name}`") };
    let codec = Codec::new(&schema);
    let bytes = codec.encode(&codec.from_json(ty, json, UnknownKeys::Refuse).unwrap());
    let message = M::decode(&bytes[..]).unwrap();
    assert_eq!(message.encode_to_vec(), bytes, "{name}: {json}");
    message
}

/// The JSON of the required fields.
const REQUIRED: &str = r#""required":0,"mustPrefixed":{},"mustDelimited":{}"#;

#[track_caller]
fn mixed(json: &str) -> mixed::Mixed {
    comes_back("mixed.Mixed", &format!("{{{REQUIRED},{json}}}"))
}

#[test]
fn fields_have_the_declared_presence() {
    let unset = mixed(r#""words":["a"]"#);
    assert_eq!((unset.explicit, unset.implicit, unset.required, unset.implicit_open), (None, 0, 0, 0));
    assert_eq!((unset.answer, unset.answer()), (None, 42));
    assert_eq!((unset.word(), unset.raw()), ("a \"b\"\\ \u{e9}", &b"\x01\xffz"[..]));
    assert_eq!(
        (unset.infinite(), unset.closed(), unset.open()),
        (f64::NEG_INFINITY, mixed::Closed::Seven, mixed::Open::Unknown)
    );
    assert_eq!(unset.unchecked(), "\\\u{e9}\n".as_bytes());
    assert!(unset.prefixed.is_none() && unset.delimited.is_none());

    let zero = mixed(r#""explicit":0,"answer":0,"word":"","open":0,"prefixed":{},"delimited":{},"raw":"","closed":5"#);
    assert_eq!((zero.explicit, zero.answer(), zero.word(), zero.open), (Some(0), 0, "", Some(0)));
    assert_eq!((zero.raw(), zero.closed()), (&b""[..], mixed::Closed::Five));
    assert!(zero.prefixed.is_some() && zero.delimited.is_some());
}

#[test]
fn fields_have_the_declared_encoding() {
    mixed(r#""implicit":7,"implicitOpen":1,"implicitWord":"w""#);
    let required = r#"{"required":-1,"mustPrefixed":{"name":"p"},"mustDelimited":{"name":"d"}}"#;
    comes_back::<mixed::Mixed>("mixed.Mixed", required);
    mixed(r#""packed":[1,2,300],"expanded":[1,2,300],"packedClosed":[5,7],"expandedOpen":[0,1]"#);
    mixed(
        r#""prefixed":{"name":"a"},"delimited":{"name":"b"},"manyPrefixed":[{},{"name":"c"}],"manyDelimited":[{},{"name":"d"}]"#,
    );
    mixed(r#""map":{"a":{"name":"v"},"b":{"name":"w"}},"closedMap":{"true":"ZERO_TWO"},"uncheckedValues":{"1":"a"}"#);
    for choice in
        [r#""number":0"#, r#""group":{}"#, r#""group":{"name":"g"}"#, r#""uncheckedChoice":"""#, r#""kind":7"#]
    {
        assert!(mixed(choice).choice.is_some());
    }
    let turned = r#"{"number":1,"text":"t","data":"AA==","level":1,"real":0.5,"numbers":["1","-2"],"levels":[1,0],
        "packed":[true,false],"again":{"again":{}},"part":{"number":1},"parts":[{},{"number":2}],"prefixed":{"number":3},
        "byName":{"k":{"number":4}},"byWord":{"k":"v"},"piece":{"number":5},"explicit":0,"checked":"c"}"#;
    comes_back::<turned::Turned>("turned.Turned", turned);
    comes_back::<turned::Turned>("turned.Turned", "{}");
    let latest = r#"{"number":0,"at":"2026-01-02T03:04:05.6Z","wrapped":0,"numbers":["-1"],"kind":"KIND_ONE"}"#;
    comes_back::<latest::Latest>("latest.Latest", latest);
}

#[test]
fn boxes_recursive_messages() {
    comes_back::<rings::Node>("rings.Node", r#"{"name":"a","next":{"name":"b","next":{}}}"#);
    comes_back::<rings::Left>("rings.Left", r#"{"right":{"other":{"right":{"leaf":{"number":1}}}}}"#);
    comes_back::<rings::Left>("rings.Left", r#"{"right":{"left":{},"many":[{},{"right":{}}]}}"#);
    comes_back::<rings::Outer>("rings.Outer", r#"{"middle":{"outer":{"middle":{}}}}"#);
}

/// The default value would be endless if it contained its required field, and overflow the stack.
#[test]
fn messages_that_require_themselves_have_a_default() {
    /// Checks that the default and a message of no bytes are of this size.
    #[track_caller]
    fn has<M: Message + Default + PartialEq>(length: usize) {
        assert_eq!(M::default().encoded_len(), length);
        assert!(M::decode(&b""[..]).unwrap() == M::default());
    }
    has::<rings::Endless>(0);
    has::<endless::Self_>(0);
    has::<endless::Left>(2);
    has::<endless::Right>(0);
    has::<endless::Grouped>(0);
    has::<endless::InOneof>(0);
    has::<endless::OfOneof>(2);
    has::<endless::OfMap>(2);
    has::<endless::Must>(2);
    has::<endless::Leading>(4);
    comes_back::<endless::Self_>("endless.Self", r#"{"again":{"again":{}}}"#);
    comes_back::<endless::Left>("endless.Left", r#"{"right":{"left":{"number":7}},"number":0}"#);
    comes_back::<endless::Grouped>("endless.Grouped", r#"{"inner":{"outer":{"inner":{}}}}"#);
}

#[test]
fn accepts_any_bytes_in_an_unchecked_string() {
    const NOT_UTF8: &[u8] = b"\xff\xfe";
    let message = mixed::Mixed {
        unchecked: Some(NOT_UTF8.to_vec()),
        many_unchecked: vec![NOT_UTF8.to_vec()],
        unchecked_values: [(1, NOT_UTF8.to_vec())].into(),
        choice: Some(mixed::mixed::Choice::UncheckedChoice(NOT_UTF8.to_vec())),
        ..mixed::Mixed::default()
    };
    let bytes = message.encode_to_vec();
    assert_eq!(mixed::Mixed::decode(&bytes[..]).unwrap(), message);
    let schema = schema(&mut Sources::default());
    let Some(Element::Message(ty)) = schema.find("mixed.Mixed") else { panic!() };
    let codec = Codec::new(&schema);
    assert_eq!(codec.encode(&codec.decode(ty, &bytes).unwrap()), bytes);
}

#[test]
fn reports_unsupported_features_with_positions() {
    let mut sources = Sources::default();
    let schema = schema(&mut sources);
    let both = [entry(Plugin::Prost), entry(Plugin::Tonic)];
    super::snapshot("editions", "remarks", &as_on_unix(&plain(&warnings(&schema, &both), &sources)));
    let mut of_prost = entry(Plugin::Prost);
    of_prost.set("prost_names", OptionValue::Flag(true)).unwrap();
    of_prost.paths = vec!["endless.proto".to_owned()];
    super::snapshot("editions", "remarks_of_prost", &as_on_unix(&plain(&warnings(&schema, &[of_prost]), &sources)));
    let mut strings = entry(Plugin::Prost);
    strings.set("utf8_none_as_string", OptionValue::Flag(true)).unwrap();
    strings.paths = vec!["turned.proto".to_owned()];
    assert!(warnings(&schema, &[strings]).is_empty(), "who asks for strings knows");
}

#[test]
fn embedded_descriptors_keep_the_edition() {
    let schema = schema(&mut Sources::default());
    let mut with_set = entry(Plugin::Tonic);
    with_set.set("file_descriptor_set_path", OptionValue::Text("set.binpb".to_owned())).unwrap();
    let files = files(&schema, with_set);
    let (_, set) = files.iter().find(|(path, _)| path == "set.binpb").unwrap();
    assert!(*set == encode_files(&schema, schema.files.ids(), true));
}

/// Pairs of equivalent files: in proto2 or proto3, and in an edition.
const SAME: &[(&str, &str)] = &[
    (
        r#"syntax = "proto2"; package same;
        // A message.
        message A {
            // A field.
            optional int32 a = 1; required string b = 2; repeated int32 c = 3; repeated int32 d = 4 [packed = true];
            optional string e = 5 [default = "x\"y"]; optional E f = 6 [default = TWO]; repeated E g = 7 [deprecated = true];
            optional A h = 8; required B i = 9; repeated B j = 10; map<string, B> k = 11;
            oneof l { string m = 12; B n = 13; E o = 14; }
            optional group Part = 15 { optional bytes p = 1; }
            repeated group Parts = 16 { optional Parts q = 1; }
            optional bytes r = 17 [default = "\001\377"];
            extensions 100 to max;
        }
        message B { optional A a = 1; }
        enum E { ONE = 1; TWO = 2; }"#,
        r#"edition = "2023"; package same;
        option features.field_presence = EXPLICIT;
        option features.enum_type = CLOSED;
        option features.repeated_field_encoding = EXPANDED;
        option features.utf8_validation = NONE;
        option features.json_format = LEGACY_BEST_EFFORT;
        // A message.
        message A {
            // A field.
            int32 a = 1; string b = 2 [features.field_presence = LEGACY_REQUIRED]; repeated int32 c = 3;
            repeated int32 d = 4 [features.repeated_field_encoding = PACKED];
            string e = 5 [default = "x\"y"]; E f = 6 [default = TWO]; repeated E g = 7 [deprecated = true];
            A h = 8; B i = 9 [features.field_presence = LEGACY_REQUIRED]; repeated B j = 10; map<string, B> k = 11;
            oneof l { string m = 12; B n = 13; E o = 14; }
            Part part = 15 [features.message_encoding = DELIMITED];
            message Part { bytes p = 1; }
            repeated Parts parts = 16 [features.message_encoding = DELIMITED];
            message Parts { Parts q = 1; }
            bytes r = 17 [default = "\001\377"];
            extensions 100 to max;
        }
        message B { A a = 1; }
        enum E { ONE = 1; TWO = 2; }"#,
    ),
    (
        r#"syntax = "proto3"; package same;
        message A {
            int32 a = 1; string b = 2; repeated int32 c = 3; repeated int32 d = 4 [packed = false];
            // It is set or not.
            optional string e = 5; optional E f = 6; repeated E g = 7; A h = 8; optional B i = 9; repeated B j = 10;
            map<string, B> k = 11; oneof l { string m = 12; B n = 13; E o = 14; } map<int32, E> p = 15; double q = 16;
            bytes r = 17; bool s = 18; optional bool t = 19;
        }
        message B { A a = 1; }
        enum E { ZERO = 0; TWO = 2; }
        service S { rpc Call(A) returns (stream B); }"#,
        r#"edition = "2024"; package same;
        option features.field_presence = IMPLICIT;
        option features.enforce_naming_style = STYLE_LEGACY;
        message A {
            int32 a = 1; string b = 2; repeated int32 c = 3;
            repeated int32 d = 4 [features.repeated_field_encoding = EXPANDED];
            // It is set or not.
            string e = 5 [features.field_presence = EXPLICIT]; E f = 6 [features.field_presence = EXPLICIT];
            repeated E g = 7; A h = 8; B i = 9; repeated B j = 10;
            map<string, B> k = 11; oneof l { string m = 12; B n = 13; E o = 14; } map<int32, E> p = 15; double q = 16;
            bytes r = 17; bool s = 18; bool t = 19 [features.field_presence = EXPLICIT];
        }
        message B { A a = 1; }
        enum E { ZERO = 0; TWO = 2; }
        service S { rpc Call(A) returns (stream B); }"#,
    ),
];

#[test]
fn generates_the_same_code_for_an_equivalent_edition() {
    for (old, new) in SAME {
        let code = |text: &str| {
            let schema = Compiler::new()
                .resolver(MemoryTree::new([("a.proto", text)]))
                .compile(["a.proto"])
                .unwrap()
                .into_schema();
            let mut entry = Generate::new(Plugin::Tonic, "");
            entry.set("utf8_none_as_string", OptionValue::Flag(true)).unwrap();
            let files = files(&schema, entry);
            files.into_iter().map(|(_, code)| String::from_utf8(code).unwrap()).collect::<String>()
        };
        assert_same(&code(old), &code(new));
    }
}

#[track_caller]
fn assert_same(old: &str, new: &str) {
    let differing: Vec<(&str, &str)> = old.lines().zip(new.lines()).filter(|(old, new)| old != new).collect();
    assert!(old == new, "{differing:#?}");
}
