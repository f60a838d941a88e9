//! Helpers that several test modules share.

use std::fmt::Write as _;
use std::path::Path;

use protoward_source::paths::{self, System};
use protoward_source::{Report, Severity, Sources};
use protoward_workspace::Workspace;

use crate::environment;

/// Writes files below `folder`. Creates missing folders.
pub(crate) fn write(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("the path is below the folder")).expect("folders can be made");
        std::fs::write(path, text).expect("files can be written");
    }
}

/// Copies a folder recursively.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("folders can be made");
    for entry in std::fs::read_dir(from).expect("it is a folder") {
        let entry = entry.expect("it can be listed");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("it has a type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("files can be copied");
        }
    }
}

/// Returns a report as plain text for snapshots, with all places and texts, and with `$` for `folder`.
pub(crate) fn shown(report: &Report, sources: &Sources, folder: &Path) -> String {
    let mut text = String::new();
    for diagnostic in report {
        let severity = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let _ = writeln!(text, "{severity}[{}]: {}", diagnostic.code.as_str(), diagnostic.message);
        for label in &diagnostic.labels {
            let display = &sources.get(label.place.source).display;
            let place =
                sources.start(label.place).map(|at| format!(":{}:{}", at.line + 1, at.column + 1)).unwrap_or_default();
            let _ = writeln!(text, "  {display}{place}: {}", label.text);
        }
        if let Some(help) = &diagnostic.help {
            let _ = writeln!(text, "  help: {help}");
        }
    }
    portable(&text, folder, "$")
}

/// Returns a text with `name` for a folder, and otherwise [as on Unix](as_on_unix).
pub(crate) fn portable(text: &str, folder: &Path, name: &str) -> String {
    let shown = paths::shown(folder).to_string();
    let in_debug_output = shown.replace('\\', r"\\");
    let forms = [in_debug_output, shown, paths::portable(folder)];
    as_on_unix(&forms.iter().fold(text.to_owned(), |text, form| text.replace(form, name)))
}

/// Returns a text with the separators of Unix in paths, and Unix's words for a missing file. Expected outputs are compared on every
/// system in this way alone.
pub(crate) fn as_on_unix(text: &str) -> String {
    match System::HERE {
        System::Unix => text.to_owned(),
        System::Windows => {
            // Windows distinguishes a missing file from a missing folder.
            let missing = [2, 3].map(|code| std::io::Error::from_raw_os_error(code).to_string());
            let of_unix = "No such file or directory (os error 2)";
            with_slashes(&missing.iter().fold(text.to_owned(), |text, words| text.replace(words, of_unix)))
        }
    }
}

/// Replaces each backslash after a name by `/`, and in debug output, each escaped one. In words that begin with a backslash, all
/// stay: these are escapes, such as `\x00`.
fn with_slashes(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut is_in_escape = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_after_name =
            shown.chars().next_back().is_some_and(|last| last.is_alphanumeric() || "._-:$>)".contains(last));
        if letter != '\\' {
            is_in_escape &= !letter.is_whitespace() && !"`'\"(".contains(letter);
            shown.push(letter);
        } else if is_after_name && !is_in_escape && letters.peek() != Some(&'"') {
            letters.next_if_eq(&'\\');
            shown.push('/');
        } else {
            is_in_escape = true;
            shown.push(letter);
        }
    }
    shown
}

#[test]
fn paths_of_windows_get_slashes() {
    for (text, expected) in [
        (r"cannot read `proto\a\b.proto`", "cannot read `proto/a/b.proto`"),
        (
            r"C:\w\a.proto:1:2: ..\b.proto .\c.proto $\d.proto <x>\e",
            "C:/w/a.proto:1:2: ../b.proto ./c.proto $/d.proto <x>/e",
        ),
        (r#"("C:\\w\\a.proto")"#, r#"("C:/w/a.proto")"#),
        (r#"{"a": "b\""}"#, r#"{"a": "b\""}"#),
        (r"as `\x00\xff` or `\u{7f}`, or `\\` in a\b", r"as `\x00\xff` or `\u{7f}`, or `\\` in a/b"),
    ] {
        assert_eq!(with_slashes(text), expected);
    }
}

/// Returns the origin of a workspace and all files of its schema.
pub(crate) fn summary(workspace: &Workspace, sources: &Sources) -> String {
    let mut text = format!("{}\n", workspace.origin);
    for id in workspace.schema.files.ids() {
        let file = &workspace.schema[id];
        let source = sources.get(file.source);
        let import = if file.is_import { " (import)" } else { "" };
        text += &format!("  {} at {}{import}\n", source.name, source.display);
    }
    text
}

/// Compares the text with `fixtures/ROOM/NAME.snap`.
pub(crate) fn check(room: &str, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(room));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// A repository that a test creates with `git`. The ids of its commits are always the same.
pub(crate) struct Repository {
    pub(crate) folder: tempfile::TempDir,
}

impl Repository {
    /// Creates an empty repository. Returns `None` without `git`, if the test may be skipped.
    pub(crate) fn new() -> Option<Self> {
        if !has("git") {
            return None;
        }
        let repository = Self { folder: tempfile::tempdir().expect("there is room") };
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        Some(repository)
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs `git` in the repository and returns its output.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        git(self.path(), arguments)
    }

    /// Writes files and commits everything.
    pub(crate) fn commit(&self, message: &str, files: &[(&str, &str)]) {
        write(self.path(), files);
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
    }
}

/// Returns `true` if a tool is installed. Without it, a test fails unless `PROTOWARD_TESTS_WITHOUT` names the tool: a skipped test looks
/// as one that passed.
pub(crate) fn has(tool: &str) -> bool {
    if environment::has(tool) {
        return true;
    }
    let is_permitted = environment::may_lack(tool);
    assert!(is_permitted, "`{tool}` is not installed; PROTOWARD_TESTS_WITHOUT={tool} skips the tests that need it");
    skip(&format!("`{tool}` is not installed"));
    false
}

/// Prints that a test is skipped, with the reason: one that needs a build system which few machines have, or was permitted.
#[expect(clippy::print_stderr, reason = "whoever runs the tests has to know")]
pub(crate) fn skip(reason: &str) {
    eprintln!("skipped: {reason}");
}

/// Runs `git` in `folder` and returns its output.
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = environment::git().args(arguments).current_dir(folder).output().expect("`git` runs");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
