//! Compares requests to a check plugin, and the findings that it causes, with buf: on drawn modules, with drawn settings,
//! for `lint` and for `breaking`.

mod pool;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Args;

use super::breaking::gates::{Answer, Gate, answer, differences};
use crate::oracle::arguments::ProgramArgs;
use crate::oracle::draws::{self, DrawArgs};
use crate::oracle::tally::Tally;
use protoward_kit::error::Error;
use protoward_kit::files::{clear, write};
use protoward_kit::process::Run;
use protoward_kit::random::Random;
use protoward_kit::{Outcome, corpus, workspace};

/// The plugin.
const PLUGIN: &str = include_str!("plugin.py");

/// The names in `use`, `except` and `ignore_only` of lint, and of breaking.
const LINT: &str = "ORACLE_FIELDS ORACLE_NAMES ORACLE_FILES ORACLE_ENTRIES ORACLE_JSON ORACLE_IMPORTS \
    ORACLE_NOWHERE ORACLE_SUFFIX ORACLE_OLD ORACLE_PARTS ORACLE_WIDE MINIMAL";
const BREAKING: &str = "ORACLE_GONE ORACLE_NEW ORACLE_KEPT ORACLE_CHANGES WIRE";

/// Draws that both programs refuse.
const REFUSED: &str = "draws refused by both";

/// Number of modules in a case.
const MODULES: u64 = 2;

/// The files of a module by path.
type Files = BTreeMap<String, String>;

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    draws: DrawArgs<300>,
    #[command(flatten)]
    subject: ProgramArgs,
}

/// The programs, and where the cases are.
struct Setup {
    buf: PathBuf,
    ours: PathBuf,
    folder: PathBuf,
    libraries: PathBuf,
    /// The interpreter of the plugin.
    python: String,
    seed: u64,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let folder = workspace::scratch("oracle/plugins")?;
    let buf = corpus::buf()?;
    let libraries = corpus::python_protobuf()?;
    let seed = options.draws.seed;
    let setup = Setup { buf, ours: options.subject.program()?, folder, libraries, python: python()?, seed };
    let numbers = options.draws.numbers();
    let mut total = Tally::default();
    let gates = [&setup.buf, &setup.ours].map(|program| Gate { program: program.clone() });
    let pool = pool::accepted(&gates, &setup.folder, seed, &numbers)?;
    total.findings.extend(pool.only_ours);
    for tally in draws::map(&numbers, |&number| setup.case(number, &pool.cases, options.draws.is_single()))? {
        total.append(tally);
    }
    total.print(&format!("seed {seed}"));
    let is_fine = total.findings.is_empty() && total.of("findings") > 0 && total.of("requests of plugins") > 0;
    Ok(if is_fine { Outcome::Passed } else { Outcome::Findings })
}

impl Setup {
    fn case(&self, number: u64, cases: &BTreeMap<u64, Vec<Files>>, keep: bool) -> Result<Tally, Error> {
        let mut random = Random::keyed(self.seed, &[number, 77]);
        let folder = self.folder.join(format!("{}-{number}", self.seed));
        clear(&folder)?;
        let Some(modules) = cases.get(&number) else { return Ok(Tally::default().with(REFUSED, 1)) };
        let config = config(&mut random, modules, &self.python);
        for side in ["new", "old"] {
            write(&folder.join(side).join("buf.yaml"), &config)?;
        }
        for (at, files) in modules.iter().enumerate() {
            for (index, (path, text)) in files.iter().enumerate() {
                // The first file is never left out, so that each module has one.
                let may_be_gone = index > 0 && !is_imported(path, files);
                let gone = ["new", "old"][random.below(2)];
                let gone = (may_be_gone && random.chance(4)).then_some(gone);
                for side in ["new", "old"].into_iter().filter(|side| gone != Some(*side)) {
                    let name = format!("{at}{index}");
                    let text = changed(&mut random, text, side, &name);
                    write(&folder.join(side).join(format!("m{at}")).join(path), &text)?;
                }
            }
        }
        write(&folder.join("plugin.py"), PLUGIN)?;
        let mut tally = Tally::default();
        // buf fails with `--limit-to-input-files`: it takes files of a workspace for files outside of it.
        let flags: &[&str] = if random.chance(2) { &["--exclude-imports"] } else { &[] };
        self.compare(&folder, &["lint", "new"], number, &mut tally)?;
        self.compare(&folder, &[&["breaking", "new", "--against", "old"], flags].concat(), number, &mut tally)?;
        if keep {
            println!("kept in {}", folder.display());
        } else {
            clear(&folder)?;
        }
        Ok(tally)
    }

    fn compare(&self, folder: &Path, arguments: &[&str], number: u64, tally: &mut Tally) -> Result<(), Error> {
        let run = |program: &Path, name: &str| -> Result<(Answer, Vec<String>), Error> {
            let log = folder.join(format!("{}-{name}.jsonl", arguments[0]));
            let run = Run::new(program).args(arguments).args(["--error-format", "json"]);
            let run = run.current_dir(folder).env("ORACLE_REQUESTS", &log);
            let answer = answer(&run.env("PYTHONPATH", &self.libraries).env("PYTHONDONTWRITEBYTECODE", "1"))?;
            let mut requests: Vec<String> =
                std::fs::read_to_string(&log).unwrap_or_default().lines().map(str::to_owned).collect();
            requests.sort();
            requests.dedup();
            Ok((answer, requests))
        };
        let (theirs, asked_by_buf) = run(&self.buf, "buf")?;
        let (ours, asked) = run(&self.ours, "ours")?;
        let what = format!("case {number} {}", arguments.join(" "));
        match (&theirs, &ours) {
            (Answer::Refused(_), Answer::Refused(_)) => {
                tally.add(REFUSED, 1);
                return Ok(());
            }
            (Answer::Findings(found), _) => tally.add("findings", found.values().map(|it| it.0).sum()),
            (Answer::Refused(_), _) => {}
        }
        tally.add("runs compared", 1);
        tally.add("requests of plugins", asked_by_buf.len());
        tally.findings.extend(differences(&theirs, &ours).into_iter().map(|it| format!("DIFFERS {what}: {it}")));
        let [theirs, ours] = [asked_by_buf, asked].map(|requests| requests.into_iter().collect::<BTreeSet<_>>());
        let only = |these: &BTreeSet<String>, others: &BTreeSet<String>, who: &str| {
            these.difference(others).map(|it| format!("DIFFERS {what}: only {who} asks {it}")).collect::<Vec<_>>()
        };
        tally.findings.extend(only(&theirs, &ours, "buf"));
        tally.findings.extend(only(&ours, &theirs, "protoward"));
        Ok(())
    }
}

/// Returns `true` if another file of a module imports a file.
fn is_imported(path: &str, files: &Files) -> bool {
    files.values().any(|text| text.contains(&format!("\"{path}\"")))
}

/// Deletes or adds a message in the new version of some files. `name` is unique in a case, because files may have one package.
fn changed(random: &mut Random, text: &str, side: &str, name: &str) -> String {
    match random.below(3) {
        0 if side == "new" => format!("{text}\nmessage OracleNew{name} {{}}\n"),
        1 if side == "old" => format!("{text}\nmessage OracleOld{name} {{}}\n"),
        _ => text.to_owned(),
    }
}

/// Returns the path of Python. Scripts that choose among several versions take longer than the plugin.
fn python() -> Result<String, Error> {
    let run = Run::new("python3").install_hint("Python 3").args(["-c", "import sys; print(sys.executable, end='')"]);
    Ok(String::from_utf8_lossy(&run.finish()?.stdout).into_owned())
}

/// Returns a configuration with the plugin and with settings of it.
fn config(random: &mut Random, modules: &[Files], python: &str) -> String {
    let mut config = "version: v2\nmodules:\n".to_owned();
    // buf knows no name of a built-in rule in any section, if one section turns them off.
    let is_off = random.chance(8);
    for at in 0..modules.len() {
        config += &format!("  - path: m{at}\n");
        if random.chance(2) {
            config += &format!("    name: buf.build/oracle/m{at}\n");
        }
        if random.chance(4) {
            config += &indented(&section(random, "lint", LINT, modules, Some(at), is_off));
        }
        if random.chance(4) {
            config += &indented(&section(random, "breaking", BREAKING, modules, Some(at), is_off));
        }
    }
    config += &section(random, "lint", LINT, modules, None, is_off);
    config += &section(random, "breaking", BREAKING, modules, None, is_off);
    config += &format!("plugins:\n  - plugin: ['{python}', -S, plugin.py]\n");
    if random.chance(2) {
        config += "    options:\n      suffix: e\n      count: -7\n      ratio: 0.5\n      strict: true\n      words: [a, b]\n";
    }
    config
}

fn section(
    random: &mut Random,
    name: &str,
    names: &str,
    modules: &[Files],
    module: Option<usize>,
    is_off: bool,
) -> String {
    let mut section = format!("{name}:\n");
    let some = |random: &mut Random, most: usize| {
        let count = 1 + random.below(most);
        random.sample(names.split(' ').collect(), count).join(", ")
    };
    // Without rules, the default ones run.
    if is_off {
        section += "  disable_builtin: true\n";
    } else if !random.chance(4) {
        section += &format!("  use: [{}]\n", some(random, 5));
    }
    if !is_off && random.chance(4) {
        section += &format!("  except: [{}]\n", some(random, 1));
    }
    let at = module.unwrap_or_else(|| random.below(modules.len()));
    let files: Vec<&String> = modules[at].keys().collect();
    let file = random.pick(&files).copied().cloned().unwrap_or_default();
    section += &match random.below(4) {
        0 => format!("  ignore: [m{at}/{file}]\n"),
        1 if !is_off => format!("  ignore_only:\n    {}: [m{at}/{file}]\n", some(random, 1)),
        _ => String::new(),
    };
    section
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}
