//! The output formats of a report, each with the same diagnostics.

use std::sync::Arc;

use protoward_report::{Document, DocumentForm, Format, RuleText, Style, render};
use protoward_source::paths::System;
use protoward_source::{
    Code, Diagnostic, DiagnosticSubject, Evidence, FixSafety, Place, Position, Report, SourceId, SourcePath, Sources,
    legible,
};

use super::support;

const PLAIN: Style = Style { color: false, unicode: true, width: 100 };

const NEW: &str =
    "syntax = \"proto3\";\n\npackage user.v1;\n\nmessage User {\n  string id = 1;\n\tstring email = 3;\n}\n";
const OLD: &str =
    "syntax = \"proto3\";\n\npackage user.v1;\n\nmessage User {\n  string id = 1;\n  string name = 2;\n}\n";

struct TestSources {
    sources: Sources,
    new: SourceId,
    old: SourceId,
    gone: SourceId,
    image: SourceId,
}

impl TestSources {
    fn new() -> Self {
        let mut sources = Sources::default();
        let mut add = |path: SourcePath, text: Option<&str>| sources.add("user.proto", path, text.map(Arc::from));
        let new = add("proto/user.proto".into(), Some(NEW));
        let old = add(at_head("proto/user.proto"), Some(OLD));
        let image = add("image.binpb".into(), None);
        let gone = sources.add("gone.proto", at_head("proto/gone.proto"), Some("message Gone {}".into()));
        Self { sources, new, old, gone, image }
    }

    /// Returns the place of `what` in a text.
    fn at(&self, id: SourceId, what: &str) -> Place {
        let text = self.sources.get(id).text.as_deref().expect("it has a text");
        let start = text.find(what).expect("it is in the text");
        self.sources.place(id, start..start + what.len())
    }

    fn show(&self, diagnostics: impl IntoIterator<Item = Diagnostic>, format: Format) -> String {
        render(&Report::from_iter(diagnostics), &self.sources, format)
    }
}

/// Returns the path of a file in an older version.
fn at_head(path: &str) -> SourcePath {
    SourcePath::from(path).at("HEAD~1".into())
}

fn check(name: &str, text: &str) {
    support::check("report", name, text);
}

fn error(code: &'static str, message: &str) -> Diagnostic {
    Diagnostic::error(Code::new(code), message)
}

fn subject(package: &str, element: Option<&str>) -> DiagnosticSubject {
    DiagnosticSubject { package: package.to_owned(), element: element.map(str::to_owned) }
}

const DOCUMENTS: [DocumentForm; 4] =
    [DocumentForm::Junit, DocumentForm::GitlabCodeQuality, DocumentForm::Sarif, DocumentForm::Markdown];

/// Line-based formats for programs.
const LINES: [Format; 4] = [Format::Text, Format::Msvs, Format::Json, Format::GithubActions];

/// Returns diagnostics of each kind in no particular order.
fn one_of_each(sample: &TestSources) -> Vec<Diagnostic> {
    let gone = "field 2 `name` is gone from `user.v1.User`, and its number is free to be taken again";
    vec![
        error("FIELD_NO_DELETE", gone)
            .label(sample.at(sample.new, NEW[NEW.find("message").unwrap_or_default()..].trim_end()), "it was in here")
            .label(sample.at(sample.old, "string name = 2;"), "as it was")
            .was(Some(sample.at(sample.old, "string name = 2;")))
            .about(subject("user.v1", Some("user.v1.User.name")))
            .edit(
                FixSafety::Safe,
                sample.at(sample.new, "\tstring email"),
                "  reserved 2;\n  reserved \"name\";\n\tstring email",
            )
            .help("write `reserved 2; reserved \"name\";`"),
        Diagnostic::warning(Code::new("tabs"), "a tab, 100% of it").label(sample.at(sample.new, "string email"), ""),
        error("AAA", "earlier in the alphabet, same place").label(sample.at(sample.new, "string email"), "here"),
        error("bad-image", "this is not a descriptor set").label(Place::whole(sample.image), ""),
        error("FILE_NO_DELETE", "file `gone.proto` is gone")
            .was(Some(Place::whole(sample.gone)))
            .about(subject("", None))
            .help("bring it back"),
        error("in-image", "a place without text")
            .label(Place::positions(sample.image, Position::new(3, 2), Position::new(3, 9)), "what it was"),
    ]
}

#[test]
fn renders_text_for_people() {
    let sample = TestSources::new();
    check("human", &sample.show(one_of_each(&sample), Format::Human(PLAIN)));
}

#[test]
fn renders_narrow_text_in_ascii() {
    let sample = TestSources::new();
    let style = Style { unicode: false, width: 50, ..PLAIN };
    check("human_in_ascii_and_narrow", &sample.show(one_of_each(&sample).into_iter().take(1), Format::Human(style)));
}

#[test]
fn color_is_set_by_the_caller() {
    let sample = TestSources::new();
    let colored = sample.show(one_of_each(&sample), Format::Human(Style { color: true, ..PLAIN }));
    assert!(colored.contains("\u{1b}[31m"));
    assert!(!sample.show(one_of_each(&sample), Format::Human(PLAIN)).contains('\u{1b}'));
}

#[test]
fn renders_plain_text() {
    let sample = TestSources::new();
    check("text", &sample.show(one_of_each(&sample), Format::Text));
}

#[test]
fn renders_json() {
    let sample = TestSources::new();
    let json = sample.show(one_of_each(&sample), Format::Json);
    for line in json.lines() {
        serde_json::from_str::<serde_json::Value>(line).expect("each line is an object");
    }
    check("json", &json);
}

#[test]
fn renders_github_actions() {
    let sample = TestSources::new();
    check("github_actions", &sample.show(one_of_each(&sample), Format::GithubActions));
}

#[test]
fn renders_msvs() {
    let sample = TestSources::new();
    check("msvs", &sample.show(one_of_each(&sample), Format::Msvs));
}

#[test]
fn renders_documents() {
    let sample = TestSources::new();
    let name = "FIELD_NO_DELETE";
    let rule = RuleText { id: name, summary: "fields stay", page: "# Fields stay\n\nText.\n", groups: vec!["FILE"] };
    let mut document = Document::default().with_rules(vec![rule]);
    // The diagnostics are added in two steps, as by different commands.
    let (first, second): (Vec<_>, Vec<_>) =
        one_of_each(&sample).into_iter().enumerate().partition(|(at, _)| at % 2 == 0);
    for part in [first, second] {
        document.add(&part.into_iter().map(|(_, diagnostic)| diagnostic).collect(), &sample.sources);
    }
    document.set_title("5 errors and 1 warning since `HEAD~1`");
    document.leave_out(3);
    check("junit.xml", &document.write(DocumentForm::Junit));
    check("gitlab_code_quality.json", &document.write(DocumentForm::GitlabCodeQuality));
    check("sarif.json", &document.write(DocumentForm::Sarif));
    check("markdown", &document.write(DocumentForm::Markdown));
}

#[test]
fn documents_without_findings_are_complete() {
    let written: Vec<String> = DOCUMENTS.iter().map(|&form| Document::default().write(form)).collect();
    check("empty_documents", &written.join("\n"));
    let xml = roxmltree::Document::parse(&written[0]).expect("it is XML");
    assert_eq!(xml.root_element().tag_name().name(), "testsuites");
    assert_eq!(json_of(&written[1]), serde_json::json!([]));
    assert_eq!(json_of(&written[2])["runs"][0]["results"], serde_json::json!([]));
}

fn json_of(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("it is JSON")
}

#[test]
fn junit_counts_are_correct_and_warnings_do_not_fail() {
    let sample = TestSources::new();
    let text = sample.show(one_of_each(&sample), Format::Document(DocumentForm::Junit));
    let xml = roxmltree::Document::parse(&text).expect("it is XML");
    let suites: Vec<_> = xml.root_element().children().filter(roxmltree::Node::is_element).collect();
    let number =
        |node: &roxmltree::Node<'_, '_>, name| node.attribute(name).map_or(0, |it| it.parse().expect("a number"));
    for suite in &suites {
        let within = |name| suite.descendants().filter(|node| node.has_tag_name(name)).count();
        assert_eq!(number(suite, "tests"), within("testcase"));
        assert_eq!(number(suite, "failures"), within("failure"));
        assert_eq!(number(suite, "skipped"), within("skipped"));
    }
    let names: Vec<_> = suites.iter().map(|suite| suite.attribute("name").expect("a name")).collect();
    assert_eq!(names, ["<input>", "image.binpb", "proto/user"]);
    assert_eq!(suites.iter().map(|suite| number(suite, "skipped")).sum::<usize>(), 1);
}

/// Based on <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>.
#[test]
fn gitlab_gets_every_key_that_it_requires() {
    let sample = TestSources::new();
    let twice: Vec<Diagnostic> = one_of_each(&sample).into_iter().chain(one_of_each(&sample)).collect();
    let list = json_of(&sample.show(twice, Format::Document(DocumentForm::GitlabCodeQuality)));
    let issues = list.as_array().expect("a list");
    let mut fingerprints = std::collections::BTreeSet::new();
    for issue in issues {
        for key in ["description", "check_name", "fingerprint", "severity"] {
            assert!(issue[key].as_str().is_some_and(|it| !it.is_empty()), "{key} of {issue}");
        }
        assert!(issue["location"]["path"].as_str().is_some_and(|path| !path.starts_with("./") && !path.is_empty()));
        assert!(issue["location"]["lines"]["begin"].as_u64().is_some_and(|line| line > 0));
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&issue["severity"].as_str().unwrap_or("")));
        fingerprints.insert(issue["fingerprint"].as_str());
    }
    assert_eq!(issues.len(), 12);
    assert_eq!(fingerprints.len(), 12, "no two are the same");
}

#[test]
fn fingerprints_do_not_depend_on_lines() {
    let print = |text: &str| {
        let mut sources = Sources::default();
        let id = sources.add("a.proto", "a.proto", Some(text.into()));
        let at = text.find("here").expect("it is there");
        let report = Report::from_iter([error("x", "wrong").label(sources.place(id, at..at + 4), "")]);
        let shown = json_of(&render(&report, &sources, Format::Document(DocumentForm::Sarif)));
        shown["runs"][0]["results"][0]["partialFingerprints"].clone()
    };
    assert_eq!(print("here"), print("// a line\n\n  here"));
    assert_ne!(print("here"), serde_json::Value::Null);
}

/// Columns are counted as in editors: a tab is one column, and a character above U+FFFF is two.
#[test]
fn columns_of_sarif_count_utf16_units() {
    let region = |line: &str| {
        let mut sources = Sources::default();
        let text = format!("\u{feff}first\n{line}\n");
        let id = sources.add("a.proto", "a.proto", Some(text.as_str().into()));
        let at = text.find("here").expect("it is there");
        let report = Report::from_iter([error("x", "wrong").label(sources.place(id, at..at + 4), "")]);
        let shown = json_of(&render(&report, &sources, Format::Document(DocumentForm::Sarif)));
        let region = &shown["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
        let number = |key: &str| region[key].as_u64().expect("a number");
        (number("startLine"), number("startColumn"), number("endColumn"))
    };
    assert_eq!(region("here"), (2, 1, 5));
    assert_eq!(region("\there"), (2, 2, 6));
    assert_eq!(region("é here"), (2, 3, 7));
    assert_eq!(region("😀 here"), (2, 4, 8));
    // In a very long line, columns are counted in bytes.
    let far = "é".repeat(5000);
    assert_eq!(region(&format!("{far}here")), (2, 10_001, 10_005));
}

#[test]
fn several_labels_of_one_file_share_a_snippet() {
    let sample = TestSources::new();
    let twice = error("number-taken", "field number 1 is already taken")
        .label(sample.at(sample.new, "email"), "second use")
        .label(sample.at(sample.new, "id"), "taken here");
    check("several_labels_of_one_file_share_a_snippet", &sample.show([twice], Format::Human(PLAIN)));
}

#[test]
fn hostile_text_stays_text() {
    let mut sources = Sources::default();
    let text = "\u{1b}[2J evil\rgone \u{202e}drawkcab\r\nnext\u{85} line\n";
    let id = sources.add("a", "a\u{1b}[31m\n.proto", Some(text.into()));
    let diagnostic = error("x", "a\u{7}b\nc").label(sources.place(id, 5..9), "l\u{1b}abel").help("h\u{1b}elp");
    let report = Report::from_iter([diagnostic]);
    for format in [Format::Human(PLAIN)].into_iter().chain(LINES).chain(DOCUMENTS.map(Format::Document)) {
        let shown = render(&report, &sources, format);
        let harmless = |letter: char| letter == '\n' || !letter.is_control() && letter != '\u{202e}';
        if format != Format::GithubActions {
            assert!(shown.chars().all(harmless), "{format:?}: {shown:?}");
        }
        if LINES.contains(&format) {
            assert_eq!(shown.lines().count(), 1, "{format:?}: {shown}");
        }
    }
    check("hostile_text_stays_text", &render(&report, &sources, Format::Human(PLAIN)));
}

/// Names, paths and option values that try to inject content into a report.
const HOSTILE: &[&str] = &[
    "]]></failure></testsuites><x a=\"'&amp;\">",
    "a | b || `c` | `d",
    "```\n# heading\n\n- list <script>alert(1)</script> <details>",
    "@somebody #12 https://example.com www.example.com ![x](y) [text](http://z) **bold** ~~gone~~ $x$",
    "%0A::error::injected\r\n::warning file=a,line=1::x",
    "\u{fffe}\u{ffff}\u{0}\u{1b}\u{7f}\u{9b}\u{2028}\u{202e}\u{feff}",
    "\\\\ \\| \\` {0} {{1}} \\u0041 \"quoted\" 'single' a\tb",
    "<!-- --> &lt; &#124; &copy;",
    "😀 e\u{301} 漢字",
    "",
    " ",
];

/// Returns a report with the same text in every part of a diagnostic.
fn hostile(text: &str, sources: &mut Sources) -> Report {
    let path = format!("dir/{text}.proto");
    let id = sources.add(path.as_str(), path.as_str(), Some(format!("{text}\nmessage A {{}}").into()));
    let place = sources.place(id, 0..text.len());
    let about = subject(text, Some(text));
    let mut diagnostic = error("RULE", &format!("`{text}` and {text}")).label(place, text).help(text).about(about);
    let rows = vec![(text.to_owned(), vec![text.to_owned()])];
    let evidence = Evidence { name: "witness", title: text.to_owned(), rows, data: vec![("bytes", text.to_owned())] };
    diagnostic.evidence = Some(Box::new(evidence));
    Report::from_iter([diagnostic.clone().was(Some(place)).edit(FixSafety::Safe, place, text), diagnostic])
}

/// Returns the path of the source in reports for programs. On Windows, a backslash is no character of a name.
fn hostile_path(text: &str) -> String {
    System::HERE.portable(&format!("dir/{text}.proto")).into_owned()
}

#[test]
fn hostile_text_stays_xml() {
    for text in HOSTILE {
        let mut sources = Sources::default();
        let report = hostile(text, &mut sources);
        let shown = render(&report, &sources, Format::Document(DocumentForm::Junit));
        let xml = roxmltree::Document::parse(&shown).unwrap_or_else(|error| panic!("{text:?}: {error}\n{shown}"));
        let failures: Vec<_> = xml.descendants().filter(|node| node.has_tag_name("failure")).collect();
        assert_eq!(failures.len(), 2, "{text:?}");
        let message = legible(&format!("{}:1:1:`{text}` and {text}", hostile_path(text))).into_owned();
        let message = message.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
        assert_eq!(failures[0].attribute("message"), Some(message.as_str()));
    }
}

#[test]
fn hostile_text_stays_json() {
    for text in HOSTILE {
        let mut sources = Sources::default();
        let report = hostile(text, &mut sources);
        let message = format!("`{text}` and {text}");
        let shown = render(&report, &sources, Format::Json);
        assert_eq!(shown.lines().count(), 2, "{text:?}");
        let line = json_of(shown.lines().next().expect("there is a line"));
        assert_eq!((&line["message"], &line["path"]), (&message.as_str().into(), &hostile_path(text).into()));
        let list = json_of(&render(&report, &sources, Format::Document(DocumentForm::GitlabCodeQuality)));
        assert_eq!(list[0]["description"], format!("{message}\nhelp: {text}"));
        let log = json_of(&render(&report, &sources, Format::Document(DocumentForm::Sarif)));
        let result = &log["runs"][0]["results"][0];
        let unescaped = result["message"]["text"].as_str().expect("a text").replace("\\[", "[").replace("\\]", "]");
        assert_eq!(unescaped, format!("{message}\nhelp: {text}"));
        assert_eq!(result["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"], *text);
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().expect("a path");
        assert!(uri.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"{}|\\^`:?#[]".contains(&byte)), "{uri}");
    }
}

/// Each finding is one command, and no text of a user becomes a command or a property of a command.
#[test]
fn hostile_text_does_not_end_its_annotation() {
    for text in HOSTILE {
        let mut sources = Sources::default();
        let report = hostile(text, &mut sources);
        let shown = render(&report, &sources, Format::GithubActions);
        assert_eq!(shown.split('\n').count(), 3, "{text:?}: {shown}");
        for line in shown.lines() {
            let (properties, data) =
                line.strip_prefix("::error ").and_then(|it| it.split_once("::")).expect("a command");
            assert_eq!(properties.split(',').count(), 6, "{properties}");
            let unescaped = data.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%");
            assert_eq!(unescaped, format!("`{text}` and {text}\nhelp: {text}"));
        }
    }
}

/// The table keeps its structure, and no user text outside of code contains special characters of Markdown.
#[test]
#[cfg_attr(windows, ignore = "a backslash is no character of a name")]
fn hostile_text_stays_markdown() {
    for text in HOSTILE {
        let mut sources = Sources::default();
        let report = hostile(text, &mut sources);
        let shown = render(&report, &sources, Format::Document(DocumentForm::Markdown));
        let rows: Vec<&str> = shown.lines().filter(|line| line.starts_with("| ❌ |")).collect();
        assert_eq!(rows.len(), 2, "{text:?}: {shown}");
        for row in rows {
            assert_eq!(row.matches('|').count(), 5, "{row}");
        }
        let tags = ["<script", "<x", "<details>", "![", "](", "**bold", "~~", "@somebody", "://", "www.e", "#12 h"];
        let outside = without_code(&shown.replace("<details>\n<summary>", ""));
        for tag in tags {
            assert!(!outside.contains(tag), "{tag} in {outside}");
        }
        assert_eq!(shown.lines().filter(|line| line.starts_with('#')).count(), 2, "{shown}");
    }
    let mut sources = Sources::default();
    let reports: Vec<Report> = HOSTILE.iter().map(|text| hostile(text, &mut sources)).collect();
    let report = reports.into_iter().flatten().collect();
    check("hostile_markdown", &render(&report, &sources, Format::Document(DocumentForm::Markdown)));
}

/// Returns the text outside of backticks.
fn without_code(text: &str) -> String {
    let line = |line: &str| line.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn comments_are_within_the_length_limit() {
    let sample = TestSources::new();
    let long = "`a`".repeat(200);
    let diagnostics = (0..500).map(|number| {
        error("RULE", &format!("{number} {long}")).label(sample.at(sample.new, "email"), "here").help(long.as_str())
    });
    let shown = sample.show(diagnostics, Format::Document(DocumentForm::Markdown));
    assert!(shown.len() < 65_536);
    let rows = shown.lines().filter(|line| line.starts_with("| ❌ |")).count();
    assert!(rows > 10);
    assert!(shown.ends_with(&format!("… and {} more, not shown here.\n", 500 - rows)));
}

#[test]
fn positions_after_the_end_of_the_text_do_not_panic() {
    let mut sources = Sources::default();
    let empty = sources.add("empty.proto", "empty.proto", Some("".into()));
    let short = sources.add("short.proto", "short.proto", Some("é".into()));
    let far = |id| Place::positions(id, Position::new(7, 70), Position::new(9, 1));
    let inside = |id| Place::positions(id, Position::new(0, 1), Position::new(0, 1));
    for place in [far(empty), far(short), inside(empty), inside(short), Place::whole(empty)] {
        let report = Report::from_iter([error("x", "somewhere").label(place, "here")]);
        for format in [Format::Human(PLAIN)].into_iter().chain(LINES).chain(DOCUMENTS.map(Format::Document)) {
            assert!(render(&report, &sources, format).contains("somewhere"), "{format:?} {place:?}");
        }
    }
}
