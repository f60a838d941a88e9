//! `--comment` against a server that behaves as the APIs of GitHub and GitLab: ten situations, and hostile texts.

use std::fs;
use std::net::TcpListener;
use std::path::Path;

use serde_json::{Value, json};

use super::environment;
use super::http_server::{HttpServer, Request, Response};
use super::support::check;

const TOKEN: &str = "secret-token";

const BEFORE: &str =
    "syntax = \"proto3\";\n\npackage shop.v1;\n\nmessage Order {\n  string id = 1;\n  int64 total = 2;\n}\n";
const AFTER: &str = "syntax = \"proto3\";\n\npackage shop.v1;\n\nmessage Order {\n  string id = 1;\n}\n";

/// The state of the server.
#[derive(Default)]
struct State {
    is_gitlab: bool,
    /// The comments: id, author and text. The author [`SELF`] is the user of the token.
    comments: Vec<(u64, u64, String)>,
    /// `true` for the token of an app or of a job, which is not told its user.
    is_app: bool,
    /// The answers before the server works: status and headers.
    trouble: Vec<(u16, &'static str)>,
    /// The status and message of everything that writes.
    refusal: Option<(u16, &'static str)>,
    /// The requests, as method and path.
    requests: Vec<String>,
}

/// The id of the user of the token.
const SELF: u64 = 41;

/// The number of comments on a page, fewer than a client asks for.
const PAGE: usize = 2;

struct Service {
    address: String,
    server: HttpServer<State>,
}

impl Service {
    fn start(state: State) -> Self {
        let server = HttpServer::start(state, respond);
        Self { address: format!("http://{}", server.address), server }
    }

    fn github(state: State) -> Self {
        Self::start(state)
    }

    fn gitlab(state: State) -> Self {
        Self::start(State { is_gitlab: true, ..state })
    }

    fn texts(&self) -> Vec<String> {
        self.server.state().comments.iter().map(|(.., text)| text.clone()).collect()
    }

    fn requests(&self) -> Vec<String> {
        self.server.state().requests.clone()
    }
}

fn respond(state: &mut State, request: &Request) -> Response {
    state.requests.push(format!("{} {}", request.method, request.path));
    let is_known = if state.is_gitlab {
        request.header("private-token") == Some(TOKEN) || request.header("job-token") == Some(TOKEN)
    } else {
        request.header("authorization") == Some(&*format!("Bearer {TOKEN}")) && request.header("user-agent").is_some()
    };
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let (status, headers, answer) = match () {
        () if !state.trouble.is_empty() => {
            let (status, headers) = state.trouble.remove(0);
            (status, headers.to_owned(), json!({ "message": "trouble" }))
        }
        () if !is_known => (401, String::new(), json!({ "message": "Bad credentials" })),
        () => answer(state, &request.method, &request.path, &body),
    };
    let body = if status == 204 { Vec::new() } else { answer.to_string().into_bytes() };
    Response { status, headers, body }
}

fn answer(state: &mut State, method: &str, path: &str, body: &Value) -> (u16, String, Value) {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let (list, one) = if state.is_gitlab {
        ("/projects/1/merge_requests/7/notes", "/projects/1/merge_requests/7/notes/")
    } else {
        ("/repos/acme/shop/issues/7/comments", "/repos/acme/shop/issues/comments/")
    };
    let is_app = state.is_app;
    let user = |author: u64| match is_app && author == SELF {
        true => json!({ "id": author, "login": "github-actions[bot]", "type": "Bot" }),
        false => json!({ "id": author, "login": format!("user{author}"), "type": "User" }),
    };
    let author = if state.is_gitlab { "author" } else { "user" };
    let shown = |(id, by, text): &(u64, u64, String)| json!({ "id": id, "body": text, author: user(*by) });
    if method != "GET"
        && let Some((status, message)) = state.refusal
    {
        return (status, String::new(), json!({ "message": message }));
    }
    let id = path.strip_prefix(one).and_then(|id| id.parse::<u64>().ok());
    let at = id.and_then(|id| state.comments.iter().position(|(other, ..)| *other == id));
    let text = body["body"].as_str().map(str::to_owned);
    let update = if state.is_gitlab { "PUT" } else { "PATCH" };
    match (method, at, text) {
        ("GET", _, _) if path == list => {
            let page: usize = query.split('&').find_map(|it| it.strip_prefix("page=")).unwrap().parse().unwrap();
            let pages = state.comments.chunks(PAGE).count();
            let comments: Vec<Value> =
                state.comments.chunks(PAGE).nth(page - 1).into_iter().flatten().map(shown).collect();
            let headers = match (page < pages, state.is_gitlab) {
                (true, true) => format!("x-next-page: {}\r\n", page + 1),
                (false, true) => "x-next-page: \r\n".to_owned(),
                (true, false) => format!("link: <http://api/x?page={}>; rel=\"next\"\r\n", page + 1),
                (false, false) => String::new(),
            };
            (200, headers, Value::from(comments))
        }
        ("GET", _, _) if path == "/user" && !state.is_app => (200, String::new(), user(SELF)),
        ("GET", _, _) if path == "/user" => {
            (403, String::new(), json!({ "message": "Resource not accessible by integration" }))
        }
        ("GET", _, _) if path == "/job" && state.is_gitlab => {
            (200, String::new(), json!({ "id": 9, "user": user(SELF) }))
        }
        ("POST", _, Some(text)) if path == list => {
            let limit = if state.is_gitlab { 1_000_000 } else { 65_536 };
            if text.chars().count() > limit {
                return (422, String::new(), json!({ "message": "body is too long" }));
            }
            state.comments.push((100 + state.comments.len() as u64, SELF, text));
            (201, String::new(), shown(state.comments.last().unwrap()))
        }
        (method, Some(at), Some(text)) if method == update => {
            state.comments[at].2 = text;
            (200, String::new(), shown(&state.comments[at]))
        }
        ("DELETE", Some(at), _) => {
            state.comments.remove(at);
            (204, String::new(), Value::Null)
        }
        _ => (404, String::new(), json!({ "message": "Not Found" })),
    }
}

/// The result of a run.
struct Run {
    code: i32,
    log: String,
    summary: String,
}

/// Compares two versions and comments on the pull request 7.
fn run(service: &Service, files: &[(&str, &str)], more: &[&str]) -> Run {
    let is_gitlab = service.server.state().is_gitlab;
    run_at(&service.address, is_gitlab.then_some("GITLAB_TOKEN"), files, more)
}

/// `gitlab` is the variable with the token of GitLab; without it, the service is GitHub.
fn run_at(address: &str, gitlab: Option<&str>, files: &[(&str, &str)], more: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let variables: &[(&str, &str)] = if let Some(token) = gitlab {
        &[
            ("GITLAB_CI", "true"),
            ("CI_MERGE_REQUEST_IID", "7"),
            ("CI_MERGE_REQUEST_PROJECT_ID", "1"),
            ("CI_API_V4_URL", address),
            (token, TOKEN),
        ]
    } else {
        &[
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_REF", "refs/pull/7/merge"),
            ("GITHUB_REPOSITORY", "acme/shop"),
            ("GITHUB_API_URL", address),
            ("GITHUB_TOKEN", TOKEN),
        ]
    };
    let summary = folder.path().join("summary.md");
    let output = environment::protoward()
        .current_dir(folder.path())
        .args(if more.is_empty() { &["breaking", "new", "--against", "old", "--comment"] } else { more })
        .envs(variables.iter().copied())
        .env("GITHUB_STEP_SUMMARY", &summary)
        .output()
        .unwrap();
    let log = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(!log.contains(TOKEN), "the token is in the log: {log}");
    let summary = fs::read_to_string(&summary).unwrap_or_default();
    Run { code: output.status.code().unwrap(), log: log.into_owned(), summary }
}

const CHANGED: &[(&str, &str)] = &[("old/shop.proto", BEFORE), ("new/shop.proto", AFTER)];
const SAME: &[(&str, &str)] = &[("old/shop.proto", BEFORE), ("new/shop.proto", BEFORE)];

fn mark() -> String {
    protoward_report::comment_mark("gate")
}

fn old_comments(texts: &[&str]) -> State {
    let comments = texts.iter().enumerate().map(|(at, text)| (at as u64 + 1, SELF, (*text).to_owned()));
    State { comments: comments.collect(), ..State::default() }
}

#[test]
fn shows_findings_fixes_and_approvals_in_a_new_comment() {
    let service = Service::github(old_comments(&["looks good"]));
    let Run { code, log, .. } = run(&service, CHANGED, &[]);
    assert_eq!(code, 100, "{log}");
    assert!(log.contains("a comment was added"), "{log}");
    let texts = service.texts();
    assert_eq!(texts.len(), 2);
    let text = &texts[1];
    assert!(text.starts_with(&mark()), "{text}");
    check("report", "comment_github", text);
    // The second run updates the comment of the first.
    let Run { code, log, .. } = run(&service, SAME, &[]);
    assert_eq!(code, 0, "{log}");
    assert!(log.contains("the comment was updated"), "{log}");
    let texts = service.texts();
    assert_eq!(texts.len(), 2);
    assert!(texts[1].contains("✅") && !texts[1].contains("FIELD_NO_DELETE"), "{}", texts[1]);
    // A third run changes nothing.
    let before = service.requests().len();
    let Run { log, .. } = run(&service, SAME, &[]);
    assert!(log.contains("the comment is up to date"), "{log}");
    assert!(service.requests()[before..].iter().all(|request| request.starts_with("GET ")));
}

#[test]
fn writes_no_new_comment_without_findings() {
    let service = Service::github(State::default());
    let Run { code, log, .. } = run(&service, SAME, &[]);
    assert_eq!((code, service.texts().len()), (0, 0), "{log}");
    assert!(log.contains("no comment: there is nothing to report"), "{log}");
}

#[test]
fn finds_the_comment_on_the_last_page() {
    let quoted = format!("> {}\nsee above", mark());
    let own = format!("{}\nold", mark());
    let service = Service::github(old_comments(&["one", &quoted, "three", "four", &own]));
    let Run { code, log, .. } = run(&service, CHANGED, &[]);
    assert_eq!(code, 100, "{log}");
    let texts = service.texts();
    assert_eq!(texts.len(), 5, "{texts:?}");
    assert!(texts[4].contains("FIELD_NO_DELETE"), "{texts:?}");
    assert_eq!(texts[1], quoted);
    assert_eq!(service.requests().iter().filter(|request| request.contains("/comments?")).count(), 3);
}

#[test]
fn of_two_old_comments_one_remains() {
    let own = format!("{}\nold", mark());
    let mut state = old_comments(&[&own, "two", &own, &own]);
    // Somebody else's text is never deleted.
    state.comments[3].1 = 42;
    let service = Service::github(state);
    let Run { code, log, .. } = run(&service, CHANGED, &[]);
    assert_eq!(code, 100, "{log}");
    let texts = service.texts();
    assert_eq!((texts.len(), &*texts[1], &texts[2]), (3, "two", &own), "{texts:?}");
    assert!(texts[0].contains("FIELD_NO_DELETE"), "{texts:?}");
}

/// The mark is no secret, so that anyone may write it.
#[test]
fn leaves_comments_of_others_as_they_are() {
    let own = format!("{}\nold", mark());
    for (is_gitlab, is_app) in [(false, false), (false, true), (true, false), (true, true)] {
        let mut state = State { is_gitlab, is_app, ..old_comments(&[&own]) };
        state.comments[0].1 = 42;
        let service = Service::start(state);
        let Run { code, log, .. } = run(&service, CHANGED, &[]);
        assert_eq!(code, 100, "{log}");
        let texts = service.texts();
        assert_eq!((texts.len(), &texts[0]), (2, &own), "{texts:?}");
        assert!(log.contains("a comment was added") && texts[1].contains("FIELD_NO_DELETE"), "{log}");
        let is_known = !is_gitlab || !is_app;
        let Run { log, .. } = run(&service, SAME, &[]);
        assert_eq!(service.texts()[0], own, "{log}");
        assert_eq!(log.contains("the comment was updated"), is_known, "{log}");
    }
}

#[test]
fn gitlab_has_the_note_of_a_job_updated() {
    let own = format!("{}\nold", mark());
    let service = Service::gitlab(State { is_app: true, ..old_comments(&[&own]) });
    let Run { code, log, .. } = run_at(&service.address, Some("CI_JOB_TOKEN"), CHANGED, &[]);
    assert!(code == 100 && log.contains("the comment was updated"), "{log}");
    assert!(service.texts()[0].contains("FIELD_NO_DELETE"), "{log}");
}

#[test]
fn waits_for_a_short_rate_limit() {
    let service = Service::github(State { trouble: vec![(429, "retry-after: 1\r\n")], ..State::default() });
    let Run { code, log, .. } = run(&service, CHANGED, &[]);
    assert_eq!((code, service.texts().len()), (100, 1), "{log}");
    let limit = "retry-after: 3600\r\nx-ratelimit-remaining: 0\r\n";
    let service = Service::github(State { trouble: vec![(403, limit)], ..State::default() });
    let Run { code, log, summary } = run(&service, CHANGED, &[]);
    assert_eq!((code, service.texts().len()), (100, 0), "{log}");
    assert!(log.contains("the rate limit ends in 3600 s"), "{log}");
    assert!(summary.contains("FIELD_NO_DELETE"), "{summary}");
}

#[test]
fn writes_the_text_for_a_fork_into_the_job_summary() {
    let refusal = Some((403, "Resource not accessible by integration"));
    let service = Service::github(State { refusal, ..State::default() });
    let Run { code, log, summary } = run(&service, CHANGED, &[]);
    assert_eq!((code, service.texts().len()), (100, 0), "{log}");
    assert!(
        log.contains("warning: no comment was written on the pull request: the token is not allowed to comment (403"),
        "{log}"
    );
    assert!(log.contains("the summary of the job has the same text") && log.contains("pull-requests: write"), "{log}");
    let other = Service::github(State::default());
    run(&other, CHANGED, &[]);
    assert_eq!(summary, other.texts()[0]);
}

#[test]
fn keeps_the_verdict_for_a_failing_server() {
    let failing = |number: usize| State { trouble: vec![(502, ""); number], ..State::default() };
    let service = Service::github(failing(2));
    let Run { code, log, .. } = run(&service, CHANGED, &[]);
    assert_eq!((code, service.texts().len()), (100, 1), "{log}");
    let service = Service::github(failing(9));
    let Run { code, log, .. } = run(&service, CHANGED, &[]);
    assert_eq!(code, 100, "{log}");
    assert!(log.contains("the service answered 502: trouble"), "{log}");
    let service = Service::github(failing(9));
    let Run { code, log, .. } = run(&service, SAME, &[]);
    assert_eq!(code, 0, "{log}");
}

#[test]
fn keeps_the_verdict_for_an_unreachable_server() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let Run { code, log, summary } = run_at(&address, None, CHANGED, &[]);
    assert_eq!(code, 100, "{log}");
    assert!(log.contains("cannot connect to"), "{log}");
    assert!(summary.contains("FIELD_NO_DELETE"), "{summary}");
}

#[test]
fn gitlab_has_a_new_note() {
    let service = Service::gitlab(State::default());
    let Run { code, log, .. } = run(&service, CHANGED, &[]);
    assert_eq!(code, 100, "{log}");
    let texts = service.texts();
    assert_eq!(texts.len(), 1, "{log}");
    check("report", "comment_gitlab", &texts[0]);
}

#[test]
fn gitlab_has_the_note_updated() {
    let own = format!("{}\nold", mark());
    let service = Service::gitlab(old_comments(&["one", "two", &own]));
    let Run { code, log, .. } = run(&service, CHANGED, &[]);
    assert_eq!(code, 100, "{log}");
    let texts = service.texts();
    assert_eq!(texts.len(), 3);
    assert!(texts[2].contains("FIELD_NO_DELETE"), "{texts:?}");
    let service = Service::gitlab(State { refusal: Some((403, "403 Forbidden")), ..State::default() });
    let Run { code, log, .. } = run(&service, CHANGED, &[]);
    assert!(code == 100 && log.contains("GITLAB_TOKEN"), "{log}");
}

#[test]
fn names_distinguish_the_comments_of_jobs() {
    let service = Service::github(State::default());
    for (name, number) in [("--comment=api", 1), ("--comment=web", 2), ("--comment=api", 2)] {
        let Run { code, log, .. } = run(&service, CHANGED, &["breaking", "new", "--against", "old", name]);
        assert_eq!((code, service.texts().len()), (100, number), "{log}");
    }
}

#[test]
fn comments_on_all_findings_of_a_check() {
    let files =
        [CHANGED, &[("new/protoward.toml", "format = true\n"), ("new/b.proto", "syntax = \"proto3\" ;\n")]].concat();
    let service = Service::github(State::default());
    let Run { code, log, .. } = run(&service, &files, &["check", "new", "--against", "old", "--comment"]);
    assert_eq!(code, 100, "{log}");
    let text = &service.texts()[0];
    assert!(text.contains("`FIELD_NO_DELETE`") && text.contains("`not-formatted`"), "{text}");
}

#[test]
fn does_not_report_a_failed_comparison_as_success() {
    let service = Service::github(State::default());
    let files = [("old/shop.proto", BEFORE), ("new/shop.proto", "syntax = \"proto3\";\nmessage {\n")];
    let Run { code, log, .. } = run(&service, &files, &[]);
    assert_eq!((code, service.texts().len()), (1, 1), "{log}");
    assert!(service.texts()[0].contains("### ❌ protoward: not everything could be checked"), "{:?}", service.texts());
}

#[test]
fn lists_releases_and_accepted_changes() {
    let older = BEFORE.replace("total", "sum");
    let approvals = "approvals = [\n  { finding = \"6b580d6fb10603b8\", rule = \"FIELD_NO_DELETE\", reason = \"@team | nobody reads \\n <b>it\" },\n]\n";
    let new = AFTER.replace("  string id = 1;\n", "");
    let files = [
        ("old/shop.proto", BEFORE),
        ("older/shop.proto", older.as_str()),
        ("new/shop.proto", new.as_str()),
        ("new/protoward.approvals.toml", approvals),
    ];
    let service = Service::github(State::default());
    let against = ["breaking", "new", "--against", "old", "--against", "older", "--comment"];
    let Run { code, log, .. } = run(&service, &files, &against);
    assert_eq!(code, 100, "{log}");
    check("report", "comment_releases", &service.texts()[0]);
}

#[test]
fn states_how_many_findings_a_long_comment_leaves_out() {
    let fields: String =
        (1..=400).map(|number| format!("  string a_field_with_a_long_name_{number} = {number};\n")).collect();
    let old = format!("syntax = \"proto3\";\npackage shop.v1;\nmessage Order {{\n{fields}}}\n");
    let new = "syntax = \"proto3\";\npackage shop.v1;\nmessage Order {\n}\n";
    let files = [("old/shop.proto", old.as_str()), ("new/shop.proto", new)];
    let service = Service::github(State::default());
    let Run { code, log, .. } = run(&service, &files, &[]);
    assert_eq!(code, 100, "{log}");
    let text = &service.texts()[0];
    assert!(text.len() <= 65_536 && text.contains("more, not shown here."), "{}", text.len());
    let rows = text.lines().filter(|line| line.starts_with("| ❌")).count();
    assert!(text.contains(&format!("… and {} more", 400 - rows)), "{rows}");
    assert!(rows > 20, "{rows}");
}

#[test]
fn texts_of_schemas_are_only_texts() {
    let old = "syntax = \"proto2\";\npackage shop.v1;\nmessage Order {\n  optional string id = 1 [default = \"@team <b>|x| ``` <!-- -->\"];\n}\n";
    let new = "syntax = \"proto2\";\npackage shop.v1;\nmessage Order {\n  optional string id = 1 [default = \"@all <img src=x> #1 |\"];\n}\n";
    let service = Service::github(State::default());
    let Run { log, .. } = run(&service, &[("old/shop.proto", old), ("new/shop.proto", new)], &[]);
    let texts = service.texts();
    let text = texts.first().unwrap_or_else(|| panic!("{log}"));
    let prose: String = outside_of_code(text);
    assert!(!prose.contains("@team") && !prose.contains("@all"), "{prose}");
    assert!(!prose.contains("<b>") && !prose.contains("<img"), "{prose}");
    for row in text.lines().filter(|line| line.starts_with("| ❌")) {
        assert_eq!(row.matches('|').count(), 5, "{row}");
    }
}

/// Returns a text without its blocks of code.
fn outside_of_code(text: &str) -> String {
    let mut fence: Option<String> = None;
    let mut outside = String::new();
    for line in text.lines() {
        let ticks: String = line.chars().take_while(|it| *it == '`').collect();
        match &fence {
            Some(open) if line == open => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => fence = Some(ticks),
            None => outside += &format!("{line}\n"),
        }
    }
    assert_eq!(fence, None, "a block of code is not closed");
    outside
}

#[test]
fn writes_no_comment_for_a_push() {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in CHANGED {
        fs::create_dir_all(folder.path().join(Path::new(path).parent().unwrap())).unwrap();
        fs::write(folder.path().join(path), text).unwrap();
    }
    let run = |variables: &[(&str, &str)]| {
        let mut command = environment::protoward();
        command.current_dir(folder.path()).args(["breaking", "new", "--against", "old", "--comment"]);
        let output = command.envs(variables.iter().copied()).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, log) = run(&[("GITHUB_ACTIONS", "true"), ("GITHUB_REF", "refs/heads/main")]);
    assert!(code == 100 && log.contains("no comment: this run is not for a pull request"), "{log}");
    let (code, log) =
        run(&[("GITHUB_ACTIONS", "true"), ("GITHUB_REF", "refs/pull/7/merge"), ("GITHUB_REPOSITORY", "a/b")]);
    assert!(code == 100 && log.contains("the environment lacks `GITHUB_TOKEN`"), "{log}");
    let (code, log) = run(&[]);
    assert!(code == 100 && log.contains("GitHub Actions or GitLab CI"), "{log}");
}
