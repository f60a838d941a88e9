//! The forms of a report: the same diagnostics in each of them.

use std::sync::Arc;

use protoward::report::{Code, Diagnostic, Format, Report, Style, render};
use protoward::source::{Place, Position, SourceId, Sources};

use super::support;

const PLAIN: Style = Style { color: false, unicode: true, width: 100 };

const NEW: &str =
    "syntax = \"proto3\";\n\npackage user.v1;\n\nmessage User {\n  string id = 1;\n\tstring email = 3;\n}\n";
const OLD: &str =
    "syntax = \"proto3\";\n\npackage user.v1;\n\nmessage User {\n  string id = 1;\n  string name = 2;\n}\n";

struct Given {
    sources: Sources,
    new: SourceId,
    old: SourceId,
    image: SourceId,
}

impl Given {
    fn new() -> Self {
        let mut sources = Sources::default();
        let mut add = |display: &str, text: Option<&str>| sources.add("user.proto", display, text.map(Arc::from));
        let new = add("proto/user.proto", Some(NEW));
        let old = add("proto/user.proto@HEAD~1", Some(OLD));
        let image = add("image.binpb", None);
        Self { sources, new, old, image }
    }

    /// Where `what` stands in a text.
    fn at(&self, id: SourceId, what: &str) -> Place {
        let text = self.sources.get(id).text.as_deref().expect("it has a text");
        let start = text.find(what).expect("it is in the text");
        self.sources.place(id, start..start + what.len())
    }

    fn show(&self, diagnostics: impl IntoIterator<Item = Diagnostic>, format: Format) -> String {
        render(&Report::from_iter(diagnostics), &self.sources, format)
    }
}

fn check(name: &str, text: &str) {
    support::check("report", name, text);
}

fn error(code: &'static str, message: &str) -> Diagnostic {
    Diagnostic::error(Code::new(code), message)
}

/// Pushed out of order, one of each kind.
fn one_of_each(given: &Given) -> Vec<Diagnostic> {
    let gone = "field 2 `name` is gone from `user.v1.User`, and its number is free to be taken again";
    vec![
        error("FIELD_NO_DELETE", gone)
            .label(given.at(given.new, NEW[NEW.find("message").unwrap_or_default()..].trim_end()), "it was in here")
            .label(given.at(given.old, "string name = 2;"), "as it was")
            .help("write `reserved 2; reserved \"name\";`"),
        Diagnostic::warning(Code::new("tabs"), "a tab, 100% of it").label(given.at(given.new, "string email"), ""),
        error("AAA", "earlier in the alphabet, same place").label(given.at(given.new, "string email"), "here"),
        error("bad-image", "this is not a descriptor set").label(Place::whole(given.image), ""),
        error("FILE_NO_DELETE", "file `gone.proto` is gone").help("bring it back"),
        error("in-image", "a place without text")
            .label(Place::new(given.image, Position::new(3, 2), Position::new(3, 9)), "what it was"),
    ]
}

#[test]
fn human() {
    let given = Given::new();
    check("human", &given.show(one_of_each(&given), Format::Human(PLAIN)));
}

#[test]
fn human_in_ascii_and_narrow() {
    let given = Given::new();
    let style = Style { unicode: false, width: 50, ..PLAIN };
    check("human_in_ascii_and_narrow", &given.show(one_of_each(&given).into_iter().take(1), Format::Human(style)));
}

#[test]
fn color_is_told_not_guessed() {
    let given = Given::new();
    let colored = given.show(one_of_each(&given), Format::Human(Style { color: true, ..PLAIN }));
    assert!(colored.contains("\u{1b}[31m"));
    assert!(!given.show(one_of_each(&given), Format::Human(PLAIN)).contains('\u{1b}'));
}

#[test]
fn text() {
    let given = Given::new();
    check("text", &given.show(one_of_each(&given), Format::Text));
}

#[test]
fn json() {
    let given = Given::new();
    let json = given.show(one_of_each(&given), Format::Json);
    for line in json.lines() {
        serde_json::from_str::<serde_json::Value>(line).expect("each line is an object");
    }
    check("json", &json);
}

#[test]
fn github_actions() {
    let given = Given::new();
    check("github_actions", &given.show(one_of_each(&given), Format::GithubActions));
}

#[test]
fn several_labels_of_one_file_share_a_snippet() {
    let given = Given::new();
    let twice = error("number-taken", "field number 1 is already taken")
        .label(given.at(given.new, "email"), "second use")
        .label(given.at(given.new, "id"), "taken here");
    check("several_labels_of_one_file_share_a_snippet", &given.show([twice], Format::Human(PLAIN)));
}

#[test]
fn hostile_text_stays_text() {
    let mut sources = Sources::default();
    let text = "\u{1b}[2J evil\rgone \u{202e}drawkcab\r\nnext\u{85} line\n";
    let id = sources.add("a", "a\u{1b}[31m\n.proto", Some(text.into()));
    let diagnostic = error("x", "a\u{7}b\nc").label(sources.place(id, 5..9), "l\u{1b}abel").help("h\u{1b}elp");
    let report = Report::from_iter([diagnostic]);
    for format in [Format::Human(PLAIN), Format::Text, Format::Json, Format::GithubActions] {
        let shown = render(&report, &sources, format);
        let harmless = |letter: char| letter == '\n' || !letter.is_control() && letter != '\u{202e}';
        if format != Format::GithubActions {
            assert!(shown.chars().all(harmless), "{format:?}: {shown:?}");
        }
        if !matches!(format, Format::Human(_)) {
            assert_eq!(shown.lines().count(), 1, "{format:?}: {shown}");
        }
    }
    check("hostile_text_stays_text", &render(&report, &sources, Format::Human(PLAIN)));
}

#[test]
fn places_beyond_the_text_are_survived() {
    let mut sources = Sources::default();
    let empty = sources.add("empty.proto", "empty.proto", Some("".into()));
    let short = sources.add("short.proto", "short.proto", Some("é".into()));
    let far = |id| Place::new(id, Position::new(7, 70), Position::new(9, 1));
    let inside = |id| Place::new(id, Position::new(0, 1), Position::new(0, 1));
    for place in [far(empty), far(short), inside(empty), inside(short), Place::whole(empty)] {
        let report = Report::from_iter([error("x", "somewhere").label(place, "here")]);
        for format in [Format::Human(PLAIN), Format::Text, Format::Json, Format::GithubActions] {
            assert!(render(&report, &sources, format).contains("somewhere"), "{format:?} {place:?}");
        }
    }
}
