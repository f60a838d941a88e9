//! The number of trials does not grow with the number of fixes, and the result is that of one fix at a time.

use std::fmt::Write;

use super::{LintFixRequest, LintFixRun};
use protoward_gate::{LintBaseline, LintRequest, lint};
use protoward_inputs::Input;
use protoward_policy::Clock;
use protoward_source::{Report, Sources};
use protoward_workspace::OpenOptions;

/// Applies all fixes to a file, so many in one trial. Returns the diff, the number of trials, and the summary.
fn fixed(text: &str, most_fixes: usize) -> (String, usize, String) {
    fixed_files(&[("a/v1/a.proto", text)], most_fixes, true)
}

fn fixed_files(files: &[(&str, &str)], most_fixes: usize, may_narrow: bool) -> (String, usize, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("protoward.toml"), "[lint]\nuse = [\"STANDARD\"]\n").expect("a configuration");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    let input = Input::Folder(folder.path().to_owned());
    let options = OpenOptions::default();
    let mut sources = Sources::default();
    let mut report = Report::default();
    let workspace = protoward_workspace::open(&input, &options, &mut sources, &mut report).expect("it compiles");
    let clock = Clock::now(None);
    let request = LintRequest { clock: &clock, input: None, limits: None, baseline: LintBaseline::Off };
    let verdict = lint(&workspace, &mut sources, request).expect("it is checked");
    let request = LintFixRequest {
        input,
        options,
        is_write: true,
        allows_unsafe: true,
        clock,
        plugin_limits: None,
        baseline: None,
    };
    let mut run = LintFixRun::new(request, workspace, verdict, &sources).expect("it can be written");
    run.most_fixes = most_fixes;
    run.may_narrow = may_narrow;
    run.apply(&mut sources);
    let diff = run.diff().replace(folder.path().to_str().expect("a path in UTF-8"), "");
    let summary = run.summary("fixed", &sources);
    (diff, run.trials, summary)
}

/// Returns services whose methods have the same names, and enums with names that are taken: as they are, in capital letters, and
/// without the prefix.
fn schema(size: usize) -> String {
    let mut text = "syntax = \"proto3\";\npackage a.v1;\n".to_owned();
    for i in 0..size {
        write!(
            text,
            "message Ask{i} {{
  enum Status {{
    UNDEFINED_STATUS = 0;
    DONE = 1;
    UNSPECIFIED = 2;
  }}
  enum Other {{
    OTHER_UNSPECIFIED = 0;
    STATUS_DONE = 1;
  }}
  enum colorOf {{
    none = 0;
    COLOR_OF_RED = 1;
    Blue = 2;
  }}
  Status status = 1;
  colorOf userColor = 2;
  string userName = 3;
  string USER_NAME = 4;
}}
message Answer{i} {{}}
message Books{i}ListRequest {{}}
service Books{i} {{
  rpc Get(Ask{i}) returns (Answer{i});
  rpc List(Books{i}ListRequest) returns (ListResponse{i});
}}
message ListResponse{i} {{ repeated Answer{i} answers = 1; }}
"
        )
        .expect("texts grow");
    }
    text
}

#[test]
fn trials_do_not_grow_with_the_number_of_fixes() {
    let (_, few, _) = fixed(&schema(2), usize::MAX);
    let (_, many, summary) = fixed(&schema(40), usize::MAX);
    assert_eq!(few, many, "{summary}");
    assert!(many <= 5, "{many} trials: {summary}");
}

#[test]
fn all_fixes_together_are_one_fix_at_a_time() {
    let text = schema(3);
    let (together, _, summary) = fixed(&text, usize::MAX);
    let (one_by_one, _, one_by_one_summary) = fixed(&text, 1);
    assert_eq!(together, one_by_one);
    assert_eq!(summary, one_by_one_summary);
}

/// Fixes in a part of the files are those in all of them: also where a text that is not in the part names a message.
#[test]
fn a_part_has_the_fixes_of_the_whole() {
    let text = schema(3);
    let user = "syntax = \"proto3\";\npackage user.v1;\nimport \"a/v1/a.proto\";\nmessage User { a.v1.Ask0.colorOf of = 1; }\n";
    let far = |name: &str| format!("syntax = \"proto3\";\npackage {name}.v1;\nmessage Far {{ string name = 1; }}\n");
    let naming = "syntax = \"proto3\";\npackage far.v1;\nimport \"google/protobuf/descriptor.proto\";\n\
        extend google.protobuf.MessageOptions { string note = 50000; }\n\
        message Far { option (note) = \"like Ask1 and ListResponse2\"; }\n";
    let others = ["b", "c", "d", "e"].map(|name| (format!("{name}/v1/{name}.proto"), far(name)));
    let mut files = vec![("a/v1/a.proto", &*text), ("user/v1/user.proto", user), ("far/v1/far.proto", naming)];
    files.extend(others.iter().map(|(name, text)| (&**name, &**text)));
    let (part, _, summary) = fixed_files(&files, usize::MAX, true);
    let (one_by_one, _, one_by_one_summary) = fixed_files(&files, 1, false);
    assert_eq!(part, one_by_one);
    assert_eq!(summary, one_by_one_summary);
    assert!(!part.contains("-message Ask1") && part.contains("-message Ask0"), "{part}");
}

/// A service that would leave findings about the names of its responses is not tried with other fixes.
#[test]
fn unlikely_fixes_wait() {
    let text = "syntax = \"proto3\";\npackage a.v1;\nmessage FindRequest { string userName = 1; }\nmessage ShopFindResponse {}\n\
        service Shop { rpc Find(FindRequest) returns (ShopFindResponse); }\nmessage AskRequest {}\n\
        service Other { rpc Ask(AskRequest) returns (Reply); }\nmessage Reply {}\n";
    let (together, trials, summary) = fixed(text, usize::MAX);
    let (one_by_one, _, one_by_one_summary) = fixed(text, 1);
    assert_eq!((&together, &summary), (&one_by_one, &one_by_one_summary));
    assert!(!together.contains("ShopService") && together.contains("OtherService"), "{together}");
    assert_eq!(trials, 3, "{summary}");
}
