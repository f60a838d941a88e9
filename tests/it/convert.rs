//! Conversions of messages between binary, text, JSON and YAML formats, compared with the recorded answers of protoc and `buf
//! convert`.

use protoward_compiler::Compiler;
use protoward_dynamic::{Codec, Dialect, JsonStyle, Layout, Message, raw_text};
use protoward_image::convert::{Form, Input, read, write};
use protoward_schema::{Element, MessageId, Schema};
use protoward_source::{FolderTree, Report, Sources};

const FOLDER: &str = "fixtures/convert";

mod table;

use table::{Case, Subject, hex, unescaped};

fn cases(name: &str) -> Vec<Case> {
    let cases = table::cases(FOLDER.as_ref(), name).unwrap();
    assert!(cases.iter().all(|case| !case.answer.is_empty()), "{name}: every case has an answer");
    cases
}

struct Schemas(Vec<(&'static str, Schema)>);

impl Schemas {
    fn read() -> Self {
        let of = |name: &'static str| {
            let targets = [format!("{name}.proto")];
            let schema = Compiler::new().resolver(FolderTree::new(FOLDER)).compile(targets).unwrap().into_schema();
            (name, schema)
        };
        Self(["corner", "sets", "open", "edition"].map(of).into())
    }

    fn find(&self, subject: &Subject<'_>) -> (&Schema, MessageId) {
        let (_, schema) = self.0.iter().find(|(known, _)| *known == subject.schema).unwrap();
        let Some(Element::Message(ty)) = schema.find(subject.ty) else { panic!("{}", subject.ty) };
        (schema, ty)
    }
}

/// Returns the missing required fields in the format of the recorded answers.
fn missing(codec: &Codec<'_>, message: &Message) -> Option<String> {
    let paths = codec.missing_paths(message)?;
    Some(if paths.is_empty() { "?".to_owned() } else { paths.join(", ") })
}

/// Returns the exit code, the text and the missing fields of `--decode`.
fn decoded(codec: &Codec<'_>, ty: MessageId, bytes: &[u8]) -> [String; 3] {
    match codec.decode_partial(ty, bytes) {
        Err(_) => ["1".to_owned(), String::new(), String::new()],
        Ok(message) => {
            let notes_text = missing(codec, &message).unwrap_or_default();
            ["0".to_owned(), codec.to_text(&message, Dialect::Protoc), notes_text]
        }
    }
}

/// Returns the exit code and the text of `--decode_raw`.
fn raw(bytes: &[u8]) -> [String; 2] {
    raw_text(bytes).map_or(["1".to_owned(), String::new()], |text| ["0".to_owned(), text])
}

fn check_decoded(case: &str, codec: &Codec<'_>, ty: MessageId, bytes: &[u8], answer: &[String]) {
    let [exit, text, notes_text] = decoded(codec, ty, bytes);
    let expected = String::from_utf8(unescaped(&answer[1])).unwrap();
    assert_eq!((exit.as_str(), text, notes_text.as_str()), (&*answer[0], expected, &*answer[2]), "decode: {case}");
    let [exit, text] = raw(bytes);
    let expected = String::from_utf8(unescaped(&answer[4])).unwrap();
    assert_eq!((exit.as_str(), text), (&*answer[3], expected), "decode_raw: {case}");
}

#[test]
fn encodes_text_as_protoc() {
    let schemas = Schemas::read();
    for it in &cases("encode") {
        let subject = it.encode();
        let case = &it.line;
        let answer = &it.answer;
        let (schema, ty) = schemas.find(&subject);
        let codec = Codec::new(schema).keeping_entries();
        let (message, notes) = codec.from_text(ty, &subject.bytes, Dialect::Protoc);
        let place = |note: &protoward_dynamic::TextNote| {
            format!("{}:{}{}", note.at.line + 1, note.at.column + 1, if note.is_warning { "w" } else { "" })
        };
        let mut notes_text: Vec<String> = notes.iter().map(place).collect();
        notes_text.extend(message.as_ref().and_then(|message| missing(&codec, message)));
        let exit = if message.is_some() { "0" } else { "1" };
        assert_eq!((exit, notes_text.join(";")), (&*answer[0], answer[3].clone()), "{case}: {notes:?}");
        let Some(message) = message else { continue };
        let bytes = codec.encode(&message);
        assert_eq!(hex(&bytes), answer[1], "{case}");
        let sorted = if answer[2] == "=" { &answer[1] } else { &answer[2] };
        assert_eq!(hex(&codec.encode_as(&message, Layout::Sorted)), *sorted, "{case}, deterministic");
        check_decoded(case, &codec, ty, &bytes, &answer[4..]);
    }
}

#[test]
fn decodes_bytes_as_protoc() {
    let schemas = Schemas::read();
    for case in &cases("decode") {
        let subject = case.decode();
        let (schema, ty) = schemas.find(&subject);
        check_decoded(&case.line, &Codec::new(schema).keeping_entries(), ty, &subject.bytes, &case.answer);
    }
}

fn form(name: &str) -> Form {
    match name {
        "binpb" => Form::Binary,
        "json" => Form::Json(JsonStyle::default()),
        "txtpb" => Form::Text,
        "yaml" => Form::Yaml(JsonStyle::default()),
        other => panic!("{other}"),
    }
}

fn take(codec: &Codec<'_>, ty: MessageId, bytes: &[u8], form: Form) -> (Option<Message>, Report) {
    let mut sources = Sources::default();
    let mut report = Report::default();
    let text = std::str::from_utf8(bytes).ok().filter(|_| form != Form::Binary);
    let source = sources.add("in", "in", text.map(Into::into));
    (read(codec, ty, Input { bytes, source, sources: &sources }, form, &mut report), report)
}

#[test]
fn converts_messages_as_buf() {
    let schemas = Schemas::read();
    let known = table::known(FOLDER.as_ref()).unwrap();
    let mut known: Vec<&str> = known.iter().map(|(line, _)| line.as_str()).collect();
    let mut wrong = Vec::new();
    for case in &cases("convert") {
        let agreement = agrees(&schemas, case);
        match (known.iter().position(|line| *line == case.line), agreement) {
            (Some(at), Err(_)) => drop(known.remove(at)),
            (Some(_), Ok(())) => wrong.push(format!("it is not a known difference any more: {}", case.line)),
            (None, Err(why)) => wrong.push(format!("{}\n  {why}", case.line)),
            (None, Ok(())) => {}
        }
    }
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(known, [""; 0], "there are no such cases");
}

fn agrees(schemas: &Schemas, case: &Case) -> Result<(), String> {
    let ((from, subject), answer) = (case.convert(), &case.answer);
    let (schema, ty) = schemas.find(&subject);
    let codec = Codec::new(schema).as_go();
    let same = |what: &str, ours: String, theirs: String| {
        if ours == theirs { Ok(()) } else { Err(format!("{what}: {ours:?}, and buf has {theirs:?}")) }
    };
    let (message, report) = take(&codec, ty, &subject.bytes, form(from));
    same("exit", if message.is_some() { "0" } else { "1" }.to_owned(), answer[0].clone())
        .map_err(|error| format!("{error} {report:?}"))?;
    let Some(message) = message else { return Ok(()) };
    let bytes = write(&codec, &message, Form::Binary).unwrap();
    same("binary", hex(&bytes), answer[1].clone())?;
    let (again, _) = take(&codec, ty, &bytes, Form::Binary);
    let again = again.ok_or("our own bytes cannot be read")?;
    for (name, theirs) in ["json", "txtpb", "yaml"].iter().zip(&answer[2..]) {
        let ours = write(&codec, &again, form(name)).map_or("!".to_owned(), |text| String::from_utf8(text).unwrap());
        let theirs = String::from_utf8(unescaped(theirs)).unwrap();
        same(name, ours.clone(), theirs)?;
        // The written text is read as the same message.
        if ours != "!" {
            let (back, report) = take(&codec, ty, ours.as_bytes(), form(name));
            let back = back.ok_or_else(|| format!("{name} is not read again: {report:?}"))?;
            let json = |message: &Message| write(&codec, message, form("json")).ok();
            same("what is read again", format!("{:?}", json(&back)), format!("{:?}", json(&again)))?;
        }
    }
    Ok(())
}

/// Tests truncated and modified cases: reading them must not panic and must not take long.
#[test]
fn arbitrary_text_never_panics() {
    let schemas = Schemas::read();
    let (schema, ty) = schemas.find(&Subject { schema: "corner", ty: "corner.M", bytes: Vec::new() });
    let kept = Codec::new(schema).keeping_entries();
    let go = Codec::new(schema).as_go();
    let texts = |name: &str| {
        let lines = cases(name).into_iter().map(|case| unescaped(case.line.rsplit_once(' ').unwrap().1));
        lines.collect::<Vec<_>>().into_iter()
    };
    let mut state = 1u64;
    for text in texts("encode").chain(texts("decode")).chain(texts("convert")) {
        let mut text = text;
        for _ in 0..4 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let at = (state >> 33) as usize % (text.len() + 1);
            match state >> 62 {
                0 => text.truncate(at),
                1 => text.insert(at, b"{}[]<>:\"\\-/.#"[(state >> 20) as usize % 13]),
                2 => text.insert(at, (state >> 24) as u8),
                _ => text.extend_from_within(at..),
            }
            let _ = kept.from_text(ty, &text, Dialect::Protoc);
            for name in ["binpb", "json", "txtpb", "yaml"] {
                if let (Some(message), _) = take(&go, ty, &text, form(name)) {
                    for name in ["binpb", "json", "txtpb", "yaml"] {
                        let _ = write(&go, &message, form(name));
                    }
                }
            }
            let _ = raw_text(&text);
            let _ = protoward_image::convert::raw_tree(&text);
        }
    }
    for deep in ["m{", "m:<", "gone:[", "{\"m\":", "[", "- ", "st:{a:{", "any{[x/google.protobuf.Any]{"] {
        let text = deep.repeat(20_000);
        let _ = kept.from_text(ty, text.as_bytes(), Dialect::Protoc);
        for name in ["json", "txtpb", "yaml"] {
            assert!(take(&go, ty, text.as_bytes(), form(name)).0.is_none(), "{deep}");
        }
    }
}
