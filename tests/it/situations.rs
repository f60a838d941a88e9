//! Situations around a comparison: the history, the CI service, the configuration and the state of the work tree. Each case of
//! `fixtures/situations` has the exit code that a user expects, which was written down before the program was asked.
//!
//! The sections of a case:
//!
//! - `setup`: a shell script that creates the situation, mostly with `git`. It has the functions of `helpers.sh`.
//! - `command`: a shell script in the same shell, whose last command is the program under test.
//! - `exit`: the exit code, or several that are acceptable, as in `1|100`; then words that the output has to contain. Further
//!   lines are phrases of the output, or with `!` phrases that it must not contain.
//! - `why`: the reason for the exit code, if it is not obvious.
//!
//! `known.txt` lists the cases that fail, with the item of the issue they belong to. A case there that passes fails the test.
//!
//! `cargo test --test it -- situations submodules.txt` runs the cases of one file, and `… -- situations "a push"` those whose
//! names contain these words.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, thread};

use protoward_fixtures::{Case, CaseFile};

use super::{environment, support};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/situations");

/// The user's configuration of git: submodules of files, and the servers that hosting services are.
const GIT_CONFIG: &str = "\
[user]\n\tname = test\n\temail = test@example.com\n[init]\n\tdefaultBranch = main\n[protocol \"file\"]\n\tallow = always\n\
[uploadpack]\n\tallowAnySHA1InWant = true\n\tallowFilter = true\n[advice]\n\tdetachedHead = false\n\
[commit]\n\tgpgSign = false\n[merge]\n\tconflictStyle = merge\n[safe]\n\tdirectory = *\n";

/// The number of cases that run concurrently.
const THREADS: usize = 2;

/// A case with the name of its file, such as `submodules.txt: a bump`.
struct Situation {
    title: String,
    case: Case,
}

#[test]
fn situations_have_the_exit_code_that_a_user_expects() {
    if !support::has("git") {
        return;
    }
    let situations = situations();
    let known = known();
    let selected: Vec<&Situation> = situations.iter().filter(|it| is_selected(&it.title)).collect();
    assert!(!selected.is_empty(), "no case is selected");
    let mut report = String::new();
    for title in known.keys().filter(|title| situations.iter().all(|it| it.title != **title)) {
        let _ = writeln!(report, "known.txt: there is no case `{title}`");
    }
    for (situation, outcome) in selected.iter().zip(run_all(&selected)) {
        let title = &situation.title;
        match (outcome, known.get(title)) {
            (Ok(()), None) | (Err(_), Some(_)) => {}
            (Ok(()), Some(item)) => _ = writeln!(report, "{title}\n  passes: remove it from known.txt (item {item})\n"),
            (Err(problem), None) => _ = writeln!(report, "{title}\n{problem}"),
        }
    }
    assert!(report.is_empty(), "{report}");
}

fn situations() -> Vec<Situation> {
    let files: Vec<(PathBuf, CaseFile)> = CaseFile::read_below(Path::new(FIXTURES)).unwrap();
    let named = files.into_iter().map(|(path, file)| (path.file_name().unwrap().to_str().unwrap().to_owned(), file));
    let titled = |(name, file): (String, CaseFile)| {
        file.cases.into_iter().map(move |case| Situation { title: format!("{name}: {}", case.name), case })
    };
    named.flat_map(titled).collect()
}

/// Returns the titles of the cases that fail, with the item of the issue.
fn known() -> BTreeMap<String, String> {
    let text = fs::read_to_string(Path::new(FIXTURES).join("known.txt")).unwrap();
    let entries = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    entries
        .map(|line| {
            let (item, title) = line.split_once(' ').unwrap_or_else(|| panic!("known.txt: `{line}` names no case"));
            (title.to_owned(), item.to_owned())
        })
        .collect()
}

/// Returns `true` if the command line of the test names the file of a case, words of its name, or nothing like that.
fn is_selected(title: &str) -> bool {
    let words: Vec<String> = env::args().skip(1).filter(|word| word.ends_with(".txt") || word.contains(' ')).collect();
    words.is_empty() || words.iter().any(|word| title.contains(&**word))
}

/// Returns the outcomes in the order of the situations.
fn run_all(situations: &[&Situation]) -> Vec<Result<(), String>> {
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(vec![None; situations.len()]);
    let work = || {
        while let Some(situation) = situations.get(next.fetch_add(1, Ordering::Relaxed)) {
            let outcome = run(&situation.case);
            let at = situations.iter().position(|it| it.title == situation.title).unwrap();
            outcomes.lock().unwrap()[at] = Some(outcome);
        }
    };
    thread::scope(|scope| (0..THREADS).for_each(|_| drop(scope.spawn(work))));
    outcomes.into_inner().unwrap().into_iter().map(Option::unwrap).collect()
}

fn run(case: &Case) -> Result<(), String> {
    let expected = Expected::of(case)?;
    let folder = tempfile::tempdir().unwrap();
    let top = folder.path().canonicalize().unwrap();
    fs::create_dir(top.join("home")).unwrap();
    fs::write(top.join("home/.gitconfig"), GIT_CONFIG).unwrap();
    case.write_files(&top, |name| !["setup", "command", "exit", "why"].contains(&name)).map_err(|it| it.to_string())?;
    let script = |section| case.text(section).ok_or_else(|| format!("  there is no section `{section}`\n"));
    // The output of the setup goes to a file: only that of the command counts.
    let whole = format!(
        ". {FIXTURES}/helpers.sh\nexec 3>&1 4>&2 >\"$TOP/home/setup.log\" 2>&1\n{}\n: >\"$TOP/home/is-set-up\"\n\
         exec >&3 2>&4 3>&- 4>&-\n{}\n",
        script("setup")?,
        script("command")?
    );
    let mut command = environment::tool("sh");
    command.args(["-euc", &whole]).current_dir(&top);
    command.env("HOME", top.join("home")).env("TOP", &top);
    command.env("GIT_CONFIG_GLOBAL", top.join("home/.gitconfig"));
    command.env("HOOKS", concat!(env!("CARGO_MANIFEST_DIR"), "/.pre-commit-hooks.yaml"));
    let output = command.output().expect("there is a shell");
    let mut text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if !top.join("home/is-set-up").exists() {
        text = fs::read_to_string(top.join("home/setup.log")).unwrap_or_default() + &text;
        return Err(format!("  the setup fails\n{}", indented(&text)));
    }
    let code = output.status.code().expect("it exits by itself");
    expected.compare(code, &text)
}

/// The contents of the section `exit`.
struct Expected<'a> {
    codes: Vec<i32>,
    phrases: Vec<&'a str>,
    absent: Vec<&'a str>,
}

impl<'a> Expected<'a> {
    fn of(case: &'a Case) -> Result<Self, String> {
        let text = case.text("exit").ok_or("  there is no section `exit`\n")?;
        let mut lines = text.lines();
        let mut words = lines.next().unwrap_or_default().split(' ');
        let codes = words.next().unwrap_or_default().split('|').map(str::parse).collect::<Result<Vec<i32>, _>>();
        let codes = codes.map_err(|_| format!("  `{text}` starts with no exit code\n"))?;
        let (absent, present): (Vec<&str>, Vec<&str>) = lines.partition(|line| line.starts_with('!'));
        let absent = absent.into_iter().map(|line| &line[1..]).collect();
        Ok(Self { codes, phrases: words.chain(present).collect(), absent })
    }

    fn compare(&self, code: i32, output: &str) -> Result<(), String> {
        let mut problem = String::new();
        if !self.codes.contains(&code) {
            let _ = writeln!(problem, "  exit code {code} instead of {:?}", self.codes);
        }
        for phrase in self.phrases.iter().filter(|phrase| !output.contains(**phrase)) {
            let _ = writeln!(problem, "  `{phrase}` is missing");
        }
        for phrase in self.absent.iter().filter(|phrase| output.contains(**phrase)) {
            let _ = writeln!(problem, "  `{phrase}` is there");
        }
        if problem.is_empty() { Ok(()) } else { Err(format!("{problem}{}", indented(output))) }
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    | {line}\n")).collect()
}
