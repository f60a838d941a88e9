//! One draw, judged by the gate and by the reference.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::layout::{self, Text};
use super::policy::{DrawnPolicy, PlainDecision};
use super::reference::{Key, Reference, Version, key};
use super::world::World;
use super::{CATEGORIES, edits};
use protoward_breaking::Finding;
use protoward_gate::GateWorkspace;
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::random::Random;
use protoward_source::{Severity, Sources};

/// The results of a draw.
#[derive(Debug, Default)]
pub(super) struct Trial {
    /// The number of changes.
    pub(super) edits: usize,
    /// By category.
    pub(super) judgments: Vec<Judgment>,
    pub(super) problems: Vec<String>,
}

/// The result in one category.
#[derive(Debug, Default)]
pub(super) struct Judgment {
    /// `true` if there is an unexcused break.
    pub(super) is_broken: bool,
    /// The number of excused findings.
    pub(super) excused: usize,
    /// 1 if the gate fails only by findings inside of moved declarations.
    pub(super) followed: usize,
    pub(super) is_false_pass: bool,
    /// The number of unexcused findings that the gate neither reports nor replaces.
    pub(super) lost: usize,
    pub(super) is_false_alarm: bool,
}

/// The maximum number of draws until one compiles.
const ATTEMPTS: u64 = 200;

/// Two versions, and what was done.
struct Draw {
    old: BTreeMap<String, Text>,
    new: BTreeMap<String, Text>,
    /// The full names of messages with a comment that ignores what is inside.
    lax: Vec<String>,
    edits: Vec<String>,
}

pub(super) fn run(folder: &Path, seed: u64, number: u64, is_shown: bool) -> Result<Trial, Error> {
    let drawn = (0..ATTEMPTS).find_map(|attempt| draw(&mut Random::keyed(seed, &[number, attempt])));
    let draw = drawn.ok_or_else(|| Error::Usage(format!("draw {number} finds no schema that compiles")))?;
    let mut policy = DrawnPolicy::draw(&mut Random::keyed(seed, &[number, u64::MAX]));
    for (side, texts) in [("old", &draw.old), ("new", &draw.new)] {
        write(&folder.join(side), texts)?;
    }
    let mut sources = Sources::default();
    let versions = Version::new(&draw.old, &mut sources).zip(Version::new(&draw.new, &mut sources));
    let (old, new) = versions.expect("a draw compiles");
    let files: Vec<String> = [&draw.old, &draw.new]
        .into_iter()
        .flatten()
        .map(|(path, text)| format!("{}/{path}", text.module.folder()))
        .collect();
    policy.keep_known(
        |element| old.has(element) || new.has(element),
        |path| files.iter().any(|file| Path::new(file).starts_with(path)),
    );
    let reference = Reference::new(&old, &new, draw.lax);
    let mut trial = Trial { edits: draw.edits.len(), ..Trial::default() };
    for category in CATEGORIES {
        let found = gate(folder, &policy.text(category))?;
        let decisions = reference.decisions(&policy, category);
        let judgment = judge(category, &decisions, &found, &mut trial.problems);
        if is_shown {
            show(category, &decisions, &found);
        }
        trial.judgments.push(judgment);
    }
    if is_shown {
        draw.edits.iter().for_each(|edit| println!("{edit}"));
        println!("{}", policy.text("CATEGORY"));
        for (side, texts) in [("old", &draw.old), ("new", &draw.new)] {
            texts.iter().for_each(|(path, text)| {
                println!("-- {side}/{}/{path} --\n{}", text.module.folder(), text.text);
            });
        }
    }
    Ok(trial)
}

/// Draws both versions; `None` if one of them does not compile or nothing changed.
fn draw(random: &mut Random) -> Option<Draw> {
    let before = edits::draw(random);
    let mut after = before.clone();
    let count = 1 + random.below(4);
    let edits: Vec<String> = (0..count).filter_map(|_| edits::change(random, &mut after)).collect();
    let old = layout::texts(&before)?;
    let new = layout::texts(&after)?;
    let compiles = |texts| Version::new(texts, &mut Sources::default()).is_some();
    if !compiles(&old) || !compiles(&new) {
        return None;
    }
    let lax = lax(&before);
    // A comment belongs to the new text, so its message must be there under the same name.
    (!edits.is_empty() && lax == self::lax(&after)).then_some(Draw { old, new, lax, edits })
}

fn lax(world: &World) -> Vec<String> {
    world.alive().filter(|&index| world.declarations[index].is_lax).map(|index| world.full_name(index)).collect()
}

fn write(folder: &Path, texts: &BTreeMap<String, Text>) -> Result<(), Error> {
    files::clear(folder)?;
    for module in ["strict", "lax"] {
        let folder = folder.join(module);
        std::fs::create_dir_all(&folder).map_err(Error::at(&folder))?;
    }
    for (path, text) in texts {
        let path = folder.join(text.module.folder()).join(path);
        files::write(&path, &text.text)?;
    }
    Ok(())
}

/// Returns the findings of the gate.
fn gate(folder: &Path, config: &str) -> Result<Vec<Finding>, Error> {
    let old = folder.join("old");
    let new = folder.join("new");
    for side in [&old, &new] {
        let path = side.join("protoward.toml");
        files::write(&path, config)?;
    }
    let failed = |error: protoward_gate::Error| Error::Usage(format!("{}: {error}", folder.display()));
    let mut workspace = GateWorkspace::open(&new.display().to_string()).map_err(failed)?;
    let verdicts = workspace.breaking(&old.display().to_string()).map_err(failed)?;
    Ok(verdicts.findings().cloned().collect())
}

fn is_error(finding: &Finding) -> bool {
    finding.diagnostic.severity == Severity::Error
}

fn judge(
    category: &str,
    decisions: &[(&Finding, PlainDecision)],
    found: &[Finding],
    problems: &mut Vec<String>,
) -> Judgment {
    let errors = || found.iter().filter(|finding| is_error(finding));
    let reported: BTreeSet<Key> = errors().flat_map(|it| std::iter::once(it).chain(&it.stands_for)).map(key).collect();
    let mut judgment = Judgment::default();
    for (finding, decision) in decisions {
        match decision {
            PlainDecision::Error if !reported.contains(&key(finding)) => {
                judgment.is_broken = true;
                judgment.lost += 1;
                problems.push(format!("{category}: lost: {}: {}", finding.rule.id(), finding.diagnostic.message));
            }
            PlainDecision::Error => judgment.is_broken = true,
            PlainDecision::Ignored => judgment.excused += 1,
            PlainDecision::Off | PlainDecision::Warning => {}
        }
    }
    let fails = errors().next().is_some();
    judgment.is_false_pass = judgment.is_broken && !fails;
    if judgment.is_false_pass {
        problems.push(format!("{category}: passes"));
    }
    if !judgment.is_broken && fails {
        if errors().all(|finding| finding.rule.is_move()) {
            judgment.is_false_alarm = true;
            let moves = errors().map(|it| it.diagnostic.message.as_str()).collect::<Vec<_>>();
            problems.push(format!("{category}: false alarm: {}", moves.join("; ")));
        } else {
            judgment.followed = 1
        }
    }
    judgment
}

fn show(category: &str, decisions: &[(&Finding, PlainDecision)], found: &[Finding]) {
    println!("{category}, without moves:");
    for (finding, decision) in decisions.iter().filter(|(_, decision)| *decision != PlainDecision::Off) {
        println!("  {decision:?} {}: {}", finding.rule.id(), finding.diagnostic.message);
    }
    println!("{category}, the gate:");
    for finding in found {
        println!("  {:?} {}: {}", finding.diagnostic.severity, finding.rule.id(), finding.diagnostic.message);
        for one in &finding.stands_for {
            println!("    for {}: {}", one.rule.id(), one.diagnostic.message);
        }
    }
}
