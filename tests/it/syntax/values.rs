//! The assignment of comments and the values of strings in random texts. The answers of protoc are recorded in
//! `fixtures/syntax/comments.txt` and `fixtures/syntax/strings.txt`.

use std::fmt::Write as _;
use std::fs;

use prost::Message as _;
use prost_types::{DescriptorProto, FileDescriptorProto, FileDescriptorSet};
use protoward_syntax::ast::{CommentLocations, File, FileItem, Member, MessageDecl, Path, Span, ValueKind};
use protoward_syntax::{comments, literal, parse};

use super::Random;
use crate::environment;

const COMMENTS: &str = "fixtures/syntax/comments.txt";
const STRINGS: &str = "fixtures/syntax/strings.txt";

/// Returns messages with a field each, with random whitespace and comments between the tokens.
fn commented() -> String {
    let mut random = Random(0xc0ffee);
    let mut text = "syntax = \"proto3\";".to_owned();
    for number in 0..250 {
        let gaps = [gap(&mut random), gap(&mut random), gap(&mut random)];
        let _ = write!(text, "{}message M{number} {{{}int32 f = 1;{}}}", gaps[0], gaps[1], gaps[2]);
    }
    text
}

fn gap(random: &mut Random) -> String {
    const BLANKS: &[&str] = &["", " ", "\n", "\n", "\n\n", "\t", "\n  ", "\r\n"];
    const LINES: &[&str] = &["// a\n", "//\n", "//b \r\n", "//\t*x\n", "/// é\n"];
    const BLOCKS: &[&str] =
        &[" a ", "", "*", "\n * x\n * y\n", "\n\t*\n   z\n   ", "* doc\n **\n * w\r\n", "a\n b *c\n\n *d"];
    let mut gap = String::new();
    for _ in 0..random.below(6) {
        gap += random.pick(BLANKS);
        match random.below(9) {
            0..3 => gap += random.pick(LINES),
            3..6 => gap += &format!("/*{}*/", random.pick(BLOCKS)),
            6 if random.below(2) == 0 => gap += ";",
            _ => {}
        }
    }
    gap + random.pick(&["", "\n", " "])
}

fn messages(file: &File) -> impl Iterator<Item = &MessageDecl> {
    file.items.iter().filter_map(|item| if let FileItem::Message(message) = item { Some(message) } else { None })
}

fn shown(leading: Option<&str>, trailing: Option<&str>, detached: &[String]) -> String {
    format!("{:?} {:?} {detached:?}\n", leading.unwrap_or_default(), trailing.unwrap_or_default())
}

fn attached(text: &str, around: CommentLocations, start: u32) -> String {
    let before = comments::before(text, around, start);
    shown(before.leading.as_deref(), comments::behind(text, around).as_deref(), &before.detached)
}

#[test]
fn attaches_comments_as_protoc() {
    let text = commented();
    let file = super::checked(&text).file;
    let mut ours = String::new();
    for message in messages(&file) {
        ours += &attached(&text, message.around, message.span.start);
        if let [Member::Field(field)] = &message.body[..] {
            ours += &attached(&text, field.around, field.span.start);
        }
    }
    assert_eq!(ours.lines().count(), 500);
    assert!(ours == fs::read_to_string(COMMENTS).unwrap(), "comments are attached as it is recorded");
}

/// Returns fields with random strings as default values.
fn strings() -> String {
    const PIECES: &[&str] = &[
        "a",
        "é",
        "8",
        "'",
        "\t",
        "//",
        "/*x*/",
        "\\n",
        "\\a",
        "\\b",
        "\\f",
        "\\v",
        "\\?",
        "\\'",
        "\\\"",
        "\\\\",
        "\\0",
        "\\7",
        "\\12",
        "\\377",
        "\\777",
        "\\400",
        "\\0008",
        "\\x4",
        "\\xfF",
        "\\X41",
        "\\x414",
        "\\u00e9",
        "\\ud83d\\ude00",
        "\\ud83d",
        "\\ude00",
        "\\ud83d\\ud83d\\ude00",
        "\\U0001F600",
        "\\U0010ffff",
        "\\ud83d\\u0041",
        "\\U0000d83d\\ude00",
        "\\ud83d\\U0000de00",
    ];
    let mut random = Random(0xdecade);
    let mut text = "syntax = \"proto2\"; message A {\n".to_owned();
    for number in 1..400 {
        let mut literals = String::new();
        for _ in 0..=random.below(3) {
            let inner: String = (0..random.below(5)).map(|_| random.pick(PIECES)).collect();
            let _ = write!(literals, "{}\"{inner}\"", random.pick(&["", " ", "/*c*/", "\n"]));
        }
        let _ = writeln!(text, "optional bytes f{number} = {number} [default = {literals}];");
    }
    text + "}"
}

#[test]
fn strings_have_the_values_of_protoc() {
    let text = strings();
    let file = super::checked(&text).file;
    let mut ours = String::new();
    for member in messages(&file).flat_map(|message| &message.body) {
        if let Member::Field(field) = member {
            let value = field.options.as_ref().unwrap().items[0].value.span;
            let _ = writeln!(ours, "{}", literal::string(&text, value).escape_ascii());
        }
    }
    assert!(ours == fs::read_to_string(STRINGS).unwrap(), "strings mean what is recorded");
}

#[test]
fn reads_numbers() {
    let whole = |token| literal::unsigned(token);
    assert_eq!(["0", "7", "017", "0x1F", "0XaB"].map(whole), [0, 7, 15, 31, 171].map(Some));
    assert_eq!(whole("18446744073709551615"), Some(u64::MAX));
    assert_eq!(["18446744073709551616", "08", "0x", "1a", "", "+1", "0x+1"].map(whole), [None; 7]);
    let signed = |text: &str| literal::signed(text, Span::new(0, text.len() as u32));
    assert_eq!(signed("-/* comment */ 0x10"), Some(-16));
    assert_eq!(signed("-9223372036854775808"), Some(i64::MIN));
    assert_eq!([signed("9223372036854775808"), signed("-9223372036854775809"), signed("-")], [None; 3]);
    assert_eq!([".5", "1.", "1.e2", "2E-1", "0.5", "3"].map(literal::float), [0.5, 1.0, 100.0, 0.2, 0.5, 3.0]);
    assert_eq!(literal::float("18446744073709551616"), 18_446_744_073_709_551_616.0);
    assert_eq!(literal::float("1e400"), f64::INFINITY);
}

#[test]
fn reads_values_of_options() {
    let kinds = |values: &str| -> Vec<ValueKind> {
        let text: String = values.split(' ').map(|value| format!("option a = {value};")).collect();
        let items = super::checked(&text).file.items;
        items
            .iter()
            .filter_map(|item| if let FileItem::Option(option) = item { Some(option.value.kind) } else { None })
            .collect()
    };
    use ValueKind::{Aggregate, Float, Identifier, Negative, Positive};
    assert_eq!(kinds("a inf \"a\" {} -{}"), [Identifier, Identifier, ValueKind::String, Aggregate, Aggregate]);
    assert_eq!(kinds("1 -0 -9223372036854775808"), [Positive(1), Negative(0), Negative(i64::MIN)]);
    assert_eq!(
        kinds("-1.5 -inf 18446744073709551616"),
        [Float(-1.5), Float(f64::NEG_INFINITY), Float(1.844_674_407_370_955_2e19)]
    );
    assert!(matches!(kinds("-nan")[..], [Float(nan)] if nan.is_nan() && nan.is_sign_negative()));
}

#[test]
fn removes_blanks_in_names() {
    let text = "package a . b /* c */\n.d; package e.f;";
    let names: Vec<(Path, String)> = parse(text)
        .file
        .items
        .iter()
        .filter_map(|item| match item {
            FileItem::Package(package) => Some((package.name, literal::path(text, package.name).into_owned())),
            _ => None,
        })
        .collect();
    assert_eq!(
        names.iter().map(|(path, name)| (path.plain, &**name)).collect::<Vec<_>>(),
        [(false, "a.b.d"), (true, "e.f")]
    );
}

/// Returns the descriptor of a text, with comments, from protoc.
fn descriptor(text: &str) -> FileDescriptorProto {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.proto"), text).unwrap();
    let arguments = ["-I.", "-oout", "--include_source_info", "a.proto"];
    let status = environment::oracle("PROTOC").current_dir(folder.path()).args(arguments).status().unwrap();
    assert!(status.success(), "protoc takes the text");
    let set = fs::read(folder.path().join("out")).unwrap();
    FileDescriptorSet::decode(&*set).unwrap().file.remove(0)
}

/// Returns the bytes of a default value that protoc has escaped.
fn unescaped(default: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = default.as_bytes();
    while let [first, behind @ ..] = rest {
        rest = behind;
        match (first, behind) {
            (b'\\', [high @ b'0'..=b'3', middle, low, behind @ ..]) => {
                bytes.push((high - b'0') * 64 + (middle - b'0') * 8 + (low - b'0'));
                rest = behind;
            }
            (b'\\', [letter, behind @ ..]) => {
                bytes.push(match letter {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    other => *other,
                });
                rest = behind;
            }
            (first, _) => bytes.push(*first),
        }
    }
    bytes
}

#[test]
#[ignore = "asks protoc, which the variable PROTOC names, and writes the records"]
fn record() {
    let file = descriptor(&commented());
    let places = file.source_code_info.unwrap().location;
    let line = |path: &[i32]| {
        let place = places.iter().find(|place| place.path == path).unwrap();
        shown(place.leading_comments.as_deref(), place.trailing_comments.as_deref(), &place.leading_detached_comments)
    };
    let lines = (0..file.message_type.len() as i32).map(|index| line(&[4, index]) + &line(&[4, index, 2, 0]));
    fs::write(COMMENTS, lines.collect::<String>()).unwrap();
    let DescriptorProto { field, .. } = descriptor(&strings()).message_type.remove(0);
    let lines = field.iter().map(|field| format!("{}\n", unescaped(field.default_value()).escape_ascii()));
    fs::write(STRINGS, lines.collect::<String>()).unwrap();
}
