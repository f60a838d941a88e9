//! The names of files, insertions and their metadata, and archives, as protoc has them.

use super::*;

fn file(name: &str, content: &str) -> GeneratedFile {
    GeneratedFile { name: name.to_owned(), content: content.into(), ..GeneratedFile::default() }
}

fn at(name: &str, point: &str, content: &str) -> GeneratedFile {
    GeneratedFile { insertion_point: Some(point.to_owned()), ..file(name, content) }
}

fn generated(files: &[GeneratedFile]) -> Generated {
    Generated { files: files.to_vec(), ..Generated::default() }
}

/// Returns a file after insertions.
fn inserted(content: &str, insertions: &[(&str, &str)]) -> String {
    let mut output = Output::default();
    output.add("out", "a", generated(&[file("f", content)]));
    let insertions: Vec<_> = insertions.iter().map(|(point, content)| at("f", point, content)).collect();
    output.add("out/", "b", generated(&insertions));
    match output.finish() {
        Ok(places) => String::from_utf8_lossy(&places[0].files["f"].content).into_owned(),
        Err(failures) => failures.iter().map(ToString::to_string).collect(),
    }
}

/// Returns the problems with the file names of two generators, on Unix.
fn refused(location: &str, names: &[&str]) -> String {
    let mut output = Output::of(System::Unix);
    for (name, generator) in names.iter().zip(["a", "b", "c"]) {
        output.add(location, generator, generated(&[file(name, "")]));
    }
    let failures = output.finish().err().unwrap_or_default();
    failures.iter().map(|failure| format!("{failure}\n")).collect()
}

// The expected text is protoc's output.
#[test]
fn inserts_indented_lines_before_the_marker() {
    let text = "line\n  // @@protoc_insertion_point(p)\nf(/* @@protoc_insertion_point(q) */);\n";
    let all = [("p", "one\ntwo"), ("q", "int a"), ("p", "\n\nthree\n\n")];
    assert_eq!(
        inserted(text, &all),
        "line\n  one\n  two\n  \n  \n  three\n  \n  // @@protoc_insertion_point(p)\nf(int a\n/* @@protoc_insertion_point(q) */);\n"
    );
    assert_eq!(
        inserted("\t \t@@protoc_insertion_point(t)", &[("t", ""), ("t", "\n")]),
        "\t \t\n\t \t@@protoc_insertion_point(t)"
    );
    assert_eq!(inserted("/* @@protoc_insertion_point(p) */", &[("p", "A")]), "A\n/* @@protoc_insertion_point(p) */");
    assert_eq!(
        inserted("\r\n  // @@protoc_insertion_point(p)\r\n", &[("p", "A\r\nB")]),
        "\r\n  A\r\n  B\n  // @@protoc_insertion_point(p)\r\n"
    );
    assert_eq!(
        inserted("   /* @@protoc_insertion_point(p) */\n", &[("p", "A\nB")]),
        "   A\nB\n/* @@protoc_insertion_point(p) */\n"
    );
}

#[test]
fn accepts_insertions_with_markers() {
    let mark = |name: &str| format!("@@protoc_insertion_point({name})");
    let text = inserted(&mark("p"), &[("p", &mark("q")), ("q", "1"), ("p", "2"), ("q", "3")]);
    assert_eq!(text, format!("1\n3\n{}\n2\n{}", mark("q"), mark("p")));
}

#[test]
fn inserts_many_texts_in_linear_time() {
    let one = "x".repeat(100);
    let text = format!("{}\n @@protoc_insertion_point(p)\n", "y".repeat(1 << 20));
    let all = vec![("p", one.as_str()); 100_000];
    assert_eq!(inserted(&text, &all).len(), text.len() + all.len() * (one.len() + 2));
}

#[test]
fn reports_missing_insertion_points() {
    insta::assert_snapshot!(inserted("", &[("p", "1"), ("q", "2")]), @"`b` generates `f`, as an insertion at `@@protoc_insertion_point(p)`, which the file does not have`b` generates `f`, as an insertion at `@@protoc_insertion_point(q)`, which the file does not have");
    let mut output = Output::default();
    output.add("out", "a", generated(&[at("g", "p", "1"), at("g", "q", "1")]));
    let failures = output.finish().err().unwrap_or_default();
    insta::assert_snapshot!(failures.iter().map(|failure| format!("{failure}\n")).collect::<String>(), @"
    `a` generates `g`, as an insertion into a file that no generator before it makes for this folder
    `a` generates `g`, as an insertion into a file that no generator before it makes for this folder
    ");
}

#[test]
fn rejects_names_outside_of_the_folder() {
    let names = [
        "../a",
        "a/../b",
        "..a",
        "/etc/passwd",
        "\\a",
        "C:/a",
        "c:a",
        "",
        ".",
        "a/",
        "a\\b",
        "a:b",
        "a\nb",
        "con",
        "x/AUX.txt",
        "com1.h",
        "lpt9",
        "a./b",
        "a ",
    ];
    let reported: String = names.iter().map(|name| refused("out", &[name])).collect();
    insta::assert_snapshot!(reported, @r#"
    `a` generates `../a`, and a name with `..` may lead out of the output folder
    `a` generates `a/../b`, and a name with `..` may lead out of the output folder
    `a` generates `..a`, and a name with `..` may lead out of the output folder
    `a` generates `/etc/passwd`, and a name that is an absolute path leads out of the output folder
    `a` generates `\a`, and a name that is an absolute path leads out of the output folder
    `a` generates `C:/a`, and a name that begins with a drive leads out of the output folder
    `a` generates `c:a`, and a name that begins with a drive leads out of the output folder
    `a` generates ``, which names no file
    `a` generates `.`, which names no file
    `a` generates `a/`, which names no file
    `a` generates `a\b`, and its name has a character that not every system takes
    `a` generates `a:b`, and a name that begins with a drive leads out of the output folder
    `a` generates `a\nb`, and its name has a character that not every system takes
    `a` generates `con`, and `con` names no file on Windows
    `a` generates `x/AUX.txt`, and `AUX.txt` names no file on Windows
    `a` generates `com1.h`, and `com1.h` names no file on Windows
    `a` generates `lpt9`, and `lpt9` names no file on Windows
    `a` generates `a./b`, and `a.` names no file on Windows
    `a` generates `a `, and `a ` names no file on Windows
    "#);
    for name in ["a", "./a", "a//b", "a/./b", ".a", "com", "com10", "console/a", "aux_a", "a b"] {
        assert_eq!(refused("out", &[name]), "", "{name}");
    }
}

#[test]
fn generators_for_windows_join_names_with_backslashes() {
    let names = [r"x\y", r"a\\b/c", r".\d"];
    let mut output = Output::of(System::Windows);
    output.add("out", "a", generated(&names.map(|name| file(name, "@@protoc_insertion_point(p)"))));
    output.add("out", "b", generated(&[at("x/y", "p", "1"), at(r"a\b\c", "p", "2")]));
    insta::assert_snapshot!(output.warnings().join("\n"), @r"
    `a` generates `x\y`, which is written as `x/y`
    `a` generates `a\\b/c`, which is written as `a/b/c`
    `a` generates `.\d`, which is written as `d`
    ");
    let places = output.finish().unwrap_or_default();
    let written: Vec<&str> = places[0].files.keys().map(String::as_str).collect();
    assert_eq!(written, ["a/b/c", "d", "x/y"]);
    assert!(places[0].files["a/b/c"].content.starts_with(b"2"));
    for (names, is_admitted) in
        [(&[r"x\y", "x/y"][..], false), (&[r"..\y"], false), (&[r"\y"], false), (&[r"C:\y"], false), (&[r"x\"], false)]
    {
        let mut output = Output::of(System::Windows);
        names.iter().for_each(|name| output.add("out", "a", generated(&[file(name, "")])));
        assert_eq!(output.finish().is_ok(), is_admitted, "{names:?}");
    }
    let mut output = Output::of(System::Windows);
    output.add("a.zip", "a", generated(&[file(r"x\y", "")]));
    assert_eq!(output.finish().unwrap_or_default()[0].files.keys().collect::<Vec<_>>(), [r"x\y"]);
}

#[test]
fn rejects_duplicate_files() {
    let reported: String = [&["a", "a"][..], &["a", "./a"], &["A/x", "a/y"], &["a", "A"], &["a", "a/b"], &["a/b", "a"]]
        .iter()
        .map(|names| refused("out", names))
        .collect();
    insta::assert_snapshot!(reported, @r#"
    `b` generates `a`, which `a` generates as well; give one of them another folder
    `b` generates `./a`, which `a` generates as well; give one of them another folder
    `b` generates `a/y`, which is the same as `A` of `a` where upper and lower case do not count
    `b` generates `A`, which is the same as `a` of `a` where upper and lower case do not count
    `b` generates `a/b`, which would be a file and a folder, as `a` of `a` is there
    `b` generates `a`, which would be a file and a folder, as `a` of `a` is there
    "#);
    let mut output = Output::default();
    output.add("out", "a", generated(&[file("x", ""), file("x", "")]));
    assert!(output.finish().is_err());
}

#[test]
fn accepts_any_name_in_archives() {
    let mut output = Output::default();
    output.add("a.zip", "a", generated(&[file("../x", "1"), file("/abs", "e")]));
    insta::assert_snapshot!(output.warnings().join("\n"), @"`a` generates `../x`, and `..` leads out of where the archive is unpacked");
    let places = output.finish().unwrap_or_default();
    assert_eq!(places[0].files.keys().collect::<Vec<_>>(), ["../x", "/abs"]);
}

#[test]
fn writes_the_same_archive_as_protoc() {
    let bytes = |location: &str, files: &[GeneratedFile]| {
        let mut output = Output::default();
        output.add(location, "a", generated(files));
        let places = output.finish().unwrap_or_default();
        let bytes = places[0].archive().unwrap_or_default();
        bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    assert_eq!(bytes("e.zip", &[]), "504b0506000000000000000000000000000000000000");
    assert_eq!(
        bytes("z.zip", &[file("q", "a")]),
        "504b03040a00000000000000210043beb7e801000000010000000100000071\
         61504b01020a000a000000000000002100\
         43beb7e8010000000100000001000000000000000000000000000000000071504b050600000000010001002f000000200000000000"
    );
    let jar = bytes("e.jar", &[]);
    assert!(jar.contains("4d616e69666573742d56657273696f6e3a20312e300a"), "{jar}");
    assert!(!bytes("e.srcjar", &[]).contains("4d616e6966657374"));
}

/// Returns the annotations after an insertion, as text.
fn places(before: &str, lines: &str, brought: &[(i32, i32)], at: insert::InsertionPoint) -> String {
    let mut writer = protoward_schema::wire::Writer::default();
    for &(begin, end) in brought {
        writer.message(1, |writer| {
            writer.int32(3, begin);
            writer.int32(4, end);
        });
    }
    let brought = writer.into_bytes();
    let shifted = metadata::shifted(Some(before.as_bytes()), &brought, lines.as_bytes(), at);
    let text = shifted.ok().flatten().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    text.replace('\n', " ")
}

// The expected values are from protoc.
#[test]
fn shifts_annotations_after_an_insertion() {
    let before = "annotation { begin: 0 end: 5 } annotation { path: 2 path: 3 source_file: \"f'\" begin: 6 end: 8 semantic: SET } annotation {begin: 3 end: 28}";
    let at = insert::InsertionPoint { offset: 6, indent: 2 };
    assert_eq!(
        places(before, "ins1\nins2\nins3\n", &[(0, 2), (5, 9), (2, 11)], at),
        "annotation {   begin: 0   end: 5 } annotation {   begin: 8   end: 10 } annotation {   begin: 15   end: 19 } \
         annotation {   begin: 12   end: 23 } annotation {   path: 2   path: 3   source_file: \"f\\'\"   begin: 27   end: 29   \
         semantic: SET } annotation {   begin: 24   end: 49 } "
    );
    let at = insert::InsertionPoint { offset: 41, indent: 0 };
    assert_eq!(
        places("annotation { begin: 0 end: 2 }", "int\n", &[(0, 2)], at),
        "annotation {   begin: 0   end: 2 } annotation {   begin: 41   end: 43 } "
    );
}

#[test]
fn keeps_invalid_metadata() {
    let mut output = Output::default();
    output.add("out", "a", generated(&[file("f", "@@protoc_insertion_point(p)"), file("f.pb.meta", "garbage!")]));
    output.add("out", "b", generated(&[at("f", "p", "1")]));
    insta::assert_snapshot!(output.warnings().join("\n"), @"f.pb.meta: is not a valid `GeneratedCodeInfo`, and stays as it is");
    let places = output.finish().unwrap_or_default();
    assert_eq!(places[0].files["f.pb.meta"].content, b"garbage!");
}
