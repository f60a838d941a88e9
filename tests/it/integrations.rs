//! The integrations: runs the steps of `action.yml`, the job of `ci/gitlab.yml` and the hooks in a shallow clone. Tests that need
//! a network are in `cargo xtask integrations`.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use protoward_settings::{ConfigValue, Node, document_from_yaml};
use protoward_source::{Report, Sources};

use super::environment;
use super::support::{Repository, git, write};

const BEFORE: &str =
    "syntax = \"proto3\";\n\npackage shop.v1;\n\nmessage Order {\n  string id = 1;\n  int64 total = 2;\n}\n";
const AFTER: &str = "syntax = \"proto3\";\n\npackage shop.v1;\n\nmessage Order {\n  string id = 1;\n}\n";
/// A change that was merged after the branch was created.
const ELSEWHERE: &str = "syntax = \"proto3\";\n\npackage shop.v1;\n\nmessage Cart {\n  string id = 1;\n}\n";

/// A repository on a server, and a shallow clone of its branch `feature`.
struct Scene {
    origin: Rc<Repository>,
    clone: tempfile::TempDir,
    /// The temporary folder of the runner.
    temp: tempfile::TempDir,
}

impl Scene {
    fn new() -> Option<Self> {
        let origin = Repository::new()?;
        origin.commit("first", &[("proto/order.proto", BEFORE), ("proto/user.proto", ELSEWHERE)]);
        origin.commit("second", &[("README.md", "shop")]);
        origin.git(&["switch", "--quiet", "--create", "feature"]);
        origin.commit("a total is not needed", &[("proto/order.proto", AFTER)]);
        origin.commit("more", &[("README.md", "the shop")]);
        origin.git(&["switch", "--quiet", "main"]);
        origin.commit("merged meanwhile", &[("proto/cart.proto", &ELSEWHERE.replace("Cart", "Basket"))]);
        Some(Self::of(Rc::new(origin), "feature", &["--depth", "1"]))
    }

    /// Creates another clone of the same repository.
    fn cloned(&self, branch: &str, more: &[&str]) -> Self {
        Self::of(Rc::clone(&self.origin), branch, more)
    }

    fn of(origin: Rc<Repository>, branch: &str, more: &[&str]) -> Self {
        let clone = tempfile::tempdir().unwrap();
        let temp = tempfile::tempdir().unwrap();
        let (url, folder) = (format!("file://{}", origin.path().display()), clone.path().to_str().unwrap());
        git(Path::new("/"), &[&["clone", "--quiet", "--branch", branch], more, &[&url, folder]].concat());
        Self { origin, clone, temp }
    }

    fn git(&self, arguments: &[&str]) -> String {
        git(self.clone.path(), arguments)
    }

    /// Runs a shell in the clone, in an environment that is independent of the machine, except for common tools and protoward.
    fn shell(&self, shell: &str, script: &str, environment: &BTreeMap<String, String>) -> (i32, String) {
        let output = environment::tool(shell)
            .args(["-e", "-o", "pipefail", "-c", script])
            .current_dir(self.clone.path())
            .env("HOME", self.temp.path())
            .envs(environment)
            .output()
            .unwrap();
        let log = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        (output.status.code().unwrap(), log.replace(self.temp.path().to_str().unwrap(), "[TEMP]"))
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.clone.path().join(path)).unwrap()
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Parses a YAML file of this repository.
fn yaml(path: &str) -> Node {
    let mut sources = Sources::default();
    let mut report = Report::default();
    let text = fs::read_to_string(root().join(path)).unwrap();
    let source = sources.add(path, path, Some(text.into()));
    let document = document_from_yaml(source, &sources, &mut report);
    document.unwrap_or_else(|| panic!("{path}: {report:?}"))
}

/// Returns the value at a path of keys, if all of them exist.
fn at<'a>(node: &'a Node, keys: &[&str]) -> Option<&'a Node> {
    keys.iter().try_fold(node, |node, key| match &node.value {
        ConfigValue::Table(table) => table.get(key),
        _ => None,
    })
}

fn text_at(node: &Node, keys: &[&str]) -> String {
    at(node, keys).and_then(Node::string).map(|word| word.text).unwrap_or_default()
}

fn entries<'a>(node: &'a Node, keys: &[&str]) -> Vec<(&'a str, &'a Node)> {
    match at(node, keys).map(|node| &node.value) {
        Some(ConfigValue::Table(table)) => table.entries.iter().map(|(key, node)| (key.text.as_str(), node)).collect(),
        _ => Vec::new(),
    }
}

fn list<'a>(node: &'a Node, keys: &[&str]) -> &'a [Node] {
    match at(node, keys).map(|node| &node.value) {
        Some(ConfigValue::List(nodes)) => nodes,
        _ => &[],
    }
}

/// A run of `action.yml`, with the steps that are scripts.
struct Action<'a> {
    scene: &'a Scene,
    action: Node,
    /// The values of `${{ … }}` expressions.
    context: BTreeMap<String, String>,
    log: String,
}

impl<'a> Action<'a> {
    /// Creates a run with the inputs of a user and the context of GitHub.
    fn new(scene: &'a Scene, inputs: &[(&str, &str)], github: &[(&str, &str)]) -> Self {
        let action = yaml("action.yml");
        let mut context = BTreeMap::new();
        for (name, input) in entries(&action, &["inputs"]) {
            let default = at(input, &["default"]).and_then(Node::string).expect("every input has a default");
            context.insert(format!("inputs.{name}"), default.text);
        }
        for (name, value) in inputs {
            let known = context.insert(format!("inputs.{name}"), (*value).to_owned());
            assert!(known.is_some(), "there is no input `{name}`");
        }
        context.extend(github.iter().map(|(name, value)| (format!("github.{name}"), (*value).to_owned())));
        Self { scene, action, context, log: String::new() }
    }

    /// Runs all steps, and returns the exit code, the log and the final context.
    fn run(mut self) -> (i32, String, BTreeMap<String, String>) {
        let steps: Vec<Node> = list(&self.action, &["runs", "steps"]).to_vec();
        let mut code = 0;
        for step in steps.iter().filter(|step| at(step, &["run"]).is_some()) {
            code = self.step(step);
            if code != 0 {
                break;
            }
        }
        (code, self.log, self.context)
    }

    fn step(&mut self, step: &Node) -> i32 {
        let script = text_at(step, &["run"]);
        assert!(!script.contains("${{"), "an expression in a script is an open door: {script}");
        assert_eq!(text_at(step, &["shell"]), "bash");
        let outputs = self.scene.temp.path().join("outputs");
        fs::write(&outputs, "").unwrap();
        let here = |name: &str| self.scene.temp.path().join(name).display().to_string();
        let mut environment = BTreeMap::from([
            ("GITHUB_OUTPUT".to_owned(), outputs.display().to_string()),
            ("GITHUB_ACTION_PATH".to_owned(), root().display().to_string()),
            ("GITHUB_STEP_SUMMARY".to_owned(), here("summary.md")),
            ("RUNNER_TEMP".to_owned(), here("")),
        ]);
        environment.extend(self.variables());
        for (name, value) in entries(step, &["env"]) {
            environment.insert(name.to_owned(), self.filled(&value.string().expect("a text").text));
        }
        let (code, log) = self.scene.shell("bash", &script, &environment);
        self.log.push_str(&log);
        let id = text_at(step, &["id"]);
        for line in fs::read_to_string(&outputs).unwrap().lines() {
            let (name, value) = line.split_once('=').expect("an output is `name=value`");
            self.context.insert(format!("steps.{id}.outputs.{name}"), value.to_owned());
        }
        code
    }

    /// Returns the variables that the runner sets in every step. The event is a file.
    fn variables(&self) -> BTreeMap<String, String> {
        let of = |name: &str| self.context.get(&format!("github.{name}")).cloned().unwrap_or_default();
        let repository = serde_json::json!({ "default_branch": of("event.repository.default_branch") });
        let (name, event) = match (of("base_ref"), of("event.merge_group.base_sha"), of("event.before")) {
            (base, ..) if !base.is_empty() => ("pull_request", serde_json::json!({ "pull_request": {} })),
            (_, base, _) if !base.is_empty() => {
                let group = serde_json::json!({ "base_ref": "refs/heads/main", "base_sha": base });
                ("merge_group", serde_json::json!({ "merge_group": group }))
            }
            (.., before) if !before.is_empty() => {
                let reference = format!("refs/heads/{}", of("ref_name"));
                ("push", serde_json::json!({ "ref": reference, "before": before, "repository": repository }))
            }
            _ => ("workflow_dispatch", serde_json::json!({})),
        };
        let path = self.scene.temp.path().join("event.json");
        fs::write(&path, event.to_string()).unwrap();
        let reference = match of("ref_name") {
            merge if merge.ends_with("/merge") => format!("refs/pull/{merge}"),
            branch => format!("refs/heads/{branch}"),
        };
        let variables = [
            ("GITHUB_ACTIONS", "true".to_owned()),
            ("GITHUB_EVENT_NAME", name.to_owned()),
            ("GITHUB_EVENT_PATH", path.display().to_string()),
            ("GITHUB_BASE_REF", of("base_ref")),
            ("GITHUB_REF", reference),
            ("GITHUB_REF_NAME", of("ref_name")),
        ];
        variables.map(|(name, value)| (name.to_owned(), value)).into()
    }

    /// Evaluates an expression such as `${{ inputs.against }}`. Unknown values are empty, like in the runner.
    fn filled(&self, text: &str) -> String {
        match text.strip_prefix("${{ ").and_then(|text| text.strip_suffix(" }}")) {
            Some(name) => self.context.get(name).cloned().unwrap_or_default(),
            None => text.to_owned(),
        }
    }
}

const PULL_REQUEST: &[(&str, &str)] = &[("base_ref", "main"), ("ref_name", "7/merge")];

const FINDING: &str = "::error file=proto/order.proto,line=5,col=1,endLine=7,endColumn=2,title=FIELD_NO_DELETE::field \
                       `total` (2) of `shop.v1.Order` was deleted";

#[test]
fn fetches_what_a_shallow_clone_lacks_in_the_action() {
    let Some(scene) = Scene::new() else { return };
    let against = "protoward breaking proto --against git:HEAD~2";
    let (code, log) = scene.shell("bash", against, &BTreeMap::new());
    assert_eq!(code, 1, "{log}");
    assert!(log.contains("shallow clone") && log.contains("git fetch "), "{log}");

    let (code, log, context) = Action::new(&scene, &[("input", "proto")], PULL_REQUEST).run();
    assert_eq!(code, 100, "{log}");
    assert!(log.contains(FINDING), "{log}");
    assert_eq!(log.matches("::error").count(), 1, "what was merged meanwhile is not a finding: {log}");
    assert!(log.contains("merge base with `origin/main`"), "{log}");
    assert_eq!(context["steps.run.outputs.findings"], "1");
    assert_eq!(context["steps.run.outputs.exit-code"], "100");
    let sarif: serde_json::Value = serde_json::from_str(&scene.read("protoward.sarif")).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "FIELD_NO_DELETE");
    let summary = fs::read_to_string(scene.temp.path().join("summary.md")).unwrap();
    assert!(summary.contains("protoward: 1 breaking change in 1 file since"), "{summary}");
    // The same comparison now works manually.
    assert_eq!(scene.shell("bash", against, &BTreeMap::new()).0, 100);
}

#[test]
fn applies_the_inputs_of_the_action() {
    let Some(scene) = Scene::new() else { return };
    let quiet = [("input", "proto"), ("fail", "false"), ("annotate", "false"), ("sarif", "")];
    let (code, log, context) = Action::new(&scene, &quiet, PULL_REQUEST).run();
    assert_eq!((code, context["steps.run.outputs.exit-code"].as_str()), (0, "100"), "{log}");
    assert!(log.contains("proto/order.proto:5:1:field"), "{log}");
    assert!(!scene.clone.path().join("protoward.sarif").exists());

    let binary = env!("CARGO_BIN_EXE_protoward");
    let arguments = "--config '{\"version\": \"v2\", \"breaking\": {\"except\": [\"FIELD_NO_DELETE\"]}}'";
    let given = [("input", "proto"), ("args", arguments), ("binary", binary), ("against", "git:origin/main~1")];
    let (code, log, _) = Action::new(&scene, &given, &[]).run();
    assert_eq!(code, 0, "{log}");

    let (code, log, _) = Action::new(&scene, &[("binary", "no/such/program")], PULL_REQUEST).run();
    assert_eq!(code, 1, "{log}");
    assert!(log.contains("::error title=protoward::the input `binary` names `no/such/program`"), "{log}");

    let (code, log, _) = Action::new(&scene, &[("input", "proto"), ("comment", "true")], PULL_REQUEST).run();
    assert!(code == 100 && log.contains("no comment was written on the pull request"), "{log}");

    // Inputs are data, not scripts.
    let hostile = [("input", "$(touch stolen); `touch stolen`"), ("args", "--path '$(touch stolen)'")];
    let (code, log, _) = Action::new(&scene, &hostile, PULL_REQUEST).run();
    assert_eq!(code, 1, "{log}");
    assert!(!scene.clone.path().join("stolen").exists(), "{log}");
}

#[test]
fn finds_the_baseline_of_a_push_in_the_action() {
    let Some(scene) = Scene::new() else { return };
    let before = git(scene.origin.path(), &["rev-parse", "feature~1"]);
    let first = git(scene.origin.path(), &["rev-parse", "main~2"]);
    let none = "0".repeat(40);
    let compared = |before: &str, branch: &str, default: &str| {
        let github = [("event.before", before), ("ref_name", branch), ("event.repository.default_branch", default)];
        let (code, log, _) = Action::new(&scene, &[("input", "proto")], &github).run();
        (code, log)
    };
    let short = |id: &str| format!("since {}, commit before the push", &id[..7]);
    // The push has no break, and the one before it is not merged yet.
    let (code, log) = compared(&before, "feature", "main");
    assert!(code == 100 && log.contains(&short(&before)) && log.contains("merge base with `origin/main`"), "{log}");
    let (code, log) = compared(&first, "feature", "main");
    assert!(code == 100 && log.contains(&short(&first)), "{log}");
    assert_eq!(compared(&before, "feature", "feature").0, 0);
    // A new branch has no commit before the push: it is compared with the commit where it left the default branch.
    let (code, log) = compared(&none, "feature", "main");
    assert!(code == 100 && log.contains("since ") && log.contains("merge base with `origin/main`"), "{log}");
    assert!(!log.contains("commit before the push"), "{log}");
    // A commit that the push replaced may be gone.
    let gone = "0123456789012345678901234567890123456789";
    let (code, log) = compared(gone, "feature", "main");
    assert!(code == 100 && log.contains("merge base with `origin/main`"), "{log}");
    let (code, log) = compared(gone, "main", "main");
    assert!(code == 1 && log.contains("cannot fetch the commit `0123456789"), "{log}");
    let queue = [("event.merge_group.base_sha", &*first), ("event.repository.default_branch", "main")];
    let (code, log, _) = Action::new(&scene, &[("input", "proto")], &queue).run();
    assert!(code == 100 && log.contains(&format!("since {}, merge base with `main`", &first[..7])), "{log}");
}

/// A repository whose configuration compares with releases: the branch `feature` reuses a number that only the release has.
fn released() -> Option<Rc<Repository>> {
    let origin = Repository::new()?;
    let order = |fields: &str| format!("syntax = \"proto3\";\npackage shop.v1;\nmessage Order {{ {fields} }}\n");
    let configuration =
        "[[module]]\npath = \"proto\"\n\n[breaking]\nagainst = [{ tags = \"v1.*\", last = 2 }, \"merge-base\"]\n";
    let first = order("string id = 1; int64 total = 2;");
    origin.commit("first", &[("protoward.toml", configuration), ("proto/order.proto", &first)]);
    origin.git(&["tag", "v1.0.0"]);
    origin.commit("without the total", &[("proto/order.proto", &order("string id = 1;"))]);
    origin.commit("more", &[("README.md", "shop")]);
    origin.git(&["switch", "--quiet", "--create", "feature"]);
    origin.commit("reused", &[("proto/order.proto", &order("string id = 1; string key = 2;"))]);
    Some(Rc::new(origin))
}

#[test]
fn compares_with_the_releases_of_the_configuration_in_the_action() {
    let Some(origin) = released() else { return };
    for command in ["breaking", "check"] {
        let scene = Scene::of(Rc::clone(&origin), "feature", &["--depth", "1"]);
        let inputs = [("input", "."), ("command", command)];
        let (code, log, _) = Action::new(&scene, &inputs, PULL_REQUEST).run();
        assert_eq!(code, 100, "{log}");
        assert!(log.contains("title=FIELD_SAME_TYPE") && log.contains("breaks v1.0.0"), "{log}");
        // An input of the user replaces it.
        let inputs = [("against", "merge-base"), inputs[0], inputs[1]];
        let (code, log, _) = Action::new(&scene, &inputs, PULL_REQUEST).run();
        assert_eq!(code, 0, "{log}");
    }
    let scene = Scene::of(Rc::clone(&origin), "feature", &["--depth", "1"]);
    let inputs = [("against", "tags:v1.*#last=1")];
    assert_eq!(Action::new(&scene, &inputs, PULL_REQUEST).run().0, 100);
}

#[test]
fn compares_with_the_releases_of_the_configuration_in_the_gitlab_job() {
    let Some(origin) = released() else { return };
    let base = git(origin.path(), &["rev-parse", "main"]);
    let scene = Scene::of(origin, "feature", &["--depth", "1"]);
    let request = [("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"), ("CI_MERGE_REQUEST_DIFF_BASE_SHA", base.as_str())];
    let (code, log) = gitlab(&scene, &request);
    assert!(code == 100 && log.contains("[FIELD_SAME_TYPE]") && log.contains("v1.0.0"), "{log}");
    let (code, log) = gitlab(&scene, &[&request[..], &[("PROTOWARD_AGAINST", "merge-base")]].concat());
    assert_eq!(code, 0, "{log}");
}

#[test]
fn deepens_a_clone_until_the_merge_base_is_certain_in_the_action() {
    let Some(repository) = Repository::new() else { return };
    let order = |fields: &str| format!("syntax = \"proto3\";\npackage shop.v1;\nmessage Order {{ {fields} }}\n");
    let commit = |message: &str, fields: &str| repository.commit(message, &[("proto/order.proto", &order(fields))]);
    commit("first", "int64 id = 1;");
    repository.git(&["branch", "old"]);
    repository.git(&["branch", "older"]);
    commit("a field", "int64 id = 1; int64 total = 2;");
    for name in ["m2", "m3"] {
        repository.commit(name, &[(name, "")]);
    }
    repository.git(&["checkout", "--quiet", "-b", "feature"]);
    commit("without the field", "int64 id = 1;");
    // Both branches reach the first commit on a short way, too. It does not have the field.
    for (branch, other) in [("feature", "old"), ("main", "older")] {
        repository.git(&["checkout", "--quiet", other]);
        repository.commit(other, &[(other, "")]);
        repository.git(&["checkout", "--quiet", branch]);
        for name in ["x1", "x2", "x3"] {
            repository.commit(name, &[(&*format!("{branch}-{name}"), "")]);
        }
        repository.git(&["merge", "--quiet", "--no-edit", "-s", "ours", other]);
    }
    let scene = Scene::of(Rc::new(repository), "feature", &["--depth", "4", "--no-single-branch"]);
    let (code, log, _) = Action::new(&scene, &[("input", "proto")], PULL_REQUEST).run();
    assert_eq!(code, 100, "{log}");
    assert!(log.contains("merge base with `origin/main`"), "{log}");
    assert!(log.contains("`total` (2) of `shop.v1.Order` was deleted"), "{log}");
}

#[test]
fn fetches_the_given_revision_in_the_action() {
    let Some(scene) = Scene::new() else { return };
    scene.origin.git(&["tag", "v1.0.0", "main~1"]);
    let first = git(scene.origin.path(), &["rev-parse", "main~2"]);
    for against in
        ["git:v1.0.0", "git:origin/main", "git:main", "git:HEAD~2", &format!("git:{first}"), "merge-base:main"]
    {
        let fresh = scene.cloned("feature", &["--depth", "1"]);
        let (code, log, _) = Action::new(&fresh, &[("input", "proto"), ("against", against)], PULL_REQUEST).run();
        assert_eq!(code, 100, "{against}: {log}");
        assert!(log.contains(FINDING), "{against}: {log}");
    }
    let missing = [("input", "proto"), ("against", "git:no-such-tag")];
    let (code, log, _) = Action::new(&scene, &missing, PULL_REQUEST).run();
    assert_eq!(code, 1, "{log}");
    assert!(log.contains("no-such-tag"), "{log}");
}

#[test]
fn keeps_a_complete_clone_complete() {
    let Some(scene) = Scene::new() else { return };
    let whole = scene.cloned("feature", &[]);
    let (code, log, _) = Action::new(&whole, &[("input", "proto")], PULL_REQUEST).run();
    assert_eq!(code, 100, "{log}");
    assert_eq!(whole.git(&["rev-parse", "--is-shallow-repository"]), "false");
}

/// Based on <https://docs.github.com/actions/reference/workflows-and-actions/metadata-syntax>.
#[test]
fn defines_a_composite_action() {
    let action = yaml("action.yml");
    assert!(!text_at(&action, &["name"]).is_empty() && !text_at(&action, &["description"]).is_empty());
    assert_eq!(text_at(&action, &["runs", "using"]), "composite");
    for (name, input) in entries(&action, &["inputs"]) {
        assert!(!text_at(input, &["description"]).is_empty(), "{name}");
    }
    let steps = list(&action, &["runs", "steps"]);
    let ids: Vec<String> = steps.iter().map(|step| text_at(step, &["id"])).collect();
    for step in steps {
        assert!(at(step, &["run"]).is_some() != at(step, &["uses"]).is_some(), "a step runs or uses");
    }
    for (name, output) in entries(&action, &["outputs"]) {
        let value = text_at(output, &["value"]);
        let step = value.strip_prefix("${{ steps.").and_then(|rest| rest.split('.').next()).unwrap_or_default();
        assert!(ids.iter().any(|id| id == step), "output `{name}` is of the step `{step}`, which there is not");
    }
}

/// Runs the job of the template with its variables and its script, like a GitLab runner.
fn gitlab(scene: &Scene, known: &[(&str, &str)]) -> (i32, String) {
    let template = yaml("ci/gitlab.yml");
    let variables = entries(&template, &["protoward", "variables"]);
    let mut environment: BTreeMap<String, String> =
        variables.into_iter().map(|(name, value)| (name.to_owned(), value.string().expect("a text").text)).collect();
    let of_runner = [("CI", "true"), ("GITLAB_CI", "true"), ("CI_DEFAULT_BRANCH", "main")];
    let known = of_runner.iter().chain(known);
    environment.extend(known.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let parts = ["before_script", "script"].into_iter().flat_map(|part| list(&template, &["protoward", part]));
    let lines: Vec<String> = parts.map(|line| line.string().expect("a text").text).collect();
    scene.shell("bash", &lines.join("\n"), &environment)
}

#[test]
fn compares_a_merge_request_with_its_base_in_the_gitlab_job() {
    let Some(scene) = Scene::new() else { return };
    let base = git(scene.origin.path(), &["merge-base", "main", "feature"]);
    let known = [
        ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"),
        ("CI_MERGE_REQUEST_DIFF_BASE_SHA", base.as_str()),
        ("PROTOWARD_INPUT", "proto"),
    ];
    let (code, log) = gitlab(&scene, &known);
    assert_eq!(code, 100, "{log}");
    assert!(log.contains("[FIELD_NO_DELETE]"), "{log}");
    let issues: serde_json::Value = serde_json::from_str(&scene.read("gl-code-quality-report.json")).unwrap();
    assert_eq!(issues[0]["location"]["path"], "proto/order.proto");
    assert_eq!(issues.as_array().unwrap().len(), 1);
    let junit = scene.read("protoward.xml");
    assert_eq!(
        roxmltree::Document::parse(&junit).unwrap().descendants().filter(|it| it.has_tag_name("failure")).count(),
        1
    );

    // The first push of a branch, and the first push of a repository.
    let none = "0".repeat(40);
    let main = scene.cloned("main", &["--depth", "1"]);
    let (code, log) =
        gitlab(&main, &[("CI_COMMIT_BRANCH", "main"), ("CI_COMMIT_BEFORE_SHA", &none), ("PROTOWARD_INPUT", "proto")]);
    assert_eq!(code, 0, "{log}");
    assert!(log.contains("no breaking changes in 3 files of proto since"), "{log}");
    let first = Repository::new().expect("there is `git`");
    first.commit("first", &[("proto/order.proto", BEFORE)]);
    let first = Scene::of(Rc::new(first), "main", &["--depth", "1"]);
    let (code, log) =
        gitlab(&first, &[("CI_COMMIT_BRANCH", "main"), ("CI_COMMIT_BEFORE_SHA", &none), ("PROTOWARD_INPUT", "proto")]);
    assert_eq!(code, 0, "{log}");
    assert!(log.contains("nothing was compared"), "{log}");

    // A commit that the server no longer has: if the comparison is impossible, the job fails.
    let lost = "1".repeat(40);
    let (code, log) =
        gitlab(&main, &[("CI_COMMIT_BRANCH", "main"), ("CI_COMMIT_BEFORE_SHA", &lost), ("PROTOWARD_INPUT", "proto")]);
    assert_ne!(code, 0, "{log}");
}

#[test]
fn reports_a_first_commit_that_is_not_compared_in_the_action() {
    let Some(origin) = Repository::new() else { return };
    origin.commit("first", &[("proto/order.proto", BEFORE)]);
    let scene = Scene::of(Rc::new(origin), "main", &["--depth", "1"]);
    for command in ["breaking", "check"] {
        let inputs = [("input", "proto"), ("command", command)];
        let (code, log, context) = Action::new(&scene, &inputs, &[("ref_name", "main")]).run();
        assert_eq!(code, 0, "{log}");
        assert!(log.contains("::notice title=not-compared::nothing was compared"), "{log}");
        assert_eq!(context["steps.run.outputs.findings"], "0");
        assert!(scene.read("protoward.sarif").contains("nothing was compared"));
    }
}

/// Runs the hooks of the installed program like pre-commit.
#[test]
fn hooks_stop_a_breaking_commit() {
    let Some(scene) = Scene::new() else { return };
    let hooks = yaml(".pre-commit-hooks.yaml");
    let ConfigValue::List(hooks) = &hooks.value else { panic!("a list of hooks") };
    write(
        scene.clone.path(),
        &[("protoward.toml", "[[module]]\npath = \"proto\"\n\n[breaking]\nagainst = \"git:HEAD\"\n")],
    );
    scene.git(&["add", "--all"]);
    let run = |expected: i32| {
        let comparing = |hook: &&Node| !matches!(&*text_at(hook, &["name"]), "protoward lint" | "protoward format");
        for hook in hooks.iter().filter(comparing) {
            let args: Vec<String> =
                list(hook, &["args"]).iter().map(|word| format!("'{}'", word.string().unwrap().text)).collect();
            let command = format!("{} {}", text_at(hook, &["entry"]), args.join(" "));
            let (code, log) = scene.shell("bash", &command, &BTreeMap::new());
            assert_eq!(code, expected, "{command}: {log}");
            assert_eq!(text_at(hook, &["pass_filenames"]), "", "files are no arguments");
            // pre-commit does not match the names of deleted files.
            assert!(at(hook, &["always_run"]).is_some() && at(hook, &["files"]).is_none(), "{command}");
        }
    };
    run(0);
    write(scene.clone.path(), &[("proto/order.proto", &AFTER.replace("string id", "bytes id"))]);
    run(0); // It is not staged.
    scene.git(&["add", "--all"]);
    run(100);
    scene.git(&["checkout", "--quiet", "HEAD", "--", "proto"]);
    scene.git(&["rm", "--quiet", "--cached", "proto/user.proto"]);
    assert!(scene.clone.path().join("proto/user.proto").exists());
    run(100);
}

/// Runs the hooks that read the files on disk, which pre-commit stashes down to what is staged.
#[test]
fn hooks_lint_and_format() {
    let Some(scene) = Scene::new() else { return };
    let hooks = yaml(".pre-commit-hooks.yaml");
    let ConfigValue::List(hooks) = &hooks.value else { panic!("a list of hooks") };
    let run = |name: &str| {
        let of_name = hooks.iter().filter(|hook| text_at(hook, &["name"]) == name);
        let results: Vec<(i32, String)> =
            of_name.map(|hook| scene.shell("bash", &text_at(hook, &["entry"]), &BTreeMap::new())).collect();
        assert_eq!(results.len(), 2, "one installs protoward, the other takes the installed one");
        results
    };
    let text = "syntax = \"proto3\";\npackage shop.v1;\nmessage  order{}\n";
    write(
        scene.clone.path(),
        &[
            ("protoward.toml", "[[module]]\npath = \"proto\"\n\n[lint]\nuse = [\"MESSAGE_PASCAL_CASE\"]\n"),
            ("proto/order.proto", text),
        ],
    );
    let codes = |results: &[(i32, String)]| results.iter().map(|(code, _)| *code).collect::<Vec<_>>();
    let formatted = run("protoward format");
    assert_eq!(codes(&formatted), [100, 0], "the first changes the files: {formatted:?}");
    assert!(scene.read("proto/order.proto").contains("message order {}\n"));
    let linted = run("protoward lint");
    assert_eq!(codes(&linted), [100, 100], "{linted:?}");
    assert!(linted[0].1.contains("MESSAGE_PASCAL_CASE"), "{linted:?}");
}

/// Runs the hook as git does, with the index that git names.
#[test]
fn checks_what_is_committed_in_a_git_hook() {
    let Some(origin) = Repository::new() else { return };
    origin.commit("first", &[("proto/order.proto", BEFORE), ("proto/user.proto", ELSEWHERE)]);
    let hook = origin.path().join(".git/hooks/pre-commit");
    let program = Path::new(env!("CARGO_BIN_EXE_protoward")).display().to_string();
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::write(&hook, format!("#!/bin/sh\nexec '{program}' breaking --staged --against git:HEAD --if-baseline\n"))
        .unwrap();
    fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let commit = |arguments: &str| {
        let script = format!("cd '{}' && git commit --quiet --message x {arguments}", origin.path().display());
        let output = environment::tool("sh")
            .args(["-c", &script])
            .env("GIT_AUTHOR_NAME", "A")
            .env("GIT_AUTHOR_EMAIL", "a@example.com")
            .env("GIT_COMMITTER_NAME", "A")
            .env("GIT_COMMITTER_EMAIL", "a@example.com")
            .output()
            .unwrap();
        output.status.success()
    };
    write(origin.path(), &[("proto/order.proto", AFTER)]);
    assert!(!commit("--all"), "git names another index");
    assert!(!commit("proto/order.proto"), "git names another index");
    assert!(commit("--allow-empty"), "nothing is staged");
    write(origin.path(), &[("proto/user.proto", &ELSEWHERE.replace("Cart {", "Cart { // it"))]);
    assert!(commit("proto/user.proto"), "the other file is not committed");
}

/// Runs the hook of docs/ci.md in a repository on a server.
#[test]
fn checks_what_is_pushed_in_a_server_hook() {
    let Some(local) = Repository::new() else { return };
    let server = tempfile::tempdir().unwrap();
    git(server.path(), &["init", "--quiet", "--bare", "--initial-branch", "main", "."]);
    let page = fs::read_to_string(root().join("docs/ci.md")).unwrap();
    let section = page.split("## Server hooks").nth(1).expect("the page has the section");
    let script = section.split("```sh\n").nth(1).and_then(|text| text.split("```").next()).expect("it has a script");
    let hook = server.path().join("hooks/pre-receive");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    let script = script.replace("protoward breaking", &format!("'{}' breaking", env!("CARGO_BIN_EXE_protoward")));
    fs::write(&hook, script).unwrap();
    fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let url = server.path().to_str().unwrap();
    let push = |branch: &str| {
        let script = format!("git push --quiet '{url}' HEAD:refs/heads/{branch}");
        let output = environment::tool("sh").args(["-c", &script]).current_dir(local.path()).output().unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let is_accepted = |branch: &str| {
        let (is_accepted, log) = push(branch);
        assert!(is_accepted, "{branch}: {log}");
        log
    };
    local.commit("without a schema", &[("README.md", "shop")]);
    is_accepted("main");
    local.commit("the first schema", &[("proto/order.proto", BEFORE)]);
    let log = is_accepted("main");
    assert!(log.contains("nothing was compared"), "{log}");
    local.commit("more", &[("README.md", "the shop")]);
    is_accepted("main");
    is_accepted("feature");
    local.commit("a break", &[("proto/order.proto", AFTER)]);
    for branch in ["main", "feature", "new"] {
        let (is_accepted, log) = push(branch);
        assert!(!is_accepted && log.contains("[FIELD_NO_DELETE]"), "{branch}: {log}");
    }
    // The first push of all has a schema.
    fs::remove_dir_all(server.path().join("refs/heads")).unwrap();
    fs::create_dir_all(server.path().join("refs/heads")).unwrap();
    is_accepted("main");
}
