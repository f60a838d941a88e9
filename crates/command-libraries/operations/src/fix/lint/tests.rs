//! The number of trials does not grow with the number of fixes, and the result is that of one fix at a time.

use std::fmt::Write;

use super::{LintFixRequest, LintFixRun};
use protoward_gate::{LintBaseline, LintRequest, lint};
use protoward_inputs::Input;
use protoward_policy::Clock;
use protoward_source::{Report, Sources};
use protoward_workspace::OpenOptions;

/// Applies all fixes to a schema, so many in one trial. Returns the diff, the number of trials, and the summary.
fn fixed(text: &str, most_fixes: usize) -> (String, usize, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::create_dir_all(folder.path().join("a/v1")).expect("a folder");
    std::fs::write(folder.path().join("protoward.toml"), "[lint]\nuse = [\"STANDARD\"]\n").expect("a configuration");
    std::fs::write(folder.path().join("a/v1/a.proto"), text).expect("a file");
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
